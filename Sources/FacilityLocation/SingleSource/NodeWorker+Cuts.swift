// SPDX-License-Identifier: GPL-3.0-or-later

/// Subset-row cuts at the root.
extension NodeWorker {
  /// Adds subset-row cuts that the average solution violates and goes on with the ascent, by rounds, while
  /// there are any.
  ///
  /// The relaxation then prices them; all of its solutions below the node stay what they were, only the
  /// bound rises.
  ///
  /// - Parameters:
  ///   - node: the root; it takes over the bound and the multipliers.
  ///   - cutoff: where the bound need not rise any more.
  /// - Returns: the cuts with a price at the end.
  func addCuts(_ node: inout SearchNode, cutoff: Double, clock: SearchClock) -> SubsetRowCuts {
    guard model.load(&node), model.customerCount > 0 else { return SubsetRowCuts() }
    let log = PatternLog(customerCount: data.customerCount)
    ascent.log = log
    defer { ascent.log = nil }
    setPoint(node)
    ascent.start(step: Effort.nodeStepWithCuts)
    rise(Effort.evaluationsBeforeCuts, by: 0.001, cutoff: cutoff, clock: clock)
    node.bound = max(node.bound, ascent.bound)
    keepMultipliers(&node)
    var known: Set<CustomerTriple> = []
    for _ in 0..<Effort.cutRounds {
      guard node.bound < cutoff, !clock.isOver else { break }
      let found = log.violated(except: known, limit: Effort.cutsPerRound)
      guard !found.isEmpty, model.cuts.count + found.count <= SubsetRowCuts.limit else { break }
      var directions = ascent.cutDirections()
      for (cut, excess) in found {
        known.insert(cut)
        model.cuts.append(cut)
        directions.append(excess)
      }
      // Nothing is decided here: the loaded customers are those of before.
      guard model.load(&node) else { break }
      ascent.patience = 5
      ascent.resume(
        step: 2 * Effort.nodeStepWithCuts, cutMultiplier: node.cutMultiplier, cutDirection: directions)
      rise(Effort.cutEvaluations, by: 0.01, cutoff: cutoff, clock: clock)
      ascent.patience = 10
      node.bound = max(node.bound, ascent.bound)
      keepMultipliers(&node)
    }
    let priced = node.cutMultiplier.indices.filter { node.cutMultiplier[$0] > 0 }
    node.cutMultiplier = priced.map { node.cutMultiplier[$0] }
    let kept = model.cuts.kept(priced)
    model.cuts = kept
    return kept
  }

  private func rise(_ evaluations: Int, by part: Double, cutoff: Double, clock: SearchClock) {
    for _ in 0..<evaluations where ascent.bound < cutoff && !clock.isOver {
      let goal = ascent.bound + part * abs(ascent.bound)
      if !ascent.advance(target: min(cutoff, goal)) { return }
    }
  }
}
