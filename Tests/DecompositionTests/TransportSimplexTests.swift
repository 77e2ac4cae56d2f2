// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite("Transportation by network simplex")
struct TransportSimplexTests {
  /// A random transportation problem; degenerate where supplies, demands and costs repeat.
  struct Case {
    var supply: [Double]
    var demand: [Double]
    var start: [Int]
    var supplier: [Int32]
    var cost: [Double]

    init(seed: UInt64) {
      var random = SplitMix64(seed: seed)
      let suppliers = random.integer(1, 8)
      let consumers = random.integer(1, 14)
      let isDegenerate = random.integer(0, 1) == 0
      let isSparse = random.integer(0, 1) == 0
      demand = (0..<consumers).map { _ in isDegenerate ? 3 : random.uniform(0.1, 9) }
      let each = demand.reduce(0, +) / Double(suppliers)
      supply = (0..<suppliers).map { _ in
        isDegenerate ? 3 * Double(random.integer(0, 6)) : each * random.uniform(0.5, 3)
      }
      start = [0]
      supplier = []
      cost = []
      for _ in 0..<consumers {
        var arcs: [(Double, Int32)] = []
        for i in 0..<suppliers where !isSparse || random.integer(0, 2) > 0 {
          arcs.append((isDegenerate ? Double(random.integer(0, 2)) : random.uniform(0, 50), Int32(i)))
        }
        for (unit, i) in arcs.sorted(by: { $0 < $1 }) {
          supplier.append(i)
          cost.append(unit)
        }
        start.append(supplier.count)
      }
    }

    func simplex() -> TransportSimplex {
      TransportSimplex(supply: supply, demand: demand, arcStart: start, arcSupplier: supplier, arcCost: cost)
    }

    /// Cost by GLPK with these suppliers open; nil where the demand cannot be met.
    func oracle(_ isOpen: [Bool]) throws -> Double? {
      var model = LinearModel(keepsNames: false)
      let supplyRow = supply.indices.map { model.addRow(upper: isOpen[$0] ? supply[$0] : 0) }
      for j in demand.indices {
        let row = model.addRow(lower: demand[j], upper: demand[j])
        for arc in start[j]..<start[j + 1] {
          let column = model.addColumn(cost: cost[arc])
          model.addTerm(row: row, column: column, coefficient: 1)
          model.addTerm(row: supplyRow[Int(supplier[arc])], column: column, coefficient: 1)
        }
      }
      let found = try solve(model)
      return found.termination == .optimal ? found.objective : nil
    }
  }

  @Test("agrees with GLPK on each of a series of open sets, from basis to basis", arguments: 0..<8)
  func agreement(block: Int) throws {
    for seed in 40 * block..<40 * (block + 1) {
      let instance = Case(seed: UInt64(seed))
      var random = SplitMix64(seed: UInt64(seed + 7))
      let simplex = instance.simplex()
      var isOpen = [Bool](repeating: true, count: instance.supply.count)
      for round in 0..<5 {
        if round > 0 { isOpen[random.integer(0, isOpen.count - 1)].toggle() }
        for i in isOpen.indices { simplex.setOpen(i, isOpen[i]) }
        #expect(simplex.solve())
        let (cost, unmet) = simplex.result()
        let expected = try instance.oracle(isOpen)
        #expect((unmet <= simplex.unmetTolerance) == (expected != nil), "seed \(seed) round \(round)")
        guard let expected else { continue }
        #expect(abs(cost - expected) <= 1e-7 * max(1, expected), "seed \(seed) round \(round)")
        try check(instance, simplex, isOpen, cost, "seed \(seed) round \(round)")
      }
    }
  }

  /// Flows keep every limit, and the prices prove the cost.
  private func check(
    _ instance: Case, _ simplex: TransportSimplex, _ isOpen: [Bool], _ cost: Double, _ place: String
  ) throws {
    var shipped = [Double](repeating: 0, count: instance.supply.count)
    var received = [Double](repeating: 0, count: instance.demand.count)
    simplex.forEachFlow { arc, consumer, quantity in
      shipped[Int(instance.supplier[arc])] += quantity
      received[consumer] += quantity
    }
    var dual = 0.0
    for j in instance.demand.indices {
      #expect(abs(received[j] - instance.demand[j]) <= 1e-9 * (1 + instance.demand[j]), "\(place)")
      dual += instance.demand[j] * simplex.consumerPrice(j)
      for arc in instance.start[j]..<instance.start[j + 1] where isOpen[Int(instance.supplier[arc])] {
        let reduced =
          instance.cost[arc] + simplex.supplierPrice(Int(instance.supplier[arc])) - simplex.consumerPrice(j)
        #expect(reduced >= -1e-7, "\(place)")
      }
    }
    for i in isOpen.indices where isOpen[i] {
      #expect(shipped[i] <= instance.supply[i] + 1e-9, "\(place)")
      #expect(abs(simplex.shipped(i) - shipped[i]) <= 1e-9, "\(place)")
      dual -= instance.supply[i] * simplex.supplierPrice(i)
    }
    #expect(abs(dual - cost) <= 1e-6 * max(1, cost), "\(place)")
  }

  @Test("a snapshot brings the basis back")
  func snapshot() {
    let instance = Case(seed: 12)
    let simplex = instance.simplex()
    simplex.solve()
    let before = simplex.result().cost
    let snapshot = TransportSnapshot(for: simplex)
    snapshot.take(from: simplex)
    for i in instance.supply.indices.dropFirst() { simplex.setOpen(i, false) }
    simplex.solve()
    snapshot.restore(to: simplex)
    #expect(simplex.result().cost == before)
    #expect(instance.supply.indices.allSatisfy { simplex.isOpen($0) })
  }
}
