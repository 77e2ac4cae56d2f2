// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

@Suite("Schema")
struct SchemaTests {
  private static let schema = JSONSchema(
    text: """
      { "type": "object",
        "properties": {
          "text": { "type": "string", "minLength": 2 },
          "word": { "type": "string", "enum": ["solar", "wind"] },
          "fixed": { "type": "string", "const": "x/1" },
          "number": { "type": "number", "minimum": 0, "maximum": 10 },
          "above": { "type": "number", "exclusiveMinimum": 0 },
          "whole": { "type": "integer", "minimum": 1 },
          "truth": { "type": "boolean" },
          "maybe": { "type": ["number", "null"] },
          "list": { "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": "number", "minimum": 0 } },
          "wholes": { "type": "array", "items": { "type": "integer" } },
          "holes": { "type": "array", "items": { "type": ["number", "null"] } },
          "texts": { "type": "array", "items": { "type": "string" } },
          "place": { "$ref": "#/$defs/place" },
          "places": { "type": "array", "items": { "$ref": "#/$defs/place" } },
          "options": "@options",
          "open": { "type": "object" },
          "amounts": { "type": "object", "additionalProperties": { "type": "number" } }
        },
        "required": ["text"],
        "additionalProperties": false,
        "$defs": { "place": {
          "type": "object", "properties": { "x_km": { "type": "number" } }, "required": ["x_km"],
          "additionalProperties": false } } }
      """, fragments: ["options": "{ \"type\": \"object\" }\n"])

  private func messages(_ members: String, text: String = "\"text\":\"ab\",") throws -> [String] {
    Self.schema.issues(in: try document("{\(text)\(members)}")).map(\.description)
  }

  @Test(
    "What each keyword allows passes",
    arguments: [
      "\"text\":\"가나\"", "\"word\":\"wind\"", "\"fixed\":\"x/1\"", "\"number\":0", "\"number\":10",
      "\"above\":1e-300",
      "\"whole\":1", "\"whole\":1.0", "\"truth\":false", "\"maybe\":null", "\"maybe\":-1e300", "\"list\":[1]",
      "\"list\":[0,1,2]", "\"wholes\":[]", "\"wholes\":[1,2e3]", "\"holes\":[1,null]", "\"holes\":[null]",
      "\"texts\":[\"a\"]", "\"place\":{\"x_km\":1}", "\"places\":[{\"x_km\":1},{\"x_km\":2}]",
      "\"options\":{\"any\":1}",
      "\"open\":{\"any\":[{}]}", "\"amounts\":{\"a\":1,\"b\":2}",
    ])
  func allowed(members: String) throws {
    #expect(try messages(members, text: members.hasPrefix("\"text\"") ? "" : "\"text\":\"ab\",") == [])
  }

  @Test(
    "What a keyword forbids is named with its place",
    arguments: [
      ("\"text\":\"a\"", "text: found \"a\"; expected a text that is not empty"),
      ("\"text\":1", "text: found 1; expected a text"),
      ("\"word\":\"solr\"", "word: found \"solr\"; expected one of: solar, wind"),
      ("\"fixed\":\"x/2\"", "fixed: found \"x/2\"; expected \"x/1\""),
      ("\"number\":-1", "number: found -1; expected a number from 0 to 10"),
      ("\"number\":10.5", "number: found 10.5; expected a number from 0 to 10"),
      ("\"number\":\"1\"", "number: found \"1\""), ("\"number\":null", "number: found null"),
      ("\"above\":0", "above: found 0; expected a number above 0"),
      ("\"whole\":1.5", "whole: found 1.5; expected a whole number of at least 1"),
      ("\"whole\":0", "whole: found 0"), ("\"whole\":1e300", "whole: found 1e+300"),
      ("\"truth\":1", "truth: found 1; expected true or false"),
      ("\"maybe\":\"x\"", "maybe: found \"x\"; expected a number or null"),
      ("\"list\":[]", "list: found an empty list"), ("\"list\":[1,2,3,4]", "list: found a list of 4"),
      ("\"list\":[1,-2]", "list[1]: found -2; expected a number of at least 0"),
      ("\"list\":[1,null]", "list[1]: found null"), ("\"list\":[1,\"x\"]", "list[1]: found \"x\""),
      ("\"list\":{}", "list: found an object"), ("\"wholes\":[1,2.5]", "wholes[1]: found 2.5"),
      ("\"texts\":[1,2]", "texts[0]: found 1; expected a text"), ("\"place\":{}", "place: found no \"x_km\""),
      ("\"place\":[]", "place: found a list; expected an object"),
      ("\"places\":[{\"x_km\":1},{\"x_km\":true}]", "places[1].x_km: found true"),
      ("\"place\":{\"x_km\":1,\"x_m\":2}", "place.x_m: found the unknown key \"x_m\"; expected \"x_km\""),
      ("\"nubmer\":1", "nubmer: found the unknown key \"nubmer\"; expected \"number\""),
      ("\"amounts\":{\"a\":1,\"b\":\"x\"}", "amounts.b: found \"x\"; expected a number"),
      ("\"qqqqqqqq\":1", "expected one of: text, word"),
    ])
  func forbidden(members: String, words: String) throws {
    let text = members.hasPrefix("\"text\"") ? "" : "\"text\":\"ab\","
    let found = try messages(members, text: text)
    #expect(found.contains { $0.contains(words) }, "\(found)")
  }

  @Test("A missing key is named with what it should hold")
  func missing() throws {
    let found = Self.schema.issues(in: try document("{}")).map(\.description)
    #expect(found == ["x.json:1: found no \"text\"; expected this key, a text that is not empty"])
  }

  @Test("Several things that are wrong are named together, in the order of the file")
  func together() throws {
    let found = try messages("\"number\":-1,\n\"truth\":0,\n\"extra\":0")
    #expect(found.count == 3)
    #expect(found[1].hasPrefix("x.json:2: truth"))
    #expect(found[2].hasPrefix("x.json:3: extra"))
  }

  @Test(
    "A key that looks like a path is reported and does not crash",
    arguments: ["list[-1]", "list[0]", "place.x_km", "[", "."])
  func pathLikeKeys(key: String) throws {
    #expect(try messages("\"list\":[1],\"\(key)\":1").first?.contains("unknown key") == true)
  }

  @Test("Of a hundred thousand wrong numbers the first twenty are named and the rest counted")
  func flood() throws {
    let list = String(repeating: "\"x\",", count: 100_000) + "\"x\""
    do {
      try Self.schema.validate(document("{\"text\":\"ab\",\"holes\":[\(list)]}"))
      Issue.record("the document passed")
    } catch {
      #expect(error.issues.count == DataError.most)
      #expect(error.description.hasSuffix("... and 99981 more"))
    }
  }

  @Test("The text for another currency has its keys and no others")
  func currency() throws {
    let schema = JSONSchema(
      text: #"{"properties":{"ask_krw_per_kwh":{"type":"number"},"krw_total":{},"plain":{}}}"#)
    #expect(schema.text(currency: "KRW") == schema.text)
    #expect(
      schema.text(currency: "AUD")
        == #"{"properties":{"ask_aud_per_kwh":{"type":"number"},"aud_total":{},"plain":{}}}"#)
  }
}
