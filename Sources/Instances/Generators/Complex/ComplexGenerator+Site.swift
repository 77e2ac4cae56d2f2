// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming
internal import Logistics

extension ComplexGenerator {
  /// A warehouse.
  struct Site {
    /// A part of it for one class of goods.
    struct Part {
      var storageClass: Int
      var weight: Double
      var pallets = 0.0
      /// Days on which it is lent, besides those of the warehouse; nil for all.
      var days: Range<Int>?
    }

    var place: Place
    var owner: Int
    /// Days on which it lends space, and how much of it; all of it on all days by default.
    var windows: [(days: Range<Int>, factor: Double)]
    var isAlwaysOpen: Bool
    var parts: [Part]
    /// Tonnes that a pallet place carries.
    var tonnesPerPallet: Double
    let periods: Int

    init(_ w: Int, _ recipe: ComplexGenerator, _ blocks: [(Double, Double)], _ random: inout SplitMix64) {
      periods = recipe.periods
      place = ComplexGenerator.place(blocks, &random)
      owner = [0, 0, 0, 1, 1, 2, 2, 3, 4, 5][random.integer(0, 9)]
      windows = [(0..<periods, 1)]
      isAlwaysOpen = periods < 3 || random.integer(1, 5) > 2
      if !isAlwaysOpen { windows = Self.windows(periods, &random) }
      parts = [Part(storageClass: 0, weight: random.uniform(0.5, 2))]
      for (storageClass, chance) in zip(1..., [30, 15, 15, 15]) {
        // The first warehouses see to it that each class has a place.
        let isFirst = w % 12 == (storageClass - 1) % recipe.warehouses && w < 24
        guard random.integer(1, 100) <= chance || isFirst else { continue }
        var part = Part(storageClass: storageClass, weight: random.uniform(0.6, 1.6))
        if recipe.hasFeatures && periods >= 3 && !isFirst && random.integer(1, 6) == 1 {
          let first = random.integer(0, periods / 2)
          part.days = first..<random.integer(first + periods / 3, periods)
        }
        parts.append(part)
      }
      tonnesPerPallet = random.uniform(0.45, 0.8)
    }

    /// One to three windows with gaps between them.
    private static func windows(
      _ periods: Int, _ random: inout SplitMix64
    ) -> [(days: Range<Int>, factor: Double)] {
      var windows: [(days: Range<Int>, factor: Double)] = []
      var first = random.integer(0, periods / 4)
      for _ in 0..<random.integer(1, 3) where first < periods {
        let last = min(periods, first + random.integer(max(1, periods / 4), periods))
        windows.append((first..<last, ComplexGenerator.rounded(random.uniform(0.5, 1.25), 20)))
        first = last + random.integer(0, max(1, periods / 10))
      }
      return windows
    }

    /// What a part lends on a day, in pallets; 0 where it is not lent.
    func pallets(_ part: Int, _ day: Int) -> Double {
      if let days = parts[part].days, !days.contains(day) { return 0 }
      guard let window = windows.first(where: { $0.days.contains(day) }) else { return 0 }
      // Parts of their own keep their size, the warehouse as a whole has its tonnage limited.
      return parts.count > 1 ? parts[part].pallets : (parts[part].pallets * window.factor).rounded(.up)
    }

    /// What all of it carries on a day, in tonnes.
    func tonnes(_ day: Int) -> Double {
      guard let window = windows.first(where: { $0.days.contains(day) }) else { return 0 }
      return tonnes(times: window.factor)
    }

    private func tonnes(times factor: Double) -> Double {
      (parts.reduce(0) { $0 + $1.pallets } * tonnesPerPallet * factor).rounded(.up)
    }

    /// Whether a part for its class holds a firm's goods so many times, on every day of its stay.
    func holds(_ firm: Firm, _ times: Double) -> Bool {
      guard let part = parts.firstIndex(where: { $0.storageClass == firm.storageClass }) else { return false }
      return firm.stay.allSatisfy {
        pallets(part, $0) >= times * firm.pallets && tonnes($0) >= times * firm.tonnes
      }
    }

    /// Gives the parts their sizes: `ratio` times what is asked for, class by class, over all days.
    static func size(_ sites: inout [Site], for firms: [Firm], ratio: Double, periods: Int) {
      for storageClass in ComplexGenerator.classes.indices {
        let asked = firms.reduce(0) {
          $1.storageClass == storageClass ? $0 + $1.pallets * Double($1.stay.count) : $0
        }
        var offered = 0.0
        for site in sites {
          for part in site.parts where part.storageClass == storageClass {
            for day in 0..<periods where part.days?.contains(day) ?? true {
              guard let window = site.windows.first(where: { $0.days.contains(day) }) else { continue }
              offered += site.parts.count > 1 ? part.weight : part.weight * window.factor
            }
          }
        }
        for w in sites.indices {
          for part in sites[w].parts.indices where sites[w].parts[part].storageClass == storageClass {
            let size = offered > 0 ? ratio * asked * sites[w].parts[part].weight / offered : 0
            sites[w].parts[part].pallets = max(10, size.rounded(.up))
          }
        }
      }
    }

    /// The warehouse of the file; what it asks for is drawn here.
    func file(
      _ w: Int, _ recipe: ComplexGenerator, _ random: inout SplitMix64
    ) -> LogisticsScenarioFile.Warehouse {
      let size = (parts.reduce(0) { $0 + $1.pallets } / 400).squareRoot()
      var warehouse = LogisticsScenarioFile.Warehouse(
        id: "warehouse-\(w + 1)", place: place,
        activationCost: random.integer(1, 8) == 1
          ? 0 : (Double(random.integer(40, 80)) * size).rounded() * 10_000,
        periodActivationCost: (Double(random.integer(20, 60)) * size).rounded() * 1000,
        handlingCost: ResourceAmounts([.pallets: Double(random.integer(15, 45)) * 100]))
      if parts.count == 1 {
        warehouse.storageClasses = [ComplexGenerator.classes[parts[0].storageClass].0]
        if isAlwaysOpen {
          warehouse.capacity = ResourceAmounts([.pallets: parts[0].pallets, .t: tonnes(times: 1)])
        }
      } else {
        if isAlwaysOpen { warehouse.capacity = ResourceAmounts([.t: tonnes(times: 1)]) }
        warehouse.areas = parts.map { part in
          LogisticsScenarioFile.Area(
            id: ComplexGenerator.classes[part.storageClass].0,
            storageClasses: [ComplexGenerator.classes[part.storageClass].0],
            capacity: ResourceAmounts([.pallets: part.pallets]),
            windows: part.days.map { [.init(firstPeriod: $0.lowerBound + 1, lastPeriod: $0.upperBound)] })
        }
      }
      if !isAlwaysOpen {
        warehouse.windows = windows.map { window in
          LogisticsScenarioFile.Window(
            firstPeriod: window.days.lowerBound + 1, lastPeriod: window.days.upperBound,
            capacity: ResourceAmounts(
              parts.count == 1
                ? [.pallets: pallets(0, window.days.lowerBound), .t: tonnes(times: window.factor)]
                : [.t: tonnes(times: window.factor)]))
        }
      }
      if recipe.hasFeatures {
        warehouse.owner = "owner-\(owner + 1)"
        if random.integer(1, 5) == 1 {
          warehouse.smallestUtilisation = ResourceAmounts([
            .pallets: [0.15, 0.2, 0.25, 0.3][random.integer(0, 3)]
          ])
        }
      }
      return warehouse
    }
  }

  /// By firm, the warehouses with a part for its class, the nearest by road first.
  struct Neighbourhood {
    var sites: [[Int]] = []
    /// The distances that belong to `sites`, in km by road.
    var distances: [[Double]] = []

    init(firms: [Firm], sites all: [Site]) {
      for firm in firms {
        let reachable = all.indices
          .filter { w in all[w].parts.contains { $0.storageClass == firm.storageClass } }
          .map { ((firm.place.distance(to: all[$0].place) ?? 0) * ComplexGenerator.roadFactor, $0) }
          .sorted { $0 < $1 }
        sites.append(reachable.map(\.1))
        distances.append(reachable.map(\.0))
      }
    }
  }
}
