// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// `warewatt settle` from the outside.
@Suite("Settling")
struct SettleTests {
  @Test("Statements of a plan are written, the same ones twice, and add up to the plan")
  func plan() throws {
    let program = try Program(files: Samples.files)
    #expect(try program.run(["solve", "p.json", "-q", "-o", "plan.json"]).code == 0)
    let outcome = try program.run(["settle", "p.json", "plan.json", "-o", "a.json", "--csv", "lines.csv"])
    #expect(outcome.code == 0 && outcome.log.contains("suppliers receive"))
    #expect(try program.run(["settle", "p.json", "plan.json", "-q", "-o", "b.json"]).code == 0)
    let text = try #require(program.read("a.json"))
    #expect(program.read("b.json") == text)
    let file = try #require(JSONSerialization.jsonObject(with: text) as? [String: Any])
    let totals = try #require(file["totals"] as? [String: Any])
    #expect(totals["received_krw"] as? Int == totals["to_suppliers_krw"] as? Int)
    let planned = try #require(totals["plan_energy_payment_krw"] as? Double)
    let billed = try #require(totals["energy_krw"] as? Int)
    #expect(abs(planned - Double(billed)) < 10 && billed > 0)
    let lines = String(decoding: try #require(program.read("lines.csv")), as: UTF8.self)
    #expect(lines.split(separator: "\n").count > 1)
  }

  @Test(
    "Every shipped scenario with terms of its own is settled, to JSON, CSV and pages",
    arguments: [
      "dadaepo_contract_forms", "mieum_who_pays", "mipo_special_zone", "ochang_direct_ppa",
    ])
  func shipped(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let scenario = root.appending(path: "Scenarios/\(name).json").path
    let program = try Program()
    #expect(try program.run(["solve", scenario, "-q", "--gap", "0.01", "-o", "plan.json"]).code == 0)
    let outcome = try program.run(
      ["settle", scenario, "plan.json", "-o", "a.json", "--csv", "a.csv", "--text", "a.txt"])
    #expect(outcome.code == 0 && outcome.log.contains("consumers pay"))
    let object = try JSONSerialization.jsonObject(with: try #require(program.read("a.json")))
    let file = try #require(object as? [String: Any])
    let statements = try #require(file["statements"] as? [[String: Any]])
    let pages = String(decoding: try #require(program.read("a.txt")), as: UTF8.self)
    let lines = String(decoding: try #require(program.read("a.csv")), as: UTF8.self)
    #expect(!statements.isEmpty)
    for own in statements {
      let (month, consumer) = (own["month"] as? String ?? "", own["consumer"] as? String ?? "")
      #expect(pages.contains("\(month)  \(consumer) pays\n"))
      #expect(lines.contains("\n\(month),\(consumer),\(own["supplier"] as? String ?? "")"))
    }
  }

  @Test("What cannot be settled is refused with its exit code")
  func refusals() throws {
    let program = try Program(files: Samples.files)
    #expect(try program.run(["solve", "p.json", "-q", "-o", "plan.json"]).code == 0)
    #expect(try program.run(["settle", "l.json", "plan.json"]).code == 64)
    #expect(try program.run(["settle", "p.json", "missing.json"]).code == 66)
    #expect(try program.run(["settle", "p.json", "p.json"]).code == 65)
    #expect(try program.run(["settle", "p.json", "plan.json", "-o", "plan.json"]).code == 64)
    #expect(try program.run(["settle", "p.json", "plan.json", "--metered", "plan.json"]).code == 65)
    #expect(try program.run(["settle", "p.json", "plan.json", "--text", "plan.json"]).code == 64)
    #expect(try program.run(["settle", "p.json", "plan.json", "-o", "a", "--text", "a"]).code == 64)
    #expect(try program.run(["settle", "p.json", "plan.json", "--csv", "a", "--text", "a"]).code == 64)
    let folder = try program.run(["settle", "p.json", "plan.json", "--metered", "."])
    #expect(folder.code == 66 && folder.log.contains("found a folder"))
    try program.write(Data(), to: "empty.csv")
    let empty = try program.run(["settle", "p.json", "plan.json", "--metered", "empty.csv"])
    #expect(empty.code == 65 && empty.log.contains("empty.csv:1: header: found an empty file"))
    let plan = String(decoding: try #require(program.read("plan.json")), as: UTF8.self)
    let changed = plan.replacing("\"energy_payment_krw\": ", with: "\"energy_payment_krw\": 1")
    try program.write(Data(changed.utf8), to: "tampered.json")
    let tampered = try program.run(["settle", "p.json", "tampered.json", "-o", "none.json"])
    #expect(tampered.code == 4 && tampered.log.contains("nothing was settled"))
    #expect(program.read("none.json") == nil)
  }
}
