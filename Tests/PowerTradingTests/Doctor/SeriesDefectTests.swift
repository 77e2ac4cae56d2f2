// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import PowerTrading
import Testing

/// Numbers with a defect planted, and what must be said of it.
struct SeriesDefectTests {
  @Test("Generation above nameplate is refused, with every line")
  func aboveNameplate() throws {
    var own = SeriesCase()
    for hour in [12, 36, 37] { own.generation[hour] = 101 }
    let findings = try own.findings()
    #expect(findings.count == 1)
    #expect(
      findings[0].contains(
        "error: ")
        && findings[0].contains("column sun: found 101 kWh (and in 2 more intervals: lines 14, 38-39)"))
  }

  @Test("Negative stretches are refused, with every line")
  func negative() throws {
    var own = SeriesCase()
    for hour in 3...5 { own.load[hour] = -1 }
    own.generation[200] = -0.5
    let findings = try own.findings()
    #expect(findings.contains { $0.contains("a negative load (and in 2 more intervals: lines 5-7)") })
    #expect(findings.contains { $0.contains("s.csv:202: column sun: found -0.5, a negative generation") })
  }

  @Test("Numbers in MW that are called kW are doubted, and numbers in kW that are called MW refused")
  func units() throws {
    var small = SeriesCase()
    small.generation = small.generation.map { $0 / 1000 }
    #expect(
      try small.findings().contains {
        $0.contains("warning: ") && $0.contains("is a unit mistaken (kW and MW)?")
      })
    var large = SeriesCase()
    large.generationUnit = "MWh"
    #expect(
      try large.findings().contains {
        $0.contains("error: ") && $0.contains("is a unit mistaken (kW and MW)?")
      })
    var price = SeriesCase()
    price.market = price.market.map { $0 * 1000 }
    #expect(try price.findings().contains { $0.contains("is a unit mistaken (per_kWh and per_MWh)?") })
  }

  @Test("A load a thousand times the others is doubted, and a column used twice named")
  func sizes() throws {
    var own = SeriesCase()
    own.loadColumns = ["load", "load", "load", "sun"]
    let findings = try own.findings()
    #expect(findings.count { $0.contains("column load of s.csv, which is also consumers[0].load") } == 2)
    // The fourth load is in MWh by mistake.
    own.generation = own.generation.map { $0 * 10_000 }
    own.capacity = 1_000_000
    #expect(
      try own.findings().contains {
        $0.contains("column sun: found a mean load of") && $0.contains("from the median of the loads")
      })
  }

  @Test("A day that stands still, and days without load, are doubted with their lines")
  func flat() throws {
    var own = SeriesCase()
    for hour in 24..<60 { own.load[hour] = 51 }
    for hour in 100..<160 { own.load[hour] = 0 }
    let findings = try own.findings()
    try #require(findings.count == 2)
    #expect(
      findings.contains {
        $0.contains(
          "s.csv:26: column load: found load that stands at 51 for 36 hours; 36 intervals in 1 such stretches: lines 26-61"
        )
      })
    #expect(findings.contains { $0.contains("s.csv:102: column load: found no load for 60 hours") })
    own.load = SeriesCase().load
    own.generation = own.generation.enumerated().map { $0.offset < 180 ? 0 : $0.element }
    #expect(try own.findings().contains { $0.contains("found no generation for") })
  }

  @Test("Sun at night, and days whose middle is not noon, are doubted")
  func night() throws {
    var own = SeriesCase()
    own.generation[23] = 5
    let one = try own.findings()
    #expect(
      one.count == 1
        && one[0].contains(
          "s.csv:25: column sun: found solar generation at night, between 22 and 3 h, in 1 intervals: line 25"
        ))
    // Stamps of UTC: noon in Korea at three.
    own = SeriesCase()
    own.generation = own.generation.indices.map { SeriesCase().generation[($0 + 9) % 240] }
    let utc = try own.findings()
    #expect(utc.contains { $0.contains("solar generation around 3.5 h in the mean") })
    own.source = "wind"
    #expect(try own.findings() == [])
  }

  @Test("Warnings are kept with the errors, and leave a scenario usable without")
  func both() throws {
    var own = SeriesCase()
    own.generation[23] = 5
    #expect(try own.examine().error == nil)
    own.load[3] = -1
    let examination = try own.examine()
    #expect(examination.error?.issues.count == 1 && examination.warnings.count == 1)
  }
}
