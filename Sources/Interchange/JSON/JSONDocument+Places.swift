// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONDocument {
  /// The line of a byte, from 1.
  func line(ofOffset offset: Int) -> Int {
    1 + bytes[..<min(offset, bytes.count)].count { $0 == UInt8(ascii: "\n") }
  }

  /// The line of the value at a path such as `demands[3].place`, or of the nearest value around it.
  public func line(ofPath path: String) -> Int? {
    if nodes.isEmpty { return nil }
    var node = 0
    for step in path.split(whereSeparator: { $0 == "." || $0 == "[" }) {
      guard
        let next = step.hasSuffix("]") ? element(step.dropLast(), of: node) : member(String(step), of: node)
      else { break }
      node = next
    }
    return line(ofOffset: nodes[node].offset)
  }

  private func element(_ text: Substring, of array: Int) -> Int? {
    guard let index = Int(text), nodes[array].kind == .array, (0..<nodes[array].count).contains(index) else {
      return nil
    }
    var cursor = array + 1
    for _ in 0..<index { cursor = nodes[cursor].end }
    return cursor
  }

  /// Tells the path of every number that is too large to calculate with.
  func forEachLargeNumber(_ body: (String, Double) -> Void) {
    if numbers.allSatisfy(Magnitude.fits) { return }
    forEachLargeNumber(0, "", body)
  }

  private func forEachLargeNumber(_ node: Int, _ path: String, _ body: (String, Double) -> Void) {
    switch nodes[node].kind {
    case .number:
      let number = numbers[nodes[node].payload]
      if !Magnitude.fits(number) { body(path, number) }
    case .numberList:
      for index in 0..<nodes[node].count {
        let number = numbers[nodes[node].payload + index]
        if !Magnitude.fits(number) { body("\(path)[\(index)]", number) }
      }
    case .array:
      for (index, element) in elements(of: node).enumerated() {
        forEachLargeNumber(element, "\(path)[\(index)]", body)
      }
    case .object:
      for (name, value) in members(of: node) {
        forEachLargeNumber(value, path.isEmpty ? name : "\(path).\(name)", body)
      }
    default: break
    }
  }

  /// How messages show the value of a member of the top-level object; nil where there is none.
  public func excerpt(ofMember key: String) -> String? { member(key, of: 0).map { excerpt($0) } }

  /// How messages show a value: short, as written.
  func excerpt(_ node: Int) -> String {
    switch nodes[node].kind {
    case .null: return "null"
    case .bool: return nodes[node].payload == 1 ? "true" : "false"
    case .number: return Self.shown(numbers[nodes[node].payload])
    case .string:
      let text = strings[nodes[node].payload]
      return text.count > 40 ? "\"\(text.prefix(40))...\"" : "\"\(text)\""
    case .array, .numberList: return "a list"
    case .object: return "an object"
    }
  }

  /// A number as people write it.
  static func shown(_ value: Double) -> String { JSONText.number(value) }
}
