// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import Foundation
internal import Instances
public import Interchange
internal import LinearProgramming
internal import Logging
internal import Reporting

/// `warewatt solve`
struct Solve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Solves a scenario and writes a checked plan.",
    discussion: "Every option is also a key of the scenario's \"options\" object; the command line wins.")

  @OptionGroup var input: ScenarioInput

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Plan file; - is standard output.", valueName: "plan"))
  var output = "-"

  @Option(help: "How to solve: \(SolveOptions.Method.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method: SolveOptions.Method?

  @Option(help: ArgumentHelp("Wall-clock limit.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(help: ArgumentHelp("Stop at this proven relative gap (default: 1e-6).", valueName: "relative"))
  var gap: Double?

  @Option(help: ArgumentHelp("Threads to use (default: all cores).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Hand the model over in this random order; 0, the default, keeps its own.", valueName: "n"))
  var seed: Int?

  @Option(help: ArgumentHelp("Write the model of the direct method.", valueName: "file.mps|file.lp"))
  var writeModel: String?

  @Option(help: ArgumentHelp("Write the settlement interval by interval (power).", valueName: "file.csv"))
  var settlement: String?

  @Option(
    help: ArgumentHelp("Record incumbent and bound over time as JSON Lines.", valueName: "file.jsonl"))
  var progressLog: String?

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    if let timeLimit, !(timeLimit > 0) || !timeLimit.isFinite {
      throw ValidationError("--time-limit takes seconds above 0.")
    }
    if let gap, !(0...1).contains(gap) { throw ValidationError("--gap takes a number from 0 to 1.") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a number from 1 to 1024.")
    }
    if let seed, seed < 0 { throw ValidationError("--seed takes a number of at least 0.") }
    if let writeModel, ModelFileFormat(path: writeModel) == nil {
      throw ValidationError("--write-model takes a name that ends in .mps or .lp.")
    }
  }

  func run() throws {
    try reportingFailures {
      let start = ContinuousClock.now
      let plan = try OutputFile(output)
      let ledger = try settlement.map { path throws(UnwritableFile) in try OutputFile(path) }
      let model = try writeModel.map { path throws(UnwritableFile) in try OutputFile(path) }
      for (target, option) in [(plan, "--output"), (ledger, "--settlement"), (model, "--write-model")] {
        try target.map { try refuse($0, option, overwriting: input.path) }
      }
      if let ledger, let plan = output == "-" ? nil : output, ledger.isSame(as: plan) {
        throw ValidationError("--settlement and --output name the same file.")
      }
      let progressLog = try progressLog.map { path in
        try refuse(OutputFile(path), "--progress-log", overwriting: input.path)
        return try ProgressLog(path, start: start)
      }
      Interrupts.install()
      let inputs = InputReader()
      try input.load(
        inputs,
        SolveBody(
          command: self, plan: plan, ledger: ledger, progressLog: progressLog, inputs: inputs, start: start))
    }
  }
}

/// Refuses an output that would take the place of the input.
func refuse(_ output: OutputFile, _ option: String, overwriting input: String) throws {
  if output.isSame(as: input) {
    throw ValidationError("\(option) names the input file \(input), which would be overwritten.")
  }
}

extension SolveOptions.Method: ExpressibleByArgument {}

/// Solves a scenario of whichever market.
private struct SolveBody: ScenarioBody {
  let command: Solve
  let plan: OutputFile
  let ledger: OutputFile?
  let progressLog: ProgressLog?
  let inputs: InputReader
  let start: ContinuousClock.Instant

  /// About thirty years: a longer limit is none, and does not overflow.
  private static let longestLimit = 1e9

  func run<M: Market>(_ market: M.Type, _ scenario: M.Scenario, name: String) throws {
    if ledger != nil && !M.hasLedger {
      throw ValidationError(
        "--settlement goes with the power market: the \(M.name) market settles nothing by interval.")
    }
    var options = SolveOptions(cores: ProcessInfo.processInfo.activeProcessorCount)
    options.apply(M.options(of: scenario))
    options.apply(
      SolveOptionsChoice(
        method: command.method, timeLimitSeconds: command.timeLimit, gap: command.gap,
        threads: command.threads,
        seed: command.seed))
    var timing = PlanTiming()
    timing.read = seconds(since: start)
    log.info("read \(name): \(M.name) market, \(timing.read) s")
    let terminal = Terminal(quiet: command.quiet)
    let show = terminal.onProgress
    let record = progressLog.map { log in { (progress: SolveProgress) in log.record(progress) } }
    let onProgress: ((SolveProgress) -> Void)? =
      show == nil && record == nil
      ? nil
      : { progress in
        show?(progress)
        record?(progress)
      }
    let outcome = try M.solve(
      scenario,
      SolveRun(
        options: options,
        deadline: options.timeLimitSeconds.map { start + .seconds(min($0, Self.longestLimit)) },
        cancellation: Interrupts.cancellation, onProgress: onProgress, modelPath: command.writeModel)
    )
    terminal.clear()
    log.info(
      "solved: \(outcome.status.rawValue), build \(outcome.buildSeconds) s, solve \(outcome.solveSeconds) s")
    if Interrupts.cancellation.isCancelled { log.warning("interrupted: this is the best plan so far") }
    timing.build = outcome.buildSeconds
    timing.solve = outcome.solveSeconds
    var envelope = PlanEnvelope(
      market: M.name, status: outcome.status, termination: outcome.termination, objective: outcome.objective,
      bound: outcome.bound, method: outcome.method, methodReason: outcome.methodReason,
      options: options.choice, timing: timing, peakMemoryMB: 0,
      provenance: PlanProvenance(
        warewatt: Warewatt.version, glpk: glpkVersion, inputSHA256: inputs.sha256),
      plan: outcome.part)
    let checkStart = ContinuousClock.now
    let report = M.check(envelope, against: scenario)
    envelope.timing.check = seconds(since: checkStart)
    envelope.timing.total = seconds(since: start)
    envelope.peakMemoryMB = peakMemoryMB()
    guard report.isClean else {
      for violation in report.violations.prefix(20) { printToStandardError("violation: \(violation)") }
      throw PlanRefused(violations: report.violations.count)
    }
    progressLog?.finish(value: envelope.objective.value, bound: envelope.bound)
    let currency = M.currency(of: scenario).lowercased()
    let text = try JSONText.file(JSONValue(encoding: envelope), currency: currency)
    // The plan comes last: where it stands, all is written.
    if let ledger, let part = envelope.plan, let rows = M.ledger(part, scenario) { try ledger.write(rows) }
    try plan.write(text)
    log.info("wrote \(plan.path)")
    if !command.quiet {
      printToStandardError(
        SolvingReport.text(
          envelope, name: name, contents: report.counts,
          tables: envelope.plan.map { M.tables($0, currency: M.currency(of: scenario)) } ?? []
        ).dropLastNewline)
    }
    if outcome.status == .infeasible, let format = command.input.format, !command.quiet {
      printToStandardError(
        "If this surprises: is the file really \(format.rawValue)? Files of orlib-cap and holmberg have the same number of figures, and are told apart by nothing but --from."
      )
    }
    try exit(for: outcome.status, outcome.termination)
  }

  private func exit(for status: PlanStatus, _ termination: PlanTermination) throws {
    switch status {
    case .optimal, .feasible: return
    case .infeasible, .unbounded: throw Status.infeasible
    case .noPlanFound: throw termination.reason == .solverFailure ? Status.internalError : Status.noPlan
    }
  }

  private func seconds(since instant: ContinuousClock.Instant) -> Double {
    (((ContinuousClock.now - instant) / .seconds(1)) * 1e6).rounded() / 1e6
  }
}

/// A plan that its own check does not pass is not written.
private struct PlanRefused: Error, CustomStringConvertible {
  let violations: Int
  var description: String {
    "the plan does not pass its own check (\(violations) violations); it was not written. This is a bug of Warewatt: please report it with the scenario"
  }
}

extension String {
  fileprivate var dropLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
