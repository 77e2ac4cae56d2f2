// SPDX-License-Identifier: GPL-3.0-or-later

/// A first plan from the averaged shares of a relaxed plan that is integral in all else.
extension RuinAndRecreate {
  /// Puts demands where the averaged relaxed plan has them, the surest first: whole where one lane has nearly
  /// all or the demand may not be divided, else in its parts. What finds no room there goes where it costs
  /// least, at first only on lanes that are allowed.
  ///
  /// - Parameters:
  ///   - average: by lane, the averaged share.
  ///   - isAllowed: by lane, whether the plan that is followed may use it.
  mutating func round(following average: [Double], isAllowed: [Bool]) {
    placement.clear()
    var order: [(most: Double, demand: Int)] = []
    for d in 0..<arrays.demandCount {
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      order.append((lanes.reduce(0) { max($0, average[$1]) }, d))
    }
    order.sort { ($1.most, $0.demand) < ($0.most, $1.demand) }
    let left = order.map(\.demand).filter { !place($0, following: average) }
    for allowed in [isAllowed, []] {
      insertion.isOpenLane = allowed
      // Space has its price as long as the warehouses are fixed.
      insertion.spaceWeight = allowed.isEmpty ? 0 : 1
      for (index, d) in left.enumerated() {
        if index % 64 == 0 { insertion.setPrices(rules) }
        insertion.insert(d, &random)
      }
    }
    insertion.spaceWeight = 0
    refresh()
    forgetBest()
  }

  /// Puts a demand where the average has it; whether all of it found room there.
  private mutating func place(_ d: Int, following average: [Double]) -> Bool {
    // Where a part is frozen, the rest follows other rules.
    if placement.served[d] > 0 { return false }
    let lanes = (Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]))
      .filter { average[$0] > 0.04 && !arrays.laneIsFrozen[$0] }
      .sorted { (average[$1], $0) < (average[$0], $1) }
    guard let first = lanes.first else { return false }
    let canSplit = arrays.mostWarehouses[d] > 1 && !arrays.isSingleSource[d]
    if average[first] > 0.9 || !canSplit {
      for l in lanes where average[l] > 0.3 && insertion.admits(l, d) {
        guard insertion.room(l, d, wanted: 1) >= 1 - 1e-9 else { continue }
        placement.set(l, to: 1)
        return true
      }
      return false
    }
    let smallest = max(1e-6, arrays.smallestShare[d])
    var used: [Int32] = []
    var rest = 1.0
    for l in lanes where rest > 1e-9 && used.count < Int(arrays.mostWarehouses[d]) {
      guard !used.contains(arrays.laneWarehouse[l]), insertion.admits(l, d) else { continue }
      var wanted = min(rest, max(smallest, average[l]))
      // No rest that is too small to go anywhere.
      if rest - wanted < max(0.02, smallest) { wanted = rest }
      let share = insertion.room(l, d, wanted: wanted)
      if share < smallest || rest - share > 1e-9 && rest - share < smallest { continue }
      placement.set(l, to: share)
      used.append(arrays.laneWarehouse[l])
      rest -= share
    }
    if rest <= 1e-9 { return true }
    placement.remove(d)
    return false
  }
}
