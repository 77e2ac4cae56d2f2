// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// An objective over offers of every form as one linear or mixed-integer program over all intervals. For plain
/// contracts it is
///
///     maximise   sum_jt v_jt x_jt - sum_p k_p s_p - sum_p f_p z_p - sum_j r_j h_j
///     subject to x_jt <= load_jt,  x_jt <= sum_{p of j} (1 - loss_p) g_pt s_p    each consumer, interval
///                sum_{p of i} s_p <= largest share for sale of i                 each supplier
///                sum_t x_jt + h_j >= required energy of j                        each target
///                smallest_p z_p <= s_p <= largest_p z_p,  sum_{p of j} z_p <= largest count of j
///
/// with the value v of supply over surplus (retail - fee - market), k_p the market value of the losses plus the
/// fees on contracted energy, h_j the priced shortfall. Maximising drives x to min(offered, load), which is what
/// the settlement supplies, where v >= 0. In the model itself x_jt is counted in loads and h_j in required
/// energies, so that a small consumer beside a large plant is held to its own scale. An interval whose load
/// exceeds all that could be offered needs no x: it is linear in the shares.
///
/// Shares, suppliers' limits, yes-or-no decisions, lots, guarantees and a zone's rules are those of `OfferRules`;
/// the energy of the intervals follows `OfferLayout`. Where less supply would pay, supply is held up by the chord of
/// `min(offered, load)` and, as long as there are few such places, made exact by a yes-or-no variable each.
/// Rules are rows over the same columns: targets, gains of the parties, earlier objectives.
struct OfferFormulation {
  /// Yes-or-no variables of intervals that a model may have; with more only the chords hold.
  static let largestChoiceCount = 240

  /// What counts in a row, or in the objective, with its weights.
  struct Measure {
    var weights: OfferWeights
    /// Its row; nil for the objective.
    var row: Int?
    /// What a unit of it counts in the row.
    var scale: Double
  }

  /// A kink and where its multiplier is found.
  struct Kink {
    var consumer: Int
    var interval: Int
    var place: Int
    var row: Int
    /// Column whose bound is the other side of a capped delivery.
    var column: Int?
    /// The group that the row ends, or -1 for a price of load.
    var group: Int
  }

  var model: LinearModel
  let choiceColumn: [Int?]
  let countRow: [Int?]
  /// Row of each supplier's limit on the number of contracts.
  let supplierCountRow: [Int?]
  /// Whole lots of each offer, where its contract comes in lots.
  let lotColumn: [Int?]
  /// Rows of the zone's rules over the energy that they ask for, with their scales.
  let zoneGeneration: Measure?
  let zoneTaken: Measure?
  /// What is missing from each consumer's targets, over the required energy.
  private(set) var missingRE100: [Int?]
  private(set) var missingMatching: [Int?]
  /// Whether a plan that keeps every row is settled as the model says.
  private(set) var isExact = true
  /// Whether yes-or-no variables of intervals would tell more.
  private(set) var lacksChoices = false
  /// Rows of the targets over the required energy, of the parties' gains and of earlier objectives, with their
  /// scales.
  private(set) var re100Row: [Int?]
  private(set) var matchingRow: [Int?]
  private(set) var consumerGain: [Measure?]
  private(set) var supplierGain: [Measure?]
  private(set) var floors: [Measure] = []
  private(set) var kinks: [Kink] = []
  /// What the intervals of a consumer add to a measure, as one column, where they are left to cuts.
  struct CutPlace {
    var consumer: Int
    var weights: OfferWeights
    var column: Int
    /// What a unit of the column counts.
    var unit: Double
    var isObjective: Bool
  }
  private(set) var cutPlaces: [CutPlace] = []
  /// Rows that are not cuts.
  private(set) var rowCountBeforeCuts = 0

  private let scenario: PowerScenario
  let worth: OfferWorth
  private let highest: HighestOffer
  private var objective: Measure
  private var choicesLeft: Int
  private let hasIntervals: Bool

  /// - Parameters:
  ///   - objective: what is maximised.
  ///   - floors: the earlier objectives and what they must come to.
  ///   - choices: yes-or-no variables of intervals at the most.
  ///   - hasIntervals: false leaves what the intervals add to cuts, see `OfferCuts`.
  ///   - isPlain: whether contracts are plain, so that shares beyond the largest useful one are cut off.
  init(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ objective: ObjectiveKind,
    floors: [(objective: ObjectiveKind, least: Double)], choices: Int, isPlain: Bool = false,
    hasIntervals: Bool = true, keepsNames: Bool = false
  ) {
    choicesLeft = choices
    self.hasIntervals = hasIntervals
    self.scenario = scenario
    self.worth = worth
    highest = HighestOffer(scenario, worth)
    self.objective = Measure(weights: OfferWeights(scenario, objective), row: nil, scale: 1)
    model = LinearModel(sense: .maximize, keepsNames: keepsNames)
    for pair in scenario.pairs {
      let supplier = scenario.suppliers[pair.supplier]
      model.addColumn(
        lower: pair.isFrozen ? pair.largestShare : 0, upper: pair.largestShare,
        name: "share(\(supplier.id),\(scenario.consumers[pair.consumer].id),\(pair.form.rawValue))")
    }
    OfferRules.addSupplierRows(scenario, &model)
    let choices = OfferRules.addChoices(scenario, &model) {
      isPlain || !scenario.hasTerms
        ? PairCost.largestUsefulShare(scenario, pair: $0) : scenario.pairs[$0].largestShare
    }
    (choiceColumn, countRow, supplierCountRow) = (choices.columns, choices.countRows, choices.supplierRows)
    lotColumn = OfferRules.addLots(scenario, &model)
    (zoneGeneration, zoneTaken) = OfferRules.addZone(scenario, &model)
    for column in choiceColumn { if let column { model.setCost(ofColumn: column, to: 0) } }
    let nothing = [Int?](repeating: nil, count: scenario.consumers.count)
    (re100Row, matchingRow, missingRE100, missingMatching) = (nothing, nothing, nothing, nothing)
    consumerGain = Array(repeating: nil, count: scenario.consumers.count)
    supplierGain = Array(repeating: nil, count: scenario.suppliers.count)
    addExclusion()
    addParticipation()
    for floor in floors {
      let least = floor.least - worth.constant(OfferWeights(scenario, floor.objective))
      let scale = 1 / max(1, abs(least))
      floorMeasure(floor.objective, row: model.addRow(lower: least * scale, name: "stage"), scale)
    }
    model.objectiveConstant = worth.constant(self.objective.weights)
    addPrices()
    addGuarantees()
    for j in scenario.consumers.indices { addConsumer(j) }
    rowCountBeforeCuts = model.rowCount
  }

  private mutating func floorMeasure(_ objective: ObjectiveKind, row: Int, _ scale: Double) {
    floors.append(Measure(weights: OfferWeights(scenario, objective), row: row, scale: scale))
  }

  /// At most one form for the same parties.
  private mutating func addExclusion() {
    var rows: [SIMD2<Int>: Int] = [:]
    for (p, pair) in scenario.pairs.enumerated() where pair.isOneOfSeveral {
      let key = SIMD2(pair.supplier, pair.consumer)
      let row = rows[key] ?? model.addRow(upper: 1, name: "form")
      rows[key] = row
      if let column = choiceColumn[p] { model.addTerm(row: row, column: column, coefficient: 1) }
    }
  }

  /// The gains of all parties, in rows of the size of what they may turn over.
  private mutating func addParticipation() {
    if scenario.participation == .none { return }
    for (j, consumer) in scenario.consumers.enumerated() {
      var weights = OfferWeights(scenario)
      weights.consumer[j] = 1
      let bill = consumer.load.indices.reduce(0) { $0 + consumer.load[$1] * consumer.retailPrice[$1] }
      consumerGain[j] = Measure(
        weights: weights,
        row: model.addRow(
          lower: -consumer.wholeTargetCost / max(1, bill), name: "gain(\(consumer.id))"),
        scale: 1 / max(1, bill))
    }
    for (i, supplier) in scenario.suppliers.enumerated() {
      var weights = OfferWeights(scenario)
      weights.supplier[i] = 1
      let size = supplier.ask * supplier.generation.reduce(0, +)
      supplierGain[i] = Measure(
        weights: weights, row: model.addRow(lower: 0, name: "gain(\(supplier.id))"), scale: 1 / max(1, size))
    }
  }

  /// Targets, what is missing from them, and losses, each with its price in every measure of money.
  private mutating func addPrices() {
    for (j, consumer) in scenario.consumers.enumerated() {
      (re100Row[j], missingRE100[j]) = addTarget(
        j, "re100(\(consumer.id))", required: consumer.requiredEnergy, price: consumer.missingPrice)
      (matchingRow[j], missingMatching[j]) = addTarget(
        j, "matching(\(consumer.id))", required: consumer.requiredMatching, price: consumer.matchingPrice)
    }
    if let zone = zoneGeneration, let row = zone.row, let price = scenario.zoneRules?.generationShortfallPrice
    {
      let column = model.addColumn(upper: 1, name: "missing_generation")
      model.addTerm(row: row, column: column, coefficient: 1)
      for measure in [objective] + floors {
        charge(column, -price * scenario.requiredGeneration * measure.weights.zoneCharge, measure)
      }
    }
    guard let price = scenario.participation.price else { return }
    for party in consumerGain + supplierGain {
      guard let party, let row = party.row else { continue }
      let column = model.addColumn(name: "loss")
      model.addTerm(row: row, column: column, coefficient: 1)
      for measure in [objective] + floors where measure.weights.countsMoney {
        charge(column, -price / party.scale, measure)
      }
    }
  }

  private mutating func addTarget(_ j: Int, _ name: String, required: Double, price: Double?) -> (Int?, Int?)
  {
    guard required > 0 else { return (nil, nil) }
    let row = model.addRow(lower: 1, name: name)
    guard let price else { return (row, nil) }
    let column = model.addColumn(upper: 1, name: "missing")
    model.addTerm(row: row, column: column, coefficient: 1)
    for measure in measures(ofConsumer: j) {
      charge(column, -price * required * measure.weights.consumer[j], measure)
    }
    return (row, column)
  }

  /// Missing energy of priced guarantees, over the guaranteed: `m_p + delivered_p s_p >= z_p`, m_p >= 0.
  private mutating func addGuarantees() {
    for (p, pair) in scenario.pairs.enumerated() {
      guard let guarantee = pair.guarantee, let choice = choiceColumn[p] else { continue }
      let label = "\(scenario.suppliers[pair.supplier].id),\(scenario.consumers[pair.consumer].id)"
      let missing = model.addColumn(name: "missing(\(label))")
      let row = model.addRow(lower: 0, name: "guaranteed(\(label))")
      model.addTerm(row: row, column: missing, coefficient: 1)
      model.addTerm(row: row, column: choice, coefficient: -1)
      let delivered = (1 - pair.loss) * worth.contracted(p)
      if delivered > 0 { model.addTerm(row: row, column: p, coefficient: delivered / guarantee.energy) }
      for measure in measures(ofConsumer: pair.consumer) {
        let price = guarantee.shortfallPrice * measure.weights.supplier[pair.supplier]
        charge(missing, -price * guarantee.energy, measure)
      }
    }
  }

  /// The objective, the earlier ones and the gains that a consumer's intervals enter.
  private func measures(ofConsumer j: Int) -> [Measure] {
    var measures = [objective] + floors
    if let own = consumerGain[j] { measures.append(own) }
    for i in Set(scenario.pairs(ofConsumer: j).map { scenario.pairs[$0].supplier }).sorted() {
      if let own = supplierGain[i] { measures.append(own) }
    }
    return measures
  }

  private mutating func charge(_ column: Int, _ amount: Double, _ measure: Measure) {
    if amount == 0 { return }
    if let row = measure.row {
      model.addTerm(row: row, column: column, coefficient: amount * measure.scale)
    } else {
      model.setCost(ofColumn: column, to: model.columnCost[column] + amount)
    }
  }

  private mutating func addConsumer(_ j: Int) {
    let consumer = scenario.consumers[j]
    var measures = measures(ofConsumer: j)
    if let row = re100Row[j] {
      var weights = OfferWeights(scenario)
      weights.re100[j] = 1
      measures.append(Measure(weights: weights, row: row, scale: 1 / consumer.requiredEnergy))
    }
    if scenario.zoneRules?.members[j] == true { measures += [zoneGeneration, zoneTaken].compactMap { $0 } }
    if let row = matchingRow[j] {
      var weights = OfferWeights(scenario)
      weights.matching[j] = 1
      measures.append(Measure(weights: weights, row: row, scale: 1 / consumer.requiredMatching))
    }
    if !hasIntervals { return addCutPlaces(j, measures) }
    var builder = IntervalBuilder(
      scenario, worth, highest, consumer: j, measures, choicesLeft: choicesLeft)
    builder.build(&model)
    kinks += builder.kinks
    choicesLeft = builder.choicesLeft
    isExact = isExact && builder.isExact
    lacksChoices = lacksChoices || builder.lacksChoices
    for p in scenario.pairs(ofConsumer: j) {
      for (m, measure) in measures.enumerated() {
        charge(p, builder.perShare[m][p - builder.first] + worth.perShare(p, measure.weights), measure)
        if let column = choiceColumn[p] { charge(column, worth.perContract(p, measure.weights), measure) }
      }
    }
  }

  /// A column for each measure that the consumer's intervals may enter, and the costs of its shares.
  private mutating func addCutPlaces(_ j: Int, _ measures: [Measure]) {
    let nothing = [Double](repeating: 0, count: scenario.pairs.count)
    for measure in measures {
      let pass = OfferPass(
        scenario, worth, consumer: j, measure.weights, reference: nothing, OfferKinks())
      var unit = abs(pass.constant)
      for (k, slope) in pass.slope.enumerated() {
        unit += abs(slope) * scenario.pairs[pass.first + k].largestShare
        let p = pass.first + k
        charge(p, worth.perShare(p, measure.weights), measure)
        if let column = choiceColumn[p] { charge(column, worth.perContract(p, measure.weights), measure) }
      }
      if unit == 0 { continue }
      let column = model.addColumn(lower: -.infinity, name: "intervals(\(j))")
      charge(column, unit, measure)
      cutPlaces.append(
        CutPlace(
          consumer: j, weights: measure.weights, column: column, unit: unit, isObjective: measure.row == nil))
    }
  }
}

extension OfferWeights {
  /// Whether every consumer's money counts.
  var countsMoney: Bool { consumer.allSatisfy { $0 > 0 } }
}
