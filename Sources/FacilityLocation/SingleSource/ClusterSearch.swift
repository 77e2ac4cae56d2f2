// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Large neighbourhoods solved by branch and bound: a few facilities that lie together, with the customers
/// they serve and some closed facilities between them, make a small single-source problem of their own; a
/// better solution of it is a better solution of the whole (a matheuristic in the manner of Taillard's POPMUSIC,
/// Taillard and Voss 2002, DOI 10.1007/978-1-4615-1507-4_27).
///
/// Clusters of a batch share no facility, so that all that improve can be taken. The limits are counts of nodes,
/// not times: the same seed and the same calls give the same assignments.
final class ClusterSearch: @unchecked Sendable {
  private let data: SingleSourceData
  private let clock: SearchClock
  private var random: SplitMix64
  /// Open facilities of a cluster.
  private(set) var width: Int
  /// Whether any cluster improved since the seeds were last drawn.
  private var hasImproved = false
  /// Passes over all seeds so far.
  private(set) var passes = 0
  /// Passes in vain at the largest size.
  private var idlePasses = 0
  /// Customers whose clusters are still to be tried, in a random order.
  private var seeds: [Int] = []

  private static let firstWidth = 6
  private static let largestWidth = 18
  /// Passes in vain at the largest size after which the tree has its turn.
  private static let patience = 1

  init(_ data: SingleSourceData, seed: UInt64, clock: SearchClock) {
    self.data = data
    self.clock = clock
    random = SplitMix64(seed: seed)
    width = Self.firstWidth
  }

  /// Whether clusters of the largest size were tried in vain.
  var isExhausted: Bool { idlePasses >= Self.patience }

  /// Nodes that a cluster may take: small ones are solved, large ones are given up where they are hard.
  private var nodeLimit: Int { 30 * width }

  /// Tries a batch of clusters; the better assignment, nil where none improved.
  ///
  /// - Parameters:
  ///   - openness: how likely each facility is open in a good solution, or empty.
  ///   - batch: number of clusters.
  ///   - threads: threads they are solved on.
  func improve(_ assignment: Assignment, openness: [Double], batch: Int, threads: Int) -> Assignment? {
    let clusters = clusters(around: assignment, openness: openness, batch: batch)
    let (data, clock, nodeLimit) = (data, clock, nodeLimit)
    let found = parallelMap(count: clusters.count, threads: threads) { index -> [Int32]? in
      clock.isOver ? nil : clusters[index].solve(data, assignment, nodeLimit: nodeLimit, clock: clock)
    }
    var facility = assignment.facility
    var isBetter = false
    for (cluster, own) in zip(clusters, found) {
      guard let own else { continue }
      for (k, j) in cluster.customers.enumerated() { facility[j] = own[k] }
      isBetter = true
    }
    guard isBetter, let better = Assignment(facility, in: data), better.cost < assignment.cost else {
      if seeds.isEmpty { endPass() }
      return nil
    }
    hasImproved = true
    if seeds.isEmpty { endPass() }
    return better
  }

  /// After all seeds: larger clusters, unless this size still brings something.
  private func endPass() {
    passes += 1
    if !hasImproved {
      if width >= Self.largestWidth { idlePasses += 1 } else { width += 4 }
    } else {
      idlePasses = 0
    }
    hasImproved = false
  }

  /// Clusters without a facility in common.
  private func clusters(around assignment: Assignment, openness: [Double], batch: Int) -> [FacilityCluster] {
    var isOpen = [Bool](repeating: false, count: data.facilityCount)
    for i in assignment.facility { isOpen[Int(i)] = true }
    var isTaken = [Bool](repeating: false, count: data.facilityCount)
    if seeds.isEmpty { seeds = drawSeeds(assignment) }
    var clusters: [FacilityCluster] = []
    var later: [Int] = []
    while clusters.count < batch, let seed = seeds.popLast() {
      let cluster = FacilityCluster(
        data, assignment, seed: seed, width: width, isOpen: isOpen, openness: openness, random: &random)
      if cluster.facilities.contains(where: { isTaken[$0] }) {
        later.append(seed)
        if later.count > 4 * batch { break }
        continue
      }
      for i in cluster.facilities { isTaken[i] = true }
      clusters.append(cluster)
    }
    seeds.append(contentsOf: later.reversed())
    return clusters
  }

  /// A customer of each open facility, in a random order.
  private func drawSeeds(_ assignment: Assignment) -> [Int] {
    var order = Array(0..<data.customerCount)
    for k in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(k, random.integer(0, k)) }
    var hasSeed = [Bool](repeating: false, count: data.facilityCount)
    return order.filter { j in
      let i = Int(assignment.facility[j])
      defer { hasSeed[i] = true }
      return !hasSeed[i]
    }
  }
}
