// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange
internal import LinearProgramming
public import Logistics

/// Seeded industrial complexes over time, our own recipe: the same parameters give the same file on every
/// platform, for only correctly rounded operations are used. All of it is made up.
///
/// Firms and warehouses stand in blocks on a plane of 12 x 12 km. Firms bring 4 to 120 pallets of 0.2 to
/// 0.9 t, for stays of 1 day to the whole horizon, most of them a third of it at the longest; 68 % of them
/// ambient goods, 12 % chilled, 6 % frozen, 7 % hazardous, 7 % bonded. Each firm has a limit of distance
/// (or, one in three, of travel time at 25 km/h) that 20 to 40 warehouses of its class keep, or two fifths
/// of them where there are fewer.
/// Capacity over the horizon is `ratio` times what is asked for, class by class; special classes have areas
/// of their own within a warehouse whose tonnage is limited as a whole. Two warehouses in five lend their
/// space in windows only. Transport costs 900 won per pallet and km, handling 1,500 to 4,500
/// won per pallet, activation about 600,000 won per plan and 40,000 won per period for 400 pallets.
/// Penalties are 2,500 to 10,000 won per pallet and period, so that most firms are worth serving.
///
/// With features: hazardous goods never beside chilled or frozen ones; one firm in five single-source, one
/// in four in at most 2 to 4 warehouses with a smallest share; allowed and forbidden warehouses; smallest
/// utilisation for one warehouse in five; six owners with limits of number and, from 12 warehouses on, of share; at most seven
/// warehouses in ten activated; a budget; guarantees for small firms and for bonded goods; three priority
/// tiers; a carbon price and a cap; an existing plan for two firms in five, with change costs, some pairs
/// frozen and some that the firm may not keep. One firm in fifty must be served, and has several
/// warehouses with room for all of it.
/// With trucks: delivery zones, and whole trucks of 10 pallets or 5 t.
public struct ComplexGenerator: Sendable {
  /// Number of warehouses.
  public var warehouses: Int
  /// Number of demands.
  public var demands: Int
  /// Number of days.
  public var periods: Int
  /// Capacity over demand, both summed over the days.
  public var ratio: Double
  /// Whether the features above are in it.
  public var hasFeatures: Bool
  /// Whether goods are delivered jointly.
  public var hasTrucks: Bool
  /// Whether each demand goes to one warehouse.
  public var isSingleSource: Bool
  /// The seed.
  public var seed: UInt64

  /// A generator.
  public init(
    warehouses: Int, demands: Int, periods: Int, ratio: Double, hasFeatures: Bool, hasTrucks: Bool,
    isSingleSource: Bool = false, seed: UInt64
  ) {
    self.warehouses = warehouses
    self.demands = demands
    self.periods = periods
    self.ratio = ratio
    self.hasFeatures = hasFeatures
    self.hasTrucks = hasTrucks
    self.isSingleSource = isSingleSource
    self.seed = seed
  }

  /// Classes of goods and how many firms in a hundred have them.
  static let classes = [
    ("ambient", 68), ("chilled", 12), ("frozen", 6), ("hazardous", 7), ("bonded", 7),
  ]

  /// Road distance over straight distance.
  static let roadFactor = 1.3

  /// The scenario.
  public func scenario() -> LogisticsScenarioFile {
    var random = SplitMix64(seed: seed)
    let blocks = (0..<max(2, warehouses / 12)).map { _ in
      (random.uniform(1, 11), random.uniform(1, 11))
    }
    let firms = (0..<demands).map { _ in Firm(self, blocks, &random) }
    var sites = (0..<warehouses).map { w in Site(w, self, blocks, &random) }
    Site.size(&sites, for: firms, ratio: ratio, periods: periods)
    let neighbours = Neighbourhood(firms: firms, sites: sites)
    var file = LogisticsScenarioFile(
      name:
        "complex \(warehouses) x \(demands) x \(periods), ratio \(JSONText.number(ratio))\(hasFeatures ? ", features" : "")\(hasTrucks ? ", trucks" : ""), seed \(seed)",
      description: description, currency: "KRW",
      periods: .init(count: periods, unit: .day, firstDay: "2026-12-01"),
      transport: .init(
        roadFactor: Self.roadFactor, speed: 25, rates: ResourceAmounts([.pallets: 900]),
        carbonRate: hasFeatures ? 0.12 : nil),
      warehouses: sites.indices.map { sites[$0].file($0, self, &random) },
      demands: firms.indices.map { firms[$0].file($0, self, sites, neighbours, &random) })
    if hasFeatures { addRules(&file, firms, sites, neighbours, &random) }
    if hasTrucks { addTrucks(&file, firms, blocks) }
    if hasFeatures { addExistingPlan(&file, firms, sites, neighbours, &random) }
    return file
  }

  private var description: String {
    var text =
      "Generated, all of it made up: an industrial complex of firms and warehouses in blocks on 12 x 12 km over \(periods) days. Stays of varied length, five classes of goods, capacity over the days \(JSONText.number(ratio)) times the demand class by class, two warehouses in five lending space in windows, each firm near enough to 20 to 40 warehouses of its class."
    if hasFeatures {
      text +=
        " Areas within warehouses, an incompatible class, single-source and limited splits, allowed and forbidden warehouses, smallest utilisation, owners with limits, a largest number of warehouses, a budget, guarantees for groups, priority tiers, a carbon price and cap, an existing plan with change costs and frozen pairs."
    }
    if hasTrucks { text += " Joint delivery to zones in whole trucks." }
    return text
  }

  /// A place in or near a block.
  static func place(_ blocks: [(Double, Double)], _ random: inout SplitMix64) -> Place {
    let block = blocks[random.integer(0, blocks.count - 1)]
    return Place(
      x: rounded(block.0 + random.uniform(-0.9, 0.9) + random.uniform(-0.5, 0.5), 1000),
      y: rounded(block.1 + random.uniform(-0.9, 0.9) + random.uniform(-0.5, 0.5), 1000))
  }

  /// A value to so many parts of 1.
  static func rounded(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
}
