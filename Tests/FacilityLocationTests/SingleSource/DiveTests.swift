// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite("single-source: dives") struct DiveTests {
  private let clock = SearchClock(deadline: nil, cancellation: nil)

  /// The least cost with a set of facilities open, whether they are used or not.
  private func cheapest(_ data: SingleSourceData, open: [Int]) -> Double? {
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for j in 0..<data.customerCount {
      for (k, i) in open.enumerated() where data.cost(i, j) < .infinity {
        facility.append(Int32(k))
        cost.append(data.cost(i, j))
      }
      start.append(facility.count)
    }
    let problem = LocationProblem(
      capacity: open.map { data.capacity[$0] }, fixedCost: open.map { _ in 0 }, demand: data.demand,
      arcStart: start, arcFacility: facility, arcCost: cost, isSingleSource: true)
    let fixed = open.reduce(0) { $0 + data.fixedCost[$1] }
    return SmallLocation.cheapest(problem).map { $0 + fixed }
  }

  @Test func `the room asked for beyond the demand is there, and the bound holds for all that have it`() {
    var compared = 0
    for seed in 0..<200 {
      let problem = SmallLocation.random(seed: UInt64(seed), facilities: 3...5, customers: 3...6)
      let data = SingleSourceData(problem)
      let model = LagrangianModel(data)
      var node = SearchNode(data)
      // With a customer decided, the room left may be less than the data's.
      guard model.load(&node), model.customerCount == data.customerCount else { continue }
      var random = SplitMix64(seed: UInt64(seed))
      let demand = data.demand.reduce(0, +)
      let u = (0..<data.customerCount).map { _ in random.uniform(0, 1) * (problem.arcCost.max() ?? 1) }
      let plain = model.evaluate(u)
      model.reserve = random.uniform(0, 0.6) * demand
      let bound = model.evaluate(u)
      #expect(bound >= plain - 1e-9 * abs(plain))
      var least = Double.infinity
      var hasRoom = false
      for set in 0..<(1 << data.facilityCount) {
        let open = (0..<data.facilityCount).filter { set >> $0 & 1 == 1 }
        guard open.reduce(0, { $0 + data.capacity[$1] }) >= demand + model.reserve else { continue }
        hasRoom = true
        if let cost = cheapest(data, open: open) { least = min(least, cost) }
      }
      #expect(bound <= least + 1e-9 * (1 + abs(least)), "seed \(seed)")
      #expect(bound.isFinite == hasRoom, "seed \(seed)")
      guard bound.isFinite else { continue }
      compared += 1
      let room = (0..<model.facilityCount).reduce(0.0) { $0 + (model.isChosen[$1] ? model.capacity[$1] : 0) }
      #expect(room >= (demand + model.reserve) * (1 - 1e-9), "seed \(seed)")
    }
    #expect(compared > 80)
  }

  /// A problem whose facilities take few customers and leave little room, bounded at its root with cuts.
  private func tight(_ seed: Int) -> (worker: NodeWorker, root: SearchNode)? {
    var random = SplitMix64(seed: UInt64(seed))
    let m = 9
    let n = 32
    let demand = (0..<n).map { _ in Double(random.integer(5, 35)) }
    let capacity = (0..<m).map { _ in Double(random.integer(80, 130)) }
    let place = (0..<(m + n)).map { _ in (random.unit(), random.unit()) }
    var cost: [Double] = []
    for j in 0..<n {
      for i in 0..<m {
        let (x, y) = (place[i].0 - place[m + j].0, place[i].1 - place[m + j].1)
        cost.append((demand[j] * (x * x + y * y).squareRoot() * 100).rounded())
      }
    }
    let problem = LocationProblem(
      capacity: capacity, fixedCost: capacity.map { ($0 * 12).rounded() }, demand: demand,
      arcStart: (0...n).map { $0 * m }, arcFacility: (0..<(m * n)).map { Int32($0 % m) }, arcCost: cost,
      isSingleSource: true)
    let data = SingleSourceData(problem)
    let worker = NodeWorker(data, seed: 1, handsOver: true)
    var root = SearchNode(data)
    guard worker.model.load(&root), worker.model.customerCount > 0 else { return nil }
    root.multiplier = (0..<n).map { j in
      Float(data.arcCost[Int(data.byCost[data.listStart[j] + 1])])
    }
    worker.setPoint(root)
    worker.ascent.start(step: 1)
    for _ in 0..<150 {
      if !worker.ascent.advance(target: 1.1 * worker.ascent.bound + 1) { break }
    }
    worker.keepMultipliers(&root)
    root.bound = worker.ascent.bound
    _ = worker.addCuts(&root, cutoff: 2 * root.bound, clock: clock)
    return worker.model.cuts.count > 0 ? (worker, root) : nil
  }

  @Test(arguments: 0..<4)
  func `every assignment found fits, costs no less than the bound, and is the same again`(seed: Int) {
    guard let (worker, root) = tight(seed) else { return }
    for reserve in [0.0, 6.0] {
      var cutoff = 2 * root.bound
      for turn in 0..<2 {
        let found = worker.dive(root, cutoff: cutoff, reserve: reserve, seed: UInt64(turn), clock: clock)
        #expect(worker.model.reserve == 0)
        let again = worker.dive(root, cutoff: cutoff, reserve: reserve, seed: UInt64(turn), clock: clock)
        #expect(again?.facility == found?.facility)
        guard let found else { continue }
        #expect(Assignment(found.facility, in: worker.data)?.cost == found.cost)
        #expect(found.cost >= root.bound * (1 - 1e-9))
        cutoff = min(cutoff, found.cost)
      }
      #expect(cutoff < 2 * root.bound)
    }
  }

  @Test func `more caution assigns fewer customers at once, and at least one`() throws {
    let (worker, root) = try #require(tight(1))
    var node = root
    for i in 0..<worker.data.facilityCount { node.state[i] = FacilityState.open }
    try #require(worker.model.load(&node))
    let count = worker.model.customerCount
    worker.setPoint(node)
    worker.ascent.start(step: 0.1)
    for _ in 0..<60 { _ = worker.ascent.advance(target: 1.01 * worker.ascent.bound) }
    for caution in [2, 3, 16] {
      for noise in [0.0, 0.1] {
        var random = SplitMix64(seed: 5)
        var next = node
        worker.assignDecided(&next, caution: caution, noise: noise, &random)
        let assigned = (0..<count).count { j in
          let arcs = worker.data.byCost[worker.data.listStart[j]..<worker.data.listStart[j + 1]]
          return arcs.count { !next.isRemoved(Int($0)) } == 1
        }
        #expect(assigned == (count + 10 * caution - 1) / (10 * caution))
      }
    }
  }

  @Test func `a dive goes back to where it assigned last, twice as carefully, and gives up in the end`() {
    let data = SingleSourceData(SmallLocation.random(seed: 1))
    var node = SearchNode(data)
    var retreat = DiveRetreat(limit: 4)
    #expect(retreat.stepBack() == nil)
    node.depth = 3
    retreat.keep(node)
    node.depth = 7
    retreat.keep(node)
    #expect(retreat.stepBack()?.depth == 7)
    #expect(retreat.caution == 2)
    #expect(retreat.stepBack()?.depth == 7)
    #expect(retreat.caution == 4)
    #expect(retreat.stepBack() == nil)
    var none = DiveRetreat(limit: 1)
    none.keep(node)
    #expect(none.stepBack() == nil)
  }

  @Test func `a forecast goes on as the bound has risen`() {
    var forecast = DiveForecast()
    #expect(forecast.expected(bound: 100, customers: 50) == 100)
    // 20 customers cost 4 more than they promised: 30 will cost 6.
    #expect(forecast.expected(bound: 104, customers: 30) == 110)
    #expect(forecast.expected(bound: 99, customers: 25) == 99)
    // Nobody was assigned, or some were taken back.
    #expect(forecast.expected(bound: 101, customers: 50) == 101)
    #expect(forecast.expected(bound: 108, customers: 0) == 108)
  }
}
