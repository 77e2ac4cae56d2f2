// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsPlan {
  /// How full the activated warehouses are, what stays unserved, what moves and how many trucks go. Who
  /// shows them limits the rows.
  var tables: [PlanTable] {
    [useTable, unservedTable, changeTable, tripTable].filter { !$0.rows.isEmpty }
  }

  private var useTable: PlanTable {
    let uses = activatedWarehouses.flatMap { warehouse in warehouse.utilisation.map { (warehouse.id, $0) } }
    let hasAreas = uses.contains { $0.1.area != nil }
    let hasPeriods = uses.contains { $0.1.period != nil }
    return PlanTable(
      columns: ["warehouse"] + (hasAreas ? ["area"] : []) + ["resource"]
        + (hasPeriods ? ["fullest period"] : []) + ["used", "capacity", "full"],
      rows: uses.map { id, use in
        [.text(id)] + (hasAreas ? [.text(use.area ?? "")] : []) + [.text(use.resource.rawValue)]
          + (hasPeriods ? [.amount(Double(use.period ?? 0))] : [])
          + [.amount(use.used), .amount(use.capacity), .share(use.utilisation)]
      })
  }

  private var unservedTable: PlanTable {
    let isPriced = unserved.contains { $0.servedFromPenalty != nil }
    return PlanTable(
      columns: ["unserved", "share", "reason"] + (isPriced ? ["penalty of all", "served from"] : []),
      rows: unserved.map { entry in
        [.text(entry.demand), .share(entry.share), .text(entry.reason.rawValue)]
          + (isPriced
            ? [
              .amount(entry.penalty / entry.share),
              entry.servedFromPenalty.map { .amount($0) } ?? .text("unknown"),
            ] : [])
      })
  }

  private var changeTable: PlanTable {
    PlanTable(
      columns: ["moved", "share", "from", "to", "costs"],
      rows: (changes ?? []).map { change in
        [
          .text(change.demand), .share(change.movedShare), .text(Self.names(change.from)),
          .text(Self.names(change.to)), .amount(change.changeCost),
        ]
      })
  }

  private static func names(_ places: [Place]) -> String {
    if places.isEmpty { return "nowhere" }
    return places.map { place in
      place.area.map { "\(place.warehouse)/\($0)" } ?? place.warehouse
    }.joined(separator: ", ")
  }

  /// Trips of all periods, by warehouse and zone.
  private var tripTable: PlanTable {
    var order: [String] = []
    var sums: [String: (warehouse: String, zone: String, trips: Int, cost: Double)] = [:]
    for entry in trips ?? [] {
      let pair = "\(entry.warehouse)\u{0}\(entry.zone)"
      if sums[pair] == nil {
        order.append(pair)
        sums[pair] = (entry.warehouse, entry.zone, 0, 0)
      }
      sums[pair]?.trips += entry.trips
      sums[pair]?.cost += entry.cost
    }
    return PlanTable(
      columns: ["trips from", "to", "trips", "costs"],
      rows: order.compactMap { sums[$0] }.map {
        [.text($0.warehouse), .text($0.zone), .amount(Double($0.trips)), .amount($0.cost)]
      })
  }
}
