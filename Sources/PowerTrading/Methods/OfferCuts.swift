// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange
internal import LinearProgramming

/// An objective over offers by cuts, where one model over all intervals is too large.
///
/// What a consumer's intervals add to an objective or a rule is, for any shares, at most the linear function of them
/// that `OfferPass` gives (cutting planes, Kelley 1960, doi:10.1137/0108053). A master over shares and the rules on
/// contracts knows these functions alone; each round adds one for each consumer and measure, in turn at the master's
/// shares and half-way between them and the best found (an in-out point: Ben-Ameur and Neto 2007,
/// doi:10.1002/net.20190). The master bounds every plan from above, and all shares met are settled.
struct OfferCuts {
  let scenario: PowerScenario
  let worth: OfferWorth
  let run: SolveRun
  /// When to end; nil for no limit.
  let deadline: ContinuousClock.Instant?

  /// Offers times intervals above which one model over all intervals would not come to an end.
  static let smallestSize = 300_000
  private static let mostRounds = 400
  /// Rounds without progress after which they end.
  private static let mostStale = 14

  /// What the rounds came to.
  struct Outcome {
    var shares: [[Double]] = []
    var bound = Double.infinity
    var proof: PowerPlan.OfferProof?
    /// Whether the master has no solution, so that the scenario has none.
    var isInfeasible = false
    var isStopped = false
  }

  /// A linear function that a consumer's measure never exceeds.
  private struct Cut {
    var place: Int
    var constant: Double
    var slope: [Double]
    var reference: [Double]
  }

  /// The master and what was found so far.
  private struct State {
    var master: OfferFormulation
    /// Rows of the cuts are the model's last.
    var cuts: [Cut] = []
    var best: (value: Double, shares: [Double])?
    var bound = Double.infinity
    /// The last solution, of the master as it was then.
    var last: (solution: LinearSolution, master: OfferFormulation)?
    var isInfeasible = false
  }

  func solve(
    _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)]
  ) throws -> Outcome {
    let whole = OfferFormulation(scenario, worth, objective, floors: floors, choices: 0, hasIntervals: false)
    let hasIntegers = whole.model.hasIntegerColumns
    var state = State(master: whole)
    state.master.model = whole.model.relaxed()
    let start = scenario.pairs.map { $0.isFrozen ? $0.largestShare : 0 }
    try rounds(&state, from: start, objective, floors, isEveryMixtureAPlan: !hasIntegers)
    var outcome = Outcome(bound: state.bound, isInfeasible: state.isInfeasible)
    if state.isInfeasible { return outcome }
    if let last = state.last {
      outcome.proof = proof(last.master, state.cuts, objective, floors, last.solution)
    }
    if hasIntegers, let best = state.best {
      // Among the contracts chosen, the best shares; lots stay.
      var chosen = State(master: state.master, cuts: state.cuts, best: best)
      for (p, pair) in scenario.pairs.enumerated() {
        let share = best.shares[p]
        let isFixed = share == 0 || pair.isFrozen || pair.lotShare > 0
        chosen.master.model.setBounds(
          ofColumn: p, lower: isFixed ? share : pair.smallestShare, upper: isFixed ? share : pair.largestShare
        )
        if let column = whole.choiceColumn[p] {
          let choice = share > 0 ? 1.0 : 0
          chosen.master.model.setBounds(ofColumn: column, lower: choice, upper: choice)
        }
      }
      try rounds(&chosen, from: best.shares, objective, floors, isEveryMixtureAPlan: true)
      state.best = chosen.best ?? best
      state.cuts = chosen.cuts
    }
    if hasIntegers && !mustStop() {
      // The decisions themselves, under all cuts.
      var model = whole.model
      for cut in state.cuts { append(cut, whole.cutPlaces[cut.place], to: &model) }
      var control = control(0.8)
      control.relativeGap = max(1e-4, run.options.gap)
      let solution = try LinearProgramming.solve(model, control: control)
      if solution.bound.isFinite { outcome.bound = min(outcome.bound, solution.bound) }
      if solution.termination.hasSolution {
        outcome.shares.append(
          ContractShares.cleaned(
            scenario, choices: whole.choiceColumn, lots: whole.lotColumn, primal: solution.primal))
      }
    }
    if let best = state.best { outcome.shares.append(best.shares) }
    outcome.isStopped = mustStop()
    return outcome
  }

  /// Rounds of the master and of cuts, until nothing changes any more.
  ///
  /// - Parameter isEveryMixtureAPlan: false where rules on contracts need yes-or-no decisions: shares are then
  ///   rounded to a plan first.
  private func rounds(
    _ state: inout State, from start: [Double], _ objective: ObjectiveKind,
    _ floors: [(objective: ObjectiveKind, least: Double)], isEveryMixtureAPlan: Bool
  ) throws {
    var center = start
    var stale = 0
    for round in 0..<Self.mostRounds {
      addCuts(at: center, &state)
      let solution = try LinearProgramming.solve(state.master.model, control: control(1))
      if solution.termination == .infeasible || solution.termination == .infeasibleOrUnbounded {
        state.isInfeasible = true
        return
      }
      guard solution.termination == .optimal, let bound = solution.objective else { return }
      state.last = (solution, state.master)
      stale = bound < state.bound - 2e-5 * max(1, abs(bound)) ? 0 : stale + 1
      state.bound = min(state.bound, bound)
      let shares = scenario.pairs.indices.map { max(0, solution.primal[$0]) }
      let half = zip(shares, state.best?.shares ?? center).map { 0.5 * ($0 + $1) }
      for tried in isEveryMixtureAPlan ? [shares, half] : [shares] {
        let plan = isEveryMixtureAPlan ? ContractShares.withinLimits(scenario, tried) : rounded(tried)
        let value = value(plan, objective, floors)
        if value > state.best?.value ?? -.infinity {
          if value > (state.best?.value ?? -.infinity) + 2e-5 * abs(value) { stale = 0 }
          state.best = (value, plan)
        }
      }
      run.onProgress?(
        SolveProgress(
          phase: .simplex, elapsedSeconds: 0, incumbent: state.best?.value, bound: state.bound, nodeCount: 0,
          iterationCount: state.cuts.count))
      if let best = state.best, state.bound - best.value <= run.options.gap * max(1, abs(best.value)) {
        return
      }
      if stale >= Self.mostStale || mustStop() { return }
      center = round % 2 == 0 ? shares : half
    }
  }

  /// A cut for each consumer and measure at the same shares.
  private func addCuts(at reference: [Double], _ state: inout State) {
    let places = state.master.cutPlaces
    let found = parallelMap(count: places.count, threads: run.options.threads) { [scenario, worth] k in
      let pass = OfferPass(
        scenario, worth, consumer: places[k].consumer, places[k].weights, reference: reference, OfferKinks())
      return Cut(place: k, constant: pass.constant, slope: pass.slope, reference: reference)
    }
    for cut in found {
      append(cut, places[cut.place], to: &state.master.model)
      state.cuts.append(cut)
    }
  }

  private func append(_ cut: Cut, _ place: OfferFormulation.CutPlace, to model: inout LinearModel) {
    let row = model.addRow(upper: cut.constant / place.unit)
    model.addTerm(row: row, column: place.column, coefficient: 1)
    let first = scenario.pairs(ofConsumer: place.consumer).lowerBound
    for (k, slope) in cut.slope.enumerated() where slope != 0 {
      model.addTerm(row: row, column: first + k, coefficient: -slope / place.unit)
    }
  }

  /// Shares that keep the rules on contracts, near given ones: the largest first.
  private func rounded(_ shares: [Double]) -> [Double] {
    var plan = scenario.pairs.map { $0.isFrozen ? $0.largestShare : 0 }
    var left = scenario.suppliers.map(\.largestShareForSale)
    var bySupplier = left.map { _ in 0 }
    var byConsumer = scenario.consumers.map { _ in 0 }
    var taken = Set<SIMD2<Int>>()
    func take(_ p: Int, _ share: Double) {
      let pair = scenario.pairs[p]
      plan[p] = share
      left[pair.supplier] -= share
      bySupplier[pair.supplier] += 1
      byConsumer[pair.consumer] += 1
      taken.insert(SIMD2(pair.supplier, pair.consumer))
    }
    for (p, pair) in scenario.pairs.enumerated() where pair.isFrozen { take(p, pair.largestShare) }
    let order = shares.indices.filter { shares[$0] > 1e-6 && !scenario.pairs[$0].isFrozen }
    for p in order.sorted(by: { (shares[$0], $1) > (shares[$1], $0) }) {
      let pair = scenario.pairs[p]
      if taken.contains(SIMD2(pair.supplier, pair.consumer)) || shares[p] < 0.3 * pair.smallestShare {
        continue
      }
      if let most = scenario.suppliers[pair.supplier].largestContractCount, bySupplier[pair.supplier] >= most
      {
        continue
      }
      if let most = scenario.consumers[pair.consumer].largestContractCount, byConsumer[pair.consumer] >= most
      {
        continue
      }
      var share = min(pair.allowedShare(near: shares[p]), left[pair.supplier])
      if pair.lotShare > 0 { share = (share / pair.lotShare + 1e-9).rounded(.down) * pair.lotShare }
      if share >= pair.smallestShare && share > 0 { take(p, share) }
    }
    return plan
  }

  /// The settled value of shares; minus infinity where they break a rule.
  private func value(
    _ shares: [Double], _ objective: ObjectiveKind, _ floors: [(objective: ObjectiveKind, least: Double)]
  ) -> Double {
    let own = OfferEvaluation(scenario, shares: shares, floors: floors, threads: run.options.threads)
    return own.violation == 0 ? own.values[objective] ?? -.infinity : -.infinity
  }

  private func mustStop() -> Bool {
    run.cancellation.isCancelled || deadline.map { ContinuousClock.now >= $0 } ?? false
  }

  private func control(_ part: Double) -> SolveControl {
    var control = run.control
    control.onProgress = nil
    control.permutationSeed = 0
    if let deadline {
      control.timeLimit = max(.milliseconds(100), (deadline - ContinuousClock.now) * part)
    }
    return control
  }

  /// The master's multipliers as a proof: each interval is stated as its cuts have it, in the mean over those that
  /// bind.
  private func proof(
    _ master: OfferFormulation, _ cuts: [Cut], _ objective: ObjectiveKind,
    _ floors: [(objective: ObjectiveKind, least: Double)], _ solution: LinearSolution
  ) -> PowerPlan.OfferProof? {
    guard var proof = master.proof(scenario, objective, floors: floors, solution) else { return nil }
    let weights = OfferBound.weights(scenario, objective, floors.map(\.objective), proof)
    var binding: [[(part: Double, reference: [Double])]] = Array(
      repeating: [], count: scenario.consumers.count)
    // Cuts are the last rows; some may have come later.
    let first = master.rowCountBeforeCuts
    for (k, cut) in cuts.prefix(master.model.rowCount - first).enumerated()
    where master.cutPlaces[cut.place].isObjective {
      let price = solution.rowDual[first + k]
      if price > 0 { binding[master.cutPlaces[cut.place].consumer].append((price, cut.reference)) }
    }
    let reference = proof.referenceShares.values
    let found = parallelMap(count: binding.count, threads: run.options.threads) {
      [binding, scenario, worth] j in
      let sum = binding[j].reduce(0) { $0 + $1.part }
      var numbers: [SIMD2<Int>: Double] = [:]
      for (part, own) in binding[j] {
        for (key, number) in OfferPass.numbers(scenario, worth, consumer: j, weights, reference: own) {
          numbers[key, default: 0] += number * part / sum
        }
      }
      if numbers.isEmpty { return numbers }
      for (key, usual) in OfferPass.numbers(scenario, worth, consumer: j, weights, reference: reference)
      where abs((numbers[key] ?? 0) - usual) <= 1e-9 * max(1, abs(usual)) {
        numbers[key] = nil
      }
      return numbers
    }
    var stated = OfferKinks()
    for (j, numbers) in found.enumerated() {
      for (key, number) in numbers.sorted(by: { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }) {
        stated.add(j, key.x, key.y, number)
      }
    }
    proof.kinkConsumers = NumberList(stated.consumers)
    proof.kinkIntervals = NumberList(stated.intervals)
    proof.kinkPlaces = NumberList(stated.places)
    proof.kinkNumbers = NumberList(stated.values)
    return proof
  }
}
