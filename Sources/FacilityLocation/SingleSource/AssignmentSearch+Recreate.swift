// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Inserting customers, largest regret first.
extension AssignmentSearch {
  /// Inserts the removed customers, largest regret first.
  func recreate(noise: Double) {
    while !removed.isEmpty {
      var chosen = -1
      var target = -1
      var largest = -Double.infinity
      for (k, j) in removed.enumerated() {
        let (first, second, place) = bestPlaces(j, noise: noise)
        if place < 0 { continue }
        let regret = (second.isFinite ? second - first : 1e15) + 1e-3 * demand[j] * overloadPrice
        if regret > largest {
          largest = regret
          chosen = k
          target = place
        }
      }
      if chosen < 0 {
        // Every facility of what is left is banned: lift the ban.
        for i in 0..<m { isBanned[i] = false }
        continue
      }
      let j = removed.remove(at: chosen)
      insert(j, target, data.cost(target, j))
      enqueue(j)
    }
  }

  /// Price of the best and the second best place for a customer, and the best place.
  func bestPlaces(_ j: Int, noise: Double) -> (Double, Double, Int) {
    var first = Double.infinity
    var second = Double.infinity
    var place = -1
    var seen = 0
    data.byCost.withUnsafeBufferPointer { byCost in
      data.arcFacility.withUnsafeBufferPointer { arcFacility in
        data.arcCost.withUnsafeBufferPointer { arcCost in
          for t in data.listStart[j]..<data.listStart[j + 1] {
            let a = Int(byCost[t])
            let i = Int(arcFacility[a])
            if isBanned[i] { continue }
            var price = arcCost[a]
            if price >= second { break }
            if count[i] == 0 && !isInvited[i] {
              price += fixedCost[i]
            } else {
              seen += 1
            }
            let excess = load[i] + demand[j] - capacity[i]
            if excess > 0 { price += overloadPrice * min(excess, demand[j]) }
            if noise > 0 { price *= 1 + noise * (random.unit() - 0.5) }
            if price < first {
              second = first
              first = price
              place = i
            } else if price < second {
              second = price
            }
            if seen >= Self.insertionWidth { break }
          }
        }
      }
    }
    return (first, second, place)
  }
}
