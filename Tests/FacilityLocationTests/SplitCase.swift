// SPDX-License-Identifier: GPL-3.0-or-later

import FacilityLocation
import LinearProgramming

/// Small random splittable problems that mix what occurs: missing arcs, customers without demand, equal
/// costs, facilities that cost nothing, hold nothing or hold everything, large numbers, too little capacity.
struct SplitCase {
  let problem: LocationProblem

  init(_ problem: LocationProblem) { self.problem = problem }

  /// Facilities and customers on a unit square, every pair with an arc, capacities of `ratio` times the demand.
  static func plane(seed: UInt64, facilities: Int, customers: Int, ratio: Double) -> LocationProblem {
    var random = SplitMix64(seed: seed)
    let sites = (0..<facilities).map { _ in (random.unit(), random.unit()) }
    let homes = (0..<customers).map { _ in (random.unit(), random.unit()) }
    let demand = homes.map { _ in Double(random.integer(5, 35)) }
    let weight = sites.map { _ in Double(random.integer(10, 160)) }
    let factor = ratio * demand.reduce(0, +) / weight.reduce(0, +)
    var cost: [Double] = []
    for (home, load) in zip(homes, demand) {
      for site in sites {
        let (dx, dy) = (site.0 - home.0, site.1 - home.1)
        cost.append(10 * load * (dx * dx + dy * dy).squareRoot())
      }
    }
    return LocationProblem(
      capacity: weight.map { $0 * factor },
      fixedCost: weight.map { random.uniform(0, 90) + random.uniform(100, 110) * $0.squareRoot() },
      demand: demand, arcStart: (0...customers).map { $0 * facilities },
      arcFacility: (0..<facilities * customers).map { Int32($0 % facilities) }, arcCost: cost,
      isSingleSource: false)
  }

  init(seed: UInt64, facilities: ClosedRange<Int> = 2...6, customers: ClosedRange<Int> = 1...9) {
    var random = SplitMix64(seed: seed &* 7919 &+ 13)
    let facilityCount = random.integer(facilities.lowerBound, facilities.upperBound)
    let customerCount = random.integer(customers.lowerBound, customers.upperBound)
    let isSparse = random.integer(0, 2) == 0
    let isDegenerate = random.integer(0, 3) == 0
    let magnitude = [1.0, 1, 1, 1e6, 1e-4][random.integer(0, 4)]
    let weight = [1.0, 1, 1e5, 1e-3][random.integer(0, 3)]
    let demand = (0..<customerCount).map { _ in
      random.integer(0, 9) == 0 ? 0 : isDegenerate ? 2 * weight : random.uniform(1, 20) * weight
    }
    let total = demand.reduce(0, +)
    // A ratio below 1 cannot be served.
    let ratio = [0.9, 1.05, 1.5, 3, 6][random.integer(0, 4)]
    var capacity = (0..<facilityCount).map { _ in isDegenerate ? 1 : random.uniform(0.3, 2) }
    let sum = capacity.reduce(0, +)
    capacity = capacity.map { $0 / sum * total * ratio }
    var fixedCost = (0..<facilityCount).map { _ in
      (isDegenerate ? 10 : random.uniform(5, 60)) * magnitude
    }
    for i in 0..<facilityCount {
      switch random.integer(0, 11) {
      case 0: capacity[i] = 0
      case 1: fixedCost[i] = 0
      case 2:
        capacity[i] = .infinity
        fixedCost[i] = 0
      case 3: capacity[i] = .infinity
      default: break
      }
    }
    var start = [0]
    var facility: [Int32] = []
    var cost: [Double] = []
    for _ in 0..<customerCount {
      for i in 0..<facilityCount where !isSparse || random.integer(0, 9) < 6 {
        facility.append(Int32(i))
        cost.append((isDegenerate ? Double(random.integer(0, 3)) : random.uniform(0, 40)) * magnitude)
      }
      start.append(facility.count)
    }
    problem = LocationProblem(
      capacity: capacity, fixedCost: fixedCost, demand: demand, arcStart: start, arcFacility: facility,
      arcCost: cost, isSingleSource: false)
  }

  /// The least cost by GLPK on the strong formulation; nil if there is no solution.
  func glpkOptimum() throws -> Double? {
    // In units in which GLPK's absolute tolerances mean little.
    let unit = max(problem.fixedCost.max() ?? 0, problem.arcCost.max() ?? 0, 1e-12) / 100
    let load = max(problem.demand.max() ?? 0, 1e-12)
    var model = LinearModel(keepsNames: false)
    let open = problem.fixedCost.map { model.addColumn(upper: 1, cost: $0 / unit, kind: .integer) }
    let capacityRow = problem.capacity.map { _ in model.addRow(upper: 0) }
    for i in problem.capacity.indices where problem.capacity[i] < .infinity {
      model.addTerm(row: capacityRow[i], column: open[i], coefficient: -problem.capacity[i] / load)
    }
    for j in 0..<problem.customerCount {
      let row = model.addRow(lower: 1, upper: 1)
      for arc in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[arc])
        let share = model.addColumn(upper: 1, cost: problem.arcCost[arc] / unit)
        model.addTerm(row: row, column: share, coefficient: 1)
        if problem.capacity[i] < .infinity, problem.demand[j] > 0 {
          model.addTerm(row: capacityRow[i], column: share, coefficient: problem.demand[j] / load)
        }
        let strong = model.addRow(upper: 0)
        model.addTerm(row: strong, column: share, coefficient: 1)
        model.addTerm(row: strong, column: open[i], coefficient: -1)
      }
    }
    let found = try solve(model)
    return found.termination == .optimal ? found.objective.map { $0 * unit } : nil
  }

  /// The least cost by trying every open set, or every one with a facility in a given state; nil if none can
  /// serve all.
  func bruteForceOptimum(forcing forced: (facility: Int, isOpen: Bool)? = nil) -> Double? {
    var best: Double?
    for set in 0..<(1 << problem.facilityCount) {
      let isOpen = (0..<problem.facilityCount).map { set >> $0 & 1 == 1 }
      if let forced, isOpen[forced.facility] != forced.isOpen { continue }
      guard let transport = ShortestPathTransport(problem, isOpen).cost else { continue }
      let value = isOpen.indices.reduce(transport) { $0 + (isOpen[$1] ? problem.fixedCost[$1] : 0) }
      if value < best ?? .infinity { best = value }
    }
    return best
  }

  /// What is wrong with an outcome's solution, bound and proof, each looked at from the data; empty if nothing is.
  func faults(_ outcome: LocationOutcome) -> [String] {
    var faults: [String] = []
    if let solution = outcome.solution {
      var load = [Double](repeating: 0, count: problem.facilityCount)
      var value = 0.0
      for j in 0..<problem.customerCount {
        var served = 0.0
        for arc in problem.arcStart[j]..<problem.arcStart[j + 1] {
          let share = solution.share[arc]
          if share < 0 { faults.append("negative share \(share)") }
          if share > 0, !solution.isOpen[Int(problem.arcFacility[arc])] { faults.append("closed, yet used") }
          served += share
          load[Int(problem.arcFacility[arc])] += share * problem.demand[j]
          value += share * problem.arcCost[arc]
        }
        if abs(served - 1) > 1e-9 { faults.append("customer \(j) served \(served)") }
      }
      let total = problem.demand.reduce(0, +)
      for i in 0..<problem.facilityCount {
        if load[i] > problem.capacity[i] + 2e-9 * total { faults.append("facility \(i) overloaded") }
        if solution.isOpen[i] { value += problem.fixedCost[i] }
      }
      if abs(value - solution.value) > 1e-9 * max(abs(value), 1e-9) { faults.append("value \(value)") }
      if outcome.bound > value + 1e-9 * abs(value) { faults.append("bound \(outcome.bound) above \(value)") }
    }
    if let proof = outcome.rootProof, outcome.ending == .withinGap {
      let proved = closedForm(proof)
      if proved > outcome.bound + 1e-7 * abs(outcome.bound) + 1e-9 { faults.append("root proves \(proved)") }
    }
    return faults
  }

  /// The bound of the strong relaxation that multipliers prove.
  func closedForm(_ proof: LocationOutcome.RootProof) -> Double {
    var sum = proof.customerMultiplier.reduce(0, +)
    for i in 0..<problem.facilityCount {
      let price = proof.capacityPrice[i]
      var gain = problem.fixedCost[i] - (price > 0 ? price * problem.capacity[i] : 0)
      for j in 0..<problem.customerCount {
        for arc in problem.arcStart[j]..<problem.arcStart[j + 1] where problem.arcFacility[arc] == Int32(i) {
          gain += min(0, problem.arcCost[arc] + price * problem.demand[j] - proof.customerMultiplier[j])
        }
      }
      sum += min(0, gain)
    }
    return sum
  }
}

/// The transportation problem with a given open set, by shortest augmenting paths (Bellman and Ford): slow, and
/// nothing like the network simplex.
struct ShortestPathTransport {
  let cost: Double?

  init(_ problem: LocationProblem, _ isOpen: [Bool]) {
    let facilities = problem.facilityCount
    let total = problem.demand.reduce(0, +)
    var room = problem.capacity.map { min($0, total) }
    var sum = 0.0
    var flow = [Double](repeating: 0, count: problem.arcCount)
    for j in 0..<problem.customerCount {
      let arcs = problem.arcStart[j]..<problem.arcStart[j + 1]
      let usable = arcs.filter { isOpen[Int(problem.arcFacility[$0])] }
      if problem.demand[j] == 0 {
        guard let least = usable.map({ problem.arcCost[$0] }).min() else {
          cost = nil
          return
        }
        sum += least
        continue
      }
      var missing = problem.demand[j]
      while missing > 1e-10 * total {
        // Distance of each facility from customer j in the residual network, and the arcs that lead there.
        var distance = [Double](repeating: .infinity, count: facilities)
        var into = [(forward: Int, backward: Int, from: Int)?](repeating: nil, count: facilities)
        for arc in usable {
          let i = Int(problem.arcFacility[arc])
          let unit = problem.arcCost[arc] / problem.demand[j]
          if unit < distance[i] {
            distance[i] = unit
            into[i] = (arc, -1, -1)
          }
        }
        var isChanged = true
        while isChanged {
          isChanged = false
          for k in 0..<problem.customerCount where problem.demand[k] > 0 {
            let row = problem.arcStart[k]..<problem.arcStart[k + 1]
            for back in row where flow[back] > 1e-12 * total {
              let from = Int(problem.arcFacility[back])
              for arc in row where isOpen[Int(problem.arcFacility[arc])] && arc != back {
                let i = Int(problem.arcFacility[arc])
                let length =
                  distance[from] + (problem.arcCost[arc] - problem.arcCost[back]) / problem.demand[k]
                if length < distance[i] - 1e-11
                  * (abs(length) + abs(problem.arcCost[arc] / problem.demand[k]))
                {
                  distance[i] = length
                  into[i] = (arc, back, from)
                  isChanged = true
                }
              }
            }
          }
        }
        let ends = (0..<facilities).filter { room[$0] > 1e-12 * total && distance[$0] < .infinity }
        guard let end = ends.min(by: { distance[$0] < distance[$1] }) else {
          cost = nil
          return
        }
        var step = min(missing, room[end])
        var node = end
        while let link = into[node], link.from >= 0 {
          step = min(step, flow[link.backward])
          node = link.from
        }
        room[end] -= step
        missing -= step
        node = end
        while let link = into[node] {
          flow[link.forward] += step
          if link.from < 0 { break }
          flow[link.backward] -= step
          node = link.from
        }
      }
    }
    for j in 0..<problem.customerCount where problem.demand[j] > 0 {
      for arc in problem.arcStart[j]..<problem.arcStart[j + 1] {
        sum += flow[arc] / problem.demand[j] * problem.arcCost[arc]
      }
    }
    cost = sum
  }
}
