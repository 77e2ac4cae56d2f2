// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// The changes against an existing plan: each demand that leaves a place, once, from where to where, and at
  /// what price; and what is said of all of them together.
  mutating func checkChanges() {
    let moved = scenario.demands.indices.map { d in
      existing[d].reduce(scenario.demands[d].strandedShare) {
        $0 + max(0, $1.share - ledger.share[$1.lane])
      }
    }
    var seen = Set<Int>()
    for (index, change) in (plan.changes ?? []).enumerated() {
      let place = "plan.changes[\(index)]"
      guard let d = demandIndex[change.demand] else {
        report.add(
          "reference", "\(place).demand", found: "\"\(change.demand)\"", expected: "a demand of the scenario")
        continue
      }
      if !seen.insert(d).inserted {
        report.add("changes", place, found: "\(change.demand) a second time", expected: "each demand once")
      }
      let lanes = scenario.laneStart[d]..<scenario.laneStart[d + 1]
      checkPlaces(change.from, existing[d].map { ($0.lane, $0.share) }, "\(place).from")
      checkPlaces(
        change.to, lanes.compactMap { ledger.share[$0] > 0 ? ($0, ledger.share[$0]) : nil }, "\(place).to")
      report.expectQuantity("changes", "\(place).moved_share", plan: change.movedShare, recomputed: moved[d])
      report.expectMoney(
        "cost", "\(place).change_cost_krw", plan: change.changeCost,
        recomputed: scenario.demands[d].changeCost * moved[d])
      checkSaving(change, d, "\(place).saving_krw")
    }
    for d in scenario.demands.indices where moved[d] > Self.shareTolerance && !seen.contains(d) {
      report.add(
        "changes", "plan.changes", found: "nothing of \(scenario.demands[d].id)",
        expected: "a change: \(JSONText.number(moved[d])) of it left its place")
    }
    checkContinuity(moved)
  }

  /// The places of a change, in any order, each once.
  private mutating func checkPlaces(
    _ found: [LogisticsPlan.Place], _ expected: [(lane: Int, share: Double)], _ place: String
  ) {
    var left = expected
    for (index, entry) in found.enumerated() {
      let area = warehouseIndex[entry.warehouse].flatMap {
        areaIndex[AreaName(warehouse: $0, area: entry.area)]
      }
      guard let match = left.firstIndex(where: { scenario.lanes[$0.lane].area == area }) else {
        report.add(
          "changes", "\(place)[\(index)]",
          found: entry.warehouse + (entry.area.map { ", area \($0)" } ?? ""),
          expected: "a place of the demand, and each once")
        continue
      }
      report.expectQuantity(
        "changes", "\(place)[\(index)].share", plan: entry.share, recomputed: left[match].share)
      left.remove(at: match)
    }
    for missing in left {
      report.add(
        "changes", place, found: "nothing of \(scenario.named(area: scenario.lanes[missing.lane].area))",
        expected: "a share of \(JSONText.number(missing.share))")
    }
  }

  /// What the old lanes of a demand cost more than the new ones; unknown where an old one is closed.
  private mutating func checkSaving(_ change: LogisticsPlan.Change, _ d: Int, _ place: String) {
    guard scenario.demands[d].strandedShare == 0 else {
      if let saving = change.saving {
        report.add(
          "changes", place, found: JSONText.number(saving), expected: "null: a place it had is closed now")
      }
      return
    }
    func cost(_ lane: LogisticsScenario.Lane) -> Double {
      lane.transportCost + lane.handlingCost + scenario.rules.carbonPrice * lane.carbon
    }
    var saving = 0.0
    for kept in existing[d] { saving += kept.share * cost(scenario.lanes[kept.lane]) }
    for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
      saving -= ledger.share[index] * cost(scenario.lanes[index])
    }
    report.expectMoney("changes", place, plan: change.saving ?? .nan, recomputed: saving)
  }

  private mutating func checkContinuity(_ moved: [Double]) {
    let hasExisting = !scenario.existing.isEmpty || scenario.demands.contains { $0.strandedShare > 0 }
    guard let continuity = plan.continuity else {
      if hasExisting {
        report.add(
          "continuity", "plan.continuity", found: "none", expected: "what is kept of the existing plan")
      }
      return
    }
    let place = "plan.continuity"
    let kept = scenario.existing.count { ledger.share[$0.lane] > 0 }
    if continuity.keptPairs != kept {
      report.add("continuity", "\(place).kept_pairs", found: "\(continuity.keptPairs)", expected: "\(kept)")
    }
    // A move too small to be told from rounding may be listed or not; the list itself was held already.
    let movers = moved.count { $0 > Self.shareTolerance }
    let listed = plan.changes?.count ?? 0
    if continuity.movedDemands != listed || listed < movers {
      report.add(
        "continuity", "\(place).moved_demands", found: "\(continuity.movedDemands)", expected: "\(movers)")
    }
    report.expectMoney(
      "cost", "\(place).change_cost_krw", plan: continuity.changeCost, recomputed: costs.changes)
    guard let cost = existingCost() else {
      for (key, amount) in [
        ("existing_cost_krw", continuity.existingCost), ("gain_krw", continuity.gain),
      ] {
        guard let amount else { continue }
        report.add(
          "continuity", "\(place).\(key)", found: JSONText.number(amount),
          expected: "null: the existing plan breaks a rule now")
      }
      return
    }
    report.expectMoney(
      "continuity", "\(place).existing_cost_krw", plan: continuity.existingCost ?? .nan, recomputed: cost)
    report.expectMoney(
      "continuity", "\(place).gain_krw", plan: continuity.gain ?? .nan, recomputed: cost - costs.total)
  }

  /// What the existing plan costs under the scenario's data, with the fewest trips; nil where it breaks a rule.
  private func existingCost() -> Double? {
    guard scenario.demands.allSatisfy({ $0.strandedShare == 0 }) else { return nil }
    var before = PlanLedger(scenario)
    for kept in scenario.existing {
      let demand = scenario.demands[scenario.lanes[kept.lane].demand]
      if demand.isSingleSource && abs(kept.share - 1) > Self.capacityTolerance { return nil }
      before.store(kept.share, onLane: kept.lane)
    }
    let isActivated = scenario.warehouses.indices.map { before.activePeriods(ofWarehouse: $0) > 0 }
    var costs = PlanCosts(leastOf: before, activated: isActivated)
    for (d, demand) in scenario.demands.enumerated() {
      let unserved = 1 - before.served[d]
      if unserved < -Self.capacityTolerance { return nil }
      if let penalty = demand.unservedPenalty {
        costs.penalty += max(0, unserved) * penalty
      } else if unserved > Self.capacityTolerance {
        return nil
      }
    }
    var broken = CheckReport()
    PlanRules(
      scenario: scenario, ledger: before, isActivated: isActivated, costs: costs,
      carbon: before.carbonWithFewestTrips
    ).hold(&broken)
    return broken.isClean ? costs.total : nil
  }
}
