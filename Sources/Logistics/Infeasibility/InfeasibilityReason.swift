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
          "\(names(scenario, stranded)) must be served, and no warehouse may take \(stranded.count == 1 ? "it: \(UnservedReason.closed(scenario.demands[stranded[0]], scenario).1)" : "them")",
        demands: stranded.map { d in
          let (reason, detail) = UnservedReason.closed(scenario.demands[d], scenario)
          return .init(demand: scenario.demands[d].id, reason: reason.rawValue, detail: detail)
        })
    }
    let shortage = scenario.shortage
    let formulation = StrongFormulation(shortage)
    var control = run.control
    control.permutationSeed = 0
    let solution = try LinearProgramming.solve(formulation.model, control: control)
    guard solution.termination == .optimal else {
      return .init(
        summary: "no plan keeps every rule; the time did not suffice to find which demands are short",
        demands: [])
    }
    let short = scenario.demands.indices.compactMap { d -> (Int, Double)? in
      guard scenario.demands[d].unservedPenalty == nil, let column = formulation.index.unservedColumn[d]
      else {
        return nil
      }
      let share = solution.primal[column]
      return share > 1e-7 ? (d, share) : nil
    }
    if short.isEmpty {
      if scenario.isClassic { return notWhole(scenario) }
      return try RulesInTheWay(scenario: scenario, run: run).find() ?? notWhole(scenario)
    }
    let missing = scenario.resources.indices.compactMap { r -> String? in
      let amount = short.reduce(0) { $0 + $1.1 * scenario.demands[$1.0].quantity[r] }
      return amount > 0 ? "\(rounded(amount)) \(scenario.resources[r].rawValue)" : nil
    }
    // Of one resource the least amount is known; of several, one way among many to come short.
    let extent = scenario.resources.count == 1 ? "at least " : ""
    return LogisticsPlan.Infeasibility(
      summary:
        "\(extent)\(missing.joined(separator: " and ")) of demand that must be served find no place in the warehouses that may take it",
      demands: short.map { d, share in
        .init(
          demand: scenario.demands[d].id, reason: "capacity_full",
          detail:
            "\(rounded(share * 100)) % of it finds no place in the \(count(scenario.lanesByWarehouse(ofDemand: d).count, "warehouse")) within reach"
        )
      }, proof: DirectMethod.multipliers(shortage, formulation, solution).map { .init($0) })
  }

  private static func names(_ scenario: LogisticsScenario, _ indices: [Int]) -> String {
    let shown = indices.prefix(4).map { scenario.demands[$0].id }.joined(separator: ", ")
    return indices.count > 4 ? "\(shown) and \(indices.count - 4) more" : shown
  }

  /// In parts everything finds a place.
  private static func notWhole(_ scenario: LogisticsScenario) -> LogisticsPlan.Infeasibility {
    let whole = scenario.demands.filter { $0.isSingleSource && $0.unservedPenalty == nil }
    if whole.isEmpty {
      return .init(
        summary: scenario.isClassic
          ? "what must be served exceeds what the warehouses hold, by less than can be told apart"
          : "no plan keeps every rule; which of them are in the way could not be told within the limits",
        demands: [])
    }
    return .init(
      summary:
        "the capacity suffices in total, but the single-source demands do not fit whole into the warehouses",
      demands: whole.prefix(20).map {
        .init(
          demand: $0.id, reason: "single_source",
          detail: "it goes to one warehouse; in parts it would find its place")
      })
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func rounded(_ value: Double) -> String { JSONText.number((value * 100).rounded() / 100) }
}
