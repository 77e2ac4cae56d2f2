// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Finds which rules keep a scenario without a plan whose places would suffice: first each kind of rule by
/// itself, all others kept, and where none alone is in the way, all of them together.
struct RulesInTheWay {
  let scenario: LogisticsScenario
  let run: SolveRun

  /// What one kind of rule may take to answer, in seconds and nodes: a hint is not worth more.
  private static let patience = (seconds: 10.0, nodes: 20_000)
  /// How many rules are named at the most.
  private static let most = 3

  /// Nil where the limits do not suffice to tell.
  func find() throws -> LogisticsPlan.Infeasibility? {
    let kinds = MarketRule.allCases.filter { $0.isIn(scenario) }
    var found: [RuleInTheWay] = []
    for rule in kinds where found.count < Self.most {
      if let answer = try plan(giving: [rule]) {
        let way = RuleInTheWay(scenario, rule, answer.elastic, answer.primal)
        if way.givesWay { found.append(way) }
      }
    }
    if let first = found.first {
      return reason(
        found,
        summary: found.count == 1
          ? "no plan keeps every rule: \(first.entry.detail)"
          : "no plan keeps every rule; any of these, giving way, makes room for one: "
            + found.map(\.entry.detail).joined(separator: "; or: "))
    }
    guard let answer = try plan(giving: Set(kinds)) else { return nil }
    let together = kinds.map { RuleInTheWay(scenario, $0, answer.elastic, answer.primal) }
      .filter { $0.givesWay && ($0.rule != .singleSource || kinds == [.singleSource]) }
    guard !together.isEmpty else { return nil }
    return reason(
      together,
      summary: "no plan keeps every rule, and several would have to give way together: "
        + together.prefix(Self.most).map(\.entry.detail).joined(separator: "; and: "))
  }

  private func reason(_ found: [RuleInTheWay], summary: String) -> LogisticsPlan.Infeasibility {
    // Where a rule stands in the way, demands are named only where it is about them.
    LogisticsPlan.Infeasibility(
      summary: summary, demands: found.flatMap(\.demands), rules: found.map(\.entry), proof: proof)
  }

  /// The multipliers of the relaxation in which every rule may give way: where it must, they prove that no
  /// plan exists.
  private var proof: LogisticsPlan.BoundProof? {
    let elastic = ElasticFormulation(scenario, giving: Set(MarketRule.allCases).subtracting([.singleSource]))
    guard let solution = try? LinearProgramming.solve(elastic.model.relaxed(), control: control),
      solution.termination == .optimal, solution.objective ?? 0 > 1e-7
    else { return nil }
    return .init(Multipliers(scenario, elastic.index, dual: solution.rowDual))
  }

  private var control: SolveControl {
    var control = run.control
    control.permutationSeed = 0
    control.onProgress = nil
    control.nodeLimit = Self.patience.nodes
    control.relativeGap = 1e-4
    control.timeLimit = min(
      control.timeLimit ?? .seconds(Self.patience.seconds), .seconds(Self.patience.seconds))
    return control
  }

  /// A plan in which nothing but rules of these kinds gives way, as little as was found; nil where none was.
  private func plan(
    giving rules: Set<MarketRule>
  ) throws -> (elastic: ElasticFormulation, primal: [Double])? {
    let elastic = ElasticFormulation(scenario, giving: rules)
    let solution = try LinearProgramming.solve(elastic.model, control: control)
    return solution.termination.hasSolution ? (elastic, solution.primal) : nil
  }
}
