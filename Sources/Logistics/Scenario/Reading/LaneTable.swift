// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The price of every pair of demand and warehouse that has one, from tables and from distances.
///
/// A row, all warehouses of one demand, is made when it is read: nothing is kept for each pair but what a
/// table of the file states.
struct LaneTable {
  /// What is known of the pairs of one demand, warehouse by warehouse; NaN where unknown.
  struct Row {
    /// Cost of carrying all of the demand; NaN for pairs without a price.
    var cost: [Double]
    /// Road distance in km.
    var distance: [Double]
    /// Time on the road in minutes.
    var minutes: [Double]
    /// Carbon dioxide of carrying all of the demand, in kg.
    var carbon: [Double]

    /// An empty row.
    init(count: Int) {
      cost = Array(repeating: .nan, count: count)
      distance = cost
      minutes = cost
      carbon = cost
    }
  }

  /// The most pairs of demand and storage area.
  static let mostPairs = 50_000_000

  /// Whether any carbon dioxide is stated.
  private(set) var hasCarbon: Bool
  private let warehousePlaces: [Place?]
  private let demandPlaces: [Place?]
  private let roadFactor: Double
  private let speed: Double
  /// By demand, what a km costs; NaN where distances do not price lanes.
  private let ratePerKilometre: [Double]
  /// By demand, kg of carbon dioxide per km; NaN where no rate says it.
  private let carbonPerKilometre: [Double]
  private var matrix: [NumberList] = []
  private var listed = ListedLanes()

  init(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, document: JSONDocument, inputs: InputReader,
    _ issues: inout IssueCollector
  ) throws {
    let rates = file.transport?.rates.amounts ?? [:]
    let carbonRate = file.transport?.carbonRate
    hasCarbon = carbonRate != nil
    warehousePlaces = file.warehouses.map(\.place)
    demandPlaces = file.demands.map(\.place)
    roadFactor = file.transport?.roadFactor ?? 1
    speed = file.transport?.speed ?? .nan
    ratePerKilometre = file.demands.map { demand in
      rates.isEmpty
        ? .nan
        : Resource.allCases.reduce(0) { $0 + (rates[$1] ?? 0) * (demand.quantity[$1] ?? 0) }
    }
    carbonPerKilometre = file.demands.map { demand in
      carbonRate.map { $0 == 0 ? 0 : $0 * (demand.quantity[.t] ?? .nan) } ?? .nan
    }
    let areas = file.warehouses.reduce(0) { $0 + max(1, $1.areas?.count ?? 1) }
    let (pairs, isTooMany) = areas.multipliedReportingOverflow(by: file.demands.count)
    if isTooMany || pairs > Self.mostPairs {
      issues.add(
        "", found: "\(file.demands.count) demands and \(areas) warehouses or areas, \(pairs) pairs",
        expected: "at most \(Self.mostPairs) pairs")
      return
    }
    let given = [file.lanes?.list != nil, file.lanes?.file != nil, file.lanes?.costMatrix != nil].count { $0 }
    if file.lanes != nil && given != 1 {
      issues.add(
        "lanes", found: "\(given) of its forms", expected: "exactly one of list, file and cost_matrix_krw")
      return
    }
    if file.lanes == nil && rates.isEmpty {
      issues.add(
        "", found: "neither lanes nor a transport rate",
        expected: "\"lanes\", or \"transport\" with a rate such as rate_krw_per_pallet_km")
      return
    }
    if file.lanes == nil { checkPlaces(file, &issues) }
    if let matrix = file.lanes?.costMatrix { take(matrix, file, &issues) }
    if let list = file.lanes?.list {
      take(ListedLanes.Source(lanes: list, path: "lanes.list"), index, &issues)
    }
    if let path = file.lanes?.file,
      let source = try issues.attempt(
        reading: path, document, inputs, currency: file.currency, hasRates: !rates.isEmpty)
    {
      take(source, index, &issues)
    }
  }

  /// Fills a row with what is known of a demand.
  func read(demand d: Int, into row: inout Row) {
    let place = demandPlaces[d]
    let rate = ratePerKilometre[d]
    for w in warehousePlaces.indices {
      let distance = place.flatMap { warehousePlaces[w]?.distance(to: $0) }.map { $0 * roadFactor } ?? .nan
      row.distance[w] = distance
      row.cost[w] = rate * distance
    }
    if !matrix.isEmpty { row.cost = matrix[d].values }
    listed.forEach(ofDemand: d) { lane in
      if !lane.distance.isNaN {
        row.distance[lane.warehouse] = lane.distance
        row.cost[lane.warehouse] = rate * lane.distance
      }
      if !lane.cost.isNaN { row.cost[lane.warehouse] = lane.cost }
    }
    for w in warehousePlaces.indices {
      row.minutes[w] = row.distance[w] / speed * 60
      // Nothing is emitted where the rate is 0, however far it is.
      row.carbon[w] = carbonPerKilometre[d] == 0 ? 0 : carbonPerKilometre[d] * row.distance[w]
    }
    listed.forEach(ofDemand: d) { lane in
      if !lane.minutes.isNaN { row.minutes[lane.warehouse] = lane.minutes }
      if !lane.carbon.isNaN { row.carbon[lane.warehouse] = lane.carbon }
    }
  }

  /// Reports places that are missing though every lane is priced by distance.
  private func checkPlaces(_ file: LogisticsScenarioFile, _ issues: inout IssueCollector) {
    let without =
      file.warehouses.indices.filter { file.warehouses[$0].place == nil }.map { "warehouses[\($0)]" }
      + file.demands.indices.filter { file.demands[$0].place == nil }.map { "demands[\($0)]" }
    for path in without {
      issues.add(path, found: "no \"place\"", expected: "a place: lanes are priced by distance")
    }
  }

  private mutating func take(
    _ matrix: [NumberList], _ file: LogisticsScenarioFile, _ issues: inout IssueCollector
  ) {
    if matrix.count != file.demands.count {
      issues.add(
        "lanes.cost_matrix_krw", found: "\(matrix.count) rows",
        expected: "one for each of the \(file.demands.count) demands")
      return
    }
    for (d, row) in matrix.enumerated() where row.values.count != warehousePlaces.count {
      issues.add(
        "lanes.cost_matrix_krw[\(d)]", found: "\(row.values.count) numbers",
        expected: "one for each of the \(warehousePlaces.count) warehouses")
    }
    self.matrix = matrix
  }

  private mutating func take(
    _ source: ListedLanes.Source, _ index: ScenarioIndex, _ issues: inout IssueCollector
  ) {
    listed = ListedLanes(source, index, &issues)
    hasCarbon = hasCarbon || source.lanes.contains { $0.carbon != nil }
    for position in source.lanes.indices {
      let lane = source.lanes[position]
      guard lane.cost == nil, let d = index.demands[lane.demand], let w = index.warehouses[lane.warehouse]
      else { continue }
      let addsFigures = lane.travelMinutes != nil || lane.carbon != nil
      let hasDistance =
        lane.distance != nil || (addsFigures && demandPlaces[d] != nil && warehousePlaces[w] != nil)
      if ratePerKilometre[d].isNaN || !hasDistance {
        source.report(
          position, "cost_krw", found: "no cost", expected: "a cost, or distance_km and a transport rate",
          &issues)
      }
    }
  }
}
