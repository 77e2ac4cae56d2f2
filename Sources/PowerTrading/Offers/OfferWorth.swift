// SPDX-License-Identifier: GPL-3.0-or-later

/// How much each part of a plan counts: an objective, a rule, or a sum of them with multipliers.
struct OfferWeights {
  /// Per unit of each consumer's gain.
  var consumer: [Double]
  /// Per unit of each supplier's gain.
  var supplier: [Double]
  /// Per supplied kWh.
  var energy = 0.0
  /// Per kWh that counts towards a consumer's RE100 share.
  var re100: [Double]
  /// Per kWh that counts as matched for a consumer.
  var matching: [Double]

  /// Per kWh of generation that a zone's members contract, and that they take or lose on the way.
  var zoneGeneration = 0.0
  var zoneTaken = 0.0
  /// Per unit of what a zone is charged for missing generation.
  var zoneCharge = 0.0

  /// The part of the consumers' weights that is the multiplier of participation.
  var participation: [Double]

  /// Nothing counts.
  init(_ scenario: PowerScenario) {
    consumer = Array(repeating: 0, count: scenario.consumers.count)
    supplier = Array(repeating: 0, count: scenario.suppliers.count)
    re100 = consumer
    matching = consumer
    participation = consumer
  }

  /// An objective's weights, targets and participation apart.
  init(_ scenario: PowerScenario, _ objective: ObjectiveKind) {
    self.init(scenario)
    add(objective, 1)
  }

  /// Adds an objective some number of times.
  mutating func add(_ objective: ObjectiveKind, _ times: Double) {
    if objective == .matchedEnergy { energy += times }
    if objective.countsMoney { for j in consumer.indices { consumer[j] += times } }
    if objective == .jointGain {
      for i in supplier.indices { supplier[i] += times }
      zoneCharge += times
    }
  }
}

extension ObjectiveKind {
  /// Whether prices of shortfalls and losses count in it.
  var countsMoney: Bool { self != .matchedEnergy }
}

/// The normal form of an offer: what a supplied kWh, a unit of share and the contract itself are worth.
struct OfferWorth {
  private let scenario: PowerScenario
  /// What each offer has under contract by interval at the plant, for the whole output.
  let profiles: [[Double]]
  /// Its sum, and its market value.
  private let energy: [Double]
  private let revenue: [Double]
  private let missing: [Double]
  /// The part of its sum that the plant generates in the same interval.
  private let generated: [Double]
  /// By target and consumer, whether all that is offered counts, so that what is supplied does.
  let countsInFull: [[Bool]]

  init(_ scenario: PowerScenario) {
    self.scenario = scenario
    profiles = scenario.pairs.map { scenario.profile($0) }
    energy = profiles.map { $0.reduce(0, +) }
    revenue = profiles.map { profile in
      profile.indices.reduce(0) { $0 + profile[$1] * scenario.marketPrice[$1] }
    }
    countsInFull = SupplyTarget.allCases.map { target in
      scenario.consumers.indices.map { scenario.countsInFull(consumer: $0, target) }
    }
    missing = scenario.pairs.map { scenario.missingEnergy($0) }
    generated = zip(energy, missing).map { $0 - $1 }
  }

  /// A supplied kWh of an offer in an interval, what counts in part apart.
  func value(_ p: Int, _ t: Int, _ weights: OfferWeights) -> Double {
    let pair = scenario.pairs[p]
    let consumer = scenario.consumers[pair.consumer]
    let (own, other) = (weights.consumer[pair.consumer], weights.supplier[pair.supplier])
    var value = weights.energy + own * (consumer.retailPrice[t] - consumer.supplyFee - pair.suppliedFee)
    if pair.paymentOn == .supplied { value += (other - own) * scenario.suppliers[pair.supplier].ask }
    value -= scenario.marketPrice[t] * (pair.surplusWith == .seller ? other : own)
    if countsInFull[0][pair.consumer] { value += weights.re100[pair.consumer] }
    if countsInFull[1][pair.consumer] { value += weights.matching[pair.consumer] }
    if weights.zoneTaken != 0, scenario.countsForZone(pair) {
      value += weights.zoneTaken * scenario.generatedPart(pair, t)
    }
    return value
  }

  /// The whole output under an offer, what is supplied of it apart.
  func perShare(_ p: Int, _ weights: OfferWeights) -> Double {
    let pair = scenario.pairs[p]
    let ask = scenario.suppliers[pair.supplier].ask
    let (own, other) = (weights.consumer[pair.consumer], weights.supplier[pair.supplier])
    if !pair.isPhysical {
      let certificates = scenario.suppliers[pair.supplier].countsTowardsRE100 ? energy[p] : 0
      return (other - own) * (ask * energy[p] - revenue[p]) + weights.re100[pair.consumer] * certificates
    }
    var value = -own * pair.contractedFee * energy[p] - other * revenue[p]
    if pair.paymentOn == .contracted { value += (other - own) * ask * energy[p] }
    value += (pair.surplusWith == .seller ? other : own) * pair.arrival * revenue[p]
    if scenario.countsForZone(pair) {
      value += weights.zoneGeneration * energy[p] + weights.zoneTaken * pair.loss * generated[p]
    }
    return value - other * (pair.missingCertificatePrice ?? 0) * missing[p]
  }

  /// The contract itself, its guarantee apart.
  func perContract(_ p: Int, _ weights: OfferWeights) -> Double {
    -weights.consumer[scenario.pairs[p].consumer] * scenario.pairs[p].fixedCost
  }

  /// What is missing from its guaranteed supply at a share.
  func guarantee(_ p: Int, _ weights: OfferWeights, share: Double) -> Double {
    let pair = scenario.pairs[p]
    return -weights.supplier[pair.supplier] * pair.guaranteeCost(contracted: share * energy[p])
  }

  /// What is added whatever the contracts: the bills that a zone's suppliers replace.
  func constant(_ weights: OfferWeights) -> Double {
    var constant = 0.0
    for (j, consumer) in scenario.consumers.enumerated() where consumer.topUp != nil {
      constant += weights.consumer[j] * consumer.replacedBillGain
    }
    return constant
  }

  /// What an offer has under contract over the horizon, for the whole output.
  func contracted(_ p: Int) -> Double { energy[p] }
}
