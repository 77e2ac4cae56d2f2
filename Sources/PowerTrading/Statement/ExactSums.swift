// SPDX-License-Identifier: GPL-3.0-or-later

/// Energy and money of a line over some intervals, exact, and how they come from the plan's.
///
/// With energy q = v - l (before losses, lost) and price p, primed for the plan's:
/// `q p - q'p' = (v - v') p' - (l - l') p' + q (p - p')`: volume, loss and price.
struct ExactSums {
  /// Energy of an interval before losses, and what is lost of it, Wh.
  typealias Energy = (before: Int64, lost: Int64)

  /// Wh.
  var energy: Int64 = 0
  /// Money, in 10^-12 of the currency.
  var money: Int128 = 0
  /// The plan's Wh.
  var planEnergy: Int64 = 0
  /// The plan's money.
  var planMoney: Int128 = 0
  /// What more or less energy before losses comes to at the plan's prices.
  var volume: Int128 = 0
  /// What more or less loss comes to at the plan's prices.
  var loss: Int128 = 0
  /// What other prices come to.
  var price: Int128 = 0

  static func += (left: inout ExactSums, right: ExactSums) {
    left.energy += right.energy
    left.money += right.money
    left.planEnergy += right.planEnergy
    left.planMoney += right.planMoney
    left.volume += right.volume
    left.loss += right.loss
    left.price += right.price
  }

  init() {}

  /// The sums over `intervals`, counted within the run.
  init(
    _ intervals: Range<Int>, price: SteadySeries, planPrice: SteadySeries, now: (Int) -> Energy,
    plan: (Int) -> Energy
  ) {
    if case .constant(let own) = price, case .constant(let then) = planPrice {
      // The same prices throughout: sums of Wh first, one product each.
      var (sum, planned): (Energy, Energy) = ((0, 0), (0, 0))
      for t in intervals {
        let (a, b) = (now(t), plan(t))
        sum = (sum.before + a.before, sum.lost + a.lost)
        planned = (planned.before + b.before, planned.lost + b.lost)
      }
      add(sum, planned, own, then)
    } else {
      for t in intervals { add(now(t), plan(t), price[t], planPrice[t]) }
    }
  }

  /// The sums of one contract.
  init(
    _ billed: BilledEnergy, contract c: Int, _ intervals: Range<Int>, _ flows: EnergyFlows,
    price: SteadySeries, plan: EnergyFlows, planPrice: SteadySeries
  ) {
    self.init(
      intervals, price: price, planPrice: planPrice, now: { flows.energy(billed, c, $0) },
      plan: { plan.energy(billed, c, $0) })
  }

  /// The sums of one amount of energy at one price, unchanged or not.
  init(energy: Int64, planEnergy: Int64, price: Int64) {
    add((energy, 0), (planEnergy, 0), price, price)
  }

  private mutating func add(_ own: Energy, _ planned: Energy, _ price: Int64, _ planPrice: Int64) {
    let (q, planQ) = (own.before - own.lost, planned.before - planned.lost)
    let (now, then) = (Int128(price), Int128(planPrice))
    energy += q
    planEnergy += planQ
    money += Int128(q) * now
    planMoney += Int128(planQ) * then
    volume += Int128(own.before - planned.before) * then
    loss -= Int128(own.lost - planned.lost) * then
    self.price += Int128(q) * (now - then)
  }
}
