// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The ids of a list, by which other parts of a file refer to its elements.
struct References {
  /// What the elements are, as messages say it: `warehouse`.
  let kind: String
  /// The ids, in the order of the file.
  let ids: [String]
  private let index: [String: Int]

  /// The first of elements with the same id stands for them.
  init(_ kind: String, _ ids: [String]) {
    self.kind = kind
    self.ids = ids
    index = Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// The index of an id; nil where it is unknown.
  subscript(id: String) -> Int? { index[id] }

  /// The index of an id that may be absent.
  subscript(id: String?) -> Int? { id.flatMap { index[$0] } }

  /// Notes an unknown id at its path, with the nearest known one.
  func check(_ id: String?, at path: @autoclosure () -> String, _ issues: inout IssueCollector) {
    guard let id, index[id] == nil else { return }
    issues.add(path(), found: "\"\(id)\"", expected: expected(insteadOf: id))
  }

  /// What to expect of a reference that is unknown.
  func expected(insteadOf id: String) -> String {
    IssueCollector.expected(kind, insteadOf: id, among: ids)
  }
}
