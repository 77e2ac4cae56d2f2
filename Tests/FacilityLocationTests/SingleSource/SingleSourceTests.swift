// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming
import Testing

@testable import FacilityLocation

@Suite struct `The single-source solver` {
  @Test(arguments: 0..<120)
  func `finds what enumeration finds`(seed: Int) throws {
    let problem = SmallLocation.random(seed: UInt64(seed))
    let expected = SmallLocation.cheapest(problem)
    let outcome = solve(problem, control: LocationControl(threads: 1 + seed % 2))
    guard let expected else {
      #expect(outcome.ending == .infeasible)
      #expect(outcome.solution == nil)
      return
    }
    #expect(outcome.ending == .withinGap)
    let solution = try #require(outcome.solution)
    let value = try #require(SmallLocation.value(of: solution, problem))
    #expect(abs(value - expected) <= 1e-6 * max(1, expected))
    #expect(abs(solution.value - value) <= 1e-9 * max(1, value))
    #expect(outcome.bound <= expected * (1 + 1e-9) + 1e-9)
  }

  @Test(arguments: 0..<40)
  func `finds what branch-and-cut finds`(seed: Int) throws {
    let problem = SmallLocation.random(seed: 1_000 + UInt64(seed), facilities: 4...7, customers: 8...14)
    let direct = try SmallLocation.branchAndCut(problem)
    let outcome = solve(problem, control: LocationControl(threads: 2))
    guard let direct else {
      #expect(outcome.ending == .infeasible)
      return
    }
    #expect(outcome.ending == .withinGap)
    let solution = try #require(outcome.solution)
    let value = try #require(SmallLocation.value(of: solution, problem))
    #expect(abs(value - direct) <= 2e-6 * max(1, direct))
  }

  @Test(arguments: 0..<80)
  func `finds what enumeration finds on the way of large problems: clusters, cuts, rests of dives`(
    seed: Int
  ) throws {
    let problem = SmallLocation.random(
      seed: 3_000 + UInt64(seed), facilities: 3...5, customers: 6...8)
    let expected = SmallLocation.cheapest(problem)
    let control = LocationControl(threads: 1 + seed % 2, seed: UInt64(seed))
    var run = SingleSourceRun(problem, control, largeArcCount: 0)
    let outcome = run.outcome()
    guard let expected else {
      #expect(outcome.ending == .infeasible)
      return
    }
    #expect(outcome.ending == .withinGap)
    let solution = try #require(outcome.solution)
    let value = try #require(SmallLocation.value(of: solution, problem))
    #expect(abs(value - expected) <= 2e-6 * max(1, expected))
    #expect(outcome.bound <= expected * (1 + 1e-9) + 1e-9)
  }

  @Test(arguments: 0..<12)
  func `gives a bound that holds and a solution that fits when stopped`(seed: Int) throws {
    let problem = SmallLocation.random(seed: 5_000 + UInt64(seed), facilities: 5...6, customers: 7...8)
    let expected = SmallLocation.cheapest(problem)
    var control = LocationControl(deadline: ContinuousClock.now + .milliseconds(seed / 2))
    var seen: [LocationProgress] = []
    control.onProgress = { seen.append($0) }
    let outcome = solve(problem, control: control)
    if let expected { #expect(outcome.bound <= expected * (1 + 1e-9) + 1e-9) }
    if let solution = outcome.solution {
      let value = try #require(SmallLocation.value(of: solution, problem))
      #expect(value >= (expected ?? .infinity) * (1 - 1e-9))
    }
    for progress in seen { if let expected { #expect(progress.bound <= expected * (1 + 1e-9) + 1e-9) } }
  }

  @Test func `stops at once when cancelled before it starts`() {
    let cancellation = Cancellation()
    cancellation.cancel()
    let problem = SmallLocation.random(seed: 3, facilities: 40...40, customers: 300...300)
    let start = ContinuousClock.now
    let outcome = solve(problem, control: LocationControl(cancellation: cancellation))
    #expect(outcome.ending == .interrupt)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func `gives the same plan twice`() {
    let problem = SmallLocation.random(seed: 11, facilities: 6...6, customers: 14...14)
    let outcomes = [1, 1, 2, 2].map { solve(problem, control: LocationControl(threads: $0, seed: 5)) }
    #expect(outcomes[0].solution?.share == outcomes[1].solution?.share)
    #expect(outcomes[2].solution?.share == outcomes[3].solution?.share)
    #expect(outcomes[2].nodeCount == outcomes[3].nodeCount)
  }

  @Test func `has a plan for nobody`() {
    let problem = LocationProblem(
      capacity: [5], fixedCost: [3], demand: [], arcStart: [0], arcFacility: [], arcCost: [],
      isSingleSource: true)
    let outcome = solve(problem)
    #expect(outcome.ending == .withinGap)
    #expect(outcome.solution?.value == 0)
  }

  @Test func `fills a facility to the brim with demands that do not add up in binary`() {
    let problem = LocationProblem(
      capacity: [0.3, 10], fixedCost: [1, 100], demand: [0.1, 0.2], arcStart: [0, 2, 4],
      arcFacility: [0, 1, 0, 1], arcCost: [1, 1, 1, 1], isSingleSource: true)
    let outcome = solve(problem)
    #expect(outcome.ending == .withinGap)
    #expect(outcome.solution?.value == 3)
  }
}
