// SPDX-License-Identifier: GPL-3.0-or-later

/// The root: its bound, cuts, and the work on the incumbent before the tree.
extension SingleSourceRun {
  /// Bounds the root, makes the first incumbents and improves them, and drops what cannot matter.
  mutating func climbRoot() {
    var node = SearchNode(data)
    let worker = workers[0]
    let model = worker.model
    let ascent = worker.ascent
    nodeCount = 1
    guard model.load(&node) else { return }
    if model.customerCount == 0 {
      take(Assignment(model.assigned, in: data))
      return
    }
    node.multiplier = firstMultipliers()
    worker.search.begin(seed: control.seed)
    worker.setPoint(node)
    ascent.start(step: 1)
    worker.repair()
    take(worker.search.best)
    var checked = ascent.bound
    for k in 1...(nodeLimit == nil ? Effort.root : Effort.clusterRoot) {
      if clock.isOver || ascent.bound >= cutoff { break }
      let goal =
        incumbent.map { min($0.cost, 1.05 * ascent.bound + 1e-6 * abs($0.cost)) }
        ?? ascent.bound + 0.05 * abs(ascent.bound) + 1
      if !ascent.advance(target: max(goal, ascent.bound + 1e-4 * abs(ascent.bound))) { break }
      if k % 20 == 0 {
        worker.repair()
        take(worker.search.best)
        node.bound = max(node.bound, ascent.bound)
      }
      if k % 60 == 0 {
        if ascent.bound - checked < 1e-5 * abs(ascent.bound) && k > 200 { break }
        checked = ascent.bound
      }
    }
    node.bound = max(node.bound, ascent.bound)
    worker.keepMultipliers(&node)
    rootMultipliers = node.multiplier
    rootPoint = node
    rootBound = node.bound
    queue.push(node)
    openness = worker.openness(node)
    report()
    if node.bound < cutoff, nodeLimit == nil, !clock.isOver {
      let fromScratch = [Int32](repeating: -1, count: data.customerCount)
      let noneOpen = [Bool](repeating: false, count: data.facilityCount)
      improver.start(wish: fromScratch, isOpen: noneOpen)
      let arcs = data.arcCost.count
      // Of large problems, local search only makes a start; clusters go on from there.
      let rounds = max(500, clusters == nil ? arcs / 20 : arcs / 60)
      improver.improve(rounds: rounds, warmth: 0.003, openness: openness, clock: clock)
      take(improver.best)
      report()
      if let incumbent { improver.offer(incumbent) }
      improver.restart()
      improver.improve(rounds: rounds, warmth: 0.001, openness: openness, clock: clock)
      take(improver.best)
      report()
      if mayNeedCuts {
        improveByClusters(passes: 1)
        shrink()
        addCuts()
        shrink()
      }
      if cuts.count > 0 {
        alternate(turns: Effort.diveTurns, patience: Effort.divePatience, rounds: rounds)
        improveByClusters(largest: Effort.rootClusterWidth)
        improveByClusters(downTo: Effort.rootClusterGap)
      } else {
        improveByClusters()
        // Longer on large problems, whose tree is slow as long as the incumbent is far off.
        alternate(turns: clusters == nil ? 3 : 8, patience: 5, rounds: rounds)
      }
    }
    shrink()
    report()
  }

  /// Whether subset-row cuts are worth their while: with few customers at each open facility, the sets they
  /// are served in matter more, and the knapsacks stay easy.
  private var mayNeedCuts: Bool {
    clusters != nil && data.customerCount <= Effort.cutCustomerLimit
      && Double(data.customerCount) <= Effort.cutCustomers * openness.reduce(0, +)
  }

  /// Raises the root's bound by subset-row cuts.
  private mutating func addCuts() {
    let goal = cutoff
    guard !clock.isOver, goal.isFinite, queue.lowestBound < goal, var root = queue.pop() else { return }
    let worker = workers[0]
    cuts = worker.addCuts(&root, cutoff: goal, clock: clock)
    queue.push(root)
    workers = [worker]
    rootPoint = root
    rootBound = root.bound
    shrunkGap = .infinity
    if cuts.count > 0 { openness = worker.openness(root) }
    report()
  }

  /// The second cheapest arc of each customer, with a part of its facility's fixed cost.
  private func firstMultipliers() -> [Float] {
    (0..<data.customerCount).map { j in
      let list = data.byCost[data.listStart[j]..<data.listStart[j + 1]]
      let priced = list.prefix(12).map { arc -> Double in
        let i = Int(data.arcFacility[Int(arc)])
        let part = data.capacity[i] > 0 ? data.demand[j] / data.capacity[i] : 0
        return data.arcCost[Int(arc)] + data.fixedCost[i] * part
      }
      .sorted()
      return Float(priced.count > 1 ? priced[1] : priced.first ?? 0)
    }
  }
}
