// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// A power scenario as its file has it, key by key; not yet valid.
public struct PowerScenarioFile: Codable, Sendable {
  /// `warewatt.scenario/1`
  public var format = "warewatt.scenario/1"
  /// `power`
  public var market = "power"
  /// What the scenario is called.
  public var name: String?
  /// What it shows, what in it is real and what is made up.
  public var description: String?
  /// ISO 4217 code.
  public var currency: String
  /// Options of `solve`.
  public var options: SolveOptionsChoice?
  /// The intervals.
  public var horizon: Horizon
  /// Local dates, `YYYY-MM-DD`, billed like Sundays.
  public var holidays: [String]?
  /// Time-of-use tables.
  public var tariffs: [TariffFile]?
  /// Price of surplus.
  public var marketPrice: SeriesFile
  /// Losses and fees between zones.
  public var zonePairs: [ZonePair]?
  /// What differs for a pair of supplier and consumer.
  public var pairs: [Pair]?
  /// Terms of every contract.
  public var contractTerms: ContractTerms?
  /// Who sells.
  public var suppliers: [Supplier]
  /// Who buys.
  public var consumers: [Consumer]

  /// A scenario file.
  public init(
    name: String? = nil, description: String? = nil, currency: String, options: SolveOptionsChoice? = nil,
    horizon: Horizon, holidays: [String]? = nil, tariffs: [TariffFile]? = nil, marketPrice: SeriesFile,
    zonePairs: [ZonePair]? = nil, pairs: [Pair]? = nil, contractTerms: ContractTerms? = nil,
    suppliers: [Supplier],
    consumers: [Consumer]
  ) {
    self.name = name
    self.description = description
    self.currency = currency
    self.options = options
    self.horizon = horizon
    self.holidays = holidays
    self.tariffs = tariffs
    self.marketPrice = marketPrice
    self.zonePairs = zonePairs
    self.pairs = pairs
    self.contractTerms = contractTerms
    self.suppliers = suppliers
    self.consumers = consumers
  }

  enum CodingKeys: String, CodingKey {
    case format, market, name, description, currency, options, horizon, holidays, tariffs
    case marketPrice = "market_price"
    case zonePairs = "zone_pairs"
    case pairs
    case contractTerms = "contract_terms"
    case suppliers, consumers
  }

  /// The intervals of a scenario.
  public struct Horizon: Codable, Sendable {
    /// Start of the first interval, ISO 8601 with offset.
    public var start: String
    /// 15, 30 or 60.
    public var intervalMinutes: Int
    /// How many intervals.
    public var intervals: Int

    /// A horizon.
    public init(start: String, intervalMinutes: Int, intervals: Int) {
      self.start = start
      self.intervalMinutes = intervalMinutes
      self.intervals = intervals
    }

    enum CodingKeys: String, CodingKey {
      case start, intervals
      case intervalMinutes = "interval_minutes"
    }
  }

  /// Loss and fee from one zone to another.
  public struct ZonePair: Codable, Sendable {
    /// Zone of the supplier.
    public var fromZone: String
    /// Zone of the consumer.
    public var toZone: String
    /// Share of the energy lost on the way.
    public var lossFactor: Double?
    /// Currency per contracted kWh.
    public var contractedFee: Double?

    /// A pair of zones.
    public init(fromZone: String, toZone: String, lossFactor: Double? = nil, contractedFee: Double? = nil) {
      self.fromZone = fromZone
      self.toZone = toZone
      self.lossFactor = lossFactor
      self.contractedFee = contractedFee
    }

    enum CodingKeys: String, CodingKey {
      case fromZone = "from_zone"
      case toZone = "to_zone"
      case lossFactor = "loss_factor"
      case contractedFee = "contracted_fee_krw_per_kwh"
    }
  }

  /// What differs for a pair of supplier and consumer.
  public struct Pair: Codable, Sendable {
    /// Id of the supplier.
    public var supplier: String
    /// Id of the consumer.
    public var consumer: String
    /// False closes the pair.
    public var allowed: Bool?
    /// Currency per contracted kWh, in the place of the zones' fee.
    public var contractedFee: Double?

    /// A pair.
    public init(supplier: String, consumer: String, allowed: Bool? = nil, contractedFee: Double? = nil) {
      self.supplier = supplier
      self.consumer = consumer
      self.allowed = allowed
      self.contractedFee = contractedFee
    }

    enum CodingKeys: String, CodingKey {
      case supplier, consumer, allowed
      case contractedFee = "contracted_fee_krw_per_kwh"
    }
  }

  /// Terms of every contract.
  public struct ContractTerms: Codable, Sendable {
    /// A contract takes at least this share of a supplier's output.
    public var smallestShare: Double?
    /// Contracts of a consumer at the most.
    public var largestCount: Int?
    /// Currency per contract.
    public var fixedCost: Double?

    /// Contract terms.
    public init(smallestShare: Double? = nil, largestCount: Int? = nil, fixedCost: Double? = nil) {
      self.smallestShare = smallestShare
      self.largestCount = largestCount
      self.fixedCost = fixedCost
    }

    enum CodingKeys: String, CodingKey {
      case smallestShare = "smallest_share"
      case largestCount = "largest_count_per_consumer"
      case fixedCost = "fixed_cost_krw"
    }
  }

  /// Who sells.
  public struct Supplier: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Source of the energy.
    public var source: EnergySource
    /// Its zone.
    public var zone: String?
    /// Nameplate in kW.
    public var capacity: Double
    /// Generation per interval.
    public var generation: SeriesFile
    /// Currency per supplied kWh.
    public var ask: Double
    /// Share of the output that may be under contract.
    public var largestShareForSale: Double?

    /// A supplier.
    public init(
      id: String, name: String? = nil, source: EnergySource, zone: String? = nil, capacity: Double,
      generation: SeriesFile, ask: Double, largestShareForSale: Double? = nil
    ) {
      self.id = id
      self.name = name
      self.source = source
      self.zone = zone
      self.capacity = capacity
      self.generation = generation
      self.ask = ask
      self.largestShareForSale = largestShareForSale
    }

    enum CodingKeys: String, CodingKey {
      case id, name, source, zone, generation
      case capacity = "capacity_kw"
      case ask = "ask_krw_per_kwh"
      case largestShareForSale = "largest_share_for_sale"
    }
  }

  /// Who buys.
  public struct Consumer: Codable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String?
    /// Its zone.
    public var zone: String?
    /// Load per interval.
    public var load: SeriesFile
    /// Energy price of the utility.
    public var retailPrice: SeriesFile
    /// Currency per kWh that ask and fees may come to.
    public var ceiling: Double
    /// Currency per supplied kWh.
    public var supplyFee: Double?
    /// How much of the load must be renewable.
    public var re100: RE100?
    /// In the place of the contract terms' smallest share.
    public var smallestContractShare: Double?
    /// In the place of the contract terms' largest count.
    public var largestContractCount: Int?

    /// A consumer.
    public init(
      id: String, name: String? = nil, zone: String? = nil, load: SeriesFile, retailPrice: SeriesFile,
      ceiling: Double,
      supplyFee: Double? = nil, re100: RE100? = nil, smallestContractShare: Double? = nil,
      largestContractCount: Int? = nil
    ) {
      self.id = id
      self.name = name
      self.zone = zone
      self.load = load
      self.retailPrice = retailPrice
      self.ceiling = ceiling
      self.supplyFee = supplyFee
      self.re100 = re100
      self.smallestContractShare = smallestContractShare
      self.largestContractCount = largestContractCount
    }

    enum CodingKeys: String, CodingKey {
      case id, name, zone, load, re100
      case retailPrice = "retail_price"
      case ceiling = "ceiling_krw_per_kwh"
      case supplyFee = "supply_fee_krw_per_kwh"
      case smallestContractShare = "smallest_contract_share"
      case largestContractCount = "largest_contract_count"
    }
  }

  /// How much of a load must be renewable.
  public struct RE100: Codable, Sendable {
    /// Supplied energy over load, at least.
    public var minimumShare: Double
    /// Currency per missing kWh; nil where the share is a hard rule.
    public var shortfallPrice: Double?

    /// A target.
    public init(minimumShare: Double, shortfallPrice: Double? = nil) {
      self.minimumShare = minimumShare
      self.shortfallPrice = shortfallPrice
    }

    enum CodingKeys: String, CodingKey {
      case minimumShare = "minimum_share"
      case shortfallPrice = "shortfall_price_krw_per_kwh"
    }
  }
}
