// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange

import Testing

@testable import LinearProgramming
@testable import Reporting

@Suite("Reports")
struct ReportTests {
  private func envelope(value: Double, bound: Double?) -> PlanEnvelope<[Int]> {
    PlanEnvelope(
      market: "test", status: .feasible,
      termination: PlanTermination(reason: .timeLimit, limit: .time, detail: "the time limit came"),
      objective: PlanObjective(
        sense: .minimize, unit: "KRW", components: PlanComponents(["transport": value])),
      bound: bound, method: "direct", options: SolveOptionsChoice(), timing: PlanTiming(), peakMemoryMB: 31.4,
      provenance: PlanProvenance(warewatt: "0", glpk: "5.0", inputSHA256: "0"), plan: [1])
  }

  @Test("the solving report has status, cost, bound, gap, components, contents and time")
  func solvingReport() {
    let text = SolvingReport.text(
      envelope(value: 2000, bound: 1900), name: "docks", contents: [(3, "assignments")])
    for part in [
      "scenario  docks", "status    feasible (the time limit came)", "cost      2,000 KRW",
      "bound     1,900 KRW",
      "gap       5 %", "made of   transport 2,000", "plan      3 assignments", "method    direct",
      "memory    31 MB",
    ] {
      #expect(text.contains(part))
    }
  }

  @Test("a plan without a bound says so")
  func noBound() {
    let text = SolvingReport.text(envelope(value: 2000, bound: nil), name: "docks", contents: [])
    #expect(text.contains("bound     none"))
    #expect(text.contains("gap       unknown"))
  }

  @Test("the check's summary lists violations and remarks")
  func checkSummary() {
    var report = CheckReport()
    report.objective = 2000
    report.provenBound = 1000
    report.remarks = ["something could not be proved"]
    report.add("capacity", "warehouse w", found: "3 pallets", expected: "at most 2")
    let text = CheckSummary.text(report, envelope(value: 2000, bound: 1000))
    #expect(text.contains("1 violation\n"))
    #expect(text.contains("no plan is better than 1,000 KRW: a gap of 50 %"))
    #expect(text.contains("remark: something could not be proved"))
    #expect(text.contains("violation: capacity: warehouse w: found 3 pallets; expected at most 2"))
  }

  @Test("the progress line shows the incumbent, the bound and the gap between them")
  func progress() {
    let line = ProgressLine.text(
      SolveProgress(
        phase: .branchAndCut, elapsedSeconds: 12.34, incumbent: 110, bound: 100, nodeCount: 7,
        iterationCount: 9))
    #expect(line == "12.3 s  branch-and-cut, 7 nodes  best 110  bound 100  gap 9.0909 %")
    let early = ProgressLine.text(
      SolveProgress(
        phase: .simplex, elapsedSeconds: 0.5, incumbent: nil, bound: -.infinity, nodeCount: 0,
        iterationCount: 9))
    #expect(early == "0.5 s  simplex  9 iterations")
  }
}
