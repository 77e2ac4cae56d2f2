// SPDX-License-Identifier: GPL-3.0-or-later

internal import CDense

extension DenseKernels {
  /// Weight vectors that a tile works on at once.
  public static var tileSize: Int { Int(WAREWATT_TILE) }
  /// Strands of a sum of a tile.
  public static let strandCount = 8

  /// Numbers from eight of one weight vector of a tile to the next eight of it: those of the others lie between.
  public static var tileStep: Int { 8 * tileSize }

  /// Where number `t` of weight vector `place` of a tile lies.
  public static func tilePlace(_ place: Int, _ t: Int) -> Int { t / 8 * tileStep + 8 * place + t % 8 }

  /// `mixed[tilePlace(c, t)] = sum of weights[k * tileSize + c] * rows[k][offset + t]`, for each of a tile's weight
  /// vectors c; each product rounded once with its sum.
  ///
  /// - Parameters:
  ///   - ahead: rows of which as many numbers, from `aheadOffset` on, are fetched from memory meanwhile.
  ///   - mixed: room for `count`, rounded up to whole eights, of each weight vector.
  public static func mixTile(
    _ weights: UnsafeBufferPointer<Double>, _ rows: UnsafeBufferPointer<Numbers>, offset: Int,
    ahead: UnsafeBufferPointer<Numbers>, aheadOffset: Int, into mixed: MutableNumbers, count: Int
  ) {
    guard let weight = weights.baseAddress else { return }
    rows.withMemoryRebound(to: Optional<Numbers>.self) {
      guard let row = $0.baseAddress else { return }
      ahead.withMemoryRebound(to: Optional<Numbers>.self) {
        warewatt_mix_tile(
          row, rows.count, weight, offset, $0.baseAddress, ahead.count, aheadOffset, mixed, count)
      }
    }
  }

  /// Adds the strands of `sum of rows[k][offset + t] * weight[tilePlace(c, t)]` to those of each k and c; see
  /// `strandTotal`.
  ///
  /// - Parameter lanes: `strandCount` numbers for each row and weight vector.
  public static func addSlopes(
    _ rows: UnsafeBufferPointer<Numbers>, offset: Int, _ weight: MutableNumbers, to lanes: MutableNumbers,
    count: Int
  ) {
    rows.withMemoryRebound(to: Optional<Numbers>.self) {
      guard let row = $0.baseAddress else { return }
      warewatt_slopes_tile(row, rows.count, offset, weight, count, lanes)
    }
  }

  /// The strands of a row and a weight vector added up, in a fixed order.
  public static func strandTotal(_ lanes: MutableNumbers, row: Int, place: Int) -> Double {
    let own = lanes + (row * tileSize + place) * strandCount
    return total(UnsafeRawPointer(own).loadUnaligned(as: SIMD8<Double>.self))
  }

  /// `mix` that leaves out rows of weight 0.
  public static func mixSome(
    _ weights: UnsafeBufferPointer<Double>, _ rows: UnsafeBufferPointer<Numbers>, offset: Int,
    into y: MutableNumbers, count: Int
  ) {
    zero(y, count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { four in
      guard let own = four.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: Numbers.self, capacity: 4) { place in
        var gathered = 0
        for k in rows.indices where weights[k] != 0 {
          own[gathered] = weights[k]
          place[gathered] = rows[k] + offset
          gathered += 1
          if gathered == 4 {
            warewatt_add_four(own, place[0], place[1], place[2], place[3], y, count)
            gathered = 0
          }
        }
        for k in 0..<gathered { warewatt_add(own[k], place[k], y, count) }
      }
    }
  }

  /// How intervals are linearised.
  public struct Linearisation {
    /// What a unit taken is worth on top of its value.
    public var multiplier: Double
    /// Kinks within this of the load, relative to it, are kept.
    public var width: Double
    /// Fractions that differ less than this from what the offer says are what the offer says.
    public var snap: Double
    /// Whether kept kinks stay kept.
    public var keepsKinks: Bool
    /// Whether intervals without value keep their kinks too.
    public var alwaysMatters: Bool

    /// All of it.
    public init(multiplier: Double, width: Double, snap: Double, keepsKinks: Bool, alwaysMatters: Bool) {
      self.multiplier = multiplier
      self.width = width
      self.snap = snap
      self.keepsKinks = keepsKinks
      self.alwaysMatters = alwaysMatters
    }
  }

  /// What the intervals of a block come to.
  public struct LineariseSums: Sendable {
    /// Value and energy of what is taken.
    public var gain, supplied: Double
    /// The part of the tangents that does not depend on the offer.
    public var constant: Double
    /// Intervals that the tangents take on the other side than the offer says.
    public var misplaced: Int
  }

  /// Settles `min(offered, load)` and sets what a further unit is worth in each interval.
  ///
  /// - Parameters:
  ///   - kind: how each interval is taken: 0 full, 1 open, 2 by its fraction; nil for all as the offer says.
  ///   - fractions: of the intervals of kind 2, in order; `next` is the first of the block, and moves on.
  ///   - nextKind: set to how each interval should be taken next.
  ///   - weight: set to what a further unit is worth; may be `offered`.
  ///   - step: numbers from eight intervals of `offered` and `weight` to the next eight.
  public static func linearise(
    _ offered: MutableNumbers, step: Int = 8, load: Numbers, value: Numbers, count: Int,
    as how: Linearisation,
    kind: UnsafePointer<UInt8>?, fractions: [Double], from next: inout Int,
    nextKind: UnsafeMutablePointer<UInt8>, weight: MutableNumbers
  ) -> LineariseSums {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { sums in
      sums.initialize(repeating: 0)
      let first = next
      let taken = fractions.withUnsafeBufferPointer { fractions in
        var tangents = warewatt_tangents(
          multiplier: how.multiplier, width: how.width, snap: how.snap,
          fraction: fractions.baseAddress.map { $0 + first }, keeps_kinks: how.keepsKinks ? 1 : 0,
          always_matters: how.alwaysMatters ? 1 : 0)
        return warewatt_linearise(
          offered, load, value, count, step, &tangents, kind, nextKind, weight, sums.baseAddress)
      }
      next += taken
      return LineariseSums(gain: sums[0], supplied: sums[1], constant: sums[2], misplaced: Int(sums[3]))
    }
  }
}
