// SPDX-License-Identifier: GPL-3.0-or-later

/// A parsed JSON file: its values in one flat array in the order of the text, its numbers in
/// another, so that a list of numbers is a slice and costs no object per number.
public struct JSONDocument: Sendable {
  enum Kind: UInt8, Sendable {
    case null, bool, number, string, array, numberList, object
  }

  /// A value. What `payload` and `count` mean depends on the kind: the truth value of a `bool`; the
  /// index into `numbers` of a `number`, or of the first of the `count` of a `numberList`; the index
  /// into `strings`; the number of elements or members. A member is its key (a `string` whose payload
  /// indexes `keys`) followed by its value.
  struct Node: Sendable {
    var kind: Kind
    var hasNull = false
    var offset: Int
    var payload = 0
    var count = 0
    /// Index of the node behind this one and all it holds.
    var end = 0
  }

  /// The file, as the user named it.
  public let file: String
  let bytes: [UInt8]
  var nodes: [Node] = []
  var numbers: [Double] = []
  var strings: [String] = []
  /// Keys as written, each once.
  var keys: [String] = []
  /// Keys as the schemas write them: with `krw` where the file has its own currency.
  var canonicalKeys: [String] = []
  /// The currency of the file, lower case.
  private(set) var currencyToken = "krw"

  /// Parses a file's text.
  ///
  /// - Throws: `DataError` with line and column of the first character that is not JSON, of a key
  ///   that comes twice, or of a number too large.
  ///
  /// - Parameter currency: whose code the keys carry; by default that of the document's own `currency`.
  public init(parsing bytes: [UInt8], file: String, currency: String? = nil) throws(DataError) {
    self.file = file
    self.bytes = bytes
    var scanner = JSONScanner(file: file)
    try bytes.withUnsafeBufferPointer { (buffer) throws(DataError) in try scanner.scan(buffer) }
    nodes = scanner.nodes
    numbers = scanner.numbers
    strings = scanner.strings
    keys = scanner.keys
    canonicalKeys = keys
    translateCurrency(currency ?? string(ofMember: "currency"))
  }

  /// A stand-in for content that does not come from JSON: errors name the file and no line.
  public init(placeholderFor file: String) {
    self.file = file
    bytes = []
  }

  /// Keys carry the scenario's currency (`ask_krw_per_kwh`); the schemas are written in KRW.
  private mutating func translateCurrency(_ currency: String?) {
    guard let currency, currency.utf8.count == 3, currency != "KRW",
      currency.utf8.allSatisfy({ (65...90).contains($0) })
    else { return }
    currencyToken = currency.lowercased()
    for index in keys.indices {
      let translated = Self.replacing("krw", with: "\u{0}", in: keys[index])
      canonicalKeys[index] = Self.replacing(currencyToken, with: "krw", in: translated)
    }
  }

  /// Replaces a whole word of a snake_case key.
  static func replacing(_ word: String, with other: String, in key: String) -> String {
    guard key.contains(word) else { return key }
    return key.split(separator: "_", omittingEmptySubsequences: false)
      .map { $0 == word ? Substring(other) : $0 }.joined(separator: "_")
  }

  /// A schema's key as it is written in this document's currency.
  public func displayed(key: String) -> String {
    currencyToken == "krw" ? key : Self.replacing("krw", with: currencyToken, in: key)
  }

  /// A path or sentence with its keys in this document's currency.
  func displayed(text: String) -> String {
    guard currencyToken != "krw", text.contains("krw") else { return text }
    return text.replacing("_krw", with: "_\(currencyToken)").replacing("krw_", with: "\(currencyToken)_")
  }

  func displayed(path: String) -> String { displayed(text: path) }

  /// Makes sure that `currency`, if it is a text, is a code: keys in a currency that is none would all
  /// be unknown, and the messages would be about them.
  public func checkCurrency() throws(DataError) {
    guard let code = string(ofMember: "currency") else { return }
    if code.utf8.count == 3 && code.utf8.allSatisfy({ (65...90).contains($0) }) { return }
    throw DataError(
      DataIssue(
        file: file, line: line(ofPath: "currency"), place: "currency",
        found: excerpt(ofMember: "currency") ?? "", expected: "three capital letters, such as \"KRW\""))
  }

  /// The string value of a member of the top-level object.
  public func string(ofMember key: String) -> String? {
    guard let node = member(key, of: 0), nodes[node].kind == .string else { return nil }
    return strings[nodes[node].payload]
  }

  /// The node of a member's value.
  func member(_ key: String, of object: Int) -> Int? {
    guard nodes.indices.contains(object), nodes[object].kind == .object else { return nil }
    var cursor = object + 1
    for _ in 0..<nodes[object].count {
      if canonicalKeys[nodes[cursor].payload] == key { return cursor + 1 }
      cursor = nodes[cursor + 1].end
    }
    return nil
  }
}
