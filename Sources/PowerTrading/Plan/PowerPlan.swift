// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// The power part of a plan file. Energy in kWh, money in the scenario's currency.
public struct PowerPlan: Codable, Sendable {
  /// The contracts.
  public var contracts: [Contract] = []
  /// What they come to for each consumer.
  public var consumers: [ConsumerAccount] = []
  /// What they come to for each supplier.
  public var suppliers: [SupplierAccount] = []
  /// Pairs that may not contract, and why.
  public var rejectedPairs: [RejectedPair] = []
  /// What would bring pairs without a contract into the plan; nil where no proof says it.
  public var breakEvenAsks: [BreakEvenAsk]?
  /// Multipliers that prove a bound.
  public var boundProof: BoundProof?
  /// Why there is no plan.
  public var infeasibility: Infeasibility?
  /// By which rules and prices the scenario was read, and what the amounts leave out.
  public var basis: PriceBasis?
  /// What a zone's rules ask for, and what the contracts come to.
  public var specialZone: SpecialZone?
  /// Multipliers that prove a bound where the plain proof does not know the terms.
  public var offerProof: OfferProof?
  /// The objectives of a lexicographic order, each with its value and bound.
  public var stages: [Stage]?

  enum CodingKeys: String, CodingKey {
    case contracts, consumers, suppliers, infeasibility, basis, stages
    case specialZone = "special_zone"
    case offerProof = "offer_bound_proof"
    case rejectedPairs = "rejected_pairs"
    case breakEvenAsks = "break_even_asks"
    case boundProof = "bound_proof"
  }

  /// A share of a supplier's output for a consumer, for the whole horizon.
  public struct Contract: Codable, Sendable {
    /// Id of the supplier.
    public var supplier: String
    /// Id of the consumer.
    public var consumer: String
    /// Share of the output, in (0, 1].
    public var share: Double
    /// Share of the generation, at the plant.
    public var contracted: Double
    /// What arrives after losses.
    public var delivered: Double
    /// What the consumer takes.
    public var supplied: Double
    /// What is left for the market.
    public var surplus: Double
    /// Price per supplied kWh.
    public var ask: Double
    /// Supplied energy at the ask.
    public var energyPayment: Double
    /// Contracted energy at the pair's fee; the consumer pays it.
    public var contractedFee: Double
    /// Fixed cost of the contract; the consumer pays it.
    public var fixedCost: Double
    /// Whether the contract was in force.
    public var isFrozen: Bool?
    /// Energy missing from the guaranteed supply, where the guarantee has a price.
    public var guaranteeShortfall: Double?
    /// What it costs the supplier.
    public var guaranteeShortfallCost: Double?
    /// The prices between which it suits both sides; nil where nothing is supplied.
    public var priceInterval: PriceInterval?
    /// What the contract delivers; nil where the scenario leaves no choice of terms.
    public var form: ContractForm?
    /// Which energy is paid.
    public var paymentOn: PaymentBasis?
    /// Who sells the surplus.
    public var surplusWith: SurplusOwner?
    /// Supplied energy at the pair's own fee; the consumer pays it.
    public var pairSupplyFee: Double?
    /// Contracted energy that the plant does not generate.
    public var missingEnergy: Double?
    /// Certificates for it; the supplier pays them.
    public var missingCertificates: Double?

    enum CodingKeys: String, CodingKey {
      case supplier, consumer, share, form
      case paymentOn = "payment_on"
      case surplusWith = "surplus_with"
      case pairSupplyFee = "pair_supply_fee_krw"
      case missingEnergy = "missing_energy_kwh"
      case missingCertificates = "missing_energy_certificates_krw"
      case contracted = "contracted_kwh"
      case delivered = "delivered_kwh"
      case supplied = "supplied_kwh"
      case surplus = "surplus_kwh"
      case ask = "ask_krw_per_kwh"
      case energyPayment = "energy_payment_krw"
      case contractedFee = "contracted_fee_krw"
      case fixedCost = "fixed_cost_krw"
      case isFrozen = "frozen"
      case guaranteeShortfall = "guarantee_shortfall_kwh"
      case guaranteeShortfallCost = "guarantee_shortfall_cost_krw"
      case priceInterval = "price_interval"
    }
  }

  /// A consumer's energy and money over the horizon.
  public struct ConsumerAccount: Codable, Sendable {
    /// Id of the consumer.
    public var id: String
    /// Load.
    public var load: Double
    /// Supplied under contracts.
    public var supplied: Double
    /// Bought from the utility.
    public var utility: Double
    /// Bought by the suppliers on the market to serve a member in full.
    public var topUp: Double?
    /// What it costs the member.
    public var topUpCost: Double?
    /// Supplied energy that counts towards RE100, where not all sources count.
    public var re100Counted: Double?
    /// Supplied energy that counts over load.
    public var re100Share: Double
    /// The share asked for.
    public var re100MinimumShare: Double
    /// Energy missing from it.
    public var re100Shortfall: Double
    /// What the utility would have billed for the supplied energy.
    public var utilityBillSaved: Double
    /// Paid to the suppliers.
    public var energyPayment: Double
    /// Supplied energy at the supply fee.
    public var supplyFee: Double
    /// Fees on contracted energy.
    public var contractedFee: Double
    /// Fixed costs of the contracts.
    public var fixedCost: Double
    /// Price of the missing energy.
    public var re100ShortfallCost: Double
    /// Saved less all that is paid.
    public var gain: Double
    /// Energy that counts towards RE100, certificates bought apart; like all that follows, nil where the
    /// scenario has no such terms.
    public var re100Energy: Double?
    /// Certificates bought.
    public var certificates: Double?
    /// Their cost.
    public var certificateCost: Double?
    /// Energy that counts as matched in the interval of its use, over load.
    public var matchingShare: Double?
    /// The share asked for.
    public var matchingMinimumShare: Double?
    /// Energy missing from it.
    public var matchingShortfall: Double?
    /// Price of that energy.
    public var matchingShortfallCost: Double?
    /// Market value of the surplus that is the consumer's.
    public var surplusRevenue: Double?
    /// Supplied energy at the pairs' own fees.
    public var pairSupplyFee: Double?
    /// What it loses by the contracts, where a loss is priced.
    public var participationShortfall: Double?
    /// Intervals in which supplied energy is worth less than surplus.
    public var nonConcaveIntervals: Int
    /// The same by calendar month.
    public var months: [Month]

    /// A consumer's month; the gain is before fixed cost and shortfall, which belong to the horizon.
    public struct Month: Codable, Sendable {
      /// `YYYY-MM`
      public var month: String
      /// Load.
      public var load: Double
      /// Supplied under contracts.
      public var supplied: Double
      /// Bought from the utility.
      public var utility: Double
      /// Paid to the suppliers.
      public var energyPayment: Double
      /// Saved less payment and fees.
      public var gain: Double

      enum CodingKeys: String, CodingKey {
        case month
        case load = "load_kwh"
        case supplied = "supplied_kwh"
        case utility = "utility_kwh"
        case energyPayment = "energy_payment_krw"
        case gain = "gain_krw"
      }
    }

    enum CodingKeys: String, CodingKey {
      case id, months
      case load = "load_kwh"
      case supplied = "supplied_kwh"
      case utility = "utility_kwh"
      case topUp = "top_up_kwh"
      case topUpCost = "top_up_cost_krw"
      case re100Counted = "re100_counted_kwh"
      case re100Share = "re100_share"
      case re100MinimumShare = "re100_minimum_share"
      case re100Shortfall = "re100_shortfall_kwh"
      case utilityBillSaved = "utility_bill_saved_krw"
      case energyPayment = "energy_payment_krw"
      case supplyFee = "supply_fee_krw"
      case contractedFee = "contracted_fee_krw"
      case fixedCost = "fixed_cost_krw"
      case re100ShortfallCost = "re100_shortfall_cost_krw"
      case re100Energy = "re100_kwh"
      case certificates = "rec_kwh"
      case certificateCost = "rec_cost_krw"
      case matchingShare = "matching_24_7_share"
      case matchingMinimumShare = "matching_24_7_minimum_share"
      case matchingShortfall = "matching_24_7_shortfall_kwh"
      case matchingShortfallCost = "matching_24_7_shortfall_cost_krw"
      case surplusRevenue = "surplus_revenue_krw"
      case pairSupplyFee = "pair_supply_fee_krw"
      case participationShortfall = "participation_shortfall_krw"
      case gain = "gain_krw"
      case nonConcaveIntervals = "non_concave_intervals"
    }
  }

  /// A supplier's energy and money over the horizon.
  public struct SupplierAccount: Codable, Sendable {
    /// Id of the supplier.
    public var id: String
    /// Generation.
    public var generation: Double
    /// Share of the output under contract.
    public var soldShare: Double
    /// Energy under contract, at the plant.
    public var contracted: Double
    /// Lost on the way to the consumers.
    public var lost: Double
    /// Taken by the consumers.
    public var supplied: Double
    /// Left for the market.
    public var surplus: Double
    /// Paid by the consumers.
    public var energyPayment: Double
    /// Market value of the surplus.
    public var surplusRevenue: Double
    /// What the contracted energy would have earned on the market.
    public var marketRevenueForgone: Double
    /// Price of energy missing from guaranteed supplies, where a contract has a guarantee.
    public var guaranteeShortfallCost: Double?
    /// Earned under contracts less forgone.
    public var gain: Double
    /// Certificates for missing energy; nil where the scenario has no such terms.
    public var missingCertificates: Double?
    /// What it loses by the contracts, where a loss is priced.
    public var participationShortfall: Double?
    /// The same by calendar month.
    public var months: [Month]

    /// A supplier's month.
    public struct Month: Codable, Sendable {
      /// `YYYY-MM`
      public var month: String
      /// Generation.
      public var generation: Double
      /// Taken by the consumers.
      public var supplied: Double
      /// Left for the market.
      public var surplus: Double
      /// Paid by the consumers.
      public var energyPayment: Double
      /// Earned under contracts less forgone.
      public var gain: Double

      enum CodingKeys: String, CodingKey {
        case month
        case generation = "generation_kwh"
        case supplied = "supplied_kwh"
        case surplus = "surplus_kwh"
        case energyPayment = "energy_payment_krw"
        case gain = "gain_krw"
      }
    }

    enum CodingKeys: String, CodingKey {
      case id, months
      case generation = "generation_kwh"
      case soldShare = "sold_share"
      case contracted = "contracted_kwh"
      case lost = "lost_kwh"
      case supplied = "supplied_kwh"
      case surplus = "surplus_kwh"
      case energyPayment = "energy_payment_krw"
      case surplusRevenue = "surplus_revenue_krw"
      case marketRevenueForgone = "market_revenue_forgone_krw"
      case guaranteeShortfallCost = "guarantee_shortfall_cost_krw"
      case missingCertificates = "missing_energy_certificates_krw"
      case participationShortfall = "participation_shortfall_krw"
      case gain = "gain_krw"
    }
  }

  /// A pair that may not contract.
  public struct RejectedPair: Codable, Sendable, Equatable {
    /// Id of the supplier.
    public var supplier: String
    /// Id of the consumer.
    public var consumer: String
    /// Why.
    public var reason: EligibilityRule
    /// What the rule found: kW, currency per kWh or a share.
    public var figure: Double?
    /// What it asks for, in the same unit.
    public var limit: Double?
    /// First day of the rule, where it is a scheme's.
    public var ruleValidFrom: String?
    /// Where a scheme's rule was read.
    public var ruleSource: String?
    /// Why, in a sentence.
    public var detail: String

    enum CodingKeys: String, CodingKey {
      case supplier, consumer, reason, figure, limit, detail
      case ruleValidFrom = "rule_valid_from"
      case ruleSource = "rule_source"
    }
  }

  /// What the contracts come to for a zone, beside what its rules ask for.
  public struct SpecialZone: Codable, Sendable {
    /// Generation that members contract, at the plant.
    public var contracted: Double
    /// Load of the members.
    public var use: Double
    /// Contracted over load.
    public var generationShareOfUse: Double
    /// At least this.
    public var smallestGenerationShareOfUse: Double
    /// Generation of all suppliers.
    public var generation: Double
    /// What members neither take nor lose on the way.
    public var soldElsewhere: Double
    /// The same over the generation.
    public var shareSoldElsewhere: Double
    /// At most this.
    public var largestShareSoldElsewhere: Double
    /// Missing from what members must contract, where it has a price.
    public var generationShortfall: Double?
    /// At that price; the zone's own account, no party's.
    public var generationShortfallCost: Double?

    enum CodingKeys: String, CodingKey {
      case contracted = "contracted_kwh"
      case use = "use_kwh"
      case generationShareOfUse = "generation_share_of_use"
      case smallestGenerationShareOfUse = "smallest_generation_share_of_use"
      case generation = "generation_kwh"
      case soldElsewhere = "sold_elsewhere_kwh"
      case shareSoldElsewhere = "share_sold_elsewhere"
      case largestShareSoldElsewhere = "largest_share_sold_elsewhere"
      case generationShortfall = "generation_shortfall_kwh"
      case generationShortfallCost = "generation_shortfall_cost_krw"
    }
  }

  /// Multipliers from which `check` proves a bound; see `SupplyBound`.
  public struct BoundProof: Codable, Sendable {
    /// Share of each open pair, by consumer and then by supplier, at which the intervals are linearised.
    public var referenceShares: NumberList
    /// Per consumer, what one more kWh towards its minimum share costs.
    public var re100Multipliers: NumberList
    /// Per consumer, what one more contract would be worth.
    public var contractCountMultipliers: NumberList
    /// Consumers of the intervals whose linearisation is stated.
    public var kinkConsumers: NumberList
    /// Those intervals.
    public var kinkIntervals: NumberList
    /// The part of a further offered kWh that counts as taken there, in [0, 1].
    public var kinkFractions: NumberList
    /// Consumers of the intervals of negative value that another interval absorbs; see `HourPair`.
    public var pairedConsumers: NumberList?
    /// Those intervals.
    public var pairedIntervals: NumberList?
    /// The interval that absorbs each.
    public var partnerIntervals: NumberList?
    /// The part that it absorbs, in [0, 1].
    public var pairedParts: NumberList?

    enum CodingKeys: String, CodingKey {
      case referenceShares = "reference_shares"
      case re100Multipliers = "re100_multipliers_krw_per_kwh"
      case contractCountMultipliers = "contract_count_multipliers_krw"
      case kinkConsumers = "kink_consumers"
      case kinkIntervals = "kink_intervals"
      case kinkFractions = "kink_fractions"
      case pairedConsumers = "paired_consumers"
      case pairedIntervals = "paired_intervals"
      case partnerIntervals = "partner_intervals"
      case pairedParts = "paired_parts"
    }
  }
}

extension PowerPlan {
  /// The share of each open pair of a scenario.
  func shares(in scenario: PowerScenario) -> [Double] {
    let contracted = Dictionary(
      contracts.map { ([$0.supplier, $0.consumer, $0.form?.rawValue ?? ""], $0.share) }
    ) {
      first, _ in first
    }
    return scenario.pairs.map { pair in
      let ids = [scenario.suppliers[pair.supplier].id, scenario.consumers[pair.consumer].id]
      return contracted[ids + [pair.form.rawValue]] ?? contracted[ids + [""]] ?? 0
    }
  }
}
