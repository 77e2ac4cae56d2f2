// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Logistics

/// A scenario as the plainest integer program there is: a binary for every choice, a row for every rule and
/// period, nothing strengthened, nothing merged, nothing scaled. The second opinion on the strong
/// formulation, of which it shares no line.
struct PlainProgram {
  private let scenario: LogisticsScenario
  private(set) var model = LinearModel(sense: .minimize, keepsNames: false)
  /// Binary columns.
  private(set) var binaries: [Int] = []
  private var hasTrips = false
  private var share: [Int] = []
  private var unserved: [Int] = []
  private var active: [Int] = []
  private var kilograms: [(column: Int, amount: Double)] = []
  private var spending: [(column: Int, amount: Double)] = []

  init(_ scenario: LogisticsScenario) {
    self.scenario = scenario
    addDemands()
    addWarehouses()
    addSpace()
    addPairs()
    addClasses()
    addTrips()
    addVolumes()
    addExisting()
    addMoney()
  }

  /// The least cost; nil where nothing keeps every rule. Binaries are tried one by one where they are few and
  /// nothing else is integral, else left to branch-and-cut.
  func leastCost() throws -> Double? {
    guard binaries.count <= 5, !hasTrips else {
      let solution = try solve(model)
      return solution.termination == .optimal ? solution.objective : nil
    }
    var least: Double?
    for mask in 0..<1 << binaries.count {
      var trial = model.relaxed()
      for (bit, column) in binaries.enumerated() {
        let value = Double(mask >> bit & 1)
        trial.setBounds(ofColumn: column, lower: value, upper: value)
      }
      let solution = try solve(trial)
      if solution.termination == .optimal, let cost = solution.objective { least = min(least ?? cost, cost) }
    }
    return least
  }

  private mutating func binary(cost: Double = 0) -> Int {
    let column = model.addColumn(upper: 1, cost: cost, kind: .integer)
    binaries.append(column)
    return column
  }

  private mutating func row(
    _ terms: [(column: Int, amount: Double)], atLeast lower: Double = -.infinity,
    atMost upper: Double = .infinity
  ) {
    let row = model.addRow(lower: lower, upper: upper)
    for term in terms where term.amount != 0 {
      model.addTerm(row: row, column: term.column, coefficient: term.amount)
    }
  }

  private func lanes(_ include: (LogisticsScenario.Lane) -> Bool) -> [Int] {
    scenario.lanes.indices.filter { include(scenario.lanes[$0]) }
  }

  private mutating func addDemands() {
    for lane in scenario.lanes {
      if scenario.demands[lane.demand].isSingleSource {
        share.append(binary())
      } else {
        share.append(model.addColumn(upper: 1))
      }
    }
    for (l, lane) in scenario.lanes.enumerated() {
      spending.append((share[l], lane.transportCost + lane.handlingCost))
      kilograms.append((share[l], lane.carbon))
    }
    for (d, demand) in scenario.demands.enumerated() {
      unserved.append(
        model.addColumn(upper: demand.unservedPenalty == nil ? 0 : 1, cost: demand.unservedPenalty ?? 0))
      row(lanes { $0.demand == d }.map { (share[$0], 1) } + [(unserved[d], 1)], atLeast: 1, atMost: 1)
    }
  }

  private mutating func addWarehouses() {
    for (w, warehouse) in scenario.warehouses.enumerated() {
      let column = binary()
      active.append(column)
      spending.append((column, warehouse.activationCost))
      for l in lanes({ $0.warehouse == w }) { row([(share[l], 1), (column, -1)], atMost: 0) }
      guard warehouse.periodActivationCost > 0 else { continue }
      for t in 0..<scenario.periods.count {
        let period = binary()
        spending.append((period, warehouse.periodActivationCost))
        for l in lanes({ $0.warehouse == w && scenario.demands[$0.demand].stay.contains(t) }) {
          row([(share[l], 1), (period, -1)], atMost: 0)
        }
      }
    }
    if let most = scenario.rules.mostActivated { row(active.map { ($0, 1) }, atMost: Double(most)) }
    for (o, owner) in scenario.owners.enumerated() {
      guard let most = owner.mostWarehouses else { continue }
      let own = scenario.warehouses.indices.filter { scenario.warehouses[$0].owner == o }
      row(own.map { (active[$0], 1) }, atMost: Double(most))
    }
  }

  private mutating func addSpace() {
    for r in scenario.resources.indices {
      for t in 0..<scenario.periods.count {
        let slot = r * scenario.periods.count + t
        func load(_ include: (LogisticsScenario.Lane) -> Bool) -> [(column: Int, amount: Double)] {
          lanes { include($0) && scenario.demands[$0.demand].stay.contains(t) }
            .map { (share[$0], scenario.demands[scenario.lanes[$0].demand].quantity[r]) }
        }
        for (k, area) in scenario.areas.enumerated() {
          row(load { $0.area == k }, atMost: area.capacity[slot])
        }
        for (w, warehouse) in scenario.warehouses.enumerated() {
          if let total = warehouse.totalCapacity { row(load { $0.warehouse == w }, atMost: total[slot]) }
        }
      }
    }
  }

  private mutating func addPairs() {
    for (d, demand) in scenario.demands.enumerated() {
      guard demand.mostWarehouses != nil || demand.smallestShare > 0 else { continue }
      var used: [Int] = []
      for w in scenario.warehouses.indices {
        let own = lanes { $0.demand == d && $0.warehouse == w }.map { (column: share[$0], amount: 1.0) }
        if own.isEmpty { continue }
        let column = binary()
        used.append(column)
        row(own + [(column, -1)], atMost: 0)
        row(own + [(column, -demand.smallestShare)], atLeast: 0)
      }
      if let most = demand.mostWarehouses { row(used.map { ($0, 1) }, atMost: Double(most)) }
    }
  }

  private mutating func addClasses() {
    for (first, second) in scenario.rules.incompatibleClasses {
      for w in scenario.warehouses.indices {
        let choice = binary()
        for l in lanes({ $0.warehouse == w }) {
          let kind = scenario.demands[scenario.lanes[l].demand].storageClass
          if kind == first { row([(share[l], 1), (choice, -1)], atMost: 0) }
          if kind == second { row([(share[l], 1), (choice, 1)], atMost: 1) }
        }
      }
    }
  }

  private mutating func addTrips() {
    guard let trucks = scenario.trucks else { return }
    hasTrips = true
    for w in scenario.warehouses.indices {
      for z in trucks.zones.indices {
        for t in 0..<scenario.periods.count {
          let trips = model.addColumn(upper: 1000, kind: .integer)
          spending.append((trips, trucks.tripCost[w * trucks.zones.count + z]))
          kilograms.append((trips, trucks.tripCarbon[w * trucks.zones.count + z]))
          for r in scenario.resources.indices where trucks.capacity[r].isFinite {
            let goods = lanes {
              let demand = scenario.demands[$0.demand]
              return $0.warehouse == w && demand.zone == z && demand.stay.contains(t)
            }.map { (column: share[$0], amount: scenario.demands[scenario.lanes[$0].demand].delivery[r]) }
            row(goods + [(trips, -trucks.capacity[r])], atMost: 0)
          }
        }
      }
    }
  }

  private mutating func addVolumes() {
    for r in scenario.resources.indices {
      func volume(_ d: Int) -> Double {
        scenario.demands[d].stay.reduce(0) { sum, _ in sum + scenario.demands[d].quantity[r] }
      }
      func stored(
        _ factor: Double, _ include: (LogisticsScenario.Lane) -> Bool
      ) -> [(column: Int, amount: Double)] {
        lanes(include).map { (share[$0], factor * volume(scenario.lanes[$0].demand)) }
      }
      for (w, warehouse) in scenario.warehouses.enumerated() where warehouse.smallestUtilisation[r] > 0 {
        var room = 0.0
        for t in 0..<scenario.periods.count {
          let slot = r * scenario.periods.count + t
          var here = 0.0
          for k in warehouse.areas { here += scenario.areas[k].capacity[slot] }
          room += min(here, warehouse.totalCapacity?[slot] ?? here)
        }
        row(
          stored(1) { $0.warehouse == w } + [(active[w], -room * warehouse.smallestUtilisation[r])],
          atLeast: 0)
      }
      for (o, owner) in scenario.owners.enumerated() where owner.largestShare[r] < 1 {
        // Terms of the same column are added up.
        row(
          stored(1) { scenario.warehouses[$0.warehouse].owner == o }
            + stored(-owner.largestShare[r]) { _ in true }, atMost: 0)
      }
      for (g, group) in scenario.groups.enumerated() {
        var asked = 0.0
        for d in scenario.demands.indices where scenario.demands[d].group == g { asked += volume(d) }
        row(
          stored(1) { scenario.demands[$0.demand].group == g },
          atLeast: group.smallestServedShare[r] * asked)
      }
    }
  }

  private mutating func addExisting() {
    for kept in scenario.existing {
      let demand = scenario.demands[scenario.lanes[kept.lane].demand]
      if kept.isFrozen { row([(share[kept.lane], 1)], atLeast: kept.share, atMost: kept.share) }
      let lost = model.addColumn()
      spending.append((lost, demand.changeCost))
      row([(share[kept.lane], 1), (lost, 1)], atLeast: kept.share)
    }
    let one = model.addColumn(lower: 1, upper: 1)
    spending.append((one, scenario.demands.reduce(0) { $0 + $1.changeCost * $1.strandedShare }))
  }

  private mutating func addMoney() {
    for (column, amount) in kilograms { spending.append((column, scenario.rules.carbonPrice * amount)) }
    if let cap = scenario.rules.carbonCap { row(kilograms, atMost: cap) }
    if let budget = scenario.rules.budget { row(spending, atMost: budget) }
    // A column for the sum keeps the costs of penalties apart from it.
    let sum = model.addColumn(cost: 1)
    row(spending.map { ($0.column, -$0.amount) } + [(sum, 1)], atLeast: 0, atMost: 0)
  }
}
