// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// `m n`, m times `capacity fixed_cost`, n demands, then for each warehouse n costs of serving all of a
/// customer's demand. Some copies carry further numbers behind the last cost; they are ignored.
enum Holmberg {
  static func read(_ tokens: inout TokenReader) throws(DataError) -> LocationInstance {
    let warehouses = try tokens.size("number of warehouses")
    let customers = try tokens.size("number of customers")
    var instance = LocationInstance(capacities: [], fixedCosts: [], demands: [], costs: [])
    for w in 0..<warehouses {
      instance.capacities.append(try tokens.number("capacity of warehouse \(w + 1)"))
      instance.fixedCosts.append(try tokens.number("fixed cost of warehouse \(w + 1)"))
    }
    for d in 0..<customers {
      instance.demands.append(
        try tokens.number("demand of customer \(d + 1)", minimum: .leastNonzeroMagnitude))
    }
    var rows: [[Double]] = []
    for w in 0..<warehouses {
      var row: [Double] = []
      for d in 0..<customers {
        row.append(try tokens.number("cost of warehouse \(w + 1) for customer \(d + 1)"))
      }
      rows.append(row)
    }
    instance.costs = LocationInstance.transposed(rows, demands: customers)
    return instance
  }
}
