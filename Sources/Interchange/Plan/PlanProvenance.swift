// SPDX-License-Identifier: GPL-3.0-or-later

/// What made a plan, and from which input.
public struct PlanProvenance: Codable, Sendable {
  /// Version of Warewatt.
  public var warewatt: String
  /// Version of GLPK.
  public var glpk: String
  /// SHA-256 over the scenario and the files it names.
  public var inputSHA256: String

  /// A provenance.
  public init(warewatt: String, glpk: String, inputSHA256: String) {
    self.warewatt = warewatt
    self.glpk = glpk
    self.inputSHA256 = inputSHA256
  }

  enum CodingKeys: String, CodingKey {
    case warewatt, glpk
    case inputSHA256 = "input_sha256"
  }
}
