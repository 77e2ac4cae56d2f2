// SPDX-License-Identifier: GPL-3.0-or-later

/// What is wrong with the input: the first issues in full, the others counted, so that a file with a
/// million of them is refused as fast as a file with one.
public struct IssueList: Sendable {
  /// The first issues.
  public private(set) var issues: [DataIssue] = []
  /// How many more there are.
  public private(set) var omitted = 0

  /// No issue yet.
  public init() {}

  /// Whether a further issue is only counted.
  var isFull: Bool { issues.count >= DataError.most }

  /// Notes an issue, which is made only where it is kept.
  public mutating func add(_ issue: @autoclosure () -> DataIssue) {
    if isFull { omitted += 1 } else { issues.append(issue()) }
  }

  /// Counts an issue that is not kept.
  mutating func omit() { omitted += 1 }

  /// Notes all issues of another list.
  public mutating func add(_ other: IssueList) {
    for issue in other.issues { add(issue) }
    omitted += other.omitted
  }

  /// Notes all issues of an error.
  public mutating func add(_ error: DataError) {
    for issue in error.issues { add(issue) }
    omitted += error.omitted
  }

  /// Throws what was noted, if anything.
  public func throwIfAny() throws(DataError) {
    if !issues.isEmpty { throw DataError(issues, omitted: omitted) }
  }
}
