// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Interchange

extension SeriesDoctor {
  /// Warns of solar generation at night and of days whose middle is far from noon: stamps of another time
  /// zone, or of the wrong end of the interval by hours.
  func checkSun(_ series: Series, _ capacityKW: Double, _ warnings: inout IssueCollector) {
    let least = 0.01 * capacityKW * horizon.intervalHours
    let slots = 1440 / horizon.intervalMinutes
    let firstSlot = horizon.start.localSecondOfDay / (horizon.intervalMinutes * 60)
    /// The hour in the middle of a slot of the day.
    func hour(_ slot: Int) -> Double { (Double(slot) + 0.5) * horizon.intervalHours }
    var night: [Int] = []
    var energyOfSlot = [Double](repeating: 0, count: slots)
    for (t, energy) in series.values.enumerated() where energy > 0 {
      let slot = (firstSlot + t) % slots
      energyOfSlot[slot] += energy
      if energy > least && (hour(slot) >= 22 || hour(slot) < 3) { night.append(t) }
    }
    var (sine, cosine, all) = (0.0, 0.0, 0.0)
    for (slot, energy) in energyOfSlot.enumerated() {
      let angle = hour(slot) / 24 * 2 * Double.pi
      sine += energy * sin(angle)
      cosine += energy * cos(angle)
      all += energy
    }
    if let first = night.first {
      SeriesRules.report(
        series, first, horizon,
        found:
          "solar generation at night, between 22 and 3 h, in \(night.count) intervals: \(RowList.text(night, numbers: series.numbers))",
        expected: "none; are the stamps of another time zone?", &warnings)
    }
    // The mean of the hours on the clock's circle, where there is a day to speak of.
    guard all > 0, (sine * sine + cosine * cosine).squareRoot() > 0.3 * all else { return }
    let angle = atan2(sine, cosine) / (2 * Double.pi) * 24
    let centre = angle < 0 ? angle + 24 : angle
    if centre < 9.5 || centre > 15.5 {
      SeriesRules.report(
        series, series.values.firstIndex { $0 > 0 } ?? 0, horizon,
        found:
          "solar generation around \(JSONText.number((centre * 10).rounded() / 10)) h in the mean, local time",
        expected: "around noon; are the stamps of another time zone?", &warnings)
    }
  }
}
