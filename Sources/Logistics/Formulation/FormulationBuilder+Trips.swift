// SPDX-License-Identifier: GPL-3.0-or-later

internal import LinearProgramming

/// Whole trips n from a warehouse to a zone, one number for consecutive periods with the same deliveries:
///
///     sum_{l into w, d of zone} (delivery_dr / truck_r) x_l <= n   each resource r
///     K_l x_l <= m_l n                                             where stronger
///
/// K_l is the least number of trips that all of a lane's share needs, where the share is all or nothing,
/// and 1 otherwise.
extension FormulationBuilder {
  mutating func addTrips() {
    guard let trucks = scenario.trucks, !trucks.zones.isEmpty else { return }
    let zones = trucks.zones.count
    var lanes = [[Int]](repeating: [], count: scenario.warehouses.count * zones)
    var stays = StayBlocks(warehouses: lanes.count, periods: scenario.periods.count)
    for (l, lane) in scenario.lanes.enumerated() {
      guard let zone = scenario.demands[lane.demand].zone, scenario.tripsOfWhole(lane) > 0 else { continue }
      let place = lane.warehouse * zones + zone
      lanes[place].append(l)
      stays.add(scenario.demands[lane.demand].stay, to: place)
    }
    let price = scenario.rules.carbonPrice
    for place in lanes.indices where !lanes[place].isEmpty {
      let cost = trucks.tripCost[place] + price * trucks.tripCarbon[place]
      let counts = cost != 0 || (scenario.rules.carbonCap != nil && trucks.tripCarbon[place] != 0)
      // Trips that cost nothing are always there.
      guard counts else { continue }
      for block in stays.blocks(of: place) {
        let present = lanes[place].filter {
          scenario.demands[scenario.lanes[$0].demand].stay.contains(block.lowerBound)
        }
        addTripBlock(place, block, present, cost: cost * Double(block.count))
      }
    }
  }

  private mutating func addTripBlock(_ place: Int, _ block: Range<Int>, _ lanes: [Int], cost: Double) {
    guard let trucks = scenario.trucks else { return }
    let (w, zone) = (place / trucks.zones.count, place % trucks.zones.count)
    let name = "\(scenario.warehouses[w].id),\(trucks.zones[zone])"
    let most = lanes.reduce(0) { $0 + scenario.tripLoad(scenario.lanes[$1]) * largestShare[$1] }
    let chosen = choices.map { Double($0.trips[place * scenario.periods.count + block.lowerBound]) }
    let column = model.addChoice(
      upper: most.rounded(.up) + 1, cost: cost, chosen: chosen,
      name: "trips(\(name)\(names.period(block.lowerBound)))")
    var trip = FormulationIndex.TripBlock(
      warehouse: w, zone: zone, periods: block, column: column, loadRow: [])
    for (r, resource) in scenario.resources.enumerated() {
      let capacity = trucks.capacity[r]
      let loads = lanes.filter { scenario.demands[scenario.lanes[$0].demand].delivery[r] > 0 }
      guard capacity.isFinite, capacity > 0, !loads.isEmpty else {
        trip.loadRow.append(nil)
        continue
      }
      let row = model.addRow(
        upper: chosen ?? 0, name: "truck(\(name),\(resource.rawValue)\(names.period(block.lowerBound)))")
      for l in loads {
        let delivery = scenario.demands[scenario.lanes[l].demand].delivery[r]
        model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: delivery / capacity)
      }
      if chosen == nil { model.addTerm(row: row, column: column, coefficient: -1) }
      trip.loadRow.append(row)
    }
    index.trips.append(trip)
    guard chosen == nil, !isForProof else { return }
    for l in lanes { addStrongTripRow(l, column, block) }
  }

  private mutating func addStrongTripRow(_ l: Int, _ column: Int, _ block: Range<Int>) {
    let lane = scenario.lanes[l]
    let share = largestShare[l]
    let load = scenario.tripLoad(lane)
    guard share > 0 else { return }
    let trips = isWhole(lane) ? scenario.tripsOfWhole(lane) : 1
    // Where the trucks are filled by this lane alone, the row of the load says as much.
    guard trips > load * share * (1 + 1e-9) else { return }
    let row = model.addRow(upper: 0, name: "trip(\(names.lane(lane))\(names.period(block.lowerBound)))")
    model.addTerm(row: row, column: index.firstLaneColumn + l, coefficient: trips)
    model.addTerm(row: row, column: column, coefficient: -share)
    index.strongRows.append(row)
  }
}

extension LogisticsScenario {
  /// Trucks that all of a demand on a lane fills in each period of its stay, not rounded; 0 for none.
  func tripLoad(_ lane: Lane) -> Double {
    guard let trucks, demands[lane.demand].zone != nil else { return 0 }
    var load = 0.0
    for (r, delivery) in demands[lane.demand].delivery.enumerated() where delivery > 0 {
      if trucks.capacity[r].isFinite, trucks.capacity[r] > 0 {
        load = max(load, delivery / trucks.capacity[r])
      }
    }
    return load
  }

  /// The same, rounded to whole trips.
  func tripsOfWhole(_ lane: Lane) -> Double { Trips.least(for: tripLoad(lane)) }
}

/// Whole trips.
enum Trips {
  /// How far a truck may be filled above its capacity, relative: rounding must not cost a trip.
  static let tolerance = 1e-7

  /// The least number of trips that carries so many truckloads.
  static func least(for load: Double) -> Double {
    load > 0 ? max(1, (load * (1 - tolerance)).rounded(.up)) : 0
  }
}
