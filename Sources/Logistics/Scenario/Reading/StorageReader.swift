// SPDX-License-Identifier: GPL-3.0-or-later

/// Warehouses and areas with their capacity by slot, of a file that validation has passed.
struct StorageReader {
  private(set) var warehouses: [LogisticsScenario.Warehouse] = []
  private(set) var areas: [LogisticsScenario.StorageArea] = []
  /// By area and class of the index: whether the area stores the class.
  private(set) var storesClass: [Bool] = []
  private let resources: [Resource]
  private let periodCount: Int

  init(_ file: LogisticsScenarioFile, _ index: ScenarioIndex) {
    resources = index.resources
    periodCount = index.periodCount
    for (w, warehouse) in file.warehouses.enumerated() {
      let first = areas.count
      let total = read(warehouse, w, index)
      warehouses.append(
        LogisticsScenario.Warehouse(
          id: warehouse.id, areas: first..<areas.count, totalCapacity: total,
          activationCost: warehouse.activationCost ?? 0,
          periodActivationCost: warehouse.periodActivationCost ?? 0, owner: index.owners[warehouse.owner],
          smallestUtilisation: resources.map { warehouse.smallestUtilisation[$0] ?? 0 }))
    }
  }

  /// Adds the areas of a warehouse and gives its total limit, if it states one besides them.
  private mutating func read(
    _ warehouse: LogisticsScenarioFile.Warehouse, _ w: Int, _ index: ScenarioIndex
  ) -> [Double]? {
    var total = capacity(warehouse.capacity, warehouse.windows)
    guard let parts = warehouse.areas else {
      add(nil, w, total.map { $0.isNaN ? 0 : $0 }, warehouse.storageClasses, index)
      return nil
    }
    var sum = [Double](repeating: 0, count: total.count)
    for area in parts {
      // What an area does not state is limited by the warehouse alone.
      let own = zip(capacity(area.capacity, area.windows), total).map { $0.isNaN ? $1 : $0 }
        .map { $0.isNaN ? 0 : $0 }
      for slot in sum.indices { sum[slot] += own[slot] }
      add(area.id, w, own, area.storageClasses, index)
    }
    if warehouse.capacity.amounts.isEmpty && warehouse.windows == nil { return nil }
    for slot in total.indices where total[slot].isNaN { total[slot] = sum[slot] }
    return total
  }

  private mutating func add(
    _ id: String?, _ w: Int, _ capacity: [Double], _ classes: [String]?, _ index: ScenarioIndex
  ) {
    areas.append(LogisticsScenario.StorageArea(id: id, warehouse: w, capacity: capacity))
    storesClass += index.storageClasses.ids.map { classes?.contains($0) ?? true }
  }

  /// Capacity by slot: 0 outside of the windows, NaN where nothing is stated.
  private func capacity(_ own: ResourceAmounts, _ windows: [LogisticsScenarioFile.Window]?) -> [Double] {
    var capacity: [Double] = []
    capacity.reserveCapacity(resources.count * periodCount)
    for resource in resources {
      let always = own[resource] ?? .nan
      guard let windows else {
        capacity += repeatElement(always, count: periodCount)
        continue
      }
      var byPeriod = [Double](repeating: 0, count: periodCount)
      for window in windows {
        for t in window.firstPeriod - 1..<window.lastPeriod {
          byPeriod[t] = window.capacity[resource] ?? always
        }
      }
      capacity += byPeriod
    }
    return capacity
  }
}
