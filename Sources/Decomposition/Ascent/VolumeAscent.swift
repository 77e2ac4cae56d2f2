// SPDX-License-Identifier: GPL-3.0-or-later

/// The volume algorithm: ascent on a concave, piecewise linear function from its subgradients, with an
/// average of the points where they were taken, which tends to a solution of the relaxed problem.
///
/// Barahona and Anbil 2000 (DOI 10.1007/s101070050002), with one step length for all coordinates but a
/// scale for each, as the families of multipliers differ in their units. The direction is
/// scale times the averaged subgradient.
public struct VolumeAscent {
  /// The best point so far.
  public private(set) var best: [Double]
  /// The function's value at it; -infinity before the first step.
  public private(set) var bestBound = -Double.infinity
  /// Steps so far.
  public private(set) var stepCount = 0
  /// Length of a step, as a part of the way to the target.
  public var stepLength = 0.5
  /// Weight of the newest subgradient in the average, at most.
  public var largestWeight = 0.1

  private var live: [Int32]
  private var scale: [Double]
  private var isFree: [Bool]
  private var trial: [Double]
  /// The averaged subgradient.
  public private(set) var average: [Double]
  private var redCount = 0
  private var yellowCount = 0
  private var boundAtCheck = -Double.infinity
  private var hasAverage = false
  /// Whether the value at the first point is known.
  private var isBegun = false

  /// - Parameters:
  ///   - start: where to begin.
  ///   - scale: weight of each coordinate, above 0 where it may move.
  ///   - isLive: which coordinates may move.
  ///   - isFree: which may be negative.
  public init(start: [Double], scale: [Double], isLive: [Bool], isFree: [Bool]) {
    best = start
    trial = start
    average = [Double](repeating: 0, count: start.count)
    self.scale = scale
    self.isFree = isFree
    live = start.indices.filter { isLive[$0] && scale[$0] > 0 }.map { Int32($0) }
  }

  /// The ascent of a problem that differs little from this one, from a point and an averaged subgradient of
  /// its own.
  public func begun(at point: [Double], average: [Double]) -> VolumeAscent {
    var next = self
    next.best = point
    next.trial = point
    next.average = average
    next.bestBound = -.infinity
    next.stepCount = 0
    next.redCount = 0
    next.yellowCount = 0
    next.isBegun = false
    return next
  }

  /// Adds coordinates that begin as copies of others. The value at the best point must not be changed by
  /// it; steps are short at first, as for a new problem.
  public mutating func append(copiesOf origins: [Int32]) {
    let known = Set(live)
    let isLive = origins.map { known.contains($0) }
    for (origin, isLive) in zip(origins, isLive) {
      let place = Int(origin)
      if isLive { live.append(Int32(best.count)) }
      best.append(best[place])
      trial.append(best[place])
      average.append(average[place])
      scale.append(scale[place])
      isFree.append(isFree[place])
    }
    redCount = 0
  }

  /// Lets coordinates move that could not until now.
  public mutating func release(_ places: [Int]) {
    let known = Set(live)
    live += places.map { Int32($0) }.filter { !known.contains($0) && scale[Int($0)] > 0 }
    redCount = 0
  }

  /// Begins the pace of a new problem: steps of a length, and averages that forget.
  public mutating func quicken(stepLength: Double, largestWeight: Double) {
    self.stepLength = stepLength
    self.largestWeight = largestWeight
    redCount = 0
    boundAtCheck = bestBound
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - target: what the function may reach; above the best value.
  ///   - gradient: where `evaluate` leaves its subgradient.
  ///   - evaluate: the function's value at a point.
  ///   - project: moves a point back to where the function is finite, besides signs.
  ///   - blend: told the weight with which the newest point enters the average.
  /// - Returns: the value at the new point.
  @discardableResult
  public mutating func step(
    target: Double, gradient: UnsafePointer<Double>, evaluate: (UnsafePointer<Double>) -> Double,
    project: (UnsafeMutablePointer<Double>) -> Void, blend: (Double) -> Void
  ) -> Double {
    stepCount += 1
    if !isBegun { return begin(gradient, evaluate, project, blend) }
    var norm = 0.0
    for index in live {
      let i = Int(index)
      let g = average[i]
      if !isFree[i] && g < 0 && best[i] <= 0 { continue }
      norm += g * g * scale[i]
    }
    guard norm > 0 else {
      blend(0)
      return bestBound
    }
    let length = stepLength * max(target - bestBound, 1e-12 * max(1, abs(bestBound))) / norm
    for index in live {
      let i = Int(index)
      let value = best[i] + length * scale[i] * average[i]
      trial[i] = isFree[i] ? value : max(0, value)
    }
    let value = trial.withUnsafeMutableBufferPointer { buffer -> Double in
      guard let pointer = buffer.baseAddress else { return -.infinity }
      project(pointer)
      return evaluate(pointer)
    }
    mix(gradient, value, blend)
    return value
  }

  private mutating func begin(
    _ gradient: UnsafePointer<Double>, _ evaluate: (UnsafePointer<Double>) -> Double,
    _ project: (UnsafeMutablePointer<Double>) -> Void, _ blend: (Double) -> Void
  ) -> Double {
    bestBound = best.withUnsafeMutableBufferPointer { buffer -> Double in
      guard let pointer = buffer.baseAddress else { return -.infinity }
      project(pointer)
      return evaluate(pointer)
    }
    if !hasAverage { for index in live { average[Int(index)] = gradient[Int(index)] } }
    trial = best
    boundAtCheck = bestBound
    hasAverage = true
    isBegun = true
    blend(1)
    return bestBound
  }

  /// Takes the new subgradient into the average and judges the step.
  private mutating func mix(_ gradient: UnsafePointer<Double>, _ value: Double, _ blend: (Double) -> Void) {
    // The weight that makes the averaged subgradient shortest, within limits.
    var (square, product, along) = (0.0, 0.0, 0.0)
    for index in live {
      let i = Int(index)
      let isStuck = !isFree[i] && trial[i] <= 0
      let g = isStuck ? max(0, gradient[i]) : gradient[i]
      let a = isStuck ? max(0, average[i]) : average[i]
      let difference = g - a
      square += difference * difference * scale[i]
      product -= difference * a * scale[i]
      along += g * a * scale[i]
    }
    let wanted = square > 0 ? product / square : largestWeight
    let weight = min(largestWeight, max(largestWeight / 10, wanted))
    for index in live {
      let i = Int(index)
      average[i] += weight * (gradient[i] - average[i])
    }
    blend(weight)
    if value > bestBound {
      bestBound = value
      swap(&best, &trial)
      redCount = 0
      if along > 0 {
        stepLength = min(2, stepLength * 1.5)
        yellowCount = 0
      } else {
        yellowCount += 1
        stepLength = min(2, stepLength * 1.1)
      }
    } else {
      redCount += 1
      if redCount >= 20 {
        redCount = 0
        stepLength = max(1e-4, stepLength * 0.66)
      }
    }
    if stepCount % 100 == 0 {
      if bestBound - boundAtCheck < 0.001 * abs(bestBound) { largestWeight = max(1e-3, largestWeight * 0.7) }
      boundAtCheck = bestBound
    }
  }
}
