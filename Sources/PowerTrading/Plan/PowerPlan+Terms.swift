// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

extension PowerPlan {
  /// One objective of a lexicographic order.
  public struct Stage: Codable, Sendable {
    /// What was maximised.
    public var objective: ObjectiveKind
    /// How much of it, relative to the value, may be given up for the later objectives.
    public var tolerance: Double
    /// The value reached in its stage; for the last stage, the plan's.
    public var value: Double
    /// No plan that keeps the earlier stages can be better; nil where nothing was proved.
    public var bound: Double?

    /// What the plan must come to for the later stages.
    var floor: Double { value - tolerance * abs(value) }
  }

  /// Multipliers from which `check` proves a bound on the last objective; see `OfferBound`.
  public struct OfferProof: Codable, Sendable {
    /// Share of each offer, by consumer and then by supplier and form, at which the intervals are linearised.
    public var referenceShares: NumberList
    /// Per consumer, what one more kWh towards its RE100 share is worth.
    public var re100Multipliers: NumberList
    /// Per consumer, what one more matched kWh is worth.
    public var matchingMultipliers: NumberList
    /// Per consumer, what one more contract would be worth.
    public var contractCountMultipliers: NumberList
    /// Per consumer, what a unit of its gain is worth beyond the objective.
    public var consumerGainMultipliers: NumberList
    /// Per supplier, the same.
    public var supplierGainMultipliers: NumberList
    /// Per earlier stage, what a unit of its objective is worth.
    public var stageMultipliers: NumberList
    /// Per supplier, what one more contract would be worth; nil where no number is limited.
    public var supplierCountMultipliers: NumberList?
    /// What one more kWh that members must contract is worth; nil without a zone's rules.
    public var zoneGenerationMultiplier: Double?
    /// What one more kWh that must not be sold elsewhere is worth.
    public var zoneMarketMultiplier: Double?
    /// Consumers of the intervals whose linearisation is stated.
    public var kinkConsumers: NumberList
    /// Those intervals.
    public var kinkIntervals: NumberList
    /// What is stated there: n - 1 for the first n offers together, in the order in which they are taken;
    /// 1,000,000 for the price of load; -1 - k for the capped delivery of the consumer's offer k.
    public var kinkPlaces: NumberList
    /// The part of a further kWh that counts as taken there; for split offers, the price of load.
    public var kinkNumbers: NumberList

    enum CodingKeys: String, CodingKey {
      case referenceShares = "reference_shares"
      case re100Multipliers = "re100_multipliers"
      case matchingMultipliers = "matching_24_7_multipliers"
      case contractCountMultipliers = "contract_count_multipliers"
      case consumerGainMultipliers = "consumer_gain_multipliers"
      case supplierGainMultipliers = "supplier_gain_multipliers"
      case stageMultipliers = "stage_multipliers"
      case supplierCountMultipliers = "supplier_count_multipliers"
      case zoneGenerationMultiplier = "zone_generation_multiplier"
      case zoneMarketMultiplier = "zone_market_multiplier"
      case kinkConsumers = "kink_consumers"
      case kinkIntervals = "kink_intervals"
      case kinkPlaces = "kink_places"
      case kinkNumbers = "kink_numbers"
    }
  }
}

extension PowerPlan.Contract {
  /// States the terms, and what only some forms have.
  mutating func setTerms(_ pair: PowerScenario.Pair, _ sums: Settlement.PairSums) {
    form = pair.form
    paymentOn = pair.paymentOn
    surplusWith = pair.surplusWith
    if pair.suppliedFee != 0 { pairSupplyFee = pair.suppliedFee * sums.supplied }
    if pair.form == .baseload {
      missingEnergy = sums.missing
      missingCertificates = (pair.missingCertificatePrice ?? 0) * sums.missing
    }
  }
}

extension PowerPlan.ConsumerAccount {
  /// States what the scenario's terms add.
  mutating func setTerms(
    _ scenario: PowerScenario, _ consumer: PowerScenario.Consumer, _ own: PartyAccounts.Consumer,
    load: Double
  ) {
    re100Energy = own.counted
    surplusRevenue = own.surplusRevenue
    pairSupplyFee = own.pairSupplyFee
    if consumer.recPrice != nil {
      certificates = own.certificates
      certificateCost = own.certificateCost
    }
    if consumer.matchingShare > 0 {
      matchingShare = load > 0 ? own.matched / load : 0
      matchingMinimumShare = consumer.matchingShare
      matchingShortfall = own.matchingShortfall
      matchingShortfallCost = own.matchingCost
    }
    if scenario.participation.price != nil {
      participationShortfall = PartyAccounts.loss(own, consumer)
    }
  }
}

extension PowerPlan.SupplierAccount {
  /// States what the scenario's terms add.
  mutating func setTerms(_ scenario: PowerScenario, _ own: PartyAccounts.Supplier) {
    if scenario.pairs.contains(where: { $0.missingCertificatePrice != nil }) {
      missingCertificates = own.missingCertificates
    }
    if scenario.participation.price != nil {
      participationShortfall = PartyAccounts.loss(own)
    }
  }
}
