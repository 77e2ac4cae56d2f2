// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Contracts with smallest shares, fixed costs and few contracts per consumer, by prices of the suppliers' output.
///
/// At prices each consumer looks for its best portfolio by itself. The prices come from column generation; plans
/// from the portfolios in use, their shares settled for all consumers together, and from exchanging the sets of single
/// consumers; the bound from going through all portfolios of every consumer at the best prices. The gap that the
/// prices leave is that of a sum of many small parts with few rows in common (Shapley and Folkman; Aubin and
/// Ekeland, Mathematics of Operations Research 1 (1976), DOI 10.1287/moor.1.3.225).
struct PortfolioSearch {
  private let market: PortfolioMarket
  private let control: ShareSolver.Control
  private var pricing: PortfolioPricing
  /// The best prices known and what all consumers were found to gain at them; no bound, since the search may miss.
  private var price: [Double]
  private var value = Double.infinity
  private(set) var best: PortfolioSettlement?
  private(set) var portfolios: [Portfolio]
  private var random = SplitMix64(seed: 20_260_101)
  /// Shares of the last plans found, each the best of its time.
  private(set) var plans: [[Double]] = []

  /// - Parameters:
  ///   - price: first prices of the suppliers' output.
  ///   - shares: those of the relaxation; nil for none.
  init?(
    _ problem: ShareProblem, price: [Double], shares: [Double]?, rho: [Double], control: ShareSolver.Control
  ) {
    let limit = Limit(deadline: control.deadline, cancellation: control.cancellation)
    guard
      let market = PortfolioMarket(problem, rho: rho, threads: control.threads, mustStop: { limit.isOver })
    else { return nil }
    self.market = market
    self.control = control
    pricing = PortfolioPricing(market)
    self.price = price.map { max(0, $0) }
    portfolios = (0..<problem.consumerCount).map { j in
      let pairs = problem.pairs(j)
      let order = pairs.filter { problem.useful[$0] > 0 && market.limits[j][$0 - pairs.lowerBound] > 0 }
        .sorted { a, b in
          let (x, y) = (shares?[a] ?? 0, shares?[b] ?? 0)
          return x != y ? x > y : a < b
        }
      var portfolio = Portfolio.none
      for p in order.prefix(market.most[j]) {
        let k = p - pairs.lowerBound
        portfolio = portfolio.with(k, share: 0.3 * market.limits[j][k])
      }
      return portfolio
    }
  }

  private var mustStop: Bool { control.stop != nil }

  /// When to stop, for all threads.
  private struct Limit: Sendable {
    var deadline: ContinuousClock.Instant?
    var cancellation: Cancellation?

    var isOver: Bool {
      if cancellation?.isCancelled == true { return true }
      return deadline.map { ContinuousClock.now >= $0 } ?? false
    }
  }

  private var limit: Limit { Limit(deadline: control.deadline, cancellation: control.cancellation) }

  private var limits: SolveControl {
    var limits = SolveControl()
    limits.timeLimit = control.deadline.map { max(.zero, $0 - ContinuousClock.now) }
    limits.cancellation = control.cancellation
    limits.presolve = false
    return limits
  }

  /// Finds prices and first plans.
  mutating func findPrices(until deadline: ContinuousClock.Instant?) {
    func isOver() -> Bool {
      if mustStop { return true }
      return deadline.map { ContinuousClock.now >= $0 } ?? false
    }
    // The sets of the moment have prices of their own: a few rounds of these come near.
    var center = price
    var failures = 0
    for round in 0..<10 where !isOver() && failures < 3 {
      let found = look(at: price, randomly: round < 2)
      if setTargetPrices() {
        value = .infinity
        best = nil
        continue
      }
      if found < value {
        if found > value * (1 - 1e-3) { failures += 1 } else { failures = 0 }
        value = found
        center = price
      } else {
        failures += 1
      }
      if mustStop { break }
      let settled = PortfolioSettlement(market, sets: portfolios, price: price, iterations: 10)
      if let settled {
        note(settled)
        price = (0..<price.count).map { 0.5 * (center[$0] + settled.price[$0]) }
      } else {
        price = PortfolioSettlement.nudged(market, portfolios, price: price)
        failures = 0
      }
    }
    price = center
    refinePrices(until: deadline)
  }

  /// Brings the prices closer by column generation.
  mutating func refinePrices(until deadline: ContinuousClock.Instant?) {
    func isOver() -> Bool {
      if mustStop { return true }
      return deadline.map { ContinuousClock.now >= $0 } ?? false
    }
    var center = price
    var failures = 0
    for round in 0..<60 where !isOver() {
      let found = look(at: price, randomly: round % 4 == 0)
      if found < value {
        value = found
        center = price
        failures = 0
      } else {
        failures += 1
      }
      if mustStop { break }
      guard let program = pricing.solve(limits) else { break }
      let distance = (value - (program.value - market.targets)) / max(1e-9, abs(value))
      if distance <= max(0.05 * control.gap, 2e-5) { break }
      if failures > 8 && distance < 0.03 { break }
      // Far from the end the program has too few columns for its prices to be worth much.
      let part = distance > 0.03 ? 0.1 : failures > 2 ? 0.25 : 0.5
      price = (0..<price.count).map { (1 - part) * center[$0] + part * program.price[$0] }
    }
    price = center
  }

  /// Lets all consumers look for portfolios, and returns what they gain and the output is worth.
  @discardableResult
  private mutating func look(at price: [Double], randomly: Bool) -> Double {
    var starts = portfolios.map { [$0] }
    if randomly {
      for j in starts.indices { starts[j].append(randomPortfolio(j)) }
    }
    let (market, sets) = (market, pricing.known)
    let known = parallelMap(count: starts.count, threads: control.threads) { j -> Portfolio? in
      let terms = market.terms(j, price: price)
      return sets[j].map {
        $0.solved(market.coarse[j], terms, iterations: 4, tolerance: 1e-4)
      }.max { $0.gain < $1.gain }
    }
    for (j, portfolio) in known.enumerated() {
      if let portfolio, portfolio.key != portfolios[j].key { starts[j].append(portfolio) }
    }
    portfolios = market.found(at: price, from: starts, threads: control.threads)
    for (j, portfolio) in portfolios.enumerated() { pricing.add(j, portfolio, price: price) }
    return portfolios.reduce(-market.targets) { $0 + $1.gain }
      + price.indices.reduce(0) { $0 + price[$1] * market.problem.largest[$1] }
  }

  private mutating func randomPortfolio(_ j: Int) -> Portfolio {
    let usable = market.limits[j].indices.filter { market.limits[j][$0] > 0 }.shuffled(using: &random)
    var portfolio = Portfolio.none
    for k in usable.prefix(market.most[j]) { portfolio = portfolio.with(k, share: 0.3 * market.limits[j][k]) }
    return portfolio
  }

  /// Prices the targets that the portfolios found miss.
  @discardableResult
  private mutating func setTargetPrices() -> Bool {
    let problem = market.problem
    var didChange = false
    for j in portfolios.indices where problem.required[j] > 0 {
      var shares = [Double](repeating: 0, count: problem.supplier.count)
      for i in 0..<4 where portfolios[j].members[i] >= 0 {
        shares[problem.pairStart[j] + Int(portfolios[j].members[i])] = portfolios[j].shares[i]
      }
      let supplied = problem.gain(consumer: j, shares: shares).supplied
      let highest = problem.shortfallPrice[j] ?? 10 * max(1e-3, problem.highestValue)
      let old = market.rho[j]
      if supplied < problem.required[j] * (1 - 1e-6) && old < highest {
        market.setTargetPrice(j, min(highest, max(2 * old, 0.125 * highest)))
        pricing.forget(j)
        didChange = true
      } else if supplied > problem.required[j] * 1.02 && old > 0 {
        market.setTargetPrice(j, old < 0.05 * highest ? 0 : 0.5 * old)
        pricing.forget(j)
        didChange = true
      }
    }
    return didChange
  }

  private mutating func note(_ settled: PortfolioSettlement) {
    pricing.add(settled)
    guard settled.gain > best?.gain ?? -.infinity else { return }
    best = settled
    plans = plans.suffix(3) + [settled.shares(market.problem)]
  }

  /// Plans from the portfolios in the program, and from exchanging sets.
  ///
  /// - Parameter bound: a known bound on the gain; plans near enough to it, or to what all consumers were found to gain
  ///   at the best prices, are good enough.
  /// - Parameter most: rounds without a better plan after which the search ends.
  mutating func findPlans(
    until deadline: ContinuousClock.Instant?, bound: Double = .infinity, failures most: Int
  ) {
    let target = min(value, bound)
    func isOver() -> Bool {
      if control.stop != nil { return true }
      return deadline.map { ContinuousClock.now >= $0 } ?? false
    }
    for draw in 0..<8 where !isOver() {
      if let settled = settled(drawn(isBest: draw == 0)) { note(settled) }
    }
    guard var current = best else { return }
    var exchanges = exchanges(current)
    var (failures, next, didLook) = (0, 0, false)
    let count = max(2, 4 * control.threads)
    while !isOver(), failures < most,
      target - (current.gain - market.targets) > 0.3 * control.gap * abs(target)
    {
      var tries: [[Portfolio]] = []
      if next < exchanges.count, exchanges[next].promise > 0 {
        for exchange in exchanges[next...].prefix(count) where exchange.promise > 0 {
          tries.append(applied([exchange], to: current))
        }
        next += count
      } else if !didLook {
        // What consumers find at the plan's own prices may be new.
        didLook = true
        let portfolios = market.found(
          at: current.price, from: current.portfolios.map { [$0] }, threads: control.threads)
        for (j, portfolio) in portfolios.enumerated() { pricing.add(j, portfolio, price: current.price) }
        exchanges = self.exchanges(current)
        next = 0
        continue
      } else {
        for _ in 0..<count {
          guard let first = exchanges.randomElement(using: &random),
            let second = exchanges.randomElement(using: &random), first.consumer != second.consumer,
            first.promise + second.promise > 0
          else { continue }
          tries.append(applied([first, second], to: current))
        }
        if tries.isEmpty {
          failures += 1
          continue
        }
      }
      let (market, price) = (market, current.price)
      let settled = parallelMap(count: tries.count, threads: control.threads) { [tries] in
        PortfolioSettlement(market, sets: tries[$0], price: price, iterations: 12)
      }
      let found = settled.compactMap { $0 }.max { $0.gain < $1.gain }
      if let found, found.gain > current.gain + 1e-9 * abs(current.gain) {
        current = found
        note(found)
        exchanges = self.exchanges(current)
        (failures, next, didLook) = (0, 0, false)
      } else {
        failures += 1
      }
    }
  }

  private func settled(_ sets: [Portfolio]) -> PortfolioSettlement? {
    PortfolioSettlement(market, sets: sets, price: price)
  }

  /// One set for each consumer, drawn by the parts in the program.
  private mutating func drawn(isBest: Bool) -> [Portfolio] {
    var sets = [Portfolio](repeating: .none, count: market.problem.consumerCount)
    var parts = [[SIMD4<Int32>: (Double, Portfolio)]](repeating: [:], count: sets.count)
    for column in pricing.columns where column.part > 1e-9 {
      let known = parts[column.consumer][column.portfolio.key]?.0 ?? 0
      parts[column.consumer][column.portfolio.key] = (known + column.part, column.portfolio)
    }
    for j in sets.indices {
      let own = parts[j].values.sorted { $0.0 != $1.0 ? $0.0 > $1.0 : $0.1.precedes($1.1) }
      if own.isEmpty { continue }
      if isBest {
        sets[j] = own[0].1
        continue
      }
      var left = Double.random(in: 0..<1, using: &random) * own.reduce(0) { $0 + $1.0 }
      sets[j] = own[own.count - 1].1
      for (part, portfolio) in own {
        left -= part
        if left <= 0 {
          sets[j] = portfolio
          break
        }
      }
    }
    return sets
  }

  /// Another set for a consumer, and what it gains over its own at the plan's prices: no plan that differs from this
  /// one in a few sets gains more than these promises together.
  private struct Exchange: Sendable {
    var consumer: Int
    var portfolio: Portfolio
    var promise: Double
  }

  private func applied(_ exchanges: [Exchange], to current: PortfolioSettlement) -> [Portfolio] {
    var sets = current.portfolios
    for exchange in exchanges { sets[exchange.consumer] = exchange.portfolio }
    return sets
  }

  /// The known sets that gain at a plan's prices, or nearly so, the most promising first.
  private func exchanges(_ current: PortfolioSettlement) -> [Exchange] {
    let (market, sets) = (market, pricing.known)
    let priced = parallelMap(count: market.problem.consumerCount, threads: control.threads) {
      j -> [Exchange] in
      let terms = market.terms(j, price: current.price)
      let own = current.portfolios[j]
      let base =
        own.members[0] < 0
        ? 0 : own.solved(market.fine[j], terms, iterations: 8, tolerance: 1e-5).gain
      let least = base - 0.005 * abs(base)
      var exchanges: [Exchange] = []
      for portfolio in sets[j] where portfolio.key != own.key {
        let solved = portfolio.solved(market.coarse[j], terms, iterations: 5, tolerance: 1e-4, cut: least)
        if solved.gain <= least { continue }
        let exact = solved.solved(market.fine[j], terms, iterations: 6, tolerance: 1e-5)
        if exact.gain > least {
          exchanges.append(Exchange(consumer: j, portfolio: exact, promise: exact.gain - base))
        }
      }
      if base < 0 { exchanges.append(Exchange(consumer: j, portfolio: .none, promise: -base)) }
      return exchanges
    }
    return priced.flatMap { $0 }.sorted { a, b in
      if a.promise != b.promise { return a.promise > b.promise }
      return a.consumer != b.consumer ? a.consumer < b.consumer : a.portfolio.precedes(b.portfolio)
    }
  }

  /// Goes through all portfolios of every consumer at the best prices; nil where that is not done in time. What it
  /// finds counts when prices are looked for again.
  mutating func proven(slack: Double) -> Double? {
    let (market, price, limit) = (market, price, limit)
    let problem = market.problem
    let portfolios = market.found(at: price, from: portfolios.map { [$0] }, threads: control.threads)
    let share = slack / Double(max(1, problem.consumerCount))
    let highest = parallelMap(count: problem.consumerCount, threads: control.threads) {
      j -> (highest: Double, best: Portfolio)? in
      if limit.isOver { return nil }
      let terms = market.terms(j, price: price)
      terms.tighten(market.fine[j])
      var enumeration = PortfolioEnumeration(
        market.fine[j], market.coarse[j], terms, most: market.most[j], best: portfolios[j],
        slack: share, mustStop: { limit.isOver })
      let isDone = enumeration.run()
      return isDone ? (enumeration.highest, enumeration.best) : nil
    }
    var bound = -market.targets
    var reached = bound
    for own in highest {
      guard let own else { return nil }
      bound += own.highest
      reached += own.best.gain
    }
    let output = price.indices.reduce(0) { $0 + price[$1] * problem.largest[$1] }
    value = reached + output
    self.portfolios = highest.map { $0?.best ?? .none }
    for (j, portfolio) in self.portfolios.enumerated() { pricing.add(j, portfolio, price: price) }
    return bound + output
  }
}
