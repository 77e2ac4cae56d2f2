// SPDX-License-Identifier: GPL-3.0-or-later

import Instances
import Interchange
@_spi(Benchmarking) import LinearProgramming
@_spi(Benchmarking) import Logistics

/// A generated warehouse scenario with what each phase needs from the phase before.
package struct LogisticsCase: Sendable {
  package let name: String
  /// The scenario file.
  package let text: [UInt8]
  package let scenario: LogisticsScenario
  package let model: LinearModel

  /// - Parameter ratio: capacity over demand; generous ratios keep the integer program easy.
  package init(warehouses: Int, demands: Int, ratio: Double = 5) throws {
    name = "logistics \(warehouses)x\(demands)"
    let file = LocationGenerator(warehouses: warehouses, demands: demands, ratio: ratio, seed: 1)
      .cornuejolsSridharanThizy()
    text = Array(try JSONText.file(JSONValue(encoding: file), currency: file.currency.lowercased()).utf8)
    scenario = try Self.decode(text)
    model = LogisticsMarket.directModel(of: scenario)
  }

  package static func decode(_ text: [UInt8]) throws -> LogisticsScenario {
    try LogisticsMarket.scenario(from: JSONDocument(parsing: text, file: "case"), inputs: InputReader())
  }

  /// Solves the model as `solve` does, within a few seconds.
  package func solution() throws -> LinearSolution {
    var control = SolveControl()
    control.wantsRootDuals = true
    control.relativeGap = 1e-6
    return try solve(model, control: control)
  }

  package func outcome(_ solution: LinearSolution) -> SolveOutcome<LogisticsPlan> {
    LogisticsMarket.directOutcome(of: scenario, solution)
  }
}
