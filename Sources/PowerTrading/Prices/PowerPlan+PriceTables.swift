// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerPlan {
  /// Pairs without a contract that the report shows: the nearest.
  private static let shownWithoutContract = 5

  /// The price interval of each contract, and the pairs that come nearest to one.
  func priceTables(currency: String) -> [PlanTable] {
    var tables: [PlanTable] = []
    let priced = contracts.filter { $0.priceInterval != nil }
    if !priced.isEmpty {
      tables.append(
        PlanTable(
          columns: ["supplier", "consumer", "reserve", "ask", "ceiling", "midpoint, \(currency)/kWh"],
          rows: priced.map { own in
            [
              .text(own.supplier), .text(own.consumer), .amount(own.priceInterval?.reserve ?? .nan),
              .amount(own.ask), .amount(own.priceInterval?.ceiling ?? .nan),
              own.priceInterval?.proposed.map { .amount($0) } ?? .text("none"),
            ]
          }))
    }
    let nearest = (breakEvenAsks ?? []).enumerated().sorted {
      ($0.element.reducedCost, $0.offset) < ($1.element.reducedCost, $1.offset)
    }
    if !nearest.isEmpty {
      tables.append(
        PlanTable(
          columns: [
            "without contract", "consumer", "ask", "reduced cost, \(currency)/kWh", "opens at",
          ],
          rows: nearest.prefix(Self.shownWithoutContract).map { own in
            [
              .text(own.element.supplier), .text(own.element.consumer), .amount(own.element.ask),
              .amount(own.element.reducedCost),
              own.element.openingAsk.map { .amount($0) } ?? .text("open"),
            ]
          }))
    }
    return tables
  }
}
