// SPDX-License-Identifier: GPL-3.0-or-later

/// Checks a model, hands it to GLPK and takes it back, without solving it: what `solve` does before
/// the first iteration, for the benchmarks to time.
///
/// - Returns: the number of nonzeros GLPK held.
@_spi(Benchmarking)
public func handOver(_ model: LinearModel) throws(LinearModelError) -> Int {
  try model.validate()
  let session = GLPKSession()
  defer { withExtendedLifetime(session) {} }
  let problem = GLPKProblem()
  problem.load(model)
  return problem.nonzeroCount
}
