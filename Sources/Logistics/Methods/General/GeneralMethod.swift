// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Foundation
internal import Interchange
internal import LinearProgramming

/// Any mix of features, by Lagrangian relaxation, local search and restricted programs.
enum GeneralMethod {
  static func solve(_ scenario: LogisticsScenario, _ run: SolveRun) throws -> SolveOutcome<LogisticsPlan>? {
    let start = ContinuousClock.now
    let arrays = ScenarioArrays(scenario)
    let ascent = LagrangianAscent(arrays, threads: run.options.threads)
    func seconds() -> Double { (ContinuousClock.now - start) / .seconds(1) }
    func log(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
    log("lanes \(arrays.laneCount) rows \(ascent.layout.isLive.count { $0 }) built \(seconds())")
    var target = 0.0
    ascent.step(target: 0)
    for i in 1...800 {
      target = max(target, ascent.bound + 0.05 * abs(ascent.bound))
      ascent.step(target: target)
      if i % 200 == 0 {
        log(
          "\(i) \(seconds()) bound \(ascent.bound) f \(ascent.volume.stepLength) w \(ascent.volume.largestWeight)"
        )
      }
    }
    let guide = SearchGuide(arrays, ascent)
    log("guide \(seconds())")
    let rules = SoftRules(arrays, ascent, guide)
    let search = LocalSearch(guide, arrays, rules, threads: run.options.threads, seed: 1)
    search.construct()
    func gap() -> Double { (search.bestValue - ascent.bound) / search.bestValue }
    log("constructed \(seconds()) \(search.bestValue) gap \(gap())")
    let limit = run.deadline.map { ($0 - ContinuousClock.now) / .seconds(1) } ?? 20
    let begin = seconds()
    let mean = ascent.bound / Double(arrays.demandCount)
    var last = 0.0
    while seconds() - begin < limit {
      let part = (seconds() - begin) / limit
      search.round(iterations: 2000, temperature: mean * 0.03 * Foundation.pow(0.003, part))
      if seconds() - last > limit / 10 {
        last = seconds();
        log("\(seconds()) iterations \(search.iterationCount) best \(search.bestValue) gap \(gap())")
      }
    }
    return nil
  }
}
