// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Solves parts of a plan exactly while the rest stays as it is: some warehouses near each other, with all
/// that is stored in them and some of what could be. As the parts are cut out of the strong formulation,
/// every rule is kept.
///
/// Every other time the parts are linear: many more warehouses, whose activations, periods and trips stay as
/// they are, so that shares alone move.
///
/// On several threads the parts have no warehouse and no demand in common; what they change is put together
/// in their order, so the outcome does not depend on which is ready first.
final class NeighbourhoodSearch: @unchecked Sendable {
  private let scenario: LogisticsScenario
  private let arrays: ScenarioArrays
  private let guide: SearchGuide
  private let program: StrongProgram
  private var formulation: StrongFormulation { program.formulation }
  private var restricted: RestrictedModel { program.restricted }
  var threads: Int
  private var random: SplitMix64
  private let scratch: Placement
  private var point: [Double]
  private var activity: [Double]
  private(set) var shares: [Double]
  private(set) var value: Double
  /// Lanes that a part may have, and a linear one: follow the time that parts take.
  private var laneLimit = 400
  private var linearLaneLimit = 3000
  /// Linear parts in a row that changed nothing; beyond a few they become rare.
  private var idleLinearCount = 0
  private(set) var solveCount = 0
  private(set) var gainCount = 0

  /// What the parts of one step have already.
  private struct Taken {
    var warehouses: [Bool]
    /// Two parts would both give the share to a demand that it is not served yet.
    var demands: [Bool]
  }

  // Columns by what they belong to.
  private var pairColumns: [[(warehouse: Int, column: Int)]]
  private var classColumns: [[Int]]
  private var tripColumns: [[(zone: Int, column: Int)]]
  private var lostColumn: [Int]
  /// By warehouse: the round in which it was last in a part.
  private var lastRound: [Int]
  private var round = 0

  init(
    _ scenario: LogisticsScenario, _ arrays: ScenarioArrays, _ program: StrongProgram, _ guide: SearchGuide,
    shares: [Double], value: Double, threads: Int, seed: UInt64
  ) {
    self.scenario = scenario
    self.arrays = arrays
    self.guide = guide
    self.threads = threads
    self.program = program
    random = SplitMix64(seed: seed)
    scratch = Placement(arrays, penalty: guide.penalty)
    self.shares = shares
    self.value = value
    point = program.formulation.point(scenario, shares: shares)
    activity = program.restricted.activity(at: point)
    let index = program.formulation.index
    pairColumns = Array(repeating: [], count: scenario.demands.count)
    for pair in index.pairs { pairColumns[pair.demand].append((pair.warehouse, pair.column)) }
    classColumns = Array(repeating: [], count: scenario.warehouses.count)
    for stored in index.storedClasses { classColumns[stored.warehouse].append(stored.column) }
    tripColumns = Array(repeating: [], count: scenario.warehouses.count)
    for trip in index.trips { tripColumns[trip.warehouse].append((trip.zone, trip.column)) }
    lostColumn = Array(repeating: -1, count: scenario.lanes.count)
    for (place, entry) in scenario.existing.enumerated() where place < index.lostColumn.count {
      if let column = index.lostColumn[place] { lostColumn[entry.lane] = column }
    }
    lastRound = Array(repeating: 0, count: scenario.warehouses.count)
  }

  /// Takes over a plan that breaks nothing, if it is better than its own.
  func adopt(_ shares: [Double], value: Double) {
    guard value < self.value else { return }
    self.value = value
    self.shares = shares
    point = formulation.point(scenario, shares: shares)
    activity = restricted.activity(at: point)
  }

  /// One part for each thread, each within a time limit.
  func step(seconds: Double, cancellation: Cancellation) {
    round += 1
    let isLinear = round % (idleLinearCount > 8 ? 16 : 2) == 0
    var taken = Taken(
      warehouses: Array(repeating: false, count: arrays.warehouseCount),
      demands: Array(repeating: false, count: arrays.demandCount))
    var parts: [[Int]] = []
    for _ in 0..<threads {
      let columns = part(&taken, isLinear: isLinear)
      if !columns.isEmpty { parts.append(columns) }
    }
    let restrictions = parts.map {
      restricted.restriction(to: $0, at: point, activity: activity, separatesLazyRows: true)
    }
    let job = Job(restrictions: restrictions, seconds: seconds, cancellation: cancellation)
    let found = parallelMap(count: parts.count, threads: threads) { job.run($0) }
    var isSlow = false
    let before = value
    for (index, result) in found.enumerated() {
      solveCount += 1
      if !result.isOptimal { isSlow = true }
      guard let primal = result.primal else { continue }
      accept(restrictions[index], primal)
    }
    let isQuick = found.allSatisfy { $0.seconds < 0.4 * seconds }
    if isLinear {
      idleLinearCount = value < before - 1e-6 * abs(before) ? 0 : idleLinearCount + 1
      adapt(&linearLaneLimit, isSlow: isSlow, isQuick: isQuick, least: 300)
    } else {
      adapt(&laneLimit, isSlow: isSlow, isQuick: isQuick, least: 60)
    }
  }

  private func adapt(_ limit: inout Int, isSlow: Bool, isQuick: Bool, least: Int) {
    if isSlow {
      limit = max(least, limit * 9 / 10)
    } else if isQuick {
      limit = min(20_000, limit * 13 / 10 + 1)
    }
  }

  /// Takes over what a part changes, if it is better and breaks nothing.
  private func accept(_ restriction: RestrictedModel.Restriction, _ primal: [Double]) {
    let first = formulation.index.firstLaneColumn
    var next = shares
    for (place, column) in restriction.columns.enumerated() {
      let lane = column - first
      if lane >= 0, lane < arrays.laneCount { next[lane] = primal[place] }
    }
    let table = ShareTable(scenario, raw: next[...])
    table.share.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { scratch.load($0) } }
    guard scratch.objective < value - 1e-9 * abs(value), scratch.isPlan, fits() else { return }
    gainCount += 1
    value = scratch.objective
    shares = table.share
    point = formulation.point(scenario, shares: shares)
    activity = restricted.activity(at: point)
  }

  /// Whether no capacity is exceeded and no demand served by more than rounding: a solver's tolerance may
  /// have done so.
  private func fits() -> Bool {
    for d in 0..<arrays.demandCount where scratch.served[d] > 1 + 1e-9 { return false }
    let slots = arrays.slotCount
    for slot in 0..<arrays.areaCount * slots
    where scratch.areaLoad[slot] > arrays.areaCapacity[slot] * (1 + 1e-7) + 1e-9 { return false }
    if arrays.hasTotals {
      for slot in 0..<arrays.warehouseCount * slots
      where scratch.totalLoad[slot] > arrays.totalCapacity[slot] * (1 + 1e-7) + 1e-9 { return false }
    }
    return true
  }

  /// The free columns of a part around a warehouse that was not looked at for long.
  private func part(_ taken: inout Taken, isLinear: Bool) -> [Int] {
    let laneLimit = isLinear ? linearLaneLimit : laneLimit
    let candidates = (0..<arrays.warehouseCount).filter {
      !taken.warehouses[$0] && arrays.warehouseStart[$0] < arrays.warehouseStart[$0 + 1]
    }
    guard !candidates.isEmpty else { return [] }
    // Of four at random, the one that waited longest.
    var seed = candidates[random.integer(0, candidates.count - 1)]
    for _ in 0..<3 {
      let other = candidates[random.integer(0, candidates.count - 1)]
      if lastRound[other] < lastRound[seed] { seed = other }
    }
    var members: [Int] = [seed]
    var near = isLinear ? reached(from: seed) : guide.warehouseNeighbours[seed].map { Int($0) }
    near.removeAll { taken.warehouses[$0] }
    // Now and then a neighbour further away comes first.
    for place in near.indices where random.integer(0, 3) == 0 {
      near.swapAt(place, random.integer(place, near.count - 1))
    }
    var isMember = [Bool](repeating: false, count: arrays.warehouseCount)
    isMember[seed] = true
    var isFree = [Bool](repeating: false, count: arrays.demandCount)
    var demands: [Int] = []
    var lanes = 0
    func count(_ w: Int) -> Int {
      // Lanes between what is in the members and the members, were this one a member.
      isMember[w] = true
      defer { isMember[w] = false }
      return occupants(isMember).reduce(0) { $0 + lanesInto(isMember, $1) }
    }
    var misses = 0
    for w in near {
      if count(w) > laneLimit {
        misses += 1
        if misses > 3 { break }
        continue
      }
      isMember[w] = true
      members.append(w)
      if !isLinear, members.count >= 30 { break }
    }
    for d in occupants(isMember) where !taken.demands[d] {
      let more = lanesInto(isMember, d)
      if lanes + more > laneLimit, !demands.isEmpty { continue }
      isFree[d] = true
      demands.append(d)
      lanes += more
    }
    // Then what is not served yet, or elsewhere for more, as long as there is room.
    var wishes: [(Double, Int)] = []
    for w in members {
      for position in Int(arrays.warehouseStart[w])..<Int(arrays.warehouseStart[w + 1]) {
        let l = Int(arrays.warehouseLane[position])
        let d = Int(arrays.laneDemand[l])
        if isFree[d] || taken.demands[d] { continue }
        let open = unserved(d)
        if open > 1e-6 { wishes.append((guide.reducedCost[l] - 1e-3 * guide.penalty[d] * open, d)) }
      }
    }
    wishes.sort { ($0.0, $0.1) < ($1.0, $1.1) }
    for (_, d) in wishes where !isFree[d] {
      let more = lanesInto(isMember, d)
      if lanes + more > laneLimit { break }
      isFree[d] = true
      demands.append(d)
      lanes += more
    }
    for d in demands { taken.demands[d] = true }
    for w in members {
      taken.warehouses[w] = true
      lastRound[w] = round
    }
    let columns = columns(members, isMember, demands)
    if !isLinear { return columns }
    return columns.filter { formulation.model.columnKind[$0] == .continuous }
  }

  /// Warehouses by their distance from one over neighbours, itself apart.
  private func reached(from seed: Int) -> [Int] {
    var isReached = [Bool](repeating: false, count: arrays.warehouseCount)
    isReached[seed] = true
    var queue = [seed]
    var head = 0
    while head < queue.count {
      for other in guide.warehouseNeighbours[queue[head]] where !isReached[Int(other)] {
        isReached[Int(other)] = true
        queue.append(Int(other))
      }
      head += 1
    }
    return Array(queue.dropFirst())
  }

  private func unserved(_ d: Int) -> Double {
    var open = 1.0
    for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1]) { open -= shares[l] }
    return open
  }

  private func occupants(_ isMember: [Bool]) -> [Int] {
    (0..<arrays.demandCount).filter { d in
      (Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])).contains {
        shares[$0] > 0 && isMember[Int(arrays.laneWarehouse[$0])]
      }
    }
  }

  private func lanesInto(_ isMember: [Bool], _ d: Int) -> Int {
    (Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])).count {
      isMember[Int(arrays.laneWarehouse[$0])]
    }
  }

  private func columns(_ members: [Int], _ isMember: [Bool], _ demands: [Int]) -> [Int] {
    let index = formulation.index
    let periods = arrays.periodCount
    var columns: [Int] = []
    var zones = Set<Int>()
    for d in demands {
      for l in Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      where isMember[Int(arrays.laneWarehouse[l])] {
        columns.append(index.firstLaneColumn + l)
        if lostColumn[l] >= 0 { columns.append(lostColumn[l]) }
      }
      if let column = index.unservedColumn[d] { columns.append(column) }
      for pair in pairColumns[d] where isMember[pair.warehouse] { columns.append(pair.column) }
      if arrays.zone[d] >= 0 { zones.insert(Int(arrays.zone[d])) }
    }
    for w in members {
      if let column = index.activationColumn[w] { columns.append(column) }
      if !index.periodColumn.isEmpty {
        var last = -1
        for t in 0..<periods {
          if let column = index.periodColumn[w * periods + t], column != last {
            columns.append(column)
            last = column
          }
        }
      }
      columns += classColumns[w]
      for trip in tripColumns[w] where zones.contains(trip.zone) { columns.append(trip.column) }
    }
    return columns
  }

  /// The solves of one step.
  private struct Job: @unchecked Sendable {
    let restrictions: [RestrictedModel.Restriction]
    let seconds: Double
    let cancellation: Cancellation

    struct Result: Sendable {
      var primal: [Double]?
      var isOptimal: Bool
      var seconds: Double
    }

    func run(_ index: Int) -> Result {
      let begin = ContinuousClock.now
      var control = SolveControl()
      control.timeLimit = .seconds(seconds)
      control.cancellation = cancellation
      control.relativeGap = 1e-4
      control.startingPoint = restrictions[index].point
      let lazyRows = restrictions[index].lazyRows
      let solution = try? LinearProgramming.solve(
        restrictions[index].model, control: control,
        generateRows: lazyRows.count == 0 ? nil : { lazyRows.addViolated(at: $0, to: &$1) })
      let took = (ContinuousClock.now - begin) / .seconds(1)
      guard let solution, solution.termination.hasSolution else {
        return Result(primal: nil, isOptimal: false, seconds: took)
      }
      let isOptimal = solution.termination == .optimal || solution.termination == .withinGap
      return Result(primal: solution.primal, isOptimal: isOptimal, seconds: took)
    }
  }
}
