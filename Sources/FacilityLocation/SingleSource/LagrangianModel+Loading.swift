// SPDX-License-Identifier: GPL-3.0-or-later

/// Filling the model with a node.
extension LagrangianModel {
  /// Fills the workspace with a node, after drawing the conclusions that need no bound: a customer with
  /// one arc left is assigned, its facility opened, arcs of closed or too full facilities are removed.
  ///
  /// - Returns: whether the node may have a solution; the node then holds the conclusions as well.
  func load(_ node: inout SearchNode) -> Bool {
    let m = data.facilityCount
    let n = data.customerCount
    var room = data.capacity
    var arcCount = [Int](repeating: 0, count: n)
    for j in 0..<n { assigned[j] = -1 }
    for i in 0..<m {
      for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
        if node.state[i] == FacilityState.closed {
          node.remove(a)
        } else {
          arcCount[Int(data.arcCustomer[a])] += 1
        }
      }
      if node.state[i] == FacilityState.free && data.fixedCost[i] == 0 { node.state[i] = FacilityState.open }
    }
    decidedCost = 0
    var pending = (0..<n).filter { arcCount[$0] <= 1 }
    var isTouched = [Bool](repeating: false, count: m)
    while !pending.isEmpty {
      var touched: [Int] = []
      for j in pending where assigned[j] < 0 {
        guard arcCount[j] == 1,
          let arc = data.byCost[data.listStart[j]..<data.listStart[j + 1]].first(where: {
            !node.isRemoved(Int($0))
          })
        else { return false }
        let i = Int(data.arcFacility[Int(arc)])
        assigned[j] = Int32(i)
        decidedCost += data.arcCost[Int(arc)]
        room[i] -= data.demand[j]
        if room[i] < 0 { return false }
        node.state[i] = FacilityState.open
        if !isTouched[i] {
          isTouched[i] = true
          touched.append(i)
        }
      }
      pending.removeAll(keepingCapacity: true)
      for i in touched {
        isTouched[i] = false
        for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
          let j = Int(data.arcCustomer[a])
          if assigned[j] < 0 && data.demand[j] > room[i] {
            node.remove(a)
            arcCount[j] -= 1
            if arcCount[j] <= 1 { pending.append(j) }
          }
        }
      }
    }

    var place = [Int32](repeating: -1, count: n)
    customer.removeAll(keepingCapacity: true)
    facility.removeAll(keepingCapacity: true)
    openDemand = 0
    for j in 0..<n where assigned[j] < 0 {
      place[j] = Int32(customer.count)
      customer.append(Int32(j))
      openDemand += data.demand[j]
    }
    customerCount = customer.count
    var items = 0
    for i in 0..<m where node.state[i] != FacilityState.closed {
      if node.state[i] == FacilityState.open { decidedCost += data.fixedCost[i] }
      let first = items
      var reach = 0.0
      for a in data.arcStart[i]..<data.arcStart[i + 1] where !node.isRemoved(a) {
        let j = Int(data.arcCustomer[a])
        guard place[j] >= 0 else { continue }
        itemCustomer[items] = place[j]
        itemCost[items] = data.arcCost[a]
        itemDemand[items] = data.demand[j]
        itemArc[items] = Int32(a)
        order[items] = Int32(items)
        reach += data.demand[j]
        items += 1
      }
      if items == first { continue }
      let k = facility.count
      facility.append(Int32(i))
      capacity[k] = min(room[i], reach)
      isOpen[k] = node.state[i] == FacilityState.open
      isBarred[k] = false
      fixedCost[k] = isOpen[k] ? 0 : data.fixedCost[i]
      itemStart[k] = first
      itemStart[k + 1] = items
    }
    facilityCount = facility.count
    var facilityPlace = [Int32](repeating: -1, count: cuts.count > 0 ? m : 0)
    if cuts.count > 0 { for (k, i) in facility.enumerated() { facilityPlace[Int(i)] = Int32(k) } }
    loadCuts(place: place, facilityPlace: facilityPlace)
    if facilityCount == 0 { itemStart[0] = 0 }
    var total = 0.0
    for i in 0..<facilityCount { total += capacity[i] }
    return total >= openDemand * (1 - 1e-9)
  }

  /// Opens or closes a free facility for the time of a probe.
  func suppose(_ i: Int, isOpen open: Bool) {
    if open {
      isOpen[i] = true
      decidedCost += fixedCost[i]
      supposedCost = fixedCost[i]
      fixedCost[i] = 0
    } else {
      isBarred[i] = true
    }
  }

  /// Ends a probe.
  func release(_ i: Int) {
    if isBarred[i] {
      isBarred[i] = false
    } else {
      isOpen[i] = false
      fixedCost[i] = supposedCost
      decidedCost -= supposedCost
    }
  }
}
