// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

private struct Part: Codable, Sendable {}

@Suite("Check of the envelope")
struct EnvelopeCheckTests {
  private static func envelope(
    _ status: PlanStatus = .optimal, reason: PlanTermination.Reason = .optimal,
    limit: PlanTermination.Limit? = nil,
    bound: Double? = 30, components: PlanComponents = PlanComponents(["a": 10, "b": 20])
  ) -> PlanEnvelope<Part> {
    PlanEnvelope(
      market: "m", status: status, termination: PlanTermination(reason: reason, limit: limit, detail: ""),
      objective: PlanObjective(sense: .minimize, unit: "KRW", components: components), bound: bound,
      method: "direct",
      options: SolveOptionsChoice(), timing: PlanTiming(), peakMemoryMB: 1,
      provenance: PlanProvenance(warewatt: "", glpk: "", inputSHA256: ""), plan: Part())
  }

  private static func rules(_ envelope: PlanEnvelope<Part>, hasPlan: Bool = true) -> [String] {
    var report = CheckReport()
    report.checkEnvelope(envelope, hasPlan: hasPlan)
    report.checkObjective(envelope, sense: .minimize, unit: "KRW")
    return report.violations.map(\.place)
  }

  @Test("What holds passes")
  func clean() {
    #expect(Self.rules(Self.envelope()) == [])
    #expect(Self.rules(Self.envelope(.feasible, reason: .gapReached, bound: 29)) == [])
    #expect(Self.rules(Self.envelope(.feasible, reason: .timeLimit, limit: .time, bound: nil)) == [])
    #expect(
      Self.rules(
        Self.envelope(.infeasible, reason: .infeasible, bound: nil, components: PlanComponents([:])),
        hasPlan: false)
        == [])
    #expect(
      Self.rules(
        Self.envelope(
          .noPlanFound, reason: .interrupted, limit: .interrupt, bound: 3, components: PlanComponents([:])),
        hasPlan: false)
        == [])
  }

  @Test("A changed number or word is found")
  func tampering() {
    func places(_ change: (inout PlanEnvelope<Part>) -> Void) -> [String] {
      var envelope = Self.envelope()
      change(&envelope)
      return Self.rules(envelope)
    }
    #expect(places { $0.objective.value = 30.01 }.contains("objective.value"))
    #expect(places { $0.objective.value = nil }.contains("objective.value"))
    #expect(places { $0.objective.value = .nan }.contains("objective.value"))
    #expect(places { $0.objective.sense = .maximize }.contains("objective.sense"))
    #expect(places { $0.objective.unit = "USD" }.contains("objective.unit"))
    #expect(places { $0.bound = 29 }.contains("gap"))
    #expect(places { $0.bound = 31 }.contains("bound"))
    #expect(places { $0.bound = nil } == ["gap", "status"])
    #expect(places { $0.gap = 0.1 } == ["gap"])
    #expect(places { $0.gap = nil } == ["gap"])
    #expect(places { $0.status = .infeasible }.contains("status"))
    #expect(places { $0.status = .noPlanFound }.contains("objective.value"))
    #expect(places { $0.status = .feasible }.contains("status"))
    #expect(places { $0.termination.reason = .infeasible } == ["termination.reason"])
    #expect(places { $0.termination.limit = .time } == ["termination.limit"])
    #expect(places { $0.termination.reason = .timeLimit } == ["termination.limit"])
  }

  @Test("A plan called optimal must have the gap that proves it", arguments: [29.999, 29.9, 0])
  func optimality(bound: Double) {
    #expect(Self.rules(Self.envelope(bound: bound)) == ["status"])
  }

  @Test("A status that needs a plan needs one", arguments: [PlanStatus.optimal, .feasible])
  func planless(status: PlanStatus) {
    let reason: PlanTermination.Reason = status == .optimal ? .optimal : .gapReached
    let envelope = Self.envelope(status, reason: reason, bound: status == .optimal ? 30 : 29)
    #expect(Self.rules(envelope, hasPlan: false) == ["status"])
  }
}
