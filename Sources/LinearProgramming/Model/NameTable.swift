// SPDX-License-Identifier: GPL-3.0-or-later

/// Names in one flat UTF-8 buffer: no allocation per name.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// Appends a name; an empty one stands for "none".
  package mutating func append(_ name: String) {
    bytes.append(contentsOf: name.utf8)
    ends.append(bytes.count)
  }

  /// The name at `index`, or nil where there is none.
  package func label(_ index: Int) -> String? {
    guard ends.indices.contains(index) else { return nil }
    let start = index == 0 ? 0 : ends[index - 1]
    return start == ends[index] ? nil : String(decoding: bytes[start..<ends[index]], as: UTF8.self)
  }
}
