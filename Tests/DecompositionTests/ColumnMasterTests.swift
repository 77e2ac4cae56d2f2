// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite struct ColumnMasterTests {
  /// A random program, solved again and again while columns come, are forbidden and are allowed again.
  @Test("The master program of columns has the value and the multipliers that GLPK finds", arguments: 0..<12)
  func agreement(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(5200 + seed))
    let (limitCount, groupCount) = (random.integer(1, 6), random.integer(1, 6))
    let limits = (0..<limitCount).map { _ in random.uniform(0.2, 1.5) }
    var master = ColumnMaster(limits: limits, groupCount: groupCount)
    for turn in 0..<6 {
      for _ in 0..<12 {
        var uses = SIMD4<Double>.zero
        var places = SIMD4<Int32>.zero
        for (k, i) in (0..<limitCount).shuffled(using: &random).prefix(random.integer(0, 4)).enumerated() {
          (places[k], uses[k]) = (Int32(i), random.uniform(0.05, 1))
        }
        master.add(
          ColumnMaster.Column(
            group: random.integer(0, groupCount - 1), limits: places, uses: uses,
            worth: random.uniform(-0.2, 1), tag: turn))
      }
      let allowed = master.columns.map { _ in random.unit() < 0.7 }
      let nothing = (0..<groupCount).map { _ in random.unit() < 0.2 ? nil : random.uniform(-0.3, 0) }
      let found = master.solve(penalty: 1e3, nothing: nothing, allowed: allowed)
      let expected = try Self.solved(master.columns, limits, nothing, allowed)
      guard let value = expected.objective else {
        #expect(!found.isFeasible, "seed \(seed), turn \(turn)")
        continue
      }
      #expect(found.isFeasible)
      #expect(abs(found.value - value) <= 1e-6, "seed \(seed), turn \(turn): \(found.value), not \(value)")
      // By duality, its multipliers are worth the same and price every column.
      let dual = zip(found.price, limits).reduce(0) { $0 + $1.0 * $1.1 } + found.groupPrice.reduce(0, +)
      #expect(abs(dual - value) <= 1e-5)
      #expect(found.price.allSatisfy { $0 >= 0 })
      for (column, isAllowed) in zip(master.columns, allowed) where isAllowed {
        let used = (0..<4).reduce(0) { $0 + column.uses[$1] * found.price[Int(column.limits[$1])] }
        #expect(column.worth - used - found.groupPrice[column.group] <= 1e-6)
      }
      #expect(found.parts.allSatisfy { $0.part > 0 && $0.part < 1 + 1e-6 })
      master.drop { index, _ in index % 5 == 0 }
    }
  }

  private static func solved(
    _ columns: [ColumnMaster.Column], _ limits: [Double], _ nothing: [Double?], _ allowed: [Bool]
  ) throws -> LinearSolution {
    var model = LinearModel(sense: .maximize, keepsNames: false)
    for limit in limits { model.addRow(upper: limit) }
    for _ in nothing { model.addRow(lower: 1, upper: 1) }
    for (j, worth) in nothing.enumerated() where worth != nil {
      let rest = model.addColumn(cost: worth ?? 0)
      model.addTerm(row: limits.count + j, column: rest, coefficient: 1)
    }
    for (column, isAllowed) in zip(columns, allowed) where isAllowed {
      let index = model.addColumn(cost: column.worth)
      model.addTerm(row: limits.count + column.group, column: index, coefficient: 1)
      for k in 0..<4 where column.uses[k] != 0 {
        model.addTerm(row: Int(column.limits[k]), column: index, coefficient: column.uses[k])
      }
    }
    return try LinearProgramming.solve(model)
  }
}
