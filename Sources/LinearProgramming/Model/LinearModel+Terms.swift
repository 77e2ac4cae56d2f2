// SPDX-License-Identifier: GPL-3.0-or-later

extension LinearModel {
  /// Whether a (row, column) pair comes twice; the indices must be valid.
  ///
  /// Terms appended row by row, or column by column, the ways models are built, take one pass with
  /// a marker; any other order is grouped by row first.
  package func hasRepeatedTerms() -> Bool {
    if let answer = Self.repeats(
      major: termRow, minor: termColumn, majorCount: rowCount, minorCount: columnCount)
    {
      return answer
    }
    if let answer = Self.repeats(
      major: termColumn, minor: termRow, majorCount: columnCount, minorCount: rowCount)
    {
      return answer
    }
    return mergedTerms().coefficients.count < termCoefficient.count
  }

  /// One marker pass, or nil where `major` comes back after another value stood between.
  private static func repeats(major: [Int32], minor: [Int32], majorCount: Int, minorCount: Int) -> Bool? {
    var seenMajor = [Bool](repeating: false, count: majorCount + 1)
    var lastMajor = [Int32](repeating: 0, count: minorCount + 1)
    return major.withUnsafeBufferPointer { major in
      minor.withUnsafeBufferPointer { minor in
        lastMajor.withUnsafeMutableBufferPointer { lastMajor in
          seenMajor.withUnsafeMutableBufferPointer { seenMajor -> Bool? in
            var current: Int32 = 0
            for term in 1..<max(1, major.count) {
              let outer = major[term]
              if outer != current {
                if seenMajor[Int(outer)] { return nil }
                seenMajor[Int(outer)] = true
                current = outer
              }
              let inner = Int(minor[term])
              if lastMajor[inner] == outer { return true }
              lastMajor[inner] = outer
            }
            return false
          }
        }
      }
    }
  }

  /// The terms grouped by row with repeated ones added up, in the layout of `termRow` and its fellows.
  package func mergedTerms() -> (rows: [Int32], columns: [Int32], coefficients: [Double]) {
    var start = [Int](repeating: 0, count: rowCount + 2)
    for term in 1..<max(1, termRow.count) { start[Int(termRow[term]) + 1] += 1 }
    for row in 1...(rowCount + 1) { start[row] += start[row - 1] }
    var order = [Int](repeating: 0, count: termCount)
    var cursor = start
    for term in 1..<max(1, termRow.count) {
      let row = Int(termRow[term])
      order[cursor[row]] = term
      cursor[row] += 1
    }
    var rows: [Int32] = [0]
    var columns: [Int32] = [0]
    var coefficients: [Double] = [0]
    var slot = [Int](repeating: 0, count: columnCount + 1)
    for row in 1..<max(1, rowCount + 1) {
      let first = rows.count
      for position in start[row]..<start[row + 1] {
        let term = order[position]
        let column = Int(termColumn[term])
        if slot[column] >= first {
          coefficients[slot[column]] += termCoefficient[term]
        } else {
          slot[column] = rows.count
          rows.append(Int32(row))
          columns.append(Int32(column))
          coefficients.append(termCoefficient[term])
        }
      }
    }
    return (rows, columns, coefficients)
  }
}
