// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The joint gain as one linear or mixed-integer program over all intervals:
///
///     maximise   sum_jt v_jt x_jt - sum_p k_p s_p - sum_p f_p z_p - sum_j r_j h_j
///     subject to x_jt <= load_jt,  x_jt <= sum_{p of j} (1 - loss_p) g_pt s_p    each consumer, interval
///                sum_{p of i} s_p <= largest share for sale of i                 each supplier
///                sum_t x_jt + h_j >= required energy of j                        each target
///                smallest_p z_p <= s_p <= useful_p z_p,  sum_{p of j} z_p <= largest count of j
///
/// (useful_p being the largest share that a best plan needs, at most what supplier i may sell)
/// with the value v of supply over surplus (retail - fee - market), k_p the
/// market value of the losses plus the fees on contracted energy, h_j the priced shortfall. Maximising
/// drives x to min(offered, load), which is what the settlement supplies, where v >= 0. Where it is not, a yes-or-no
/// variable y says whether the load is filled: `x_jt >= load_jt y_jt` and `x_jt >= offered_jt - (highest offer_jt -
/// load_jt) y_jt`.
///
/// In the model itself x_jt is counted in loads and h_j in required energies, and their rows are divided by
/// them, so that a small consumer beside a large plant is held to its own scale.
///
/// An interval whose load exceeds all that could be offered needs no x: it is linear in the shares.
///
/// Further rows, where a scenario has the rules (`ContractFormulation+Terms`): whole lots, contracts in force,
/// guaranteed supply, numbers of contracts of a supplier, energy that counts towards RE100, a zone's shares.
/// Fees on supplied energy that differ within a consumer are left out, which leaves a bound.
struct ContractFormulation {
  /// An interval that may or may not absorb all that is offered: its row is `x_jt <= offered`, over the load.
  struct Kink {
    var consumer: Int
    var interval: Int
    var row: Int
  }

  let model: LinearModel
  /// The share of pair p is column `p`.
  let shareCount: Int
  /// Column of each pair's yes-or-no variable, where its contract has rules.
  let choiceColumn: [Int?]
  /// Column of each consumer's priced shortfall, in required energies.
  let shortfallColumn: [Int?]
  let kinks: [Kink]
  /// Row of each consumer's target, over the required energy.
  let targetRow: [Int?]
  /// Row of each consumer's limit on the number of contracts.
  let countRow: [Int?]
  /// Row of each supplier's limit on the number of contracts.
  let supplierCountRow: [Int?]
  /// Whole lots of each pair, where its contract comes in lots.
  let lotColumn: [Int?]
  /// Rows of the energy that counts towards a target, over the load, where some does not.
  let countedKinks: [Kink]
  /// Rows of the zone's rules.
  let zoneRows: ZoneRows

  init(_ scenario: PowerScenario, keepsNames: Bool = false) {
    var model = LinearModel(sense: .maximize, keepsNames: keepsNames)
    let intervals = scenario.horizon.count
    for p in scenario.pairs.indices {
      let pair = scenario.pairs[p]
      let supplier = scenario.suppliers[pair.supplier]
      model.addColumn(
        lower: pair.isFrozen ? pair.largestShare : 0, upper: pair.largestShare,
        cost: -PairCost.perShare(scenario, pair: p),
        name: "share(\(supplier.id),\(scenario.consumers[pair.consumer].id))")
    }
    shareCount = scenario.pairs.count
    Self.addSupplierRows(scenario, &model)
    let choices = Self.addChoices(scenario, &model) { PairCost.largestUsefulShare(scenario, pair: $0) }
    (choiceColumn, countRow, supplierCountRow) = (choices.columns, choices.countRows, choices.supplierRows)
    lotColumn = Self.addLots(scenario, &model)
    Self.addGuarantees(scenario, choices.columns, &model)
    let zoneRows = Self.addZoneRows(scenario, &model)
    self.zoneRows = zoneRows
    model.objectiveConstant = scenario.replacedBillGain
    var countedKinks: [Kink] = []
    let profiles = scenario.pairs.map { scenario.profile($0) }

    var kinks: [Kink] = []
    var targetRow = [Int?](repeating: nil, count: scenario.consumers.count)
    var shortfallColumn = targetRow
    for (j, consumer) in scenario.consumers.enumerated() {
      let required = consumer.requiredEnergy
      let hasTarget = required > 0
      if hasTarget {
        let row = model.addRow(lower: 1, name: "re100(\(consumer.id))")
        targetRow[j] = row
        if let price = consumer.shortfallPrice {
          let column = model.addColumn(
            cost: -price * required,
            name: "shortfall(\(consumer.id))")
          model.addTerm(row: row, column: column, coefficient: 1)
          shortfallColumn[j] = column
        }
      }
      let highest = OfferedEnergy.highest(scenario, consumer: j)
      let pairs = scenario.pairs(ofConsumer: j)
      // Where some energy does not count, the target has columns of its own.
      let hasOwnCount = scenario.hasUncountedPairs(consumer: j)
      if hasOwnCount, let row = targetRow[j] {
        countedKinks += Self.addCounted(scenario, consumer: j, target: row, &model)
      }
      let target = hasOwnCount ? nil : targetRow[j]
      let market = zoneRows.market(member: j, scenario)
      var absorbedValue = [Double](repeating: 0, count: pairs.count)
      var absorbedEnergy = [Double](repeating: 0, count: pairs.count)
      for t in 0..<intervals where highest[t] > 0 && consumer.load[t] > 0 {
        let value = scenario.supplyValue(consumer: j, interval: t)
        if value == 0 && target == nil && market == nil { continue }
        if highest[t] <= consumer.load[t] {
          for (k, p) in pairs.enumerated() {
            let arriving = scenario.pairs[p].arrival * profiles[p][t]
            absorbedValue[k] += value * arriving
            absorbedEnergy[k] += arriving
          }
          continue
        }
        let column = model.addColumn(
          upper: 1, cost: value * consumer.load[t], name: "supplied(\(consumer.id),\(t))")
        let row = model.addRow(upper: 0, name: "offered(\(consumer.id),\(t))")
        model.addTerm(row: row, column: column, coefficient: 1)
        for p in pairs {
          let arriving = scenario.pairs[p].arrival * profiles[p][t]
          if arriving > 0 {
            model.addTerm(row: row, column: p, coefficient: -arriving / consumer.load[t])
          }
        }
        if scenario.isNonConcave(consumer: j, interval: t) {
          let isFull = model.addColumn(upper: 1, kind: .integer, name: "filled(\(consumer.id),\(t))")
          let filled = model.addRow(lower: 0, name: "filled(\(consumer.id),\(t))")
          model.addTerm(row: filled, column: column, coefficient: 1)
          model.addTerm(row: filled, column: isFull, coefficient: -1)
          let taken = model.addRow(lower: 0, name: "taken(\(consumer.id),\(t))")
          model.addTerm(row: taken, column: column, coefficient: 1)
          model.addTerm(row: taken, column: isFull, coefficient: highest[t] / consumer.load[t] - 1)
          for p in pairs {
            let arriving = scenario.pairs[p].arrival * profiles[p][t]
            if arriving > 0 {
              model.addTerm(row: taken, column: p, coefficient: -arriving / consumer.load[t])
            }
          }
        }
        if let target {
          model.addTerm(row: target, column: column, coefficient: consumer.load[t] / required)
        }
        if let market {
          model.addTerm(row: market.row, column: column, coefficient: consumer.load[t] / market.scale)
        }
        kinks.append(Kink(consumer: j, interval: t, row: row))
      }
      for (k, p) in pairs.enumerated() {
        model.setCost(ofColumn: p, to: model.columnCost[p] + absorbedValue[k])
        if let target, absorbedEnergy[k] > 0 {
          model.addTerm(row: target, column: p, coefficient: absorbedEnergy[k] / required)
        }
        if let market {
          let lost = scenario.pairs[p].loss * scenario.totalGeneration(ofPair: p)
          if absorbedEnergy[k] + lost > 0 {
            model.addTerm(row: market.row, column: p, coefficient: (absorbedEnergy[k] + lost) / market.scale)
          }
        }
      }
    }
    self.model = model
    self.kinks = kinks
    self.countedKinks = countedKinks
    self.targetRow = targetRow
    self.shortfallColumn = shortfallColumn
  }

  /// What each supplier may sell.
  static func addSupplierRows(_ scenario: PowerScenario, _ model: inout LinearModel) {
    let first = model.rowCount
    for supplier in scenario.suppliers {
      model.addRow(upper: supplier.largestShareForSale, name: "for_sale(\(supplier.id))")
    }
    for (p, pair) in scenario.pairs.enumerated() {
      model.addTerm(row: first + pair.supplier, column: p, coefficient: 1)
    }
  }

  /// Yes-or-no variables and their rows, for pairs whose contracts have rules.
  ///
  /// - Parameter useful: the largest share of a pair that a best plan needs.
  static func addChoices(
    _ scenario: PowerScenario, _ model: inout LinearModel, useful: (Int) -> Double
  ) -> (columns: [Int?], countRows: [Int?], supplierRows: [Int?]) {
    let supplierRows = scenario.suppliers.map { supplier in
      supplier.largestContractCount.map {
        model.addRow(upper: Double($0), name: "contracts(\(supplier.id))")
      }
    }
    var columns = [Int?](repeating: nil, count: scenario.pairs.count)
    var countRows = [Int?](repeating: nil, count: scenario.consumers.count)
    for (j, consumer) in scenario.consumers.enumerated() {
      if let limit = consumer.largestContractCount {
        countRows[j] = model.addRow(upper: Double(limit), name: "contracts(\(consumer.id))")
      }
      for p in scenario.pairs(ofConsumer: j) {
        let pair = scenario.pairs[p]
        let supplierRow = supplierRows[pair.supplier]
        guard pair.needsChoice || pair.isFrozen || countRows[j] != nil || supplierRow != nil else { continue }
        let label = "\(scenario.suppliers[pair.supplier].id),\(consumer.id)"
        let column = model.addColumn(
          lower: pair.isFrozen ? 1 : 0, upper: 1, cost: -pair.fixedCost, kind: .integer,
          name: "contract(\(label))")
        columns[p] = column
        if let row = countRows[j] { model.addTerm(row: row, column: column, coefficient: 1) }
        if let supplierRow { model.addTerm(row: supplierRow, column: column, coefficient: 1) }
        if pair.isFrozen { continue }
        let most = model.addRow(upper: 0, name: "largest(\(label))")
        model.addTerm(row: most, column: p, coefficient: 1)
        model.addTerm(row: most, column: column, coefficient: -useful(p))
        if pair.smallestShare > 0 {
          let least = model.addRow(lower: 0, name: "smallest(\(label))")
          model.addTerm(row: least, column: p, coefficient: 1)
          model.addTerm(row: least, column: column, coefficient: -pair.smallestShare)
        }
      }
    }
    return (columns, countRows, supplierRows)
  }
}
