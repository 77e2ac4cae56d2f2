// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a dive goes back to when assigning customers has led nowhere, and how careful it is from then on: a
/// discrepancy in the sense of limited discrepancy search, as in the dives of Sadykov, Vanderbeck, Pessoa,
/// Tahiri and Uchoa (2019, DOI 10.1287/ijoc.2018.0822).
struct DiveRetreat {
  /// The part of the usual number of customers that a step assigns is one in so many.
  private(set) var caution = 1
  /// Caution at which a dive gives up instead; 1 for no way back.
  let limit: Int
  private var last: SearchNode?

  init(limit: Int) { self.limit = limit }

  /// Remembers a node before customers are assigned.
  mutating func keep(_ node: SearchNode) { if limit > 1 { last = node } }

  /// The node to go on from, twice as carefully; nil where the dive has to end.
  mutating func stepBack() -> SearchNode? {
    guard let last, caution < limit else { return nil }
    caution *= 2
    return last
  }
}
