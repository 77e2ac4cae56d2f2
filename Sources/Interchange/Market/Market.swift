// SPDX-License-Identifier: GPL-3.0-or-later

public import LinearProgramming

/// A market that Warewatt clears: what the command line needs of a room.
///
/// A further market is a room of its own that conforms to this, and a line in the command line.
public protocol Market: SendableMetatype {
  /// A valid scenario.
  associatedtype Scenario: Sendable
  /// The market's own part of a plan file.
  associatedtype Part: Codable & Sendable

  /// The value of the key `market`.
  static var name: String { get }
  /// What a scenario file must look like.
  static var scenarioSchema: JSONSchema { get }
  /// What a plan file looks like.
  static var planSchema: JSONSchema { get }
  /// What a statement file looks like; nil where the market settles nothing.
  static var statementSchema: JSONSchema? { get }

  /// Whether less or more of the objective is better.
  static var sense: PlanObjective.Sense { get }
  /// Whether the market settles its plans interval by interval.
  static var hasLedger: Bool { get }

  /// Makes a valid scenario of a file.
  ///
  /// - Throws: `DataError` with everything that is wrong, `UnreadableFile` for a file it names.
  static func scenario(from document: JSONDocument, inputs: InputReader) throws -> Scenario
  /// What is wrong and what may be wrong in a scenario file and its data.
  static func examine(_ document: JSONDocument, inputs: InputReader) throws -> Examination
  /// What may be wrong in the data of a scenario, each with its place.
  static func warnings(of scenario: Scenario) -> [String]
  /// Options that the scenario asks for.
  static func options(of scenario: Scenario) -> SolveOptionsChoice
  /// The scenario's currency.
  static func currency(of scenario: Scenario) -> String
  /// In what its objective is counted: the currency, or a quantity.
  static func objectiveUnit(of scenario: Scenario) -> String
  /// Solves a scenario.
  static func solve(_ scenario: Scenario, _ run: SolveRun) throws -> SolveOutcome<Part>
  /// Checks a plan against the scenario's data, without a solver.
  static func check(_ plan: PlanEnvelope<Part>, against scenario: Scenario) -> CheckReport
  /// A plan in tables for people: who gets what.
  static func tables(_ plan: Part, currency: String) -> [PlanTable]
  /// The settlement of a plan interval by interval, as CSV; nil where the market settles nothing.
  static func ledger(_ plan: Part, _ scenario: Scenario) -> String?
}

extension Market {
  /// What is wrong in a scenario file.
  public static func examine(_ document: JSONDocument, inputs: InputReader) throws -> Examination {
    var examination = Examination()
    do { _ = try scenario(from: document, inputs: inputs) } catch let error as DataError {
      examination.error = error
    }
    return examination
  }
  /// None.
  public static func warnings(of scenario: Scenario) -> [String] { [] }
  /// No settlement.
  public static var statementSchema: JSONSchema? { nil }
  /// The currency.
  public static func objectiveUnit(of scenario: Scenario) -> String { currency(of: scenario) }
  /// No settlement.
  public static var hasLedger: Bool { false }
  /// No settlement.
  public static func ledger(_ plan: Part, _ scenario: Scenario) -> String? { nil }
}

/// What was found in a scenario file and its data.
public struct Examination: Sendable {
  /// What makes it unusable.
  public var error: DataError?
  /// What may be wrong.
  public var warnings: [DataIssue] = []
  /// What was looked at, in a few words.
  public var scope = ""

  /// Nothing found yet.
  public init() {}
}

/// What a method is given besides the scenario.
public struct SolveRun {
  /// Options of this run.
  public var options: SolveOptions
  /// When the run must end; nil for no limit.
  public var deadline: ContinuousClock.Instant?
  /// Ends the run early when set.
  public var cancellation: Cancellation
  /// Told where the run stands.
  public var onProgress: ((SolveProgress) -> Void)?
  /// Where the direct method writes its model.
  public var modelPath: String?

  /// A run.
  public init(
    options: SolveOptions, deadline: ContinuousClock.Instant? = nil,
    cancellation: Cancellation = Cancellation(),
    onProgress: ((SolveProgress) -> Void)? = nil, modelPath: String? = nil
  ) {
    self.options = options
    self.deadline = deadline
    self.cancellation = cancellation
    self.onProgress = onProgress
    self.modelPath = modelPath
  }

  /// The same limits for one solve of a linear model.
  public var control: SolveControl {
    var control = SolveControl()
    control.timeLimit = deadline.map { max(.zero, $0 - ContinuousClock.now) }
    control.relativeGap = options.gap
    control.permutationSeed = UInt64(options.seed)
    control.cancellation = cancellation
    control.onProgress = onProgress
    return control
  }

  /// Writes a model where `--write-model` asks for it.
  public func writeModelIfAsked(_ model: LinearModel) throws {
    guard let modelPath else { return }
    try write(model, to: modelPath, as: ModelFileFormat(path: modelPath) ?? .mps)
  }
}

/// What a method brings back.
public struct SolveOutcome<Part: Codable & Sendable> {
  /// What was proved.
  public var status: PlanStatus
  /// Why it ended.
  public var termination: PlanTermination
  /// What the plan is worth.
  public var objective: PlanObjective
  /// A proven bound, if any.
  public var bound: Double?
  /// The method that was used.
  public var method: String
  /// Why, where it was not simply asked for.
  public var methodReason: String?
  /// Seconds spent building models.
  public var buildSeconds: Double
  /// Seconds spent solving them.
  public var solveSeconds: Double
  /// The market's own part.
  public var part: Part?

  /// An outcome.
  public init(
    status: PlanStatus, termination: PlanTermination, objective: PlanObjective, bound: Double?,
    method: String,
    buildSeconds: Double, solveSeconds: Double, part: Part?
  ) {
    self.status = status
    self.termination = termination
    self.objective = objective
    self.bound = bound
    self.method = method
    self.buildSeconds = buildSeconds
    self.solveSeconds = solveSeconds
    self.part = part
  }
}
