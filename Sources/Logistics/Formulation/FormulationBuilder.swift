// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Puts a `StrongFormulation` together; each feature adds its columns and rows in a file of its own.
struct FormulationBuilder {
  let scenario: LogisticsScenario
  /// Where given, the integral choices are fixed and what they close is closed.
  let choices: IntegralChoices?
  /// Whether only what the Lagrangian relaxation knows is built.
  let isForProof: Bool
  let names: FormulationNames
  var model: LinearModel
  var index = FormulationIndex()
  /// The largest share m of each lane.
  let largestShare: [Double]
  /// By area or warehouse and slot, whether its capacity can bind.
  var bindsCapacity: [Bool] = []
  var bindsTotal: [Bool] = []
  /// Columns of frozen parts of demands that are all or nothing, with the part.
  var frozenInParts: [(column: Int, share: Double)] = []

  init(_ scenario: LogisticsScenario, choices: IntegralChoices?, isForProof: Bool, keepsNames: Bool) {
    self.scenario = scenario
    self.choices = choices
    self.isForProof = isForProof
    names = FormulationNames(scenario: scenario)
    model = LinearModel(sense: .minimize, keepsNames: keepsNames)
    largestShare = scenario.lanes.map { scenario.largestShare(of: $0) }
    model.reserve(
      rows: scenario.demands.count + scenario.areas.count * scenario.slotCount + scenario.lanes.count,
      columns: scenario.warehouses.count + scenario.lanes.count + scenario.demands.count,
      terms: scenario.lanes.count * (3 + scenario.resources.count) + scenario.demands.count)
  }

  mutating func build() {
    addActivationColumns()
    addPeriodColumns()
    addLaneColumns()
    addUnservedColumns()
    addLostColumns()
    addDemandRows()
    addCapacityRows()
    addTotalRows()
    addLaneTerms()
    addActivationRules()
    if !isForProof {
      addPairs()
      addExclusions()
    }
    addTrips()
    addUtilisation()
    addOwnerShares()
    addGroups()
    addLost()
    addCarbonCap()
    addBudget()
  }

  /// Whether the share of a lane is a choice of all or nothing.
  func isWhole(_ lane: LogisticsScenario.Lane) -> Bool { scenario.demands[lane.demand].isSingleSource }
}

extension LinearModel {
  /// Appends a column that is integral as long as nothing is chosen, and fixed at the choice afterwards.
  mutating func addChoice(
    lower: Double = 0, upper: Double, cost: Double, chosen: Double?, name: @autoclosure () -> String?
  ) -> Int {
    if let chosen { return addColumn(lower: chosen, upper: chosen, cost: cost, name: name()) }
    return addColumn(lower: lower, upper: upper, cost: cost, kind: .integer, name: name())
  }
}

/// What rows and columns are called.
struct FormulationNames {
  let scenario: LogisticsScenario

  /// A lane: demand, warehouse, and area where the warehouse has several.
  func lane(_ lane: LogisticsScenario.Lane) -> String {
    let pair = "\(scenario.demands[lane.demand].id),\(scenario.warehouses[lane.warehouse].id)"
    return scenario.areas[lane.area].id.map { "\(pair),\($0)" } ?? pair
  }

  /// Suffix for a period; empty in a plan without time.
  func period(_ period: Int) -> String { scenario.periods.count == 1 ? "" : ",\(period + 1)" }
}
