// SPDX-License-Identifier: GPL-3.0-or-later

import FacilityLocation
import LinearProgramming

extension SmallLocation {
  /// The least cost by branch-and-cut on the strong formulation; nil where nothing fits.
  static func branchAndCut(_ problem: LocationProblem) throws -> Double? {
    var model = LinearModel()
    let open = (0..<problem.facilityCount).map {
      model.addColumn(upper: 1, cost: problem.fixedCost[$0], kind: .integer)
    }
    let used = (0..<problem.arcCount).map {
      model.addColumn(upper: 1, cost: problem.arcCost[$0], kind: .integer)
    }
    let room = (0..<problem.facilityCount).map { i -> Int? in
      guard problem.capacity[i].isFinite else { return nil }
      let row = model.addRow(upper: 0)
      model.addTerm(row: row, column: open[i], coefficient: -problem.capacity[i])
      return row
    }
    for j in 0..<problem.customerCount {
      let served = model.addRow(lower: 1, upper: 1)
      for a in problem.arcStart[j]..<problem.arcStart[j + 1] {
        let i = Int(problem.arcFacility[a])
        model.addTerm(row: served, column: used[a], coefficient: 1)
        if let row = room[i], problem.demand[j] != 0 {
          model.addTerm(row: row, column: used[a], coefficient: problem.demand[j])
        }
        let link = model.addRow(upper: 0)
        model.addTerm(row: link, column: used[a], coefficient: 1)
        model.addTerm(row: link, column: open[i], coefficient: -1)
      }
    }
    let solution = try LinearProgramming.solve(model)
    return solution.termination == .infeasible ? nil : solution.objective
  }
}
