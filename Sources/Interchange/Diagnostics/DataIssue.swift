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
    let position = line.map { "\(file):\($0)" } ?? file
    let location = place.isEmpty ? position : "\(position): \(place)"
    return "\(location): found \(found); expected \(expected)"
  }
}

/// Input that cannot be used, with everything found wrong with it.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How many issues are written out; the rest are counted.
  public static let most = 20
  /// What is wrong, in the order of the file.
  public let issues: [DataIssue]

  /// An error of several issues.
  public init(_ issues: [DataIssue]) { self.issues = issues }
  /// An error of one issue.
  public init(_ issue: DataIssue) { issues = [issue] }

  /// The issues, one a line.
  public var description: String {
    let rest = issues.count - Self.most
    let shown = issues.prefix(Self.most).map(\.description)
    return (shown + (rest > 0 ? ["... and \(rest) more"] : [])).joined(separator: "\n")
  }
}
