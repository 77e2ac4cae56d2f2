// SPDX-License-Identifier: GPL-3.0-or-later

import Cases
import Instances
import Interchange
@_spi(Benchmarking) import LinearProgramming
@_spi(Benchmarking) import Logistics
@_spi(Benchmarking) import PowerTrading

/// The hot kernels, one by one, for counting instructions: `Kernels NAME` prepares the kernel's data and runs
/// it REPEATS times; `Kernels NAME 0` only prepares, so that the difference of two runs is the kernel's own.
/// Without a name it lists them.
let kernels: [(name: String, run: (Int) throws -> Double)] = [
  (
    "json-decode-logistics",
    { repeats in
      let item = try LogisticsCase(warehouses: 30, demands: 60)
      return try sum(repeats) { Double(try LogisticsCase.decode(item.text).lanes.count) }
    }
  ),
  (
    "json-decode-power",
    { repeats in
      let item = try PowerCase(suppliers: 6, consumers: 10, days: 14)
      return try sum(repeats) { Double(try PowerCase.decode(item.text).pairs.count) }
    }
  ),
  (
    "csv-read",
    { repeats in
      let series = PowerGenerator(suppliers: 6, consumers: 10, days: 28, seed: 1).generate(seriesFile: "x")
        .series
      let bytes = Array((series ?? "").utf8)
      return try sum(repeats) {
        let table = try CSVTable(parsing: bytes, file: "x")
        return try table.read(table.header.dropFirst().map { .number($0) }).numbers[0][0]
      }
    }
  ),
  (
    "model-build-logistics",
    { repeats in
      let item = try LogisticsCase(warehouses: 60, demands: 120)
      return sum(repeats) { Double(LogisticsMarket.directModel(of: item.scenario).termCount) }
    }
  ),
  (
    "model-build-power",
    { repeats in
      let item = try PowerCase(suppliers: 6, consumers: 10, days: 14)
      return sum(repeats) { Double(PowerMarket.directModel(of: item.scenario).termCount) }
    }
  ),
  (
    "model-hand-over",
    { repeats in
      let item = try LogisticsCase(warehouses: 60, demands: 120)
      return try sum(repeats) { Double(try handOver(item.model)) }
    }
  ),
  (
    "lagrangian-bound",
    { repeats in
      let item = try LogisticsCase(warehouses: 60, demands: 120)
      let multipliers = [Double](repeating: 100, count: item.scenario.demands.count)
      let prices = [Double](
        repeating: 1, count: item.scenario.warehouses.count * item.scenario.resources.count)
      return sum(repeats) {
        LogisticsMarket.lagrangianBound(
          of: item.scenario, demandMultipliers: multipliers, capacityPrices: prices)
      }
    }
  ),
  (
    "settlement",
    { repeats in
      let item = try PowerCase(suppliers: 6, consumers: 10, days: 28)
      let shares = [Double](repeating: 0.05, count: item.scenario.pairs.count)
      return sum(repeats) { PowerMarket.settledGain(of: item.scenario, shares: shares, threads: 1) }
    }
  ),
  (
    "check-logistics",
    { repeats in
      let item = try LogisticsCase(warehouses: 10, demands: 20)
      let plan = envelope(LogisticsMarket.self, item.outcome(try item.solution()))
      return sum(repeats) { LogisticsMarket.check(plan, against: item.scenario).objective ?? 0 }
    }
  ),
  (
    "check-power",
    { repeats in
      let item = try PowerCase(suppliers: 3, consumers: 5, days: 7)
      let plan = envelope(PowerMarket.self, item.outcome(try item.solution()))
      return sum(repeats) { PowerMarket.check(plan, against: item.scenario).objective ?? 0 }
    }
  ),
]

func sum(_ repeats: Int, _ kernel: () throws -> Double) rethrows -> Double {
  var total = 0.0
  for _ in 0..<repeats { total += try kernel() }
  return total
}

let arguments = CommandLine.arguments.dropFirst()
if let name = arguments.first {
  guard let kernel = kernels.first(where: { $0.name == name }) else {
    fatalError("no kernel is called \(name)")
  }
  // The result is printed so that no optimiser can leave the work out.
  print(try kernel.run(arguments.dropFirst().first.flatMap { Int($0) } ?? 5))
} else {
  for kernel in kernels { print(kernel.name) }
}
