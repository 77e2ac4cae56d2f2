// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Reporting

@Suite("Figures")
struct FiguresTests {
  @Test(
    "amounts are grouped by thousands, small ones with their hundredths",
    arguments: [
      (0, "0"), (1.5, "1.50"), (-1.005, "-1"), (999.99, "999.99"), (1234, "1,234"), (9999.999, "10,000"),
      (10_000.4, "10,000"), (-1_234_567.8, "-1,234,568"), (1e20, "1e+20"), (0.004, "0"), (-0.004, "0"),
      (.infinity, "inf"),
    ] as [(Double, String)])
  func grouped(value: Double, text: String) {
    #expect(Figures.grouped(value) == text)
  }

  @Test(
    "ratios keep the places that tell small gaps apart",
    arguments: [
      (0, "0 %"), (1e-9, "below 0.0001 %"), (2.5e-6, "0.00025 %"), (0.0123456, "1.2346 %"), (1, "100 %"),
    ] as [(Double, String)])
  func percent(ratio: Double, text: String) {
    #expect(Figures.percent(ratio) == text)
  }

  @Test("seconds are shown to the millisecond below ten", arguments: [(0.12345, "0.123"), (12.345, "12.3")])
  func seconds(value: Double, text: String) {
    #expect(Figures.seconds(value) == text)
  }

  @Test("the texts of a table stand below each other")
  func table() {
    #expect(Figures.table([("a", "1"), ("long", "2")]) == "a     1\nlong  2\n")
  }
}
