// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// The strong formulation of a scenario, ready to have parts cut out of it: built once for a run.
final class StrongProgram: Sendable {
  let formulation: StrongFormulation
  let restricted: RestrictedModel

  init(_ scenario: LogisticsScenario) {
    formulation = StrongFormulation(scenario)
    restricted = RestrictedModel(formulation.model, lazyRows: formulation.index.strongRows)
  }
}
