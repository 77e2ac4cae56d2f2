// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension PowerPlan {
  /// Components of the objective that only some scenarios have.
  static func furtherComponents(
    _ scenario: PowerScenario, _ settlement: Settlement
  ) -> [PlanComponents.Part] {
    var parts: [PlanComponents.Part] = []
    if !scenario.hasTerms, scenario.consumers.indices.contains(where: { scenario.hasFeeSpread(consumer: $0) })
    {
      let fees = scenario.pairs.indices.reduce(0) {
        $0 + scenario.pairs[$1].suppliedFee * settlement.total(pair: $1).supplied
      }
      parts += PlanComponents(["supplied_energy_fees": -fees]).parts
    }
    if scenario.pairs.contains(where: { $0.guarantee != nil }) {
      let cost = scenario.pairs.indices.reduce(0) {
        settlement.shares[$1] > 0
          ? $0 + scenario.pairs[$1].guaranteeCost(contracted: settlement.total(pair: $1).contracted) : $0
      }
      parts += PlanComponents(["guarantee_shortfalls": -cost]).parts
    }
    if scenario.consumers.contains(where: { $0.topUp != nil }) {
      parts += PlanComponents(["replaced_bills": scenario.replacedBillGain]).parts
    }
    if scenario.zoneRules?.generationShortfallPrice != nil,
      let cost = PowerPlan.SpecialZone(scenario, settlement)?.generationShortfallCost
    {
      parts += PlanComponents(["zone_generation_shortfall": -cost]).parts
    }
    return parts
  }
}

extension PowerPlan.SpecialZone {
  /// Nil where the scenario has no such rules.
  init?(_ scenario: PowerScenario, _ settlement: Settlement) {
    guard let rules = scenario.zoneRules else { return nil }
    var (contracted, taken) = (0.0, 0.0)
    for (p, pair) in scenario.pairs.enumerated() where scenario.countsForZone(pair) {
      let sums = settlement.total(pair: p)
      contracted += sums.contracted
      taken += sums.takenFromPlant
    }
    let (use, generation) = (scenario.memberLoad, scenario.totalGeneration)
    self.init(
      contracted: contracted, use: use, generationShareOfUse: use > 0 ? contracted / use : 0,
      smallestGenerationShareOfUse: rules.smallestGenerationShareOfUse, generation: generation,
      soldElsewhere: generation - taken,
      shareSoldElsewhere: generation > 0 ? (generation - taken) / generation : 0,
      largestShareSoldElsewhere: rules.largestShareSoldElsewhere)
    if let price = rules.generationShortfallPrice {
      let missing = scenario.requiredGeneration - contracted
      generationShortfall = missing > 1e-9 * use ? missing : 0
      generationShortfallCost = (generationShortfall ?? 0) * price
    }
  }
}
