// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The rows of a `ShareProblem` by interval, shared by its variants; each begins where a vector does.
struct ShareRows: Sendable {
  private let rowLength: Int
  private let rows: AlignedNumbers
  private let loads: AlignedNumbers
  private let values: AlignedNumbers
  /// Row of the values of each consumer.
  private let valueRow: [Int]

  init(rowCount: Int, intervals: Int, _ values: ValueRows) {
    rowLength = AlignedNumbers.rowLength(intervals)
    rows = AlignedNumbers(count: rowCount * rowLength)
    loads = AlignedNumbers(count: values.row.count * rowLength)
    self.values = AlignedNumbers(count: values.consumers.count * rowLength)
    valueRow = values.row
  }

  /// The same, with other values where some are given, by consumer.
  init(_ lender: ShareRows, intervals: Int, ownValues: [[Double]?]) {
    (rowLength, rows, loads) = (lender.rowLength, lender.rows, lender.loads)
    values = AlignedNumbers(count: ownValues.count * rowLength)
    valueRow = Array(ownValues.indices)
    for (j, own) in ownValues.enumerated() {
      if let own {
        value(j).initialize(from: own, count: intervals)
      } else {
        value(j).initialize(from: lender.value(j), count: intervals)
      }
    }
  }

  /// Energy under contract.
  func generation(_ i: Int) -> UnsafeMutablePointer<Double> { rows.base + i * rowLength }
  /// Load of a consumer, and value of supply to it.
  func load(_ j: Int) -> UnsafeMutablePointer<Double> { loads.base + j * rowLength }
  func value(_ j: Int) -> UnsafeMutablePointer<Double> { values.base + valueRow[j] * rowLength }
}
