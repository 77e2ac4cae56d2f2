// SPDX-License-Identifier: GPL-3.0-or-later

extension PowerScenarioFile {
  /// A scheme's rules on who may contract, as the file names and overrides them.
  public struct Scheme: Codable, Sendable {
    /// Which scheme.
    public var name: SchemeName
    /// Local date whose table of rules counts, `YYYY-MM-DD`; the start of the horizon by default.
    public var date: String?
    /// In the place of the table's own rules.
    public var overrides: Overrides?

    /// A scheme.
    public init(name: SchemeName, date: String? = nil, overrides: Overrides? = nil) {
      self.name = name
      self.date = date
      self.overrides = overrides
    }

    /// Rules in the place of a table's; nil leaves the table's own.
    public struct Overrides: Codable, Sendable {
      /// Sources that may sell.
      public var sources: [EnergySource]?
      /// Contract power of a consumer in kW, at least.
      public var smallestConsumerContractPower: Double?
      /// Capacity of a supplier or its pool in kW, above this.
      public var supplierCapacityAbove: Double?
      /// Whether that floor holds for pairs on one site.
      public var supplierFloorOnSite: Bool?
      /// Generation contracted by the members over their use, at least.
      public var smallestGenerationShareOfUse: Double?
      /// Currency per kWh that the members' contracted generation misses; without it that share is a hard rule.
      public var generationShortfallPrice: Double?
      /// Generation that goes to the market, over all generation, at most.
      public var largestShareSoldElsewhere: Double?
      /// Whether the suppliers top members up, so that the utility bills them nothing.
      public var servesMembersFully: Bool?

      /// No overrides.
      public init() {}

      enum CodingKeys: String, CodingKey {
        case sources
        case smallestConsumerContractPower = "smallest_consumer_contract_power_kw"
        case supplierCapacityAbove = "supplier_capacity_above_kw"
        case supplierFloorOnSite = "supplier_floor_on_site"
        case smallestGenerationShareOfUse = "smallest_generation_share_of_use"
        case generationShortfallPrice = "generation_shortfall_price_krw_per_kwh"
        case largestShareSoldElsewhere = "largest_share_sold_elsewhere"
        case servesMembersFully = "serves_members_fully"
      }
    }
  }

  /// An addition to the retail price of a zone's consumers, from a date on.
  public struct ZoneAdder: Codable, Sendable {
    /// Zone of the consumers.
    public var zone: String
    /// First local day, `YYYY-MM-DD`; always by default.
    public var validFrom: String?
    /// Currency per kWh; may be negative.
    public var adder: Double

    enum CodingKeys: String, CodingKey {
      case zone
      case validFrom = "valid_from"
      case adder = "retail_adder_krw_per_kwh"
    }
  }

  /// Fees on supplied energy; a key that is missing fits any pair.
  public struct NetworkFee: Codable, Sendable {
    /// Zone of the supplier.
    public var fromZone: String?
    /// Zone of the consumer.
    public var toZone: String?
    /// Voltage of the consumer.
    public var voltage: String?
    /// Currency per supplied kWh for the use of the network.
    public var networkUse: Double?
    /// Currency per supplied kWh for balancing and ancillary services.
    public var uplift: Double?

    enum CodingKeys: String, CodingKey {
      case voltage
      case fromZone = "from_zone"
      case toZone = "to_zone"
      case networkUse = "network_use_krw_per_kwh"
      case uplift = "uplift_krw_per_kwh"
    }
  }

  /// A contract in force, which no plan may change.
  public struct FrozenContract: Codable, Sendable {
    /// Id of the supplier.
    public var supplier: String
    /// Id of the consumer.
    public var consumer: String
    /// Share of the output.
    public var share: Double
    /// Its form, where the pair may have several.
    public var form: ContractForm?
  }
}
