// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Exit codes and streams")
struct ExitCodeTests {
  @Test("A solved scenario gives a plan that its check passes", arguments: ["l.json", "p.json"])
  func solved(scenario: String) throws {
    let program = try Program(files: Samples.files)
    let solved = try program.run(["solve", scenario, "-o", "plan.json"])
    #expect(solved.code == 0)
    #expect(solved.output == "")
    #expect(solved.log.contains("optimal"))
    let checked = try program.run(["check", scenario, "plan.json"])
    #expect(checked.code == 0)
    #expect(checked.output.contains("the plan holds"))
  }

  @Test("What cannot be done ends with code 2, and the plan file says why")
  func infeasible() throws {
    let text = Samples.logistics.replacing("\"capacity_pallets\": 300", with: "\"capacity_pallets\": 3")
    let program = try Program(files: ["l.json": text])
    #expect(try program.run(["solve", "l.json", "-o", "plan.json"]).code == 2)
    let plan = String(decoding: try #require(program.read("plan.json")), as: UTF8.self)
    #expect(plan.contains("\"status\": \"infeasible\""))
    #expect(plan.contains("\"infeasibility\""))
    #expect(plan.contains("d2"))
    #expect(try program.run(["check", "l.json", "plan.json"]).code == 0)
  }

  @Test("A limit that comes before any plan ends with code 3, and the file is written")
  func limit() throws {
    let program = try Program(files: Samples.files)
    #expect(try program.run(["solve", "l.json", "-o", "plan.json", "--time-limit", "1e-300"]).code == 3)
    let plan = String(decoding: try #require(program.read("plan.json")), as: UTF8.self)
    #expect(plan.contains("\"no_plan_found\"") && plan.contains("\"time_limit\""))
  }

  @Test("A limit of ages is no limit", arguments: ["1e9", "1e300"])
  func longLimit(seconds: String) throws {
    let program = try Program(files: Samples.files)
    #expect(try program.run(["solve", "l.json", "-q", "--time-limit", seconds]).code == 0)
  }

  static let commands: [(arguments: [String], code: Int32, words: String)] = [
    (["solve"], 64, "Missing expected argument"),
    (["solve", "l.json", "--bogus"], 64, "Unknown option"),
    (["frobnicate"], 64, "Unexpected argument"), (["solve", "l.json", "--gap", "2"], 64, "--gap takes"),
    (["solve", "l.json", "--gap", "nan"], 64, "--gap takes"),
    (["solve", "l.json", "--threads", "0"], 64, "--threads takes"),
    (["solve", "l.json", "--time-limit", "0"], 64, "--time-limit takes"),
    (["solve", "l.json", "--time-limit", "inf"], 64, "--time-limit takes"),
    (["solve", "l.json", "--seed", "-1"], 64, "--seed"),
    (["solve", "l.json", "--method", "magic"], 64, "direct"),
    (["solve", "l.json", "--capacity", "3"], 64, "--from"),
    (["solve", "l.json", "--write-model", "x.txt"], 64, ".mps or .lp"),
    (["solve", "l.json", "--settlement", "out.csv"], 64, "power market"),
    (["solve", "p.json", "--settlement", "out", "-o", "out"], 64, "same file"),
    (["solve", "l.json", "-o", "./l.json"], 64, "overwritten"),
    (["convert", "cap.txt", "--from", "orlib-cap", "-o", "cap.txt"], 64, "overwritten"),
    (["convert", "cap.txt", "--from", "tsplib"], 64, "holmberg"), (["check", "-", "-"], 64, "Only one"),
    (["generate", "logistics", "--warehouses", "0"], 64, "--warehouses takes"),
    (["generate", "logistics", "--warehouses", "10000", "--demands", "100000"], 64, "at most"),
    (
      [
        "generate", "power", "--suppliers", "1000", "--consumers", "9000", "--days", "366",
        "--interval-minutes", "15",
      ], 64, "at most"
    ),
    (["schema", "scenario", "--market", "gas"], 64, "--market takes"),
    (["schema", "plan", "--currency", "won"], 64, "--currency takes"),
    (["solve", "none.json"], 66, "none.json: found no such file"), (["solve", "."], 66, "a folder"),
    (["solve", ""], 66, "no such file"), (["check", "l.json", "none.json"], 66, "none.json"),
    (["convert", "none", "--from", "holmberg"], 66, "none"), (["solve", "l.json/x"], 66, "no such file"),
    (["solve", "l.json", "-o", "none/plan.json"], 73, "its folder does not exist"),
    (["solve", "l.json", "-o", "."], 73, "folder"),
    (["solve", "l.json", "-o", ""], 73, "name"),
    (["generate", "power", "-o", "none/p.json"], 73, "none/p.json"),
    (["convert", "cap.txt", "--from", "orlib-cap", "-o", "none/x"], 73, "none/x"),
    (["solve", "l.json", "--write-model", "none/x.lp"], 73, "none/x.lp"),
    (["check", "l.json", "p.json"], 65, "p.json"), (["check", "l.json", "s.csv"], 65, "s.csv:1: column 1"),
  ]

  @Test("Each command line ends with its code and its message", arguments: commands.indices)
  func codes(index: Int) throws {
    let (arguments, code, words) = Self.commands[index]
    let program = try Program(files: Samples.files)
    let outcome = try program.run(arguments)
    #expect(outcome.code == code, "\(arguments): \(outcome.log)")
    #expect(outcome.log.contains(words), "\(arguments): \(outcome.log)")
    #expect(program.files == Samples.files.keys.sorted(), "\(arguments)")
  }

  @Test("A series file that is missing is named, with the scenario that names it")
  func missingSeries() throws {
    let program = try Program(files: ["p.json": Samples.power])
    let outcome = try program.run(["solve", "p.json", "-o", "plan.json"])
    #expect(outcome.code == 66)
    #expect(outcome.log.contains("s.csv, which p.json names: found no such file"))
    #expect(program.files == ["p.json"])
  }

  @Test("A series file may stand above the scenario")
  func seriesAbove() throws {
    let program = try Program(files: ["s.csv": Samples.series])
    try FileManager.default.createDirectory(atPath: program.path("sub"), withIntermediateDirectories: false)
    try program.write(Data(Samples.power.replacing("\"s.csv\"", with: "\"../s.csv\"").utf8), to: "sub/p.json")
    #expect(try program.run(["solve", "sub/p.json", "-q"]).code == 0)
  }

  @Test("Standard input and output are -, in any command")
  func standardStreams() throws {
    let program = try Program(files: Samples.files)
    let solved = try program.run(["solve", "-", "-q", "-o", "-"], input: Samples.logistics)
    #expect(solved.code == 0)
    #expect(solved.log == "")
    #expect(solved.output.hasPrefix("{") && solved.output.hasSuffix("}\n"))
    #expect(try program.run(["check", "l.json", "-"], input: solved.output).code == 0)
    try program.write(Data(solved.output.utf8), to: "plan.json")
    #expect(try program.run(["check", "-", "plan.json"], input: Samples.logistics).code == 0)
    let converted = try program.run(["convert", "-", "--from", "orlib-cap"], input: Samples.orlib)
    #expect(converted.code == 0)
    #expect(try program.run(["solve", "-", "-q"], input: converted.output).code == 0)
    let bad = try program.run(["solve", "-"], input: "{")
    #expect(bad.code == 65)
    #expect(bad.log.contains("standard input:1: column 2"))
  }

  @Test("A generated scenario is solved wherever it goes", arguments: ["logistics", "power"])
  func generated(market: String) throws {
    let program = try Program()
    let text = try program.run(["generate", market]).output
    #expect(try program.run(["solve", "-", "-q"], input: text).code == 0)
    #expect(program.files == [])
    #expect(try program.run(["generate", market, "-o", "x.json"]).code == 0)
    #expect(program.files == (market == "power" ? ["x.csv", "x.json"] : ["x.json"]))
    #expect(try program.run(["solve", "x.json", "-q"]).code == 0)
  }

  @Test(
    "Output that goes to a full disk ends with code 73",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      ["solve", "l.json", "-q"], ["solve", "l.json", "-o", "/dev/full"], ["schema", "plan"],
      ["generate", "logistics"],
    ])
  func fullDisk(arguments: [String]) throws {
    let outcome = try Program(files: Samples.files).run(arguments, output: "/dev/full")
    #expect(outcome.code == 73)
    #expect(outcome.log.contains("the disk is full"))
  }

  @Test("The version names GLPK's")
  func version() throws {
    let outcome = try Program().run(["--version"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("warewatt ") && outcome.output.contains("GLPK"))
  }

  @Test(
    "Schemas are JSON, in the currency asked for",
    arguments: ["scenario", "plan"],
    [[], ["--market", "power"], ["--market", "logistics", "--currency", "AUD"]])
  func schemas(kind: String, options: [String]) throws {
    let outcome = try Program().run(["schema", kind] + options)
    #expect(outcome.code == 0)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(outcome.output.contains("_aud") == options.contains("AUD"))
    #expect(outcome.output.contains("_krw") != options.contains("AUD"))
  }

  @Test("The same input gives the same plan, clocks and memory apart", arguments: ["l.json", "p.json"])
  func determinism(scenario: String) throws {
    func plan() throws -> String {
      let outcome = try Program(files: Samples.files).run([
        "solve", scenario, "-q", "--threads", "2", "--seed", "5",
      ])
      #expect(outcome.code == 0)
      return outcome.output.split(separator: "\n").filter {
        !$0.contains("\"timing_seconds\"") && !$0.contains("\"peak_memory_mb\"")
      }.joined(separator: "\n")
    }
    let first = try plan()
    #expect(first.contains("\"input_sha256\""))
    #expect(try plan() == first)
  }
}
