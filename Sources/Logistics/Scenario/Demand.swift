// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenario {
  /// A demand.
  public struct Demand: Sendable {
    /// Its id.
    public var id: String
    /// Quantity by resource, in the resource's unit, held in each period of the stay; 0 where it needs none.
    public var quantity: [Double]
    /// The periods in which it is stored, at least one.
    public var stay: Range<Int> = 0..<1
    /// Whether all of it goes to one area of one warehouse, or none.
    public var isSingleSource: Bool
    /// The most warehouses that may share it; nil for no limit.
    public var mostWarehouses: Int?
    /// The smallest share that a warehouse which serves it takes; 0 for none.
    public var smallestShare: Double = 0
    /// Price of leaving all of it unserved; nil where it must be served.
    public var unservedPenalty: Double?
    /// Class of its goods, as an index into `storageClasses`; nil for none.
    public var storageClass: Int?
    /// Its group, as an index; nil for none.
    public var group: Int?
    /// Its delivery zone, as an index; nil where it takes no part in joint delivery.
    public var zone: Int?
    /// By resource, what is delivered in each period of the stay when all of it is served.
    public var delivery: [Double] = []
    /// Price of moving all of it away from where an existing plan has it.
    public var changeCost: Double = 0
    /// Share that an existing plan has in places which are closed to it now: it must move.
    public var strandedShare: Double = 0
    /// Why pairs with this demand are closed.
    public var closed: ClosedPairs

    /// A demand.
    public init(
      id: String, quantity: [Double], stay: Range<Int> = 0..<1, isSingleSource: Bool = false,
      mostWarehouses: Int? = nil, smallestShare: Double = 0, unservedPenalty: Double? = nil,
      storageClass: Int? = nil, group: Int? = nil, zone: Int? = nil, delivery: [Double] = [],
      changeCost: Double = 0, strandedShare: Double = 0, closed: ClosedPairs = ClosedPairs()
    ) {
      self.id = id
      self.quantity = quantity
      self.stay = stay
      self.isSingleSource = isSingleSource
      self.mostWarehouses = mostWarehouses
      self.smallestShare = smallestShare
      self.unservedPenalty = unservedPenalty
      self.storageClass = storageClass
      self.group = group
      self.zone = zone
      self.delivery = delivery
      self.changeCost = changeCost
      self.strandedShare = strandedShare
      self.closed = closed
    }
  }

  /// How many pairs of a demand are closed, by the rule that closes them.
  public struct ClosedPairs: Equatable, Sendable {
    /// No area of the warehouse stores the demand's class.
    public var byClass = 0
    /// The warehouse is further away, or takes longer to reach, than the demand allows.
    public var byDistance = 0
    /// The file forbids the pair.
    public var byRule = 0
    /// No table prices the pair.
    public var unpriced = 0
    /// The warehouse lends no space in some period of the stay.
    public var byWindow = 0
    /// The demand goes to one place, or takes a smallest share of one, and is larger than this one.
    public var bySize = 0

    /// None.
    public init() {}
  }
}
