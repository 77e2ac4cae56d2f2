// SPDX-License-Identifier: GPL-3.0-or-later

/// A single-source problem made ready for the search: arcs that can never be used are gone, and the arcs
/// stand both facility by facility and customer by customer.
final class SingleSourceData: Sendable {
  /// Number of facilities.
  let facilityCount: Int
  /// Number of customers.
  let customerCount: Int
  /// Capacity of each facility, at most what its customers could ask for, and a rounding error larger than
  /// given, so that demands that add up to the capacity fit.
  let capacity: [Double]
  /// Fixed cost of each facility.
  let fixedCost: [Double]
  /// Demand of each customer.
  let demand: [Double]
  /// Where the arcs of each facility start; arcs are counted facility by facility from here on.
  let arcStart: [Int]
  /// Customer of each arc, ascending within a facility.
  let arcCustomer: [Int32]
  /// Facility of each arc.
  let arcFacility: [Int32]
  /// Cost of each arc.
  let arcCost: [Double]
  /// Where the list of each customer starts in `byCost`.
  let listStart: [Int]
  /// The arcs of each customer, cheapest first.
  let byCost: [Int32]
  /// Costs by facility and customer, infinite without an arc; empty where that would be too large.
  private let costTable: [Double]
  /// Where costs are looked up that neither the table nor the arcs here hold.
  private let whole: SingleSourceData?
  /// All solution values are multiples of this; 0 where nothing is known.
  let valueStep: Double

  /// Largest number of entries of the cost table.
  private static let tableLimit = 30_000_000

  init(_ problem: LocationProblem) {
    let m = problem.facilityCount
    let n = problem.customerCount
    facilityCount = m
    customerCount = n
    demand = problem.demand
    fixedCost = problem.fixedCost
    var reach = [Double](repeating: 0, count: m)
    var count = [Int](repeating: 0, count: m + 1)
    func fits(_ customer: Int, _ facility: Int) -> Bool {
      problem.demand[customer] <= problem.capacity[facility] * (1 + Self.capacitySlack)
    }
    for j in 0..<n {
      for a in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[a])
        if fits(j, i) {
          reach[i] += problem.demand[j]
          count[i + 1] += 1
        }
      }
    }
    capacity = (0..<m).map { i in min(problem.capacity[i], reach[i]) * (1 + Self.capacitySlack) }
    for i in 0..<m { count[i + 1] += count[i] }
    arcStart = count
    var customer = [Int32](repeating: 0, count: count[m])
    var facility = customer
    var cost = [Double](repeating: 0, count: count[m])
    var lists: [Int32] = []
    var starts = [0]
    lists.reserveCapacity(count[m])
    for j in 0..<n {
      for a in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[a])
        guard fits(j, i) else { continue }
        let place = count[i]
        count[i] += 1
        customer[place] = Int32(j)
        facility[place] = Int32(i)
        cost[place] = problem.arcCost[a]
        lists.append(Int32(place))
      }
      lists[starts[j]...].sort { (cost[Int($0)], $0) < (cost[Int($1)], $1) }
      starts.append(lists.count)
    }
    arcCustomer = customer
    arcFacility = facility
    arcCost = cost
    listStart = starts
    byCost = lists
    if m * n <= Self.tableLimit {
      var table = [Double](repeating: .infinity, count: m * n)
      for a in cost.indices { table[Int(facility[a]) * n + Int(customer[a])] = cost[a] }
      costTable = table
    } else {
      costTable = []
    }
    whole = nil
    valueStep = Self.commonStep(problem.fixedCost, cost)
  }

  /// The same problem with some of its arcs only.
  init(_ whole: SingleSourceData, without removed: SearchNode) {
    let m = whole.facilityCount
    let n = whole.customerCount
    facilityCount = m
    customerCount = n
    demand = whole.demand
    fixedCost = whole.fixedCost
    capacity = whole.capacity
    valueStep = whole.valueStep
    var starts = [0]
    var customer: [Int32] = []
    var facility: [Int32] = []
    var cost: [Double] = []
    var place = [Int32](repeating: -1, count: whole.arcCost.count)
    for i in 0..<m {
      for a in whole.arcStart[i]..<whole.arcStart[i + 1] where !removed.isRemoved(a) {
        place[a] = Int32(cost.count)
        customer.append(whole.arcCustomer[a])
        facility.append(Int32(i))
        cost.append(whole.arcCost[a])
      }
      starts.append(cost.count)
    }
    arcStart = starts
    arcCustomer = customer
    arcFacility = facility
    arcCost = cost
    var lists: [Int32] = []
    var listStarts = [0]
    for j in 0..<n {
      for a in whole.byCost[whole.listStart[j]..<whole.listStart[j + 1]] where place[Int(a)] >= 0 {
        lists.append(place[Int(a)])
      }
      listStarts.append(lists.count)
    }
    listStart = listStarts
    byCost = lists
    costTable = whole.costTable
    self.whole = whole.costTable.isEmpty ? whole.whole ?? whole : nil
  }

  /// How much larger than given a capacity is taken to be, relative: rounding of sums of demands.
  private static let capacitySlack = 1e-9

  /// Cost of serving the customer from the facility, infinite without an arc.
  func cost(_ facility: Int, _ customer: Int) -> Double {
    if !costTable.isEmpty { return costTable[facility * customerCount + customer] }
    if let whole { return whole.cost(facility, customer) }
    return arc(facility, customer).map { arcCost[$0] } ?? .infinity
  }

  /// The arc from the facility to the customer.
  func arc(_ facility: Int, _ customer: Int) -> Int? {
    var low = arcStart[facility]
    var high = arcStart[facility + 1]
    while low < high {
      let middle = (low + high) / 2
      if arcCustomer[middle] < customer { low = middle + 1 } else { high = middle }
    }
    return low < arcStart[facility + 1] && arcCustomer[low] == customer ? low : nil
  }

  /// A decimal step that all costs are multiples of, 0 if there is none.
  private static func commonStep(_ fixedCost: [Double], _ cost: [Double]) -> Double {
    for step in [1.0, 0.1, 0.01, 0.001] {
      let isMultiple = { (value: Double) -> Bool in
        let steps = value / step
        return abs(steps) < 1e9 && abs(steps - steps.rounded()) < 1e-7
      }
      if fixedCost.allSatisfy(isMultiple) && cost.allSatisfy(isMultiple) { return step }
    }
    return 0
  }
}
