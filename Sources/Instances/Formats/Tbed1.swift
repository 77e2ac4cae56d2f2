// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// `m n`, n demands, m capacities, m fixed costs, then for each warehouse n costs per unit of demand.
enum Tbed1 {
  static func read(_ tokens: inout TokenReader) throws(DataError) -> LocationInstance {
    let warehouses = try tokens.size("number of warehouses")
    let customers = try tokens.size("number of customers")
    var instance = LocationInstance(capacities: [], fixedCosts: [], demands: [], costs: [])
    for d in 0..<customers {
      instance.demands.append(
        try tokens.number("demand of customer \(d + 1)", minimum: .leastNonzeroMagnitude))
    }
    for w in 0..<warehouses {
      instance.capacities.append(try tokens.number("capacity of warehouse \(w + 1)"))
    }
    for w in 0..<warehouses {
      instance.fixedCosts.append(try tokens.number("fixed cost of warehouse \(w + 1)"))
    }
    var rows: [[Double]] = []
    for w in 0..<warehouses {
      var row: [Double] = []
      for d in 0..<customers {
        row.append(
          try tokens.number("unit cost of warehouse \(w + 1) for customer \(d + 1)") * instance.demands[d])
      }
      rows.append(row)
    }
    try tokens.end()
    instance.costs = LocationInstance.transposed(rows, demands: customers)
    return instance
  }
}
