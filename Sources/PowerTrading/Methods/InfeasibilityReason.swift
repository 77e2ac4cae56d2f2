// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Says which minimum shares are out of reach.
enum InfeasibilityReason {
  static func find(_ scenario: PowerScenario, _ run: SolveRun) throws -> PowerPlan.Infeasibility {
    if let rules = scenario.zoneRules {
      let possible = scenario.suppliers.reduce(0) {
        $0 + $1.largestShareForSale * $1.generation.reduce(0, +)
      }
      let asked = rules.smallestGenerationShareOfUse * scenario.memberLoad
      if possible < asked * (1 - 1e-9) {
        return .init(
          summary:
            "the suppliers may sell \(JSONText.number(possible.rounded())) kWh; the zone's rules ask for contracts over \(JSONText.number(asked.rounded())) kWh, \(percent(rules.smallestGenerationShareOfUse)) of the members' use",
          consumers: [])
      }
    }
    let alone = scenario.consumers.indices.filter { j in
      scenario.consumers[j].shortfallPrice == nil
        && reachable(scenario, j) < scenario.consumers[j].minimumShare - 1e-9
    }
    if !alone.isEmpty {
      return PowerPlan.Infeasibility(
        summary:
          "\(names(scenario, alone)) cannot reach \(alone.count == 1 ? "its" : "their") minimum RE100 share, whoever else is served",
        consumers: alone.map { j in
          let share = reachable(scenario, j)
          let pairs = scenario.pairs(ofConsumer: j).count
          return culprit(
            scenario, j, share,
            pairs == 0
              ? "no supplier may contract with it (see rejected_pairs)"
              : "all that its \(pairs) open suppliers may sell covers \(percent(share)) of its load in the hours it is used"
          )
        })
    }
    let shortage = scenario.shortage
    let formulation = ContractFormulation(shortage)
    var control = run.control
    control.permutationSeed = 0
    control.relativeGap = 1e-4
    control.wantsRootDuals = true
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    if case .infeasible = solution.termination {
      return .init(
        summary:
          "the rules on all contracts together cannot be kept, whatever the targets: the zone's shares, or contracts in force",
        consumers: [])
    }
    guard solution.termination.hasSolution else {
      return .init(
        summary: "no plan keeps every rule; the time did not suffice to find which targets are out of reach",
        consumers: [])
    }
    let short = scenario.consumers.indices.filter { j in
      guard scenario.consumers[j].shortfallPrice == nil, let column = formulation.shortfallColumn[j] else {
        return false
      }
      return solution.primal[column] > 1e-6
    }
    if short.isEmpty {
      return .init(
        summary: "no set of contracts keeps every rule; each target could be reached without the others",
        consumers: [])
    }
    return .init(
      summary:
        "the suppliers cannot cover all minimum RE100 shares together; serving the others leaves \(names(scenario, short)) short",
      consumers: short.map { j in
        let missing =
          (formulation.shortfallColumn[j].map { solution.primal[$0] } ?? 0)
          * scenario.consumers[j].requiredEnergy
        let share = scenario.consumers[j].minimumShare - missing / scenario.consumers[j].totalLoad
        return culprit(
          scenario, j, share,
          "\(JSONText.number(missing.rounded())) kWh are missing at the least, within the rules on contracts")
      }, proof: DirectMethod.proof(shortage, formulation, solution))
  }

  /// The share of its load that a consumer could reach if it alone contracted.
  private static func reachable(_ scenario: PowerScenario, _ j: Int) -> Double {
    let load = scenario.consumers[j].load
    let highest = OfferedEnergy.highest(scenario, consumer: j, counting: .re100)
    let supplied = load.indices.reduce(0) { $0 + min(load[$1], highest[$1]) }
    return scenario.consumers[j].totalLoad > 0 ? supplied / scenario.consumers[j].totalLoad : 1
  }

  private static func culprit(
    _ scenario: PowerScenario, _ j: Int, _ share: Double, _ detail: String
  ) -> PowerPlan.Infeasibility.Culprit {
    .init(
      consumer: scenario.consumers[j].id, requiredShare: scenario.consumers[j].minimumShare,
      reachableShare: share,
      detail: detail)
  }

  private static func names(_ scenario: PowerScenario, _ indices: [Int]) -> String {
    let shown = indices.prefix(4).map { scenario.consumers[$0].id }.joined(separator: ", ")
    return indices.count > 4 ? "\(shown) and \(indices.count - 4) more" : shown
  }

  private static func percent(_ share: Double) -> String {
    "\(JSONText.number((share * 1000).rounded() / 10)) %"
  }
}
