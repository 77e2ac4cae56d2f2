// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Which consumers have the same value of supply in every interval, so that one row serves them all: most consumers
/// of a complex have the same tariff, and the passes would wait for memory otherwise.
struct ValueRows: Sendable {
  /// Row of each consumer.
  let row: [Int]
  /// A consumer of each row.
  let consumers: [Int]

  /// What rows are looked up by. Consumers of one key are compared in full.
  private struct Key: Hashable, Sendable {
    var fee: Double
    /// Of a consumer that uses nothing in some interval, where nothing is worth anything: its row is its own.
    var own: Int?
    var priceHash: UInt64
  }

  init(_ scenario: PowerScenario, threads: Int) {
    let keys = parallelMap(count: scenario.consumers.count, threads: threads) { j -> Key in
      let consumer = scenario.consumers[j]
      return Key(
        fee: consumer.supplyFee, own: consumer.load.allSatisfy { $0 > 0 } ? nil : j,
        priceHash: consumer.retailPrice.reduce(0) { hash, price in
          let mixed = (hash ^ price.bitPattern) &* 0x9E37_79B9_7F4A_7C15
          return mixed ^ mixed >> 32
        })
    }
    var (row, consumers): ([Int], [Int]) = ([], [])
    var rowsOfKey: [Key: [Int]] = [:]
    for (j, key) in keys.enumerated() {
      let prices = scenario.consumers[j].retailPrice
      let known = rowsOfKey[key]?.first { scenario.consumers[consumers[$0]].retailPrice == prices }
      if let known {
        row.append(known)
      } else {
        row.append(consumers.count)
        rowsOfKey[key, default: []].append(consumers.count)
        consumers.append(j)
      }
    }
    (self.row, self.consumers) = (row, consumers)
  }
}
