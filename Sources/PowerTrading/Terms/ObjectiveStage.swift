// SPDX-License-Identifier: GPL-3.0-or-later

/// What a plan is to maximise.
public enum ObjectiveKind: String, Codable, CaseIterable, Sendable {
  /// What all parties gain together.
  case jointGain = "joint_gain"
  /// What the consumers save together: their cost is least where this is most.
  case consumerCost = "consumer_cost"
  /// Energy supplied under contracts, kWh.
  case matchedEnergy = "matched_energy"
}

/// One objective of a lexicographic order.
public struct ObjectiveStage: Codable, Sendable, Equatable {
  /// What is maximised.
  public var objective: ObjectiveKind
  /// How much of it, relative to the best value found, may be given up for the later objectives; 0 by default.
  public var tolerance: Double?

  /// A stage.
  public init(objective: ObjectiveKind, tolerance: Double? = nil) {
    self.objective = objective
    self.tolerance = tolerance
  }
}

/// The objective as a scenario file states it: a name, or a list of stages.
public enum ObjectiveChoice: Codable, Sendable, Equatable {
  /// One objective, by its name; the name may be unknown.
  case name(String)
  /// One after the other.
  case stages([ObjectiveStage])

  /// Reads a name or a list.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .name(name)
    } else {
      self = .stages(try container.decode([ObjectiveStage].self))
    }
  }

  /// Writes a name or a list.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .name(let name): try container.encode(name)
    case .stages(let stages): try container.encode(stages)
    }
  }

  /// The stages, those of unknown name left out.
  var stages: [ObjectiveStage] {
    switch self {
    case .name(let name): ObjectiveKind(rawValue: name).map { [ObjectiveStage(objective: $0)] } ?? []
    case .stages(let stages): stages
    }
  }
}

/// Whether contracts may leave a party worse off than without any.
public enum ParticipationRule: Sendable, Equatable {
  /// They may.
  case none
  /// No party may lose.
  case hard
  /// Each unit of currency that a party loses costs this.
  case priced(Double)

  /// The price of a loss; nil where there is none or losses are forbidden.
  var price: Double? { if case .priced(let price) = self { price } else { nil } }
}
