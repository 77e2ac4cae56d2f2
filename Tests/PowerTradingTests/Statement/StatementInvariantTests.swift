// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import PowerTrading

/// What must hold of every statement, on seeded markets with seeded shares and meters.
struct StatementInvariantTests {
  private struct Case {
    var scenario: PowerScenario
    var shares: [Double]
    var plan: StatementFile
    var metered: StatementFile
  }

  /// A market, shares that its suppliers can serve, and metered data with prices and losses of their own.
  private static func make(seed: UInt64) throws -> Case? {
    var random = SplitMix64(seed: seed)
    let market = SmallMarket(
      seed: seed, suppliers: random.integer(1, 4), consumers: random.integer(1, 4), intervals: 30,
      hasRules: random.unit() < 0.5)
    // Six hours of February, the others of March.
    let text = market.json.replacing("2026-03-01T00", with: "2026-02-28T18")
    guard let scenario = try? SolvedCase.scenario(text) else { return nil }
    var left = scenario.suppliers.map(\.largestShareForSale)
    let shares = scenario.pairs.map { pair -> Double in
      if random.unit() < 0.3 { return 0 }
      let share = left[pair.supplier] * (random.unit() < 0.2 ? 1 : random.unit())
      left[pair.supplier] -= share
      return share
    }
    let contracts = MeterData.contracts(shares: shares)
    var data = MeterData(scenario, contracts, run: 0..<30)
    func jitter(_ value: Int64) -> Int64 { Int64(Double(value) * (0.5 + random.unit())) }
    for i in data.generation.indices { data.generation[i] = data.generation[i].map(jitter) }
    for j in data.load.indices { data.load[j] = data.load[j].map(jitter) }
    data.marketPrice = data.marketPrice.map(jitter)
    for c in contracts.indices where random.unit() < 0.5 {
      data.price[c] = .values((0..<30).map { _ in Int64(random.integer(-20_000_000_000, 200_000_000_000)) })
      data.loss[c] = .values((0..<30).map { _ in Int64(random.integer(0, 1_000_000_000_000)) })
    }
    return Case(
      scenario: scenario, shares: shares,
      plan: StatementBuilder(scenario, shares: shares, metered: nil).file(),
      metered: StatementBuilder(scenario, shares: shares, metered: data).file())
  }

  @Test("Suppliers receive what consumers pay them, and every difference is explained", arguments: 0..<300)
  func conservation(seed: Int) throws {
    guard let own = try Self.make(seed: UInt64(seed)) else { return }
    for file in [own.plan, own.metered] {
      #expect(StatementCheck.violations(of: file) == [])
      #expect(file.totals.received == file.consumers.reduce(0) { $0 + $1.toSuppliers })
      // Three parts and two amounts, each rounded by at most a half; a fund truncated by less than ten twice.
      for line in file.statements.flatMap(\.lines) + file.suppliers.flatMap({ $0.months.flatMap(\.lines) }) {
        guard let difference = line.difference else { continue }
        #expect(abs(difference.rounding) <= (line.rounding == .roundHalfUp ? 2 : 11))
      }
    }
    let changed = try #require(own.metered.totals.difference)
    #expect(changed.planAmount == own.plan.totals.total)
    #expect(changed.difference == own.metered.totals.total - own.plan.totals.total)
    #expect(own.metered.totals.marketDifference?.planAmount == own.plan.totals.surplusRevenue)
  }

  @Test("The statement is the plan, rounded", arguments: 0..<100)
  func nearThePlan(seed: Int) throws {
    guard let own = try Self.make(seed: UInt64(1000 + seed)) else { return }
    let scenario = own.scenario
    let settlement = Settlement(scenario, shares: own.shares, threads: 1)
    for p in scenario.pairs.indices where own.shares[p] > 0 {
      let pair = scenario.pairs[p]
      let sums = settlement.total(pair: p)
      let statements = own.plan.statements.filter {
        $0.supplier == scenario.suppliers[pair.supplier].id
          && $0.consumer == scenario.consumers[pair.consumer].id
      }
      // At most 3 Wh an interval, and half a won a month.
      let billed = Double(statements.reduce(0) { $0 + $1.lines[0].amount })
      let ask = scenario.suppliers[pair.supplier].ask
      #expect(abs(Double(statements.reduce(0) { $0 + $1.supplied }) - 1000 * sums.supplied) <= 90)
      #expect(abs(billed - ask * sums.supplied) <= 0.09 * ask + 1)
    }
  }

  @Test("The file is the same again, and as its schema says")
  func repeatable() throws {
    let own = try #require(try Self.make(seed: 3))
    let again = try #require(try Self.make(seed: 3))
    let text = JSONText.file(try JSONValue(encoding: own.metered))
    #expect(text == JSONText.file(try JSONValue(encoding: again.metered)))
    let document = try JSONDocument(parsing: Array(text.utf8), file: "statements.json")
    try #require(PowerMarket.statementSchema).validate(document)
    let read = try document.decode(StatementFile.self)
    #expect(StatementCheck.violations(of: read) == [])
    #expect(read.csv == own.metered.csv)
  }

  @Test("An amount changed by one is found", arguments: 0..<40)
  func tampered(seed: Int) throws {
    guard let own = try Self.make(seed: UInt64(2000 + seed)), !own.metered.statements.isEmpty else { return }
    var random = SplitMix64(seed: UInt64(seed))
    var file = own.metered
    let index = random.integer(0, file.statements.count - 1)
    switch seed % 8 {
    case 0: file.statements[index].lines[0].amount += 1
    case 1: file.statements[index].supplied += 1
    case 2: file.statements[index].toSupplier -= 1
    case 3: file.consumers[0].toSuppliers += 1
    case 4: file.suppliers[0].received += 1
    case 5: file.totals.received += 1
    case 6: file.statements[index].lines[0].difference?.volume += 1
    default: file.totals.difference?.rounding -= 1
    }
    #expect(StatementCheck.violations(of: file) != [])
  }
}
