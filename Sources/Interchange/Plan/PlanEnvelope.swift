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
  /// The method that was used, and why where `auto` chose it.
  public var method: String
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
    case timing = "timing_seconds"
    case peakMemoryMB = "peak_memory_mb"
  }

  /// An envelope; `gap` follows from value and bound.
  public init(
    market: String, status: PlanStatus, termination: PlanTermination, objective: PlanObjective,
    bound: Double?,
    method: String, options: SolveOptionsChoice, timing: PlanTiming, peakMemoryMB: Double,
    provenance: PlanProvenance, plan: Part?
  ) {
    self.market = market
    self.status = status
    self.termination = termination
    self.objective = objective
    self.bound = bound
    gap = objective.value.flatMap { value in bound.map { relativeGap(value: value, bound: $0) } }
    self.method = method
    self.options = options
    self.timing = timing
    self.peakMemoryMB = peakMemoryMB
    self.provenance = provenance
    self.plan = plan
  }

  /// Writes every key, unknown values as null.
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
    try container.encode(options, forKey: .options)
    try container.encode(timing, forKey: .timing)
    try container.encode(peakMemoryMB, forKey: .peakMemoryMB)
    try container.encode(provenance, forKey: .provenance)
    try container.encode(plan, forKey: .plan)
  }
}

/// |value - bound| / max(|value|, 1e-9)
public func relativeGap(value: Double, bound: Double) -> Double {
  abs(value - bound) / max(abs(value), 1e-9)
}

/// Whether a bound proves a value optimal: to `SolveOptions.defaultGap` of the value, or of one unit of
/// currency where the value is smaller than that.
public func isOptimal(value: Double, bound: Double) -> Bool {
  abs(value - bound) <= SolveOptions.defaultGap * max(1, abs(value))
}

/// What was proved about a plan.
public enum PlanStatus: String, Codable, Sendable {
  /// The plan is within 1e-6 of the bound, relative, or of one unit of currency for values below one.
  case optimal
  /// The plan keeps every rule.
  case feasible
  /// No plan keeps every rule.
  case infeasible
  /// The objective improves without end.
  case unbounded
  /// A limit came before any plan.
  case noPlanFound = "no_plan_found"
}

/// Why a solve ended.
public struct PlanTermination: Codable, Sendable, Equatable {
  /// A reason a solve can end for.
  public enum Reason: String, Codable, Sendable {
    /// The plan was proved optimal.
    case optimal
    /// The gap asked for was proved.
    case gapReached = "gap_reached"
    /// The time limit came.
    case timeLimit = "time_limit"
    /// The run was interrupted.
    case interrupted
    /// There is no plan.
    case infeasible
    /// There is no best plan.
    case unbounded
    /// The solver gave up.
    case solverFailure = "solver_failure"
  }

  /// Which limit ended it.
  public enum Limit: String, Codable, Sendable {
    /// The time limit.
    case time
    /// An interrupt.
    case interrupt
  }

  /// Why it ended.
  public var reason: Reason
  /// Which limit ended it, if one did.
  public var limit: Limit?
  /// A sentence for people.
  public var detail: String

  /// A termination.
  public init(reason: Reason, limit: Limit? = nil, detail: String) {
    self.reason = reason
    self.limit = limit
    self.detail = detail
  }

  enum CodingKeys: String, CodingKey { case reason, limit, detail }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reason, forKey: .reason)
    try container.encode(limit, forKey: .limit)
    try container.encode(detail, forKey: .detail)
  }
}

/// What a plan is worth.
public struct PlanObjective: Codable, Sendable {
  /// Whether less or more is better.
  public enum Sense: String, Codable, Sendable {
    /// Less is better.
    case minimize
    /// More is better.
    case maximize
  }

  /// The sum of the components; nil without a plan.
  public var value: Double?
  /// Whether less or more is better.
  public var sense: Sense
  /// The currency.
  public var unit: String
  /// What the value is made of.
  public var components: PlanComponents

  /// An objective of components, whose sum is the value; without components there is no value.
  public init(sense: Sense, unit: String, components: PlanComponents) {
    value = components.parts.isEmpty ? nil : components.total
    self.sense = sense
    self.unit = unit
    self.components = components
  }

  enum CodingKeys: String, CodingKey { case value, sense, unit, components }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(sense, forKey: .sense)
    try container.encode(unit, forKey: .unit)
    try container.encode(components, forKey: .components)
  }
}

/// Named amounts in a fixed order, written as an object.
public struct PlanComponents: Codable, Sendable, Equatable {
  /// A named amount.
  public struct Part: Sendable, Equatable {
    /// Its key.
    public var name: String
    /// The amount.
    public var amount: Double
  }

  /// The amounts.
  public var parts: [Part]

  /// Amounts in the order they are to be written.
  public init(_ parts: KeyValuePairs<String, Double>) {
    self.parts = parts.map { Part(name: $0.key, amount: $0.value) }
  }

  /// The sum of the amounts, in their order.
  public var total: Double { parts.reduce(0) { $0 + $1.amount } }

  /// The amount of a name, if there is one.
  public subscript(name: String) -> Double? { parts.first { $0.name == name }?.amount }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an object of numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    parts = try container.allKeys.map {
      Part(name: $0.stringValue, amount: try container.decode(Double.self, forKey: $0))
    }
  }

  /// Writes an object of numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for part in parts { try container.encode(part.amount, forKey: Key(stringValue: part.name)) }
  }
}

/// Seconds per phase of a run.
public struct PlanTiming: Codable, Sendable {
  /// Reading and validating the input.
  public var read = 0.0
  /// Building the model.
  public var build = 0.0
  /// Solving it.
  public var solve = 0.0
  /// The independent check.
  public var check = 0.0
  /// From the start of the command to the plan.
  public var total = 0.0

  /// No time yet.
  public init() {}
}

/// What made a plan, and from which input.
public struct PlanProvenance: Codable, Sendable {
  /// Version of Warewatt.
  public var warewatt: String
  /// Version of GLPK.
  public var glpk: String
  /// SHA-256 over the scenario and the files it names.
  public var inputSHA256: String

  /// A provenance.
  public init(warewatt: String, glpk: String, inputSHA256: String) {
    self.warewatt = warewatt
    self.glpk = glpk
    self.inputSHA256 = inputSHA256
  }

  enum CodingKeys: String, CodingKey {
    case warewatt, glpk
    case inputSHA256 = "input_sha256"
  }
}
