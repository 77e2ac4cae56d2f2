// SPDX-License-Identifier: GPL-3.0-or-later

/// Which energy a line of a statement bills.
public enum BilledEnergy: String, Codable, Sendable, CaseIterable {
  /// What the consumer takes.
  case supplied
  /// What is under contract, at the plant.
  case contracted
  /// What arrives and is not taken.
  case surplus
  /// What the plant generates below a flat profile.
  case missing
  /// What it generates above a flat profile.
  case excess
  /// Load that no contract supplies, of a consumer that its suppliers serve in full.
  case topUp = "top_up"
  /// What is missing from a guaranteed supply or from a target.
  case shortfall

  /// Whether losses come off the energy that the line goes by.
  var countsLoss: Bool { self == .supplied || self == .surplus }
}
