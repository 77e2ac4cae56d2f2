// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension LogisticsScenario {
  /// Makes a valid scenario of a file's content.
  ///
  /// - Parameters:
  ///   - document: the file, for the places in errors.
  ///   - inputs: reads the files that the scenario names.
  /// - Throws: `DataError` with every rule the content breaks, `UnreadableFile` for a missing lane table.
  public init(_ file: LogisticsScenarioFile, document: JSONDocument, inputs: InputReader) throws {
    var issues = IssueCollector(document: document)
    ScenarioValidation.check(file, &issues)
    let lanes = try LaneTable(file, document: document, inputs: inputs, &issues)
    try issues.throwIfAny()

    let resources = Resource.allCases.filter { resource in
      file.demands.contains { $0.quantity[resource] != nil }
    }
    var opened: [Lane] = []
    var start = [0]
    var demands: [Demand] = []
    for (index, demand) in file.demands.enumerated() {
      var closed = ClosedPairs()
      for (warehouseIndex, warehouse) in file.warehouses.enumerated() {
        if let classes = warehouse.storageClasses, let wanted = demand.storageClass, !classes.contains(wanted)
        {
          closed.byClass += 1
          continue
        }
        guard let priced = lanes.lane(demand: index, warehouse: warehouseIndex) else {
          closed.unpriced += 1
          continue
        }
        if let limit = demand.maxDistance {
          guard let distance = priced.distance else {
            issues.add(
              "demands[\(index)].max_distance_km",
              found: "no distance known between \(demand.id) and \(warehouse.id)",
              expected: "a place for both, or distance_km in the lane table")
            continue
          }
          if distance > limit {
            closed.byDistance += 1
            continue
          }
        }
        let tooLarge =
          demand.singleSource == true
          && resources.contains { demand.quantity[$0] ?? 0 > warehouse.capacity[$0] ?? 0 }
        if tooLarge {
          closed.bySize += 1
          continue
        }
        let handling = resources.reduce(0) { sum, resource in
          sum + (warehouse.handlingCost[resource] ?? 0) * (demand.quantity[resource] ?? 0)
        }
        if !Magnitude.fits(priced.cost) || !Magnitude.fits(handling) || priced.distance == .infinity {
          issues.add(
            "demands[\(index)]",
            found:
              "a cost of \(JSONText.shown(priced.cost + handling)) for \(demand.id) in \(warehouse.id)",
            expected: Magnitude.expectation)
        }
        opened.append(
          Lane(
            demand: index, warehouse: warehouseIndex, area: warehouseIndex, transportCost: priced.cost,
            handlingCost: handling,
            distance: priced.distance))
      }
      start.append(opened.count)
      demands.append(
        Demand(
          id: demand.id, quantity: resources.map { demand.quantity[$0] ?? 0 },
          isSingleSource: demand.singleSource ?? false, unservedPenalty: demand.unservedPenalty,
          closed: closed))
    }
    try issues.throwIfAny()
    name = file.name ?? document.file
    currency = file.currency
    options = file.options ?? SolveOptionsChoice()
    self.resources = resources
    self.demands = demands
    warehouses = file.warehouses.enumerated().map { w, warehouse in
      Warehouse(
        id: warehouse.id, areas: w..<w + 1, activationCost: warehouse.activationCost ?? 0,
        smallestUtilisation: resources.map { _ in 0 })
    }
    areas = file.warehouses.enumerated().map { w, warehouse in
      StorageArea(warehouse: w, capacity: resources.map { warehouse.capacity[$0] ?? 0 })
    }
    self.lanes = opened
    laneStart = start
  }
}
