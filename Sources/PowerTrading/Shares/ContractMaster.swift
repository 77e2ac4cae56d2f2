// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// The yes-or-no decisions and shares as a small integer program; what they gain is held down by cuts, one for
/// each consumer and point, each from one pass over its pairs and the intervals.
struct ContractMaster {
  private(set) var model = LinearModel(sense: .maximize, keepsNames: false)
  /// Column of each pair's decision; nil where none is needed.
  private var choice: [Int?] = []
  /// Columns of each consumer's gain and shortfall.
  private var gain: [Int] = []
  private var shortfall: [Int?] = []
  private let pairCount: Int

  /// - Parameters:
  ///   - hint: shares at which the first cuts are taken.
  ///   - incumbent: more of them.
  init(_ problem: ShareProblem, hint: [Double]?, incumbent: [Double]?) {
    pairCount = problem.supplier.count
    for p in 0..<pairCount {
      model.addColumn(upper: problem.useful[p], cost: -problem.plainCost[p])
    }
    let first = model.rowCount
    for i in 0..<problem.supplierCount { model.addRow(upper: problem.largest[i]) }
    for p in 0..<pairCount { model.addTerm(row: first + problem.supplier[p], column: p, coefficient: 1) }
    choice = Array(repeating: nil, count: pairCount)
    for j in 0..<problem.consumerCount {
      let count = problem.largestCount[j].map { model.addRow(upper: Double($0)) }
      for p in problem.pairs(j)
      where problem.useful[p] > 0 && (problem.smallest[p] > 0 || problem.fixedCost[p] > 0 || count != nil) {
        let column = model.addColumn(upper: 1, cost: -problem.fixedCost[p], kind: .integer)
        choice[p] = column
        let most = model.addRow(upper: 0)
        model.addTerm(row: most, column: p, coefficient: 1)
        model.addTerm(row: most, column: column, coefficient: -problem.useful[p])
        if problem.smallest[p] > 0 {
          let least = model.addRow(lower: 0)
          model.addTerm(row: least, column: p, coefficient: 1)
          model.addTerm(row: least, column: column, coefficient: -problem.smallest[p])
        }
        if let count { model.addTerm(row: count, column: column, coefficient: 1) }
      }
    }
    for j in 0..<problem.consumerCount {
      let highest = problem.highestGain(consumer: j)
      // Counted in the most that there is to gain, so that the cuts of all consumers are of one size.
      gain.append(model.addColumn(upper: 1, cost: max(highest, 1e-9)))
      shortfall.append(
        problem.required[j] > 0
          ? problem.shortfallPrice[j].map { model.addColumn(upper: 1, cost: -$0 * problem.required[j]) } : nil
      )
    }
    var rows = GeneratedRows()
    for shares in [[Double](repeating: 0, count: pairCount), hint, incumbent].compactMap({ $0 }) {
      var point = [Double](repeating: 1, count: model.columnCount)
      for p in 0..<pairCount { point[p] = shares[p] }
      for j in 0..<problem.consumerCount { shortfall[j].map { point[$0] = 0 } }
      addCuts(problem, at: point, to: &rows)
    }
    for index in rows.rows.indices {
      let (columns, coefficients) = rows.merged(index)
      let row = model.addRow(lower: rows.rows[index].lower, upper: rows.rows[index].upper)
      for (column, coefficient) in zip(columns, coefficients).dropFirst() {
        model.addTerm(row: row, column: Int(column) - 1, coefficient: coefficient)
      }
    }
  }

  /// Adds the cuts that a point violates.
  func addCuts(_ problem: ShareProblem, at point: [Double], to rows: inout GeneratedRows) {
    let shares = point[..<pairCount].map { max(0, $0) }
    for j in 0..<problem.consumerCount {
      let cut = problem.cut(consumer: j, shares: shares)
      let pairs = problem.pairs(j)
      let size = model.columnCost[gain[j]]
      let value = pairs.indices.reduce(cut.constant) { $0 + cut.slope[$1 - pairs.lowerBound] * shares[$1] }
      if point[gain[j]] * size > value + 1e-8 * size {
        rows.add(
          upper: cut.constant / size, columns: [gain[j]] + Array(pairs),
          coefficients: [1] + cut.slope.map { -$0 / size })
      }
      guard problem.required[j] > 0 else { continue }
      let required = problem.required[j]
      let energy = pairs.indices.reduce(cut.energy) {
        $0 + cut.energySlope[$1 - pairs.lowerBound] * shares[$1]
      }
      let missing = shortfall[j].map { point[$0] * required } ?? 0
      if energy + missing < required * (1 - 1e-9) {
        rows.add(
          lower: 1 - cut.energy / required,
          columns: Array(pairs) + (shortfall[j].map { [$0] } ?? []),
          coefficients: cut.energySlope.map { $0 / required } + (shortfall[j] == nil ? [] : [1]))
      }
    }
  }

  /// The contracts of a solution.
  func set(_ primal: [Double]) -> [Bool] {
    (0..<pairCount).map { p in primal[p] > 1e-9 && choice[p].map { primal[$0] > 0.5 } != false }
  }
}

extension ShareProblem {
  /// A linear function that is nowhere below a consumer's value of supply, and equal to it at given shares, and the same
  /// of its energy; costs apart.
  struct Cut {
    var constant = 0.0
    var slope: [Double]
    var energy = 0.0
    var energySlope: [Double]
  }

  /// The most that supply can be worth to a consumer.
  func highestGain(consumer j: Int) -> Double { DenseKernels.dot(load(j), value(j), count: intervals) }

  /// The cut of a consumer at given shares of all pairs.
  func cut(consumer j: Int, shares: [Double]) -> Cut {
    let pairs = pairs(j)
    var cut = Cut(
      slope: Array(repeating: 0, count: pairs.count), energySlope: Array(repeating: 0, count: pairs.count))
    let rows = pairs.map { generation(profile[$0]) }
    let (load, value) = (load(j), value(j))
    let hasTarget = required[j] > 0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.blockLength) { scratch in
      guard let price = scratch.baseAddress else { return }
      let open = price + Self.blockLength
      Mix(self, consumer: j, shares: shares).forEachBlock(intervals) { block, offered in
        for (t, interval) in block.enumerated() {
          let isOpen = offered[t] <= load[interval] && load[interval] > 0
          open[t] = isOpen ? 1 : 0
          price[t] = isOpen ? value[interval] : 0
          if !isOpen {
            cut.constant += value[interval] * load[interval]
            cut.energy += load[interval]
          }
        }
        rows.withUnsafeBufferPointer { rows in
          cut.slope.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            DenseKernels.addDots(rows, offset: block.lowerBound, price, to: sums, count: block.count)
          }
          if !hasTarget { return }
          cut.energySlope.withUnsafeMutableBufferPointer { sums in
            guard let sums = sums.baseAddress else { return }
            DenseKernels.addDots(rows, offset: block.lowerBound, open, to: sums, count: block.count)
          }
        }
      }
    }
    for (k, p) in pairs.enumerated() {
      cut.slope[k] *= arrival[p]
      cut.energySlope[k] *= arrival[p]
    }
    return cut
  }
}
