// SPDX-License-Identifier: GPL-3.0-or-later

/// Ascent on the Lagrangian bound by the volume algorithm (Barahona and Anbil 2000,
/// DOI 10.1007/s101070050002; for location problems Barahona and Chudak 2005,
/// DOI 10.1016/j.disopt.2003.11.006): steps from the best multipliers along an average of the
/// subgradients. The same average of the relaxation's solutions approaches a fractional optimum, of
/// which the openness is kept.
final class DualAscent {
  let evaluator: LagrangianEvaluator
  let model: SplitModel
  /// The best multipliers.
  let center: FlatBuffer<Double>
  /// Average of the openness of the facilities.
  let meanOpenness: FlatBuffer<Double>
  /// Reduced value of each facility at the best multipliers: its value less the price of its capacity in
  /// the covering row.
  let reducedValue: FlatBuffer<Double>
  /// The bound at the best multipliers.
  private(set) var bound = -Double.infinity
  /// The bound at the best multipliers with the continuous covering knapsack, to which `reducedValue` adds.
  private(set) var relaxedBound = -Double.infinity
  /// Evaluations so far.
  private(set) var iterations = 0

  private let trial: FlatBuffer<Double>
  private let direction: FlatBuffer<Double>
  private let scale: FlatBuffer<Double>

  /// How an ascent is paced.
  struct Pace {
    var iterations: Int
    var factor: Double
    /// Failures in a row after which the factor shrinks.
    var patience: Int
    /// The ascent ends where it gained less than this part of the gap...
    var tolerance: Double
    /// ...over so many iterations.
    var window: Int
    var smallestFactor = 1e-4
    /// The largest weight of a new subgradient in the average.
    var weight = 0.1
  }

  init(_ evaluator: LagrangianEvaluator) {
    self.evaluator = evaluator
    model = evaluator.model
    center = FlatBuffer(model.customerCount, repeating: 0)
    trial = FlatBuffer(model.customerCount, repeating: 0)
    direction = FlatBuffer(model.customerCount, repeating: 0)
    scale = FlatBuffer(model.customerCount, repeating: 0)
    for j in 0..<model.customerCount { scale.pointer[j] = model.scale[j] }
    meanOpenness = FlatBuffer(model.facilityCount, repeating: 0)
    reducedValue = FlatBuffer(model.facilityCount, repeating: 0)
  }

  /// Ascends from the multipliers in `center`, until the bound reaches `cutoff`, the pace runs out, or
  /// `isStopped`.
  ///
  /// - Parameter target: a value the bound is thought to stay below, for the length of steps.
  func run(
    _ fixing: UnsafePointer<Int8>, pace: Pace, cutoff: Double, target: Double, isStopped: () -> Bool
  ) {
    let customers = model.customerCount
    let facilities = model.facilityCount
    let center = self.center.pointer
    let trial = self.trial.pointer
    let direction = self.direction.pointer
    let shortage = evaluator.shortage.pointer
    let openness = evaluator.openness.pointer
    let mean = meanOpenness.pointer
    let scale = self.scale.pointer
    bound = evaluator.evaluate(center, fixing)
    iterations += 1
    record(fixing)
    if bound >= cutoff { return }
    direction.update(from: shortage, count: customers)
    mean.update(from: openness, count: facilities)
    var factor = pace.factor
    var failures = 0
    var windowBound = bound
    var windowEnd = pace.window
    var largestWeight = pace.weight
    for iteration in 1..<max(2, pace.iterations) {
      var norm = 0.0
      for j in 0..<customers { norm += scale[j] * direction[j] * direction[j] }
      if norm < 1e-18 { break }
      let aim = max(target, bound + 1e-3 * abs(bound))
      let step = factor * (aim - bound) / norm
      for j in 0..<customers { trial[j] = center[j] + step * direction[j] }
      let value = evaluator.evaluate(trial, fixing)
      iterations += 1
      var dot = 0.0
      var own = 0.0
      for j in 0..<customers {
        dot += scale[j] * shortage[j] * direction[j]
        own += scale[j] * shortage[j] * shortage[j]
      }
      // The weight that makes the new average shortest.
      let denominator = own - 2 * dot + norm
      var weight = denominator > 1e-18 ? (norm - dot) / denominator : 1
      weight = weight < 0 ? largestWeight / 10 : min(largestWeight, max(largestWeight / 10, weight))
      for j in 0..<customers { direction[j] += weight * (shortage[j] - direction[j]) }
      for i in 0..<facilities { mean[i] += weight * (openness[i] - mean[i]) }
      if value > bound {
        bound = value
        center.update(from: trial, count: customers)
        record(fixing)
        failures = 0
        if dot > 0 { factor = min(2, factor * 1.1) }
        if bound >= cutoff { return }
      } else {
        failures += 1
        if failures >= pace.patience {
          failures = 0
          factor *= 0.66
          if factor < pace.smallestFactor { break }
        }
      }
      if iteration >= windowEnd {
        if bound - windowBound < pace.tolerance * (target - bound) { break }
        if bound - windowBound < 0.02 * (target - bound) { largestWeight = max(0.01, largestWeight * 0.66) }
        windowBound = bound
        windowEnd = iteration + pace.window
      }
      if iteration & 15 == 0 && isStopped() { return }
    }
  }

  private func record(_ fixing: UnsafePointer<Int8>) {
    relaxedBound = evaluator.relaxedBound
    let price = evaluator.coverPrice
    let rho = evaluator.rho.pointer
    let reduced = reducedValue.pointer
    for i in 0..<model.facilityCount {
      reduced[i] = fixing[i] == Fixing.closed ? 0 : rho[i] - price * model.capacity[i]
    }
  }
}
