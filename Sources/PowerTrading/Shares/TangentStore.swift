// SPDX-License-Identifier: GPL-3.0-or-later

/// How a consumer's intervals are linearised, and with which multipliers: an outer approximation of its gain.
///
/// An interval is taken as open (further energy is supplied), full (it is surplus), or its kink is kept. After
/// a solve a kept kink has the fraction of a further kWh that counts as supplied, its multiplier.
final class TangentStore: @unchecked Sendable {
  let intervals: Int
  /// By interval, a `KinkKind`.
  private(set) var kind: UnsafeMutablePointer<UInt8>
  /// The kinds of the next round.
  private(set) var nextKind: UnsafeMutablePointer<UInt8>
  /// Intervals whose kink is kept, in order.
  var kept: [Int32] = []
  /// Fraction of each of them.
  var fraction: [Double] = []
  /// Multiplier of the target, per kWh.
  var rho = 0.0
  /// Multiplier of the number of contracts.
  var kappa = 0.0

  init(intervals: Int) {
    self.intervals = intervals
    kind = .allocate(capacity: max(1, intervals))
    nextKind = .allocate(capacity: max(1, intervals))
    kind.initialize(repeating: KinkKind.open, count: intervals)
    nextKind.initialize(repeating: KinkKind.open, count: intervals)
  }

  deinit {
    kind.deallocate()
    nextKind.deallocate()
  }

  /// Makes the kinds of the next round those of this one.
  func advance() {
    swap(&kind, &nextKind)
    kept.removeAll(keepingCapacity: true)
    for t in 0..<intervals where kind[t] == KinkKind.kept { kept.append(Int32(t)) }
    fraction = []
  }

  /// Keeps the kinks of all intervals in which they matter.
  func keepAll(_ problem: ShareProblem, _ j: Int) {
    let (load, value) = (problem.load(j), problem.value(j))
    let hasTarget = problem.required[j] > 0
    for t in 0..<intervals {
      let isUsed = load[t] > 0 && (value[t] > 0 || hasTarget)
      nextKind[t] = isUsed ? KinkKind.kept : KinkKind.full
    }
    advance()
  }
}
