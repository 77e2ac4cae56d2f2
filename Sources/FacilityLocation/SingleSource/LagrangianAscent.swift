// SPDX-License-Identifier: GPL-3.0-or-later

/// Raises the Lagrangian bound of a loaded model by the volume algorithm (Barahona and Anbil 2000,
/// DOI 10.1007/s101070050002), which also gives a fractional solution: the running average of the
/// relaxed ones.
final class LagrangianAscent {
  let model: LagrangianModel
  /// The best multipliers so far, one for each customer of the model.
  let best: UnsafeMutablePointer<Double>
  /// The bound they prove.
  private(set) var bound = -Double.infinity
  /// The last point tried.
  let point: UnsafeMutablePointer<Double>
  /// Average share on each item, to be multiplied by `averageScale`.
  private let share: UnsafeMutablePointer<Double>
  private let openShare: UnsafeMutablePointer<Double>
  private var averageScale = 1.0
  /// Average violation of the assignment rows.
  private let direction: UnsafeMutablePointer<Double>
  private let violation: UnsafeMutablePointer<Double>
  /// Step size as a part of the way to the target.
  var step = 1.0
  private var failures = 0
  /// Evaluations so far.
  private(set) var evaluationCount = 0

  init(_ model: LagrangianModel) {
    self.model = model
    func make(_ count: Int) -> UnsafeMutablePointer<Double> {
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: 0, count: max(1, count))
      return pointer
    }
    let widest = model.data.customerCount + SubsetRowCuts.limit
    best = make(widest)
    point = make(widest)
    direction = make(widest)
    violation = make(widest)
    share = make(model.data.arcCost.count)
    openShare = make(model.data.facilityCount)
  }

  deinit {
    best.deallocate()
    point.deallocate()
    direction.deallocate()
    violation.deallocate()
    share.deallocate()
    openShare.deallocate()
  }

  /// Average share of an item.
  func averageShare(_ item: Int) -> Double { share[item] * averageScale }
  /// Average openness of a facility.
  func averageOpen(_ facility: Int) -> Double { openShare[facility] * averageScale }

  /// Starts at the point in `point`, with the model as loaded.
  func start(step: Double) {
    self.step = step
    failures = 0
    share.update(repeating: 0, count: max(1, model.itemStart[model.facilityCount]))
    openShare.update(repeating: 0, count: max(1, model.facilityCount))
    averageScale = 1
    bound = model.evaluate(point)
    evaluationCount += 1
    best.update(from: point, count: model.multiplierCount)
    measureViolation()
    direction.update(from: violation, count: model.multiplierCount)
    addToAverage(1)
  }

  /// Average violation of each of the model's cuts, by its place among them.
  func cutDirections() -> [Double] {
    var all = [Double](repeating: 0, count: model.cuts.count)
    for c in 0..<model.cutCount { all[Int(model.cutSource[c])] = direction[model.customerCount + c] }
    return all
  }

  /// Goes on from the best point after cuts were added to the model and it was loaded again: the average
  /// stays.
  func resume(step: Double, cutMultiplier: [Float], cutDirection: [Double]) {
    self.step = step
    failures = 0
    for c in 0..<model.cutCount {
      let cut = Int(model.cutSource[c])
      best[model.customerCount + c] = cut < cutMultiplier.count ? Double(cutMultiplier[cut]) : 0
      direction[model.customerCount + c] = cutDirection[cut]
    }
  }

  private func measureViolation() {
    violation.update(repeating: 1, count: model.customerCount)
    for i in 0..<model.facilityCount where model.isChosen[i] {
      for t in model.pickStart[i]..<model.pickStart[i + 1] {
        violation[Int(model.itemCustomer[Int(model.pick[t])])] -= 1
      }
    }
    if model.cutCount > 0 {
      let cuts = violation + model.customerCount
      cuts.update(repeating: -1, count: model.cutCount)
      model.countHits(cuts)
    }
  }

  /// Where the solutions behind the average are noted, if anywhere.
  var log: PatternLog?

  private func addToAverage(_ weight: Double) {
    log?.add(model, weight: weight)
    if weight >= 1 {
      share.update(repeating: 0, count: max(1, model.itemStart[model.facilityCount]))
      openShare.update(repeating: 0, count: max(1, model.facilityCount))
      averageScale = 1
    } else {
      averageScale *= 1 - weight
      if averageScale < 1e-100 {
        for k in 0..<model.itemStart[model.facilityCount] { share[k] *= averageScale }
        for i in 0..<model.facilityCount { openShare[i] *= averageScale }
        averageScale = 1
      }
    }
    let part = min(1, weight) / averageScale
    for i in 0..<model.facilityCount where model.isChosen[i] {
      openShare[i] += part
      for t in model.pickStart[i]..<model.pickStart[i + 1] { share[Int(model.pick[t])] += part }
    }
  }

  /// One step towards a value of `target`; false where the relaxed solution is feasible on average, so
  /// that no step is left.
  func advance(target: Double) -> Bool {
    let n = model.multiplierCount
    let customers = model.customerCount
    var norm = 0.0
    for j in 0..<customers { norm += direction[j] * direction[j] }
    // A cut's multiplier at 0 goes nowhere below.
    for c in customers..<n where best[c] > 0 || direction[c] > 0 { norm += direction[c] * direction[c] }
    guard norm > 1e-12 else { return false }
    let length = step * max(target - bound, 1e-9 * abs(bound)) / norm
    for j in 0..<n { point[j] = best[j] + length * direction[j] }
    for c in customers..<n { point[c] = max(0, point[c]) }
    let value = model.evaluate(point)
    evaluationCount += 1
    measureViolation()
    // The average that makes the violation shortest, within limits.
    var along = 0.0
    var across = 0.0
    for j in 0..<n {
      let difference = violation[j] - direction[j]
      across += difference * difference
      along -= direction[j] * difference
    }
    var weight = across > 1e-12 ? along / across : averageLimit
    weight = min(max(weight, averageLimit / 10), averageLimit)
    var product = 0.0
    for j in 0..<n { product += violation[j] * direction[j] }
    for j in 0..<n { direction[j] += weight * (violation[j] - direction[j]) }
    addToAverage(weight)
    if value > bound {
      bound = value
      best.update(from: point, count: n)
      failures = 0
      if product > 0 { step = min(step * 1.1, 2) }
    } else {
      failures += 1
      if failures >= patience {
        step *= 0.66
        failures = 0
      }
    }
    return true
  }

  /// Largest weight of the newest relaxed solution in the average.
  var averageLimit = 0.1
  /// Failures in a row before the step shrinks.
  var patience = 10
}
