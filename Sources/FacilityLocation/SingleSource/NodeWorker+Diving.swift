// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Looking for solutions below a node.
extension NodeWorker {
  /// Looks for a solution below a node: opens and closes facilities as the average solution leans, a few
  /// at a time, until all are decided; then works on the assignment.
  ///
  /// Where subset-row cuts are priced, a few customers fill a facility, and the relaxation likes sets of
  /// facilities that hold the demand without a unit to spare: hardly any assignment fits into those. So a
  /// dive may ask for room beyond the demand while it opens facilities. Where assigning customers leads
  /// nowhere, it goes back to before the last step and assigns fewer at once.
  ///
  /// - Parameters:
  ///   - cutoff: only assignments below it are wanted.
  ///   - reserve: room beyond the demand that the facilities opened must have.
  ///   - seed: of what is drawn.
  /// - Returns: the best assignment found.
  func dive(
    _ start: SearchNode, cutoff: Double, reserve: Double = 0, seed: UInt64, clock: SearchClock
  ) -> Assignment? {
    var random = SplitMix64(seed: seed)
    var node = start
    var handOverAt = Effort.restCustomers
    let stepsBack = handsOver && model.cuts.count > 0
    var retreat = DiveRetreat(limit: stepsBack ? Effort.diveCaution : 1)
    var forecast = DiveForecast()
    search.begin(seed: seed)
    model.reserve = reserve
    defer { model.reserve = 0 }
    for step in 0..<(2 * data.facilityCount + 2 * data.customerCount + 2) {
      if clock.isOver { return search.best }
      var isDead = !model.load(&node)
      if !isDead {
        if model.customerCount == 0 { return Assignment(model.assigned, in: data) ?? search.best }
        setPoint(node)
        ascent.start(step: firstStep)
        climb(model.cuts.count > 0 ? Effort.diveWithCuts : Effort.dive, cutoff: cutoff, clock: clock)
        isDead = ascent.bound >= cutoff
      }
      if isDead {
        guard let last = retreat.stepBack() else { return search.best }
        node = last
        handOverAt = max(handOverAt, Effort.restCustomers)
        continue
      }
      keepMultipliers(&node)
      var decided = 0
      var next = -1
      var largest = -1.0
      for i in 0..<model.facilityCount {
        let owner = Int(model.facility[i])
        guard node.state[owner] == FacilityState.free else { continue }
        let open = ascent.averageOpen(i)
        if open > 0.95 || open < 0.02 {
          node.state[owner] = open > 0.5 ? FacilityState.open : FacilityState.closed
          decided += 1
        } else {
          let score = open * (0.5 + random.unit())
          if score > largest {
            largest = score
            next = owner
          }
        }
      }
      if next >= 0 {
        node.state[next] = FacilityState.open
        continue
      }
      // No facility is left to open.
      model.reserve = 0
      if decided == 0 {
        let expected = forecast.expected(bound: ascent.bound, customers: model.customerCount)
        if stepsBack && expected >= cutoff { return search.best }
        if handsOver && model.cuts.count > 0 && model.customerCount <= handOverAt {
          let rest = solveRest(
            nodeLimit: Effort.restNodes * min(retreat.caution, 2), cutoff: cutoff, seed: seed, clock: clock)
          if let found = rest.found, found.cost < search.best?.cost ?? .infinity { return found }
          if rest.isComplete { return search.best }
          // Too hard yet: the dive goes on, and hands over a smaller rest.
          handOverAt = model.customerCount * 2 / 3
        }
        if step & 1 == 0 || model.customerCount < 20 {
          repair()
          search.improve(rounds: Effort.polish, warmth: 0.0005, openness: [], clock: clock)
        }
        retreat.keep(node)
        assignDecided(&node, caution: retreat.caution, noise: stepsBack ? 0.1 : 0, &random)
      }
    }
    return search.best
  }

  /// Solves what a dive has left undecided by a tree of its own, with a limit on its nodes.
  ///
  /// - Returns: an assignment below the cutoff, and whether the tree was searched to its end.
  private func solveRest(
    nodeLimit: Int, cutoff: Double, seed: UInt64, clock: SearchClock
  ) -> (found: Assignment?, isComplete: Bool) {
    var count = [Int](repeating: 0, count: model.customerCount + 1)
    let items = model.itemStart[model.facilityCount]
    for k in 0..<items { count[Int(model.itemCustomer[k]) + 1] += 1 }
    for j in 0..<model.customerCount { count[j + 1] += count[j] }
    var place = count
    var arcFacility = [Int32](repeating: 0, count: items)
    var arcCost = [Double](repeating: 0, count: items)
    for i in 0..<model.facilityCount {
      for k in model.itemStart[i]..<model.itemStart[i + 1] {
        let j = Int(model.itemCustomer[k])
        arcFacility[place[j]] = Int32(i)
        arcCost[place[j]] = model.itemCost[k]
        place[j] += 1
      }
    }
    let problem = LocationProblem(
      capacity: (0..<model.facilityCount).map { model.capacity[$0] },
      fixedCost: (0..<model.facilityCount).map { model.fixedCost[$0] },
      demand: model.customer.map { data.demand[Int($0)] }, arcStart: count, arcFacility: arcFacility,
      arcCost: arcCost, isSingleSource: true)
    let control = LocationControl(deadline: clock.deadline, seed: seed, cancellation: clock.cancellation)
    var run = SingleSourceRun(
      problem, control, nodeLimit: nodeLimit, below: cutoff - model.decidedCost)
    guard let rest = run.best() else { return (nil, run.isComplete) }
    var facility = model.assigned
    for (k, j) in model.customer.enumerated() { facility[Int(j)] = model.facility[Int(rest.facility[k])] }
    return (Assignment(facility, in: data), run.isComplete)
  }

  /// Assigns the customers that the average solution has made up its mind about, at least a tenth.
  ///
  /// - Parameters:
  ///   - caution: with more than 1, that part of a tenth and no more.
  ///   - noise: by how much, at the most, shares count for less than they are, by chance.
  func assignDecided(
    _ node: inout SearchNode, caution: Int, noise: Double, _ random: inout SplitMix64
  ) {
    var top = [Double](repeating: -1, count: model.customerCount)
    var item = [Int](repeating: -1, count: model.customerCount)
    var place = [Int](repeating: -1, count: model.customerCount)
    for i in 0..<model.facilityCount {
      for k in model.itemStart[i]..<model.itemStart[i + 1] {
        let j = Int(model.itemCustomer[k])
        let share = ascent.averageShare(k)
        if share > top[j] {
          top[j] = share
          item[j] = k
          place[j] = i
        }
      }
    }
    if noise > 0 { for j in top.indices where top[j] < 0.95 { top[j] *= 1 - noise * random.unit() } }
    let order = top.indices.sorted { (top[$0], $1) > (top[$1], $0) }
    // Shares are averages: not all that lean to a facility need fit into it.
    var room = (0..<model.facilityCount).map { model.capacity[$0] }
    var assigned = 0
    for j in order where item[j] >= 0 {
      if assigned * 10 * caution >= model.customerCount && (top[j] < 0.95 || caution > 1) { break }
      let demand = model.itemDemand[item[j]]
      guard demand <= room[place[j]] else { continue }
      room[place[j]] -= demand
      assigned += 1
      let arc = Int(model.itemArc[item[j]])
      let customer = Int(data.arcCustomer[arc])
      for other in data.byCost[data.listStart[customer]..<data.listStart[customer + 1]]
      where Int(other) != arc { node.remove(Int(other)) }
    }
  }
}
