// SPDX-License-Identifier: GPL-3.0-or-later

/// The splittable problem as its kernels want it: customers with a demand first, costs per unit of demand
/// (of customers without a demand: per customer), each customer's arcs by ascending cost, and no capacity
/// larger than what a facility can reach.
///
/// Multipliers, written v, are per unit as well: v_j = u_j / d_j.
final class SplitModel: @unchecked Sendable {
  let facilityCount: Int
  let customerCount: Int
  /// Customers before this one have a demand.
  let sizedCount: Int
  let capacity: [Double]
  let fixedCost: [Double]
  /// Demand of each customer.
  let size: [Double]
  /// What a multiplier of 1 stands for: the demand, 1 for a customer without.
  let scale: [Double]
  let totalDemand: Double
  /// The customer in the original problem.
  let originalCustomer: [Int]
  let arcStart: [Int]
  let arcFacility: [Int32]
  let arcCost: [Double]
  /// The arc in the original problem.
  let originalArc: [Int32]
  /// Whether a customer has no arc at all.
  let hasOrphan: Bool

  init(_ problem: LocationProblem) {
    let customers = problem.customerCount
    facilityCount = problem.facilityCount
    customerCount = customers
    fixedCost = problem.fixedCost
    let order =
      (0..<customers).filter { problem.demand[$0] > 0 } + (0..<customers).filter { problem.demand[$0] <= 0 }
    let sized = problem.demand.count { $0 > 0 }
    sizedCount = sized
    originalCustomer = order
    size = order.map { max(0, problem.demand[$0]) }
    scale = size.map { $0 > 0 ? $0 : 1 }
    totalDemand = size.reduce(0, +)
    var start = [0]
    start.reserveCapacity(customers + 1)
    var facility: [Int32] = []
    var cost: [Double] = []
    var original: [Int32] = []
    facility.reserveCapacity(problem.arcCount)
    cost.reserveCapacity(problem.arcCount)
    original.reserveCapacity(problem.arcCount)
    var reachable = [Double](repeating: 0, count: problem.facilityCount)
    var orphan = false
    var entries: [(cost: Double, arc: Int32)] = []
    for (position, customer) in order.enumerated() {
      let perUnit = 1 / scale[position]
      entries.removeAll(keepingCapacity: true)
      for arc in problem.arcStart[customer]..<problem.arcStart[customer + 1] {
        entries.append((problem.arcCost[arc] * perUnit, Int32(arc)))
      }
      entries.sort { $0.cost < $1.cost || ($0.cost == $1.cost && $0.arc < $1.arc) }
      orphan = orphan || entries.isEmpty
      for entry in entries {
        let target = problem.arcFacility[Int(entry.arc)]
        facility.append(target)
        cost.append(entry.cost)
        original.append(entry.arc)
        reachable[Int(target)] += size[position]
      }
      start.append(facility.count)
    }
    hasOrphan = orphan
    arcStart = start
    arcFacility = facility
    arcCost = cost
    originalArc = original
    capacity = zip(problem.capacity, reachable).map { max(0, min($0, $1)) }
  }
}
