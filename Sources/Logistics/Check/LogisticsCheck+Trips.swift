// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsCheck {
  /// Every entry of trips: known, whole, priced; and enough trips wherever something is delivered.
  mutating func checkTrips() {
    let zoneIndex = Self.index(scenario.trucks?.zones ?? [])
    let periods = scenario.periods.count
    let zones = zoneIndex.count
    var seen = Set<Int>()
    for (index, entry) in (plan.trips ?? []).enumerated() {
      let place = "plan.trips[\(index)]"
      guard let trucks = scenario.trucks, let zone = zoneIndex[entry.zone] else {
        report.add(
          "reference", "\(place).zone", found: "\"\(entry.zone)\"", expected: "a zone of the scenario")
        continue
      }
      guard let w = warehouseIndex[entry.warehouse] else {
        report.add(
          "reference", "\(place).warehouse", found: "\"\(entry.warehouse)\"",
          expected: "a warehouse of the scenario")
        continue
      }
      guard 1...periods ~= entry.period ?? 1, entry.period != nil || periods == 1 else {
        report.add(
          "reference", "\(place).period", found: entry.period.map { "\($0)" } ?? "none",
          expected: "a period from 1 to \(periods)")
        continue
      }
      let pair = w * zones + zone
      let slot = pair * periods + (entry.period ?? 1) - 1
      if !seen.insert(slot).inserted {
        report.add(
          "trips", place, found: "\(entry.warehouse) to \(entry.zone) a second time",
          expected: "one entry for each warehouse, zone and period")
      }
      let count = Double(entry.trips)
      if count < 1 {
        report.add("trips", "\(place).trips", found: "\(entry.trips)", expected: "at least 1")
      }
      trips[slot] += count
      report.expectMoney(
        "cost", "\(place).cost_krw", plan: entry.cost, recomputed: count * trucks.tripCost[pair])
      report.expectQuantity(
        "carbon", "\(place).kg_co2", plan: entry.carbon ?? 0, recomputed: count * trucks.tripCarbon[pair])
      costs.trips += count * trucks.tripCost[pair]
      carbon += count * trucks.tripCarbon[pair]
    }
    checkTripsSuffice()
  }

  private mutating func checkTripsSuffice() {
    guard let trucks = scenario.trucks else { return }
    let periods = scenario.periods.count
    var superfluous = 0.0
    for slot in trips.indices {
      let loads = ledger.truckloads(slot: slot)
      if !(loads <= trips[slot] * (1 + Self.capacityTolerance)) {
        let pair = slot / periods
        report.add(
          "trips",
          "warehouse \(scenario.warehouses[pair / trucks.zones.count].id), zone \(trucks.zones[pair % trucks.zones.count])\(scenario.named(period: slot % periods))",
          found: "\(JSONText.number(trips[slot])) for \(JSONText.number(loads)) truckloads",
          expected: "at least \(JSONText.number(ledger.fewestTrips(slot: slot)))")
      }
      superfluous += max(0, trips[slot] - ledger.fewestTrips(slot: slot))
    }
    if superfluous > 0 {
      report.remarks.append("\(JSONText.number(superfluous)) trips go without need")
    }
  }
}
