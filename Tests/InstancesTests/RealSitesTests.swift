// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
import PowerTrading
import Testing

/// Measured series; the proof of the optimum is the plan's own, re-derived by the check without a solver.
@Suite("Real sites", .enabled(if: Folders.data != nil, "\(Folders.skipReason)"))
struct RealSitesTests {
  @Test("ten farms and ten sites over a month solve to a proven optimum that the check re-adds to the won")
  func month() throws {
    let (file, _) = try RealSites(suppliers: 10, consumers: 10, days: 31, seed: 1)
      .scenario(data: "\(Folders.data ?? "")/power", seriesFile: nil)
    let scenario = try Solving.throughText(PowerMarket.self, file, currency: "KRW")
    let (plan, report) = try Solving.checkedPlan(PowerMarket.self, scenario)
    #expect(plan.status == .optimal)
    let value = try #require(plan.objective.value)
    #expect(abs(value - (try #require(report.objective))) < 0.5)
    #expect(abs(value - (try #require(report.provenBound))) <= 1e-6 * value)
    let part = try #require(plan.plan)
    let gains = part.consumers.map(\.gain).reduce(0, +) + part.suppliers.map(\.gain).reduce(0, +)
    #expect(abs(value - gains) < 0.5)
    #expect(!part.contracts.isEmpty)
  }

  @Test("with the market price as measured, the hours above the retail price are counted")
  func uncapped() throws {
    let (file, _) = try RealSites(suppliers: 5, consumers: 3, days: 31, isMarketCapped: false, seed: 1)
      .scenario(data: "\(Folders.data ?? "")/power", seriesFile: nil)
    let scenario = try Solving.throughText(PowerMarket.self, file, currency: "KRW")
    let (plan, _) = try Solving.checkedPlan(PowerMarket.self, scenario, method: .decomposition, gap: 1)
    let counted = try #require(plan.plan).consumers.map(\.nonConcaveIntervals)
    #expect(counted.contains { $0 > 0 })
  }
}
