// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

@Suite("JSON scanner")
struct JSONScannerTests {
  @Test(
    "Escapes come out as the characters they stand for",
    arguments: [
      (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9""#, "éé"),
      (#""\ud83d\ude00!""#, "😀!"), (#""\uD800\uDC00""#, "\u{10000}"), (#""\udbff\udfff""#, "\u{10FFFF}"),
      (#""\u0000""#, "\0"), (#""가나""#, "가나"), (#""""#, ""),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(try document(text).strings == [expected])
  }

  @Test(
    "What is no JSON is refused at its line and column",
    arguments: [
      ("", "x.json:1: column 1: found the end of the file; expected a value"),
      (" \n ", "x.json:2: column 2: found the end of the file"), ("{", "column 2: found the end of the file"),
      ("{\"a\":1,}", "x.json:1: column 8: found '}'; expected a key in double quotes"),
      ("{a:1}", "column 2: found 'a'; expected a key"), ("{\"a\" 1}", "column 6: found '1'; expected ':'"),
      ("{\"a\":1 \"b\":2}", "column 8"), ("[1 2]", "column 4: found '2'; expected ',' or ']'"),
      ("[1,\n2,\n]", "x.json:3: column 1"), ("nul", "found 'nul'; expected a value"), ("NaN", "found 'NaN'"),
      ("[Infinity]", "found 'Infinity'"), ("[-Infinity]", "expected a value"),
      ("[1,1e999]", "expected a number below 1.8e308"), ("{\"a\":-1e999}", "expected a number below 1.8e308"),
      ("01", "found '01'"), ("1 1", "column 3: found '1'; expected the end of the file"),
      ("\"a", "expected '\"' at the end of the text"), ("\"a\nb\"", "x.json:1: column 3"),
      ("\"\\x\"", "expected an escape"), ("\"\\u12\"", "four hexadecimal digits"),
      ("\"\\u+123\"", "four hexadecimal digits"), ("\"\\ud800\"", "second half of a surrogate pair"),
      ("\"\\ud800\\u0000\"", "second half of a surrogate pair"), ("\"\\ud800\\ud800\"", "second half"),
      ("\"\\udc00\"", "a Unicode character"), ("\"\\", "expected a letter"), ("'a'", "found '''"),
      ("\u{1}", "a byte of value 1"),
    ])
  func refusals(text: String, words: String) {
    #expect(refusal(text).contains(words))
  }

  @Test(
    "Bytes that are not UTF-8 are refused", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: DataError.self) {
      try JSONDocument(parsing: [0x22] + bytes + [0x22], file: "x.json")
    }
  }

  @Test("A byte-order mark is no part of the text")
  func byteOrderMark() throws {
    #expect(try JSONDocument(parsing: [0xEF, 0xBB, 0xBF, 0x37], file: "x").numbers == [7])
  }

  @Test("A key that comes twice in an object is refused where it comes again")
  func duplicateKeys() {
    let message = refusal("{\"a\":{\"b\":1},\n\"c\":{\"b\":2,\n \"b\":3}}")
    #expect(message.contains("x.json:3: column 2: found the key \"b\" a second time"))
    #expect(refusal(#"{"a":1,"\u0061":2}"#).contains("a second time"))
  }

  @Test("Nesting ends at 128 levels, in lists and in objects", arguments: ["[", "{\"a\":"])
  func nesting(opening: String) {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ levels: Int) -> String {
      String(repeating: opening, count: levels) + "\"x\"" + String(repeating: closing, count: levels)
    }
    #expect(refusal(nested(128)) == "")
    #expect(refusal(nested(129)).contains("at most 128 levels"))
    #expect(refusal(String(repeating: opening, count: 100_000)).contains("at most 128 levels"))
  }

  @Test("Every cut of a document is refused without a crash")
  func truncation() throws {
    let text = #"{"a":[1,null,-2.5e3],"b":"x\ud83d\ude00\n","c":[true,false,{"d":[]}],"e":{}}"#
    let bytes = Array(text.utf8)
    for end in 0..<bytes.count {
      #expect(throws: DataError.self) { try JSONDocument(parsing: Array(bytes[..<end]), file: "x") }
    }
    #expect(try document(text).numbers.count == 3)
  }

  @Test("A list of numbers and nulls is one node, and null is NaN")
  func numberLists() throws {
    let parsed = try document("[1, null ,-2.5]")
    #expect(parsed.nodes.count == 1)
    #expect(parsed.nodes[0].kind == .numberList)
    #expect(parsed.numbers[0] == 1 && parsed.numbers[1].isNaN && parsed.numbers[2] == -2.5)
  }

  @Test("A list that starts with numbers and goes on with something else keeps both")
  func mixedLists() throws {
    let parsed = try document("[1,2,\"x\",[3,4]]")
    #expect(parsed.numbers == [1, 2, 3, 4])
    #expect(parsed.nodes.map(\.kind) == [.array, .number, .number, .string, .numberList])
  }

  @Test(
    "Paths lead to the line of their value, or of what is around it",
    arguments: [
      ("a", 2), ("b", 3), ("b[0].c", 3), ("b[1].c", 4), ("b[1]", 4), ("b[2].c", 3), ("b[-1]", 3), ("b[x]", 3),
      ("b[99999999999999999999]", 3), ("z", 1), ("", 1), ("b[1].c.d[0]", 4),
    ])
  func lines(path: String, line: Int) throws {
    let parsed = try document("{\n\"a\": 1,\n\"b\": [{\"c\": 2},\n{\"c\": 3}]}")
    #expect(parsed.line(ofPath: path) == line)
  }
}
