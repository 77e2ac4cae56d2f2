// SPDX-License-Identifier: GPL-3.0-or-later

/// What a Lagrangian bound excludes together with a value that plans must stay below (reduced cost fixing).
///
/// No better plan has a share above (room - v) / reduced cost on a lane of a warehouse whose activation adds v
/// to the bound, nor activates one that adds more than the room, nor does without one that takes more than the
/// room away.
struct ReducedCostFixing {
  private let arrays: ScenarioArrays
  /// By lane.
  let reducedCost: [Double]
  /// By warehouse: what activating it at its best adds to the bound.
  private let warehouseValue: [Double]
  /// What plans may cost more than the bound.
  private let room: Double

  /// - Parameters:
  ///   - ascent: evaluated at its best multipliers.
  ///   - cutoff: what plans of interest cost at most.
  init(_ ascent: LagrangianAscent, cutoff: Double) {
    arrays = ascent.arrays
    reducedCost = ascent.evaluator.reducedCostByLane
    warehouseValue = Array(
      UnsafeBufferPointer(start: ascent.evaluator.warehouseValue, count: arrays.warehouseCount))
    // Rounding in the bound must not exclude a plan.
    room = (cutoff - ascent.bound) * (1 + 1e-6) + 1e-6
  }

  /// The largest share that a better plan has on a lane, which the existing plan does not have.
  ///
  /// - Parameter isDecided: whether the bound is one on plans that activate the warehouse.
  func mostShare(ofLane l: Int, isDecided: Bool = false) -> Double {
    let w = Int(arrays.laneWarehouse[l])
    // A warehouse that is off adds its value where it is activated at all.
    let left = room - (arrays.countsActivation[w] && !isDecided ? max(0, warehouseValue[w]) : 0)
    let most = left < 0 ? 0 : reducedCost[l] > 0 ? left / reducedCost[l] : 1
    let isWhole = arrays.isSingleSource[Int(arrays.laneDemand[l])]
    return isWhole && most < 1 ? 0 : min(1, most)
  }

  /// Whether every better plan activates a warehouse.
  func isActivated(_ w: Int) -> Bool { arrays.countsActivation[w] && warehouseValue[w] < -room }
}
