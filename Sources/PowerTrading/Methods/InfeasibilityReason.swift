// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Says which hard rules are out of reach: a zone's share, targets by themselves, or targets together.
enum InfeasibilityReason {
  static func find(_ scenario: PowerScenario, _ run: SolveRun) throws -> PowerPlan.Infeasibility {
    if let missing = missingGeneration(scenario) { return .init(summary: missing, consumers: []) }
    let worth = OfferWorth(scenario)
    let highest = HighestOffer(scenario, worth)
    let targets = scenario.consumers.indices.flatMap { j in
      SupplyTarget.allCases.filter { hardShare(scenario, j, $0) > 0 }.map { (consumer: j, target: $0) }
    }
    let alone = targets.filter { j, target in
      reachable(scenario, worth, highest, j, target) < hardShare(scenario, j, target) - 1e-9
    }
    if !alone.isEmpty {
      let isOne = alone.count == 1
      return PowerPlan.Infeasibility(
        summary:
          "\(names(scenario, alone.map(\.consumer))) cannot reach \(isOne ? "its" : "their") \(name(alone.map(\.target), isOne: isOne)), whoever else is served",
        consumers: alone.map { j, target in
          let share = reachable(scenario, worth, highest, j, target)
          let pairs = Set(scenario.pairs(ofConsumer: j).map { scenario.pairs[$0].supplier }).count
          return .init(
            consumer: scenario.consumers[j].id, requiredShare: hardShare(scenario, j, target),
            reachableShare: share,
            detail: pairs == 0
              ? "no supplier may contract with it (see rejected_pairs)"
              : "all that its \(pairs) open suppliers may sell covers \(percent(share)) of its load in the hours it is used"
          )
        })
    }
    return try together(scenario, targets, run)
  }

  /// Which targets are short when the others are served, from the shortage problem.
  private static func together(
    _ scenario: PowerScenario, _ targets: [(consumer: Int, target: SupplyTarget)], _ run: SolveRun
  ) throws -> PowerPlan.Infeasibility {
    let shortage = scenario.shortage
    let worth = OfferWorth(shortage)
    let formulation = OfferFormulation(shortage, worth, .jointGain, floors: [], choices: 0)
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
    let short = targets.compactMap { j, target -> (consumer: Int, target: SupplyTarget, missing: Double)? in
      let column = target == .re100 ? formulation.missingRE100[j] : formulation.missingMatching[j]
      guard let column, solution.primal[column] > 1e-6 else { return nil }
      let required = hardShare(scenario, j, target) * scenario.consumers[j].totalLoad
      return (j, target, solution.primal[column] * required)
    }
    if short.isEmpty {
      return .init(
        summary:
          "no set of contracts keeps every rule; the targets could be reached without the rules on the parties' gains and the earlier objectives, or each without the others",
        consumers: [])
    }
    let kind = name(short.map(\.target), isOne: false)
    return .init(
      summary:
        "the suppliers cannot cover all \(kind) together; serving the others leaves \(names(scenario, short.map(\.consumer))) short",
      consumers: short.map { j, target, missing in
        let asked = hardShare(scenario, j, target)
        return .init(
          consumer: scenario.consumers[j].id, requiredShare: asked,
          reachableShare: asked - missing / scenario.consumers[j].totalLoad,
          detail:
            "\(JSONText.number(missing.rounded())) kWh are missing at the least, within the rules on contracts"
        )
      }, proof: formulation.proof(shortage, .jointGain, floors: [], solution))
  }

  /// Why a zone's members cannot contract the generation that its rules ask for; nil where they might.
  private static func missingGeneration(_ scenario: PowerScenario) -> String? {
    guard let rules = scenario.zoneRules, rules.generationShortfallPrice == nil else { return nil }
    let possible = scenario.suppliers.reduce(0) {
      $0 + $1.largestShareForSale * $1.generation.reduce(0, +)
    }
    let asked = scenario.requiredGeneration
    if possible >= asked * (1 - 1e-9) { return nil }
    return
      "the suppliers may sell \(JSONText.number(possible.rounded())) kWh; the zone's rules ask for contracts over \(JSONText.number(asked.rounded())) kWh, \(percent(rules.smallestGenerationShareOfUse)) of the members' use"
  }

  /// The share of its load that a consumer must reach; 0 where none is asked for, or it may be missed.
  private static func hardShare(_ scenario: PowerScenario, _ j: Int, _ target: SupplyTarget) -> Double {
    let consumer = scenario.consumers[j]
    if consumer.totalLoad <= 0 { return 0 }
    switch target {
    case .re100: return consumer.missingPrice == nil ? consumer.minimumShare : 0
    case .matching: return consumer.matchingPrice == nil ? consumer.matchingShare : 0
    }
  }

  /// The share that could count for a consumer if it alone contracted: all physical offers at once, and all
  /// certificates of contracts for differences.
  private static func reachable(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ highest: HighestOffer, _ j: Int, _ target: SupplyTarget
  ) -> Double {
    let load = scenario.consumers[j].load
    var energy = 0.0
    for t in load.indices {
      var offered = 0.0
      for p in scenario.pairs(ofConsumer: j) where scenario.pairs[p].isPhysical {
        offered += highest.of(p, t) * scenario.countedPart(scenario.pairs[p], t, target)
      }
      energy += min(offered, load[t])
    }
    if target == .re100 {
      for p in scenario.pairs(ofConsumer: j) where !scenario.pairs[p].isPhysical {
        let supplier = scenario.suppliers[scenario.pairs[p].supplier]
        if supplier.countsTowardsRE100 { energy += scenario.pairs[p].largestShare * worth.contracted(p) }
      }
    }
    return energy / scenario.consumers[j].totalLoad
  }

  private static func name(_ targets: [SupplyTarget], isOne: Bool) -> String {
    switch Set(targets) {
    case [.re100]: isOne ? "minimum RE100 share" : "minimum RE100 shares"
    case [.matching]: isOne ? "24/7 share" : "24/7 shares"
    default: "targets"
    }
  }

  private static func names(_ scenario: PowerScenario, _ indices: [Int]) -> String {
    var shown: [String] = []
    for j in indices where !shown.contains(scenario.consumers[j].id) {
      shown.append(scenario.consumers[j].id)
    }
    let first = shown.prefix(4).joined(separator: ", ")
    return shown.count > 4 ? "\(first) and \(shown.count - 4) more" : first
  }

  private static func percent(_ share: Double) -> String {
    "\(JSONText.number((share * 1000).rounded() / 10)) %"
  }
}
