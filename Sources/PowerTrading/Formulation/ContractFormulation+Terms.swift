// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

extension ContractFormulation {
  /// Rows of a zone's rules, over the amounts they ask for.
  struct ZoneRows {
    /// Generation that members contract.
    var generation: Int?
    /// Generation that members take or that is lost on the way to them, over all generation.
    var taken: Int?
    /// All generation, kWh.
    var totalGeneration = 0.0
    /// Load of the members, kWh.
    var memberLoad = 0.0

    /// The row and scale of supplied energy, for a member where the rule exists.
    func market(member j: Int, _ scenario: PowerScenario) -> (row: Int, scale: Double)? {
      guard let taken, scenario.zoneRules?.members[j] == true else { return nil }
      return (taken, totalGeneration)
    }
  }

  /// Whole lots: `s_p = lot share x n_p`.
  static func addLots(_ scenario: PowerScenario, _ model: inout LinearModel) -> [Int?] {
    scenario.pairs.indices.map { p in
      let pair = scenario.pairs[p]
      guard pair.lotShare > 0 else { return nil }
      let label = "\(scenario.suppliers[pair.supplier].id),\(scenario.consumers[pair.consumer].id)"
      let column = model.addColumn(
        upper: (pair.largestShare / pair.lotShare).rounded(), kind: .integer, name: "lots(\(label))")
      let row = model.addRow(lower: 0, upper: 0, name: "whole_lots(\(label))")
      model.addTerm(row: row, column: p, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -pair.lotShare)
      return column
    }
  }

  /// Missing energy of priced guarantees, over the guaranteed: `m_p + delivered_p s_p >= z_p`, m_p >= 0.
  static func addGuarantees(_ scenario: PowerScenario, _ choice: [Int?], _ model: inout LinearModel) {
    for (p, pair) in scenario.pairs.enumerated() {
      guard let guarantee = pair.guarantee, let choice = choice[p] else { continue }
      let label = "\(scenario.suppliers[pair.supplier].id),\(scenario.consumers[pair.consumer].id)"
      let missing = model.addColumn(
        cost: -guarantee.shortfallPrice * guarantee.energy, name: "missing(\(label))")
      let row = model.addRow(lower: 0, name: "guaranteed(\(label))")
      model.addTerm(row: row, column: missing, coefficient: 1)
      model.addTerm(row: row, column: choice, coefficient: -1)
      let delivered = (1 - pair.loss) * scenario.totalGeneration(ofPair: p)
      if delivered > 0 { model.addTerm(row: row, column: p, coefficient: delivered / guarantee.energy) }
    }
  }

  /// The zone's rules; supplied energy is added to the second by the consumers' intervals.
  static func addZoneRows(_ scenario: PowerScenario, _ model: inout LinearModel) -> ZoneRows {
    var rows = ZoneRows()
    guard let rules = scenario.zoneRules else { return rows }
    rows.totalGeneration = scenario.totalGeneration
    rows.memberLoad = scenario.memberLoad
    if rules.smallestGenerationShareOfUse > 0 && rows.memberLoad > 0 {
      let row = model.addRow(lower: rules.smallestGenerationShareOfUse, name: "zone_generation")
      for p in scenario.pairs.indices {
        let generated = scenario.totalGeneration(ofPair: p)
        if generated > 0 { model.addTerm(row: row, column: p, coefficient: generated / rows.memberLoad) }
      }
      rows.generation = row
    }
    if rules.largestShareSoldElsewhere < 1 && rows.totalGeneration > 0 {
      rows.taken = model.addRow(lower: 1 - rules.largestShareSoldElsewhere, name: "zone_sold_elsewhere")
    }
    return rows
  }

  /// Energy that counts towards a target: `c_jt <= load_jt, c_jt <= offered by sources that count`, as for the
  /// supplied energy itself. Concave in the shares: the sources that count go first.
  static func addCounted(
    _ scenario: PowerScenario, consumer j: Int, target: Int, _ model: inout LinearModel
  ) -> [Kink] {
    let consumer = scenario.consumers[j]
    let required = consumer.requiredEnergy
    let pairs = Array(scenario.pairs(ofConsumer: j))
    let profiles = pairs.map { scenario.profile(scenario.pairs[$0]) }
    var kinks: [Kink] = []
    var absorbed = [Double](repeating: 0, count: pairs.count)
    for t in 0..<scenario.horizon.count where consumer.load[t] > 0 {
      let arriving = pairs.indices.map { k in
        let pair = scenario.pairs[pairs[k]]
        return scenario.countedPart(pair, t, .re100) * pair.arrival * profiles[k][t]
      }
      let highest = pairs.indices.reduce(0) { $0 + scenario.pairs[pairs[$1]].largestShare * arriving[$1] }
      if highest == 0 { continue }
      if highest <= consumer.load[t] {
        for k in pairs.indices { absorbed[k] += arriving[k] }
        continue
      }
      let column = model.addColumn(upper: 1, name: "counted(\(consumer.id),\(t))")
      let row = model.addRow(upper: 0, name: "offered_counted(\(consumer.id),\(t))")
      model.addTerm(row: row, column: column, coefficient: 1)
      for k in pairs.indices where arriving[k] > 0 {
        model.addTerm(row: row, column: pairs[k], coefficient: -arriving[k] / consumer.load[t])
      }
      model.addTerm(row: target, column: column, coefficient: consumer.load[t] / required)
      kinks.append(Kink(consumer: j, interval: t, row: row))
    }
    for k in pairs.indices where absorbed[k] > 0 {
      model.addTerm(row: target, column: pairs[k], coefficient: absorbed[k] / required)
    }
    return kinks
  }
}

extension PowerScenario {
  /// kWh that a pair's supplier generates over the horizon.
  func totalGeneration(ofPair p: Int) -> Double { suppliers[pairs[p].supplier].generation.reduce(0, +) }
}
