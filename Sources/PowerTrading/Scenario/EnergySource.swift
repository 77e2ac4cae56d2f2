// SPDX-License-Identifier: GPL-3.0-or-later

/// The sources that count towards RE100 in Korea.
public enum EnergySource: String, Codable, CaseIterable, Sendable {
  /// Photovoltaic.
  case solar
  /// On land or at sea.
  case wind
  /// Water.
  case hydro
  /// Biomass and biogas.
  case bio
  /// Heat of the ground.
  case geothermal
  /// Tides and waves.
  case marine
}
