// SPDX-License-Identifier: GPL-3.0-or-later

/// Where energy comes from.
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
  /// Fuel cells, whatever their fuel.
  case fuelCell = "fuel_cell"
  /// Power from waste heat.
  case wasteHeat = "waste_heat"
  /// Combined heat and power.
  case chp
  /// Stored energy, whatever charged it.
  case storage
  /// Hydrogen burnt or otherwise turned into power.
  case hydrogen

  /// The six renewable sources: those that count towards RE100 unless a scenario says otherwise.
  public static let renewable: [EnergySource] = [.solar, .wind, .hydro, .bio, .geothermal, .marine]

  /// Whether it is one of the six.
  public var isRenewable: Bool { Self.renewable.contains(self) }

  /// Whether it burns nothing for the power, whatever its fuel or charge came from: the renewable ones and
  /// waste heat. Of the others it depends on the plant.
  public var isCarbonFree: Bool { isRenewable || self == .wasteHeat }
}
