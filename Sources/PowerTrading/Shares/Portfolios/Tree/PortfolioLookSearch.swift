// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// The search for the best shares of a set of contracts; see `PortfolioLook.search`.
struct PortfolioLookSearch {
  private let look: PortfolioLook
  private let consumer: PreciseConsumer
  private let cost: SIMD4<Double>
  private let cut: Double
  private let tolerance: Double
  private(set) var found: PortfolioLook.Found
  /// The tangent of the best bound.
  private(set) var best: ShareTangent
  private(set) var mixture: TangentMixture
  /// Whether the best shares miss the target.
  private(set) var misses: Bool

  /// Part of the load over which kinks are rounded off, for Newton's method and for tangents alone.
  private static let width = 0.05
  private static let sharpWidth = 1e-9
  private static let steps = 25
  private static let planes = 44

  init(
    _ look: PortfolioLook, _ consumer: PreciseConsumer, cost: SIMD4<Double>, cut: Double, tolerance: Double,
    tangents: UnsafeMutablePointer<ShareTangent>
  ) {
    self.look = look
    self.consumer = consumer
    self.cost = cost
    self.cut = cut
    self.tolerance = tolerance
    found = PortfolioLook.Found(shares: look.shares)
    best = ShareTangent(constant: look.constant, slope: look.slope + look.cost - cost)
    mixture = TangentMixture(least: look.least, most: look.most, tangents: tangents)
    misses = look.isTargetMissed
    if look.constant.isFinite { found.bound = best.highest(look.least, look.most) }
  }

  private var isDone: Bool { found.bound <= cut || found.bound - found.gain <= tolerance }

  mutating func run() {
    let hasTarget = consumer.required > 0
    var energy = climb(misses: hasTarget && misses)
    if !isDone && hasTarget && (energy < consumer.required) != misses {
      energy = climb(misses: !misses)
    }
    for plane in 0..<Self.planes {
      if isDone { return }
      bound(mixture.solve())
      if isDone { return }
      let vertex = mixture.point
      let x = plane % 2 == 0 ? found.shares + 0.5 * (vertex - found.shares) : vertex
      let sums = note(x, misses: misses, width: Self.sharpWidth)
      if hasTarget && (sums.energy < consumer.required) != misses {
        misses.toggle()
        _ = note(x, misses: misses, width: Self.sharpWidth)
      }
    }
    bound(mixture.solve())
  }

  /// Climbs by Newton steps as far as rounded kinks lead; returns the energy there.
  private mutating func climb(misses: Bool) -> Double {
    self.misses = misses
    let rho = misses ? consumer.shortfallPrice : 0
    let (least, most) = (look.least, look.most)
    var x = pointwiseMin(pointwiseMax(found.shares, least), most)
    var sums = note(x, misses: misses, width: Self.width)
    var damping = 1e-6
    for _ in 0..<Self.steps where !isDone {
      let slope = sums.slope - cost
      let free =
        (least .< most) .& .!((x .<= least) .& (slope .<= 0)) .& .!((x .>= most) .& (slope .>= 0))
      let scale = pointwiseMax(sums.slope, cost) / pointwiseMax(x, most * 0.01)
      var step = SIMD4<Double>.zero
      var promise = 0.0
      // Clipped at a limit, a long step may lead down: a shorter one does not.
      while true {
        step = Portfolio.step(
          at: x, free: free, sums.curvature, slope, damping: damping, scale: scale, least, most)
        promise = (slope * step).sum()
        if promise > 0 || damping > 1e4 || !any(free .& (slope .!= 0)) { break }
        damping = max(1e-2, damping * 10)
      }
      let hidden = sums.full + (sums.slope * x).sum() - sums.worth - rho * sums.energy
      if !(promise * (1 + damping) > max(0.2 * hidden, 0.1 * tolerance)) { break }
      let near = pointwiseMin(pointwiseMax(step, x * -0.6), pointwiseMax(x * 0.6, most * 0.05))
      let aim = pointwiseMin(pointwiseMax(x + near, least), most)
      let old = sums.rounded - (cost * x).sum()
      let tried = note(aim, misses: misses, width: Self.width)
      let gained = tried.rounded - (cost * aim).sum() - old
      if gained > 0 {
        damping =
          gained > 0.05 * (slope * (aim - x)).sum() ? max(1e-9, damping * 0.2) : max(1e-3, damping * 3)
        (x, sums) = (aim, tried)
      } else {
        damping = max(1e-2, damping * 10)
        if damping > 1e4 { break }
      }
    }
    return sums.energy
  }

  /// A pass: the gain of the shares, and the tangent there.
  private mutating func note(_ x: SIMD4<Double>, misses: Bool, width: Double)
    -> DenseKernels.RoundedPortfolioSums
  {
    let rho = misses ? consumer.shortfallPrice : 0
    let sums = consumer.pass(look.members, shares: x, added: rho, width: width)
    let missing = max(0, consumer.required - sums.energy)
    let gain = sums.worth - (cost * x).sum() - look.fixedCost - consumer.shortfallPrice * missing
    if gain > found.gain {
      found.gain = gain
      found.shares = x
    }
    let up = 1 + consumer.rounding
    var slope = sums.slope * up - cost
    slope.replace(with: 0, where: SIMD4<Int64>(truncatingIfNeeded: look.members) .< 0)
    take(
      ShareTangent(
        constant: sums.full * up - look.fixedCost - rho * consumer.required * (2 - up), slope: slope))
    return sums
  }

  /// Adds a tangent, costs taken off.
  mutating func take(_ tangent: ShareTangent) {
    mixture.add(tangent)
    bound(tangent)
  }

  private mutating func bound(_ tangent: ShareTangent) {
    let height = tangent.highest(look.least, look.most)
    if height < found.bound {
      found.bound = height
      best = tangent
    }
  }
}
