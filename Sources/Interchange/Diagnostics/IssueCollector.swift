// SPDX-License-Identifier: GPL-3.0-or-later

/// Gathers issues of one document while it is looked through, so that they are reported together.
public struct IssueCollector {
  private let document: JSONDocument
  private var list = IssueList()

  /// A collector for issues of `document`.
  public init(document: JSONDocument) { self.document = document }

  /// What was found so far, in full.
  public var issues: [DataIssue] { list.issues }

  /// Notes an issue at a path such as `demands[3].place`.
  public mutating func add(
    _ path: @autoclosure () -> String, found: @autoclosure () -> String, expected: @autoclosure () -> String
  ) {
    list.add(
      DataIssue(
        file: document.file, line: document.line(ofPath: path()), place: document.displayed(path: path()),
        found: found(), expected: document.displayed(text: expected())))
  }

  /// Notes a key that the schema does not have, spelt as the file spells it.
  mutating func addUnknown(
    _ key: String, canonical: String, at path: String, expected: @autoclosure () -> String
  ) {
    let shown = document.displayed(path: path)
    list.add(
      DataIssue(
        file: document.file, line: document.line(ofPath: path.isEmpty ? canonical : "\(path).\(canonical)"),
        place: path.isEmpty ? key : "\(shown).\(key)", found: "the unknown key \"\(key)\"",
        expected: expected()))
  }

  /// Notes an issue of another file, which is made only where it is kept.
  public mutating func add(_ issue: @autoclosure () -> DataIssue) { list.add(issue()) }

  /// Notes issues found in other files.
  public mutating func add(_ more: IssueList) { list.add(more) }

  /// Notes every number of the document that is too large to calculate with.
  public mutating func checkMagnitudes() {
    document.forEachLargeNumber { path, number in
      add(path, found: JSONText.number(number), expected: Magnitude.expectation)
    }
  }

  /// Runs a check and keeps what it throws.
  public mutating func attempt<Value>(_ body: () throws(DataError) -> Value) -> Value? {
    do { return try body() } catch {
      list.add(error)
      return nil
    }
  }

  /// Throws what was gathered, if anything.
  public func throwIfAny() throws(DataError) { try list.throwIfAny() }
}
