// SPDX-License-Identifier: GPL-3.0-or-later

import CPeak
import Dispatch
import Foundation
import Instances
import Interchange
@_spi(Benchmarking) import PowerTrading

/// What the closed-form passes of the power market take, against what their multiply-adds alone take at the
/// machine's measured peak: `Passes [SUPPLIERS CONSUMERS DAYS]`, by default 50 x 200 x 365 days of hours.
///
/// Processor time, so that other work on the machine does not count; the least of several repeats.
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let (suppliers, consumers, days) =
  numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : (50, 200, 365)
let repeats = 15

/// The least processor time of all threads together over the repeats, in seconds.
func least(_ body: () -> Double) -> Double {
  var best = Double.infinity
  var kept = 0.0
  for _ in 0..<repeats {
    var (start, end) = (timespec(), timespec())
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start)
    kept += body()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end)
    best = min(best, Double(end.tv_sec - start.tv_sec) + 1e-9 * Double(end.tv_nsec - start.tv_nsec))
  }
  // No optimiser can leave out what is printed.
  FileHandle.standardError.write(Data("(\(kept))\n".utf8))
  return best
}

func shown(_ number: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", number) }

let rounds = 500_000
let work = Double(rounds * Int(PEAK_ROUND))
let one = work / least { peak_multiply_adds(rounds) }
let two =
  2 * work
  / least {
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      if peak_multiply_adds(rounds) == 0 { print("0") }
    }
    return 0
  }
print(
  "multiply-adds, 1 core: \(shown(one / 1e9)) G/s; 2 threads, per second of each: \(shown(two / 1e9)) G/s")
let length = 32 << 20
let memory = [Double](repeating: 1, count: length)
let bytes = 8 * Double(length)
let read = memory.withUnsafeBufferPointer { memory in
  guard let base = memory.baseAddress else { return 0.0 }
  return bytes / least { peak_read(base, length) }
}
print("read from memory, 1 core: \(shown(read / 1e9)) GB/s")

let file = PowerGenerator(suppliers: suppliers, consumers: consumers, days: days, seed: 1)
  .generate(seriesFile: nil).scenario
let text = Array(try JSONText.file(JSONValue(encoding: file)).utf8)
let scenario = try PowerMarket.scenario(
  from: JSONDocument(parsing: text, file: "generated"), inputs: InputReader())
let passes = SharePasses(scenario)
let intervals = Double(scenario.horizon.count)
let multiplyAdds = 2 * Double(scenario.pairs.count) * intervals
print(
  "passes of \(suppliers) x \(consumers) x \(Int(intervals)): \(shown(multiplyAdds / 1e6, 1)) M multiply-adds, "
    + "at the peak \(shown(1e3 * multiplyAdds / one)) ms")
print(
  "rows of suppliers \(shown(8e-6 * Double(suppliers) * intervals, 1)) MB, loads and values of consumers "
    + "\(shown(16e-6 * Double(consumers) * intervals, 1)) MB")
let shares = scenario.pairs.map { _ in 1 / Double(consumers) }
for (name, isTangentHere) in [("tangents taken here", true), ("tangents of another point", false)] {
  for threads in 1...2 {
    let seconds = least { passes.pass(shares, isTangentHere: isTangentHere, threads: threads) }
    print(
      "\(name), \(threads) \(threads == 1 ? "thread" : "threads"): \(shown(1e3 * seconds)) ms of processor time, "
        + "\(shown(seconds * one / multiplyAdds)) times the peak's")
  }
}
