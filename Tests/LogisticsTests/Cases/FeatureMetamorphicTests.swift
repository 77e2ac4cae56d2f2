// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

/// What a change of a scenario with many features must do to its optimum.
@Suite("Metamorphic, over features") struct FeatureMetamorphicTests {
  private func market(_ seed: Int) -> LogisticsScenario {
    FeatureMarket(seed: UInt64(7000 + seed), chance: 0.5).scenario
  }

  private func value(_ scenario: LogisticsScenario) throws -> Double? {
    try SolvedCase(solving: scenario).value
  }

  static let relaxations: [(String, @Sendable (inout LogisticsScenario) -> Void)] = [
    ("budget", { $0.rules.budget = nil }), ("carbon cap", { $0.rules.carbonCap = nil }),
    ("number", { $0.rules.mostActivated = nil }), ("classes", { $0.rules.incompatibleClasses = [] }),
    ("owners' warehouses", { for o in $0.owners.indices { $0.owners[o].mostWarehouses = nil } }),
    (
      "owners' shares",
      { for o in $0.owners.indices { $0.owners[o].largestShare = $0.owners[o].largestShare.map { _ in 1 } } }
    ),
    (
      "groups",
      {
        for g in $0.groups.indices {
          $0.groups[g].smallestServedShare = $0.groups[g].smallestServedShare.map { $0 / 2 }
        }
      }
    ),
    (
      "utilisation",
      {
        for w in $0.warehouses.indices {
          $0.warehouses[w].smallestUtilisation = $0.warehouses[w].smallestUtilisation.map { $0 / 2 }
        }
      }
    ),
    ("totals", { for w in $0.warehouses.indices { $0.warehouses[w].totalCapacity = nil } }),
    ("frozen", { for e in $0.existing.indices { $0.existing[e].isFrozen = false } }),
    ("single source", { for d in $0.demands.indices { $0.demands[d].isSingleSource = false } }),
    ("number of warehouses", { for d in $0.demands.indices { $0.demands[d].mostWarehouses = nil } }),
    ("smallest share", { for d in $0.demands.indices { $0.demands[d].smallestShare /= 2 } }),
    ("trips", { $0.trucks?.capacity[0] *= 2 }),
    ("period costs", { for w in $0.warehouses.indices { $0.warehouses[w].periodActivationCost /= 2 } }),
    ("change costs", { for d in $0.demands.indices { $0.demands[d].changeCost /= 2 } }),
    ("penalty", { $0.demands[0].unservedPenalty? *= 0.5 }),
  ]

  @Test("Relaxing a rule never costs more", arguments: relaxations.indices)
  func relaxing(index: Int) throws {
    for seed in 0..<8 {
      var scenario = market(seed)
      // A smallest utilisation is of the capacity that there is: without totals that is more.
      if Self.relaxations[index].0 == "totals" {
        for w in scenario.warehouses.indices {
          scenario.warehouses[w].smallestUtilisation = scenario.resources.map { _ in 0 }
        }
      }
      guard let least = try value(scenario) else { continue }
      Self.relaxations[index].1(&scenario)
      let relaxed = try #require(try value(scenario))
      #expect(relaxed <= least * (1 + 1e-6) + 1e-6, "seed \(seed): \(Self.relaxations[index].0)")
    }
  }

  @Test("Two halves of every period cost what the period costs", arguments: 0..<30)
  func halfPeriods(seed: Int) throws {
    let scenario = market(100 + seed)
    var halves = scenario
    halves.periods.count *= 2
    func doubled(_ slots: [Double]) -> [Double] { slots.flatMap { [$0, $0] } }
    for k in halves.areas.indices { halves.areas[k].capacity = doubled(halves.areas[k].capacity) }
    for w in halves.warehouses.indices {
      halves.warehouses[w].totalCapacity = halves.warehouses[w].totalCapacity.map(doubled)
      halves.warehouses[w].periodActivationCost /= 2
    }
    for d in halves.demands.indices {
      let stay = halves.demands[d].stay
      halves.demands[d].stay = 2 * stay.lowerBound..<2 * stay.upperBound
    }
    // As many trips go in each half as went in the whole: each costs half.
    if let trucks = halves.trucks {
      halves.trucks?.tripCost = trucks.tripCost.map { $0 / 2 }
      halves.trucks?.tripCarbon = trucks.tripCarbon.map { $0 / 2 }
    }
    let (whole, split) = (try value(scenario), try value(halves))
    #expect((whole == nil) == (split == nil))
    if let whole, let split { #expect(abs(whole - split) <= 1e-6 * max(1, whole), "\(whole), \(split)") }
  }

  @Test("A period in which nobody stays changes nothing", arguments: 0..<15)
  func idlePeriod(seed: Int) throws {
    let scenario = market(200 + seed)
    var longer = scenario
    longer.periods.count += 1
    func extended(_ slots: [Double]) -> [Double] {
      scenario.resources.indices.flatMap { r in
        Array(slots[r * scenario.periods.count..<(r + 1) * scenario.periods.count]) + [0]
      }
    }
    for k in longer.areas.indices { longer.areas[k].capacity = extended(longer.areas[k].capacity) }
    for w in longer.warehouses.indices {
      longer.warehouses[w].totalCapacity = longer.warehouses[w].totalCapacity.map(extended)
    }
    let (short, long) = (try value(scenario), try value(longer))
    #expect((short == nil) == (long == nil))
    if let short, let long { #expect(abs(short - long) <= 1e-6 * max(1, short)) }
  }

  @Test("Neither the order of the demands nor the seed changes the value", arguments: 0..<15)
  func order(seed: Int) throws {
    let scenario = market(300 + seed)
    var reversed = scenario
    reversed.demands = scenario.demands.reversed()
    reversed.lanes = []
    reversed.laneStart = [0]
    var place = [Int](repeating: 0, count: scenario.lanes.count)
    for d in scenario.demands.indices.reversed() {
      for l in scenario.laneStart[d]..<scenario.laneStart[d + 1] {
        place[l] = reversed.lanes.count
        reversed.lanes.append(scenario.lanes[l])
        reversed.lanes[place[l]].demand = scenario.demands.count - 1 - d
      }
      reversed.laneStart.append(reversed.lanes.count)
    }
    for e in reversed.existing.indices { reversed.existing[e].lane = place[scenario.existing[e].lane] }
    let expected = try value(scenario)
    for other in [try value(reversed), try SolvedCase(solving: scenario, seed: 77).value] {
      #expect((other == nil) == (expected == nil))
      if let other, let expected { #expect(abs(other - expected) <= 1e-6 * max(1, expected)) }
    }
  }
}
