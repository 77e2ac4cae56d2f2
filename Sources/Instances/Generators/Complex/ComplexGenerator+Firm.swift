// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming
internal import Logistics

extension ComplexGenerator {
  /// A firm with goods to store.
  struct Firm {
    var place: Place
    var pallets: Double
    var tonnes: Double
    /// Index into `ComplexGenerator.classes`.
    var storageClass: Int
    /// The days of its stay, from 0.
    var stay: Range<Int>

    init(_ recipe: ComplexGenerator, _ blocks: [(Double, Double)], _ random: inout SplitMix64) {
      place = ComplexGenerator.place(blocks, &random)
      // Many small firms, some large ones.
      pallets = Double(random.integer(0, 3) == 0 ? random.integer(40, 120) : random.integer(4, 60))
      tonnes = ComplexGenerator.rounded(pallets * random.uniform(0.2, 0.9), 10)
      var draw = random.integer(1, 100)
      storageClass = 0
      while draw > ComplexGenerator.classes[storageClass].1 {
        draw -= ComplexGenerator.classes[storageClass].1
        storageClass += 1
      }
      let third = max(1, recipe.periods / 3)
      let length =
        random.integer(1, 8) == 1 ? recipe.periods : min(recipe.periods, 1 + random.integer(0, third))
      let first = random.integer(0, recipe.periods - length)
      stay = first..<first + length
    }

    /// Its demand; what it asks of the plan is drawn here.
    func file(
      _ d: Int, _ recipe: ComplexGenerator, _ sites: [Site], _ neighbours: Neighbourhood,
      _ random: inout SplitMix64
    ) -> LogisticsScenarioFile.Demand {
      var demand = LogisticsScenarioFile.Demand(
        id: "firm-\(d + 1)", place: place, quantity: ResourceAmounts([.pallets: pallets, .t: tonnes]),
        firstPeriod: stay.lowerBound == 0 ? nil : stay.lowerBound + 1,
        lastPeriod: stay.upperBound == recipe.periods ? nil : stay.upperBound,
        storageClass: ComplexGenerator.classes[storageClass].0)
      let near = limit(&demand, neighbours.sites[d], neighbours.distances[d], &random)
      if recipe.isSingleSource { demand.singleSource = true }
      guard recipe.hasFeatures else {
        demand.unservedPenalty = pallets * Double(stay.count) * Double(random.integer(25, 100)) * 100
        return demand
      }
      switch random.integer(1, 20) {
      case 1...4: demand.singleSource = true
      case 5...9 where demand.singleSource == nil:
        demand.maxWarehouses = random.integer(2, 4)
        demand.smallestShare = [0.1, 0.15, 0.2, 0.25][random.integer(0, 3)]
      default: break
      }
      let rooms = near.count { site in sites[site].holds(self, 1.5) }
      switch random.integer(1, 50) {
      case 1 where rooms >= 4 && storageClass == 0: break
      case 2...8:
        demand.unservedPenalty = pallets * Double(stay.count) * Double(random.integer(20, 120)) * 100
      case 9...18: demand.priority = "urgent"
      case 19...40: demand.priority = "standard"
      default: demand.priority = "flexible"
      }
      if pallets <= 12 { demand.group = "small-firms" }
      if demand.group == nil && storageClass == 4 { demand.group = "bonded-goods" }
      let mustBeServed = demand.priority == nil && demand.unservedPenalty == nil
      switch random.integer(1, 40) {
      case 1 where near.count > 6 && !mustBeServed:
        demand.forbiddenWarehouses = near.prefix(random.integer(1, 3)).map { "warehouse-\($0 + 1)" }
      case 2 where near.count > 6 && !mustBeServed:
        demand.allowedWarehouses = near.prefix(random.integer(4, 6)).map { "warehouse-\($0 + 1)" }
      default: break
      }
      return demand
    }

    /// Sets a limit of distance or time that a number of warehouses keep, and gives these.
    private func limit(
      _ demand: inout LogisticsScenarioFile.Demand, _ sites: [Int], _ distances: [Double],
      _ random: inout SplitMix64
    ) -> ArraySlice<Int> {
      let wanted = min(random.integer(20, 40), max(4, sites.count * 2 / 5))
      let isTime = random.integer(1, 3) == 1
      guard wanted < sites.count else { return sites[...] }
      let limit = (distances[wanted - 1] * 100).rounded(.up) / 100
      if isTime {
        demand.maxTravelMinutes = (limit / 25 * 60 * 100).rounded(.up) / 100
      } else {
        demand.maxDistance = limit
      }
      return sites.prefix(wanted)
    }
  }
}
