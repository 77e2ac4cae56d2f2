// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition

/// Where the value of an interval is taken as linear in what is offered.
enum KinkKind {
  /// Every further kWh is taken as surplus.
  static let full: UInt8 = 0
  /// Every further kWh is taken as supplied.
  static let open: UInt8 = 1
  /// The kink itself is kept.
  static let kept: UInt8 = 2
}

/// What a consumer's shares come to.
struct ConsumerGain: Sendable {
  /// Value of supply over surplus, less the cost of the shares.
  var gain = 0.0
  /// Supplied energy, kWh.
  var supplied = 0.0
}

extension ShareProblem {
  /// Intervals of a block: what a tile's consumers are offered stays in the first cache, the rows of all suppliers
  /// in the second. A multiple of the vectors that the kernels take at once.
  static let blockLength = 480

  /// What is offered in the intervals of a block.
  ///
  /// - Parameters:
  ///   - weights: share times arrival of each supplier of `rows`.
  ///   - rows: generation of the suppliers with a share.
  struct Mix {
    var rows: [UnsafePointer<Double>] = []
    var weights: [Double] = []

    init(_ problem: ShareProblem, consumer j: Int, shares: [Double]) {
      for p in problem.pairs(j) where shares[p] > 0 {
        rows.append(problem.generation(problem.profile[p]))
        weights.append(shares[p] * problem.arrival[p])
      }
    }

    /// Calls `body` with the offered energy of each block of intervals.
    func forEachBlock(_ intervals: Int, _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void) {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: ShareProblem.blockLength) { offered in
        guard let base = offered.baseAddress else { return }
        rows.withUnsafeBufferPointer { rows in
          weights.withUnsafeBufferPointer { weights in
            var start = 0
            while start < intervals {
              let count = min(ShareProblem.blockLength, intervals - start)
              DenseKernels.mix(weights, rows, offset: start, into: base, count: count)
              body(start..<start + count, base)
              start += count
            }
          }
        }
      }
    }
  }

  /// Gain and supplied energy of a consumer at shares of all pairs.
  func gain(consumer j: Int, shares: [Double]) -> ConsumerGain {
    var result = ConsumerGain()
    let (load, value) = (load(j), value(j))
    Mix(self, consumer: j, shares: shares).forEachBlock(intervals) { block, offered in
      let sums = PowerPasses.supplied(
        offered, load + block.lowerBound, value + block.lowerBound, count: block.count)
      result.gain += sums.value
      result.supplied += sums.energy
    }
    for p in pairs(j) where shares[p] > 0 { result.gain -= cost[p] * shares[p] }
    return result
  }
}

/// The closed-form passes over intervals.
enum PowerPasses {
  /// Value and energy of `min(offered, load)`.
  static func supplied(
    _ offered: UnsafeMutablePointer<Double>, _ load: UnsafePointer<Double>, _ value: UnsafePointer<Double>,
    count: Int
  ) -> (value: Double, energy: Double) {
    var worth = SIMD8<Double>(repeating: 0)
    var energy = SIMD8<Double>(repeating: 0)
    var t = 0
    while t + 8 <= count {
      let taken = pointwiseMin(read(offered, t), read(load, t))
      worth += taken * read(value, t)
      energy += taken
      t += 8
    }
    var (rest, restEnergy) = (0.0, 0.0)
    while t < count {
      let taken = min(offered[t], load[t])
      rest += taken * value[t]
      restEnergy += taken
      t += 1
    }
    return (DenseKernels.total(worth) + rest, DenseKernels.total(energy) + restEnergy)
  }

  @inline(__always)
  private static func read(_ numbers: UnsafePointer<Double>, _ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(numbers + index).loadUnaligned(as: SIMD8<Double>.self)
  }

  @inline(__always)
  private static func read(_ numbers: UnsafeMutablePointer<Double>, _ index: Int) -> SIMD8<Double> {
    read(UnsafePointer(numbers), index)
  }
}
