// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// A plan that is in force, given by its file or by its assignments.
  public struct ExistingPlan: Codable, Equatable, Sendable {
    /// A plan file beside the scenario.
    public var file: String?
    /// Its assignments.
    public var assignments: [Assignment]?
    /// Price of moving all of a demand, where the demand states none.
    public var changeCost: Double?
    /// Pairs that must be kept.
    public var frozen: [Pair]?

    /// An existing plan.
    public init(
      file: String? = nil, assignments: [Assignment]? = nil, changeCost: Double? = nil, frozen: [Pair]? = nil
    ) {
      self.file = file
      self.assignments = assignments
      self.changeCost = changeCost
      self.frozen = frozen
    }

    enum CodingKeys: String, CodingKey {
      case file, assignments
      case changeCost = "change_cost_krw"
      case frozen
    }

    /// A share of a demand in a warehouse.
    public struct Assignment: Codable, Equatable, Sendable {
      /// Id of the demand.
      public var demand: String
      /// Id of the warehouse.
      public var warehouse: String
      /// Id of the area; nil where the warehouse has none.
      public var area: String?
      /// The share.
      public var share: Double

      /// An assignment.
      public init(demand: String, warehouse: String, area: String? = nil, share: Double) {
        self.demand = demand
        self.warehouse = warehouse
        self.area = area
        self.share = share
      }
    }

    /// A demand and a warehouse.
    public struct Pair: Codable, Equatable, Sendable {
      /// Id of the demand.
      public var demand: String
      /// Id of the warehouse.
      public var warehouse: String

      /// A pair.
      public init(demand: String, warehouse: String) {
        self.demand = demand
        self.warehouse = warehouse
      }
    }
  }
}
