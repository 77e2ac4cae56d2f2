// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a solve ended.
public struct PlanTermination: Codable, Sendable, Equatable {
  /// A reason a solve can end for.
  public enum Reason: String, Codable, Sendable {
    /// The plan was proved optimal.
    case optimal
    /// The gap asked for was proved.
    case gapReached = "gap_reached"
    /// The time limit came.
    case timeLimit = "time_limit"
    /// The run was interrupted.
    case interrupted
    /// There is no plan.
    case infeasible
    /// There is no best plan.
    case unbounded
    /// The solver gave up.
    case solverFailure = "solver_failure"
  }

  /// Which limit ended it.
  public enum Limit: String, Codable, Sendable {
    /// The time limit.
    case time
    /// An interrupt.
    case interrupt
  }

  /// Why it ended.
  public var reason: Reason
  /// Which limit ended it, if one did.
  public var limit: Limit?
  /// A sentence for people.
  public var detail: String

  /// A termination.
  public init(reason: Reason, limit: Limit? = nil, detail: String) {
    self.reason = reason
    self.limit = limit
    self.detail = detail
  }

  enum CodingKeys: String, CodingKey { case reason, limit, detail }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reason, forKey: .reason)
    try container.encode(limit, forKey: .limit)
    try container.encode(detail, forKey: .detail)
  }
}
