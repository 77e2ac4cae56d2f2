// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Instances
import Interchange
import Logistics
import PowerTrading
import Testing

/// The shipped scenarios against `Scenarios/expected.csv`, whose values were confirmed by another solver on
/// models written apart from these.
@Suite("Shipped scenarios")
struct ShippedScenarioTests {
  struct Expectation: CustomTestStringConvertible {
    var scenario: String
    var market: String
    var status: String
    var value: Double?
    var testDescription: String { scenario }
  }

  static let expectations: [Expectation] = {
    let path = "\(Folders.scenarios)/expected.csv"
    guard let bytes = try? InputFile.read(path),
      let table = try? CSVTable(parsing: bytes, file: path).read([
        .text("scenario"), .text("market"), .text("status"), .text("value"),
      ])
    else { return [] }
    return table.texts[0].indices.map {
      Expectation(
        scenario: table.texts[0][$0], market: table.texts[1][$0], status: table.texts[2][$0],
        value: Double(table.texts[3][$0]))
    }
  }()

  @Test("each scenario file has an expectation, and each expectation a file")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Folders.scenarios).filter {
      $0.hasSuffix(".json")
    }
    #expect(Set(files) == Set(Self.expectations.map(\.scenario)))
  }

  @Test(
    "each scenario ends as expected, and its plan fits the schema and passes the check",
    arguments: expectations)
  func expected(expectation: Expectation) throws {
    if expectation.market == "logistics" {
      try verify(LogisticsMarket.self, expectation)
    } else {
      try verify(PowerMarket.self, expectation)
    }
  }

  private func verify<M: Market>(_ market: M.Type, _ expectation: Expectation) throws {
    let path = "\(Folders.scenarios)/\(expectation.scenario)"
    let document = try JSONDocument(parsing: InputFile.read(path), file: path)
    let scenario = try M.scenario(from: document, inputs: InputReader())
    let (plan, report) = try Solving.checkedPlan(market, scenario)
    #expect(plan.status.rawValue == expectation.status)
    if let value = expectation.value {
      #expect(abs(try #require(plan.objective.value) - value) <= 1e-6 * abs(value))
      #expect(try #require(report.provenBound).isFinite)
    }
    if expectation.status == "infeasible" { #expect(report.infeasibilityProof != nil) }
    let text = JSONText.file(try JSONValue(encoding: plan))
    let written = try JSONDocument(parsing: Array(text.utf8), file: "plan")
    #expect(M.planSchema.issues(in: written).isEmpty)
    let reread = try written.decode(PlanEnvelope<M.Part>.self)
    #expect(M.check(reread, against: scenario).violations.isEmpty)
  }
}
