// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// Says what an infeasible scenario is short of.
enum InfeasibilityReason {
  static func find(_ scenario: LogisticsScenario, _ run: SolveRun) throws -> LogisticsPlan.Infeasibility {
    let stranded = scenario.demands.indices.filter {
      scenario.demands[$0].unservedPenalty == nil && scenario.lanes(ofDemand: $0).isEmpty
    }
    if !stranded.isEmpty {
      return LogisticsPlan.Infeasibility(
        summary:
          "\(count(stranded.count, "demand")) must be served, and no warehouse may take \(stranded.count == 1 ? "it" : "them")",
        demands: stranded.map { d in
          let (reason, detail) = UnservedReason.closed(scenario.demands[d])
          return .init(demand: scenario.demands[d].id, reason: reason.rawValue, detail: detail)
        })
    }
    let formulation = StrongFormulation(scenario, elastic: true)
    var control = run.control
    control.permutationSeed = 0
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    guard solution.termination == .optimal else {
      return .init(
        summary: "no plan keeps every rule; the time did not suffice to find which demands are short",
        demands: [])
    }
    let short = scenario.demands.indices.compactMap { d -> (Int, Double)? in
      guard scenario.demands[d].unservedPenalty == nil, let column = formulation.unservedColumn[d] else {
        return nil
      }
      let share = solution.primal[column]
      return share > 1e-7 ? (d, share) : nil
    }
    if short.isEmpty {
      return .init(
        summary:
          "the capacity suffices in total, but the single-source demands do not fit whole into the warehouses",
        demands: scenario.demands.filter { $0.isSingleSource && $0.unservedPenalty == nil }.prefix(20).map {
          .init(
            demand: $0.id, reason: "single_source",
            detail: "it must go to one warehouse; splitting it would help")
        })
    }
    let missing = scenario.resources.indices.compactMap { r -> String? in
      let amount = short.reduce(0) { $0 + $1.1 * scenario.demands[$1.0].quantity[r] }
      return amount > 0 ? "\(rounded(amount)) \(scenario.resources[r].rawValue)" : nil
    }
    return .init(
      summary:
        "at least \(missing.joined(separator: ", ")) of demand that must be served find no place in the warehouses that may take it",
      demands: short.map { d, share in
        .init(
          demand: scenario.demands[d].id, reason: "capacity_full",
          detail:
            "\(rounded(share * 100)) % of it finds no place in the \(scenario.lanes(ofDemand: d).count) warehouses within reach"
        )
      })
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func rounded(_ value: Double) -> String { JSONText.number((value * 100).rounded() / 100) }
}
