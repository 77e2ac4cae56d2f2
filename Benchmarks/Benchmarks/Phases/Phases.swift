// SPDX-License-Identifier: GPL-3.0-or-later

import Benchmark
import Cases
import Interchange
@_spi(Benchmarking) import LinearProgramming
@_spi(Benchmarking) import Logistics
@_spi(Benchmarking) import PowerTrading

/// Each phase of a run apart, for both markets over a sweep of sizes. A case is made before its benchmarks
/// are timed; one that cannot be made ends the program.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .throughput], warmupIterations: 1, maxDuration: .seconds(1),
    maxIterations: 200)

  for (warehouses, demands) in [(10, 20), (25, 50), (50, 100)] {
    guard let item = try? LogisticsCase(warehouses: warehouses, demands: demands),
      let solution = try? item.solution()
    else { fatalError("the case \(warehouses)x\(demands) cannot be made") }
    let plan = envelope(LogisticsMarket.self, item.outcome(solution))
    phases(
      item.name, decode: { try LogisticsCase.decode(item.text) },
      build: { LogisticsMarket.directModel(of: item.scenario) }, model: item.model,
      solve: { try item.solution() }, plan: { item.outcome(solution) },
      check: { LogisticsMarket.check(plan, against: item.scenario) })
  }
  for (suppliers, consumers, days) in [(3, 5, 7), (6, 10, 7), (6, 10, 28)] {
    guard let item = try? PowerCase(suppliers: suppliers, consumers: consumers, days: days),
      let solution = try? item.solution()
    else { fatalError("the case \(suppliers)x\(consumers)x\(days) cannot be made") }
    let plan = envelope(PowerMarket.self, item.outcome(solution))
    phases(
      item.name, decode: { try PowerCase.decode(item.text) },
      build: { PowerMarket.directModel(of: item.scenario) }, model: item.model,
      solve: { try item.solution() }, plan: { item.outcome(solution) },
      check: { PowerMarket.check(plan, against: item.scenario) })
  }
}

@Sendable func phases<Scenario, Plan>(
  _ name: String, decode: @escaping @Sendable () throws -> Scenario,
  build: @escaping @Sendable () -> LinearModel, model: LinearModel,
  solve: @escaping @Sendable () throws -> LinearSolution, plan: @escaping @Sendable () -> Plan,
  check: @escaping @Sendable () -> CheckReport
) {
  Benchmark("\(name), 1 decode") { run in for _ in run.scaledIterations { blackHole(try decode()) } }
  Benchmark("\(name), 2 build") { run in for _ in run.scaledIterations { blackHole(build()) } }
  Benchmark("\(name), 3 hand-over") { run in for _ in run.scaledIterations { blackHole(try handOver(model)) }
  }
  Benchmark("\(name), 4 solve") { run in for _ in run.scaledIterations { blackHole(try solve()) } }
  Benchmark("\(name), 5 plan") { run in for _ in run.scaledIterations { blackHole(plan()) } }
  Benchmark("\(name), 6 check") { run in for _ in run.scaledIterations { blackHole(check()) } }
}
