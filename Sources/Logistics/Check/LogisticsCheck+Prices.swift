// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Shadow prices of the capacities that a plan states, by area and slot and by warehouse and slot.
struct StatedPrices {
  var area: [Double]
  var total: [Double]
  /// Whether every activated warehouse states all of its prices.
  var isComplete = true

  init(_ scenario: LogisticsScenario) {
    area = Array(repeating: 0, count: scenario.areas.count * scenario.slotCount)
    total = Array(repeating: 0, count: scenario.warehouses.count * scenario.slotCount)
  }
}

extension LogisticsCheck {
  /// Shadow prices, and from which penalty each unserved demand would be served.
  ///
  /// In a linear program the shadow prices are those of the bound's proof. In any other they belong to the
  /// linear program with the plan's activations, trips and whole choices; then they must not be negative, and,
  /// where capacities and demands are its only rows, they must prove that nothing in it is better.
  mutating func checkPrices() {
    let stated = statedPrices()
    if scenario.isLinear {
      holdToProof()
    } else if stated.isComplete && hasOnlyCapacityRows && !plan.activatedWarehouses.isEmpty {
      let support = PriceSupport(scenario, ledger, isActivated, existing, stated)
      if !(support.value >= support.cost - support.allowance) {
        report.add(
          "shadow price", "plan.activated_warehouses",
          found: "prices that prove \(JSONText.number(support.value)) of transport, handling and penalties",
          expected: "\(JSONText.number(support.cost)), as the plan has them: prices of its linear program")
      }
    }
    checkServedFrom(stated)
  }

  /// Whether a linear program with the plan's whole choices has rows for demands and capacities alone.
  private var hasOnlyCapacityRows: Bool {
    scenario.rules.budget == nil && scenario.rules.carbonCap == nil && scenario.trucks == nil
      && scenario.owners.allSatisfy { $0.largestShare.allSatisfy { $0 >= 1 } }
      && scenario.groups.allSatisfy { $0.smallestServedShare.allSatisfy { $0 <= 0 } }
      && scenario.warehouses.allSatisfy { $0.smallestUtilisation.allSatisfy { $0 <= 0 } }
      && scenario.demands.allSatisfy { $0.smallestShare <= 0 }
  }

  /// Collects the prices, which must be lists of the right length without negative numbers.
  private mutating func statedPrices() -> StatedPrices {
    var prices = StatedPrices(scenario)
    let periods = scenario.periods.count
    for (index, entry) in plan.activatedWarehouses.enumerated() {
      guard let w = warehouseIndex[entry.id] else { continue }
      let spaces = spaces(ofWarehouse: w)
      guard entry.utilisation.count == spaces.count else {
        prices.isComplete = false
        continue
      }
      for (number, use) in entry.utilisation.enumerated() {
        let place = "plan.activated_warehouses[\(index)].utilisation[\(number)]"
        guard let list = priceList(use, place) else {
          prices.isComplete = false
          continue
        }
        let first = spaces[number].resource * periods
        let k = scenario.warehouses[w].areas.lowerBound + number / scenario.resources.count
        for t in 0..<periods {
          if !(list[t] >= 0) {
            report.add(
              "shadow price", place, found: JSONText.number(list[t]) + scenario.named(period: t),
              expected: "at least 0")
          }
          if scenario.warehouses[w].areas.contains(k) {
            prices.area[k * scenario.slotCount + first + t] = list[t]
          } else {
            prices.total[w * scenario.slotCount + first + t] = list[t]
          }
        }
      }
    }
    return prices
  }

  /// The prices of a space by period; nil where none are stated.
  private mutating func priceList(_ use: LogisticsPlan.Utilisation, _ place: String) -> [Double]? {
    if scenario.periods.count == 1 {
      if use.shadowPriceByPeriod != nil {
        report.add(
          "shadow price", "\(place).shadow_price_by_period_krw", found: "a list",
          expected: "none: there is one period")
      }
      return use.shadowPrice.map { [$0] }
    }
    if let price = use.shadowPrice {
      report.add(
        "shadow price", "\(place).shadow_price_krw", found: JSONText.number(price),
        expected: "none: prices are by period")
    }
    guard let list = use.shadowPriceByPeriod?.values else { return nil }
    guard list.count == scenario.periods.count else {
      report.add(
        "shadow price", "\(place).shadow_price_by_period_krw", found: "\(list.count) numbers",
        expected: "\(scenario.periods.count), one for each period")
      return nil
    }
    return list
  }

  /// In a linear program every price that is stated is the one its bound proof takes.
  private mutating func holdToProof() {
    let slots = scenario.slotCount
    let periods = scenario.periods.count
    let areaPrices = plan.boundProof?.capacityPrices.values ?? []
    let totalPrices = plan.boundProof?.totalPrices?.values ?? []
    for (index, entry) in plan.activatedWarehouses.enumerated() {
      guard let w = warehouseIndex[entry.id] else { continue }
      let spaces = spaces(ofWarehouse: w)
      guard entry.utilisation.count == spaces.count else { continue }
      for (number, use) in entry.utilisation.enumerated() {
        let list = use.shadowPriceByPeriod?.values ?? use.shadowPrice.map { [$0] } ?? []
        guard list.count == periods else { continue }
        let first = spaces[number].resource * periods
        let k = scenario.warehouses[w].areas.lowerBound + number / scenario.resources.count
        let isArea = scenario.warehouses[w].areas.contains(k)
        for t in 0..<periods {
          let prices = isArea ? areaPrices : totalPrices
          let slot = (isArea ? k : w) * slots + first + t
          // A list of totals in which every price is 0 is left out.
          let proved = prices.indices.contains(slot) ? prices[slot] : isArea ? nil : 0
          guard plan.boundProof == nil || list[t] != proved else { continue }
          report.add(
            "shadow price", "plan.activated_warehouses[\(index)].utilisation[\(number)]",
            found: JSONText.number(list[t]) + scenario.named(period: t),
            expected: plan.boundProof == nil
              ? "none: the plan carries no proof of it"
              : proved.map { "\(JSONText.number($0)), as in bound_proof" } ?? "none")
        }
      }
    }
  }

  /// The penalty from which a demand would be served: not below the one it has, and, where all prices are
  /// known, what its cheapest lane into an active warehouse costs with the capacity that it takes.
  private mutating func checkServedFrom(_ stated: StatedPrices) {
    let price = knownPrice(stated)
    for (index, entry) in plan.unserved.enumerated() {
      guard let d = demandIndex[entry.demand], let penalty = scenario.demands[d].unservedPenalty else {
        continue
      }
      let place = "plan.unserved[\(index)].served_from_penalty_krw"
      let least = cheapestService(d, price)
      let isAsked = least.map { $0 > penalty + 2e-6 * max(1, penalty) } ?? false
      guard let found = entry.servedFromPenalty else {
        if isAsked, let least {
          report.add("served from", place, found: "none", expected: JSONText.number(least))
        }
        continue
      }
      if !(found >= penalty - 2e-6 * max(1, penalty)) {
        report.add(
          "served from", place, found: JSONText.number(found),
          expected: "at least the penalty of \(JSONText.number(penalty))")
      } else if let least {
        report.expectMoney("served from", place, plan: found, recomputed: max(0, least))
      } else if !stated.isComplete {
        report.add(
          "served from", place, found: JSONText.number(found), expected: "none: the plan states no prices")
      }
    }
  }

  /// What serving all of a lane's demand costs at the plan's prices: of a linear program at those of its
  /// proof, of another at the shadow prices where no other row has a price; nil where prices are not known.
  private func knownPrice(_ stated: StatedPrices) -> ((Int) -> Double)? {
    let scenario = scenario
    if scenario.isLinear {
      guard let proof = plan.boundProof,
        let prices = ProofPrices(scenario, MultiplierProof.multipliers(proof))
      else { return nil }
      let relaxation = PricedRelaxation(scenario, prices, costWeight: 1)
      return { relaxation.price(of: scenario.lanes[$0]).value }
    }
    guard stated.isComplete && hasOnlyCapacityRows else { return nil }
    return { scenario.price(ofLane: $0, at: stated) }
  }

  /// Least price of serving all of a demand where a warehouse is active throughout its stay; nil where none is,
  /// or where prices are not known.
  private func cheapestService(_ d: Int, _ price: ((Int) -> Double)?) -> Double? {
    guard let price else { return nil }
    let periods = scenario.periods.count
    var least: Double?
    for index in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
      let w = scenario.lanes[index].warehouse
      guard isActivated[w] || isAlwaysOn(w),
        scenario.warehouses[w].periodActivationCost == 0
          || scenario.demands[d].stay.allSatisfy({ ledger.isActive[w * periods + $0] })
      else { continue }
      // Where the existing plan has more of it than the plan, serving it saves a change.
      let isSaving = existing[d].contains {
        $0.lane == index && !$0.isFrozen && $0.share > ledger.share[index]
      }
      let saved = isSaving ? (1 + budgetPrice) * scenario.demands[d].changeCost : 0
      least = min(least ?? .infinity, price(index) - saved)
    }
    return least
  }

  /// The price of the budget in a linear program; where others have prices to check, there is no budget.
  private var budgetPrice: Double { scenario.isLinear ? max(0, plan.boundProof?.budgetPrice ?? 0) : 0 }

  /// Whether space in a warehouse is there without any activation.
  private func isAlwaysOn(_ w: Int) -> Bool {
    let warehouse = scenario.warehouses[w]
    return warehouse.activationCost == 0 && warehouse.periodActivationCost == 0
      && scenario.rules.mostActivated == nil && warehouse.smallestUtilisation.allSatisfy { $0 <= 0 }
      && warehouse.owner.map { scenario.owners[$0].mostWarehouses == nil } ?? true
  }
}

extension LogisticsScenario {
  /// What serving all of a lane's demand costs, with the price of the capacity that it takes.
  func price(ofLane index: Int, at prices: StatedPrices) -> Double {
    let lane = lanes[index]
    let demand = demands[lane.demand]
    var price = lane.transportCost + lane.handlingCost + rules.carbonPrice * lane.carbon
    for r in resources.indices where demand.quantity[r] > 0 {
      for t in demand.stay {
        let slot = r * periods.count + t
        price += demand.quantity[r] * prices.area[lane.area * slotCount + slot]
        price += demand.quantity[r] * prices.total[lane.warehouse * slotCount + slot]
      }
    }
    return price
  }
}
