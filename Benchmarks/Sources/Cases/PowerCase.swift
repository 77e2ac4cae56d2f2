// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
@_spi(Benchmarking) import LinearProgramming
@_spi(Benchmarking) import PowerTrading

/// A generated power scenario with what each phase needs from the phase before.
package struct PowerCase: Sendable {
  package let name: String
  /// The scenario file, its series within it.
  package let text: [UInt8]
  package let scenario: PowerScenario
  package let model: LinearModel

  package init(suppliers: Int, consumers: Int, days: Int) throws {
    name = "power \(suppliers)x\(consumers)x\(days * 24)"
    let file = PowerGenerator(suppliers: suppliers, consumers: consumers, days: days, seed: 1)
      .generate(seriesFile: nil).scenario
    text = Array(try JSONText.file(JSONValue(encoding: file)).utf8)
    scenario = try Self.decode(text)
    model = PowerMarket.directModel(of: scenario)
  }

  package static func decode(_ text: [UInt8]) throws -> PowerScenario {
    try PowerMarket.scenario(from: JSONDocument(parsing: text, file: "case"), inputs: InputReader())
  }

  package static var run: SolveRun { SolveRun(options: SolveOptions(cores: 1)) }

  package func solution() throws -> LinearSolution { try solve(model) }

  package func outcome(_ solution: LinearSolution) -> SolveOutcome<PowerPlan> {
    PowerMarket.directOutcome(of: scenario, solution, Self.run)
  }
}
