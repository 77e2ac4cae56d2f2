// SPDX-License-Identifier: GPL-3.0-or-later

/// Places of a finding, short enough to be read: `lines 5-9, 12 and 3 more stretches`.
enum RowList {
  /// Stretches that are written out.
  static let most = 12

  /// - Parameters:
  ///   - rows: in ascending order.
  ///   - numbers: what the rows are called, such as their lines in the file.
  static func text(_ rows: [Int], numbers: [Int]?) -> String {
    var stretches: [ClosedRange<Int>] = []
    for row in rows {
      if let last = stretches.last, last.upperBound + 1 == row {
        stretches[stretches.count - 1] = last.lowerBound...row
      } else {
        stretches.append(row...row)
      }
    }
    return text(stretches, numbers: numbers)
  }

  static func text(_ stretches: [ClosedRange<Int>], numbers: [Int]?) -> String {
    func number(_ row: Int) -> Int { numbers.map { row < $0.count ? $0[row] : row } ?? row }
    let isOne = stretches.count == 1 && stretches[0].count == 1
    let what = numbers == nil ? (isOne ? "interval" : "intervals") : (isOne ? "line" : "lines")
    let shown = stretches.prefix(most).map { stretch in
      stretch.count == 1
        ? "\(number(stretch.lowerBound))" : "\(number(stretch.lowerBound))-\(number(stretch.upperBound))"
    }
    let rest = stretches.count - shown.count
    return "\(what) \(shown.joined(separator: ", "))" + (rest > 0 ? " and \(rest) more" : "")
  }
}
