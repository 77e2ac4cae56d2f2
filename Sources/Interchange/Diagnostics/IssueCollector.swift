// SPDX-License-Identifier: GPL-3.0-or-later

/// Gathers issues of one document while it is looked through, so that they are reported together.
public struct IssueCollector {
  private let document: JSONDocument
  /// What was found so far.
  public private(set) var issues: [DataIssue] = []

  /// A collector for issues of `document`.
  public init(document: JSONDocument) { self.document = document }

  /// Notes an issue at a path such as `demands[3].place`.
  public mutating func add(_ path: String, found: String, expected: String) {
    issues.append(
      DataIssue(
        file: document.file, line: document.line(ofPath: path), place: document.displayed(path: path),
        found: found,
        expected: document.displayed(text: expected)))
  }

  /// Notes issues found in other files.
  public mutating func add(_ more: [DataIssue]) { issues += more }

  /// Runs a check and keeps what it throws.
  public mutating func attempt<Value>(_ body: () throws(DataError) -> Value) -> Value? {
    do { return try body() } catch {
      issues += error.issues
      return nil
    }
  }

  /// Throws what was gathered, if anything.
  public func throwIfAny() throws(DataError) {
    if !issues.isEmpty { throw DataError(issues) }
  }
}
