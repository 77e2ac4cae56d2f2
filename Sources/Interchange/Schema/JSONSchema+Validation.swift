// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONSchema {
  /// Holds a document against the schema and lists every place where it differs.
  public func issues(in document: JSONDocument) -> [DataIssue] { collect(document).issues }

  /// Throws every difference between a document and the schema.
  public func validate(_ document: JSONDocument) throws(DataError) {
    try collect(document).throwIfAny()
  }

  private func collect(_ document: JSONDocument) -> IssueCollector {
    var collector = IssueCollector(document: document)
    check(document, 0, against: resolved(0), path: "", &collector)
    return collector
  }

  private func check(
    _ document: JSONDocument, _ index: Int, against schema: Node, path: String,
    _ issues: inout IssueCollector
  ) {
    let value = document.nodes[index]
    guard fits(value, document, schema) else {
      issues.add(path, found: document.excerpt(index), expected: expectation(schema))
      return
    }
    switch value.kind {
    case .object: checkObject(document, index, schema, path, &issues)
    case .array:
      checkCount(value.count, schema, path, &issues)
      guard let items = schema.items else { return }
      let itemSchema = resolved(items)
      for (position, element) in document.elements(of: index).enumerated() {
        check(document, element, against: itemSchema, path: "\(path)[\(position)]", &issues)
      }
    case .numberList:
      checkCount(value.count, schema, path, &issues)
      checkNumbers(document, value, schema, path, &issues)
    default: break
    }
  }

  private func fits(_ value: JSONDocument.Node, _ document: JSONDocument, _ schema: Node) -> Bool {
    let type =
      switch value.kind {
      case .null: "null"
      case .bool: "boolean"
      case .number: "number"
      case .string: "string"
      case .array, .numberList: "array"
      case .object: "object"
      }
    if !schema.types.isEmpty && !schema.types.contains(type) {
      guard type == "number", schema.types.contains("integer"), document.numbers[value.payload].isWhole else {
        return false
      }
    }
    switch value.kind {
    case .number: return isInRange(document.numbers[value.payload], schema)
    case .string:
      let text = document.strings[value.payload]
      return (schema.allowed?.contains(text) ?? true)
        && text.unicodeScalars.count >= schema.minimumLength ?? 0
    default: return true
    }
  }

  private func isInRange(_ number: Double, _ schema: Node) -> Bool {
    number >= schema.minimum ?? -.infinity && number <= schema.maximum ?? .infinity
      && schema.exclusiveMinimum.map { number > $0 } ?? true
  }

  private func checkObject(
    _ document: JSONDocument, _ index: Int, _ schema: Node, _ path: String, _ issues: inout IssueCollector
  ) {
    let members = document.members(of: index)
    for name in schema.required where !members.contains(where: { $0.0 == name }) {
      issues.add(
        path, found: "no \"\(document.displayed(key: name))\"",
        expected: "this key, \(expectation(of: name, in: schema))")
    }
    for (name, child) in members {
      let place = path.isEmpty ? name : "\(path).\(name)"
      if let property = schema.properties.first(where: { $0.name == name }) {
        check(document, child, against: resolved(property.node), path: place, &issues)
      } else if let others = schema.others {
        check(document, child, against: resolved(others), path: place, &issues)
      } else if schema.isClosed {
        let written = document.keys[document.nodes[child - 1].payload]
        issues.addUnknown(
          written, canonical: name, at: path, expected: suggestion(for: written, in: schema, of: document))
      }
    }
  }

  private func suggestion(for key: String, in schema: Node, of document: JSONDocument) -> String {
    let known = schema.properties.map { document.displayed(key: $0.name) }
    // A key in KRW where the document has another currency.
    let translated = document.displayed(key: key)
    if translated != key && known.contains(translated) { return "\"\(translated)\"" }
    return NearestName.suggestion(for: key, among: known).map { "\"\($0)\"" }
      ?? "one of: " + known.joined(separator: ", ")
  }

  private func expectation(of name: String, in schema: Node) -> String {
    schema.properties.first { $0.name == name }.map { expectation(resolved($0.node)) } ?? "with a value"
  }

  private func checkCount(_ count: Int, _ schema: Node, _ path: String, _ issues: inout IssueCollector) {
    if count < schema.minimumItems ?? 0 || count > schema.maximumItems ?? .max {
      issues.add(
        path, found: count == 0 ? "an empty list" : "a list of \(count)", expected: expectation(schema))
    }
  }

  /// Numbers of a list, without a node each.
  private func checkNumbers(
    _ document: JSONDocument, _ list: JSONDocument.Node, _ schema: Node, _ path: String,
    _ issues: inout IssueCollector
  ) {
    guard let items = schema.items else { return }
    let item = resolved(items)
    let isNumeric = item.types.isEmpty || item.types.contains("number") || item.types.contains("integer")
    let wantsWhole = !item.types.contains("number") && item.types.contains("integer")
    let allowsNull = item.types.isEmpty || item.types.contains("null")
    for position in 0..<list.count {
      let number = document.numbers[list.payload + position]
      let fits =
        number.isNaN ? allowsNull : isNumeric && isInRange(number, item) && (!wantsWhole || number.isWhole)
      if !fits {
        issues.add(
          "\(path)[\(position)]", found: number.isNaN ? "null" : JSONText.number(number),
          expected: expectation(item))
      }
    }
  }

  /// What a schema asks for, in words.
  private func expectation(_ schema: Node) -> String {
    if let allowed = schema.allowed {
      return allowed.count == 1 ? "\"\(allowed[0])\"" : "one of: " + allowed.joined(separator: ", ")
    }
    return schema.types.map { phrase(for: $0, schema) }.joined(separator: " or ")
  }

  private func phrase(for type: String, _ schema: Node) -> String {
    switch type {
    case "number", "integer":
      var phrase = type == "number" ? "a number" : "a whole number"
      if let low = schema.minimum, let high = schema.maximum {
        phrase += " from \(JSONText.number(low)) to \(JSONText.number(high))"
      } else if let low = schema.minimum {
        phrase += " of at least \(JSONText.number(low))"
      } else if let low = schema.exclusiveMinimum {
        phrase += " above \(JSONText.number(low))"
        if let high = schema.maximum { phrase += " and at most \(JSONText.number(high))" }
      } else if let high = schema.maximum {
        phrase += " of at most \(JSONText.number(high))"
      }
      return phrase
    case "string": return schema.minimumLength == nil ? "a text" : "a text that is not empty"
    case "boolean": return "true or false"
    case "array":
      if let low = schema.minimumItems, let high = schema.maximumItems, low == high {
        return "a list of \(low)"
      }
      return schema.minimumItems.map { "a list of at least \($0)" } ?? "a list"
    case "object": return "an object"
    default: return type
    }
  }
}

extension Double {
  /// Whether the number is integral and small enough to be counted exactly.
  fileprivate var isWhole: Bool { self == rounded() && abs(self) <= 9_007_199_254_740_992 }
}
