// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// Statements of seeded markets that mix forms, payments, surplus, splits, rules and targets, against the plan's
/// ledger interval by interval and against a settlement of the tests' own.
struct StatementLedgerTests {
  /// Shares of some of the offers, at most one form for a pair, as far as suppliers may sell.
  private static func shares(_ scenario: PowerScenario, _ random: inout SplitMix64) -> [Double] {
    var left = scenario.suppliers.map(\.largestShareForSale)
    var shares = scenario.pairs.map { _ in 0.0 }
    for j in scenario.consumers.indices {
      for (i, forms) in Dictionary(
        grouping: scenario.pairs(ofConsumer: j), by: { scenario.pairs[$0].supplier }
      ).sorted(by: { $0.key < $1.key }) {
        if random.unit() < 0.2 { continue }
        let share = min(left[i], random.unit() < 0.2 ? 1 : random.unit() * 0.8)
        shares[forms[random.integer(0, forms.count - 1)]] = share
        left[i] -= share
      }
    }
    return shares
  }

  /// The series of the scenario as a metered file, every column named.
  private static func ownSeries(_ scenario: PowerScenario, _ shares: [Double]) -> String {
    let contracts = scenario.pairs.indices.filter { shares[$0] > 0 }
    func ids(_ p: Int) -> String {
      "\(scenario.suppliers[scenario.pairs[p].supplier].id):\(scenario.consumers[scenario.pairs[p].consumer].id)"
    }
    let physical = contracts.filter { scenario.pairs[$0].isPhysical }
    let names =
      ["interval_start"] + scenario.suppliers.map { "generation:\($0.id)" }
      + scenario.consumers.map { "load:\($0.id)" } + ["market_price"]
      + contracts.map { "price:\(ids($0))" } + physical.map { "loss:\(ids($0))" }
    let rows = (0..<scenario.horizon.count).map { t in
      let numbers =
        scenario.suppliers.map { $0.generation[t] } + scenario.consumers.map { $0.load[t] }
        + [scenario.marketPrice[t]]
        + contracts.map { scenario.suppliers[scenario.pairs[$0].supplier].ask }
        + physical.map { scenario.pairs[$0].loss }
      return scenario.horizon.start(of: t).text + "," + numbers.map { "\($0)" }.joined(separator: ",")
    }
    return names.joined(separator: ",") + "\n" + rows.joined(separator: "\n")
  }

  /// Sums of the ledger's columns by supplier and consumer.
  private static func ledger(_ scenario: PowerScenario, _ plan: PowerPlan) -> [[String]: [String: Double]] {
    let rows = SettlementLedger.text(scenario, plan).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var sums: [[String]: [String: Double]] = [:]
    for row in rows.dropFirst() {
      for (name, field) in zip(rows[0], row).dropFirst(3) {
        sums[[row[2], row[1]], default: [:]][name, default: 0] += Double(field) ?? .nan
      }
    }
    return sums
  }

  /// The contracts' energy and payments within what the rounding of the statements is stated to come to: of n
  /// contracts that share a load each 2 n + 4 Wh an interval, and half a unit a line.
  private static func compare(
    _ file: StatementFile, _ plan: PowerPlan, _ scenario: PowerScenario, _ seed: Int
  ) {
    let ledger = ledger(scenario, plan)
    for contract in plan.contracts {
      let own = file.statements.filter {
        $0.supplier == contract.supplier && $0.consumer == contract.consumer
      }
      let sums = ledger[[contract.supplier, contract.consumer]] ?? [:]
      let count = plan.contracts.count { $0.consumer == contract.consumer }
      let wattHours = Double((2 * count + 4) * scenario.horizon.count)
      func near(_ column: String, _ stated: Int, price: Double) {
        let unrounded = sums[column] ?? .nan
        let isNear = abs(Double(stated) - unrounded) <= wattHours / 1000 * price + 0.5 * Double(own.count)
        #expect(isNear, "\(seed): \(column) of \(contract): \(stated) instead of \(unrounded)")
      }
      near("contracted_kwh", Int((Double(own.reduce(0) { $0 + $1.contracted }) / 1000).rounded()), price: 1)
      near("supplied_kwh", Int((Double(own.reduce(0) { $0 + $1.supplied }) / 1000).rounded()), price: 1)
      let lines = own.flatMap(\.lines)
      func amount(_ names: Set<String>) -> Int {
        lines.reduce(0) { names.contains($1.line) ? $0 + $1.amount : $0 }
      }
      let most = scenario.marketPrice.map { abs($0) }.max() ?? 0
      near(
        "energy_payment_krw", amount(["energy", "strike", "market_reference"]), price: contract.ask + most)
      near("contracted_fee_krw", amount(["contracted_fee"]), price: 15)
    }
  }

  @Test(
    "Statements of mixed forms, payments, surplus and splits come to the ledger and to a settlement apart",
    arguments: 0..<240)
  func forms(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(40_000 + seed))
    var market = FormMarket(
      seed: UInt64(40_000 + seed), suppliers: random.integer(1, 3), consumers: random.integer(1, 3),
      intervals: 12)
    if seed % 2 == 1 { market.rules = MarketRules(seed: UInt64(40_000 + seed), market) }
    // MWh, so that a whole Wh is next to nothing.
    for i in market.base.suppliers.indices {
      market.base.suppliers[i].generation = market.base.suppliers[i].generation.map { $0 * 1000 }
    }
    for j in market.base.consumers.indices {
      market.base.consumers[j].load = market.base.consumers[j].load.map { $0 * 1000 }
    }
    let scenario = try SolvedCase.scenario(market.json)
    let shares = Self.shares(scenario, &random)
    let plan = PowerPlan(scenario, Settlement(scenario, shares: shares, threads: 1))
    // Holds every party's account of the plan against its statements.
    let file = try PowerMarket.statements(plan, scenario, file: "p.json")
    Self.compare(file, plan, scenario, seed)
    let contracts = scenario.pairs.indices.filter { shares[$0] > 0 }.map { p in
      FormMarket.Contract(
        i: scenario.pairs[p].supplier, j: scenario.pairs[p].consumer, form: scenario.pairs[p].form.rawValue,
        share: shares[p])
    }
    let outcome = market.settle(contracts)
    // Tax is in no gain, nor is the fund at 3.2 % where the scenario has none of its own.
    let hasFund = market.rules.fundRate > 0
    func charges(_ lines: [StatementLine], to payee: StatementLine.Payee?) -> Int {
      lines.reduce(0) { sum, line in
        let isOutside = line.base != nil && (line.line != "industry_fund" || !hasFund)
        return isOutside && (payee == nil || line.payee == payee) ? sum + line.amount : sum
      }
    }
    let wattHours = Double((2 * scenario.suppliers.count + 4) * 12 * max(1, contracts.count))
    for (j, payer) in file.consumers.enumerated() {
      let own = file.statements.filter { $0.consumer == payer.id }.flatMap(\.lines) + payer.ownLines
      let apart = (payer.targets ?? []).compactMap(\.line).filter { $0.payee == .nobody }
      let cost = payer.net - charges(own, to: nil) + apart.reduce(0) { $0 + $1.amount }
      let expected = plan.consumers[j].utilityBillSaved - outcome.consumerGains[j]
      #expect(abs(Double(cost) - expected) <= wattHours * 0.4 + 40, "\(seed): \(payer.id)")
    }
    for (i, recipient) in file.suppliers.enumerated() {
      let own = file.statements.filter { $0.supplier == recipient.id }.flatMap(\.lines)
      // What it would have earned on the market with its part of the generation.
      let forgone = contracts.filter { $0.i == i && $0.form != "virtual" }.reduce(0) { sum, contract in
        sum
          + market.base.market.indices.reduce(0) {
            $0 + contract.share * market.base.market[$1] * market.base.suppliers[i].generation[$1]
          }
      }
      let earned = Double(recipient.net - charges(own, to: .supplier))
      #expect(
        abs(earned - forgone - outcome.supplierGains[i]) <= wattHours * 0.4 + 40, "\(seed): \(recipient.id)")
    }
    try Self.replay(plan, scenario, shares, file)
  }

  @Test(
    "Statements under schemes, guarantees, funds, fees and topping up come to the ledger", arguments: 0..<120)
  func rules(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(50_000 + seed))
    var market = RuledMarket(
      seed: UInt64(50_000 + seed), suppliers: random.integer(1, 3), consumers: random.integer(1, 3),
      intervals: 12, hasLots: false, hasChoices: true, hasSpread: true)
    market.scale(by: 1000)
    let scenario = try SolvedCase.scenario(market.json)
    let shares = Self.shares(scenario, &random)
    let plan = PowerPlan(scenario, Settlement(scenario, shares: shares, threads: 1))
    let file = try PowerMarket.statements(plan, scenario, file: "p.json")
    Self.compare(file, plan, scenario, seed)
    try Self.replay(plan, scenario, shares, file)
  }

  @Test("A plan of the solver's own is settled, whatever it chose", arguments: 0..<20)
  func solved(seed: Int) throws {
    let market = FormMarket(seed: UInt64(60_000 + seed), suppliers: 2, consumers: 2, intervals: 4)
    let own = try SolvedCase(market.json)
    guard let plan = own.envelope.plan, plan.infeasibility == nil else { return }
    let file = try PowerMarket.statements(plan, own.scenario, file: "p.json")
    Self.compare(file, plan, own.scenario, seed)
    try Self.replay(plan, own.scenario, plan.shares(in: own.scenario), file)
  }

  /// The plan's own series as metered data: the same amounts, and no difference in any part.
  private static func replay(
    _ plan: PowerPlan, _ scenario: PowerScenario, _ shares: [Double], _ file: StatementFile
  ) throws {
    let metered = try PowerMarket.statements(
      plan, scenario, file: "p.json", metered: (Array(ownSeries(scenario, shares).utf8), "m.csv"))
    #expect(metered.totals.total == file.totals.total)
    for line in metered.paidLines + metered.marketLines {
      let own = try #require(line.difference)
      #expect([own.difference, own.volume, own.loss, own.price, own.rounding] == [0, 0, 0, 0, 0])
    }
  }
}

extension RuledMarket {
  /// More of all energy and power.
  fileprivate mutating func scale(by factor: Double) {
    for i in suppliers.indices {
      suppliers[i].generation = suppliers[i].generation.map { $0 * factor }
      suppliers[i].capacity *= factor
    }
    for j in consumers.indices { consumers[j].load = consumers[j].load.map { $0 * factor } }
    for i in pairs.indices {
      for j in pairs[i].indices {
        pairs[i][j].smallestVolume = pairs[i][j].smallestVolume.map { $0 * factor }
        pairs[i][j].largestVolume = pairs[i][j].largestVolume.map { $0 * factor }
        pairs[i][j].guarantee = pairs[i][j].guarantee.map { $0 * factor }
      }
    }
    if let above = scheme?.supplierAbove { scheme?.supplierAbove = above * factor }
  }
}
