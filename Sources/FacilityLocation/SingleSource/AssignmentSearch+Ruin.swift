// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Rounds of ruin and recreate.
extension AssignmentSearch {
  func remove(_ j: Int) {
    take(j)
    removed.append(j)
  }

  func removeAll(of i: Int) {
    while firstIn[i] >= 0 { remove(Int(firstIn[i])) }
  }

  func randomOpen() -> Int {
    // The facility of a random customer: crowded ones more often.
    Int(facility[random.integer(0, n - 1)])
  }

  /// A closed facility near a random customer; nil if none shows up.
  func randomClosed(_ openness: [Double]) -> Int? {
    for _ in 0..<12 {
      let j = random.integer(0, n - 1)
      let width = data.listStart[j + 1] - data.listStart[j]
      let arc = Int(data.byCost[data.listStart[j] + random.integer(0, min(width, 12) - 1)])
      let i = Int(data.arcFacility[arc])
      if count[i] > 0 { continue }
      if openness.isEmpty || random.unit() < openness[i] + 0.01 { return i }
    }
    return nil
  }

  /// Removes customers around a seed customer, from the facilities that serve it best.
  func ruinAround(_ seed: Int, facilities: Int, share: Double) {
    var seen = 0
    for t in data.listStart[seed]..<data.listStart[seed + 1] {
      let i = Int(data.arcFacility[Int(data.byCost[t])])
      if count[i] == 0 { continue }
      var k = Int(firstIn[i])
      while k >= 0 {
        let following = Int(next[k])
        if random.unit() < share { remove(k) }
        k = following
      }
      seen += 1
      if seen >= facilities { return }
    }
  }

  /// Customers that a newly invited facility would serve more cheaply.
  func removeAttracted(by i: Int) {
    for a in data.arcStart[i]..<data.arcStart[i + 1] {
      let j = Int(data.arcCustomer[a])
      guard facility[j] >= 0 else { continue }
      if data.arcCost[a] < data.cost(Int(facility[j]), j) { remove(j) }
    }
  }

  /// Runs a number of rounds from the current assignment.
  ///
  /// - Parameters:
  ///   - openness: how likely each facility is open in a good solution, or empty.
  ///   - warmth: how much worse, relative, an accepted round may be at the start; falls to 0.
  func improve(rounds: Int, warmth: Double, openness: [Double], clock: SearchClock) {
    guard facility[0] >= 0, n > 1 else { return }
    var current = cost + overloadPrice * overload()
    for round in 0..<rounds {
      if round & 15 == 0 && clock.isOver { return }
      for j in 0..<n { kept[j] = facility[j] }
      let keptCost = cost
      let draw = random.unit()
      if draw < 0.55 {
        ruinAround(
          random.integer(0, n - 1), facilities: random.integer(1, 4), share: random.uniform(0.15, 0.8))
      } else if draw < 0.70 {
        let i = randomOpen()
        removeAll(of: i)
        isBanned[i] = true
      } else if draw < 0.85 {
        if let i = randomClosed(openness) {
          isInvited[i] = true
          removeAttracted(by: i)
        }
      } else {
        let seed = random.integer(0, n - 1)
        let i = Int(facility[seed])
        if let other = randomClosed(openness) {
          isInvited[other] = true
          isBanned[i] = true
          removeAll(of: i)
          removeAttracted(by: other)
        } else {
          ruinAround(seed, facilities: 3, share: 0.5)
        }
      }
      recreate(noise: random.unit() < 0.5 ? 0 : 0.1)
      for i in 0..<m {
        isBanned[i] = false
        isInvited[i] = false
      }
      descend()
      let over = overload()
      let value = cost + overloadPrice * over
      if over <= 0 {
        keepIfBetter()
        overloadPrice = max(overloadPrice * 0.995, 0.05 * firstOverloadPrice)
      } else {
        overloadPrice = min(overloadPrice * 1.02, 1e4 * firstOverloadPrice)
        current = keptCost + overloadPrice * keptOverload()
      }
      let threshold = current + warmth * abs(current) * (1 - Double(round) / Double(rounds)) * random.unit()
      if value <= threshold {
        current = value
      } else {
        reset()
        for j in 0..<n { insert(j, Int(kept[j]), data.cost(Int(kept[j]), j)) }
        current = cost + overloadPrice * overload()
      }
    }
  }

  func keptOverload() -> Double {
    var sum = 0.0
    var loads = [Double](repeating: 0, count: m)
    for j in 0..<n { loads[Int(kept[j])] += demand[j] }
    for i in 0..<m { sum += max(0, loads[i] - capacity[i]) }
    return sum
  }
}
