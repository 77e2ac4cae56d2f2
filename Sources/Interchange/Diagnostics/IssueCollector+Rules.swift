// SPDX-License-Identifier: GPL-3.0-or-later

/// Rules that the scenario files of every market share.
extension IssueCollector {
  /// A currency is three capital letters (ISO 4217).
  public mutating func checkCurrency(_ currency: String) {
    if currency.utf8.count == 3 && currency.utf8.allSatisfy({ (65...90).contains($0) }) { return }
    add("currency", found: "\"\(currency)\"", expected: "three capital letters, such as \"KRW\"")
  }

  /// The ids of a list are unique.
  public mutating func checkIDs(_ ids: [String], of list: String) {
    var first: [String: Int] = [:]
    for (index, id) in ids.enumerated() {
      if let earlier = first[id] {
        add(
          "\(list)[\(index)].id", found: "\"\(id)\", the id of \(list)[\(earlier)]",
          expected: "an id of its own")
      } else {
        first[id] = index
      }
    }
  }

  /// What to expect of a reference that is unknown: the nearest id, or what kind of id it should be.
  public static func expected(_ kind: String, insteadOf id: String, among known: [String]) -> String {
    NearestName.suggestion(for: id, among: known).map { "\"\($0)\"" } ?? "the id of a \(kind)"
  }
}
