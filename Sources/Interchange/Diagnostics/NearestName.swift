// SPDX-License-Identifier: GPL-3.0-or-later

/// Finds the known name that a mistyped one was meant to be.
public enum NearestName {
  /// The name at the smallest edit distance, if it is near enough to be a likely slip.
  public static func suggestion(for name: String, among known: [String]) -> String? {
    let limit = max(2, min(name.utf8.count, 60) / 3)
    let length = name.utf8.count
    // The distance is at least the difference in length.
    let near = known.filter { abs($0.utf8.count - length) <= limit }
    let best = near.map { (distance(name, $0), $0) }.min { $0.0 < $1.0 }
    return best.flatMap { $0.0 <= limit ? $0.1 : nil }
  }

  /// Levenshtein's edit distance.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8)
    let b = Array(second.utf8)
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = left == right ? diagonal : 1 + min(diagonal, above, row[j])
        diagonal = above
      }
    }
    return row[b.count]
  }
}
