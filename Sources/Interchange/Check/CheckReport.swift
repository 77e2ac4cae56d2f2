// SPDX-License-Identifier: GPL-3.0-or-later

/// What an independent check found.
public struct CheckReport: Sendable {
  /// A statement of the plan that does not hold.
  public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// The rule, as one word: `capacity`, `assignment`, `cost` and so on.
    public var rule: String
    /// Where in the plan.
    public var place: String
    /// What the check found.
    public var found: String
    /// What must hold.
    public var expected: String

    /// One line for people.
    public var description: String { "\(rule): \(place): found \(found); expected \(expected)" }
  }

  /// Everything that does not hold.
  public private(set) var violations: [Violation] = []
  /// The objective value that the check added up itself; nil without a plan.
  public var objective: Double?
  /// The bound that the check proved itself from the plan's proof; nil where the plan carries none.
  public var provenBound: Double?
  /// Why no plan exists, where the check could prove it.
  public var infeasibilityProof: String?
  /// What was looked at, for the report: a count and a name each.
  public var counts: [(count: Int, name: String)] = []
  /// What the check could not prove.
  public var remarks: [String] = []

  /// A report of nothing yet.
  public init() {}

  /// Whether everything holds.
  public var isClean: Bool { violations.isEmpty }

  /// Notes a violation.
  public mutating func add(_ rule: String, _ place: String, found: String, expected: String) {
    violations.append(Violation(rule: rule, place: place, found: found, expected: expected))
  }

  /// Notes a violation unless two amounts of money agree: to half a hundredth of the currency unit,
  /// plus what summing in another order can do to a large amount.
  public mutating func expectMoney(_ rule: String, _ place: String, plan: Double, recomputed: Double) {
    if !(abs(plan - recomputed) <= 0.005 + 1e-12 * abs(recomputed)) {
      add(rule, place, found: JSONText.number(plan), expected: JSONText.number(recomputed))
    }
  }

  /// Notes a violation unless two quantities agree to 1e-9 of their size or of one unit.
  public mutating func expectQuantity(_ rule: String, _ place: String, plan: Double, recomputed: Double) {
    if !(abs(plan - recomputed) <= 1e-9 * max(1, abs(recomputed))) {
      add(rule, place, found: JSONText.number(plan), expected: JSONText.number(recomputed))
    }
  }
}
