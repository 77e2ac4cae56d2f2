// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// Refuses a plan whose accounts are not those of its statements: but for rounding, each contract's payment, each
/// party's surplus and all that each party pays or receives must come to the same.
///
/// Charges outside the optimisation (value-added tax, say), topping up's charges among them, and a supplier's
/// balancing of flat profiles are in no account of a plan, and are left out.
struct PlanAgreement {
  private let statements: StatementFile
  private let plan: PowerPlan
  private let scenario: PowerScenario
  private let file: String
  /// The largest prices and fees of each kind together: what a kWh may be worth, currency per kWh.
  private let price: Double
  /// Names of the charges that the plan does not count.
  private let outside: Set<String>
  private var issues = IssueList()

  /// - Parameter statements: the statements of the plan's own series.
  static func check(
    _ statements: StatementFile, _ plan: PowerPlan, _ scenario: PowerScenario, file: String
  ) throws(DataError) {
    var own = PlanAgreement(statements, plan, scenario, file)
    own.checkContracts()
    own.checkConsumers()
    own.checkSuppliers()
    try own.issues.throwIfAny()
  }

  private init(
    _ statements: StatementFile, _ plan: PowerPlan, _ scenario: PowerScenario, _ file: String
  ) {
    self.statements = statements
    self.plan = plan
    self.scenario = scenario
    self.file = file
    let fundRate = scenario.basis?.industryFundRate ?? 0
    let names = scenario.statementTerms.charges(currency: scenario.currency, fundRate: fundRate).map(\.name)
    outside = Set(names.filter { fundRate == 0 || $0 != StatementTerms.fundName })
    func largest(_ prices: [Double]) -> Double { prices.reduce(0) { max($0, abs($1)) } }
    let kinds: [[Double]] = [
      scenario.marketPrice, scenario.suppliers.map(\.ask), scenario.consumers.map(\.supplyFee),
      scenario.pairs.map(\.contractedFee), scenario.pairs.map(\.suppliedFee),
      scenario.pairs.compactMap(\.missingCertificatePrice), scenario.consumers.compactMap(\.topUp?.fee),
      scenario.consumers.compactMap(\.missingPrice), scenario.consumers.compactMap(\.matchingPrice),
      scenario.pairs.compactMap(\.guarantee?.shortfallPrice),
    ]
    price = kinds.reduce(1) { $0 + largest($1) }
  }

  /// What rounding may come to: Wh at the price of a kWh, for each line half a unit, or ten where it is
  /// truncated, and what a share loses beyond twelve digits.
  ///
  /// Contracted energy is within 1.5 Wh an interval of the unrounded one, what arrives within 2; of n contracts
  /// that share a load each is then supplied within 2 n + 4.
  ///
  /// - Parameters:
  ///   - counts: of each contract that is billed, how many share the load of its consumer.
  ///   - energy: all that is billed, kWh.
  private func tolerance(counts: [Int], energy: Double, lines: [StatementLine]) -> Double {
    let wattHours = Double(counts.reduce(0) { $0 + 2 * $1 + 4 } * scenario.horizon.count)
    let units = lines.reduce(0.5) { $0 + ($1.rounding == .truncateToTen ? 10 : 0.5) }
    return units + (wattHours / 1000 + 1e-9 * abs(energy)) * price
  }

  private mutating func expect(
    _ place: String, _ what: String, planned: Double, stated: Int, _ tolerance: Double
  ) {
    if abs(Double(stated) - planned) <= tolerance { return }
    let issue = DataIssue(
      file: file, place: "plan.\(place)", found: "\(JSONText.number(planned)) for \(what)",
      expected:
        "\(stated), to which its statements come: settle knows no other terms than those of the scenario's settlement"
    )
    issues.add(issue)
  }

  private func isPlanned(_ line: StatementLine) -> Bool { !outside.contains(line.line) }

  private mutating func checkContracts() {
    let own = Dictionary(grouping: statements.statements) { [$0.supplier, $0.consumer] }
    let counts = Dictionary(grouping: plan.contracts, by: \.consumer).mapValues(\.count)
    for (index, contract) in plan.contracts.enumerated() {
      let lines = (own[[contract.supplier, contract.consumer]] ?? []).flatMap(\.lines).filter(\.isPayment)
      let parties = "the payment for \(contract.supplier) to \(contract.consumer)"
      expect(
        "contracts[\(index)].energy_payment_\(currency)", parties, planned: contract.energyPayment,
        stated: lines.reduce(0) { $0 + $1.amount },
        tolerance(counts: [counts[contract.consumer] ?? 1], energy: contract.contracted, lines: lines))
    }
  }

  private var currency: String { scenario.currency.lowercased() }

  private mutating func checkConsumers() {
    let own = Dictionary(grouping: statements.statements, by: \.consumer)
    for (index, account) in plan.consumers.enumerated() {
      guard let payer = statements.consumers.first(where: { $0.id == account.id }) else { continue }
      let contracts = plan.contracts.filter { $0.consumer == account.id }
      let lines = ((own[account.id] ?? []).flatMap(\.lines) + payer.ownLines).filter(isPlanned)
      let contracted = contracts.reduce(0) { $0 + $1.contracted } + account.load
      let counts = Array(repeating: contracts.count, count: max(1, contracts.count))
      let most = tolerance(counts: counts, energy: contracted, lines: lines)
      expect(
        "consumers[\(index)].surplus_revenue_\(currency)", "the surplus of \(account.id)",
        planned: account.surplusRevenue ?? 0, stated: payer.surplusRevenue, most)
      expect(
        "consumers[\(index)].gain_\(currency)",
        "all that \(account.id) pays less what it receives (bill saved less gain)",
        planned: account.utilityBillSaved - account.gain,
        stated: lines.reduce(0) { $0 + ($1.payee == .consumerFromMarket ? -$1.amount : $1.amount) }, most)
    }
  }

  private mutating func checkSuppliers() {
    let own = Dictionary(grouping: statements.statements, by: \.supplier)
    let counts = Dictionary(grouping: plan.contracts, by: \.consumer).mapValues(\.count)
    for (index, account) in plan.suppliers.enumerated() {
      guard let recipient = statements.suppliers.first(where: { $0.id == account.id }) else { continue }
      let paid = (own[account.id] ?? []).flatMap(\.lines).filter(\.isPayment)
      let lines = recipient.months.flatMap(\.lines).filter {
        $0.line != "missing_energy" && $0.line != "excess_energy"
      }
      let contracts = plan.contracts.filter { $0.supplier == account.id }
      let most = tolerance(
        counts: contracts.map { counts[$0.consumer] ?? 1 },
        energy: contracts.reduce(0) { $0 + $1.contracted }, lines: paid + lines)
      expect(
        "suppliers[\(index)].surplus_revenue_\(currency)", "the surplus of \(account.id)",
        planned: account.surplusRevenue, stated: recipient.surplusRevenue, most)
      expect(
        "suppliers[\(index)].gain_\(currency)",
        "all that \(account.id) receives less what it pays (gain and forgone revenue)",
        planned: account.gain + account.marketRevenueForgone,
        stated: (paid + lines).reduce(0) { $0 + $1.amount }, most)
    }
  }
}
