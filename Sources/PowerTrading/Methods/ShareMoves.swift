// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Moves of one contract at a time, for settled objectives whose slopes say nothing of contracts that are not
/// held: a contract is added, dropped, exchanged for another form, or given another share.
struct ShareMoves {
  let polish: SharePolish
  private var scenario: PowerScenario { polish.scenario }

  /// Evaluations times pairs times intervals that a search may take.
  static let largestEffort = 40_000_000

  init(_ polish: SharePolish) { self.polish = polish }

  /// The shares after all single moves that gain, and a polish of them.
  func improve(
    _ given: [Double], _ evaluation: OfferEvaluation
  ) -> (shares: [Double], evaluation: OfferEvaluation) {
    var best = (shares: given, evaluation: evaluation)
    let size = max(1, scenario.pairs.count * scenario.horizon.count)
    var left = Self.largestEffort / size
    for _ in 0..<4 {
      var hasMoved = false
      for p in scenario.pairs.indices where !scenario.pairs[p].isFrozen {
        let pair = scenario.pairs[p]
        let largest = pair.largestShare
        var shares = [0, pair.smallestShare, 0.1 * largest, 0.3 * largest, 0.6 * largest, largest]
        if pair.lotShare > 0 {
          shares = [best.shares[p] - pair.lotShare, best.shares[p] + pair.lotShare] + shares
          shares = shares.map { $0 < 0.5 * pair.lotShare ? 0 : pair.allowedShare(near: $0) }
        }
        for share in shares where share != best.shares[p] && left > 0 && !polish.mustStop() {
          if share > 0 && (share < pair.smallestShare || share > largest) { continue }
          guard let moved = moved(best.shares, p, to: share) else { continue }
          left -= 1
          let own = polish.evaluate(moved)
          if polish.merit(own) > polish.merit(best.evaluation) + 1e-9 * max(1, abs(polish.merit(own))) {
            best = (moved, own)
            hasMoved = true
          }
        }
      }
      if !hasMoved { break }
      let refined = polish.improve(best.shares, rounds: 30)
      if polish.merit(refined.evaluation) > polish.merit(best.evaluation) { best = refined }
    }
    return best
  }

  /// The best of some random contracts, polished; the same for the same scenario.
  func bestRandom() -> (shares: [Double], evaluation: OfferEvaluation)? {
    let size = max(1, scenario.pairs.count * scenario.horizon.count)
    var random = SplitMix64(seed: 1)
    var found: [(shares: [Double], merit: Double)] = []
    for _ in 0..<min(60, Self.largestEffort / size / 10) where !polish.mustStop() {
      var shares = scenario.pairs.map { $0.isFrozen ? $0.largestShare : 0 }
      for p in scenario.pairs.indices where !scenario.pairs[p].isFrozen && random.unit() < 0.6 {
        let pair = scenario.pairs[p]
        let largest = pair.largestShare
        var share = random.unit() < 0.3 ? largest : random.unit() * largest
        if pair.lotShare > 0 { share = pair.allowedShare(near: share) }
        if share >= pair.smallestShare, let moved = moved(shares, p, to: share) { shares = moved }
      }
      found.append((shares, polish.merit(polish.evaluate(shares))))
    }
    return found.sorted { $0.merit > $1.merit }.prefix(3).map { polish.improve($0.shares, rounds: 30) }
      .max { polish.merit($0.evaluation) < polish.merit($1.evaluation) }
  }

  /// The shares with one set; the supplier's other contracts make room, other forms go. Nil where a rule on
  /// contracts is in the way.
  private func moved(_ shares: [Double], _ p: Int, to share: Double) -> [Double]? {
    var moved = shares
    let pair = scenario.pairs[p]
    moved[p] = share
    if share == 0 { return moved }
    for q in scenario.pairs(ofConsumer: pair.consumer)
    where q != p && scenario.pairs[q].supplier == pair.supplier { moved[q] = 0 }
    let own = scenario.pairs(ofConsumer: pair.consumer)
    if let limit = scenario.consumers[pair.consumer].largestContractCount {
      while own.count(where: { moved[$0] > 0 }) > limit {
        let others = own.filter { $0 != p && moved[$0] > 0 && !scenario.pairs[$0].isFrozen }
        guard let least = others.min(by: { moved[$0] < moved[$1] }) else { return nil }
        moved[least] = 0
      }
    }
    if let limit = scenario.suppliers[pair.supplier].largestContractCount {
      let sold = scenario.pairs.indices.filter {
        scenario.pairs[$0].supplier == pair.supplier && moved[$0] > 0
      }
      let others = sold.filter { $0 != p && !scenario.pairs[$0].isFrozen }.sorted { moved[$0] < moved[$1] }
      let excess = max(0, sold.count - limit)
      if excess > others.count { return nil }
      for q in others.prefix(excess) { moved[q] = 0 }
    }
    let members = scenario.pairs.indices.filter {
      $0 != p && scenario.pairs[$0].supplier == pair.supplier && moved[$0] > 0
    }
    let others = members.filter { !scenario.pairs[$0].isFrozen }
    let frozen = members.reduce(0) { scenario.pairs[$1].isFrozen ? $0 + moved[$1] : $0 }
    let largest = scenario.suppliers[pair.supplier].largestShareForSale - frozen
    if share > largest { return nil }
    let sold = others.reduce(0) { $0 + moved[$1] }
    if sold + share > largest {
      let factor = max(0, largest - share) / sold
      for q in others {
        let other = scenario.pairs[q]
        moved[q] *= factor
        if other.lotShare > 0 {
          moved[q] = (moved[q] / other.lotShare + 1e-9).rounded(.down) * other.lotShare
        }
        if moved[q] < other.smallestShare { moved[q] = 0 }
      }
    }
    return moved
  }
}
