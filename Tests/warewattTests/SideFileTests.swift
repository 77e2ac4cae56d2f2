// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The files that `solve` writes beside the plan.
@Suite("Files beside the plan")
struct SideFileTests {
  @Test("The progress log ends with what the plan proves")
  func progressLog() throws {
    let program = try Program(files: Samples.files)
    let outcome = try program.run(["solve", "l.json", "-q", "-o", "plan.json", "--progress-log", "run.jsonl"])
    #expect(outcome.code == 0)
    let plan = try #require(object(program.read("plan.json")))
    let lines = String(decoding: try #require(program.read("run.jsonl")), as: UTF8.self).split(
      separator: "\n")
    let records = try lines.map { try #require(object(Data($0.utf8))) }
    #expect(records.allSatisfy { Set($0.keys) == ["seconds", "incumbent", "bound"] })
    let seconds = records.compactMap { $0["seconds"] as? Double }
    #expect(seconds == seconds.sorted())
    let last = try #require(records.last)
    #expect(last["incumbent"] as? Double == (plan["objective"] as? [String: Any])?["value"] as? Double)
    #expect(last["bound"] as? Double == plan["bound"] as? Double)
  }

  @Test("The columns of the settlement add up to the contracts of the plan")
  func settlement() throws {
    let program = try Program(files: Samples.files)
    let outcome = try program.run(["solve", "p.json", "-q", "-o", "plan.json", "--settlement", "ledger.csv"])
    #expect(outcome.code == 0)
    let part = try #require(object(program.read("plan.json"))?["plan"] as? [String: Any])
    let contracts = try #require(part["contracts"] as? [[String: Any]])
    let text = String(decoding: try #require(program.read("ledger.csv")), as: UTF8.self)
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let header = try #require(rows.first)
    #expect(!contracts.isEmpty)
    for (column, key) in [
      ("contracted_kwh", "contracted_kwh"), ("delivered_kwh", "delivered_kwh"),
      ("supplied_kwh", "supplied_kwh"),
      ("surplus_kwh", "surplus_kwh"), ("energy_payment_krw", "energy_payment_krw"),
      ("contracted_fee_krw", "contracted_fee_krw"),
    ] {
      let place = try #require(header.firstIndex(of: column))
      let total = rows.dropFirst().reduce(0) { $0 + (Double($1[place]) ?? .nan) }
      let stated = contracts.reduce(0) { $0 + ($1[key] as? Double ?? .nan) }
      #expect(abs(total - stated) < 0.005, "\(column)")
    }
  }

  @Test("The model is written as MPS and as LP", arguments: ["model.mps", "model.lp"])
  func model(name: String) throws {
    let program = try Program(files: Samples.files)
    #expect(try program.run(["solve", "l.json", "-q", "-o", "plan.json", "--write-model", name]).code == 0)
    let text = String(decoding: try #require(program.read(name)), as: UTF8.self)
    #expect(text.contains(name.hasSuffix(".mps") ? "ENDATA" : "End"))
    #expect(text.contains("share") && text.contains("serve"))
  }

  private func object(_ data: Data?) -> [String: Any]? {
    data.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
  }
}
