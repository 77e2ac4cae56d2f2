// SPDX-License-Identifier: GPL-3.0-or-later

/// A capacitated facility location problem in flat arrays:
///
///     minimise   sum_i f_i y_i + sum_a c_a x_a
///     subject to sum_{a of customer j} x_a = 1              each customer j
///                sum_{a into facility i} d_j x_a <= s_i y_i each facility i
///                0 <= x_a <= y_i,  y_i in {0, 1},  x_a in {0, 1} where single-source
///
/// Facilities, customers and arcs are counted from 0. The arcs of customer j are
/// `arcStart[j] ..< arcStart[j + 1]`, their facilities ascending; a pair without an arc is closed. A
/// facility may have an infinite capacity and a fixed cost of 0: that is how the price of leaving a
/// customer unserved enters.
public struct LocationProblem: Sendable {
  /// Capacity s of each facility, at least 0, may be infinite.
  public let capacity: [Double]
  /// Fixed cost f of each facility, at least 0.
  public let fixedCost: [Double]
  /// Demand d of each customer, at least 0.
  public let demand: [Double]
  /// Where the arcs of each customer start; one more entry than customers.
  public let arcStart: [Int]
  /// Facility of each arc.
  public let arcFacility: [Int32]
  /// Cost c of serving all of the customer over each arc, at least 0.
  public let arcCost: [Double]
  /// Whether each customer goes to one facility.
  public let isSingleSource: Bool

  /// A problem; the arrays must fit each other.
  public init(
    capacity: [Double], fixedCost: [Double], demand: [Double], arcStart: [Int], arcFacility: [Int32],
    arcCost: [Double], isSingleSource: Bool
  ) {
    precondition(capacity.count == fixedCost.count, "a fixed cost for each facility")
    precondition(arcStart.count == demand.count + 1, "a start for each customer, and an end")
    precondition(arcFacility.count == arcCost.count && arcStart.last == arcCost.count, "a cost for each arc")
    self.capacity = capacity
    self.fixedCost = fixedCost
    self.demand = demand
    self.arcStart = arcStart
    self.arcFacility = arcFacility
    self.arcCost = arcCost
    self.isSingleSource = isSingleSource
  }

  /// Number of facilities.
  public var facilityCount: Int { capacity.count }
  /// Number of customers.
  public var customerCount: Int { demand.count }
  /// Number of arcs.
  public var arcCount: Int { arcCost.count }
}
