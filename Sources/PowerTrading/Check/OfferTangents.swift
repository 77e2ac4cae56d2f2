// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The bound that a plan's proof gives on an objective, where contracts have terms: every rule at its
/// multiplier, every interval under a linear function of the shares, every supplier's output to its best offer.
/// Written out from the scenario, apart from the solver's own evaluation.
struct OfferTangents {
  private(set) var bound = 0.0
  /// How far another order of adding up may be from it.
  private(set) var tolerance = 0.0

  /// What a unit of each party's gain, of matched energy and of each target is worth.
  private var gains: (consumers: [Double], suppliers: [Double], energy: Double)
  private let scenario: PowerScenario
  private let proof: PowerPlan.OfferProof
  /// Multipliers of a zone's rules: on generation contracted, and on generation taken or lost on the way.
  private var zone = (contracted: 0.0, taken: 0.0)
  /// By supplier, of the number of its contracts.
  private var perContract: [Double] = []
  /// Multipliers of the targets; 0 where there is none.
  private var targets: [(re100: Double, matching: Double)]
  private var stated: [[Int: [Int: Double]]]
  private var slopes: [Double]
  private var size = 0.0

  /// Nil where the proof does not fit the scenario.
  init?(_ scenario: PowerScenario, _ proof: PowerPlan.OfferProof, stages: [PowerPlan.Stage]) {
    let (buyers, sellers) = (scenario.consumers.count, scenario.suppliers.count)
    let kinds = scenario.objectives.map(\.objective)
    guard let last = kinds.last, stages.count >= kinds.count - 1,
      proof.referenceShares.values.count == scenario.pairs.count,
      proof.re100Multipliers.values.count == buyers, proof.matchingMultipliers.values.count == buyers,
      proof.contractCountMultipliers.values.count == buyers,
      proof.consumerGainMultipliers.values.count == buyers,
      proof.supplierGainMultipliers.values.count == sellers,
      proof.stageMultipliers.values.count == kinds.count - 1,
      proof.supplierCountMultipliers.map({ $0.values.count == sellers }) ?? true,
      let stated = Self.statements(scenario, proof)
    else { return nil }
    self.scenario = scenario
    self.proof = proof
    self.stated = stated
    slopes = Array(repeating: 0, count: scenario.pairs.count)
    targets = scenario.consumers.enumerated().map { j, consumer in
      let hasLoad = consumer.totalLoad > 0
      return (
        hasLoad && consumer.minimumShare > 0 ? max(0, proof.re100Multipliers.values[j]) : 0,
        hasLoad && consumer.matchingShare > 0 ? max(0, proof.matchingMultipliers.values[j]) : 0
      )
    }
    gains = (Array(repeating: 0, count: buyers), Array(repeating: 0, count: sellers), 0)
    weigh(last, 1)
    var money = last == .matchedEnergy ? 0.0 : 1
    for (k, kind) in kinds.dropLast().enumerated() {
      let multiplier = max(0, proof.stageMultipliers.values[k])
      weigh(kind, multiplier)
      if kind != .matchedEnergy { money += multiplier }
      let floor = stages[k].value - stages[k].tolerance * abs(stages[k].value)
      bound -= multiplier * floor
      size += multiplier * abs(floor)
    }
    weighParticipation(money)
    // The charge on a zone counts as often as all parties' gains do.
    var charged = last == .jointGain ? 1.0 : 0
    for (k, kind) in kinds.dropLast().enumerated() where kind == .jointGain {
      charged += max(0, proof.stageMultipliers.values[k])
    }
    weighZone(charged)
    for (i, supplier) in scenario.suppliers.enumerated() {
      let multiplier =
        supplier.largestContractCount == nil ? 0 : proof.supplierCountMultipliers?.values[i] ?? 0
      perContract.append(max(0, multiplier))
      bound += perContract[i] * Double(supplier.largestContractCount ?? 0)
      size += perContract[i] * Double(supplier.largestContractCount ?? 0)
    }
    for j in scenario.consumers.indices {
      addTargets(j)
      addIntervals(j)
    }
    addShares()
    guard bound.isFinite, size.isFinite else { return nil }
    bound += 1e-14 * size
    tolerance = 1e-9 * max(1, abs(bound)) + 1e-11 * size
  }

  private static func statements(
    _ scenario: PowerScenario, _ proof: PowerPlan.OfferProof
  ) -> [[Int: [Int: Double]]]? {
    let count = proof.kinkNumbers.values.count
    guard proof.kinkConsumers.values.count == count, proof.kinkIntervals.values.count == count,
      proof.kinkPlaces.values.count == count
    else { return nil }
    var stated: [[Int: [Int: Double]]] = Array(repeating: [:], count: scenario.consumers.count)
    for k in 0..<count {
      guard let j = Int(exactly: proof.kinkConsumers.values[k]), scenario.consumers.indices.contains(j),
        let t = Int(exactly: proof.kinkIntervals.values[k]), (0..<scenario.horizon.count).contains(t),
        let place = Int(exactly: proof.kinkPlaces.values[k])
      else { return nil }
      stated[j][t, default: [:]][place] = proof.kinkNumbers.values[k]
    }
    return stated
  }

  private mutating func weigh(_ kind: ObjectiveKind, _ times: Double) {
    switch kind {
    case .matchedEnergy: gains.energy += times
    case .consumerCost: for j in gains.consumers.indices { gains.consumers[j] += times }
    case .jointGain:
      for j in gains.consumers.indices { gains.consumers[j] += times }
      for i in gains.suppliers.indices { gains.suppliers[i] += times }
    }
  }

  private mutating func weighParticipation(_ money: Double) {
    var most = Double.infinity
    switch scenario.participation {
    case .none: return
    case .hard: break
    case .priced(let price): most = price * money
    }
    for j in gains.consumers.indices {
      let multiplier = min(most, max(0, proof.consumerGainMultipliers.values[j]))
      gains.consumers[j] += multiplier
      let without = targetCost(j) - Self.replaced(scenario.consumers[j])
      bound += multiplier * without
      size += multiplier * abs(without)
    }
    for i in gains.suppliers.indices {
      gains.suppliers[i] += min(most, max(0, proof.supplierGainMultipliers.values[i]))
    }
  }

  /// A zone's rules at their multipliers, and the bills that its suppliers replace whatever they contract.
  private mutating func weighZone(_ charged: Double) {
    for (j, consumer) in scenario.consumers.enumerated() {
      let replaced = gains.consumers[j] * Self.replaced(consumer)
      bound += replaced
      size += abs(replaced)
    }
    guard let rules = scenario.zoneRules else { return }
    zone.contracted = max(0, proof.zoneGenerationMultiplier ?? 0)
    zone.taken = max(0, proof.zoneMarketMultiplier ?? 0)
    var (use, output) = (0.0, 0.0)
    for (j, consumer) in scenario.consumers.enumerated() where rules.members[j] { use += consumer.totalLoad }
    for supplier in scenario.suppliers { output += supplier.generation.reduce(0, +) }
    let asked = rules.smallestGenerationShareOfUse * use
    let kept = (1 - rules.largestShareSoldElsewhere) * output
    let free = rules.generationShortfallPrice.map { max(0, zone.contracted - charged * $0) } ?? 0
    bound += (free - zone.contracted) * asked - zone.taken * kept
    size += zone.contracted * asked + zone.taken * kept
  }

  /// What the utility would bill a member that is served in full, less the whole load at the market's way.
  private static func replaced(_ consumer: PowerScenario.Consumer) -> Double {
    guard let topUp = consumer.topUp else { return 0 }
    var sum = 0.0
    for (t, load) in consumer.load.enumerated() {
      sum += load * topUp.utilityPrice[t] - load * consumer.retailPrice[t]
    }
    return sum
  }

  /// What a consumer without contracts pays for its targets.
  private func targetCost(_ j: Int) -> Double {
    let consumer = scenario.consumers[j]
    let filler = [consumer.recPrice, consumer.shortfallPrice].compactMap { $0 }.min() ?? 0
    return (filler * consumer.minimumShare + (consumer.matchingPrice ?? 0) * consumer.matchingShare)
      * consumer.totalLoad
  }

  private mutating func addTargets(_ j: Int) {
    let consumer = scenario.consumers[j]
    func price(_ multiplier: Double, _ required: Double, _ missing: Double?) -> Double {
      let free = missing.map { max(0, multiplier - gains.consumers[j] * $0) } ?? 0
      return (free - multiplier) * required
    }
    let filler = [consumer.recPrice, consumer.shortfallPrice].compactMap { $0 }.min()
    let re100 = price(
      targets[j].re100, consumer.minimumShare * consumer.totalLoad, filler)
    let matching = price(
      targets[j].matching, consumer.matchingShare * consumer.totalLoad, consumer.matchingPrice)
    bound += re100 + matching
    size += abs(re100) + abs(matching)
  }

  /// Of a kWh that the consumer takes of an offer: its bill and fees, the ask, and the market's price forgone;
  /// targets apart.
  private func worth(_ pair: PowerScenario.Pair, _ t: Int) -> Double {
    let consumer = scenario.consumers[pair.consumer]
    let supplier = scenario.suppliers[pair.supplier]
    let (buyer, seller) = (gains.consumers[pair.consumer], gains.suppliers[pair.supplier])
    var worth = buyer * (consumer.retailPrice[t] - consumer.supplyFee - pair.suppliedFee) + gains.energy
    if pair.paymentOn == .supplied { worth += supplier.ask * (seller - buyer) }
    worth -= (pair.surplusWith == .buyer ? buyer : seller) * scenario.marketPrice[t]
    return worth
  }

  /// A consumer's offers in an interval.
  private struct Offer {
    var pair: Int
    var arriving: Double
    /// The most the consumer lets it deliver.
    var cap: Double
    /// What it brings for all that the supplier may sell, and at the reference.
    var most: Double
    var now: Double
    var worth: Double
    var supplier: Int
    /// The parts of it that count towards RE100 and towards matching.
    var green: Double
    var matched: Double
  }

  private mutating func addIntervals(_ j: Int) {
    let consumer = scenario.consumers[j]
    let range = scenario.pairs(ofConsumer: j)
    let physical = scenario.pairs[range].filter { $0.form != .virtual }
    let isFull = (
      green: physical.allSatisfy {
        scenario.suppliers[$0.supplier].countsTowardsRE100
          && ($0.form != .baseload || $0.missingCertificatePrice != nil)
      },
      matched: physical.allSatisfy {
        scenario.suppliers[$0.supplier].isCarbonFree && $0.form != .baseload
      }
    )
    for t in 0..<scenario.horizon.count where consumer.load[t] > 0 {
      var offers: [Offer] = []
      for p in range where scenario.pairs[p].form != .virtual {
        let pair = scenario.pairs[p]
        let supplier = scenario.suppliers[pair.supplier]
        let atPlant = pair.form == .baseload ? supplier.flat[t] : supplier.generation[t]
        let arriving = atPlant * (1 - pair.loss)
        let generated =
          pair.form == .baseload && supplier.flat[t] > supplier.generation[t]
          ? supplier.generation[t] / supplier.flat[t]
          : pair.form == .baseload && supplier.flat[t] == 0 ? 0 : 1
        let green = !supplier.countsTowardsRE100 ? 0 : pair.missingCertificatePrice == nil ? generated : 1
        let cap = pair.form == .payAsConsumed ? pair.consumedShare * consumer.load[t] : Double.infinity
        offers.append(
          Offer(
            pair: p, arriving: arriving, cap: cap, most: min(cap, arriving * pair.largestShare),
            now: min(cap, arriving * max(0, proof.referenceShares.values[p])), worth: worth(pair, t),
            supplier: pair.supplier, green: green, matched: supplier.isCarbonFree ? generated : 0))
        if scenario.zoneRules?.members[j] == true { offers[offers.count - 1].worth += zone.taken * generated }
      }
      // Where all counts, what is supplied does; else what counts is linearised by itself.
      let own = stated[j][t] ?? [:]
      for (multiplier, part, isFull, place) in [
        (targets[j].re100, \Offer.green, isFull.green, 2_000_000),
        (targets[j].matching, \Offer.matched, isFull.matched, 2_000_001),
      ] where multiplier > 0 {
        if isFull {
          for k in offers.indices { offers[k].worth += multiplier }
          continue
        }
        let now = offers.reduce(0) { $0 + $1.now * $1[keyPath: part] }
        let taken = min(1, max(0, own[place] ?? (now <= consumer.load[t] ? 1 : 0)))
        bound += multiplier * consumer.load[t] * (1 - taken)
        size += multiplier * consumer.load[t]
        for offer in offers {
          add(offer, multiplier * taken * offer[keyPath: part], own, first: range.lowerBound)
        }
      }
      for offer in offers { size += abs(offer.worth) * (offer.most + consumer.load[t]) }
      if scenario.split == .meritOrder {
        let asks = scenario.suppliers.map(\.ask)
        offers.sort {
          asks[$0.supplier] < asks[$1.supplier]
            || asks[$0.supplier] == asks[$1.supplier] && $0.pair < $1.pair
        }
        addInOrder(offers, consumer.load[t], own, first: range.lowerBound)
      } else if own[OfferKinks.price] == nil, Set(offers.map(\.worth)).count <= 1 {
        addInOrder(offers, consumer.load[t], own, first: range.lowerBound)
      } else {
        addSplit(offers, consumer.load[t], own, first: range.lowerBound)
      }
    }
  }

  /// The most that offers bring together: each supplier's best.
  private func most(_ offers: some Sequence<Offer>) -> Double {
    var best: [Int: Double] = [:]
    for offer in offers { best[offer.supplier] = max(best[offer.supplier] ?? 0, offer.most) }
    return best.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
  }

  private mutating func addInOrder(
    _ offers: [Offer], _ load: Double, _ own: [Int: Double], first: Int
  ) {
    var weights = [Double](repeating: 0, count: offers.count)
    var offered = 0.0
    for k in offers.indices {
      offered += offers[k].now
      let fall = offers[k].worth - (k + 1 < offers.count ? offers[k + 1].worth : 0)
      if fall == 0 { continue }
      var part = fall
      if fall > 0 {
        let taken = min(1, max(0, own[k] ?? (offered <= load ? 1 : 0)))
        bound += fall * load * (1 - taken)
        part *= taken
      } else {
        let all = most(offers[...k])
        if all > load { part *= load / all }
      }
      for earlier in 0...k { weights[earlier] += part }
    }
    for k in offers.indices { add(offers[k], weights[k], own, first: first) }
  }

  private mutating func addSplit(_ offers: [Offer], _ load: Double, _ own: [Int: Double], first: Int) {
    let all = most(offers)
    let least = all > load ? load / all : 1
    func weight(_ offer: Offer, _ price: Double) -> Double {
      offer.worth > price ? offer.worth - price : (offer.worth - price) * least
    }
    var price = max(0, own[OfferKinks.price] ?? 0)
    if own[OfferKinks.price] == nil {
      var lowest = Double.infinity
      for candidate in [0] + offers.map(\.worth) where candidate >= 0 {
        let value = offers.reduce(candidate * load) { $0 + weight($1, candidate) * $1.now }
        if value < lowest { (lowest, price) = (value, candidate) }
      }
    }
    bound += price * load
    size += price * load
    for offer in offers { add(offer, weight(offer, price), own, first: first) }
  }

  private mutating func add(_ offer: Offer, _ weight: Double, _ own: [Int: Double], first: Int) {
    if offer.cap == .infinity {
      slopes[offer.pair] += weight * offer.arriving
    } else if weight < 0 {
      let all = offer.arriving * scenario.pairs[offer.pair].largestShare
      slopes[offer.pair] += weight * offer.arriving * (all > offer.cap ? offer.cap / all : 1)
    } else {
      let usual = max(0, proof.referenceShares.values[offer.pair]) * offer.arriving <= offer.cap ? 1.0 : 0
      let taken = min(1, max(0, own[-1 - (offer.pair - first)] ?? usual))
      bound += weight * offer.cap * (1 - taken)
      slopes[offer.pair] += weight * offer.arriving * taken
    }
  }

  /// Costs of shares and of contracts; a fixed cost counts in proportion to the largest share. Contracts in
  /// force are as they are; of the rest of a supplier's output its best offers take what they may.
  private mutating func addShares() {
    var left = scenario.suppliers.map(\.largestShareForSale)
    var free: [(worth: Double, pair: Int)] = []
    for (j, consumer) in scenario.consumers.enumerated() {
      let kappa = consumer.largestContractCount == nil ? 0 : max(0, proof.contractCountMultipliers.values[j])
      bound += kappa * Double(consumer.largestContractCount ?? 0)
      if consumer.largestContractCount == 0 { continue }
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        var fixed = kappa + perContract[pair.supplier] + gains.consumers[j] * pair.fixedCost
        let worth = slopes[p] + shareWorth(pair)
        if let guarantee = pair.guarantee {
          // Even all that the contract may take leaves this missing.
          let output = scenario.suppliers[pair.supplier].generation.reduce(0, +)
          let most = (1 - pair.loss) * output * pair.largestShare
          fixed += gains.suppliers[pair.supplier] * guarantee.shortfallPrice * max(0, guarantee.energy - most)
        }
        if pair.isFrozen {
          bound += pair.largestShare * worth - fixed
          size += abs(pair.largestShare * worth) + fixed
          left[pair.supplier] -= pair.largestShare
        } else if pair.largestShare > 0 && pair.smallestShare <= pair.largestShare {
          free.append((worth - fixed / pair.largestShare, p))
        }
      }
    }
    free.sort { ($0.worth, $1.pair) > ($1.worth, $0.pair) }
    for (worth, p) in free where worth > 0 {
      let supplier = scenario.pairs[p].supplier
      let share = max(0, min(left[supplier], scenario.pairs[p].largestShare))
      bound += share * worth
      size += share * worth
      left[supplier] -= share
    }
  }

  /// What the whole output is worth under an offer if nothing of it is taken.
  private func shareWorth(_ pair: PowerScenario.Pair) -> Double {
    let supplier = scenario.suppliers[pair.supplier]
    let (buyer, seller) = (gains.consumers[pair.consumer], gains.suppliers[pair.supplier])
    var (energy, revenue, missing) = (0.0, 0.0, 0.0)
    for t in supplier.generation.indices {
      let atPlant = pair.form == .baseload ? supplier.flat[t] : supplier.generation[t]
      energy += atPlant
      revenue += atPlant * scenario.marketPrice[t]
      missing += max(0, atPlant - supplier.generation[t])
    }
    let payment = supplier.ask * energy
    if pair.form == .virtual {
      let green = supplier.countsTowardsRE100 ? targets[pair.consumer].re100 : 0
      return (seller - buyer) * (payment - revenue) + green * energy
    }
    let surplus = (1 - pair.loss) * revenue
    var worth = pair.paymentOn == .contracted ? (seller - buyer) * payment : 0
    worth += (pair.surplusWith == .buyer ? buyer : seller) * surplus - seller * revenue
    worth -= buyer * pair.contractedFee * energy
    if scenario.zoneRules?.members[pair.consumer] == true {
      worth += zone.contracted * energy + zone.taken * pair.loss * (energy - missing)
    }
    return worth - seller * missing * (pair.missingCertificatePrice ?? 0)
  }
}
