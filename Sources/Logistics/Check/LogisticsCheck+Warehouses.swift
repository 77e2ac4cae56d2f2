// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every warehouse: paid for where something is stored, and not overfull.
  mutating func checkWarehouses() {
    let resources = scenario.resources
    var isActivated = [Bool](repeating: false, count: scenario.warehouses.count)
    for (index, entry) in plan.activatedWarehouses.enumerated() {
      let place = "plan.activated_warehouses[\(index)]"
      guard let w = warehouseIndex[entry.id] else {
        report.add(
          "reference", "\(place).id", found: "\"\(entry.id)\"", expected: "a warehouse of the scenario")
        continue
      }
      if isActivated[w] {
        report.add("activation", place, found: "\(entry.id) a second time", expected: "each warehouse once")
      }
      isActivated[w] = true
      report.expectMoney(
        "cost", "\(place).activation_cost_krw", plan: entry.activationCost,
        recomputed: scenario.warehouses[w].activationCost)
      costs.activation += scenario.warehouses[w].activationCost
      checkUtilisation(entry.utilisation, warehouse: w, place)
    }
    for (w, warehouse) in scenario.warehouses.enumerated() {
      for (r, resource) in resources.enumerated() {
        let load = used[w * resources.count + r]
        if load > 0 && !isActivated[w] {
          report.add(
            "activation", "warehouse \(warehouse.id)",
            found: "\(JSONText.number(load)) \(resource.rawValue) stored", expected: "it activated")
        }
        if load > scenario.areas[w].capacity[r] * (1 + Self.capacityTolerance) {
          report.add(
            "capacity", "warehouse \(warehouse.id)", found: "\(JSONText.number(load)) \(resource.rawValue)",
            expected: "at most \(JSONText.number(scenario.areas[w].capacity[r]))")
        }
      }
    }
  }

  /// One entry for each resource: the load, the capacity, their ratio and the price of the proof.
  private mutating func checkUtilisation(
    _ entries: [LogisticsPlan.Utilisation], warehouse w: Int, _ place: String
  ) {
    guard entries.map(\.resource) == scenario.resources else {
      report.add(
        "utilisation", "\(place).utilisation",
        found: entries.isEmpty ? "no entry" : entries.map(\.resource.rawValue).joined(separator: ", "),
        expected: "an entry for each of: " + scenario.resources.map(\.rawValue).joined(separator: ", "))
      return
    }
    for (r, entry) in entries.enumerated() {
      let load = used[w * scenario.resources.count + r]
      let capacity = scenario.areas[w].capacity[r]
      let at = "\(place).utilisation[\(r)]"
      report.expectQuantity("utilisation", "\(at).used", plan: entry.used, recomputed: load)
      report.expectQuantity("utilisation", "\(at).capacity", plan: entry.capacity, recomputed: capacity)
      report.expectQuantity(
        "utilisation", "\(at).utilisation", plan: entry.utilisation,
        recomputed: capacity > 0 ? load / capacity : 0)
      checkShadowPrice(entry.shadowPrice, slot: w * scenario.resources.count + r, at)
    }
  }

  /// A shadow price belongs to a linear program, and is the price its bound proof takes.
  private mutating func checkShadowPrice(_ price: Double?, slot: Int, _ place: String) {
    guard let price, scenario.isLinear else { return }
    let prices = plan.boundProof?.capacityPrices.values ?? []
    let isProved = scenario.isLinear && prices.indices.contains(slot)
    if !isProved || price != prices[slot] {
      report.add(
        "shadow price", "\(place).shadow_price_krw", found: JSONText.number(price),
        expected: isProved ? "\(JSONText.number(prices[slot])), as in bound_proof" : "none")
    }
  }
}
