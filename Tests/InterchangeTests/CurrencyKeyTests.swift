// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Interchange

@Suite("Keys with a currency")
struct CurrencyKeyTests {
  private static let schema = JSONSchema(
    text: """
      {"type":"object","properties":{"currency":{"type":"string"},"ask_krw_per_kwh":{"type":"number","minimum":0},
      "cost_krw":{"type":"number"}},"required":["cost_krw"],"additionalProperties":false}
      """)

  private func messages(_ text: String) throws -> [String] {
    Self.schema.issues(in: try document(text)).map(\.description)
  }

  @Test("Keys carry the code of the document's currency", arguments: ["KRW", "AUD", "EUR", "XXX"])
  func ownCode(code: String) throws {
    let token = code.lowercased()
    let text = "{\"currency\":\"\(code)\",\"ask_\(token)_per_kwh\":1,\"cost_\(token)\":2}"
    #expect(try messages(text) == [])
  }

  @Test("A key in another currency is unknown, and the right one is named")
  func otherCode() throws {
    let found = try messages("{\"currency\":\"AUD\",\"ask_krw_per_kwh\":1,\"cost_aud\":2}")
    #expect(
      found == [
        "x.json:1: ask_krw_per_kwh: found the unknown key \"ask_krw_per_kwh\"; expected \"ask_aud_per_kwh\""
      ])
  }

  @Test("Messages write keys in the document's currency")
  func messagesInCurrency() throws {
    let found = try messages("{\"currency\":\"AUD\",\"ask_aud_per_kwh\":-1}")
    #expect(found.contains { $0.contains("found no \"cost_aud\"") })
    #expect(found.contains { $0.contains("ask_aud_per_kwh: found -1") })
  }

  @Test("What is no code leaves the keys as they are", arguments: ["aud", "AUDX", "", "A1D"])
  func noCode(code: String) throws {
    #expect(try messages("{\"currency\":\"\(code)\",\"cost_krw\":2}") == [])
  }

  @Test("A plan is read in the currency of its scenario")
  func givenCode() throws {
    let parsed = try document("{\"cost_aud\":2}", currency: "AUD")
    #expect(Self.schema.issues(in: parsed).isEmpty)
  }

  @Test("Writing puts the code in whole words of keys only")
  func writing() {
    let value = JSONValue.object([("cost_krw", .integer(1)), ("krwx", .string("cost_krw"))])
    #expect(JSONText.compact(value, currency: "aud") == "{ \"cost_aud\": 1, \"krwx\": \"cost_krw\" }")
  }
}
