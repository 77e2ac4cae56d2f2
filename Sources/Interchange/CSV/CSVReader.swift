// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads the records of a CSV file into arrays.
struct CSVReader {
  let file: String
  let header: [String]
  let columns: [CSVTable.Column]
  /// For each field of a record, which of `columns` it is; -1 for none.
  let slots: [Int]
  private(set) var result: CSVTable.Columns
  private(set) var issues = IssueList()
  private var cursor: CSVCursor
  private var line: Int

  init(file: String, header: [String], columns: [CSVTable.Column], slots: [Int], position: Int, line: Int) {
    self.file = file
    self.header = header
    self.columns = columns
    self.slots = slots
    self.line = line
    cursor = CSVCursor(position: position)
    result = CSVTable.Columns(
      numbers: Array(repeating: [], count: columns.count), texts: Array(repeating: [], count: columns.count),
      stamps: Array(repeating: [], count: columns.count))
  }

  mutating func readAll(_ bytes: UnsafeBufferPointer<UInt8>) {
    var breaks = 0
    while cursor.position < bytes.count {
      if bytes[cursor.position] == UInt8(ascii: "\n") || bytes[cursor.position] == UInt8(ascii: "\r") {
        _ = cursor.nextField(bytes)
      } else {
        readRecord(bytes)
      }
      line += 1 + cursor.breaksInQuotes - breaks
      breaks = cursor.breaksInQuotes
    }
  }

  private mutating func readRecord(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    result.lines.append(line)
    repeat {
      let field = cursor.field(bytes)
      if field.isMisquoted { reportQuotes(field, index, bytes) }
      if index < slots.count && slots[index] >= 0 { read(field, slots[index], bytes) }
      index += 1
    } while cursor.nextField(bytes)
    if index != slots.count {
      issues.add(
        DataIssue(
          file: file, line: line, place: "", found: "\(index) \(index == 1 ? "field" : "fields")",
          expected: "\(slots.count), as in the header"))
    }
  }

  @inline(__always)
  private mutating func read(_ field: CSVCursor.Field, _ slot: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
    switch columns[slot] {
    case .number(let name):
      var position = field.start
      while position < field.end && bytes[position] == 0x20 { position += 1 }
      let number = NumberScanner.scan(bytes, &position, lenient: true)
      while position < field.end && bytes[position] == 0x20 { position += 1 }
      if let number, position == field.end, number.isFinite, Magnitude.fits(number) {
        result.numbers[slot].append(number)
      } else {
        result.numbers[slot].append(0)
        let isLarge = position == field.end && number != nil
        report(field, name, expected: isLarge ? Magnitude.expectation : "a number", bytes)
      }
    case .text: result.texts[slot].append(field.text(bytes))
    case .stamp(let name):
      if let stamp = TimeStamp(utf8: bytes[field.start..<field.end]) {
        result.stamps[slot].append(stamp)
      } else {
        result.stamps[slot].append(TimeStamp(secondsSince1970: 0, offsetSeconds: 0))
        report(
          field, name, expected: "a stamp with its offset from UTC, such as 2026-03-01T00:00:00+09:00", bytes)
      }
    }
  }

  private mutating func report(
    _ field: CSVCursor.Field, _ name: String, expected: String, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    if issues.isFull { return issues.omit() }
    let issue = issue(field, name, expected, bytes)
    issues.add(issue)
  }

  private mutating func reportQuotes(
    _ field: CSVCursor.Field, _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    let name = header.indices.contains(index) ? header[index] : "\(index + 1)"
    if issues.isFull { return issues.omit() }
    let issue = issue(
      field, name, "a quote at the field's end, and quotes within the field doubled", bytes)
    issues.add(issue)
  }

  private func issue(
    _ field: CSVCursor.Field, _ name: String, _ expected: String, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> DataIssue {
    let text = field.text(bytes)
    return
      DataIssue(
        file: file, line: line, place: "column \(name)",
        found: text.isEmpty ? "an empty field" : "\"\(text.prefix(40))\"",
        expected: expected)
  }
}
