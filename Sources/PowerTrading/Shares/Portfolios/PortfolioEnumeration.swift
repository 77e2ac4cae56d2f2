// SPDX-License-Identifier: GPL-3.0-or-later

/// What the best portfolio of a consumer gains at the most, proved by going through all of them.
///
/// Each set of contracts is bounded on intervals taken together, and where that does not do, on all of them, as far as
/// it takes to show that it is not above the best one known by more than the slack.
struct PortfolioEnumeration {
  /// Most sets that are gone through.
  static let largestSize = 3_000_000

  let fine: PortfolioConsumer
  let coarse: PortfolioConsumer
  let terms: PortfolioTerms
  /// Contracts at the most.
  let most: Int
  let slack: Double
  let mustStop: () -> Bool
  private(set) var best: Portfolio
  /// What no portfolio gains more than, once all are gone through.
  private(set) var highest: Double
  /// What need not be told from the best one.
  private var cut: Double
  private(set) var looks = (coarse: 0, fine: 0, long: 0)

  init(
    _ fine: PortfolioConsumer, _ coarse: PortfolioConsumer, _ terms: PortfolioTerms, most: Int,
    best: Portfolio, slack: Double, mustStop: @escaping () -> Bool
  ) {
    self.fine = fine
    self.coarse = coarse
    self.terms = terms
    self.most = most
    self.slack = slack
    self.mustStop = mustStop
    self.best = best.gain > 0 ? best : .none
    cut = self.best.gain + slack
    highest = cut
  }

  /// Goes through all sets; false where there are too many, or the time is over.
  mutating func run() -> Bool {
    let order = (0..<terms.pairCount).filter { terms.most[$0] > 0 }
      .sorted { terms.alone[$0] != terms.alone[$1] ? terms.alone[$0] > terms.alone[$1] : $0 < $1 }
    var sets = 1.0
    var sum = 0.0
    for i in 0..<min(most, order.count) {
      sets *= Double(order.count - i) / Double(i + 1)
      sum += sets
    }
    if sum > Double(Self.largestSize) { return false }
    return extend(.none, order, from: 0, depth: 0)
  }

  private mutating func extend(_ portfolio: Portfolio, _ order: [Int], from first: Int, depth: Int) -> Bool {
    if depth == most { return true }
    if depth >= 2 && mustStop() { return false }
    var shares = portfolio.shares
    var used = 0.3
    for index in first..<order.count {
      let k = order[index]
      let set = Portfolio(members: portfolio.members, shares: shares).with(k, share: used * terms.most[k])
      let solved = bound(set)
      if depth + 1 < most {
        if !extend(solved, order, from: index + 1, depth: depth + 1) { return false }
      } else {
        // The next set differs in one contract only: a good start.
        shares = solved.shares
        shares[depth] = 0
        used = min(1, max(0.05, solved.shares[depth] / terms.most[k]))
      }
    }
    return true
  }

  /// Shows that a set is not above the cut, or how far it is.
  private mutating func bound(_ set: Portfolio) -> Portfolio {
    looks.coarse += 1
    let screened = set.solved(
      coarse, terms, iterations: 7, tolerance: 1e-3, cut: cut, isScreening: true)
    if screened.bound <= cut { return screened }
    looks.fine += 1
    var solved = screened.solved(fine, terms, iterations: 14, tolerance: 1e-6, cut: cut)
    if solved.bound > max(cut, solved.gain + slack) {
      let longer = solved.solved(fine, terms, iterations: 80, tolerance: 1e-6, cut: cut)
      solved.shares = longer.shares
      solved.gain = max(solved.gain, longer.gain)
      solved.bound = min(solved.bound, longer.bound)
      looks.long += 1
    }
    if solved.gain > best.gain {
      best = solved
      cut = best.gain + slack
    }
    highest = max(highest, cut, solved.bound)
    return solved
  }
}
