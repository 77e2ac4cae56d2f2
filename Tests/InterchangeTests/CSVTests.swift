// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

@Suite("CSV")
struct CSVTests {
  private func read(_ text: String) throws -> CSVTable.Columns {
    try CSVTable(parsing: Array(text.utf8), file: "x.csv").read([.text("id"), .number("kwh")])
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try read(text)
      return ""
    } catch { return "\(error)" }
  }

  @Test(
    "The same table is read from every way to write it",
    arguments: [
      "id,kwh\na,1\nb,-2.5\n", "id,kwh\na,1\nb,-2.5", "id,kwh\r\na,1\r\nb,-2.5\r\n", "id,kwh\ra,1\rb,-2.5\r",
      "\u{FEFF}id,kwh\na,1\nb,-2.5\n", "\"id\",\"kwh\"\n\"a\",\"1\"\n\"b\",\"-2.5\"\n",
      "kwh,id\n1,a\n-2.5,b\n",
      "id,x,kwh\na,,1\nb,\"y,\nz\",-2.5\n", "id,kwh\n\na,1\n\n\nb,-2.5\n\n", "id,kwh\na, 1 \nb, -2.5\n",
      "id,kwh\na,+1.\nb,-02.50e0\n",
    ])
  func forms(text: String) throws {
    let columns = try read(text)
    #expect(columns.texts[0] == ["a", "b"])
    #expect(columns.numbers[1] == [1, -2.5])
  }

  @Test("Doubled quotes within quotes are one")
  func quotes() throws {
    let columns = try read("id,kwh\n\"a \"\"b\"\", c\",1\n")
    #expect(columns.texts[0] == ["a \"b\", c"])
  }

  @Test("Lines are counted through blank lines and line breaks in quotes")
  func lines() throws {
    let columns = try read("id,kwh\n\n\"a\nb\",1\nc,2\n")
    #expect(columns.lines == [3, 5])
  }

  @Test(
    "What is wrong is named with its line and column",
    arguments: [
      ("", "x.csv:1: found no header line"), ("\u{FEFF}", "found no header line"),
      ("id,kwh,id\n", "x.csv:1: header: found the column \"id\" twice"),
      ("id,kWh\na,1\n", "header: found no column \"kwh\"; expected the column \"kWh\""),
      ("foo,bar\n", "header: found no column \"id\"; expected one of: foo, bar"),
      ("id,kwh\na,1\nb\n", "x.csv:3: found 1 field; expected 2, as in the header"),
      ("id,kwh\na,1,2\n", "x.csv:2: found 3 fields"),
      ("id,kwh\na,x\n", "x.csv:2: column kwh: found \"x\"; expected a number"),
      ("id,kwh\na,\n", "column kwh: found an empty field"), ("id,kwh\na,NaN\n", "found \"NaN\""),
      ("id,kwh\na,inf\n", "found \"inf\""),
      ("id,kwh\na,1e999\n", "expected a number of at most 1e15 in size"),
      ("id,kwh\na,-2e15\n", "expected a number of at most 1e15 in size"),
      ("id,kwh\na,1 2\n", "found \"1 2\""),
      ("id,kwh\na,\"1,5\"\n", "found \"1,5\""), ("id,kwh\n\"a\"b,1\n", "x.csv:2: column id"),
      ("id,kwh\n\"a,1\n", "expected a quote at the field's end"), ("\"id,kwh\n", "header: found a quote"),
    ])
  func refusals(text: String, words: String) {
    #expect(refusal(text).contains(words), "\(refusal(text))")
  }

  @Test("Several wrong fields are named together")
  func together() {
    #expect(refusal("id,kwh\na,x\nb,y\nc,1\nd,z\n").split(separator: "\n").count == 3)
  }

  @Test("Of many wrong fields the first twenty are named and the rest counted")
  func flood() {
    let text = "id,kwh\n" + String(repeating: "a,x\n", count: 50_000)
    #expect(refusal(text).hasSuffix("... and 49980 more"))
  }

  @Test("Every cut of a table is read or refused without a crash")
  func truncation() throws {
    let bytes = Array("id,kwh\r\n\"a \"\"b\",1e3\r\nc,-2.5\r\n".utf8)
    for end in 0...bytes.count {
      do {
        let columns = try CSVTable(parsing: Array(bytes[..<end]), file: "x").read([
          .text("id"), .number("kwh"),
        ])
        #expect(columns.texts[0].count == columns.numbers[1].count)
      } catch {}
    }
    #expect(try read(String(decoding: bytes, as: UTF8.self)).numbers[1] == [1000, -2.5])
  }

  @Test("Stamps need an offset")
  func stamps() throws {
    func stamps(_ text: String) throws -> [TimeStamp] {
      try CSVTable(parsing: Array("t\n\(text)\n".utf8), file: "x.csv").read([.stamp("t")]).stamps[0]
    }
    #expect(try stamps("1970-01-01T09:00:00+09:00").map(\.secondsSince1970) == [0])
    #expect(throws: DataError.self) { try stamps("1970-01-01T09:00:00") }
  }
}
