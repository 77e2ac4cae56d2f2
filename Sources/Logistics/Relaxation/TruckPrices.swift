// SPDX-License-Identifier: GPL-3.0-or-later

/// Keeps the prices of trucks' space, and of a pair's first trip, where a trip earns exactly what it costs:
/// more would make the bound fall without end, and less gives some of it away.
enum TruckPrices {
  /// - Parameter chargesFirstTrips: whether a part of the price may be paid by first trips; otherwise these
  ///   prices become 0.
  static func project(
    _ vector: UnsafeMutablePointer<Double>, _ arrays: ScenarioArrays, _ layout: MultiplierLayout,
    chargesFirstTrips: Bool
  ) {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    // The resources whose space in a truck is limited, with the place of their prices.
    var limited: [(place: Int, capacity: Double)] = []
    for r in 0..<resources where arrays.truckCapacity[r].isFinite {
      limited.append((r * periods, arrays.truckCapacity[r]))
    }
    guard arrays.pairCount > 0 else { return }
    let isCharged = chargesFirstTrips && !limited.isEmpty
    if !isCharged {
      (vector + layout.firstTrip).update(repeating: 0, count: arrays.pairCount * periods)
    }
    guard !limited.isEmpty else { return }
    let (money, carbon) = (1 + vector[layout.budget], vector[layout.carbon])
    limited.withUnsafeBufferPointer { limited in
      for p in 0..<arrays.pairCount {
        let price = money * arrays.tripCost[p] + carbon * arrays.tripCarbon[p]
        let base = vector + layout.truck + p * arrays.slotCount
        let first = vector + layout.firstTrip + p * periods
        for t in 0..<periods {
          project(price, limited, base + t, isCharged ? first + t : nil)
        }
      }
    }
  }

  /// One pair and period: onto the simplex of parts of the price, by raising or lowering all parts that are
  /// above 0.
  private static func project(
    _ price: Double, _ limited: UnsafeBufferPointer<(place: Int, capacity: Double)>,
    _ base: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>?
  ) {
    if price <= 0 {
      for entry in limited { base[entry.place] = 0 }
      first?.pointee = 0
      return
    }
    var shift = 0.0
    for _ in 0...limited.count {
      var (sum, count) = (0.0, 0)
      func add(_ part: Double) {
        if part + shift > 0 || shift == 0 && part >= 0 {
          sum += part
          count += 1
        }
      }
      for entry in limited { add(base[entry.place] * entry.capacity / price) }
      if let first { add(first.pointee / price) }
      guard count > 0 else { break }
      let next = (1 - sum) / Double(count)
      if abs(next - shift) < 1e-15 { break }
      shift = next
    }
    for entry in limited {
      let part = max(0, base[entry.place] * entry.capacity / price + shift)
      base[entry.place] = part * price / entry.capacity * (1 - 1e-13)
    }
    if let first { first.pointee = max(0, first.pointee / price + shift) * price * (1 - 1e-13) }
  }
}
