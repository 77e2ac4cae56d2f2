// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsPlan {
  /// How full the activated warehouses are, and what stays unserved.
  var tables: [PlanTable] {
    var tables = [
      PlanTable(
        columns: ["warehouse", "resource", "used", "capacity", "full"],
        rows: activatedWarehouses.flatMap { warehouse in
          warehouse.utilisation.map { use in
            [
              .text(warehouse.id), .text(use.resource.rawValue), .amount(use.used), .amount(use.capacity),
              .share(use.utilisation),
            ]
          }
        })
    ]
    if !unserved.isEmpty {
      tables.append(
        PlanTable(
          columns: ["unserved", "share", "reason"],
          rows: unserved.map { [.text($0.demand), .share($0.share), .text($0.reason.rawValue)] }))
    }
    return tables.filter { !$0.rows.isEmpty }
  }
}
