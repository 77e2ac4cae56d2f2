// SPDX-License-Identifier: GPL-3.0-or-later

extension LogisticsScenarioFile {
  /// Rules on the plan as a whole.
  public struct Rules: Codable, Equatable, Sendable {
    /// The most warehouses that may be activated.
    public var maxActivatedWarehouses: Int?
    /// The most that everything but penalties may cost together.
    public var budget: Double?
    /// Pairs of classes of goods that must not share a warehouse.
    public var incompatibleClasses: [[String]]?

    /// Rules.
    public init(
      maxActivatedWarehouses: Int? = nil, budget: Double? = nil, incompatibleClasses: [[String]]? = nil
    ) {
      self.maxActivatedWarehouses = maxActivatedWarehouses
      self.budget = budget
      self.incompatibleClasses = incompatibleClasses
    }

    enum CodingKeys: String, CodingKey {
      case maxActivatedWarehouses = "max_activated_warehouses"
      case budget = "budget_krw"
      case incompatibleClasses = "incompatible_classes"
    }
  }

  /// What carbon dioxide costs, and how much there may be.
  public struct Carbon: Codable, Equatable, Sendable {
    /// Currency per kg.
    public var price: Double?
    /// The most, in kg.
    public var cap: Double?

    /// A price, a cap, or both.
    public init(price: Double? = nil, cap: Double? = nil) {
      self.price = price
      self.cap = cap
    }

    enum CodingKeys: String, CodingKey {
      case price = "price_krw_per_kg"
      case cap = "cap_kg"
    }
  }
}
