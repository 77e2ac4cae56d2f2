// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite("single-source: clusters of facilities") struct ClusterSearchTests {
  /// The first assignment that fits, customers in their order and each to its cheapest facility with room.
  private func first(_ data: SingleSourceData) -> Assignment? {
    var left = data.capacity
    var facility: [Int32] = []
    for j in 0..<data.customerCount {
      let arcs = data.byCost[data.listStart[j]..<data.listStart[j + 1]]
      guard let arc = arcs.first(where: { left[Int(data.arcFacility[Int($0)])] >= data.demand[j] }) else {
        return nil
      }
      facility.append(data.arcFacility[Int(arc)])
      left[Int(data.arcFacility[Int(arc)])] -= data.demand[j]
    }
    return Assignment(facility, in: data)
  }

  private func improved(_ data: SingleSourceData, _ start: Assignment, threads: Int) -> Assignment {
    let search = ClusterSearch(data, seed: 3, clock: SearchClock(deadline: nil, cancellation: nil))
    var best = start
    for _ in 0..<30 where !search.isExhausted {
      guard let better = search.improve(best, openness: [], batch: 4, threads: threads) else { continue }
      #expect(better.cost < best.cost)
      best = better
    }
    return best
  }

  @Test(arguments: 0..<20)
  func `each step costs less, fits, and is the same with one thread and two`(seed: Int) throws {
    let problem = SmallLocation.random(seed: UInt64(seed), facilities: 8...9, customers: 18...22)
    let data = SingleSourceData(problem)
    guard let start = first(data) else { return }
    let alone = improved(data, start, threads: 1)
    let together = improved(data, start, threads: 2)
    #expect(alone.facility == together.facility)
    // Added once more from the data: an assignment that does not fit is none.
    #expect(Assignment(alone.facility, in: data)?.cost == alone.cost)
  }

  @Test(arguments: 0..<40)
  func `a cluster of all open facilities finds the optimum of what it holds`(seed: Int) throws {
    let problem = SmallLocation.random(seed: UInt64(seed), facilities: 3...4, customers: 5...7)
    let data = SingleSourceData(problem)
    guard let start = first(data), let least = SmallLocation.cheapest(problem) else { return }
    let whole = FacilityCluster(
      facilities: Array(0..<data.facilityCount), customers: Array(0..<data.customerCount))
    let found = whole.solve(
      data, start, nodeLimit: 10_000, clock: SearchClock(deadline: nil, cancellation: nil))
    let cost = found.flatMap { Assignment($0, in: data)?.cost } ?? start.cost
    #expect(abs(cost - least) <= 1e-9 * abs(least))
  }
}
