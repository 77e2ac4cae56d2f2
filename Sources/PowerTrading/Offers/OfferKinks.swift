// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The linearisations that an `OfferProof` states, found by consumer, interval and place.
struct OfferKinks {
  private var numbers: [SIMD3<Int>: Double] = [:]
  private(set) var consumers: [Double] = []
  private(set) var intervals: [Double] = []
  private(set) var places: [Double] = []
  private(set) var values: [Double] = []

  init() {}

  init(_ proof: PowerPlan.OfferProof) {
    for k in proof.kinkNumbers.values.indices {
      add(
        Int(proof.kinkConsumers.values[k]), Int(proof.kinkIntervals.values[k]),
        Int(proof.kinkPlaces.values[k]), proof.kinkNumbers.values[k])
    }
  }

  mutating func add(_ consumer: Int, _ interval: Int, _ place: Int, _ number: Double) {
    numbers[SIMD3(consumer, interval, place)] = number
    consumers.append(Double(consumer))
    intervals.append(Double(interval))
    places.append(Double(place))
    values.append(number)
  }

  subscript(consumer: Int, interval: Int, place: Int) -> Double? {
    numbers.isEmpty ? nil : numbers[SIMD3(consumer, interval, place)]
  }

  /// The place of the price of load, where offers are split.
  static let price = 1_000_000

  /// The place of an offer whose delivery is capped.
  static func place(ofCapped p: Int, first: Int) -> Int { -1 - (p - first) }
}
