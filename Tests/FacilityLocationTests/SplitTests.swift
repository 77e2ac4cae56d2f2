// SPDX-License-Identifier: GPL-3.0-or-later

import FacilityLocation
import LinearProgramming
import Testing

@Suite("Splittable facility location")
struct SplitTests {
  @Test("agrees with brute force over open sets and with GLPK", arguments: 0..<6)
  func agreement(block: Int) throws {
    for seed in 60 * block..<60 * (block + 1) {
      let instance = SplitCase(seed: UInt64(seed))
      let outcome = solve(instance.problem)
      #expect(instance.faults(outcome) == [], "seed \(seed)")
      let expected = instance.bruteForceOptimum()
      let glpk = try instance.glpkOptimum()
      guard let expected else {
        #expect(outcome.ending == .infeasible && outcome.solution == nil, "seed \(seed)")
        #expect(glpk == nil, "seed \(seed)")
        continue
      }
      let tolerance = 2e-6 * max(abs(expected), 1e-12)
      #expect(outcome.ending == .withinGap, "seed \(seed)")
      let value = try #require(outcome.solution?.value, "seed \(seed)")
      #expect(abs(value - expected) <= tolerance, "seed \(seed): \(value), expected \(expected)")
      #expect(outcome.bound <= expected + 1e-9 * abs(expected), "seed \(seed)")
      #expect(outcome.bound >= expected - tolerance, "seed \(seed)")
      let oracle = try #require(glpk, "seed \(seed)")
      #expect(abs(oracle - expected) <= 2 * tolerance, "seed \(seed): GLPK \(oracle), expected \(expected)")
    }
  }

  @Test("agrees with GLPK on larger ones, on one thread and on two", arguments: [1, 2])
  func larger(threads: Int) throws {
    for seed in 0..<12 {
      let instance = SplitCase(seed: UInt64(1000 + seed), facilities: 8...14, customers: 15...30)
      let outcome = solve(instance.problem, control: LocationControl(threads: threads))
      #expect(instance.faults(outcome) == [], "seed \(seed)")
      guard let expected = try instance.glpkOptimum() else {
        #expect(outcome.ending == .infeasible, "seed \(seed)")
        continue
      }
      let value = try #require(outcome.solution?.value, "seed \(seed)")
      #expect(abs(value - expected) <= 3e-6 * abs(expected), "seed \(seed): \(value), GLPK \(expected)")
      #expect(outcome.ending == .withinGap, "seed \(seed)")
    }
  }

  @Test("one and two threads prove the same value where facilities leave the search at the root")
  func middleSized() throws {
    let problem = SplitCase.plane(seed: 4, facilities: 30, customers: 40, ratio: 5)
    let instance = SplitCase(problem)
    let outcomes = [1, 2].map { solve(problem, control: LocationControl(threads: $0)) }
    let expected = try #require(try instance.glpkOptimum())
    for outcome in outcomes {
      #expect(instance.faults(outcome) == [])
      #expect(outcome.ending == .withinGap)
      #expect(abs((outcome.solution?.value ?? 0) - expected) <= 2e-6 * expected)
    }
    let proof = try #require(outcomes[0].rootProof)
    // The strong relaxation of these is within some percent of the optimum; so are its multipliers.
    #expect(instance.closedForm(proof) >= 0.97 * expected)
  }

  @Test("the same input gives the same solution, whatever it is run for a second time", arguments: [1, 2])
  func determinism(threads: Int) {
    for seed in [3, 8, 21, 40] {
      let instance = SplitCase(seed: UInt64(2000 + seed), facilities: 10...14, customers: 20...30)
      let first = solve(instance.problem, control: LocationControl(threads: threads))
      let second = solve(instance.problem, control: LocationControl(threads: threads))
      #expect(first.solution?.share == second.solution?.share)
      #expect(first.bound == second.bound)
      #expect(first.nodeCount == second.nodeCount)
    }
  }

  @Test("a run cut short tells a bound that holds, and a solution that holds if it has one")
  func earlyStop() throws {
    for seed in 0..<20 {
      let instance = SplitCase(seed: UInt64(3000 + seed), facilities: 8...12, customers: 15...25)
      let expected = try instance.glpkOptimum()
      for limit in [0.0, 0.002, 0.01] {
        let outcome = solve(
          instance.problem, control: LocationControl(deadline: .now + .seconds(limit)))
        #expect(instance.faults(outcome) == [], "seed \(seed)")
        if let expected {
          #expect(outcome.ending != .infeasible)
          #expect(outcome.bound <= expected + 1e-6 * abs(expected), "seed \(seed)")
        } else {
          #expect(outcome.solution == nil)
        }
      }
    }
  }

  @Test("progress never goes back, and a cancellation ends the run")
  func progress() {
    let instance = SplitCase(seed: 3, facilities: 20...20, customers: 60...60)
    let cancellation = Cancellation()
    var seen: [LocationProgress] = []
    var control = LocationControl(relativeGap: 0, cancellation: cancellation)
    control.onProgress = {
      seen.append($0)
      if seen.count == 2 { cancellation.cancel() }
    }
    let outcome = solve(instance.problem, control: control)
    #expect(instance.faults(outcome) == [])
    for (before, after) in zip(seen, seen.dropFirst()) {
      #expect(after.bound >= before.bound)
      #expect(after.incumbent ?? .infinity <= before.incumbent ?? .infinity)
    }
    if cancellation.isCancelled { #expect(outcome.ending == .interrupt || outcome.ending == .withinGap) }
  }

  @Test("nobody to serve costs nothing; nobody to serve from cannot be done")
  func empty() {
    let idle = LocationProblem(
      capacity: [1], fixedCost: [5], demand: [], arcStart: [0], arcFacility: [], arcCost: [],
      isSingleSource: false)
    #expect(solve(idle).solution?.value == 0)
    let stranded = LocationProblem(
      capacity: [], fixedCost: [], demand: [1], arcStart: [0, 0], arcFacility: [], arcCost: [],
      isSingleSource: false)
    #expect(solve(stranded).ending == .infeasible)
  }
}
