// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// `m n`, m times `capacity fixed_cost`, then for each customer its demand and m costs of serving all of
/// it. In capa, capb and capc the word `capacity` stands where a number goes.
enum OrlibCap {
  static func read(_ tokens: inout TokenReader, capacity: Double?) throws(DataError) -> LocationInstance {
    let warehouses = try tokens.size("number of warehouses")
    let customers = try tokens.size("number of customers")
    var instance = LocationInstance(capacities: [], fixedCosts: [], demands: [], costs: [])
    for w in 0..<warehouses {
      if tokens.skip(word: "capacity") {
        guard let capacity else {
          throw tokens.failure(
            "capacity of warehouse \(w + 1)", found: "the word \"capacity\"",
            expected: "the option --capacity, such as --capacity 8000")
        }
        instance.capacities.append(capacity)
      } else {
        let own = try tokens.number("capacity of warehouse \(w + 1)")
        instance.capacities.append(capacity ?? own)
      }
      instance.fixedCosts.append(try tokens.number("fixed cost of warehouse \(w + 1)"))
    }
    for d in 0..<customers {
      instance.demands.append(
        try tokens.number("demand of customer \(d + 1)", minimum: .leastNonzeroMagnitude))
      var row: [Double] = []
      row.reserveCapacity(warehouses)
      for w in 0..<warehouses {
        row.append(try tokens.number("cost of customer \(d + 1) from warehouse \(w + 1)"))
      }
      instance.costs.append(row)
    }
    try tokens.end()
    return instance
  }
}
