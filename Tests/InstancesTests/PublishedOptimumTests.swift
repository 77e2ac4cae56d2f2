// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Instances
import Interchange
import Logistics
import Testing

/// Published optima: OR-Library's `capopt` and the values proved by Holmberg and others, read from the data's
/// own `best_known.csv`.
@Suite("Published optima", .enabled(if: Folders.data != nil, "\(Folders.skipReason)"))
struct PublishedOptimumTests {
  static let orLibrary = [
    41, 42, 43, 44, 51, 61, 62, 63, 64, 71, 72, 73, 74, 81, 82, 83, 84, 91, 92, 93, 94, 101, 102, 103, 104,
    111, 112,
    113, 114, 121, 122, 123, 124, 131, 132, 133, 134,
  ]

  private func published(_ instance: String, _ variant: String) throws -> Double {
    let path = "\(Folders.data ?? "")/facility_location/best_known.csv"
    let table = try CSVTable(parsing: InputFile.read(path), file: path).read([
      .text("instance"), .text("variant"), .number("value"),
    ])
    let row = table.texts[0].indices.first { table.texts[0][$0] == instance && table.texts[1][$0] == variant }
    return table.numbers[2][try #require(row)]
  }

  private func scenario(_ format: InstanceFormat, _ name: String, isSingleSource: Bool = false) throws
    -> LogisticsScenario
  {
    let path = "\(Folders.data ?? "")/facility_location/\(name)"
    return try Solving.scenario(
      format.read(InputFile.read(path), file: name, variant: InstanceVariant(isSingleSource: isSingleSource)))
  }

  @Test("the small OR-Library files are solved to the published optimum", arguments: orLibrary)
  func orLibrarySmall(number: Int) throws {
    let (plan, _) = try Solving.checkedPlan(
      LogisticsMarket.self, scenario(.orlibCap, "orlib_cap/cap\(number).txt"))
    let optimum = try published("orlib_cap/cap\(number)", "split")
    #expect(plan.status == .optimal)
    #expect(abs(try #require(plan.objective.value) - optimum) <= 1e-6 * optimum)
  }

  @Test(
    "small Holmberg files are solved to the published optimum, split and single-source",
    arguments: [1, 2, 5, 7, 9, 13])
  func holmberg(number: Int) throws {
    for (variant, isSingleSource) in [("split", false), ("single_source", true)] {
      let (plan, _) = try Solving.checkedPlan(
        LogisticsMarket.self, scenario(.holmberg, "holmberg/p\(number)", isSingleSource: isSingleSource))
      let optimum = try published("holmberg/p\(number)", variant)
      #expect(plan.status == .optimal)
      #expect(abs(try #require(plan.objective.value) - optimum) <= 1e-6 * optimum)
    }
  }

  @Test("cap41 with every customer in one warehouse is proved infeasible: a customer exceeds every capacity")
  func cap41SingleSource() throws {
    let (plan, _) = try Solving.checkedPlan(
      LogisticsMarket.self, scenario(.orlibCap, "orlib_cap/cap41.txt", isSingleSource: true))
    #expect(plan.status == .infeasible)
    #expect(plan.plan?.infeasibility?.demands.contains { $0.reason == "larger_than_every_warehouse" } == true)
  }

  @Test(
    "every published file is read to its end",
    arguments: [
      (InstanceFormat.tbed1, "tbed1/i300_1.plc", 300, 300), (.tbed1, "tbed1/i500_16.plc", 500, 500),
      (.holmberg, "yang/p1", 30, 200), (.holmberg, "holmberg/p47", 10, 90),
    ])
  func reading(format: InstanceFormat, name: String, warehouses: Int, demands: Int) throws {
    let scenario = try scenario(format, name)
    #expect(scenario.lanes.count == scenario.warehouses.count * scenario.demands.count)
    #expect(scenario.demands.allSatisfy { $0.quantity[0] > 0 })
    if name != "holmberg/p47" {
      #expect((scenario.warehouses.count, scenario.demands.count) == (warehouses, demands))
    }
  }
}
