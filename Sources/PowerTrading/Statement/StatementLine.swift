// SPDX-License-Identifier: GPL-3.0-or-later

/// A line of a statement: an exact amount made whole by a stated rule.
public struct StatementLine: Codable, Sendable {
  /// Who gets a line's amount.
  public enum Payee: String, Codable, Sendable, CaseIterable {
    /// The supplier.
    case supplier
    /// The network, the utility, the state.
    case others
    /// The supplier, from the market; where the amount is below 0, the market from the supplier.
    case supplierFromMarket = "supplier_from_market"
    /// The consumer, from the market; where the amount is below 0, the market from the consumer.
    case consumerFromMarket = "consumer_from_market"
    /// Nobody: a price that the plan counts and no one is invoiced.
    case nobody
  }

  /// What is billed: `energy`, `strike`, ..., or a charge's name.
  public var line: String
  /// Who gets the amount.
  public var payee: Payee
  /// Id of the consumer whose contract it is about, among a supplier's own lines.
  public var consumer: String?
  /// Which energy is billed.
  public var quantity: BilledEnergy?
  /// Energy billed, whole Wh.
  public var energy: Int?
  /// Price per kWh; nil where it changes within the month.
  public var price: Double?
  /// The amount that a charge is a part of.
  public var base: Int?
  /// The part.
  public var rate: Double?
  /// Whole units of the currency.
  public var amount: Int
  /// How the amount became whole.
  public var rounding: RoundingRule
  /// Against the plan, where metered data are settled.
  public var difference: StatementDifference?

  enum CodingKeys: String, CodingKey {
    case line, payee, consumer, quantity
    case energy = "energy_wh"
    case price = "price_krw_per_kwh"
    case base = "base_krw"
    case rate
    case amount = "amount_krw"
    case rounding, difference
  }
}

/// How an amount differs from the plan's, in whole units; the four parts add up to the difference.
public struct StatementDifference: Codable, Sendable, Equatable {
  /// The plan's energy, whole Wh.
  public var planEnergy: Int?
  /// The plan's amount.
  public var planAmount = 0
  /// The amount less the plan's.
  public var difference = 0
  /// More or less energy before losses, at the plan's prices.
  public var volume = 0
  /// More or less loss, at the plan's prices.
  public var loss = 0
  /// Other prices.
  public var price = 0
  /// What is left: the rounding of both amounts and of the parts.
  public var rounding = 0

  enum CodingKeys: String, CodingKey {
    case planEnergy = "plan_energy_wh"
    case planAmount = "plan_amount_krw"
    case difference = "difference_krw"
    case volume = "volume_krw"
    case loss = "loss_krw"
    case price = "price_krw"
    case rounding = "rounding_krw"
  }

  /// Adds the money of another difference; the energies are of lines, and are not added.
  mutating func add(_ other: StatementDifference) {
    planAmount += other.planAmount
    difference += other.difference
    volume += other.volume
    loss += other.loss
    price += other.price
    rounding += other.rounding
  }
}

extension StatementLine {
  /// A line of exact sums over energy.
  init(
    _ line: String, _ payee: Payee, _ quantity: BilledEnergy, _ sums: ExactSums, price: Int64?,
    comparesWithPlan: Bool, rounding: RoundingRule = .roundHalfUp
  ) {
    self.line = line
    self.payee = payee
    self.quantity = quantity
    energy = Int(sums.energy)
    self.price = price.map { ExactUnit.price(of: $0) }
    amount = Int(rounding.whole(sums.money, over: ExactUnit.money))
    self.rounding = rounding
    if comparesWithPlan {
      difference = Self.difference(
        amount: amount, planAmount: Int(rounding.whole(sums.planMoney, over: ExactUnit.money)), sums,
        over: ExactUnit.money)
      difference?.planEnergy = Int(sums.planEnergy)
    }
  }

  /// A charge on the amount of a line over energy, whose sums explain its difference.
  ///
  /// - Parameter isStated: whether the base is a line of the same statement; otherwise its energy and price are
  ///   stated here.
  init(_ charge: StatementTerms.Charge, on base: StatementLine, isStated: Bool, _ sums: ExactSums) {
    line = charge.name
    payee = charge.payee
    if !isStated { (quantity, energy, price) = (base.quantity, base.energy, base.price) }
    self.base = base.amount
    rate = charge.rate
    rounding = charge.rounding
    let part = Int128(ExactUnit.share(charge.rate))
    func amount(_ base: Int) -> Int {
      Int(charge.rounding.whole(Int128(base) * part, over: Int128(ExactUnit.share)))
    }
    self.amount = amount(base.amount)
    if let planned = base.difference {
      // Twelve digits of rate and twelve of money need more than 128 bits for the largest amounts.
      var own = sums
      own.volume = own.volume / 1_000_000 * part
      own.loss = own.loss / 1_000_000 * part
      own.price = own.price / 1_000_000 * part
      difference = Self.difference(
        amount: self.amount, planAmount: amount(planned.planAmount), own,
        over: ExactUnit.money * Int128(ExactUnit.share) / 1_000_000)
      if !isStated { difference?.planEnergy = planned.planEnergy }
    }
  }

  /// A cost that is the same in plan and statement.
  init(fixedCost: Double, comparesWithPlan: Bool) {
    line = "fixed_cost"
    payee = .others
    rounding = .roundHalfUp
    amount = Int(rounding.whole(Int128(ExactUnit.wattHours(fixedCost)), over: 1000))
    if comparesWithPlan { difference = StatementDifference(planAmount: amount) }
  }

  private static func difference(
    amount: Int, planAmount: Int, _ sums: ExactSums, over denominator: Int128
  ) -> StatementDifference {
    func whole(_ part: Int128) -> Int { Int(RoundingRule.roundHalfUp.whole(part, over: denominator)) }
    var result = StatementDifference(
      planAmount: planAmount, difference: amount - planAmount, volume: whole(sums.volume),
      loss: whole(sums.loss), price: whole(sums.price))
    result.rounding = result.difference - result.volume - result.loss - result.price
    return result
  }
}
