// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming

/// How far a kind of rule gives way in a plan that keeps all others, in the words of the market.
struct RuleInTheWay {
  let rule: MarketRule
  private let scenario: LogisticsScenario
  private let elastic: ElasticFormulation
  private let primal: [Double]

  init(_ scenario: LogisticsScenario, _ rule: MarketRule, _ elastic: ElasticFormulation, _ primal: [Double]) {
    self.scenario = scenario
    self.rule = rule
    self.elastic = elastic
    self.primal = primal
  }

  /// How far each of its rows gives way.
  private var given: [(subject: Int, amount: Double)] {
    elastic.slacks.filter { $0.rule == rule && primal[$0.column] > 1e-7 }
      .map { ($0.subject, primal[$0.column]) }
  }

  /// Whether it gives way at all.
  var givesWay: Bool { rule == .singleSource ? elastic.scenario.isWithoutSingleSource : !given.isEmpty }

  /// The rule and how far it would have to give way.
  var entry: LogisticsPlan.Infeasibility.Rule { .init(rule: rule.rawValue, detail: detail) }

  /// The demands that it is about, where it is about demands.
  var demands: [LogisticsPlan.Infeasibility.Culprit] {
    switch rule {
    case .serve:
      given.map { d, share in
        .init(
          demand: scenario.demands[d].id, reason: rule.rawValue,
          detail: "it must be served, and \(percent(share)) of it finds no place beside the other rules")
      }
    case .singleSource:
      scenario.demands.filter(\.isSingleSource).filter { $0.unservedPenalty == nil }.prefix(20).map {
        .init(
          demand: $0.id, reason: rule.rawValue,
          detail: "it goes to one warehouse; in parts it would find its place")
      }
    case .mostWarehouses:
      given.map { d, _ in
        .init(
          demand: scenario.demands[d].id, reason: rule.rawValue,
          detail: "\(scenario.demands[d].mostWarehouses ?? 0) of the warehouses do not hold it")
      }
    case .smallestShare:
      given.map { pair, _ in
        let demand = scenario.demands[elastic.index.pairs[pair].demand]
        return .init(
          demand: demand.id, reason: rule.rawValue,
          detail: "it would need a warehouse for less than \(percent(demand.smallestShare)) of it")
      }
    case .frozen:
      given.map { entry, _ in
        let lane = scenario.lanes[scenario.existing[entry].lane]
        return .init(
          demand: scenario.demands[lane.demand].id, reason: rule.rawValue,
          detail: "its frozen share in \(scenario.warehouses[lane.warehouse].id) would have to change")
      }
    default: []
    }
  }

  private var detail: String {
    let given = given
    switch rule {
    case .budget:
      let scale = elastic.index.budgetRow?.scale ?? 1
      let budget = scenario.rules.budget ?? 0
      return
        "the budget of \(amount(budget)) does not suffice; with \(amount(budget + scale * sum(given))) there would be a plan"
    case .carbonCap:
      let scale = elastic.index.carbonRow?.scale ?? 1
      let cap = scenario.rules.carbonCap ?? 0
      return
        "the cap of \(amount(cap)) kg does not suffice; with \(amount(cap + scale * sum(given))) kg there would be a plan"
    case .mostActivated:
      let most = scenario.rules.mostActivated ?? 0
      return
        "at most \(most) activated warehouse\(most == 1 ? " does" : "s do") not suffice; with \(most + whole(sum(given))) there would be a plan"
    case .ownerWarehouses:
      return list(given) { o, more in
        let most = scenario.owners[o].mostWarehouses ?? 0
        return
          "\(scenario.owners[o].id) would have to lend \(most + whole(more)) of its warehouses, not \(most)"
      }
    case .ownerShare:
      return list(given) { slot, _ in
        let owner = scenario.owners[slot / scenario.resources.count]
        let r = slot % scenario.resources.count
        return
          "\(owner.id) would hold more than \(percent(owner.largestShare[r])) of the \(scenario.resources[r].rawValue)"
      }
    case .groupShare:
      return list(given) { slot, less in
        let group = scenario.groups[slot / scenario.resources.count]
        let r = slot % scenario.resources.count
        return
          "of the \(scenario.resources[r].rawValue) of \(group.id) \(percent(group.smallestServedShare[r] - less)) can be served, and \(percent(group.smallestServedShare[r])) are guaranteed"
      }
    case .utilisation:
      return list(given) { slot, less in
        let warehouse = scenario.warehouses[slot / scenario.resources.count]
        let r = slot % scenario.resources.count
        let part = warehouse.smallestUtilisation[r]
        return
          "\(warehouse.id) would be used to \(percent(part * (1 - less))) of its \(scenario.resources[r].rawValue), and to \(percent(part)) it must"
      }
    case .classes:
      return list(given) { number, _ in
        let entry = elastic.index.exclusionRow[number]
        let (first, second) = entry.classes
        return
          "\(scenario.storageClasses[first]) and \(scenario.storageClasses[second]) would have to share \(scenario.warehouses[entry.warehouse].id)"
      }
    case .frozen: return "frozen pairs would have to change: \(names)"
    case .mostWarehouses: return "demands would need more warehouses than they may use: \(names)"
    case .smallestShare: return "demands would need warehouses for less than their smallest share: \(names)"
    case .singleSource:
      return "the single-source demands do not fit whole into the warehouses; in parts there would be a plan"
    case .serve: return "demands that must be served come short: \(names)"
    }
  }

  private var names: String {
    var ids: [String] = []
    for culprit in demands where !ids.contains(culprit.demand) { ids.append(culprit.demand) }
    let shown = ids.prefix(4).joined(separator: ", ")
    return ids.count > 4 ? "\(shown) and \(ids.count - 4) more" : shown
  }

  private func list(_ given: [(Int, Double)], _ text: (Int, Double) -> String) -> String {
    let shown = given.prefix(3).map(text).joined(separator: "; ")
    return given.count > 3 ? "\(shown); and \(given.count - 3) more" : shown
  }

  private func sum(_ given: [(subject: Int, amount: Double)]) -> Double { given.reduce(0) { $0 + $1.amount } }

  /// Rounded up, so that what is said to suffice does.
  private func amount(_ value: Double) -> String { JSONText.number((value * 100).rounded(.up) / 100) }

  private func percent(_ share: Double) -> String { "\(JSONText.number((share * 1000).rounded() / 10)) %" }

  /// Rounded up to a whole number, rounding errors apart.
  private func whole(_ value: Double) -> Int { Int((value - 1e-6).rounded(.up)) }
}

extension LogisticsScenario {
  /// Whether every demand may be split.
  fileprivate var isWithoutSingleSource: Bool { demands.allSatisfy { !$0.isSingleSource } }
}
