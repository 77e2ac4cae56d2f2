// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
@_spi(Benchmarking) import LinearProgramming
@_spi(Benchmarking) import PowerTrading

/// A generated power scenario with what each phase needs from the phase before.
public struct PowerCase: Sendable {
  public let name: String
  /// The scenario file, its series within it.
  public let text: [UInt8]
  public let scenario: PowerScenario
  public let model: LinearModel

  public init(suppliers: Int, consumers: Int, days: Int) throws {
    name = "power \(suppliers)x\(consumers)x\(days * 24)"
    let file = PowerGenerator(suppliers: suppliers, consumers: consumers, days: days, seed: 1)
      .generate(seriesFile: nil).scenario
    text = Array(try JSONText.file(JSONValue(encoding: file)).utf8)
    scenario = try Self.decode(text)
    model = PowerMarket.directModel(of: scenario)
  }

  public static func decode(_ text: [UInt8]) throws -> PowerScenario {
    try PowerMarket.scenario(from: JSONDocument(parsing: text, file: "case"), inputs: InputReader())
  }

  public static var run: SolveRun { SolveRun(options: SolveOptions(cores: 1)) }

  public func solution() throws -> LinearSolution { try solve(model) }

  public func outcome(_ solution: LinearSolution) -> SolveOutcome<PowerPlan> {
    PowerMarket.directOutcome(of: scenario, solution, Self.run)
  }
}
