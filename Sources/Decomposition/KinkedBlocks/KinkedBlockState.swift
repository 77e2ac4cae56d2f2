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
  /// Coefficients by column and kink.
  private let a: DenseRows
  private let isCoarse: Bool
  private let storage: UnsafeMutablePointer<Double>
  private let storageCount: Int

  // By kink.
  private let level, value, r, w, y, zr, inverseD, work, dr, dw, dy, cr, cw: UnsafeMutablePointer<Double>
  // By column.
  private let s, zs, ds, dzs, residual, free, d, side, cs: UnsafeMutablePointer<Double>
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
  private var nextRho = 0.0
  private var ch = 0.0, cg = 0.0, cc = 0.0
  // Limit: slack and multiplier.
  private(set) var c = 0.0, kappa = 0.0
  private var dc = 0.0, dkappa = 0.0
  private var targetSide = 0.0, limitSide = 0.0
  // What the products of the step under way should come to.
  private var goal = 0.0

  /// - Parameter isCoarse: whether coefficients in single precision, and reduced costs that drift by what the Newton
  ///   system is not solved to, are good enough. Both are taken up by the next step, as far as it goes.
  init(_ block: KinkedBlock, isCoarse: Bool) {
    self.isCoarse = isCoarse
    self.block = block
    columnCount = block.row.count
    kinkCount = block.level.count
    row = block.row
    target = block.target
    limit = block.limit
    let (n, k) = (columnCount, kinkCount)
    storageCount = 13 * k + 10 * n + 2 * n * n
    storage = .allocate(capacity: max(1, storageCount))
    storage.initialize(repeating: 0, count: max(1, storageCount))
    var next = storage
    func take(_ count: Int) -> UnsafeMutablePointer<Double> {
      defer { next += count }
      return next
    }
    a = DenseRows(block.coefficients, rows: n, count: k, isSingle: isCoarse)
    (level, value, r, w) = (take(k), take(k), take(k), take(k))
    (y, zr, inverseD, work) = (take(k), take(k), take(k), take(k))
    // The first four lie one behind the other: together they are scratch of the Gram matrix.
    (dr, dw, dy, cr, cw) = (take(k), take(k), take(k), take(k), take(k))
    (s, zs, ds, dzs) = (take(n), take(n), take(n), take(n))
    (residual, free, d, solved, side, cs) = (take(n), take(n), take(n), take(n), take(n), take(n))
    (hessian, inverse) = (take(n * n), take(n * n))
    for index in 0..<k {
      level[index] = block.level[index]
      value[index] = block.value[index]
    }
  }

  deinit { storage.deallocate() }

  /// Number of products that are driven to nothing.
  var productCount: Int { 2 * kinkCount + columnCount + (target == nil ? 0 : 2) + (limit == nil ? 0 : 1) }

  // MARK: Start

  /// Moves to columns above 0 with the kinks and the target centred as far as that goes: their products come
  /// to `mu`.
  func start(columns: [Double], mu: Double) {
    for p in 0..<columnCount { s[p] = columns[p] }
    if let target, rho == 0 { rho = min(target.price / 2, max(meanValue, 1e-3 * target.price)) }
    var shortage = 0.0
    a.mix(s, into: work)
    for k in 0..<kinkCount {
      let price = value[k] + rho
      let (q, rest) = Self.centre(excess: work[k] - level[k], width: mu / price)
      y[k] = price * q
      zr[k] = price * rest
      r[k] = mu / zr[k]
      w[k] = mu / y[k]
      shortage += r[k]
    }
    if let target {
      var supplied = -shortage
      for p in 0..<columnCount { supplied += target.slope[p] * s[p] }
      let missing = target.required - supplied
      let (q, rest) = Self.centre(excess: -missing, width: mu / target.price)
      zh = target.price - rho
      h = mu / (target.price * rest)
      g = mu / (target.price * q)
      nextRho = target.price * min(0.999, max(1e-6, q))
    }
    if let limit {
      var used = 0.0
      for p in 0..<columnCount { used += limit.weight[p] * s[p] }
      c = max(limit.most - used, 1e-3 * limit.most)
      kappa = mu / c
    }
  }

  /// Takes over the target's multiplier that the last start asked for.
  func takeRho() {
    guard let target else { return }
    rho = min((rho * nextRho).squareRoot(), 0.9 * target.price, 4 * max(meanValue, 1e-3 * target.price))
  }

  /// The fraction q, and 1 - q, at which `width / (1 - q) - width / q = -excess`, so that nothing cancels.
  private static func centre(excess: Double, width: Double) -> (q: Double, rest: Double) {
    let part = 2 * width / (abs(excess) + 2 * width + (excess * excess + 4 * width * width).squareRoot())
    return excess >= 0 ? (part, 1 - part) : (1 - part, part)
  }

  /// Mean value of the kinks.
  var meanValue: Double { kinkCount == 0 ? 0 : DenseKernels.sum(value, count: kinkCount) / Double(kinkCount) }

  /// What a unit of each column is worth now, coupling rows apart, in `free`.
  private func setWorth() {
    a.products(y, into: free)
    for p in 0..<columnCount {
      var worth = block.gain[p] + free[p]
      if let target { worth += rho * target.slope[p] }
      if let limit { worth -= kappa * limit.weight[p] }
      free[p] = worth
    }
  }

  /// What a unit of each column is worth now, coupling rows apart.
  func worths() -> [Double] {
    setWorth()
    return (0..<columnCount).map { free[$0] }
  }

  /// Forgets the point.
  func startMultipliers() {
    rho = target.map { min($0.price / 2, max(meanValue, 1e-3 * $0.price)) } ?? 0
    kappa = 0
    for k in 0..<kinkCount { y[k] = 0.5 * (value[k] + rho) }
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
    a.weightedGram(inverseD, scratch: dr, into: hessian)
    for p in 0..<n { hessian[p * n + p] += zs[p] / s[p] }
    if let target {
      // work becomes theta_r / D.
      targetWeight = h / zh + g / rho
      for t in 0..<k {
        let share = work[t] * inverseD[t]
        targetWeight += share * (w[t] / y[t])
        work[t] = share
      }
      a.products(work, into: d)
      for p in 0..<n { d[p] += target.slope[p] }
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

  /// What the next right-hand side takes off each product: nothing.
  func clearCorrection() {
    DenseKernels.zero(cr, kinkCount)
    DenseKernels.zero(cw, kinkCount)
    DenseKernels.zero(cs, columnCount)
    (ch, cg, cc) = (0, 0, 0)
  }

  /// What the next right-hand side takes off: the products of the predictor's steps.
  func correctSecondOrder() {
    for t in 0..<kinkCount {
      cr[t] = dr[t] * (drho - dy[t])
      cw[t] = dw[t] * dy[t]
    }
    for p in 0..<columnCount { cs[p] = ds[p] * dzs[p] }
    (ch, cg, cc) = (dh * dzh, dg * drho, dc * dkappa)
  }

  /// Changes the correction so that products which longer steps would leave far from `mu` come closer to it (J.
  /// Gondzio, Multiple centrality corrections in a primal-dual method for linear programming, Comput. Optim.
  /// Appl. 6 (1996), DOI 10.1007/BF00249643).
  func correctCentrality(primal: Double, dual: Double, mu: Double) {
    @inline(__always) func shift(_ x: Double, _ dx: Double, _ z: Double, _ dz: Double) -> Double {
      let product = (x + primal * dx) * (z + dual * dz)
      return max(min(max(product, 0.1 * mu), 10 * mu) - product, -10 * mu)
    }
    for t in 0..<kinkCount {
      cr[t] -= shift(r[t], dr[t], zr[t], drho - dy[t])
      cw[t] -= shift(w[t], dw[t], y[t], dy[t])
    }
    for p in 0..<columnCount { cs[p] -= shift(s[p], ds[p], zs[p], dzs[p]) }
    if target != nil {
      ch -= shift(h, dh, zh, dzh)
      cg -= shift(g, dg, rho, drho)
    }
    if limit != nil { cc -= shift(c, dc, kappa, dkappa) }
  }

  /// Sets the right-hand side for products that should become `mu` less the correction. Solves it without the
  /// coupling rows.
  func setRightHandSide(mu: Double) {
    goal = mu
    let (n, k) = (columnCount, kinkCount)
    var shortage = 0.0
    for t in 0..<k {
      let mr = (mu - r[t] * zr[t] - cr[t]) / zr[t]
      let mw = (mu - w[t] * y[t] - cw[t]) / y[t]
      let beta = mr - mw
      // dr and dw keep what the products ask for until the step is known.
      dr[t] = mr
      dw[t] = mw
      work[t] = beta * inverseD[t]
      shortage += mr - r[t] / zr[t] * work[t]
    }
    var targetShift = 0.0
    if target != nil {
      dh = (mu - h * zh - ch) / zh
      dg = (mu - g * rho - cg) / rho
      targetSide = shortage - dh + dg
      targetShift = targetSide / targetWeight
    }
    if limit != nil {
      dc = (mu - c * kappa - cc) / kappa
      limitSide = dc * kappa / c
    }
    a.products(work, into: free)
    for p in 0..<n {
      var value = (mu - s[p] * zs[p] - cs[p]) / s[p]
      value -= free[p] + residual[p]
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
    a.mix(ds, into: dy)
    for t in 0..<k {
      let theta = r[t] / zr[t]
      let step = inverseD[t] * (theta * drho - dy[t]) - work[t]
      dy[t] = step
      dr[t] += theta * (step - drho)
      dw[t] -= w[t] / y[t] * step
    }
    if isCoarse {
      // From the products, without going over the coefficients once more; `residual` has what is left over.
      for p in 0..<n { dzs[p] = (goal - s[p] * zs[p] - cs[p] - zs[p] * ds[p]) / s[p] }
      return
    }
    // From the reduced costs' definition: they stay true however ill-conditioned the system is.
    a.products(dy, into: free)
    for p in 0..<n {
      var step = rowStep[row[p]] + residual[p] - free[p]
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
    // The step of a shortage's reduced cost is drho - dy; work is free by now.
    for t in 0..<kinkCount { work[t] = drho - dy[t] }
    dual = max(dual, DenseKernels.worstRatio(work, zr, count: kinkCount))
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
      columns: (0..<columnCount).map { s[$0] }, reducedCosts: (0..<columnCount).map { zs[$0] },
      fraction: (0..<kinkCount).map { min(1, max(0, y[$0] / (y[$0] + zr[$0]))) },
      targetMultiplier: target == nil ? 0 : rho, limitMultiplier: limit == nil ? 0 : kappa,
      missing: target == nil ? 0 : h)
  }
}
