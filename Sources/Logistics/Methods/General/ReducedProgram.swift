// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The scenario in one model for branch-and-cut, less what the bound and the best plan exclude together, or
/// only the most promising lanes of it.
///
/// What reduced costs leave (`ReducedCostFixing`) holds every better plan, so a bound on it, or the best plan's
/// value if that is less, is a bound on the scenario.
///
/// The most promising lanes, the kernel, hold a better plan perhaps, and are solved much sooner (kernel
/// search: Angelelli, Mansini and Speranza 2010, DOI 10.1016/j.cor.2010.02.002; for capacitated facility
/// location Guastaroba and Speranza 2012, DOI 10.1007/s10732-012-9212-8); a bound on it says nothing.
struct ReducedProgram {
  private let scenario: LogisticsScenario
  private let program: StrongProgram
  private let restriction: RestrictedModel.Restriction
  /// Whether it holds every better plan.
  let isWhole: Bool
  /// Lanes that are left.
  let laneCount: Int
  /// What the objective of the model lacks: the columns that are fixed.
  private let offset: Double

  /// Rows of the model.
  var rowCount: Int { restriction.model.rowCount }

  /// - Parameters:
  ///   - fixing: with the plan's value as the cutoff.
  ///   - shares: a plan, the start.
  ///   - mostLanes: about as many lanes are left, those of the plan and the best by reduced cost.
  init(
    _ scenario: LogisticsScenario, _ arrays: ScenarioArrays, _ program: StrongProgram,
    _ fixing: ReducedCostFixing, shares: [Double], mostLanes: Int
  ) {
    self.scenario = scenario
    self.program = program
    let index = program.formulation.index
    var upper: [Int: Double] = [:]
    var lanes: [Int] = []
    for l in 0..<arrays.laneCount {
      guard arrays.laneExisting[l] == 0 else {
        lanes.append(l)
        continue
      }
      let most = fixing.mostShare(ofLane: l)
      if shares[l] <= 0, most <= 0 { continue }
      lanes.append(l)
      if most < 1, !arrays.isSingleSource[Int(arrays.laneDemand[l])] { upper[l] = most }
    }
    isWhole = lanes.count <= mostLanes
    if !isWhole {
      lanes.sort { (fixing.reducedCost[$0], $0) < (fixing.reducedCost[$1], $1) }
      let first = lanes.prefix(mostLanes)
      lanes = (first + lanes.dropFirst(mostLanes).filter { shares[$0] > 0 || arrays.laneExisting[$0] > 0 })
        .sorted()
    }
    laneCount = lanes.count
    let columns = Self.columns(arrays, index, lanes)
    let point = program.formulation.point(scenario, shares: shares)
    var restriction = program.restricted.restriction(
      to: columns, at: point, activity: program.restricted.activity(at: point))
    for (place, column) in restriction.columns.enumerated() {
      let lane = column - index.firstLaneColumn
      guard lane >= 0, lane < arrays.laneCount, let most = upper[lane] else { continue }
      restriction.model.setBounds(
        ofColumn: place, lower: 0,
        upper: min(restriction.model.columnUpper[place], max(most, restriction.point[place])))
    }
    for w in 0..<arrays.warehouseCount where fixing.isActivated(w) {
      guard let column = index.activationColumn[w], let place = restriction.columns.firstIndex(of: column),
        restriction.point[place] == 1
      else { continue }
      restriction.model.setBounds(ofColumn: place, lower: 1, upper: 1)
    }
    offset =
      program.formulation.model.objective(at: point) - restriction.model.objective(at: restriction.point)
    self.restriction = restriction
  }

  /// All columns but those of lanes that are left out.
  private static func columns(
    _ arrays: ScenarioArrays, _ index: FormulationIndex, _ lanes: [Int]
  ) -> [Int] {
    var isUsed = [Bool](repeating: false, count: arrays.warehouseCount)
    var usedBy: [Int: Set<Int>] = [:]
    for l in lanes {
      let (d, w) = (Int(arrays.laneDemand[l]), Int(arrays.laneWarehouse[l]))
      isUsed[w] = true
      usedBy[d, default: []].insert(w)
    }
    var columns = lanes.map { index.firstLaneColumn + $0 }
    for (w, column) in index.activationColumn.enumerated() where isUsed[w] {
      if let column { columns.append(column) }
    }
    var last = -1
    for (slot, column) in index.periodColumn.enumerated() where isUsed[slot / arrays.periodCount] {
      guard let column, column != last else { continue }
      columns.append(column)
      last = column
    }
    columns += index.unservedColumn.compactMap { $0 }
    columns += index.lostColumn.compactMap { $0 }
    columns += index.pairs.filter { usedBy[$0.demand]?.contains($0.warehouse) == true }.map(\.column)
    columns += index.storedClasses.filter { isUsed[$0.warehouse] }.map(\.column)
    columns += index.trips.filter { isUsed[$0.warehouse] }.map(\.column)
    return columns
  }

  /// What branch-and-cut came to.
  struct Outcome: Sendable {
    /// Shares of the best plan it found; nil without one.
    var shares: [Double]?
    /// A bound on every plan in the program; on every plan that is better than the one it was reduced by
    /// where the program is whole.
    var bound: Double
    /// Whether it was solved to the gap wanted.
    var isSolved: Bool
  }

  /// Solves what is left, beginning with the plan.
  func solve(_ control: SolveControl) -> Outcome {
    var control = control
    control.permutationSeed = 0
    control.startingPoint = restriction.point
    guard let solution = try? LinearProgramming.solve(restriction.model, control: control) else {
      return Outcome(shares: nil, bound: -.infinity, isSolved: false)
    }
    // It holds the plan, so rounding alone can make it infeasible: nothing better is in it.
    if solution.termination == .infeasible { return Outcome(shares: nil, bound: .infinity, isSolved: true) }
    let isSolved = solution.termination == .optimal || solution.termination == .withinGap
    guard solution.termination.hasSolution else {
      return Outcome(shares: nil, bound: solution.bound + offset, isSolved: isSolved)
    }
    let first = program.formulation.index.firstLaneColumn
    var shares = [Double](repeating: 0, count: scenario.lanes.count)
    for (place, column) in restriction.columns.enumerated() {
      let lane = column - first
      if lane >= 0, lane < shares.count { shares[lane] = solution.primal[place] }
    }
    return Outcome(shares: shares, bound: solution.bound + offset, isSolved: isSolved)
  }
}
