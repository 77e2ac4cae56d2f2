// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Rules on contracts besides their energy, as rows and columns over the offers' shares.
enum OfferRules {
  /// Whole lots: `s_p = lot share x n_p`.
  static func addLots(_ scenario: PowerScenario, _ model: inout LinearModel) -> [Int?] {
    scenario.pairs.indices.map { p in
      let pair = scenario.pairs[p]
      guard pair.lotShare > 0 else { return nil }
      let label =
        "\(scenario.suppliers[pair.supplier].id),\(scenario.consumers[pair.consumer].id),\(pair.form.rawValue)"
      let column = model.addColumn(
        upper: (pair.largestShare / pair.lotShare).rounded(), kind: .integer, name: "lots(\(label))")
      let row = model.addRow(lower: 0, upper: 0, name: "whole_lots(\(label))")
      model.addTerm(row: row, column: p, coefficient: 1)
      model.addTerm(row: row, column: column, coefficient: -pair.lotShare)
      return column
    }
  }

  /// The rows of a zone's rules, as far as they ask for anything: generation that members contract, over what
  /// they must, and generation that they take or lose on the way, over all generation.
  static func addZone(
    _ scenario: PowerScenario, _ model: inout LinearModel
  ) -> (generation: OfferFormulation.Measure?, taken: OfferFormulation.Measure?) {
    var generation: OfferFormulation.Measure?
    var taken: OfferFormulation.Measure?
    let (required, total) = (scenario.requiredGeneration, scenario.totalGeneration)
    if required > 0 {
      var weights = OfferWeights(scenario)
      weights.zoneGeneration = 1
      generation = .init(
        weights: weights, row: model.addRow(lower: 1, name: "zone_generation"), scale: 1 / required)
    }
    if scenario.requiredTaken > 0 {
      var weights = OfferWeights(scenario)
      weights.zoneTaken = 1
      taken = .init(
        weights: weights, row: model.addRow(lower: scenario.requiredTaken / total, name: "zone_taken"),
        scale: 1 / total)
    }
    return (generation, taken)
  }
}
