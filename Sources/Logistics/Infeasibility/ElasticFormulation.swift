// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The strong formulation without costs, in which some kinds of rules may give way at the price of how far
/// they do: its least cost is how far they must (elastic programming, see Chinneck 2008, Feasibility and
/// Infeasibility in Optimization, DOI 10.1007/978-0-387-74932-7).
struct ElasticFormulation {
  /// A rule that may give way.
  struct Slack {
    /// Its kind.
    var rule: MarketRule
    /// What it is about: the demand, warehouse, owner, group or entry, by kind; 0 where there is one only.
    var subject: Int
    /// The column of how far it gives way.
    var column: Int
  }

  private(set) var model: LinearModel
  let index: FormulationIndex
  private(set) var slacks: [Slack] = []
  /// The scenario without the rules that give way altogether.
  let scenario: LogisticsScenario

  init(_ original: LogisticsScenario, giving: Set<MarketRule>) {
    var scenario = original
    // These have no row of their own: they are dropped, or become rows below.
    if giving.contains(.singleSource) {
      for d in scenario.demands.indices { scenario.demands[d].isSingleSource = false }
    }
    if giving.contains(.frozen) {
      for e in scenario.existing.indices { scenario.existing[e].isFrozen = false }
    }
    self.scenario = scenario
    let formulation = StrongFormulation(scenario)
    model = formulation.model
    index = formulation.index
    for column in 0..<model.columnCount { model.setCost(ofColumn: column, to: 0) }
    model.objectiveConstant = 0
    for rule in MarketRule.allCases where giving.contains(rule) { soften(rule, original) }
  }

  /// A column by which a row may be missed: at least 0, of the given weight in the objective.
  private mutating func add(
    _ rule: MarketRule, _ subject: Int, row: Int, coefficient: Double, cost: Double = 1
  ) {
    let column = model.addColumn(cost: cost, name: "\(rule.rawValue)(\(subject))")
    model.addTerm(row: row, column: column, coefficient: coefficient)
    slacks.append(Slack(rule: rule, subject: subject, column: column))
  }

  private mutating func soften(_ rule: MarketRule, _ original: LogisticsScenario) {
    switch rule {
    case .budget: if let row = index.budgetRow { add(rule, 0, row: row.row, coefficient: -1) }
    case .carbonCap: if let row = index.carbonRow { add(rule, 0, row: row.row, coefficient: -1) }
    case .mostActivated: if let row = index.mostActivatedRow { add(rule, 0, row: row, coefficient: -1) }
    case .ownerWarehouses:
      for (o, row) in index.ownerActivationRow.enumerated() {
        if let row { add(rule, o, row: row, coefficient: -1) }
      }
    case .ownerShare:
      for (slot, row) in index.ownerShareRow.enumerated() {
        if let row { add(rule, slot, row: row.row, coefficient: -1) }
      }
    case .groupShare:
      for (slot, row) in index.groupRow.enumerated() {
        if let row { add(rule, slot, row: row.row, coefficient: 1) }
      }
    case .utilisation:
      for (slot, row) in index.utilisationRow.enumerated() {
        if let row { add(rule, slot, row: row.row, coefficient: 1) }
      }
    case .classes:
      for (number, entry) in index.exclusionRow.enumerated() {
        add(rule, number, row: entry.row, coefficient: -1)
      }
    case .mostWarehouses:
      for entry in index.mostWarehousesRow { add(rule, entry.demand, row: entry.row, coefficient: -1) }
    case .smallestShare:
      for (number, pair) in index.pairs.enumerated() {
        if let row = pair.smallestShareRow { add(rule, number, row: row, coefficient: 1) }
      }
    case .singleSource: break
    case .frozen:
      for (number, entry) in original.existing.enumerated() where entry.isFrozen {
        let row = model.addRow(lower: entry.share, upper: entry.share)
        model.addTerm(row: row, column: index.firstLaneColumn + entry.lane, coefficient: 1)
        add(rule, number, row: row, coefficient: 1)
        add(rule, number, row: row, coefficient: -1)
      }
    case .serve:
      let totals = scenario.resources.indices.map { r in
        scenario.demands.reduce(0) { $0 + $1.quantity[r] }
      }
      for (d, demand) in scenario.demands.enumerated() where demand.unservedPenalty == nil {
        let part = scenario.resources.indices.reduce(0) {
          totals[$1] > 0 ? $0 + demand.quantity[$1] / totals[$1] : $0
        }
        add(rule, d, row: d, coefficient: 1, cost: max(part, 1e-6))
      }
    }
  }
}
