// SPDX-License-Identifier: GPL-3.0-or-later

/// Keeps the prices of trucks' space where a trip earns exactly what it costs: more would make the bound
/// fall without end, and less gives some of it away.
enum TruckPrices {
  static func project(
    _ vector: UnsafeMutablePointer<Double>, _ arrays: ScenarioArrays, _ layout: MultiplierLayout
  ) {
    let (resources, periods) = (arrays.resourceCount, arrays.periodCount)
    let limited = (0..<resources).filter { arrays.truckCapacity[$0].isFinite }
    guard arrays.pairCount > 0, !limited.isEmpty else { return }
    let (money, carbon) = (1 + vector[layout.budget], vector[layout.carbon])
    for p in 0..<arrays.pairCount {
      let price = money * arrays.tripCost[p] + carbon * arrays.tripCarbon[p]
      let base = vector + layout.truck + p * arrays.slotCount
      for t in 0..<periods {
        if price <= 0 {
          for r in limited { base[r * periods + t] = 0 }
          continue
        }
        // Onto the simplex of parts of the price, by raising or lowering all parts that are above 0.
        var count = limited.count
        var shift = 0.0
        for _ in 0..<limited.count {
          var sum = 0.0
          count = 0
          for r in limited {
            let part = base[r * periods + t] * arrays.truckCapacity[r] / price
            if part + shift > 0 || shift == 0 && part >= 0 {
              sum += part
              count += 1
            }
          }
          guard count > 0 else { break }
          let next = (1 - sum) / Double(count)
          if abs(next - shift) < 1e-15 { break }
          shift = next
        }
        for r in limited {
          let part = max(0, base[r * periods + t] * arrays.truckCapacity[r] / price + shift)
          base[r * periods + t] = part * price / arrays.truckCapacity[r] * (1 - 1e-13)
        }
      }
    }
  }
}
