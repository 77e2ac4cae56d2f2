// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension LogisticsScenario {
  /// Makes a valid scenario of a file's content.
  ///
  /// - Parameters:
  ///   - document: the file, for the places in errors.
  ///   - inputs: reads the files that the scenario names.
  /// - Throws: `DataError` with every rule the content breaks, `UnreadableFile` for a lane table or plan
  ///   that is missing.
  public init(_ file: LogisticsScenarioFile, document: JSONDocument, inputs: InputReader) throws {
    var issues = IssueCollector(document: document)
    let index = ScenarioIndex(file)
    ScenarioValidation.check(file, index, &issues)
    let table = try LaneTable(file, index, document: document, inputs: inputs, &issues)
    let existing = try ExistingPlanReader(file, index, document: document, inputs: inputs, &issues)
    try issues.throwIfAny()

    let storage = StorageReader(file, index)
    let opened = LaneReader.open(table, file, index, storage, &issues)
    try issues.throwIfAny()

    name = file.name ?? document.file
    currency = file.currency
    options = file.options ?? SolveOptionsChoice()
    periods = Periods(file.periods)
    resources = index.resources
    storageClasses = index.storageClasses.ids
    warehouses = storage.warehouses
    areas = storage.areas
    demands = file.demands.indices.map { d in
      Demand(file.demands[d], index, file, closed: opened.closed[d])
    }
    lanes = opened.lanes
    laneStart = opened.start
    rules = Rules(file, index)
    owners = (file.owners ?? []).map { Owner($0, index) }
    groups = (file.groups ?? []).map { Group($0, index) }
    trucks = file.trucks.map { Trucks($0, file, index, &issues) }
    existing.apply(to: &self, &issues)
    try issues.throwIfAny()
  }
}

extension LogisticsScenario.Periods {
  /// The horizon of a file.
  init(_ file: LogisticsScenarioFile.Periods?) {
    self.init(
      count: file?.count ?? 1, unit: file?.unit, firstDay: file?.firstDay.flatMap { CivilDate($0) })
  }
}
