// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

extension LogisticsScenario.Rules {
  /// The rules of a file that validation has passed; pairs of classes that no demand has are left out.
  init(_ file: LogisticsScenarioFile, _ index: ScenarioIndex) {
    self.init()
    mostActivated = file.rules?.maxActivatedWarehouses
    budget = file.rules?.budget
    carbonPrice = file.carbon?.price ?? 0
    carbonCap = file.carbon?.cap
    for pair in file.rules?.incompatibleClasses ?? [] {
      let classes = pair.compactMap { index.storageClasses[$0] }.sorted()
      guard classes.count == 2, !incompatibleClasses.contains(where: { $0 == (classes[0], classes[1]) })
      else { continue }
      incompatibleClasses.append((classes[0], classes[1]))
    }
  }
}

extension LogisticsScenario.Owner {
  /// An owner of a file.
  init(_ owner: LogisticsScenarioFile.Owner, _ index: ScenarioIndex) {
    self.init(
      id: owner.id, mostWarehouses: owner.maxWarehouses,
      largestShare: index.resources.map { owner.largestShare[$0] ?? 1 })
  }
}

extension LogisticsScenario.Group {
  /// A group of a file.
  init(_ group: LogisticsScenarioFile.Group, _ index: ScenarioIndex) {
    self.init(
      id: group.id, smallestServedShare: index.resources.map { group.smallestServedShare[$0] ?? 0 })
  }
}

extension LogisticsScenario.Trucks {
  /// The trucks of a file, a trip priced from each warehouse to each zone.
  init(
    _ trucks: LogisticsScenarioFile.Trucks, _ file: LogisticsScenarioFile, _ index: ScenarioIndex,
    _ issues: inout IssueCollector
  ) {
    var cost: [Double] = []
    var carbon: [Double] = []
    let factor = file.transport?.roadFactor ?? 1
    for warehouse in file.warehouses {
      for zone in file.zones ?? [] {
        // Where no key counts kilometres, validation asks for no place.
        let distance = (zone.place.flatMap { warehouse.place?.distance(to: $0) } ?? 0) * factor
        cost.append((trucks.costPerTrip ?? 0) + (trucks.costPerTripKilometre ?? 0) * distance)
        carbon.append((trucks.carbonPerTrip ?? 0) + (trucks.carbonPerTripKilometre ?? 0) * distance)
        if !Magnitude.fits(cost[cost.count - 1]) || !Magnitude.fits(carbon[carbon.count - 1]) {
          issues.add(
            "trucks",
            found:
              "a trip from \(warehouse.id) to \(zone.id) at a cost of \(JSONText.shown(cost[cost.count - 1])) and \(JSONText.shown(carbon[carbon.count - 1])) kg of carbon dioxide",
            expected: Magnitude.expectation)
        }
      }
    }
    self.init(
      zones: index.zones.ids, capacity: index.resources.map { trucks.capacity[$0] ?? .infinity },
      tripCost: cost, tripCarbon: carbon)
  }
}
