// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
import Logistics
import PowerTrading
import Testing

@Suite("Generators")
struct GeneratorTests {
  private func digest(_ texts: String...) -> String {
    var digest = Digest()
    for text in texts { digest.add(Array(text.utf8)) }
    return digest.hexadecimal
  }

  /// The digests were taken once; the same seed must make the same file on every platform, so they may only
  /// change when a recipe does.
  @Test("a seed names one file on every platform")
  func fixedFiles() throws {
    let location = LocationGenerator(warehouses: 6, demands: 9, ratio: 3, seed: 42)
    let power = PowerGenerator(suppliers: 4, consumers: 5, days: 2, hasRules: true, seed: 42).generate(
      seriesFile: "x.csv")
    let texts = try [
      digest(JSONText.compact(JSONValue(encoding: location.cornuejolsSridharanThizy()))),
      digest(JSONText.compact(JSONValue(encoding: location.complex()))),
      digest(JSONText.compact(JSONValue(encoding: power.scenario)), power.series ?? ""),
    ]
    #expect(
      texts == [
        "fa1b03440d8d4f9d4d7d16a583d6cdff4273ab0c252fc4b2e490cc791ec21707",
        "249783e0272cd3dc5d303722a8e4bb94611173c10533964413baa9896ef85e7c",
        "a211c87647eb9b27d64b292f71e210b8f1deb00a4dbb7220536bf674f3e30b95",
      ])
  }

  @Test("another seed makes another file")
  func seeds() throws {
    let files = try (1...4).map { seed in
      try JSONText.compact(
        JSONValue(
          encoding: LocationGenerator(warehouses: 3, demands: 4, ratio: 2, seed: seed)
            .cornuejolsSridharanThizy()))
    }
    #expect(Set(files).count == 4)
  }

  @Test(
    "the recipe of Cornuejols, Sridharan and Thizy keeps to its ranges and its ratio",
    arguments: [1.5, 5, 10])
  func ranges(ratio: Double) throws {
    let file = LocationGenerator(warehouses: 40, demands: 60, ratio: ratio, seed: 7)
      .cornuejolsSridharanThizy()
    let demands = file.demands.compactMap { $0.quantity[.units] }
    let capacities = file.warehouses.compactMap { $0.capacity[.units] }
    #expect(demands.allSatisfy { (5...35).contains($0) && $0 == $0.rounded() })
    let total = demands.reduce(0, +)
    // Rounding down loses less than one unit a warehouse.
    #expect(capacities.reduce(0, +) <= ratio * total)
    #expect(capacities.reduce(0, +) > ratio * total - 40)
    #expect(file.warehouses.allSatisfy { (316...1482).contains($0.activationCost ?? 0) })
    let costs = try #require(file.lanes?.costMatrix)
    for (row, demand) in zip(costs, demands) {
      #expect(row.values.allSatisfy { $0 >= 0 && $0 <= 10 * 2.0.squareRoot() * demand + 1e-6 })
    }
  }

  @Test("generated complexes are valid and solve to a checked plan", arguments: 1...6)
  func complexes(seed: Int) throws {
    let file = LocationGenerator(warehouses: 5, demands: 12, ratio: 2.5, seed: UInt64(seed)).complex()
    let scenario = try Solving.throughText(LogisticsMarket.self, file, currency: "KRW")
    let (plan, _) = try Solving.checkedPlan(LogisticsMarket.self, scenario)
    #expect(plan.status == .optimal || plan.status == .infeasible)
  }

  private func overTime(
    _ warehouses: Int, _ demands: Int, _ periods: Int, trucks: Bool = false, features: Bool = true,
    seed: Int
  ) -> LogisticsScenarioFile {
    ComplexGenerator(
      warehouses: warehouses, demands: demands, periods: periods, ratio: 2, hasFeatures: features,
      hasTrucks: trucks, seed: UInt64(seed)
    ).scenario()
  }

  @Test("a seed names one complex over time on every platform")
  func fixedComplex() throws {
    let text = try JSONText.compact(
      JSONValue(encoding: overTime(14, 60, 12, trucks: true, seed: 42)))
    #expect(digest(text) == "ff6cff4c286455f85a70be80fbfa50cbe761be1bbf1aa4647457680e2574bf4b")
  }

  @Test(
    "generated complexes over time are valid and solve to a checked plan",
    arguments: 1...8)
  func complexesOverTime(seed: Int) throws {
    let file = overTime(
      2 + seed % 4, 5 + seed, 1 + seed % 5, trucks: seed % 3 == 0, features: seed % 4 != 0, seed: seed)
    let scenario = try Solving.throughText(LogisticsMarket.self, file, currency: "KRW")
    #expect(scenario.periods.count == 1 + seed % 5)
    #expect((scenario.trucks != nil) == (seed % 3 == 0))
    let (plan, _) = try Solving.checkedPlan(LogisticsMarket.self, scenario)
    #expect(plan.status == .optimal || plan.status == .infeasible)
  }

  /// What the recipe promises, read off the scenario that the file makes.
  @Test("a complex over time keeps its ratio class by class, its reach and its features", arguments: 1...3)
  func recipe(seed: Int) throws {
    let scenario = try Solving.throughText(
      LogisticsMarket.self, overTime(60, 500, 20, trucks: true, seed: seed), currency: "KRW")
    let periods = scenario.periods.count
    for (index, name) in scenario.storageClasses.enumerated() {
      let asked = scenario.demands.filter { $0.storageClass == index }
        .reduce(0) { $0 + $1.quantity[0] * Double($1.stay.count) }
      var offered = 0.0
      for area in scenario.areas {
        let classes = area.id ?? "ambient"
        guard classes == name else { continue }
        let total = scenario.warehouses[area.warehouse].totalCapacity
        for t in 0..<periods where total?[periods + t] ?? 1 > 0 { offered += area.capacity[t] }
      }
      // Sizes are rounded up, to 10 pallets at least.
      #expect((1.99...2.4).contains(offered / asked), "\(name) \(offered / asked)")
    }
    let ambient = scenario.storageClasses.firstIndex(of: "ambient")
    let reach = scenario.demands.filter { $0.storageClass == ambient && $0.closed.byRule == 0 }
      .map { scenario.warehouses.count - $0.closed.byDistance }
    // 20 to 40, and of 60 two fifths at the most; limits are rounded up and may let a few more in.
    #expect(reach.allSatisfy { (20...28).contains($0) }, "\(reach)")
    #expect((1..<25).contains(scenario.demands.count { $0.unservedPenalty == nil }))
    #expect(scenario.demands.contains { $0.isSingleSource })
    #expect(scenario.demands.contains { $0.mostWarehouses != nil && $0.smallestShare > 0 })
    #expect(scenario.demands.contains { $0.strandedShare > 0 })
    #expect(scenario.demands.contains { $0.closed.byRule > 0 })
    #expect(scenario.existing.count > 100)
    #expect(scenario.existing.contains { $0.isFrozen })
    #expect(scenario.groups.count == 2 && scenario.owners.count > 3)
    #expect(scenario.rules.incompatibleClasses.count == 2)
    #expect(scenario.rules.mostActivated == 42)
    #expect(
      scenario.rules.budget != nil && scenario.rules.carbonCap != nil && scenario.rules.carbonPrice == 40)
    #expect(scenario.warehouses.contains { $0.smallestUtilisation[0] > 0 })
    #expect(scenario.warehouses.contains { $0.totalCapacity != nil })
    #expect(scenario.trucks?.zones.count == 5)
  }

  @Test("generated power scenarios are valid, concave and solve to a checked plan", arguments: [15, 30, 60])
  func powers(minutes: Int) throws {
    let (file, _) = PowerGenerator(
      suppliers: 3, consumers: 4, days: 2, intervalMinutes: minutes, hasRules: minutes == 60, seed: 3
    )
    .generate(seriesFile: nil)
    let scenario = try Solving.throughText(PowerMarket.self, file, currency: "KRW")
    #expect(scenario.horizon.count == 2 * 24 * 60 / minutes)
    let (plan, _) = try Solving.checkedPlan(PowerMarket.self, scenario)
    #expect(plan.status == .optimal)
  }
}
