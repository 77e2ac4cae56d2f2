// SPDX-License-Identifier: GPL-3.0-or-later

/// What is decided about a facility.
enum FacilityState {
  static let free: UInt8 = 0
  static let open: UInt8 = 1
  static let closed: UInt8 = 2
}

/// How a node came from its parent by branching on a facility.
struct FacilityBranching: Sendable {
  /// The facility.
  var facility: Int
  /// Whether it was opened or closed.
  var isOpen: Bool
  /// By how much that changed its openness in the parent's average solution.
  var change: Double
  /// The parent's bound.
  var parentBound: Double
}

/// A part of the solution space: some arcs removed, some facilities opened or closed.
///
/// A customer with one arc left is assigned by it.
struct SearchNode: Sendable {
  /// One bit for each arc of the data, set where the arc may not be used.
  var removed: [UInt64]
  /// `FacilityState` of each facility.
  var state: [UInt8]
  /// Multiplier of each customer to start from.
  var multiplier: [Float]
  /// Multiplier of each subset-row cut to start from, 0 beyond the end.
  var cutMultiplier: [Float] = []
  /// No solution of this part costs less.
  var bound: Double
  /// Number of branchings above.
  var depth: Int
  /// The last branching, where it was one on a facility.
  var branching: FacilityBranching?

  /// The whole space.
  init(_ data: SingleSourceData) {
    removed = [UInt64](repeating: 0, count: (data.arcCost.count + 63) / 64)
    state = [UInt8](repeating: FacilityState.free, count: data.facilityCount)
    multiplier = []
    bound = -.infinity
    depth = 0
  }

  /// Forbids an arc.
  mutating func remove(_ arc: Int) { removed[arc >> 6] |= 1 << UInt64(arc & 63) }

  /// Whether an arc is forbidden.
  func isRemoved(_ arc: Int) -> Bool { removed[arc >> 6] & (1 << UInt64(arc & 63)) != 0 }
}
