// SPDX-License-Identifier: GPL-3.0-or-later

/// Walks over the fields of CSV text.
struct CSVCursor {
  /// A field's bytes, without its quotes.
  struct Field {
    var start: Int
    var end: Int
    var hasDoubledQuotes = false
    /// Whether a quote is left open, or closed before the field ends.
    var isMisquoted = false

    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      return hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
    }
  }

  var position: Int
  /// Line breaks within quotes so far.
  private(set) var breaksInQuotes = 0

  /// The field at the cursor, which moves to the comma, line break or end behind it.
  @inline(__always)
  mutating func field(_ bytes: UnsafeBufferPointer<UInt8>) -> Field {
    let count = bytes.count
    if position < count && bytes[position] == UInt8(ascii: "\"") { return quoted(bytes) }
    let start = position
    while position < count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      position += 1
    }
    return Field(start: start, end: position)
  }

  private mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> Field {
    var field = Field(start: position + 1, end: position + 1)
    position += 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") {
        if position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\"") {
          field.hasDoubledQuotes = true
          position += 1
        } else {
          field.end = position
          position += 1
          skipBehindQuote(bytes, &field)
          return field
        }
      } else if bytes[position] == UInt8(ascii: "\n") {
        breaksInQuotes += 1
      }
      position += 1
    }
    field.end = position
    field.isMisquoted = true
    return field
  }

  /// Moves to the end of a field whose quotes are closed.
  private mutating func skipBehindQuote(_ bytes: UnsafeBufferPointer<UInt8>, _ field: inout Field) {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return }
      if byte != 0x20 { field.isMisquoted = true }
      position += 1
    }
  }

  /// Steps over a comma and says so, or over a line break and says no.
  @inline(__always)
  mutating func nextField(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if position < bytes.count && bytes[position] == UInt8(ascii: ",") {
      position += 1
      return true
    }
    if position < bytes.count && bytes[position] == UInt8(ascii: "\r") { position += 1 }
    if position < bytes.count && bytes[position] == UInt8(ascii: "\n") { position += 1 }
    return false
  }
}
