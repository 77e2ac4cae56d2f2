// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite struct `The Lagrangian model` {
  /// What is left of a problem once a node's arcs and facilities are closed.
  private func left(of data: SingleSourceData, _ node: SearchNode) -> LocationProblem {
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for j in 0..<data.customerCount {
      let arcs = data.byCost[data.listStart[j]..<data.listStart[j + 1]].sorted()
      for arc in arcs.map(Int.init) where !node.isRemoved(arc) {
        if node.state[Int(data.arcFacility[arc])] == FacilityState.closed { continue }
        facility.append(data.arcFacility[arc])
        cost.append(data.arcCost[arc])
      }
      start.append(facility.count)
    }
    return LocationProblem(
      capacity: data.capacity, fixedCost: data.fixedCost, demand: data.demand, arcStart: start,
      arcFacility: facility, arcCost: cost, isSingleSource: true)
  }

  @Test func `bounds every solution and never removes one that is wanted`() throws {
    var decisions = 0
    for seed in 0..<300 {
      let problem = SmallLocation.random(seed: UInt64(seed))
      guard let cheapest = SmallLocation.cheapest(problem) else { continue }
      let data = SingleSourceData(problem)
      let model = LagrangianModel(data)
      let ascent = LagrangianAscent(model)
      var node = SearchNode(data)
      try #require(model.load(&node))
      if model.customerCount == 0 { continue }
      var random = SplitMix64(seed: UInt64(seed))
      for k in 0..<model.customerCount { ascent.point[k] = random.uniform(0, 0.5) * cheapest }
      ascent.start(step: 1)
      #expect(ascent.bound <= cheapest * (1 + 1e-9) + 1e-9)
      for _ in 0..<(seed % 60) {
        if !ascent.advance(target: cheapest * 1.01 + 1e-6) { break }
        #expect(ascent.bound <= cheapest * (1 + 1e-9) + 1e-9)
      }
      let wanted = cheapest + 1e-6 * (1 + cheapest)
      _ = model.evaluate(ascent.best)
      decisions += model.fix(&node, ascent.best, cutoff: wanted, arcs: true)
      #expect(model.load(&node))
      let rest = try #require(SmallLocation.cheapest(left(of: data, node)))
      #expect(abs(rest - cheapest) <= 1e-9 * (1 + cheapest))
    }
    #expect(decisions > 300)
  }
}
