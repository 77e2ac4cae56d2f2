// SPDX-License-Identifier: GPL-3.0-or-later

/// Shifts and swaps of customers.
extension AssignmentSearch {
  func enqueue(_ j: Int) {
    if !isQueued[j] {
      isQueued[j] = true
      queue.append(j)
    }
  }

  /// Shifts and swaps queued customers until none improves.
  func descend() {
    var head = 0
    var moves = 0
    while head < queue.count {
      let j = queue[head]
      head += 1
      isQueued[j] = false
      if moves < 50 * n && improve(j) {
        moves += 1
        enqueue(j)
      }
      if head > 4 * n {
        queue.removeFirst(head)
        head = 0
      }
    }
    queue.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  func excess(_ load: Double, _ i: Int) -> Double { max(0, load - capacity[i]) }

  /// The best shift or swap of a customer; whether it was made.
  func improve(_ j: Int) -> Bool {
    let a = Int(facility[j])
    let d = demand[j]
    let own = data.cost(a, j)
    let leaving =
      own + (count[a] == 1 ? fixedCost[a] : 0)
      + overloadPrice * (excess(load[a], a) - excess(load[a] - d, a))
    var bestChange = -1e-9 * (1 + abs(own))
    var bestPlace = -1
    var bestPartner = -1
    var seen = 0
    data.byCost.withUnsafeBufferPointer { byCost in
      data.arcFacility.withUnsafeBufferPointer { arcFacility in
        data.arcCost.withUnsafeBufferPointer { arcCost in
          for t in data.listStart[j]..<data.listStart[j + 1] {
            let arc = Int(byCost[t])
            let b = Int(arcFacility[arc])
            if b == a { continue }
            let c = arcCost[arc]
            if count[b] == 0 {
              let change = c + fixedCost[b] - leaving
              if change < bestChange {
                bestChange = change
                bestPlace = b
                bestPartner = -1
              }
              continue
            }
            seen += 1
            if seen > Self.shiftWidth { break }
            let change = c - leaving + overloadPrice * (excess(load[b] + d, b) - excess(load[b], b))
            if change < bestChange {
              bestChange = change
              bestPlace = b
              bestPartner = -1
            }
            // Swaps with the customers of b.
            let fixedPart = c - own
            let overloadNow = excess(load[a], a) + excess(load[b], b)
            var k = Int(firstIn[b])
            while k >= 0 {
              let change = fixedPart + data.cost(a, k) - data.cost(b, k)
              if change < bestChange + overloadPrice * overloadNow {
                let shift = demand[k] - d
                let total =
                  change + overloadPrice
                  * (excess(load[a] + shift, a) + excess(load[b] - shift, b) - overloadNow)
                if total < bestChange {
                  bestChange = total
                  bestPlace = b
                  bestPartner = k
                }
              }
              k = Int(next[k])
            }
          }
        }
      }
    }
    guard bestPlace >= 0 else { return false }
    take(j)
    if bestPartner >= 0 {
      take(bestPartner)
      insert(bestPartner, a, data.cost(a, bestPartner))
      enqueue(bestPartner)
    }
    insert(j, bestPlace, data.cost(bestPlace, j))
    return true
  }
}
