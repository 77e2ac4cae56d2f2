// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange
import LinearProgramming
import Testing

@testable import Logistics

/// Plan files in which a number or a byte was changed: none crashes the reader or the check, and none with
/// another number passes.
@Suite("Hostile plan files") struct HostilePlanTests {
  /// A scenario and the text of a plan file for it.
  struct Case {
    var scenario: LogisticsScenario
    var bytes: [UInt8]
    /// Keys whose numbers may be others: multipliers, which prove what they prove, prices that only the solver
    /// knows, and what says nothing of the plan (the gap that was asked for).
    var free: Set<String>

    init(_ solved: SolvedCase, free: Set<String>) throws {
      scenario = solved.scenario
      bytes = Array(JSONText.file(try JSONValue(encoding: solved.envelope), currency: "krw").utf8)
      self.free = free.union([
        "demand_multipliers_krw", "capacity_prices_krw", "total_capacity_prices_krw",
        "smallest_utilisation_prices_krw", "activation_price_krw", "owner_activation_prices_krw",
        "owner_share_prices_krw", "group_prices_krw", "budget_price", "carbon_price_krw_per_kg",
        "truck_prices_krw", "gap", "peak_memory_mb", "read", "build", "solve", "check", "total",
      ])
    }

    /// The numbers of the text, each with the key it stands under.
    var numbers: [(key: String, range: Range<Int>)] {
      var found: [(String, Range<Int>)] = []
      var key = ""
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        let start = index
        if byte == UInt8(ascii: "\"") {
          index += 1
          while bytes[index] != UInt8(ascii: "\"") { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
          let text = String(decoding: bytes[(start + 1)..<index], as: UTF8.self)
          index += 1
          if bytes[index] == UInt8(ascii: ":") { key = text }
        } else if byte == UInt8(ascii: "-") || (48...57).contains(byte) {
          while "+-.eE0123456789".utf8.contains(bytes[index]) { index += 1 }
          found.append((key, start..<index))
        } else {
          index += 1
        }
      }
      return found
    }

    /// What is wrong with a text in place of the plan file: not readable, or so many violations.
    func complaints(_ text: [UInt8]) -> Int {
      do {
        let document = try JSONDocument(parsing: text, file: "plan.json", currency: "KRW")
        try LogisticsMarket.planSchema.validate(document)
        let envelope = try document.decode(PlanEnvelope<LogisticsPlan>.self)
        return LogisticsMarket.check(envelope, against: scenario).violations.count
      } catch {
        return 1
      }
    }
  }

  static let cases: [Result<Case, any Error>] = [
    Result {
      try Case(
        SolvedCase(solving: EveryFeature.scenario()),
        free: ["shadow_price_by_period_krw", "served_from_penalty_krw"])
    },
    Result {
      var market = FeatureMarket(
        seed: 12, features: [.time, .areas, .totals, .carbonPrice, .existing, .groups], chance: 1,
        warehouses: 3, demands: 5)
      market.scenario.name = "linear"
      return try Case(
        SolvedCase(solving: market.scenario), free: [])
    },
  ]

  @Test("An unchanged plan file passes", arguments: cases.indices)
  func unchanged(index: Int) throws {
    let file = try Self.cases[index].get()
    #expect(file.complaints(file.bytes) == 0)
    #expect(file.numbers.count > 50)
  }

  @Test("Another number does not pass", arguments: cases.indices, 0..<4)
  func numbers(index: Int, kind: Int) throws {
    let file = try Self.cases[index].get()
    for (key, range) in file.numbers where !file.free.contains(key) {
      let value = Double(String(decoding: file.bytes[range], as: UTF8.self)) ?? 0
      let other = [value * 1.5 + 1, -value - 1, value == 0 ? 2 : 0, 1e300][kind]
      var text = file.bytes
      let isWhole = other == other.rounded() && abs(other) < 1e15
      text.replaceSubrange(range, with: (isWhole ? "\(Int(other))" : "\(other)").utf8)
      let line = file.bytes[..<range.lowerBound].count { $0 == 10 } + 1
      #expect(file.complaints(text) > 0, "line \(line), \(key): \(other) instead of \(value)")
    }
  }

  @Test("Random bytes and tokens do no harm", arguments: cases.indices, 0..<3)
  func bytes(index: Int, seed: Int) throws {
    let file = try Self.cases[index].get()
    var random = SplitMix64(seed: UInt64(seed))
    let numbers = file.numbers
    let tokens = [
      "null", "[]", "{}", "\"\"", "-0", "1e999", "0.5", "9223372036854775808", "-9223372036854775808",
      "9007199254740993", "true", "\"d0\"", "5e-324", "1.7976931348623157e308",
    ]
    var complained = 0
    for trial in 0..<60 {
      var text = file.bytes
      for _ in 0...random.integer(0, 2) {
        if trial % 2 == 0 {
          let range = numbers[random.integer(0, numbers.count - 1)].range
          guard range.upperBound <= text.count else { continue }
          text.replaceSubrange(range, with: tokens[random.integer(0, tokens.count - 1)].utf8)
        } else {
          let place = random.integer(0, text.count - 1)
          switch random.integer(0, 2) {
          case 0: text[place] = UInt8(random.integer(0, 255))
          case 1: text.remove(at: place)
          default: text.insert(UInt8(random.integer(32, 126)), at: place)
          }
        }
      }
      complained += min(1, file.complaints(text))
    }
    #expect(complained > 20)
  }
}
