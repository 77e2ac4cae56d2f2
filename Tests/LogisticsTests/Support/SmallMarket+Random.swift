// SPDX-License-Identifier: GPL-3.0-or-later

import LinearProgramming

extension SmallMarket {
  /// What a random market has.
  struct Features {
    var sites = 3
    var firms = 4
    var resources = 1
    /// Chances of 1: a firm goes to one warehouse, an activation costs something.
    var whole = 0.5
    var paidActivation = 0.7
    /// Total capacity over total demand, about.
    var ratio = 1.3
    /// Whether every firm has a penalty, so that there always is a plan.
    var alwaysPenalty = false
  }

  /// A seeded market that mixes the features.
  init(seed: UInt64, _ features: Features) {
    var random = SplitMix64(seed: seed)
    func chance(_ probability: Double) -> Bool { random.unit() < probability }
    func place() -> (x: Double, y: Double) {
      (Double(random.integer(0, 100)) / 10, Double(random.integer(0, 100)) / 10)
    }
    resources = Array(["pallets", "t", "m3"].prefix(features.resources))
    roadFactor = Double(random.integer(10, 15)) / 10
    rate = Double(random.integer(1, 9))
    var firms: [Firm] = []
    for d in 0..<features.firms {
      // The first resource is always needed, the others in two cases of three.
      let quantity = resources.indices.map { r in
        r == 0 || chance(0.67) ? Double(random.integer(1, 40)) / 2 : 0
      }
      firms.append(
        Firm(
          id: "d\(d)", place: place(), quantity: quantity,
          storageClass: chance(0.3) ? ["cold", "dry"][random.integer(0, 1)] : nil,
          isWhole: chance(features.whole),
          penalty: features.alwaysPenalty || chance(0.7) ? Double(random.integer(0, 1500)) : nil,
          maxDistance: chance(0.2) ? Double(random.integer(4, 14)) : nil))
    }
    let total = resources.indices.map { r in firms.reduce(0) { $0 + $1.quantity[r] } }
    var sites: [Site] = []
    for w in 0..<features.sites {
      let size = features.ratio / Double(features.sites) * random.uniform(0.4, 1.6)
      let isEmpty = chance(0.05)
      sites.append(
        Site(
          id: "w\(w)", place: place(),
          capacity: total.map { isEmpty ? 0 : ($0 * size * 2).rounded() / 2 },
          activation: chance(features.paidActivation) ? Double(random.integer(1, 800)) : 0,
          handling: resources.map { _ in chance(0.4) ? Double(random.integer(1, 20)) : 0 },
          classes: chance(0.3) ? (chance(0.5) ? ["cold", "dry"] : ["dry"]) : nil))
    }
    self.firms = firms
    self.sites = sites
    // Classes must be known to some warehouse that names classes, or to one that takes any.
    if self.sites.allSatisfy({ $0.classes != nil }) { self.sites[0].classes = nil }
    if chance(0.3) {
      matrix = firms.map { _ in sites.map { _ in chance(0.1) ? nil : Double(random.integer(0, 900)) } }
    }
  }
}
