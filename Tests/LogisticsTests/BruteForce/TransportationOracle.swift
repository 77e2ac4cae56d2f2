// SPDX-License-Identifier: GPL-3.0-or-later

/// The cheapest way to bring divisible quantities of one resource into warehouses or to leave them unserved,
/// by successive shortest paths (Bellman and Ford in the residual network).
struct TransportationOracle {
  private struct Arc {
    var from: Int
    var to: Int
    var room: Double
    var cost: Double
  }

  private var arcs: [Arc] = []
  private let nodes: Int
  private let quantities: [Double]
  private let sink: Int

  /// - Parameters:
  ///   - quantities: of each demand, above 0.
  ///   - costs: by demand and warehouse, of all of the demand; nil where closed.
  ///   - penalties: of each demand; nil where it must be served.
  init(quantities: [Double], costs: [[Double?]], penalties: [Double?], capacities: [Double]) {
    self.quantities = quantities
    let demands = quantities.count
    sink = 1 + demands + capacities.count
    nodes = sink + 1
    for d in 0..<demands {
      add(0, 1 + d, quantities[d], 0)
      for (w, cost) in costs[d].enumerated() {
        if let cost { add(1 + d, 1 + demands + w, .infinity, cost / quantities[d]) }
      }
      if let penalty = penalties[d] { add(1 + d, sink, .infinity, penalty / quantities[d]) }
    }
    for (w, capacity) in capacities.enumerated() { add(1 + demands + w, sink, capacity, 0) }
  }

  private mutating func add(_ from: Int, _ to: Int, _ room: Double, _ cost: Double) {
    arcs.append(Arc(from: from, to: to, room: room, cost: cost))
    arcs.append(Arc(from: to, to: from, room: 0, cost: -cost))
  }

  /// The least cost; nil where not everything finds a place.
  mutating func leastCost() -> Double? {
    var total = 0.0
    var left = quantities.reduce(0, +)
    while left > 1e-9 {
      var distance = [Double](repeating: .infinity, count: nodes)
      var via = [Int](repeating: -1, count: nodes)
      distance[0] = 0
      for _ in 0..<nodes {
        for (index, arc) in arcs.enumerated() where arc.room > 1e-10 {
          if distance[arc.from] + arc.cost < distance[arc.to] - 1e-9 {
            distance[arc.to] = distance[arc.from] + arc.cost
            via[arc.to] = index
          }
        }
      }
      guard distance[sink].isFinite else { return nil }
      var amount = Double.infinity
      var node = sink
      while node != 0 {
        amount = min(amount, arcs[via[node]].room)
        node = arcs[via[node]].from
      }
      node = sink
      while node != 0 {
        arcs[via[node]].room -= amount
        arcs[via[node] ^ 1].room += amount
        node = arcs[via[node]].from
      }
      total += amount * distance[sink]
      left -= amount
    }
    return total
  }
}
