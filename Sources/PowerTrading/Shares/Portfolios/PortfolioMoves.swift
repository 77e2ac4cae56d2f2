// SPDX-License-Identifier: GPL-3.0-or-later

extension Portfolio {
  /// The same contracts without one of them.
  func without(_ place: Int) -> Portfolio {
    var (members, shares, next) = (SIMD4<Int32>(repeating: -1), SIMD4<Double>.zero, 0)
    for i in 0..<4 where i != place && self.members[i] >= 0 {
      members[next] = self.members[i]
      shares[next] = self.shares[i]
      next += 1
    }
    return Portfolio(members: members, shares: shares)
  }

  /// The same contracts and one more, with a first guess of its share; there must be room.
  func with(_ k: Int, share: Double) -> Portfolio {
    var portfolio = Portfolio(members: members, shares: shares)
    let place = count
    portfolio.members[place] = Int32(k)
    portfolio.shares[place] = share
    return portfolio
  }

  /// The members in descending order, as a name of the set.
  var key: SIMD4<Int32> {
    let sorted = (0..<4).map { members[$0] }.sorted(by: >)
    return SIMD4(sorted)
  }

  /// An order of sets, for ties.
  func precedes(_ other: Portfolio) -> Bool {
    let (own, others) = (key, other.key)
    for i in 0..<4 where own[i] != others[i] { return own[i] < others[i] }
    return false
  }

  /// Adds, swaps and drops contracts as long as one of these gains.
  ///
  /// - Parameters:
  ///   - coarse: screens the moves.
  ///   - most: contracts at the most.
  ///   - looks: the best moves of the screening that are looked at closely before a round ends.
  func improved(
    _ fine: PortfolioConsumer, _ coarse: PortfolioConsumer, _ terms: PortfolioTerms, most: Int, looks: Int = 4
  ) -> Portfolio {
    var best = solved(fine, terms, iterations: 12, tolerance: 1e-5)
    if best.gain < 0 || best.count == 0 { best = .none }
    for _ in 0..<30 {
      var moves: [Portfolio] = []
      for place in 0..<4 where best.members[place] >= 0 {
        let rest = best.without(place)
        let freed = best.shares[place] / max(1e-9, terms.most[Int(best.members[place])])
        if rest.count > 0 { moves.append(rest) }
        for k in 0..<terms.pairCount where terms.most[k] >= 0 && terms.most[k] > 0 && !best.contains(k) {
          moves.append(rest.with(k, share: min(1, freed) * terms.most[k]))
        }
      }
      if best.count < most {
        for k in 0..<terms.pairCount where terms.most[k] > 0 && !best.contains(k) {
          moves.append(best.with(k, share: 0.3 * terms.most[k]))
        }
      }
      for index in moves.indices {
        moves[index] = moves[index].solved(coarse, terms, iterations: 4, tolerance: 1e-4)
      }
      moves.sort { $0.gain > $1.gain }
      var found: Portfolio?
      for move in moves.prefix(looks) {
        let solved = move.solved(fine, terms, iterations: 12, tolerance: 1e-5)
        if solved.gain > best.gain + 1e-7 * abs(best.gain) {
          found = solved
          break
        }
      }
      guard let found else { break }
      best = found
    }
    return best
  }
}
