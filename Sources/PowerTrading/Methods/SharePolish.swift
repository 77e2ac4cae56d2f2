// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Local search on shares by the settled objective itself: linearised where it stands, moved within a step that
/// grows with success and shrinks with failure.
struct SharePolish {
  let scenario: PowerScenario
  let objective: ObjectiveKind
  let floors: [(objective: ObjectiveKind, least: Double)]
  let threads: Int
  /// Whether to give up now.
  let mustStop: () -> Bool

  /// The shares found, and their judgement; pairs without a contract stay without.
  func improve(_ shares: [Double], rounds: Int) -> (shares: [Double], evaluation: OfferEvaluation) {
    var best = shares
    var evaluation = evaluate(best)
    // Lots move whole, by `ShareMoves`.
    let free = shares.indices.filter {
      shares[$0] > 0 && !scenario.pairs[$0].isFrozen && scenario.pairs[$0].lotShare == 0
    }
    if free.isEmpty { return (best, evaluation) }
    var step = 0.1
    for _ in 0..<rounds where step > 1e-7 && !mustStop() {
      guard let moved = move(best, evaluation, free, step) else { break }
      let own = evaluate(moved)
      if merit(own) > merit(evaluation) + 1e-12 * max(1, abs(merit(evaluation))) {
        (best, evaluation) = (moved, own)
        step = min(0.5, step * 1.6)
      } else {
        step *= 0.35
      }
    }
    return (best, evaluation)
  }

  func evaluate(_ shares: [Double]) -> OfferEvaluation {
    OfferEvaluation(scenario, shares: shares, floors: floors, threads: threads)
  }

  /// Broken rules weigh more than anything.
  func merit(_ evaluation: OfferEvaluation) -> Double {
    let value = evaluation.values[objective] ?? 0
    return value - evaluation.violation * Self.penalty * max(1, abs(value))
  }

  /// What a broken rule costs, in values of the objective.
  private static let penalty = 1e3

  /// Shares within a step of these at which the linearised merit is best.
  private func move(
    _ shares: [Double], _ evaluation: OfferEvaluation, _ free: [Int], _ step: Double
  ) -> [Double]? {
    var model = LinearModel(sense: .maximize, keepsNames: false)
    let base = evaluation.values[objective] ?? 0
    let probe = min(1e-5, 0.1 * step)
    var slopes: [[Double]] = []
    for p in free {
      let pair = scenario.pairs[p]
      let largest = pair.largestShare
      let isUp = shares[p] + probe <= largest
      var moved = shares
      moved[p] += isUp ? probe : -probe
      let own = evaluate(moved)
      let size = isUp ? probe : -probe
      let slope = ((own.values[objective] ?? 0) - base) / size
      slopes.append(zip(own.slacks, evaluation.slacks).map { ($0 - $1) / size })
      // A contract stays one: what counts as none is not reached.
      let least = max(pair.smallestShare, min(shares[p], 1e-6))
      let reach = step * largest
      model.addColumn(
        lower: max(least, shares[p] - reach), upper: max(least, min(largest, shares[p] + reach)), cost: slope)
    }
    let first = model.rowCount
    var forSale = scenario.suppliers.map(\.largestShareForSale)
    for (p, pair) in scenario.pairs.enumerated() where pair.isFrozen || pair.lotShare > 0 {
      forSale[pair.supplier] -= shares[p]
    }
    for upper in forSale { model.addRow(upper: max(0, upper)) }
    for (column, p) in free.enumerated() {
      model.addTerm(row: first + scenario.pairs[p].supplier, column: column, coefficient: 1)
    }
    // Rules hold as far as their slopes say; what they miss costs more than anything gains.
    for (k, slack) in evaluation.slacks.enumerated() {
      let here = free.indices.reduce(0) { $0 + slopes[$1][k] * shares[free[$1]] }
      let row = model.addRow(lower: here - slack)
      for column in free.indices where slopes[column][k] != 0 {
        model.addTerm(row: row, column: column, coefficient: slopes[column][k])
      }
      let missing = model.addColumn(cost: -Self.penalty * max(1, abs(base)))
      model.addTerm(row: row, column: missing, coefficient: 1)
    }
    guard let solution = try? LinearProgramming.solve(model, control: SolveControl()),
      solution.termination.hasSolution
    else { return nil }
    var moved = shares
    for (column, p) in free.enumerated() { moved[p] = solution.primal[column] }
    return ContractShares.withinLimits(scenario, moved)
  }
}
