// SPDX-License-Identifier: GPL-3.0-or-later

/// A block of a kinked program at an interior point, and the linear algebra of its Newton step.
///
/// A kink is written with its shortage r and its surplus w, both positive: `r + a.s - w = level`, of which
/// `value r` is lost. With the multiplier y of that row the products to be driven to nothing are
/// `r (value + rho - y)` and `w y`; eliminating r, w and y leaves a small dense system in the columns.
final class KinkedBlockState {
  let columnCount: Int
  let kinkCount: Int
  let row: [Int]
  private let block: KinkedBlock
  private let storage: UnsafeMutablePointer<Double>
  private let storageCount: Int

  // By column and kink.
  private let a: UnsafeMutablePointer<Double>
  // By kink.
  private let level, value, r, w, y, zr, inverseD, work, dr, dw, dy: UnsafeMutablePointer<Double>
  // By column.
  private let s, zs, ds, dzs, residual, free, d, side: UnsafeMutablePointer<Double>
  // By column and column: the block's system, and its factor after `factorize`.
  private let hessian: UnsafeMutablePointer<Double>
  /// Inverse of the block's system, after `factorize`.
  let inverse: UnsafeMutablePointer<Double>
  /// Right-hand side times the inverse, after `setRightHandSide`.
  let solved: UnsafeMutablePointer<Double>

  private let target: KinkedBlock.Target?
  private let limit: KinkedBlock.Limit?
  // Target: missing and surplus, multiplier and its slack.
  private(set) var h = 0.0, g = 0.0, rho = 0.0, zh = 0.0
  private var dh = 0.0, dg = 0.0, drho = 0.0, dzh = 0.0
  private var targetWeight = 0.0
  // Limit: slack and multiplier.
  private(set) var c = 0.0, kappa = 0.0
  private var dc = 0.0, dkappa = 0.0
  private var targetSide = 0.0, limitSide = 0.0

  init(_ block: KinkedBlock) {
    self.block = block
    columnCount = block.row.count
    kinkCount = block.level.count
    row = block.row
    target = block.target
    limit = block.limit
    let (n, k) = (columnCount, kinkCount)
    storageCount = n * k + 11 * k + 9 * n + 2 * n * n
    storage = .allocate(capacity: max(1, storageCount))
    storage.initialize(repeating: 0, count: max(1, storageCount))
    var next = storage
    func take(_ count: Int) -> UnsafeMutablePointer<Double> {
      defer { next += count }
      return next
    }
    a = take(n * k)
    (level, value, r, w) = (take(k), take(k), take(k), take(k))
    (y, zr, inverseD, work) = (take(k), take(k), take(k), take(k))
    (dr, dw, dy) = (take(k), take(k), take(k))
    (s, zs, ds, dzs) = (take(n), take(n), take(n), take(n))
    (residual, free, d, solved, side) = (take(n), take(n), take(n), take(n), take(n))
    (hessian, inverse) = (take(n * n), take(n * n))
    for index in 0..<n * k { a[index] = block.coefficients[index] }
    for index in 0..<k {
      level[index] = block.level[index]
      value[index] = block.value[index]
    }
  }

  deinit { storage.deallocate() }

  /// Number of products that are driven to nothing.
  var productCount: Int { 2 * kinkCount + columnCount + (target == nil ? 0 : 2) + (limit == nil ? 0 : 1) }

  // MARK: Start

  /// Starts at columns above 0 with the kinks centred: each product of theirs comes to `mu`.
  func start(columns: [Double], mu: Double) {
    for p in 0..<columnCount { s[p] = columns[p] }
    if let target { rho = min(target.price / 2, meanValue) }
    if let target, rho <= 0 { rho = target.price / 2 }
    var shortage = 0.0
    DenseKernels.zero(work, kinkCount)
    for p in 0..<columnCount { DenseKernels.addScaled(s[p], a + p * kinkCount, to: work, count: kinkCount) }
    for k in 0..<kinkCount {
      let price = value[k] + rho
      let excess = work[k] - level[k]
      let width = mu / price
      let root = (excess * excess + 4 * width * width).squareRoot()
      // The fraction q solves width / (1 - q) - width / q = -excess, written so that nothing cancels.
      let q = excess >= 0 ? 2 * width / (excess + 2 * width + root) : 1 - 2 * width / (-excess + 2 * width + root)
      let rest = excess >= 0 ? 1 - q : 2 * width / (-excess + 2 * width + root)
      y[k] = price * q
      zr[k] = price * rest
      r[k] = width / rest
      w[k] = width / q
      shortage += r[k]
    }
    if let target {
      zh = target.price - rho
      var supplied = -shortage
      for p in 0..<columnCount { supplied += target.slope[p] * s[p] }
      let missing = target.required - supplied
      let margin = max(mu / min(rho, zh), 1e-3 * abs(missing))
      h = max(0, missing) + margin
      g = h - missing
    }
    if let limit {
      var used = 0.0
      for p in 0..<columnCount { used += limit.weight[p] * s[p] }
      c = max(limit.most - used, 1e-3 * limit.most)
      kappa = mu / c
    }
  }

  /// Mean value of the kinks.
  var meanValue: Double { kinkCount == 0 ? 0 : DenseKernels.sum(value, count: kinkCount) / Double(kinkCount) }

  /// What a unit of each column is worth now, coupling rows apart, in `free`.
  private func setWorth() {
    for p in 0..<columnCount {
      var worth = block.gain[p] + DenseKernels.dot(a + p * kinkCount, y, count: kinkCount)
      if let target { worth += rho * target.slope[p] }
      if let limit { worth -= kappa * limit.weight[p] }
      free[p] = worth
    }
  }

  /// What the best column of each row is worth: `raise(row, worth)` is called for each column.
  func raiseRows(_ raise: (Int, Double) -> Void) {
    setWorth()
    for p in 0..<columnCount { raise(row[p], free[p]) }
  }

  /// Reduced costs that close the gap between worth and row multipliers.
  func startReducedCosts(_ rowMultiplier: UnsafePointer<Double>) {
    for p in 0..<columnCount { zs[p] = rowMultiplier[row[p]] - free[p] }
  }

  /// Value of the levels of all kinks: the size of the gains at stake here.
  func absorbedValue() -> Double {
    var sum = 0.0
    for k in 0..<kinkCount { sum += value[k] * min(level[k], max(0, level[k] - r[k])) }
    return sum
  }

  // MARK: Newton system

  /// The sum of all products.
  func productSum() -> Double {
    var sum = DenseKernels.dot(r, zr, count: kinkCount) + DenseKernels.dot(w, y, count: kinkCount)
    sum += DenseKernels.dot(s, zs, count: columnCount)
    if target != nil { sum += h * zh + g * rho }
    if limit != nil { sum += c * kappa }
    return sum
  }

  /// Sets up and inverts the block's system at the current point.
  func factorize(_ rowMultiplier: UnsafePointer<Double>) {
    let (n, k) = (columnCount, kinkCount)
    setWorth()
    for p in 0..<n { residual[p] = rowMultiplier[row[p]] - free[p] - zs[p] }
    for t in 0..<k {
      work[t] = r[t] / zr[t]
      inverseD[t] = 1 / (work[t] + w[t] / y[t])
    }
    DenseKernels.weightedGram(a, rows: n, count: k, weight: inverseD, scratch: dr, into: hessian)
    for p in 0..<n { hessian[p * n + p] += zs[p] / s[p] }
    if let target {
      // work becomes theta_r / D.
      targetWeight = h / zh + g / rho
      for t in 0..<k {
        let share = work[t] * inverseD[t]
        targetWeight += share * (w[t] / y[t])
        work[t] = share
      }
      for p in 0..<n { d[p] = target.slope[p] + DenseKernels.dot(a + p * k, work, count: k) }
      addOuter(d, 1 / targetWeight)
    }
    if let limit {
      for p in 0..<n {
        let factor = limit.weight[p] * kappa / c
        for q in 0...p { hessian[p * n + q] += factor * limit.weight[q] }
      }
    }
    DenseKernels.invertPositive(hessian, order: n, into: inverse)
  }

  private func addOuter(_ x: UnsafeMutablePointer<Double>, _ factor: Double) {
    for p in 0..<columnCount {
      let scaled = factor * x[p]
      for q in 0...p { hessian[p * columnCount + q] += scaled * x[q] }
    }
  }

  /// Sets the right-hand side for products that should become `mu`; the corrector also takes off the products
  /// of the steps of the predictor before it. Solves it without the coupling rows.
  func setRightHandSide(mu: Double, isCorrector: Bool) {
    let (n, k) = (columnCount, kinkCount)
    let second = isCorrector ? 1.0 : 0.0
    var shortage = 0.0
    for t in 0..<k {
      let dzr = drho - dy[t]
      let mr = (mu - r[t] * zr[t] - second * dr[t] * dzr) / zr[t]
      let mw = (mu - w[t] * y[t] - second * dw[t] * dy[t]) / y[t]
      let beta = mr - mw
      // dr and dw keep what the products ask for until the step is known.
      dr[t] = mr
      dw[t] = mw
      work[t] = beta * inverseD[t]
      shortage += mr - r[t] / zr[t] * work[t]
    }
    var targetShift = 0.0
    if target != nil {
      let mh = (mu - h * zh - second * dh * dzh) / zh
      let mg = (mu - g * rho - second * dg * drho) / rho
      dh = mh
      dg = mg
      targetSide = shortage - mh + mg
      targetShift = targetSide / targetWeight
    }
    if limit != nil {
      dc = (mu - c * kappa - second * dc * dkappa) / kappa
      limitSide = dc * kappa / c
    }
    for p in 0..<n {
      var value = (mu - s[p] * zs[p] - second * ds[p] * dzs[p]) / s[p]
      value -= DenseKernels.dot(a + p * k, work, count: k) + residual[p]
      if target != nil { value += d[p] * targetShift }
      if let limit { value -= limit.weight[p] * limitSide }
      side[p] = value
      solved[p] = value
    }
    DenseKernels.solveFactorized(hessian, order: n, solved)
  }

  /// Finishes the step once the steps of the row multipliers are known.
  func finishStep(_ rowStep: UnsafePointer<Double>) {
    let (n, k) = (columnCount, kinkCount)
    for p in 0..<n { ds[p] = side[p] - rowStep[row[p]] }
    DenseKernels.solveFactorized(hessian, order: n, ds)
    drho = 0
    if target != nil {
      var along = 0.0
      for p in 0..<n { along += d[p] * ds[p] }
      drho = (targetSide - along) / targetWeight
      dh += h / zh * drho
      dg -= g / rho * drho
      dzh = -drho
    }
    if let limit {
      var along = 0.0
      for p in 0..<n { along += limit.weight[p] * ds[p] }
      // dc holds what the product asks for.
      dkappa = along * kappa / c + dc * kappa / c
      dc -= c / kappa * dkappa
    }
    // work holds beta / D; afterwards a . ds.
    DenseKernels.zero(dy, k)
    for p in 0..<n { DenseKernels.addScaled(ds[p], a + p * k, to: dy, count: k) }
    for t in 0..<k {
      let theta = r[t] / zr[t]
      let step = inverseD[t] * (theta * drho - dy[t]) - work[t]
      dy[t] = step
      dr[t] += theta * (step - drho)
      dw[t] -= w[t] / y[t] * step
    }
    // From the reduced costs' definition: they stay true however ill-conditioned the system is.
    for p in 0..<n {
      var step = rowStep[row[p]] + residual[p] - DenseKernels.dot(a + p * k, dy, count: k)
      if let target { step -= target.slope[p] * drho }
      if let limit { step += limit.weight[p] * dkappa }
      dzs[p] = step
    }
  }

  /// The longest steps (primal, dual) that keep everything positive.
  func longestStep() -> (primal: Double, dual: Double) {
    var primal = DenseKernels.worstRatio(dr, r, count: kinkCount)
    primal = max(primal, DenseKernels.worstRatio(dw, w, count: kinkCount))
    primal = max(primal, DenseKernels.worstRatio(ds, s, count: columnCount))
    var dual = DenseKernels.worstRatio(dy, y, count: kinkCount)
    for t in 0..<kinkCount { dual = max(dual, (dy[t] - drho) / zr[t]) }
    dual = max(dual, DenseKernels.worstRatio(dzs, zs, count: columnCount))
    if target != nil {
      primal = max(primal, -dh / h, -dg / g)
      dual = max(dual, -drho / rho, -dzh / zh)
    }
    if limit != nil {
      primal = max(primal, -dc / c)
      dual = max(dual, -dkappa / kappa)
    }
    return (primal > 0 ? 1 / primal : .infinity, dual > 0 ? 1 / dual : .infinity)
  }

  /// The sum of all products after steps of these lengths.
  func productSum(primal: Double, dual: Double) -> Double {
    var sum = 0.0
    for t in 0..<kinkCount {
      sum += (r[t] + primal * dr[t]) * (zr[t] + dual * (drho - dy[t]))
      sum += (w[t] + primal * dw[t]) * (y[t] + dual * dy[t])
    }
    for p in 0..<columnCount { sum += (s[p] + primal * ds[p]) * (zs[p] + dual * dzs[p]) }
    if target != nil {
      sum += (h + primal * dh) * (zh + dual * dzh) + (g + primal * dg) * (rho + dual * drho)
    }
    if limit != nil { sum += (c + primal * dc) * (kappa + dual * dkappa) }
    return sum
  }

  /// Takes the step.
  func move(primal: Double, dual: Double) {
    DenseKernels.addScaled(primal, dr, to: r, count: kinkCount)
    DenseKernels.addScaled(primal, dw, to: w, count: kinkCount)
    DenseKernels.addScaled(dual, dy, to: y, count: kinkCount)
    for t in 0..<kinkCount { zr[t] += dual * (drho - dy[t]) }
    DenseKernels.addScaled(primal, ds, to: s, count: columnCount)
    DenseKernels.addScaled(dual, dzs, to: zs, count: columnCount)
    h += primal * dh
    g += primal * dg
    rho += dual * drho
    zh += dual * dzh
    c += primal * dc
    kappa += dual * dkappa
  }

  /// Value of a column.
  func column(_ p: Int) -> Double { s[p] }

  /// Step of a column.
  func columnStep(_ p: Int) -> Double { ds[p] }

  /// The block's part of a solution.
  func part() -> KinkedSolution.Block {
    KinkedSolution.Block(
      columns: (0..<columnCount).map { s[$0] },
      fraction: (0..<kinkCount).map { min(1, max(0, y[$0] / (y[$0] + zr[$0]))) },
      targetMultiplier: target == nil ? 0 : rho, limitMultiplier: limit == nil ? 0 : kappa,
      missing: target == nil ? 0 : h)
  }
}
