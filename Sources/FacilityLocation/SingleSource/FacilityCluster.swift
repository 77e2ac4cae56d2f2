// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Facilities that lie together in the eyes of one customer, and the customers they serve.
struct FacilityCluster: Sendable {
  /// Open ones and closed ones, ascending.
  let facilities: [Int]
  /// The customers that the open ones serve, ascending.
  let customers: [Int]

  /// A cluster of given facilities and all the customers they serve.
  init(facilities: [Int], customers: [Int]) {
    self.facilities = facilities
    self.customers = customers
  }

  /// The open facilities that serve a customer most cheaply, and the closed ones among them that were open
  /// in some good relaxed solution.
  ///
  /// - Parameters:
  ///   - width: open facilities, at the most.
  ///   - openness: how likely each facility is open in a good solution, or empty.
  init(
    _ data: SingleSourceData, _ assignment: Assignment, seed: Int, width: Int, isOpen: [Bool],
    openness: [Double], random: inout SplitMix64
  ) {
    var chosen = [Bool](repeating: false, count: data.facilityCount)
    var openCount = 0
    var closedCount = 0
    // Its own facility is always in, however dear.
    let own = Int(assignment.facility[seed])
    chosen[own] = true
    for arc in data.byCost[data.listStart[seed]..<data.listStart[seed + 1]] {
      let i = Int(data.arcFacility[Int(arc)])
      if isOpen[i] {
        if openCount == width { break }
        // Not always the same neighbours.
        if random.unit() < 0.15 { continue }
        openCount += 1
        chosen[i] = true
      } else if closedCount < 2 * width {
        let likely = openness.isEmpty ? 0.1 : openness[i] + 0.02
        if random.unit() < 6 * likely {
          closedCount += 1
          chosen[i] = true
        }
      }
    }
    facilities = chosen.indices.filter { chosen[$0] }
    customers = assignment.facility.indices.filter { chosen[Int(assignment.facility[$0])] }
  }

  /// A better assignment of the customers, in their order; nil where none was found.
  func solve(_ data: SingleSourceData, _ assignment: Assignment, nodeLimit: Int, clock: SearchClock)
    -> [Int32]?
  {
    var arcStart = [0]
    var arcFacility: [Int32] = []
    var arcCost: [Double] = []
    for j in customers {
      for (k, i) in facilities.enumerated() {
        let cost = data.cost(i, j)
        if cost < .infinity {
          arcFacility.append(Int32(k))
          arcCost.append(cost)
        }
      }
      arcStart.append(arcCost.count)
    }
    let problem = LocationProblem(
      capacity: facilities.map { data.capacity[$0] }, fixedCost: facilities.map { data.fixedCost[$0] },
      demand: customers.map { data.demand[$0] }, arcStart: arcStart, arcFacility: arcFacility,
      arcCost: arcCost, isSingleSource: true)
    let control = LocationControl(deadline: clock.deadline, cancellation: clock.cancellation)
    var place = [Int32](repeating: -1, count: data.facilityCount)
    for (k, i) in facilities.enumerated() { place[i] = Int32(k) }
    let now = customers.map { place[Int(assignment.facility[$0])] }
    var run = SingleSourceRun(problem, control, start: now, nodeLimit: nodeLimit)
    guard let better = run.improvement() else { return nil }
    return better.facility.map { Int32(facilities[Int($0)]) }
  }
}
