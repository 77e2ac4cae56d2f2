// SPDX-License-Identifier: GPL-3.0-or-later

/// A linear function of at most four shares that is nowhere below a concave one.
struct ShareTangent: Sendable {
  var constant: Double
  var slope: SIMD4<Double>

  /// Its highest value within limits.
  @inline(__always)
  func highest(_ least: SIMD4<Double>, _ most: SIMD4<Double>) -> Double {
    constant + pointwiseMax(slope * least, slope * most).sum()
  }
}

/// The highest point under some tangents within limits, and the mixture of them that proves it.
///
///     minimise   sum c_k m_k + sum r_i v_i
///     subject to sum s_ki m_k - v_i + t_i = 0     each share
///                sum m_k = 1
///
/// by the simplex method in five rows, shares counted from their lowest; its multipliers are the point. Any mixture is a
/// tangent itself, so that its height holds whatever rounding does.
struct TangentMixture {
  /// Tangents at the most, and those that a mixture has.
  static let capacity = 96
  static let activeCount = 5

  private let least: SIMD4<Double>
  private let range: SIMD4<Double>
  private let tangents: UnsafeMutablePointer<ShareTangent>
  private(set) var count = 0
  /// Rows 0 to 3: v_i as 100 + i and t_i as 200 + i; m_k as k.
  private var basis: (Int, Int, Int, Int, Int) = (200, 201, 202, 203, 0)
  private var isStarted = false
  private var inverse: (SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>, SIMD8<Double>)
  private var basic = SIMD8<Double>.zero
  /// The highest point.
  private(set) var point: SIMD4<Double>

  /// - Parameter tangents: room for `capacity` of them.
  init(least: SIMD4<Double>, most: SIMD4<Double>, tangents: UnsafeMutablePointer<ShareTangent>) {
    self.least = least
    range = pointwiseMax(most - least, .zero)
    self.tangents = tangents
    let zero = SIMD8<Double>.zero
    inverse = (zero, zero, zero, zero, zero)
    point = least
  }

  mutating func add(_ tangent: ShareTangent) {
    if count == Self.capacity { return }
    (tangents + count).initialize(to: tangent)
    count += 1
  }

  /// The tangents of the last mixture.
  func forEachActive(_ body: (ShareTangent) -> Void) {
    if !isStarted {
      for k in max(0, count - Self.activeCount)..<count { body(tangents[k]) }
      return
    }
    for row in 0..<5 where variable(row) < 100 { body(tangents[variable(row)]) }
  }

  private func variable(_ row: Int) -> Int {
    switch row {
    case 0: basis.0
    case 1: basis.1
    case 2: basis.2
    case 3: basis.3
    default: basis.4
    }
  }

  private mutating func setVariable(_ row: Int, _ variable: Int) {
    switch row {
    case 0: basis.0 = variable
    case 1: basis.1 = variable
    case 2: basis.2 = variable
    case 3: basis.3 = variable
    default: basis.4 = variable
    }
  }

  private func height(_ k: Int) -> Double { tangents[k].constant + (tangents[k].slope * least).sum() }

  private func cost(_ variable: Int) -> Double {
    variable < 100 ? height(variable) : variable < 200 ? range[variable - 100] : 0
  }

  private func uses(_ variable: Int) -> SIMD8<Double> {
    var uses = SIMD8<Double>.zero
    if variable < 100 {
      uses.lowHalf = tangents[variable].slope
      uses[4] = 1
    } else if variable < 200 {
      uses[variable - 100] = -1
    } else {
      uses[variable - 200] = 1
    }
    return uses
  }

  /// Starts from the last tangent alone.
  private mutating func start() {
    let k = count - 1
    let slope = tangents[k].slope
    func unit(_ i: Int, _ value: Double) -> SIMD8<Double> {
      var row = SIMD8<Double>.zero
      row[i] = value
      return row
    }
    inverse = (unit(0, 1), unit(1, 1), unit(2, 1), unit(3, 1), unit(4, 1))
    basic = .zero
    for i in 0..<4 {
      // v_i where the slope is up, t_i where it is down.
      let isUp = slope[i] > 0
      setVariable(i, isUp ? 100 + i : 200 + i)
      var row = unit(i, isUp ? -1 : 1)
      row[4] = isUp ? slope[i] : -slope[i]
      setRow(i, row)
      basic[i] = abs(slope[i])
    }
    setVariable(4, k)
    basic[4] = 1
    isStarted = true
  }

  private func row(_ i: Int) -> SIMD8<Double> {
    switch i {
    case 0: inverse.0
    case 1: inverse.1
    case 2: inverse.2
    case 3: inverse.3
    default: inverse.4
    }
  }

  private mutating func setRow(_ i: Int, _ row: SIMD8<Double>) {
    switch i {
    case 0: inverse.0 = row
    case 1: inverse.1 = row
    case 2: inverse.2 = row
    case 3: inverse.3 = row
    default: inverse.4 = row
    }
  }

  /// The mixture with the lowest height, and its point.
  mutating func solve() -> ShareTangent {
    if count == 0 { return ShareTangent(constant: .infinity, slope: .zero) }
    if !isStarted { start() }
    for _ in 0..<80 {
      var dual = SIMD8<Double>.zero
      var size = 0.0
      for i in 0..<5 {
        let own = cost(variable(i))
        size = max(size, abs(own))
        if own != 0 { dual += own * row(i) }
      }
      point = least + pointwiseMin(pointwiseMax(-dual.lowHalf, .zero), range)
      var (entering, lowest) = (-1, -1e-13 * size)
      for k in 0..<count {
        let reduced = height(k) - (dual.lowHalf * tangents[k].slope).sum() - dual[4]
        if reduced < lowest { (entering, lowest) = (k, reduced) }
      }
      for i in 0..<4 where range[i] > 0 {
        if range[i] + dual[i] < -1e-12 && (range[i] + dual[i]) * basicScale(i) < lowest {
          (entering, lowest) = (100 + i, (range[i] + dual[i]) * basicScale(i))
        }
        if -dual[i] < -1e-12 && -dual[i] * basicScale(i) < lowest {
          (entering, lowest) = (200 + i, -dual[i] * basicScale(i))
        }
      }
      if entering < 0 { break }
      let uses = uses(entering)
      var direction = SIMD8<Double>.zero
      for i in 0..<5 { direction[i] = (row(i) * uses).sum() }
      var (leaving, ratio) = (-1, Double.infinity)
      for i in 0..<5 where direction[i] > 1e-12 {
        let own = max(0, basic[i]) / direction[i]
        if own < ratio { (leaving, ratio) = (i, own) }
      }
      if leaving < 0 { break }
      let factor = 1 / direction[leaving]
      let pivot = row(leaving) * factor
      for i in 0..<5 where i != leaving && direction[i] != 0 { setRow(i, row(i) - direction[i] * pivot) }
      setRow(leaving, pivot)
      for i in 0..<5 where i != leaving { basic[i] = max(0, basic[i] - ratio * direction[i]) }
      basic[leaving] = ratio
      setVariable(leaving, entering)
    }
    var mixed = ShareTangent(constant: 0, slope: .zero)
    var sum = 0.0
    for i in 0..<5 where variable(i) < 100 && basic[i] > 0 {
      sum += basic[i]
      mixed.constant += basic[i] * tangents[variable(i)].constant
      mixed.slope += basic[i] * tangents[variable(i)].slope
    }
    if !(sum > 0.5) { return tangents[count - 1] }
    // Divided once more by the rounded sum, the mixture is off by rounding alone.
    mixed.constant = mixed.constant / sum + 1e-15 * abs(mixed.constant)
    mixed.slope /= sum
    return mixed
  }

  /// What a unit of a share is worth, for comparing reduced costs.
  private func basicScale(_ i: Int) -> Double { max(1, abs(tangents[count - 1].slope[i])) }
}
