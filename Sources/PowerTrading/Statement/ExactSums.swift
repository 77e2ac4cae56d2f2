// SPDX-License-Identifier: GPL-3.0-or-later

/// What a line of a statement bills.
enum BilledEnergy {
  /// What the consumer takes.
  case supplied
  /// The share of the generation, at the plant.
  case contracted
  /// What arrives and is not taken.
  case surplus

  /// The energy before losses that the line goes by; losses are taken off where `countsLoss`.
  func beforeLoss(contracted: Int64, lost: Int64, supplied: Int64) -> Int64 {
    switch self {
    case .supplied: supplied + lost
    case .contracted: contracted
    case .surplus: contracted - supplied
    }
  }

  var countsLoss: Bool { self != .contracted }
}

/// Energy and money of a line over some intervals, exact, and how they come from the plan's.
///
/// With energy q = v - l (before losses, lost) and price p, primed for the plan's:
/// `q p - q'p' = (v - v') p' - (l - l') p' + q (p - p')`: volume, loss and price.
struct ExactSums {
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

  /// The sums of one contract over `intervals`, counted within the run.
  init(
    _ billed: BilledEnergy, contract c: Int, _ intervals: Range<Int>, _ flows: EnergyFlows,
    price: SteadySeries, plan: EnergyFlows, planPrice: SteadySeries
  ) {
    let counts: Int64 = billed.countsLoss ? 1 : 0
    if case .constant(let now) = price, case .constant(let then) = planPrice {
      addSteady(billed, counts, c, intervals, flows, plan, now: now, then: then)
      return
    }
    for t in intervals {
      let own = billed.beforeLoss(
        contracted: flows.contracted[c][t], lost: flows.lost[c][t], supplied: flows.supplied[c][t])
      let planned = billed.beforeLoss(
        contracted: plan.contracted[c][t], lost: plan.lost[c][t], supplied: plan.supplied[c][t])
      let (lost, plannedLost) = (counts * flows.lost[c][t], counts * plan.lost[c][t])
      let (now, then) = (Int128(price[t]), Int128(planPrice[t]))
      energy += own - lost
      planEnergy += planned - plannedLost
      money += Int128(own - lost) * now
      planMoney += Int128(planned - plannedLost) * then
      volume += Int128(own - planned) * then
      loss -= Int128(lost - plannedLost) * then
      self.price += Int128(own - lost) * (now - then)
    }
  }

  /// The same where the prices are the same throughout: sums of Wh first, one product each.
  private mutating func addSteady(
    _ billed: BilledEnergy, _ counts: Int64, _ c: Int, _ intervals: Range<Int>, _ flows: EnergyFlows,
    _ plan: EnergyFlows, now: Int64, then: Int64
  ) {
    func sums(_ flows: EnergyFlows) -> (own: Int64, lost: Int64) {
      func sum(_ series: [Int64]) -> Int64 { series[intervals].reduce(0, &+) }
      let (contracted, lost, supplied) = (
        sum(flows.contracted[c]), sum(flows.lost[c]), sum(flows.supplied[c])
      )
      return (
        billed.beforeLoss(contracted: contracted, lost: lost, supplied: supplied), counts * lost
      )
    }
    let (own, lost) = sums(flows)
    let (planned, plannedLost) = sums(plan)
    energy = own - lost
    planEnergy = planned - plannedLost
    money = Int128(energy) * Int128(now)
    planMoney = Int128(planEnergy) * Int128(then)
    volume = Int128(own - planned) * Int128(then)
    loss = -Int128(lost - plannedLost) * Int128(then)
    self.price = Int128(energy) * (Int128(now) - Int128(then))
  }
}
