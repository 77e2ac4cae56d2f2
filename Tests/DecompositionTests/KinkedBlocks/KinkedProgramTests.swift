// SPDX-License-Identifier: GPL-3.0-or-later

import Decomposition
import LinearProgramming
import Testing

@Suite struct KinkedProgramTests {
  private func program(seed: Int, mostRows: Int = 4) -> KinkedProgram {
    var random = SplitMix64(seed: UInt64(seed))
    let rows = random.integer(1, mostRows)
    let blocks = (0..<random.integer(1, 5)).compactMap { _ -> KinkedBlock? in
      let own = (0..<rows).filter { _ in random.unit() < 0.8 }
      if own.isEmpty { return nil }
      let kinks = random.integer(0, 12)
      let level = (0..<kinks).map { _ in random.uniform(1, 30) }
      let all = level.reduce(0, +)
      return KinkedBlock(
        row: own, gain: own.map { _ in random.uniform(-200, 50) },
        coefficients: (0..<own.count * kinks).map { _ in random.unit() < 0.2 ? 0 : random.uniform(0, 40) },
        level: level, value: (0..<kinks).map { _ in random.uniform(0.001, 90) },
        target: random.unit() < 0.4
          ? .init(slope: own.map { _ in random.uniform(0, 5) }, required: -random.unit() * all, price: 70)
          : nil,
        limit: random.unit() < 0.3 ? .init(weight: own.map { _ in 2 }, most: 1) : nil)
    }
    return KinkedProgram(blocks: blocks, most: (0..<rows).map { _ in random.uniform(0.3, 1) })
  }

  /// The same as a linear model; the constant of the gain is the same.
  private func model(_ program: KinkedProgram) -> LinearModel {
    var model = LinearModel(sense: .maximize)
    let rows = program.most.map { model.addRow(upper: $0) }
    for block in program.blocks {
      let columns = block.row.indices.map { model.addColumn(cost: block.gain[$0]) }
      for (p, row) in block.row.enumerated() {
        model.addTerm(row: rows[row], column: columns[p], coefficient: 1)
      }
      let target = block.target.map { model.addRow(lower: $0.required) }
      for k in block.level.indices {
        let shortage = model.addColumn(cost: -block.value[k])
        let row = model.addRow(lower: block.level[k])
        model.addTerm(row: row, column: shortage, coefficient: 1)
        for p in columns.indices {
          model.addTerm(
            row: row, column: columns[p], coefficient: block.coefficients[p * block.level.count + k])
        }
        if let target { model.addTerm(row: target, column: shortage, coefficient: -1) }
      }
      if let target, let own = block.target {
        for p in columns.indices { model.addTerm(row: target, column: columns[p], coefficient: own.slope[p]) }
        model.addTerm(row: target, column: model.addColumn(cost: -own.price), coefficient: 1)
      }
      if let own = block.limit {
        let limit = model.addRow(upper: own.most)
        for p in columns.indices { model.addTerm(row: limit, column: columns[p], coefficient: own.weight[p]) }
      }
    }
    return model
  }

  @Test("A kinked program comes to what its linear model comes to", arguments: 0..<200)
  func sameAsModel(seed: Int) throws {
    let program = program(seed: seed)
    if program.blocks.isEmpty { return }
    let expected = try #require(LinearProgramming.solve(model(program)).objective)
    let solution = program.solve(tolerance: 1e-9, threads: 1 + seed % 2)
    let gain = gain(program, solution)
    #expect(abs(gain - expected) <= 1e-6 * max(1, abs(expected)), "\(gain), not \(expected)")
  }

  @Test(
    "With many columns, and with coefficients in single precision, it comes as close as asked for",
    arguments: 0..<100, [false, true])
  func coarse(seed: Int, isCoarse: Bool) throws {
    let program = program(seed: 1000 + seed, mostRows: 15)
    if program.blocks.isEmpty { return }
    let expected = try #require(LinearProgramming.solve(model(program)).objective)
    let solution = program.solve(tolerance: 1e-6, threads: 1 + seed % 2, isCoarse: isCoarse)
    let gain = gain(program, solution)
    // The gains at stake: what the kinks lose where nothing is taken, and what the columns may cost.
    let size = program.blocks.reduce(1.0) { size, block in
      zip(block.level, block.value).reduce(size) { $0 + $1.0 * $1.1 } + block.gain.reduce(0) { $0 + abs($1) }
    }
    #expect(solution.isConverged)
    #expect(abs(gain - expected) <= 1e-5 * size, "\(gain), not \(expected)")
  }

  /// What a solution gains, added up from the program; every row holds.
  private func gain(_ program: KinkedProgram, _ solution: KinkedSolution) -> Double {
    var gain = 0.0
    for (block, part) in zip(program.blocks, solution.blocks) {
      var counted = 0.0
      for p in part.columns.indices {
        gain += block.gain[p] * part.columns[p]
        counted += (block.target?.slope[p] ?? 0) * part.columns[p]
        #expect(part.columns[p] >= 0)
      }
      for k in block.level.indices {
        let offered = part.columns.indices.reduce(0) {
          $0 + part.columns[$1] * block.coefficients[$1 * block.level.count + k]
        }
        gain -= block.value[k] * max(0, block.level[k] - offered)
        counted -= max(0, block.level[k] - offered)
      }
      if let target = block.target { gain -= target.price * max(0, target.required - counted) }
    }
    for (i, most) in program.most.enumerated() {
      let used = zip(program.blocks, solution.blocks).reduce(0.0) { sum, own in
        own.0.row.indices.reduce(sum) { own.0.row[$1] == i ? $0 + own.1.columns[$1] : $0 }
      }
      #expect(used <= most + 1e-9)
    }
    return gain
  }

  @Test(
    "The same program gives the same bits on one thread and on several", arguments: 0..<10, [false, true])
  func sameBits(seed: Int, isCoarse: Bool) {
    let program = program(seed: seed)
    let one = program.solve(tolerance: 1e-6, threads: 1, isCoarse: isCoarse)
    let several = program.solve(tolerance: 1e-6, threads: 3, isCoarse: isCoarse)
    #expect(one.rowMultiplier == several.rowMultiplier)
    #expect(one.blocks.map(\.columns) == several.blocks.map(\.columns))
  }
}
