// SPDX-License-Identifier: GPL-3.0-or-later

import FacilityLocation
import LinearProgramming

/// Small seeded single-source problems, and two other opinions on them.
enum SmallLocation {
  /// A problem that may be sparse, tight, infeasible, have free facilities, an unlimited one, customers
  /// without demand, whole or real numbers, small or large ones.
  static func random(
    seed: UInt64, facilities: ClosedRange<Int> = 2...4, customers: ClosedRange<Int> = 2...7
  ) -> LocationProblem {
    var random = SplitMix64(seed: seed &* 7919 &+ 13)
    let m = random.integer(facilities.lowerBound, facilities.upperBound)
    let n = random.integer(customers.lowerBound, customers.upperBound)
    let isWhole = random.unit() < 0.5
    let scale = [1.0, 1.0, 1e-3, 1e6][random.integer(0, 3)]
    func number(_ low: Double, _ high: Double) -> Double {
      let value = random.uniform(low, high)
      return (isWhole ? value.rounded() : value)
    }
    let demand = (0..<n).map { _ in random.unit() < 0.08 ? 0 : number(1, 20) }
    let tightness = random.uniform(0.9, 3)
    let mean = demand.reduce(0, +) * tightness / Double(m)
    var capacity = (0..<m).map { _ in number(0.5 * mean, 1.6 * mean) }
    let hasFreeFacilities = random.unit() < 0.3
    var fixedCost = (0..<m).map { _ in
      hasFreeFacilities && random.unit() < 0.5 ? 0 : number(10, 80) * scale
    }
    let hasPenalty = random.unit() < 0.3
    let density = random.unit() < 0.5 ? 1 : random.uniform(0.4, 0.9)
    if hasPenalty {
      capacity.append(.infinity)
      fixedCost.append(0)
    }
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for _ in 0..<n {
      for i in 0..<m where random.unit() < density {
        facility.append(Int32(i))
        cost.append(number(0, 60) * scale)
      }
      if hasPenalty {
        facility.append(Int32(m))
        cost.append(number(60, 120) * scale)
      }
      start.append(facility.count)
    }
    return LocationProblem(
      capacity: capacity, fixedCost: fixedCost, demand: demand, arcStart: start, arcFacility: facility,
      arcCost: cost, isSingleSource: true)
  }

  /// The value of a solution, added from the data; nil where it is none.
  static func value(of solution: LocationSolution, _ problem: LocationProblem) -> Double? {
    var load = [Double](repeating: 0, count: problem.facilityCount)
    var value = 0.0
    for j in 0..<problem.customerCount {
      let arcs = problem.arcStart[j]..<problem.arcStart[j + 1]
      let used = arcs.filter { solution.share[$0] != 0 }
      guard used.count == 1, solution.share[used[0]] == 1 else { return nil }
      let i = Int(problem.arcFacility[used[0]])
      guard solution.isOpen[i] else { return nil }
      load[i] += problem.demand[j]
      value += problem.arcCost[used[0]]
    }
    for i in 0..<problem.facilityCount {
      if load[i] > problem.capacity[i] * (1 + 1e-8) { return nil }
      if solution.isOpen[i] { value += problem.fixedCost[i] }
    }
    return value
  }

  /// The least cost by trying every assignment; nil where none fits.
  static func cheapest(_ problem: LocationProblem) -> Double? {
    var room = problem.capacity
    var users = [Int](repeating: 0, count: problem.facilityCount)
    var best = Double.infinity
    func assign(_ j: Int, _ cost: Double) {
      if cost >= best { return }
      if j == problem.customerCount {
        best = cost
        return
      }
      for a in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[a])
        guard problem.demand[j] <= room[i] + 1e-9 * problem.capacity[i] || room[i] == .infinity else {
          continue
        }
        let opening = users[i] == 0 ? problem.fixedCost[i] : 0
        users[i] += 1
        room[i] -= problem.demand[j]
        assign(j + 1, cost + problem.arcCost[a] + opening)
        room[i] += problem.demand[j]
        users[i] -= 1
      }
    }
    assign(0, 0)
    return best.isFinite ? best : nil
  }
}
