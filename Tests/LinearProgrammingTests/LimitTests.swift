// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearProgramming
import Testing

@Suite("limits on the clock", .serialized)
struct LimitTests {
  private func timed(_ model: LinearModel, _ control: SolveControl) throws -> (LinearSolution, Double) {
    let start = ContinuousClock.now
    let solution = try solve(model, control: control)
    return (solution, (ContinuousClock.now - start) / .seconds(1))
  }

  @Test("a hard integer program ends near its time limit, with what it has", arguments: [true, false])
  func timeLimit(hasSlack: Bool) throws {
    var control = SolveControl()
    control.timeLimit = .seconds(1)
    let (solution, seconds) = try timed(HardPrograms.marketSplit(hasSlack: hasSlack), control)
    #expect((0.9...2.5).contains(seconds))
    #expect(solution.termination == (hasSlack ? .stopped(by: .time) : .stoppedWithoutSolution(by: .time)))
    #expect(solution.bound >= -1e-9 && solution.bound.isFinite)
    #expect(solution.primal.isEmpty != hasSlack)
  }

  @Test("a long linear program ends near its time limit, without a solution")
  func linearTimeLimit() throws {
    var control = SolveControl()
    control.timeLimit = .milliseconds(700)
    let (solution, seconds) = try timed(HardPrograms.transport(size: 300), control)
    #expect(seconds <= 2.5)
    #expect(solution.termination == .stoppedWithoutSolution(by: .time))
    #expect(solution.bound == -.infinity && solution.objective == nil)
  }

  @Test("a limit that has passed already leaves nothing undefined", arguments: [false, true])
  func noTime(isInteger: Bool) throws {
    var control = SolveControl()
    control.timeLimit = isInteger ? .zero : .seconds(-5)
    let model = HardPrograms.marketSplit(hasSlack: true)
    let (solution, seconds) = try timed(isInteger ? model : model.relaxed(), control)
    #expect(seconds <= 1)
    #expect(solution.termination == .stoppedWithoutSolution(by: .time))
    #expect(solution.bound == -.infinity)
  }

  @Test("a limit beyond GLPK's milliseconds is no limit")
  func farLimit() throws {
    var control = SolveControl()
    control.timeLimit = .seconds(1 << 40)
    let program = CertifiedProgram(seed: 1, sense: .minimize)
    #expect(try solve(program.sketch.model(), control: control).termination == .optimal)
  }

  enum Long: Sendable { case linear, integer }

  @Test("another thread can end a long solve soon", arguments: [Long.linear, .integer])
  func interrupt(_ kind: Long) throws {
    let model = kind == .linear ? HardPrograms.transport(size: 300) : HardPrograms.marketSplit(hasSlack: true)
    let cancellation = Cancellation()
    var control = SolveControl()
    control.cancellation = cancellation
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.4)
      cancellation.cancel()
    }
    let (solution, seconds) = try timed(model, control)
    #expect((0.3...1.9).contains(seconds))
    #expect(
      solution.termination
        == (kind == .linear ? .stoppedWithoutSolution(by: .interrupt) : .stopped(by: .interrupt)))
  }

  @Test("a flag that is set already ends a solve before it begins")
  func interruptedBefore() throws {
    var control = SolveControl()
    control.cancellation = Cancellation()
    control.cancellation?.cancel()
    let solution = try solve(HardPrograms.marketSplit(hasSlack: true), control: control)
    #expect(solution.termination == .stoppedWithoutSolution(by: .interrupt))
  }

  @Test("progress is told while branch-and-cut and the simplex run", arguments: [Long.linear, .integer])
  func progress(_ kind: Long) throws {
    let model = kind == .linear ? HardPrograms.transport(size: 300) : HardPrograms.marketSplit(hasSlack: true)
    var reports: [SolveProgress] = []
    var control = SolveControl()
    control.timeLimit = .milliseconds(kind == .linear ? 3_000 : 1_000)
    control.onProgress = { reports.append($0) }
    let solution = try solve(model, control: control)
    #expect(reports.count >= 2)
    #expect(reports.last?.phase == (kind == .linear ? .simplex : .branchAndCut))
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.elapsedSeconds <= $1.elapsedSeconds })
    if kind == .integer {
      #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.bound <= $1.bound + 1e-9 })
      #expect(try #require(reports.last?.incumbent) >= (try #require(solution.objective)) - 1e-9)
    }
  }
}
