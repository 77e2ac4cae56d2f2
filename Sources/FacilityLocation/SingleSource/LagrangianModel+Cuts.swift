// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Subset-row cuts in the relaxation: a price for every knapsack solution that holds two customers of a cut.
extension LagrangianModel {
  /// Takes over the cuts that still say something about the loaded customers.
  ///
  /// A cut with one decided customer goes on with the two others: any of them joins the first one at its
  /// facility, or both join at another. A cut with more decided customers says nothing any more.
  ///
  /// - Parameters:
  ///   - place: loaded customer of each customer of the data, -1 where it is decided.
  ///   - facilityPlace: loaded facility of each facility of the data, -1 where it is not loaded.
  func loadCuts(place: [Int32], facilityPlace: [Int32]) {
    cutCount = 0
    for cut in 0..<cuts.count {
      var members: (Int32, Int32, Int32) = (-1, -1, -1)
      var size = 0
      var decided: Int32 = -1
      for t in 0..<3 {
        let j = Int(cuts.customers[3 * cut + t])
        if place[j] >= 0 {
          switch size {
          case 0: members.0 = place[j]
          case 1: members.1 = place[j]
          default: members.2 = place[j]
          }
          size += 1
        } else {
          decided = assigned[j]
        }
      }
      guard size >= 2 else { continue }
      let c = cutCount
      cutSource[c] = Int32(cut)
      cutMember[3 * c] = members.0
      cutMember[3 * c + 1] = members.1
      cutMember[3 * c + 2] = members.2
      cutHome[c] = size == 3 ? -1 : facilityPlace[Int(decided)]
      cutCount += 1
    }
    // Cuts of each customer.
    for j in 0...customerCount { cutStart[j] = 0 }
    for t in 0..<(3 * cutCount) where cutMember[t] >= 0 { cutStart[Int(cutMember[t]) + 1] += 1 }
    for j in 0..<customerCount { cutStart[j + 1] += cutStart[j] }
    for t in 0..<(3 * cutCount) where cutMember[t] >= 0 {
      let j = Int(cutMember[t])
      cutList[cutStart[j]] = Int32(t / 3)
      cutStart[j] += 1
    }
    for j in stride(from: customerCount, to: 0, by: -1) { cutStart[j] = cutStart[j - 1] }
    cutStart[0] = 0
    for c in 0..<cutCount { seen[c] = 0 }
  }

  /// Lists the cuts with a price, customer by customer; whether there are any.
  func pricedCuts(_ price: UnsafePointer<Double>) -> Bool {
    guard cutCount > 0 else { return false }
    var count = 0
    for j in 0..<customerCount {
      pricedStart[j] = count
      for t in cutStart[j]..<cutStart[j + 1] where price[Int(cutList[t])] > 0 {
        pricedList[count] = cutList[t]
        count += 1
      }
    }
    pricedStart[customerCount] = count
    return count > 0
  }

  /// Whether the gathered items may have to pay the price of a cut.
  @inline(__always)
  func sharesPricedCut(
    _ i: Int, _ items: UnsafePointer<Int32>, _ count: Int, _ price: UnsafePointer<Double>
  ) -> Bool {
    var shares = false
    var k = 0
    while k < count && !shares {
      let j = Int(itemCustomer[Int(items[k])])
      for t in pricedStart[j]..<pricedStart[j + 1] {
        let c = Int(pricedList[t])
        seen[c] += 1
        if seen[c] == 2 || cutHome[c] == Int32(i) { shares = true }
      }
      k += 1
    }
    for l in 0..<k {
      let j = Int(itemCustomer[Int(items[l])])
      for t in pricedStart[j]..<pricedStart[j + 1] { seen[Int(pricedList[t])] = 0 }
    }
    return shares
  }

  /// Sets the bits of the priced cuts that may hurt a facility with the gathered items.
  ///
  /// Beyond `PenaltyKnapsackSearch.classLimit` cuts, the others are free of charge there, which leaves the
  /// bound valid.
  ///
  /// - Returns: number of classes.
  func markPricedClasses(
    _ i: Int, _ items: UnsafePointer<Int32>, _ count: Int, _ price: UnsafePointer<Double>
  ) -> Int {
    var classes = 0
    onceAtStart = PenaltyKnapsackSearch.ClassMask()
    for k in 0..<count {
      let j = Int(itemCustomer[Int(items[k])])
      var own = PenaltyKnapsackSearch.ClassMask()
      for t in pricedStart[j]..<pricedStart[j + 1] {
        let c = Int(pricedList[t])
        let isHome = cutHome[c] == Int32(i)
        seen[c] += 1
        if seen[c] == 1 { firstItem[c] = Int32(k) }
        if seen[c] == (isHome ? 1 : 2) && classes < PenaltyKnapsackSearch.classLimit {
          let bit = UInt64(1) << UInt64(classes & 63)
          classOf[c] = Int32(classes)
          penalty[classes] = price[c]
          if isHome { onceAtStart[classes >> 6] |= bit } else { mask[Int(firstItem[c])][classes >> 6] |= bit }
          classes += 1
        }
        let place = Int(classOf[c])
        if place >= 0 { own[place >> 6] |= 1 << UInt64(place & 63) }
      }
      mask[k] = own
    }
    for k in 0..<count {
      let j = Int(itemCustomer[Int(items[k])])
      for t in pricedStart[j]..<pricedStart[j + 1] {
        let c = Int(pricedList[t])
        seen[c] = 0
        classOf[c] = -1
      }
    }
    return classes
  }

  /// Adds to `excess`, for each cut, the number of chosen facilities whose picks hold two customers of it.
  func countHits(_ excess: UnsafeMutablePointer<Double>) {
    for i in 0..<facilityCount where isChosen[i] {
      for t in pickStart[i]..<pickStart[i + 1] {
        let j = Int(itemCustomer[Int(pick[t])])
        for s in cutStart[j]..<cutStart[j + 1] {
          let c = Int(cutList[s])
          seen[c] += 1
          if seen[c] == (cutHome[c] == Int32(i) ? 1 : 2) { excess[c] += 1 }
        }
      }
      for t in pickStart[i]..<pickStart[i + 1] {
        let j = Int(itemCustomer[Int(pick[t])])
        for s in cutStart[j]..<cutStart[j + 1] { seen[Int(cutList[s])] = 0 }
      }
    }
  }
}
