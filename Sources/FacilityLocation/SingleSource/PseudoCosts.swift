// SPDX-License-Identifier: GPL-3.0-or-later

/// What branching on each facility has raised the bound by so far, per unit of change of its openness
/// (Benichou et al. 1971, DOI 10.1007/BF01584074).
struct PseudoCosts: Sendable {
  private var sum: [Double]
  private var count: [Int]

  init(facilityCount: Int) {
    sum = [Double](repeating: 0, count: 2 * facilityCount)
    count = [Int](repeating: 0, count: 2 * facilityCount)
  }

  /// Learns from one branching.
  mutating func learn(_ branching: FacilityBranching, bound: Double) {
    guard bound.isFinite else { return }
    let place = 2 * branching.facility + (branching.isOpen ? 1 : 0)
    sum[place] += max(0, bound - branching.parentBound) / max(branching.change, 0.05)
    count[place] += 1
  }

  /// Times the facility was opened or closed.
  func count(_ facility: Int, isOpen: Bool) -> Int { count[2 * facility + (isOpen ? 1 : 0)] }

  /// Mean rise per unit of change; nil before any.
  func mean(_ facility: Int, isOpen: Bool) -> Double? {
    let place = 2 * facility + (isOpen ? 1 : 0)
    return count[place] > 0 ? sum[place] / Double(count[place]) : nil
  }
}
