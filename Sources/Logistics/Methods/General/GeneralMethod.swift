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
    for i in 1...5000 {
      target = max(target, ascent.bound + 0.05 * abs(ascent.bound))
      ascent.step(target: target)
      if i % 250 == 0 { log("\(i) \(seconds()) bound \(ascent.bound) f \(ascent.volume.stepLength) w \(ascent.volume.largestWeight)") }
    }
    return nil
  }
}
