// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The consumers' tangents as a small program in the shares of candidate pairs.
struct ShareBlocks {
  /// The intervals whose kinks are in the program.
  enum Intervals {
    /// So many of all, evenly spread, in the place of all.
    case sample(Int)
    /// Those that the tangents keep, of a consumer at most so many, and about so many of the others. The others are
    /// linear as the tangents say, exactly; only how far those sampled bend away from that stands for all of them
    /// (a control variate). Where none of them comes to lie on the other side of its kink, the program is the one
    /// without them; where some would, they keep the shares from running away.
    case kinks(near: Int, far: Int)
  }

  /// The program of the round; consumers without candidates have no block.
  let program: KinkedProgram
  /// Consumer of each block.
  let consumer: [Int]
  /// Pairs of each block's columns.
  let pairs: [[Int]]
  /// Which kink of each block each kept interval is; nil for those that the floors fill.
  let kinkOfKept: [[Int?]]

  /// - Parameters:
  ///   - candidates: pairs whose shares may be above 0, by consumer.
  ///   - intervals: those that have a kink.
  ///   - floor: shares that are given; the program's columns come on top of them.
  ///   - hardPrice: what a kWh missing from a hard target costs.
  init(
    _ problem: ShareProblem, candidates: [[Int]], tangents: [TangentStore], floor: [Double]?,
    intervals: Intervals, hardPrice: Double, threads: Int
  ) {
    consumer = candidates.indices.filter { !candidates[$0].isEmpty }
    pairs = consumer.map { candidates[$0] }
    let (consumer, pairs) = (consumer, pairs)
    let blocks = parallelMap(count: consumer.count, threads: threads) { index in
      Self.block(
        problem, consumer[index], pairs[index], tangents[consumer[index]], floor, intervals: intervals,
        hardPrice: hardPrice)
    }
    var most = problem.largest
    if let floor { for p in floor.indices { most[problem.supplier[p]] -= floor[p] } }
    // Where the floors take all, what is left over is rounding.
    program = KinkedProgram(
      blocks: blocks.map(\.block), most: most.indices.map { max(most[$0], 1e-9 * problem.largest[$0]) })
    kinkOfKept = blocks.map(\.kinkOfKept)
  }

  private static func block(
    _ problem: ShareProblem, _ j: Int, _ pairs: [Int], _ tangents: TangentStore, _ floor: [Double]?,
    intervals: Intervals, hardPrice: Double
  ) -> (block: KinkedBlock, kinkOfKept: [Int?]) {
    let hasTarget = problem.required[j] > 0
    let (load, value) = (problem.load(j), problem.value(j))
    // Kinks at intervals, each standing for `weight` of them; from `firstFar` on the tangents have them too.
    var kinks: [Int] = []
    var weight: [Double] = []
    var firstFar = Int.max
    var isSample = false
    switch intervals {
    case .sample(let count):
      isSample = true
      for t in spread(problem, j, count) where load[t] > 0 && (value[t] > 0 || hasTarget) { kinks.append(t) }
      weight = kinks.map { _ in Double(problem.intervals) / Double(count) }
    case .kinks(let near, let far):
      let count = min(near, tangents.kept.count)
      let factor = count == 0 ? 1 : Double(tangents.kept.count) / Double(count)
      kinks = (0..<count).map { Int(tangents.kept[Int((Double($0) + 0.5) * factor)]) }
      weight = kinks.map { _ in factor }
      firstFar = count
      for t in spread(problem, j, far)
      where tangents.kind[t] != KinkKind.kept && load[t] > 0 && (value[t] > 0 || hasTarget) {
        kinks.append(t)
        weight.append(Double(problem.intervals) / Double(far))
      }
    }
    var kinkOfKept: [Int?] = Array(kinks.indices)
    // Load of the kinks, those that the floors fill included.
    let levels = kinks.indices.reduce(0) { $0 + weight[$1] * load[kinks[$1]] }
    let far: [(interval: Int, weight: Double)] =
      firstFar < kinks.count ? (firstFar..<kinks.count).map { (kinks[$0], weight[$0]) } : []
    var given = [Double](repeating: 0, count: kinks.count)
    if let floor {
      (kinks, given, kinkOfKept) = unfilled(problem, kinks, pairs, floor, load)
      weight = zip(weight, kinkOfKept).compactMap { $1 == nil ? nil : $0 }
    }
    var coefficients = [Double](repeating: 0, count: pairs.count * kinks.count)
    for (column, p) in pairs.enumerated() {
      let row = problem.generation(problem.profile[p])
      let arrival = problem.arrival[p]
      let place = column * kinks.count
      for (k, t) in kinks.enumerated() { coefficients[place + k] = weight[k] * arrival * row[t] }
    }
    var gain = pairs.map { -problem.cost[$0] }
    var slope = [Double](repeating: 0, count: pairs.count)
    var settled = 0.0
    if !isSample {
      settled = addOpen(problem, j, pairs, tangents, hasTarget, &gain, &slope)
      settled -= takeOff(problem, j, pairs, tangents, far, &gain, &slope)
    }
    var target: KinkedBlock.Target?
    if hasTarget {
      // Kinks count their shortage: what is required of them is all their load less what may be missing.
      let price = problem.shortfallPrice[j] ?? hardPrice
      let margin = problem.shortfallPrice[j] == nil ? 1e-9 * problem.totalLoad[j] : 0
      let fromFloor =
        floor.map { floor in pairs.indices.reduce(0) { $0 + slope[$1] * floor[pairs[$1]] } } ?? 0
      if price > 0 {
        target = .init(
          slope: slope, required: problem.required[j] + margin - levels - settled - fromFloor, price: price)
      }
    }
    var limit: KinkedBlock.Limit?
    if let count = problem.largestCount[j], count > 0, count < pairs.count {
      limit = .init(weight: pairs.map { 1 / problem.useful[$0] }, most: Double(count))
    }
    let block = KinkedBlock(
      row: pairs.map { problem.supplier[$0] }, gain: gain, coefficients: coefficients,
      level: kinks.indices.map { weight[$0] * (load[kinks[$0]] - given[$0]) }, value: kinks.map { value[$0] },
      target: target, limit: limit)
    return (block, kinkOfKept)
  }

  /// So many intervals, evenly spread.
  private static func spread(_ problem: ShareProblem, _ j: Int, _ count: Int) -> [Int] {
    if count == 0 { return [] }
    let step = Double(problem.intervals) / Double(count)
    // Another offset for each consumer, so that errors of the sample do not add up.
    return (0..<count).map { Int((Double($0) + 0.5 + 0.37 * Double(j)) * step) % problem.intervals }
  }

  /// Takes the tangents of sampled intervals, at their weights, off the slopes; returns the energy supplied in the
  /// full ones.
  private static func takeOff(
    _ problem: ShareProblem, _ j: Int, _ pairs: [Int], _ tangents: TangentStore,
    _ sampled: [(interval: Int, weight: Double)], _ gain: inout [Double], _ slope: inout [Double]
  ) -> Double {
    let (load, value) = (problem.load(j), problem.value(j))
    var settled = 0.0
    for (t, weight) in sampled where tangents.kind[t] == KinkKind.full { settled += weight * load[t] }
    let open = sampled.filter { tangents.kind[$0.interval] == KinkKind.open }
    for (k, p) in pairs.enumerated() {
      let row = problem.generation(problem.profile[p])
      for (t, weight) in open {
        let arriving = weight * problem.arrival[p] * row[t]
        gain[k] -= arriving * value[t]
        slope[k] -= arriving
      }
    }
    return settled
  }

  /// The kinks at which the floors leave load over, what the floors offer there, and the place of each kink among
  /// them.
  private static func unfilled(
    _ problem: ShareProblem, _ kinks: [Int], _ pairs: [Int], _ floor: [Double], _ load: UnsafePointer<Double>
  ) -> (kinks: [Int], given: [Double], place: [Int?]) {
    var offered = [Double](repeating: 0, count: kinks.count)
    for p in pairs where floor[p] > 0 {
      let row = problem.generation(problem.profile[p])
      let factor = floor[p] * problem.arrival[p]
      for (k, t) in kinks.enumerated() { offered[k] += factor * row[t] }
    }
    var result: (kinks: [Int], given: [Double], place: [Int?]) = ([], [], [])
    for (k, t) in kinks.enumerated() {
      if offered[k] >= load[t] * (1 - 1e-9) {
        result.place.append(nil)
      } else {
        result.place.append(result.kinks.count)
        result.kinks.append(t)
        result.given.append(offered[k])
      }
    }
    return result
  }

  /// Adds the slopes of the open intervals; returns the energy supplied in the full ones.
  private static func addOpen(
    _ problem: ShareProblem, _ j: Int, _ pairs: [Int], _ tangents: TangentStore, _ hasTarget: Bool,
    _ gain: inout [Double], _ slope: inout [Double]
  ) -> Double {
    let (load, value) = (problem.load(j), problem.value(j))
    var settled = 0.0
    let rows = pairs.map { problem.generation(problem.profile[$0]) }
    var worth = [Double](repeating: 0, count: pairs.count)
    var energy = worth
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * ShareProblem.blockLength) { scratch in
      guard let price = scratch.baseAddress else { return }
      let open = price + ShareProblem.blockLength
      var start = 0
      while start < problem.intervals {
        let count = min(ShareProblem.blockLength, problem.intervals - start)
        for t in 0..<count {
          let kind = tangents.kind[start + t]
          let isOpen = kind == KinkKind.open
          open[t] = isOpen ? 1 : 0
          price[t] = isOpen ? value[start + t] : 0
          if kind == KinkKind.full { settled += load[start + t] }
        }
        rows.withUnsafeBufferPointer { rows in
          worth.withUnsafeMutableBufferPointer { sums in
            if let sums = sums.baseAddress {
              DenseKernels.addDots(rows, offset: start, price, to: sums, count: count)
            }
          }
          if hasTarget {
            energy.withUnsafeMutableBufferPointer { sums in
              if let sums = sums.baseAddress {
                DenseKernels.addDots(rows, offset: start, open, to: sums, count: count)
              }
            }
          }
        }
        start += count
      }
    }
    for (k, p) in pairs.enumerated() {
      gain[k] += problem.arrival[p] * worth[k]
      slope[k] = problem.arrival[p] * energy[k]
    }
    return settled
  }
}
