// SPDX-License-Identifier: GPL-3.0-or-later

/// A JSON Schema (2020-12), of the keywords Warewatt's own schemas use: `type`, `properties`,
/// `required`, `additionalProperties` (false or a schema), `items`, `enum`, `const`, `minimum`,
/// `exclusiveMinimum`, `maximum`, `minItems`, `maxItems`, `minLength`, `$ref` into `$defs`.
///
/// The published schema and the one that input is held against are the same text.
public struct JSONSchema: Sendable {
  struct Node: Sendable {
    var reference: String?
    var types: [String] = []
    var properties: [(name: String, node: Int)] = []
    var required: [String] = []
    var isClosed = false
    var items: Int?
    /// What further members must look like.
    var others: Int?
    var allowed: [String]?
    var minimum: Double?
    var exclusiveMinimum: Double?
    var maximum: Double?
    var minimumItems: Int?
    var maximumItems: Int?
    var minimumLength: Int?
  }

  /// The schema's text.
  public let text: String
  private(set) var nodes: [Node] = []
  private var definitions: [String: Int] = [:]

  /// Reads a schema; `fragments` are put in the place of strings such as `"@envelope"`.
  ///
  /// The text comes from the program itself: one that does not parse is an error of the program.
  public init(text: String, fragments: [String: String] = [:]) {
    var text = text
    for (name, fragment) in fragments {
      text = text.replacing("\"@\(name)\"", with: fragment.trimmingBlanks)
    }
    self.text = text
    guard let document = try? JSONDocument(parsing: Array(text.utf8), file: "schema") else {
      preconditionFailure("a built-in schema is not JSON")
    }
    _ = read(document, 0)
    if let defs = document.member("$defs", of: 0) {
      for (name, node) in document.members(of: defs) { definitions[name] = read(document, node) }
    }
  }

  /// The schema's text for a currency: its keys in the place of those in KRW.
  public func text(currency: String) -> String {
    let token = currency.lowercased()
    return token == "krw"
      ? text : text.replacing("_krw", with: "_\(token)").replacing("\"krw_", with: "\"\(token)_")
  }

  func resolved(_ node: Int) -> Node {
    guard let reference = nodes[node].reference, let target = definitions[reference] else {
      return nodes[node]
    }
    return resolved(target)
  }

  private mutating func read(_ document: JSONDocument, _ index: Int) -> Int {
    let place = nodes.count
    nodes.append(Node())
    var node = Node()
    for (key, value) in document.members(of: index) {
      switch key {
      case "$ref": node.reference = document.text(value).map { String($0.dropFirst("#/$defs/".count)) }
      case "type": node.types = document.texts(value)
      case "properties":
        for (name, child) in document.members(of: value) {
          node.properties.append((name, read(document, child)))
        }
      case "required": node.required = document.texts(value)
      case "additionalProperties" where document.nodes[value].kind == .bool: node.isClosed = true
      case "additionalProperties": node.others = read(document, value)
      case "items": node.items = read(document, value)
      case "enum", "const": node.allowed = document.texts(value)
      case "minimum": node.minimum = document.number(value)
      case "exclusiveMinimum": node.exclusiveMinimum = document.number(value)
      case "maximum": node.maximum = document.number(value)
      case "minItems": node.minimumItems = document.number(value).map { Int($0) }
      case "maxItems": node.maximumItems = document.number(value).map { Int($0) }
      case "minLength": node.minimumLength = document.number(value).map { Int($0) }
      default: break
      }
    }
    nodes[place] = node
    return place
  }
}

extension JSONDocument {
  /// Keys and value nodes of an object.
  func members(of object: Int) -> [(String, Int)] {
    var cursor = object + 1
    return (0..<nodes[object].count).map { _ in
      defer { cursor = nodes[cursor + 1].end }
      return (canonicalKeys[nodes[cursor].payload], cursor + 1)
    }
  }

  /// The element nodes of a list that is not a number list.
  func elements(of array: Int) -> [Int] {
    var cursor = array + 1
    return (0..<nodes[array].count).map { _ in
      defer { cursor = nodes[cursor].end }
      return cursor
    }
  }

  fileprivate func text(_ node: Int) -> String? {
    nodes[node].kind == .string ? strings[nodes[node].payload] : nil
  }

  fileprivate func texts(_ node: Int) -> [String] {
    nodes[node].kind == .array ? elements(of: node).compactMap { text($0) } : [text(node)].compactMap { $0 }
  }

  fileprivate func number(_ node: Int) -> Double? {
    nodes[node].kind == .number ? numbers[nodes[node].payload] : nil
  }
}

extension String {
  /// The text without blanks and line breaks around it.
  var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
