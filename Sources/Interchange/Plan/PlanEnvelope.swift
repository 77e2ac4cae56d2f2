// SPDX-License-Identifier: GPL-3.0-or-later

/// A plan file: what was proved about the plan, and how, around the market's own part.
public struct PlanEnvelope<Part: Codable & Sendable>: Codable, Sendable {
  /// `warewatt.plan/1`
  public var format = "warewatt.plan/1"
  /// The market's name.
  public var market: String
  /// What was proved.
  public var status: PlanStatus
  /// Why the solve ended.
  public var termination: PlanTermination
  /// What the plan is worth.
  public var objective: PlanObjective
  /// No plan can be better than this; nil where nothing was proved.
  public var bound: Double?
  /// |value - bound| / max(|value|, 1e-9); nil where either is unknown.
  public var gap: Double?
  /// The method that was used.
  public var method: String
  /// Why this method, where another was asked for or `auto` chose it; nil where it was asked for.
  public var methodReason: String?
  /// What differs from the defaults.
  public var options: SolveOptionsChoice
  /// Seconds per phase.
  public var timing: PlanTiming
  /// Largest resident set of the process, in MB of 10^6 bytes.
  public var peakMemoryMB: Double
  /// What made the plan, and from which input.
  public var provenance: PlanProvenance
  /// The market's own part; nil where there is none.
  public var plan: Part?

  enum CodingKeys: String, CodingKey {
    case format, market, status, termination, objective, bound, gap, method, options, provenance, plan
    case methodReason = "method_reason"
    case timing = "timing_seconds"
    case peakMemoryMB = "peak_memory_mb"
  }

  /// An envelope; `gap` follows from value and bound.
  public init(
    market: String, status: PlanStatus, termination: PlanTermination, objective: PlanObjective,
    bound: Double?,
    method: String, methodReason: String? = nil, options: SolveOptionsChoice, timing: PlanTiming,
    peakMemoryMB: Double,
    provenance: PlanProvenance, plan: Part?
  ) {
    self.market = market
    self.status = status
    self.termination = termination
    self.objective = objective
    self.bound = bound
    gap = objective.value.flatMap { value in bound.map { relativeGap(value: value, bound: $0) } }
    self.method = method
    self.methodReason = methodReason
    self.options = options
    self.timing = timing
    self.peakMemoryMB = peakMemoryMB
    self.provenance = provenance
    self.plan = plan
  }

  /// Writes every key, unknown values as null; the reason for the method only where there is one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(market, forKey: .market)
    try container.encode(status, forKey: .status)
    try container.encode(termination, forKey: .termination)
    try container.encode(objective, forKey: .objective)
    try container.encode(bound, forKey: .bound)
    try container.encode(gap, forKey: .gap)
    try container.encode(method, forKey: .method)
    try container.encodeIfPresent(methodReason, forKey: .methodReason)
    try container.encode(options, forKey: .options)
    try container.encode(timing, forKey: .timing)
    try container.encode(peakMemoryMB, forKey: .peakMemoryMB)
    try container.encode(provenance, forKey: .provenance)
    try container.encode(plan, forKey: .plan)
  }
}
