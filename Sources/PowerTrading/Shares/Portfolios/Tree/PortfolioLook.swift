// SPDX-License-Identifier: GPL-3.0-or-later

/// A set of at most four contracts of a consumer, and the tangent that last bounded what it gains.
struct PortfolioLook: Sendable {
  let members: SIMD4<Int32>
  /// The members as bits.
  let mask: UInt64
  let suppliers: SIMD4<Int32>
  /// Costs and fees on the whole output of each, the supplier's price apart.
  let cost: SIMD4<Double>
  let least: SIMD4<Double>
  let most: SIMD4<Double>
  let fixedCost: Double
  /// The tangent: nowhere below what the set gains, the suppliers' prices apart.
  var constant = Double.infinity
  var slope = SIMD4<Double>.zero
  /// Where the last search ended, whether the target was missed there, and whether there was a search.
  var shares: SIMD4<Double>
  var isTargetMissed = false
  var isWarm = false

  init(_ problem: ShareProblem, _ j: Int, _ members: SIMD4<Int32>) {
    self.members = members
    var mask: UInt64 = 0
    var suppliers = SIMD4<Int32>.zero
    var (cost, least, most) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var fixedCost = 0.0
    for i in 0..<4 where members[i] >= 0 {
      let p = problem.pairStart[j] + Int(members[i])
      mask |= 1 << UInt64(members[i])
      suppliers[i] = Int32(problem.supplier[p])
      cost[i] = problem.plainCost[p]
      least[i] = problem.smallest[p]
      most[i] = max(problem.smallest[p], problem.useful[p])
      fixedCost += problem.fixedCost[p]
    }
    (self.mask, self.suppliers, self.cost, self.least, self.most) = (mask, suppliers, cost, least, most)
    self.fixedCost = fixedCost
    shares = least + 0.2 * (most - least)
  }

  /// Prices of the members' output.
  @inline(__always)
  func prices(_ price: UnsafePointer<Double>) -> SIMD4<Double> {
    var prices = SIMD4(
      price[Int(suppliers[0])], price[Int(suppliers[1])], price[Int(suppliers[2])], price[Int(suppliers[3])])
    prices.replace(with: 0, where: SIMD4<Int64>(truncatingIfNeeded: members) .< 0)
    return prices
  }

  /// What the set gains at the most at these prices, by its tangent.
  @inline(__always)
  func bound(_ prices: SIMD4<Double>) -> Double {
    let slope = slope - prices
    return constant + pointwiseMax(slope * least, slope * most).sum()
  }

  /// What a search came to.
  struct Found {
    var shares: SIMD4<Double>
    /// What these shares gain, shortfall and the suppliers' prices taken off.
    var gain = -Double.infinity
    /// What no shares of the set gain more than.
    var bound = Double.infinity
  }

  /// Looks for the best shares at prices, and takes over the tangents that bound them.
  ///
  /// Newton's method on rounded kinks comes near; tangents at the points of the highest mixture end it (Kelley's cutting
  /// planes, J. SIAM 8 (1960), DOI 10.1137/0108053, every other step half way from the best shares known). A target's
  /// missing energy counts by its price, one more kink.
  ///
  /// - Parameters:
  ///   - cut: the search ends once the bound is not above this.
  ///   - tolerance: distance of bound and gain at which it ends.
  ///   - store: `TangentMixture.activeCount` tangents of the last search, the suppliers' prices apart.
  mutating func search(
    _ consumer: PreciseConsumer, prices: SIMD4<Double>, cut: Double, tolerance: Double,
    store: UnsafeMutablePointer<ShareTangent>
  ) -> Found {
    withUnsafeTemporaryAllocation(of: ShareTangent.self, capacity: TangentMixture.capacity) { tangents in
      guard let base = tangents.baseAddress else { return Found(shares: shares) }
      var search = PortfolioLookSearch(
        self, consumer, cost: cost + prices, cut: cut, tolerance: tolerance, tangents: base)
      if isWarm {
        for k in 0..<TangentMixture.activeCount where store[k].constant.isFinite {
          search.take(ShareTangent(constant: store[k].constant, slope: store[k].slope - prices))
        }
      }
      search.run()
      let best = search.best
      constant = best.constant
      slope = best.slope + prices
      shares = search.found.shares
      isTargetMissed = search.misses
      isWarm = true
      var place = 0
      search.mixture.forEachActive { tangent in
        store[place] = ShareTangent(constant: tangent.constant, slope: tangent.slope + prices)
        place += 1
      }
      while place < TangentMixture.activeCount {
        store[place] = ShareTangent(constant: .infinity, slope: .zero)
        place += 1
      }
      return search.found
    }
  }
}
