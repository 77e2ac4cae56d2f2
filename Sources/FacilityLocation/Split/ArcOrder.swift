// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The arcs facility by facility, each facility's by ascending reduced cost at reference multipliers.
///
/// At multipliers v, arc (i, j) has a negative reduced cost only if its key, the reduced cost at the
/// reference, is below max_j (v_j - reference_j). A pass over the facility stops there, meets few arcs
/// that do not count, and meets the rest nearly in order.
final class ArcOrder: @unchecked Sendable {
  let reference: FlatBuffer<Double>
  let start: FlatBuffer<Int>
  let customer: FlatBuffer<Int32>
  let cost: FlatBuffer<Double>
  let key: FlatBuffer<Double>
  /// Arcs of customers without demand, facility by facility.
  let freeStart: FlatBuffer<Int>
  let freeCustomer: FlatBuffer<Int32>
  let freeCost: FlatBuffer<Double>

  init(_ model: SplitModel, reference: UnsafePointer<Double>, isClosed: (Int) -> Bool, threads: Int) {
    let facilities = model.facilityCount
    self.reference = FlatBuffer(model.customerCount, repeating: 0)
    self.reference.pointer.update(from: reference, count: model.customerCount)
    start = FlatBuffer(facilities + 1, repeating: 0)
    freeStart = FlatBuffer(facilities + 1, repeating: 0)
    let open = (0..<facilities).map { !isClosed($0) }
    let border = model.arcStart[model.sizedCount]
    var count = [Int](repeating: 0, count: facilities)
    var freeCount = count
    for arc in 0..<model.arcFacility.count {
      let facility = Int(model.arcFacility[arc])
      if arc < border { count[facility] += 1 } else { freeCount[facility] += 1 }
    }
    for facility in 0..<facilities {
      if !open[facility] {
        count[facility] = 0
        freeCount[facility] = 0
      }
      start.pointer[facility + 1] = start.pointer[facility] + count[facility]
      freeStart.pointer[facility + 1] = freeStart.pointer[facility] + freeCount[facility]
      count[facility] = start.pointer[facility]
      freeCount[facility] = freeStart.pointer[facility]
    }
    let total = start.pointer[facilities]
    let freeTotal = freeStart.pointer[facilities]
    customer = FlatBuffer(total, repeating: 0)
    cost = FlatBuffer(total, repeating: 0)
    key = FlatBuffer(total, repeating: 0)
    freeCustomer = FlatBuffer(freeTotal, repeating: 0)
    freeCost = FlatBuffer(freeTotal, repeating: 0)
    for j in 0..<model.customerCount {
      for arc in model.arcStart[j]..<model.arcStart[j + 1] {
        let facility = Int(model.arcFacility[arc])
        guard open[facility] else { continue }
        if j < model.sizedCount {
          let place = count[facility]
          customer.pointer[place] = Int32(j)
          cost.pointer[place] = model.arcCost[arc]
          key.pointer[place] = model.arcCost[arc] - reference[j]
          count[facility] += 1
        } else {
          let place = freeCount[facility]
          freeCustomer.pointer[place] = Int32(j)
          freeCost.pointer[place] = model.arcCost[arc]
          freeCount[facility] += 1
        }
      }
    }
    let parts = threads > 1 && total > 50_000 ? 4 * threads : 1
    _ = parallelMap(count: parts, threads: threads) { part in
      var order: [(key: Double, cost: Double, customer: Int32)] = []
      for facility in stride(from: part, to: facilities, by: parts) {
        self.sort(self.start.pointer[facility], self.start.pointer[facility + 1], &order)
      }
      return true
    }
  }

  private func sort(_ low: Int, _ high: Int, _ order: inout [(key: Double, cost: Double, customer: Int32)]) {
    order.removeAll(keepingCapacity: true)
    for place in low..<high {
      order.append((key.pointer[place], cost.pointer[place], customer.pointer[place]))
    }
    order.sort { $0.key < $1.key || ($0.key == $1.key && $0.customer < $1.customer) }
    for (offset, entry) in order.enumerated() {
      key.pointer[low + offset] = entry.key
      cost.pointer[low + offset] = entry.cost
      customer.pointer[low + offset] = entry.customer
    }
  }
}
