// SPDX-License-Identifier: GPL-3.0-or-later

/// How much work goes where.
enum Effort {
  /// Evaluations of the relaxation at a node of the tree.
  static let node = 50
  /// The same with subset-row cuts, whose multipliers take longer to settle.
  static let nodeWithCuts = 150
  /// First step of the ascent at a node.
  static let nodeStep = 0.1
  /// The same in a cluster, whose small tree is better searched than bounded.
  static let clusterNodeStep = 0.4
  /// The same with subset-row cuts.
  static let nodeStepWithCuts = 0.05
  /// Facilities that a branching chooses from.
  static let candidates = 8
  /// Of these, how many are tried at most.
  static let probes = 4
  /// Branchings after which a facility's pseudo-costs are believed.
  static let reliableCount = 3
  /// Evaluations of one trial.
  static let probeEvaluations = 15
  /// Evaluations at each step of a dive.
  static let dive = 20
  /// The same with subset-row cuts.
  static let diveWithCuts = 80
  /// Least and most room beyond the demand that dives ask for where there are cuts, as parts of the demand.
  static let leastReserve = 8e-4
  static let mostReserve = 6.4e-3
  /// Caution at which a dive gives up: it doubles whenever assigning has led nowhere.
  static let diveCaution = 16
  /// Turns of dives at the root where there are cuts, and turns in vain after which they end.
  static let diveTurns = 8
  static let divePatience = 2
  /// By how much, relative, a dive's assignment may be dearer than wanted before clusters work on it, and
  /// their passes.
  static let diveAllowance = 1e-3
  static let divePasses = 2
  /// Rounds of local search on the solution made from a node.
  static let polish = 20
  /// Most undecided customers that a dive hands over to a tree of its own, and that tree's nodes.
  static let restCustomers = 150
  static let restNodes = 200
  /// Most customers for each open facility with which subset-row cuts are tried.
  static let cutCustomers = 9.0
  /// Most customers with which subset-row cuts are tried: their pairs are counted in a table.
  static let cutCustomerLimit = 3_000
  /// Rounds of cuts at the root, the most cuts of a round, and the evaluations after each.
  static let cutRounds = 7
  static let cutsPerRound = 100
  static let cutEvaluations = 100
  /// Evaluations before the first cuts, behind whose average solution they are looked for.
  static let evaluationsBeforeCuts = 150
  /// Facilities of the largest clusters tried before the tree, where there are cuts; larger ones only while
  /// incumbent and bound are further apart than this, relative.
  static let rootClusterWidth = 10
  static let rootClusterGap = 7e-3
  /// Most evaluations at the root.
  static let root = 600
  /// Most evaluations at the root of a cluster.
  static let clusterRoot = 150
  /// More arcs make a problem large: there, more work on the incumbent pays before the tree.
  static let largeArcCount = 20_000
  /// Relative distance of incumbent and root bound below which the tree does better than clusters.
  static let clusterGap = 3e-4
}
