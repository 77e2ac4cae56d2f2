// SPDX-License-Identifier: GPL-3.0-or-later

/// The knapsack solutions behind an ascent's average solution, each with its weight in it, and the
/// subset-row cuts that the average violates.
final class PatternLog {
  private let customerCount: Int
  /// Customers of the data, pattern by pattern.
  private var customers: [Int32] = []
  private var patternStart: [Int] = [0]
  /// Patterns of each evaluation: `evaluationStart[e] ..< evaluationStart[e + 1]`.
  private var evaluationStart: [Int] = [0]
  /// Weight of each evaluation, to be multiplied by `scale`.
  private var weight: [Double] = []
  private var scale = 1.0

  /// Evaluations kept; older ones weigh next to nothing.
  private static let limit = 400
  /// Weight below which a pair of customers is overlooked.
  private static let leastPair = 0.02
  /// Least violation of a cut worth its while.
  private static let leastViolation = 0.04

  init(customerCount: Int) { self.customerCount = customerCount }

  /// Forgets everything.
  func clear() {
    customers.removeAll(keepingCapacity: true)
    patternStart = [0]
    evaluationStart = [0]
    weight.removeAll(keepingCapacity: true)
    scale = 1
  }

  /// Adds the relaxed solution that the model holds to the average, with a weight of at most 1.
  func add(_ model: LagrangianModel, weight part: Double) {
    if part >= 1 { clear() } else { scale *= 1 - part }
    if weight.count >= 2 * Self.limit { dropOldest(weight.count - Self.limit) }
    weight.append(part / scale)
    for i in 0..<model.facilityCount where model.isChosen[i] {
      for t in model.pickStart[i]..<model.pickStart[i + 1] {
        customers.append(model.customer[Int(model.itemCustomer[Int(model.pick[t])])])
      }
      patternStart.append(customers.count)
    }
    evaluationStart.append(patternStart.count - 1)
  }

  private func dropOldest(_ count: Int) {
    let patterns = evaluationStart[count]
    let items = patternStart[patterns]
    customers.removeFirst(items)
    patternStart = patternStart[patterns...].map { $0 - items }
    evaluationStart = evaluationStart[count...].map { $0 - patterns }
    weight.removeFirst(count)
    let shift = scale
    for k in weight.indices { weight[k] *= shift }
    scale = 1
  }

  /// Cuts that the average violates, the most violated first, each customer in a few of them only.
  ///
  /// - Parameters:
  ///   - known: cuts that are there already.
  ///   - limit: number of cuts at the most.
  func violated(except known: Set<CustomerTriple>, limit: Int) -> [(cut: CustomerTriple, excess: Double)] {
    let n = customerCount
    var pair = [Float](repeating: 0, count: n * n)
    forEachPattern { items, part in
      for (k, a) in items.enumerated() {
        for b in items[(items.startIndex + k + 1)...] {
          pair[Int(min(a, b)) * n + Int(max(a, b))] += Float(part)
        }
      }
    }
    var neighbors = [[Int]](repeating: [], count: n)
    for a in 0..<n {
      for b in (a + 1)..<max(n, a + 1) where pair[a * n + b] > Float(Self.leastPair) {
        neighbors[a].append(b)
        neighbors[b].append(a)
      }
    }
    func together(_ a: Int, _ b: Int) -> Double { Double(pair[min(a, b) * n + max(a, b)]) }
    // Patterns with all three are counted three times here: an estimate from above.
    var sum: [CustomerTriple: Double] = [:]
    for a in 0..<n {
      for (k, b) in neighbors[a].enumerated() {
        for c in neighbors[a][(k + 1)...] {
          let total = together(a, b) + together(a, c) + together(b, c)
          guard total > 1 + Self.leastViolation else { continue }
          sum[CustomerTriple(Int32(a), Int32(b), Int32(c))] = total
        }
      }
    }
    forEachPattern { items, part in
      guard items.count >= 3 else { return }
      let first = items.startIndex
      for x in first..<(items.endIndex - 2) {
        for y in (x + 1)..<(items.endIndex - 1) {
          for z in (y + 1)..<items.endIndex {
            let triple = CustomerTriple(items[x], items[y], items[z])
            if let total = sum[triple] { sum[triple] = total - 2 * part }
          }
        }
      }
    }
    let order = sum.filter { $0.value > 1 + Self.leastViolation && !known.contains($0.key) }
      .sorted { ($1.value, $0.key.a, $0.key.b, $0.key.c) < ($0.value, $1.key.a, $1.key.b, $1.key.c) }
    var uses = [Int](repeating: 0, count: n)
    var chosen: [(cut: CustomerTriple, excess: Double)] = []
    for (triple, total) in order where chosen.count < limit {
      let members = [Int(triple.a), Int(triple.b), Int(triple.c)]
      if members.contains(where: { uses[$0] >= 5 }) { continue }
      for j in members { uses[j] += 1 }
      chosen.append((triple, total - 1))
    }
    return chosen
  }

  private func forEachPattern(_ body: (ArraySlice<Int32>, Double) -> Void) {
    for e in max(0, weight.count - Self.limit)..<weight.count {
      let part = weight[e] * scale
      if part < 1e-4 { continue }
      for p in evaluationStart[e]..<evaluationStart[e + 1] {
        body(customers[patternStart[p]..<patternStart[p + 1]], part)
      }
    }
  }
}
