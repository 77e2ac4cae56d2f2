// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// `warewatt doctor`, and what `solve` does with its warnings.
@Suite("Doctor")
struct DoctorTests {
  @Test("Errors and warnings are listed, and only errors make it fail")
  func codes() throws {
    var files = Samples.files
    let program = try Program(files: files)
    let sound = try program.run(["doctor", "p.json"])
    #expect(sound.code == 0 && sound.output.contains("found no errors and 2 warnings"))
    #expect(sound.output.contains("warning: s.csv:3: column sun: found solar generation at night"))
    #expect(try program.run(["doctor", "l.json"]).output == "found no errors and no warnings\n")
    files["s.csv"] = Samples.series.replacing(",50.5", with: ",-1")
    let broken = try Program(files: files).run(["doctor", "p.json"])
    #expect(broken.code == 65 && broken.output.contains("error: s.csv:3: column sun: found -1"))
    #expect(broken.output.contains("found 1 error and"))
    #expect(try program.run(["doctor", "missing.json"]).code == 66)
    #expect(try program.run(["doctor", "s.csv"]).code == 65)
  }

  @Test("Solve prints the warnings and keeps them in the plan, which the check accepts")
  func warnings() throws {
    let program = try Program(files: Samples.files)
    let solved = try program.run(["solve", "p.json", "-o", "plan.json"])
    #expect(solved.code == 0 && solved.log.contains("warning: s.csv:3: column sun"))
    let plan = try JSONSerialization.jsonObject(with: try #require(program.read("plan.json")))
    let warnings = try #require((plan as? [String: Any])?["warnings"] as? [String])
    #expect(warnings.count == 2 && warnings.allSatisfy { $0.contains("s.csv:") })
    #expect(try program.run(["check", "p.json", "plan.json"]).code == 0)
    #expect(try program.run(["solve", "p.json", "-q", "-o", "plan.json"]).log == "")
  }
}
