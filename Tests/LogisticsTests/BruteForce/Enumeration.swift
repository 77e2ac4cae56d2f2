// SPDX-License-Identifier: GPL-3.0-or-later

/// Every way to activate warehouses and to place the whole demands, with the parts placed by an oracle.
struct Enumeration {
  let market: SmallMarket
  /// The least cost of placing the divisible firms in the warehouses' remaining capacity; nil where they
  /// do not fit.
  let placeParts: (_ firms: [Int], _ isActive: [Bool], _ capacity: [[Double]]) -> Double?

  /// The least cost of all; nil where no plan keeps every rule.
  func leastCost() -> Double? {
    let count = market.sites.count
    return (0..<1 << count).compactMap { mask -> Double? in
      let isActive = (0..<count).map { mask >> $0 & 1 == 1 }
      let paid = market.sites.indices.reduce(0) { isActive[$1] ? $0 + market.sites[$1].activation : $0 }
      return placed(0, isActive, market.sites.map(\.capacity)).map { $0 + paid }
    }.min()
  }

  private func placed(_ d: Int, _ isActive: [Bool], _ capacity: [[Double]]) -> Double? {
    guard d < market.firms.count else {
      let parts = market.firms.indices.filter { !market.firms[$0].isWhole }
      return parts.isEmpty ? 0 : placeParts(parts, isActive, capacity)
    }
    let firm = market.firms[d]
    guard firm.isWhole else { return placed(d + 1, isActive, capacity) }
    var best: Double?
    func consider(_ cost: Double, _ capacity: [[Double]]) {
      guard let rest = placed(d + 1, isActive, capacity) else { return }
      best = min(best ?? .infinity, cost + rest)
    }
    if let penalty = firm.penalty { consider(penalty, capacity) }
    for w in market.sites.indices where isActive[w] {
      guard let cost = market.cost(d, w) else { continue }
      var left = capacity
      for r in firm.quantity.indices { left[w][r] -= firm.quantity[r] }
      if left[w].allSatisfy({ $0 >= -1e-9 }) { consider(cost, left) }
    }
    return best
  }
}
