// SPDX-License-Identifier: GPL-3.0-or-later

/// The master program of column generation: at most one unit of columns for each group, within common limits.
///
///     maximise   sum worth_c x_c
///     subject to sum_c use_ci x_c <= limit_i       each limit
///                sum of a group's x_c <= 1         each group, what is left of 1 at the worth of nothing
///
/// The primal simplex method with the inverse of the basis: some tens of rows, and columns that come and go. Columns
/// that are not allowed cost more than anything, so that every basis stays a starting point. Any multipliers of the
/// limits give a bound by pricing all columns; nothing but speed hangs on the precision of this program.
public struct ColumnMaster: Sendable {
  /// A column: its group, and what it uses of at most four limits.
  public struct Column: Sendable {
    /// Group of the column.
    public var group: Int
    /// Limits that it uses; any limit in places without a use.
    public var limits: SIMD4<Int32>
    /// What a unit uses of each of them.
    public var uses: SIMD4<Double>
    /// What a unit is worth.
    public var worth: Double
    /// A number of the caller's.
    public var tag: Int

    /// - Parameter limits: places without a use have any limit and a use of 0.
    public init(group: Int, limits: SIMD4<Int32>, uses: SIMD4<Double>, worth: Double, tag: Int) {
      self.group = group
      self.limits = limits
      self.uses = uses
      self.worth = worth
      self.tag = tag
    }
  }

  /// What a program came to.
  public struct Solution: Sendable {
    /// Worth of all columns in use.
    public var value = 0.0
    /// Multiplier of each limit, at least 0.
    public var price: [Double] = []
    /// Multiplier of each group.
    public var groupPrice: [Double] = []
    /// The columns above 0.
    public var parts: [(column: Column, part: Double)] = []
    /// Whether nothing that is not allowed is in use.
    public var isFeasible = true
  }

  /// The columns, in the order of their adding but for those dropped.
  public private(set) var columns: [Column] = []
  private let limitCount: Int
  private let groupCount: Int
  private let rowCount: Int
  private let right: [Double]
  /// Of each row: slacks of the limits, slacks of the groups, then columns.
  private var basis: [Int]
  private var inverse: [Double]
  private var basic: [Double]
  private var pivots = 0

  /// - Parameter limits: at least 0.
  public init(limits: [Double], groupCount: Int) {
    limitCount = limits.count
    self.groupCount = groupCount
    rowCount = limits.count + groupCount
    let rowCount = rowCount
    // Slightly apart, so that few vertices coincide.
    right = (0..<rowCount).map { row in
      let base = row < limits.count ? max(0, limits[row]) : 1
      return base + 1e-9 * Double((row * 7919) % 101 + 1)
    }
    basis = Array(0..<rowCount)
    inverse = Array(repeating: 0, count: rowCount * rowCount)
    for row in 0..<rowCount { inverse[row * rowCount + row] = 1 }
    basic = right
  }

  /// Adds a column; it may enter the next program.
  public mutating func add(_ column: Column) { columns.append(column) }

  /// Columns of the basis.
  public var basicColumns: [Int] { basis.filter { $0 >= rowCount }.map { $0 - rowCount } }

  /// Drops the columns for which this says so, but for those of the basis.
  public mutating func drop(where isDropped: (Int, Column) -> Bool) {
    let inUse = Set(basicColumns)
    var place = [Int](repeating: -1, count: columns.count)
    var kept: [Column] = []
    for (index, column) in columns.enumerated() where inUse.contains(index) || !isDropped(index, column) {
      place[index] = kept.count
      kept.append(column)
    }
    columns = kept
    for row in basis.indices where basis[row] >= rowCount {
      basis[row] = rowCount + place[basis[row] - rowCount]
    }
  }

  /// Solves the program.
  ///
  /// - Parameters:
  ///   - penalty: what a unit of a column costs that is not allowed; above every worth by far.
  ///   - nothing: worth of no column of a group; nil where a group must have one.
  ///   - isAllowed: whether each column may be used.
  public mutating func solve(
    penalty: Double, nothing: [Double?], allowed isAllowed: [Bool], pivots limit: Int = 2000
  ) -> Solution {
    let m = rowCount
    var cost = [Double](repeating: 0, count: m + columns.count)
    var size = 1e-300
    for j in 0..<groupCount {
      cost[limitCount + j] = nothing[j] ?? -penalty
      size = max(size, abs(nothing[j] ?? 0))
    }
    for (index, column) in columns.enumerated() {
      cost[m + index] = isAllowed[index] ? column.worth : -penalty
      size = max(size, abs(column.worth))
    }
    // What is not allowed never enters.
    let open = isAllowed.indices.filter { isAllowed[$0] }.map { Int32($0) }
    if pivots > 60 { refactor() }
    var dual = [Double](repeating: 0, count: m)
    var direction = [Double](repeating: 0, count: m)
    var (stalled, next) = (0, 0)
    multipliers(cost, &dual)
    for _ in 0..<limit {
      // The first of the best, or the first that pays where nothing moves.
      var (entering, best) = (-1, 1e-9 * size)
      for row in 0..<m {
        let reduced = cost[row] - dual[row]
        if reduced > best {
          (entering, best) = (row, reduced)
          if stalled > 60 { break }
        }
      }
      if entering < 0 || stalled <= 60 {
        let found = price(open, from: &next, cost, dual, best, takesFirst: stalled > 60)
        if found.column >= 0 { (entering, best) = (m + found.column, found.reduced) }
      }
      if entering < 0 { break }
      direct(entering, &direction)
      var (leaving, ratio, pivot) = (-1, Double.infinity, 0.0)
      for row in 0..<m where direction[row] > 1e-9 {
        let own = max(0, basic[row]) / direction[row]
        if own < ratio - 1e-12 || own <= ratio + 1e-12 && direction[row] > pivot {
          (leaving, ratio, pivot) = (row, own, direction[row])
        }
      }
      if leaving < 0 { break }
      stalled = ratio > 1e-10 ? 0 : stalled + 1
      exchange(leaving, entering, ratio, direction)
      if pivots > 150 { refactor() }
      if pivots % 16 == 0 {
        multipliers(cost, &dual)
      } else {
        // The multipliers move along the new row of the inverse.
        for k in 0..<m { dual[k] += best * inverse[leaving * m + k] }
      }
    }
    multipliers(cost, &dual)
    var solution = Solution()
    for row in 0..<m {
      solution.value += cost[basis[row]] * basic[row]
      let variable = basis[row]
      if basic[row] <= 1e-7 { continue }
      if variable >= m {
        solution.parts.append((columns[variable - m], basic[row]))
        if !isAllowed[variable - m] { solution.isFeasible = false }
      } else if variable >= limitCount, nothing[variable - limitCount] == nil {
        solution.isFeasible = false
      }
    }
    solution.price = (0..<limitCount).map { max(0, dual[$0]) }
    solution.groupPrice = (0..<groupCount).map { dual[limitCount + $0] }
    return solution
  }

  /// A column whose reduced cost is above a least one: the highest of a part of those that may enter, begun where the
  /// last search ended, or the first of all; -1 for none.
  private func price(
    _ open: [Int32], from next: inout Int, _ cost: [Double], _ dual: [Double], _ least: Double,
    takesFirst: Bool
  ) -> (column: Int, reduced: Double) {
    if open.isEmpty { return (-1, 0) }
    let part = takesFirst ? 1 : max(48, open.count / 5)
    var place = takesFirst || next >= open.count ? 0 : next
    let (rows, groups) = (rowCount, limitCount)
    let (found, reduced, end) = columns.withUnsafeBufferPointer { columns in
      cost.withUnsafeBufferPointer { cost in
        dual.withUnsafeBufferPointer { dual in
          open.withUnsafeBufferPointer { open -> (Int, Double, Int) in
            guard let column = columns.baseAddress, let cost = cost.baseAddress, let dual = dual.baseAddress,
              let index = open.baseAddress
            else { return (-1, 0, 0) }
            let count = open.count
            var (entering, best, left) = (-1, least, part)
            for _ in 0..<count {
              let own = Int(index[place])
              let c = column + own
              let limits = c.pointee.limits
              let uses = c.pointee.uses
              let used =
                (uses[0] * dual[Int(limits[0])] + uses[1] * dual[Int(limits[1])])
                + (uses[2] * dual[Int(limits[2])] + uses[3] * dual[Int(limits[3])])
              let reduced = cost[rows + own] - dual[groups + c.pointee.group] - used
              if reduced > best { (entering, best) = (own, reduced) }
              place += 1
              if place == count { place = 0 }
              left -= 1
              if left <= 0 {
                if entering >= 0 { break }
                left = part
              }
            }
            return (entering, best, place)
          }
        }
      }
    }
    next = end
    return (found, reduced)
  }

  private func multipliers(_ cost: [Double], _ dual: inout [Double]) {
    let m = rowCount
    inverse.withUnsafeBufferPointer { inverse in
      dual.withUnsafeMutableBufferPointer { dual in
        guard let inverse = inverse.baseAddress, let dual = dual.baseAddress else { return }
        for k in 0..<m { dual[k] = 0 }
        for row in 0..<m {
          let own = cost[basis[row]]
          if own == 0 { continue }
          let place = inverse + row * m
          for k in 0..<m { dual[k] += own * place[k] }
        }
      }
    }
  }

  /// The entering variable in terms of the basis.
  private func direct(_ entering: Int, _ direction: inout [Double]) {
    let m = rowCount
    inverse.withUnsafeBufferPointer { inverse in
      direction.withUnsafeMutableBufferPointer { direction in
        guard let inverse = inverse.baseAddress, let direction = direction.baseAddress else { return }
        for row in 0..<m { direction[row] = 0 }
        forEachUse(entering) { place, use in
          for row in 0..<m { direction[row] += use * inverse[row * m + place] }
        }
      }
    }
  }

  private func forEachUse(_ variable: Int, _ body: (Int, Double) -> Void) {
    if variable < rowCount { return body(variable, 1) }
    let column = columns[variable - rowCount]
    body(limitCount + column.group, 1)
    for k in 0..<4 where column.uses[k] != 0 { body(Int(column.limits[k]), column.uses[k]) }
  }

  private mutating func exchange(_ leaving: Int, _ entering: Int, _ ratio: Double, _ direction: [Double]) {
    let m = rowCount
    for row in 0..<m where row != leaving { basic[row] = max(0, basic[row] - ratio * direction[row]) }
    basic[leaving] = ratio
    let factor = 1 / direction[leaving]
    inverse.withUnsafeMutableBufferPointer { inverse in
      guard let inverse = inverse.baseAddress else { return }
      let pivot = inverse + leaving * m
      for k in 0..<m { pivot[k] *= factor }
      for row in 0..<m where row != leaving && direction[row] != 0 {
        let part = direction[row]
        let own = inverse + row * m
        for k in 0..<m { own[k] -= part * pivot[k] }
      }
    }
    basis[leaving] = entering
    pivots += 1
  }

  /// Inverts the basis anew; starts from the slacks where that cannot be done.
  private mutating func refactor() {
    let m = rowCount
    pivots = 0
    var matrix = [Double](repeating: 0, count: m * m)
    for (position, variable) in basis.enumerated() {
      forEachUse(variable) { place, use in matrix[place * m + position] = use }
    }
    var result = [Double](repeating: 0, count: m * m)
    for row in 0..<m { result[row * m + row] = 1 }
    for position in 0..<m {
      var pivot = position
      for row in position..<m where abs(matrix[row * m + position]) > abs(matrix[pivot * m + position]) {
        pivot = row
      }
      let size = matrix[pivot * m + position]
      if abs(size) < 1e-11 { return restart() }
      if pivot != position {
        for k in 0..<m {
          matrix.swapAt(pivot * m + k, position * m + k)
          result.swapAt(pivot * m + k, position * m + k)
        }
      }
      for k in 0..<m {
        matrix[position * m + k] /= size
        result[position * m + k] /= size
      }
      for row in 0..<m where row != position && matrix[row * m + position] != 0 {
        let factor = matrix[row * m + position]
        for k in 0..<m {
          matrix[row * m + k] -= factor * matrix[position * m + k]
          result[row * m + k] -= factor * result[position * m + k]
        }
      }
    }
    inverse = result
    for row in 0..<m {
      basic[row] = 0
      for k in 0..<m { basic[row] += inverse[row * m + k] * right[k] }
      if basic[row] < -1e-6 { return restart() }
      basic[row] = max(0, basic[row])
    }
  }

  private mutating func restart() {
    basis = Array(0..<rowCount)
    for index in inverse.indices { inverse[index] = 0 }
    for row in 0..<rowCount { inverse[row * rowCount + row] = 1 }
    basic = right
    pivots = 0
  }
}
