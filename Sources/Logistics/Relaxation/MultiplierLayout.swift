// SPDX-License-Identifier: GPL-3.0-or-later

/// Where each family of multipliers lies in one flat vector, so that an ascent need not know them apart.
///
/// Only rows that a plan can break have a place that moves: `isLive` is false for a capacity that all
/// lanes together cannot exceed, and for rows that the scenario does not have.
struct MultiplierLayout: Sendable {
  let demand = 0
  let area: Int
  let total: Int
  let utilisation: Int
  let activation: Int
  let ownerActivation: Int
  let ownerShare: Int
  let group: Int
  let budget: Int
  let carbon: Int
  let truck: Int
  /// By pair and period: the part of a trip's price that is paid as soon as the pair is served at all.
  let firstTrip: Int
  let count: Int
  /// Whether the multiplier may differ from 0.
  let isLive: [Bool]
  /// What one unit of the row's violation weighs: currency per (unit of the row)^2, so that
  /// `scale * violation` is a sensible change of the multiplier.
  let scale: [Double]

  init(_ arrays: ScenarioArrays) {
    let (slots, resources, periods) = (arrays.slotCount, arrays.resourceCount, arrays.periodCount)
    area = arrays.demandCount
    total = area + arrays.areaCount * slots
    utilisation = total + (arrays.hasTotals ? arrays.warehouseCount * slots : 0)
    activation = utilisation + (arrays.hasSmallestUse ? arrays.warehouseCount * resources : 0)
    ownerActivation = activation + 1
    ownerShare = ownerActivation + arrays.ownerCount
    group = ownerShare + arrays.ownerCount * resources
    budget = group + arrays.groupCount * resources
    carbon = budget + 1
    truck = carbon + 1
    firstTrip = truck + arrays.pairCount * slots
    count = firstTrip + arrays.pairCount * periods
    var live = [Bool](repeating: false, count: count)
    var scale = [Double](repeating: 0, count: count)

    // What serving a demand costs, about, and that per unit and period of each resource.
    var worth = [Double](repeating: 0, count: arrays.demandCount)
    for d in 0..<arrays.demandCount {
      let lanes = Int(arrays.laneStart[d])..<Int(arrays.laneStart[d + 1])
      let cheapest = lanes.reduce(Double.infinity) { min($0, arrays.laneCost[$1]) }
      var typical = lanes.isEmpty ? 0 : lanes.reduce(0) { $0 + arrays.laneCost[$1] } / Double(lanes.count)
      if cheapest.isFinite { typical = max(cheapest, 0.5 * typical) }
      if arrays.penalty[d].isFinite { typical = max(typical * 0.5, min(typical, arrays.penalty[d])) }
      worth[d] = max(typical, 1e-3)
      // A demand without lanes has its price from the start.
      live[d] = !lanes.isEmpty
      scale[d] = worth[d]
    }
    let totalWorth = worth.reduce(0, +)
    var load = [Double](repeating: 0, count: arrays.areaCount * slots)
    var areaVolume = [Double](repeating: 0, count: arrays.areaCount * resources)
    var areaWorth = [Double](repeating: 0, count: arrays.areaCount * resources)
    for l in 0..<arrays.laneCount {
      let (d, k) = (Int(arrays.laneDemand[l]), Int(arrays.laneArea[l]))
      for r in 0..<resources {
        let q = arrays.quantity[d * resources + r]
        guard q > 0 else { continue }
        areaVolume[k * resources + r] += q * Double(arrays.end[d] - arrays.first[d])
        areaWorth[k * resources + r] += worth[d]
        for t in Int(arrays.first[d])..<Int(arrays.end[d]) {
          load[k * slots + r * periods + t] += q * arrays.laneMost[l]
        }
      }
    }
    for w in 0..<arrays.warehouseCount {
      let areas = Int(arrays.areaStart[w])..<Int(arrays.areaStart[w + 1])
      for r in 0..<resources {
        var (volume, sum) = (0.0, 0.0)
        for k in areas {
          volume += areaVolume[k * resources + r]
          sum += areaWorth[k * resources + r]
          let price =
            areaVolume[k * resources + r] > 0
            ? areaWorth[k * resources + r] / areaVolume[k * resources + r] : 0
          for t in 0..<periods {
            let slot = k * slots + r * periods + t
            let capacity = arrays.areaCapacity[slot]
            guard capacity > 0, load[slot] > capacity else { continue }
            live[area + slot] = true
            scale[area + slot] = 3 * price / capacity
          }
        }
        let price = volume > 0 ? sum / volume : 0
        if arrays.hasTotals {
          for t in 0..<periods {
            let slot = r * periods + t
            let capacity = arrays.totalCapacity[w * slots + slot]
            let most = areas.reduce(0.0) {
              $0 + min(load[$1 * slots + slot], arrays.areaCapacity[$1 * slots + slot])
            }
            guard capacity > 0, capacity.isFinite, most > capacity else { continue }
            live[total + w * slots + slot] = true
            scale[total + w * slots + slot] = 3 * price / capacity
          }
        }
        let least = arrays.smallestUse[w * resources + r]
        if least > 0 {
          live[utilisation + w * resources + r] = true
          scale[utilisation + w * resources + r] = price / least
        }
      }
    }
    let meanActivation =
      (0..<arrays.warehouseCount).reduce(0.0) {
        $0 + arrays.activationCost[$1] + arrays.periodCost[$1] * Double(periods)
      } / Double(max(1, arrays.warehouseCount))
    let activationScale = max(meanActivation, totalWorth / Double(max(1, arrays.warehouseCount)) * 0.1)
    if arrays.mostActivated != .max {
      live[activation] = true
      scale[activation] = activationScale / Double(max(1, arrays.mostActivated))
    }
    var volume = [Double](repeating: 0, count: resources)
    for d in 0..<arrays.demandCount {
      for r in 0..<resources {
        volume[r] += arrays.quantity[d * resources + r] * Double(arrays.end[d] - arrays.first[d])
      }
    }
    for o in 0..<arrays.ownerCount {
      if arrays.ownerMost[o] != .max {
        live[ownerActivation + o] = true
        scale[ownerActivation + o] = activationScale / Double(max(1, arrays.ownerMost[o]))
      }
      for r in 0..<resources where arrays.ownerLargestShare[o * resources + r] < 1 && volume[r] > 0 {
        live[ownerShare + o * resources + r] = true
        scale[ownerShare + o * resources + r] = totalWorth / (volume[r] * volume[r])
      }
    }
    for g in 0..<arrays.groupCount {
      for r in 0..<resources where arrays.groupSmallest[g * resources + r] > 0 && volume[r] > 0 {
        live[group + g * resources + r] = true
        scale[group + g * resources + r] =
          totalWorth / (volume[r] * arrays.groupSmallest[g * resources + r])
      }
    }
    if arrays.budget.isFinite {
      live[budget] = true
      scale[budget] = 1 / max(1e-3, arrays.budget)
    }
    if arrays.carbonCap.isFinite {
      live[carbon] = true
      scale[carbon] = totalWorth / max(1e-9, arrays.carbonCap * arrays.carbonCap)
    }
    let hasTruckLimit = (0..<resources).contains { arrays.truckCapacity[$0].isFinite }
    for p in 0..<arrays.pairCount {
      for t in 0..<periods where hasTruckLimit {
        live[firstTrip + p * periods + t] = arrays.tripCost[p] > 0
        scale[firstTrip + p * periods + t] = arrays.tripCost[p]
      }
      for r in 0..<resources where arrays.truckCapacity[r].isFinite {
        for t in 0..<periods {
          let slot = truck + p * slots + r * periods + t
          live[slot] = arrays.tripCost[p] > 0 || arrays.tripCarbon[p] > 0
          scale[slot] = arrays.tripCost[p] / max(1e-9, arrays.truckCapacity[r] * arrays.truckCapacity[r])
        }
      }
    }
    isLive = live
    self.scale = scale
  }

  /// The vector as multipliers of the scenario.
  func multipliers(_ vector: [Double], _ arrays: ScenarioArrays, zones: Int) -> Multipliers {
    let (slots, resources, periods) = (arrays.slotCount, arrays.resourceCount, arrays.periodCount)
    var result = Multipliers()
    result.demand = Array(vector[..<area])
    result.area = Array(vector[area..<total])
    result.warehouse = Array(vector[total..<utilisation])
    result.utilisation = Array(vector[utilisation..<activation])
    result.activation = vector[activation]
    result.ownerActivation = Array(vector[ownerActivation..<ownerShare])
    result.ownerShare = Array(vector[ownerShare..<group])
    result.group = Array(vector[group..<budget])
    result.budget = vector[budget]
    result.carbon = vector[carbon]
    guard zones > 0 else { return result }
    result.truck = [Double](repeating: 0, count: arrays.warehouseCount * zones * slots)
    for p in 0..<arrays.pairCount {
      let base = (Int(arrays.pairWarehouse[p]) * zones + Int(arrays.pairZone[p])) * periods
      for r in 0..<resources {
        for t in 0..<periods {
          result.truck[(base + t) * resources + r] = vector[truck + p * slots + r * periods + t]
        }
      }
    }
    return result
  }
}
