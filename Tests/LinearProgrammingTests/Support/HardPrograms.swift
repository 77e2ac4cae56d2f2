// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

/// Programs that keep GLPK busy.
enum HardPrograms {
  /// A market-split program of Cornuejols and Dawande, 1999 (DOI 10.1287/ijoc.11.2.205): choose half of
  /// each of four products. `hasSlack` lets every choice miss its half at a cost, so that a solution
  /// is found at once and its proof takes for ever; without it, finding one is as hard.
  static func marketSplit(hasSlack: Bool) -> LinearModel {
    var random = SplitMix64(seed: 4)
    var model = LinearModel()
    for _ in 0..<30 { model.addColumn(lower: 0, upper: 1, kind: .integer) }
    for row in 0..<4 {
      let demand = (0..<30).map { _ in random.integer(0, 99) }
      let half = Double(demand.reduce(0, +) / 2)
      model.addRow(lower: half, upper: half)
      for column in 0..<30 { model.addTerm(row: row, column: column, coefficient: Double(demand[column])) }
      if hasSlack {
        for sign in [1.0, -1.0] {
          model.addTerm(row: row, column: model.addColumn(cost: 1), coefficient: sign)
        }
      }
    }
    return model
  }

  /// A transport problem between `size` sources and `size` sinks.
  static func transport(size: Int) -> LinearModel {
    var random = SplitMix64(seed: 7)
    var model = LinearModel(keepsNames: false)
    for _ in 0..<size { model.addRow(upper: Double(random.integer(60, 99))) }
    for _ in 0..<size { model.addRow(lower: Double(random.integer(20, 59))) }
    for source in 0..<size {
      for sink in 0..<size {
        let column = model.addColumn(cost: random.uniform(1, 100))
        model.addTerm(row: source, column: column, coefficient: 1)
        model.addTerm(row: size + sink, column: column, coefficient: 1)
      }
    }
    return model
  }
}
