// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Adds the columns and rows of a consumer's intervals to an `OfferFormulation`'s model.
///
/// Supplied energy is counted in loads. An interval whose load exceeds all that could be offered needs no
/// column: it is linear in the shares.
struct IntervalBuilder {
  /// First pair of the consumer.
  let first: Int
  /// By measure and pair, what the intervals without columns add for the whole output.
  private(set) var perShare: [[Double]]
  private(set) var kinks: [OfferFormulation.Kink] = []
  private(set) var choicesLeft: Int
  private(set) var isExact = true
  private(set) var lacksChoices = false

  private let scenario: PowerScenario
  private let worth: OfferWorth
  private let highest: HighestOffer
  private let consumer: Int
  private let measures: [OfferFormulation.Measure]

  /// Columns of the capped deliveries of the interval at hand.
  private var capped: [Int: Int] = [:]

  /// Energy as a sum over columns, in kWh.
  private typealias Energy = [(column: Int, coefficient: Double)]

  init(
    _ scenario: PowerScenario, _ worth: OfferWorth, _ highest: HighestOffer, consumer: Int,
    _ measures: [OfferFormulation.Measure], choicesLeft: Int
  ) {
    self.scenario = scenario
    self.worth = worth
    self.highest = highest
    self.consumer = consumer
    self.measures = measures
    self.choicesLeft = choicesLeft
    let pairs = scenario.pairs(ofConsumer: consumer)
    first = pairs.lowerBound
    perShare = measures.map { _ in Array(repeating: 0, count: pairs.count) }
  }

  mutating func build(_ model: inout LinearModel) {
    let layout = OfferLayout(scenario, consumer: consumer)
    if case .split = layout { isExact = false }
    for t in 0..<scenario.horizon.count where scenario.consumers[consumer].load[t] > 0 {
      capped = [:]
      switch layout {
      case .nested(let groups): nested(groups, t, &model)
      case .split(let offers): split(offers, t, &model)
      }
      for target in SupplyTarget.allCases where !worth.countsInFull[target.rawValue][consumer] {
        counted(target, t, &model)
      }
    }
  }

  private func value(_ p: Int, _ t: Int, _ measure: OfferFormulation.Measure) -> Double {
    worth.value(p, t, measure.weights)
  }

  /// What an offer brings: its share, or a column where the consumer's own use caps it.
  private mutating func offered(
    _ p: Int, _ t: Int, isHeldUp: Bool, _ model: inout LinearModel
  ) -> Energy {
    let arriving = highest.arriving(p, t)
    let largest = scenario.pairs[p].largestShare
    guard let cap = scenario.pairs[p].cap(load: scenario.consumers[consumer].load[t]),
      cap < largest * arriving
    else { return arriving > 0 ? [(p, arriving)] : [] }
    if cap <= 0 { return [] }
    if let column = capped[p] { return [(column, cap)] }
    let column = model.addColumn(upper: 1, name: "delivered(\(p),\(t))")
    let row = model.addRow(upper: 0, name: "cap(\(p),\(t))")
    model.addTerm(row: row, column: column, coefficient: 1)
    model.addTerm(row: row, column: p, coefficient: -arriving / cap)
    kinks.append(
      .init(
        consumer: consumer, interval: t, place: OfferKinks.place(ofCapped: p, first: first), row: row,
        column: column, group: -1))
    capped[p] = column
    if isHeldUp { holdUp(column, [(p, arriving)], load: cap, most: largest * arriving, &model) }
    return [(column, cap)]
  }

  private mutating func nested(_ groups: [[Int]], _ t: Int, _ model: inout LinearModel) {
    let load = scenario.consumers[consumer].load[t]
    // By group and measure: what the first k groups' supply adds.
    var steps = groups.map { group in measures.map { value(group[0], t, $0) } }
    for k in steps.indices.dropLast() {
      for m in measures.indices { steps[k][m] -= steps[k + 1][m] }
    }
    let isHeldUp = steps.contains { $0.contains { $0 < 0 } }
    var offered: Energy = []
    var members: [Int] = []
    for k in groups.indices {
      for p in groups[k] { offered += self.offered(p, t, isHeldUp: isHeldUp, &model) }
      members = (members + groups[k]).sorted()
      if offered.isEmpty || steps[k].allSatisfy({ $0 == 0 }) { continue }
      let most = highest.of(members, t)
      if most <= load {
        add(offered, steps[k], &model)
        continue
      }
      let column = supplied(offered, load: load, t, &model)
      kinks.append(
        .init(
          consumer: consumer, interval: t, place: members.count - 1, row: model.rowCount - 1, column: nil,
          group: k))
      if steps[k].contains(where: { $0 < 0 }) {
        holdUp(column, offered, load: load, most: most, &model)
      }
      add([(column, load)], steps[k], &model)
    }
  }

  private mutating func split(_ offers: [Int], _ t: Int, _ model: inout LinearModel) {
    let load = scenario.consumers[consumer].load[t]
    let most = highest.of(offers, t)
    let values = offers.map { p in measures.map { value(p, t, $0) } }
    let energies = offers.map { offered($0, t, isHeldUp: true, &model) }
    if most <= load {
      for (k, energy) in energies.enumerated() { add(energy, values[k], &model) }
      return
    }
    let isHeldUp = values.contains { $0.contains { $0 < 0 } }
    let choice = isHeldUp ? nextChoice(&model) : nil
    let total = model.addRow(upper: 1, name: "load(\(consumer),\(t))")
    kinks.append(
      .init(
        consumer: consumer, interval: t, place: OfferKinks.price, row: total, column: nil, group: -1))
    var columns: [Int] = []
    for (k, energy) in energies.enumerated() where !energy.isEmpty {
      let column = supplied(energy, load: load, t, &model)
      columns.append(column)
      model.addTerm(row: total, column: column, coefficient: 1)
      let least = model.addRow(lower: 0)
      model.addTerm(row: least, column: column, coefficient: 1)
      for term in energy {
        model.addTerm(row: least, column: term.column, coefficient: -term.coefficient / most)
      }
      if let choice {
        // Unless the load is full, all that is offered is taken.
        let all = model.addRow(lower: 0)
        model.addTerm(row: all, column: column, coefficient: 1)
        for term in energy {
          model.addTerm(row: all, column: term.column, coefficient: -term.coefficient / load)
        }
        model.addTerm(
          row: all, column: choice, coefficient: (1 - load / most) * highest.of(offers[k], t) / load)
      }
      add([(column, load)], values[k], &model)
    }
    if let choice {
      let full = model.addRow(lower: 0)
      for column in columns { model.addTerm(row: full, column: column, coefficient: 1) }
      model.addTerm(row: full, column: choice, coefficient: -1)
    }
  }

  /// What counts towards a target where not all that is offered does; it is never held up.
  private mutating func counted(_ target: SupplyTarget, _ t: Int, _ model: inout LinearModel) {
    let load = scenario.consumers[consumer].load[t]
    let values = measures.map {
      target == .re100 ? $0.weights.re100[consumer] : $0.weights.matching[consumer]
    }
    if values.allSatisfy({ $0 == 0 }) { return }
    var energy: Energy = []
    var most = 0.0
    for p in scenario.pairs(ofConsumer: consumer) where scenario.pairs[p].isPhysical {
      let part = scenario.countedPart(scenario.pairs[p], t, target)
      if part == 0 { continue }
      energy += offered(p, t, isHeldUp: false, &model).map { ($0.column, $0.coefficient * part) }
      most += highest.of(p, t) * part
    }
    if energy.isEmpty { return }
    if most <= load {
      add(energy, values, &model)
      return
    }
    let column = supplied(energy, load: load, t, &model)
    kinks.append(
      .init(
        consumer: consumer, interval: t, place: target.place, row: model.rowCount - 1, column: nil, group: -1)
    )
    add([(column, load)], values, &model)
  }

  /// A column of supplied energy in loads, at most what is offered; its row is the last.
  private func supplied(_ offered: Energy, load: Double, _ t: Int, _ model: inout LinearModel) -> Int {
    let column = model.addColumn(upper: 1, name: "supplied(\(consumer),\(t))")
    let row = model.addRow(upper: 0, name: "offered(\(consumer),\(t))")
    model.addTerm(row: row, column: column, coefficient: 1)
    for term in offered {
      model.addTerm(row: row, column: term.column, coefficient: -term.coefficient / load)
    }
    return column
  }

  /// Holds a column up to `min(offered, load)`: by the chord, and by a yes-or-no variable while there are any.
  private mutating func holdUp(
    _ column: Int, _ offered: Energy, load: Double, most: Double, _ model: inout LinearModel
  ) {
    let chord = model.addRow(lower: 0)
    model.addTerm(row: chord, column: column, coefficient: 1)
    for term in offered {
      model.addTerm(row: chord, column: term.column, coefficient: -term.coefficient / most)
    }
    guard let choice = nextChoice(&model) else {
      isExact = false
      return
    }
    let full = model.addRow(lower: 0)
    model.addTerm(row: full, column: column, coefficient: 1)
    model.addTerm(row: full, column: choice, coefficient: -1)
    let all = model.addRow(lower: 0)
    model.addTerm(row: all, column: column, coefficient: 1)
    for term in offered {
      model.addTerm(row: all, column: term.column, coefficient: -term.coefficient / load)
    }
    model.addTerm(row: all, column: choice, coefficient: most / load - 1)
  }

  private mutating func nextChoice(_ model: inout LinearModel) -> Int? {
    if choicesLeft == 0 {
      lacksChoices = true
      return nil
    }
    choicesLeft -= 1
    return model.addColumn(upper: 1, kind: .integer, name: "full")
  }

  /// Adds energy to every measure, at its value in each.
  private mutating func add(_ energy: Energy, _ values: [Double], _ model: inout LinearModel) {
    for (m, measure) in measures.enumerated() where values[m] != 0 {
      for term in energy {
        if term.column >= first && term.column < first + perShare[m].count {
          perShare[m][term.column - first] += term.coefficient * values[m]
        } else if let row = measure.row {
          model.addTerm(
            row: row, column: term.column, coefficient: term.coefficient * values[m] * measure.scale)
        } else {
          model.setCost(
            ofColumn: term.column, to: model.columnCost[term.column] + term.coefficient * values[m])
        }
      }
    }
  }
}
