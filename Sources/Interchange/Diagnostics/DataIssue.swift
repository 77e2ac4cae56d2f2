// SPDX-License-Identifier: GPL-3.0-or-later

/// One thing that is wrong with the input: where, what was found, what was expected.
public struct DataIssue: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as the user named it.
  public var file: String
  /// Line in the file, from 1; nil where the place has none.
  public var line: Int?
  /// The place within the file: a path such as `demands[3].quantity_pallets`, or a CSV column.
  public var place: String
  /// What stands there.
  public var found: String
  /// What should stand there, or what to do.
  public var expected: String

  /// An issue at a place.
  public init(file: String, line: Int? = nil, place: String, found: String, expected: String) {
    self.file = file
    self.line = line
    self.place = place
    self.found = found
    self.expected = expected
  }

  /// `file:line: place: found ..., expected ...`
  public var description: String {
    let name = file == "-" ? "standard input" : file
    let position = line.map { "\(name):\($0)" } ?? name
    let location = place.isEmpty ? position : "\(position): \(Self.legible(place))"
    return "\(location): found \(Self.legible(found)); expected \(Self.legible(expected))"
  }

  /// A text that came from a file, short enough to be read and without characters that steer a terminal.
  private static func legible(_ text: String) -> String {
    let most = 400
    let start = text.unicodeScalars.prefix(most)
    var legible = ""
    for scalar in start {
      let steers = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      legible.unicodeScalars.append(steers ? "\u{FFFD}" : scalar)
    }
    return start.endIndex == text.unicodeScalars.endIndex ? legible : legible + "..."
  }
}

/// Input that cannot be used, with everything found wrong with it.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many issues are written out; the rest are counted.
  public static let most = 20
  /// What is wrong, in the order of the file.
  public let issues: [DataIssue]
  /// How many more there are.
  public let omitted: Int

  /// An error of several issues, and of more that were only counted.
  public init(_ issues: [DataIssue], omitted: Int = 0) {
    self.issues = Self.inFileOrder(issues)
    self.omitted = omitted
  }

  /// Files as they came up, and within each by line; issues of one line keep their order.
  private static func inFileOrder(_ issues: [DataIssue]) -> [DataIssue] {
    var place: [String: Int] = [:]
    for issue in issues where place[issue.file] == nil { place[issue.file] = place.count }
    return issues.enumerated().sorted { left, right in
      let keys = [left, right].map { (place[$0.element.file] ?? 0, $0.element.line ?? 0, $0.offset) }
      return keys[0] < keys[1]
    }.map(\.element)
  }

  /// An error of one issue.
  public init(_ issue: DataIssue) { self.init([issue]) }

  /// The issues, one a line.
  public var description: String {
    let rest = max(0, issues.count - Self.most) + omitted
    let shown = issues.prefix(Self.most).map(\.description)
    return (shown + (rest > 0 ? ["... and \(rest) more"] : [])).joined(separator: "\n")
  }
}
