// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite struct `Subset-row cuts` {
  /// What is left of a problem once a node's arcs are removed.
  private func left(of data: SingleSourceData, _ node: SearchNode) -> LocationProblem {
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for j in 0..<data.customerCount {
      for i in 0..<data.facilityCount {
        guard let arc = data.arc(i, j), !node.isRemoved(arc), node.state[i] != FacilityState.closed else {
          continue
        }
        facility.append(Int32(i))
        cost.append(data.arcCost[arc])
      }
      start.append(facility.count)
    }
    return LocationProblem(
      capacity: data.capacity, fixedCost: data.fixedCost, demand: data.demand, arcStart: start,
      arcFacility: facility, arcCost: cost, isSingleSource: true)
  }

  /// The relaxation with all facilities open by its definition: each tries every set of the customers it
  /// may serve.
  private func definition(
    _ data: SingleSourceData, _ cuts: SubsetRowCuts, _ node: SearchNode, _ u: [Double], _ price: [Double]
  ) -> Double {
    let n = data.customerCount
    let m = data.facilityCount
    var net = [Double](repeating: .infinity, count: m)
    for i in 0..<m where node.state[i] != FacilityState.closed {
      let own = (0..<n).filter { j in data.arc(i, j).map { !node.isRemoved($0) } ?? false }
      // A customer that has no other arc is served from here.
      let fixed = Set(
        own.filter { j in
          (0..<m).allSatisfy { other in
            other == i || node.state[other] == FacilityState.closed
              || data.arc(other, j).map { node.isRemoved($0) } ?? true
          }
        })
      for set in 0..<(1 << own.count) {
        let members = own.indices.filter { set >> $0 & 1 == 1 }.map { own[$0] }
        guard fixed.isSubset(of: members), members.reduce(0, { $0 + data.demand[$1] }) <= data.capacity[i]
        else { continue }
        var cost = members.reduce(data.fixedCost[i]) { $0 + data.cost(i, $1) - u[$1] }
        for c in 0..<cuts.count {
          let cut = cuts[c]
          if members.filter({ [cut.a, cut.b, cut.c].contains(Int32($0)) }).count >= 2 { cost += price[c] }
        }
        net[i] = min(net[i], cost)
      }
    }
    return net.reduce(u.reduce(0, +) - price.reduce(0, +)) { $0 + $1 }
  }

  private func cuts(_ count: Int, customers n: Int, _ random: inout SplitMix64) -> SubsetRowCuts {
    var cuts = SubsetRowCuts()
    for _ in 0..<count {
      let a = random.integer(0, n - 3)
      let b = random.integer(a + 1, n - 2)
      let c = random.integer(b + 1, n - 1)
      cuts.append(CustomerTriple(Int32(c), Int32(a), Int32(b)))
    }
    return cuts
  }

  @Test func `price the sets of customers as defined, with customers decided too`() throws {
    var priced = 0
    for seed in 0..<200 {
      let problem = SmallLocation.random(seed: UInt64(seed), facilities: 3...4, customers: 4...7)
      let data = SingleSourceData(problem)
      var random = SplitMix64(seed: UInt64(seed))
      // With all facilities open, the relaxation is the sum of their best sets.
      var node = SearchNode(data)
      for i in 0..<data.facilityCount { node.state[i] = FacilityState.open }
      if seed % 2 == 0 {
        let j = random.integer(0, data.customerCount - 1)
        let arcs = data.byCost[data.listStart[j]..<data.listStart[j + 1]]
        for arc in arcs.dropFirst() { node.remove(Int(arc)) }
      }
      let model = LagrangianModel(data)
      model.cuts = cuts(6, customers: data.customerCount, &random)
      guard model.load(&node), model.customerCount > 0 else { continue }
      let largest = problem.arcCost.max() ?? 1
      let u = (0..<data.customerCount).map { _ in random.uniform(0, 1.5) * largest }
      let price = (0..<model.cuts.count).map { _ in
        random.unit() < 0.3 ? 0 : random.uniform(0, 0.5) * largest
      }
      var point = model.customer.map { u[Int($0)] }
      // A cut that says nothing any more has no multiplier.
      var left = [Double](repeating: 0, count: price.count)
      for c in 0..<model.cutCount {
        left[Int(model.cutSource[c])] = price[Int(model.cutSource[c])]
        point.append(price[Int(model.cutSource[c])])
      }
      let found = model.evaluate(point)
      let expected = definition(data, model.cuts, node, u, left)
      #expect(abs(found - expected) <= 1e-9 * (abs(expected) + u.reduce(0, +)), "seed \(seed)")
      if model.cutCount > 0 { priced += 1 }
    }
    #expect(priced > 100)
  }

  @Test func `leave every wanted solution, and the bound below it`() throws {
    var decisions = 0
    for seed in 0..<300 {
      let problem = SmallLocation.random(seed: UInt64(seed), facilities: 3...4, customers: 4...7)
      let data = SingleSourceData(problem)
      var random = SplitMix64(seed: UInt64(seed))
      var node = SearchNode(data)
      if seed % 3 == 0 {
        let j = random.integer(0, data.customerCount - 1)
        let arcs = data.byCost[data.listStart[j]..<data.listStart[j + 1]]
        for arc in arcs.dropFirst() { node.remove(Int(arc)) }
      }
      guard let cheapest = SmallLocation.cheapest(left(of: data, node)) else { continue }
      let model = LagrangianModel(data)
      model.cuts = cuts(5, customers: data.customerCount, &random)
      let ascent = LagrangianAscent(model)
      try #require(model.load(&node))
      if model.customerCount == 0 { continue }
      for k in 0..<model.customerCount { ascent.point[k] = random.uniform(0, 0.5) * cheapest }
      for c in 0..<model.cutCount {
        ascent.point[model.customerCount + c] = random.uniform(0, 0.1) * cheapest
      }
      ascent.start(step: 1)
      for _ in 0..<(seed % 60) {
        if !ascent.advance(target: cheapest * 1.01 + 1e-6) { break }
      }
      #expect(ascent.bound <= cheapest * (1 + 1e-9) + 1e-9)
      for c in model.customerCount..<model.multiplierCount { #expect(ascent.best[c] >= 0) }
      let wanted = cheapest + 1e-6 * (1 + cheapest)
      _ = model.evaluate(ascent.best)
      decisions += model.fix(&node, ascent.best, cutoff: wanted, arcs: true)
      #expect(model.load(&node))
      let rest = try #require(SmallLocation.cheapest(left(of: data, node)))
      #expect(abs(rest - cheapest) <= 1e-9 * (1 + cheapest))
    }
    #expect(decisions > 300)
  }

  @Test func `raise the root's bound, and stay below the optimum`() throws {
    var raised = 0
    for seed in 0..<60 {
      let problem = SmallLocation.random(seed: 700 + UInt64(seed), facilities: 4...5, customers: 7...8)
      guard let cheapest = SmallLocation.cheapest(problem) else { continue }
      let data = SingleSourceData(problem)
      let worker = NodeWorker(data, seed: 1)
      var root = SearchNode(data)
      guard worker.model.load(&root), worker.model.customerCount > 0 else { continue }
      root.multiplier = (0..<data.customerCount).map { j in
        Float(data.arcCost[Int(data.byCost[data.listStart[j]])])
      }
      worker.setPoint(root)
      worker.ascent.start(step: 1)
      for _ in 0..<300 {
        if !worker.ascent.advance(target: cheapest) { break }
      }
      worker.keepMultipliers(&root)
      root.bound = worker.ascent.bound
      let former = root.bound
      let clock = SearchClock(deadline: nil, cancellation: nil)
      let cuts = worker.addCuts(&root, cutoff: cheapest * 1.1 + 1, clock: clock)
      #expect(root.bound >= former)
      #expect(root.bound <= cheapest * (1 + 1e-9) + 1e-9)
      #expect(root.cutMultiplier.count == cuts.count)
      // Loaded again, the kept cuts and multipliers prove the same.
      #expect(worker.model.load(&root))
      worker.setPoint(root)
      worker.ascent.start(step: 0.1)
      #expect(worker.ascent.bound >= root.bound - 1e-5 * abs(root.bound) - 1e-9)
      if cuts.count > 0 && root.bound > former + 1e-3 * abs(former) { raised += 1 }
    }
    #expect(raised >= 3)
  }
}
