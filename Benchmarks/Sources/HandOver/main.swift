// SPDX-License-Identifier: GPL-3.0-or-later

import CHandOver
@_spi(Benchmarking) import LinearProgramming

/// Compares building, checking and handing a model over from Swift with doing the bare minimum in C:
/// the same arrays, the same GLPK calls, in turn within one process.

let rows: Int32 = 20_000
let columns: Int32 = 50_000
let termsPerColumn: Int32 = 20
let pairs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 25

func build() -> LinearModel {
  var model = LinearModel(sense: .maximize, keepsNames: false)
  model.reserve(rows: Int(rows), columns: Int(columns), terms: Int(columns) * Int(termsPerColumn))
  for row in 0..<rows { model.addRow(upper: 100 + Double(row % 50)) }
  for column in 0..<columns {
    let index = model.addColumn(upper: 10 + Double(column % 5), cost: 1 + Double(column % 17))
    for term in 0..<termsPerColumn {
      model.addTerm(
        row: Int(warewatt_row_of(column, term, rows, termsPerColumn)), column: index,
        coefficient: warewatt_value_of(column, term))
    }
  }
  return model
}

/// Median of a series, in milliseconds to two places.
func median(_ values: [Double], _ scale: Double = 100_000) -> Double {
  (values.sorted()[values.count / 2] * scale).rounded() / (scale / 1_000)
}

/// Wall-clock and processor seconds of each run, and the processor seconds before the first GLPK call.
struct Series {
  var wall: [Double] = []
  var processor: [Double] = []
  var building: [Double] = []

  mutating func measure(_ run: () throws -> (nonzeros: Int, building: Double)) rethrows {
    let start = ContinuousClock.now
    let processorStart = warewatt_thread_seconds()
    let (nonzeros, seconds) = try run()
    processor.append(warewatt_thread_seconds() - processorStart)
    wall.append((ContinuousClock.now - start) / .seconds(1))
    building.append(seconds)
    precondition(nonzeros == Int(columns * termsPerColumn), "the model was not handed over whole")
  }

  var description: String {
    "wall \(median(wall)) ms, processor \(median(processor)) ms, of which filling arrays \(median(building)) ms"
  }
}

func ratio(_ first: [Double], _ second: [Double]) -> Double {
  median(zip(first, second).map { $0 / $1 / 1_000 }, 1_000_000)
}

var inC = Series()
var inSwift = Series()

@MainActor func measureC() {
  inC.measure {
    var seconds = 0.0
    let nonzeros = warewatt_hand_over_in_c(rows, columns, termsPerColumn, &seconds)
    return (Int(nonzeros), seconds)
  }
}

@MainActor func measureSwift() throws {
  try inSwift.measure {
    let start = warewatt_thread_seconds()
    let model = build()
    let seconds = warewatt_thread_seconds() - start
    return (try handOver(model), seconds)
  }
}

for pair in 0..<pairs {
  // Who comes first changes from pair to pair.
  if pair.isMultiple(of: 2) { measureC() }
  try measureSwift()
  if !pair.isMultiple(of: 2) { measureC() }
}
print("\(rows) rows, \(columns) columns, \(columns * termsPerColumn) nonzeros, medians of \(pairs) pairs")
print("C      \(inC.description)")
print("Swift  \(inSwift.description)")
print(
  "Swift / C, pair by pair: wall \(ratio(inSwift.wall, inC.wall)), processor \(ratio(inSwift.processor, inC.processor))"
)
