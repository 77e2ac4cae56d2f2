// SPDX-License-Identifier: GPL-3.0-or-later

/// What closing and opening each facility did to the bound so far, per unit of openness moved (pseudo-costs;
/// Achterberg, Koch and Martin 2005, DOI 10.1016/j.orl.2004.04.002).
struct BranchingCosts: Sendable {
  private var sum: [Double]
  private var times: [Int]
  private var total = (0.0, 0.0)
  private var totalTimes = (0, 0)

  init(facilities: Int) {
    sum = Array(repeating: 0, count: 2 * facilities)
    times = Array(repeating: 0, count: 2 * facilities)
  }

  /// What a branching showed.
  struct Observation: Sendable {
    var facility: Int
    var isOpening: Bool
    var gainPerUnit: Double
  }

  mutating func learn(_ observation: Observation) {
    let index = 2 * observation.facility + (observation.isOpening ? 1 : 0)
    sum[index] += observation.gainPerUnit
    times[index] += 1
    if observation.isOpening {
      total.1 += observation.gainPerUnit
      totalTimes.1 += 1
    } else {
      total.0 += observation.gainPerUnit
      totalTimes.0 += 1
    }
  }

  /// How often both sides of a facility were seen.
  func experience(_ facility: Int) -> Int { min(times[2 * facility], times[2 * facility + 1]) }

  /// Expected gain per unit: of the facility, or of all where it was not seen yet.
  func gain(_ facility: Int, isOpening: Bool) -> Double {
    let index = 2 * facility + (isOpening ? 1 : 0)
    if times[index] > 0 { return sum[index] / Double(times[index]) }
    let count = isOpening ? totalTimes.1 : totalTimes.0
    return count > 0 ? (isOpening ? total.1 : total.0) / Double(count) : 1
  }
}
