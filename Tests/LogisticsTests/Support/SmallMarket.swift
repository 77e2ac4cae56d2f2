// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// A small market as the definition has it, with its own reading of every rule, and the text of its file.
struct SmallMarket {
  struct Site {
    var id: String
    var place: (x: Double, y: Double)
    var capacity: [Double]
    var activation: Double
    var handling: [Double]
    var classes: [String]?
  }

  struct Firm {
    var id: String
    var place: (x: Double, y: Double)
    var quantity: [Double]
    var storageClass: String?
    var isWhole = false
    var penalty: Double?
    var maxDistance: Double?
  }

  var resources = ["pallets"]
  var roadFactor = 1.0
  /// Per unit of the first resource and km.
  var rate = 0.0
  /// By firm and site, instead of the rate; nil closes the pair.
  var matrix: [[Double?]]?
  var sites: [Site]
  var firms: [Firm]

  func distance(_ d: Int, _ w: Int) -> Double {
    let (a, b) = (firms[d].place, sites[w].place)
    return ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot() * roadFactor
  }

  /// What serving all of a firm from a site costs; nil where a rule forbids any of it.
  func cost(_ d: Int, _ w: Int) -> Double? {
    let (firm, site) = (firms[d], sites[w])
    if let wanted = firm.storageClass, let stored = site.classes, !stored.contains(wanted) { return nil }
    if let limit = firm.maxDistance, distance(d, w) > limit { return nil }
    let transport: Double
    if let matrix {
      guard let price = matrix[d][w] else { return nil }
      transport = price
    } else {
      transport = rate * firm.quantity[0] * distance(d, w)
    }
    return transport + zip(site.handling, firm.quantity).reduce(0) { $0 + $1.0 * $1.1 }
  }

  var json: String {
    func amounts(_ key: String, _ values: [Double], _ names: [String]) -> String {
      zip(names, values).filter { $0.1 != 0 || key == "capacity" }
        .map { ", \"\(key)_\($0.0)\": \($0.1)" }.joined()
    }
    func optional(_ key: String, _ value: Double?) -> String { value.map { ", \"\(key)\": \($0)" } ?? "" }
    let singular = resources.map { $0 == "pallets" ? "pallet" : $0 }
    let warehouses = sites.map { site in
      "{\"id\": \"\(site.id)\", \"place\": {\"x_km\": \(site.place.x), \"y_km\": \(site.place.y)}"
        + amounts("capacity", site.capacity, resources)
        + ", \"activation_cost_krw\": \(site.activation)"
        + amounts("handling_cost_krw_per", site.handling, singular)
        + (site.classes.map { ", \"storage_classes\": [\($0.map { "\"\($0)\"" }.joined(separator: ", "))]" }
          ?? "")
        + "}"
    }
    let demands = firms.map { firm in
      "{\"id\": \"\(firm.id)\", \"place\": {\"x_km\": \(firm.place.x), \"y_km\": \(firm.place.y)}"
        + amounts("quantity", firm.quantity, resources)
        + (firm.storageClass.map { ", \"storage_class\": \"\($0)\"" } ?? "")
        + (firm.isWhole ? ", \"single_source\": true" : "")
        + optional("unserved_penalty_krw", firm.penalty) + optional("max_distance_km", firm.maxDistance) + "}"
    }
    let rows = matrix.map {
      $0.map { "[" + $0.map { $0.map { "\($0)" } ?? "null" }.joined(separator: ", ") + "]" }
        .joined(separator: ", ")
    }
    let prices =
      rows.map {
        "\"lanes\": {\"cost_matrix_krw\": [\($0)]}, \"transport\": {\"road_factor\": \(roadFactor)}"
      }
      ?? "\"transport\": {\"road_factor\": \(roadFactor), \"rate_krw_per_pallet_km\": \(rate)}"
    return """
      {"format": "warewatt.scenario/1", "market": "logistics", "currency": "KRW", \(prices),
       "warehouses": [\(warehouses.joined(separator: ", "))],
       "demands": [\(demands.joined(separator: ", "))]}
      """
  }
}
