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
  /// Who may contract with whom.
  public var scheme: Scheme?
  /// Additions to the retail price by zone.
  public var zoneAdders: [ZoneAdder]?
  /// Fees on supplied energy by zones and voltage.
  public var networkFees: [NetworkFee]?
  /// Levy on retail energy and on the payment for supplied energy.
  public var industryFundRate: Double?
  /// Contracts in force.
  public var frozenContracts: [FrozenContract]?
  /// Price of surplus.
  public var marketPrice: SeriesFile
  /// Losses and fees between zones.
  public var zonePairs: [ZonePair]?
  /// What differs for a pair of supplier and consumer.
  public var pairs: [Pair]?
  /// Terms of every contract.
  public var contractTerms: ContractTerms?
  /// What statements charge besides.
  public var statement: StatementTerms?
  /// Forms that contracts may have.
  public var contractForms: [ContractForm]?
  /// Who pays for what.
  public var settlement: Settlement?
  /// What is maximised.
  public var objective: ObjectiveChoice?
  /// Whether contracts may leave a party worse off.
  public var participation: Participation?
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
    case format, market, name, description, currency, options, horizon, holidays, tariffs, scheme
    case zoneAdders = "zone_adders"
    case networkFees = "network_fees"
    case industryFundRate = "industry_fund_rate"
    case frozenContracts = "frozen_contracts"
    case marketPrice = "market_price"
    case zonePairs = "zone_pairs"
    case pairs
    case contractTerms = "contract_terms"
    case contractForms = "contract_forms"
    case settlement, objective, participation
    case statement, suppliers, consumers
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
    /// Whether both are on one site.
    public var onSite: Bool?
    /// A contract takes at least this share.
    public var smallestShare: Double?
    /// A contract takes at most this share.
    public var largestShare: Double?
    /// Contracted energy of the horizon in kWh, at least.
    public var smallestVolume: Double?
    /// Contracted energy of the horizon in kWh, at most.
    public var largestVolume: Double?
    /// Currency per contract.
    public var fixedCost: Double?
    /// A contract delivers at least this over the horizon, kWh.
    public var guaranteedSupply: Double?
    /// Currency per kWh missing from it.
    public var guaranteeShortfallPrice: Double?
    /// Forms that the contract may have, in the place of the scenario's.
    public var forms: [ContractForm]?
    /// Which energy the ask is paid for, in the place of the scenario's rule.
    public var paymentOn: PaymentBasis?
    /// Who sells the surplus, in the place of the scenario's rule.
    public var surplusWith: SurplusOwner?
    /// Share of the load up to which a contract as consumed delivers.
    public var payAsConsumedShare: Double?

    /// A pair.
    public init(supplier: String, consumer: String, allowed: Bool? = nil, contractedFee: Double? = nil) {
      self.supplier = supplier
      self.consumer = consumer
      self.allowed = allowed
      self.contractedFee = contractedFee
    }

    enum CodingKeys: String, CodingKey {
      case supplier, consumer, allowed, forms
      case contractedFee = "contracted_fee_krw_per_kwh"
      case onSite = "on_site"
      case smallestShare = "smallest_share"
      case largestShare = "largest_share"
      case smallestVolume = "smallest_volume_kwh"
      case largestVolume = "largest_volume_kwh"
      case fixedCost = "fixed_cost_krw"
      case guaranteedSupply = "guaranteed_supply_kwh"
      case guaranteeShortfallPrice = "guarantee_shortfall_price_krw_per_kwh"
      case paymentOn = "payment_on"
      case surplusWith = "surplus_with"
      case payAsConsumedShare = "pay_as_consumed_share"
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
    /// Contracts of a supplier at the most.
    public var largestCountPerSupplier: Int?
    /// Contracted nameplate comes in whole lots of this size, kW.
    public var lot: Double?
    /// Contracted energy of the horizon in kWh, at least.
    public var smallestVolume: Double?
    /// Contracted energy of the horizon in kWh, at most.
    public var largestVolume: Double?
    /// Currency per kWh missing from a guaranteed supply.
    public var guaranteeShortfallPrice: Double?
    /// Share of the load up to which a contract as consumed delivers.
    public var payAsConsumedShare: Double?
    /// Currency per kWh by which a plant falls short of its flat profile, for certificates of it.
    public var missingEnergyCertificate: Double?

    /// Contract terms.
    public init(smallestShare: Double? = nil, largestCount: Int? = nil, fixedCost: Double? = nil) {
      self.smallestShare = smallestShare
      self.largestCount = largestCount
      self.fixedCost = fixedCost
    }

    enum CodingKeys: String, CodingKey {
      case smallestShare = "smallest_share"
      case largestCountPerSupplier = "largest_count_per_supplier"
      case lot = "lot_kw"
      case smallestVolume = "smallest_volume_kwh"
      case largestVolume = "largest_volume_kwh"
      case guaranteeShortfallPrice = "guarantee_shortfall_price_krw_per_kwh"
      case largestCount = "largest_count_per_consumer"
      case fixedCost = "fixed_cost_krw"
      case payAsConsumedShare = "pay_as_consumed_share"
      case missingEnergyCertificate = "missing_energy_certificate_krw_per_kwh"
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
    /// Whether its energy counts towards RE100; by its source by default.
    public var countsTowardsRE100: Bool?
    /// Its pool, whose capacities count together.
    public var pool: String?
    /// Contracts at the most.
    public var largestCount: Int?

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
      case id, name, source, zone, generation, pool
      case countsTowardsRE100 = "counts_towards_re100"
      case largestCount = "largest_count"
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
    /// How much of the load must be covered as it is used.
    public var matching247: Matching?
    /// Currency per kWh for certificates that fill what is missing from the RE100 share.
    public var recPrice: Double?
    /// In the place of the contract terms' smallest share.
    public var smallestContractShare: Double?
    /// In the place of the contract terms' largest count.
    public var largestContractCount: Int?
    /// Contract power with the utility in kW.
    public var contractPower: Double?
    /// Voltage, which chooses the network fees.
    public var voltage: String?
    /// Whether it is a member of the special zone.
    public var member: Bool?
    /// Local date until whose end deferrable versions of its tariff do not count.
    public var tariffDeferredUntil: String?

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
      case id, name, zone, load, re100, voltage, member
      case contractPower = "contract_power_kw"
      case tariffDeferredUntil = "tariff_deferred_until"
      case matching247 = "matching_24_7"
      case recPrice = "rec_price_krw_per_kwh"
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
