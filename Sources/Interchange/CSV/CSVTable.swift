// SPDX-License-Identifier: GPL-3.0-or-later

/// A CSV file (RFC 4180: commas, optional double quotes, a header line) of which columns are read
/// by name, each into an array of its own.
public struct CSVTable: Sendable {
  /// How a column's fields are read.
  public enum Column: Sendable {
    /// Finite numbers.
    case number(String)
    /// Texts as they stand.
    case text(String)
    /// ISO 8601 stamps with an offset.
    case stamp(String)

    var name: String {
      switch self {
      case .number(let name), .text(let name), .stamp(let name): name
      }
    }
  }

  /// The columns of a file that were asked for, in that order; the arrays of the other kinds are empty.
  public struct Columns: Sendable {
    /// Numbers of each column asked for as `number`.
    public var numbers: [[Double]]
    /// Texts of each column asked for as `text`.
    public var texts: [[String]]
    /// Stamps of each column asked for as `stamp`.
    public var stamps: [[TimeStamp]]
    /// The line of each record, from 1.
    public var lines: [Int] = []
  }

  /// The file, as the user named it.
  public let file: String
  /// The names in the header line.
  public let header: [String]
  private let bytes: [UInt8]
  private let bodyStart: Int
  private let bodyLine: Int

  /// Reads the header of a file's text.
  ///
  /// - Throws: `DataError` for a file without a header, or with a name that comes twice in it.
  public init(parsing bytes: [UInt8], file: String) throws(DataError) {
    self.file = file
    self.bytes = bytes
    var cursor = CSVCursor(position: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    var isMisquoted = false
    header = bytes.withUnsafeBufferPointer { buffer in
      var names: [String] = []
      repeat {
        let field = cursor.field(buffer)
        if field.isMisquoted { isMisquoted = true }
        names.append(field.text(buffer))
      } while cursor.nextField(buffer)
      return names
    }
    bodyStart = cursor.position
    bodyLine = 2 + cursor.breaksInQuotes
    if isMisquoted {
      throw DataError(
        DataIssue(
          file: file, line: 1, place: "header", found: "a quote that is not closed at the end of a name",
          expected: "names with two quotes around them, or none"))
    }
    if header == [""] {
      throw DataError(
        DataIssue(
          file: file, line: 1, place: "", found: "no header line", expected: "the names of the columns"))
    }
    var names = Set<String>()
    if let name = header.first(where: { !$0.isEmpty && !names.insert($0).inserted }) {
      throw DataError(
        DataIssue(
          file: file, line: 1, place: "header", found: "the column \"\(name)\" twice",
          expected: "each name once"))
    }
  }

  /// Reads columns. `place` says in errors about a missing column who asked for it.
  ///
  /// - Throws: `DataError` with every field that cannot be read, by line and column.
  public func read(_ columns: [Column]) throws(DataError) -> Columns {
    var issues = IssueList()
    var slots = [Int](repeating: -1, count: header.count)
    for (slot, column) in columns.enumerated() {
      if let place = header.firstIndex(of: column.name) {
        slots[place] = slot
      } else {
        let nearest = NearestName.suggestion(for: column.name, among: header)
        issues.add(
          DataIssue(
            file: file, line: 1, place: "header", found: "no column \"\(column.name)\"",
            expected: nearest.map { "the column \"\($0)\"" }
              ?? "one of: " + header.prefix(12).joined(separator: ", ") + (header.count > 12 ? ", ..." : "")))
      }
    }
    try issues.throwIfAny()
    var reader = CSVReader(
      file: file, header: header, columns: columns, slots: slots, position: bodyStart, line: bodyLine)
    bytes.withUnsafeBufferPointer { reader.readAll($0) }
    try reader.issues.throwIfAny()
    return reader.result
  }
}
