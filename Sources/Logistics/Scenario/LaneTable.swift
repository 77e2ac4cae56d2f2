// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The price of every pair of demand and warehouse that has one, from tables and from distances.
struct LaneTable {
  struct Price {
    /// Cost of carrying all of the demand.
    var cost: Double
    /// Road distance in km.
    var distance: Double?
  }

  /// The most pairs of demand and warehouse.
  static let mostPairs = 50_000_000

  private let warehouseCount: Int
  /// By demand and then by warehouse; NaN for pairs without a price.
  private var costs: [Double]
  /// By demand and then by warehouse; NaN where unknown.
  private var distances: [Double]

  func lane(demand: Int, warehouse: Int) -> Price? {
    let pair = demand * warehouseCount + warehouse
    guard !costs[pair].isNaN else { return nil }
    return Price(cost: costs[pair], distance: distances[pair].isNaN ? nil : distances[pair])
  }

  init(
    _ file: LogisticsScenarioFile, document: JSONDocument, inputs: InputReader, _ issues: inout IssueCollector
  ) throws {
    warehouseCount = file.warehouses.count
    let pairs = file.warehouses.count * file.demands.count
    if pairs > Self.mostPairs {
      issues.add(
        "", found: "\(file.demands.count) demands and \(file.warehouses.count) warehouses, \(pairs) pairs",
        expected: "at most \(Self.mostPairs) pairs")
      costs = []
      distances = []
      return
    }
    costs = Array(repeating: .nan, count: pairs)
    distances = Array(repeating: .nan, count: pairs)
    let given = [file.lanes?.list != nil, file.lanes?.file != nil, file.lanes?.costMatrix != nil].count { $0 }
    if file.lanes != nil && given != 1 {
      issues.add(
        "lanes", found: "\(given) of its forms", expected: "exactly one of list, file and cost_matrix_krw")
      return
    }
    let rates = file.transport?.rates.amounts ?? [:]
    if file.lanes == nil && rates.isEmpty {
      issues.add(
        "", found: "neither lanes nor a transport rate",
        expected: "\"lanes\", or \"transport\" with a rate such as rate_krw_per_pallet_km")
      return
    }
    measure(file, needsAll: !rates.isEmpty && file.lanes?.costMatrix == nil, &issues)
    if !rates.isEmpty { priceByDistance(file) }
    if let list = file.lanes?.list { price(list, "lanes.list", file, &issues) }
    if let matrix = file.lanes?.costMatrix { price(matrix, file, &issues) }
    if let path = file.lanes?.file {
      guard let list = try issues.attempt(reading: path, document, inputs, currency: file.currency) else {
        return
      }
      price(list.lanes, "", file, &issues, lines: list.lines, table: path)
    }
  }

  /// Road distances between places; reports places that are missing though distances are needed.
  private mutating func measure(_ file: LogisticsScenarioFile, needsAll: Bool, _ issues: inout IssueCollector)
  {
    let factor = file.transport?.roadFactor ?? 1
    if needsAll && file.lanes == nil {
      let without =
        file.warehouses.indices.filter { file.warehouses[$0].place == nil }.map { "warehouses[\($0)]" }
        + file.demands.indices.filter { file.demands[$0].place == nil }.map { "demands[\($0)]" }
      for path in without {
        issues.add(path, found: "no \"place\"", expected: "a place: lanes are priced by distance")
      }
    }
    for (d, demand) in file.demands.enumerated() {
      guard let to = demand.place else { continue }
      for (w, warehouse) in file.warehouses.enumerated() {
        if let distance = warehouse.place?.distance(to: to) {
          distances[d * warehouseCount + w] = distance * factor
        }
      }
    }
  }

  private func rate(_ file: LogisticsScenarioFile, demand: Int) -> Double {
    Resource.allCases.reduce(0) { sum, resource in
      sum + (file.transport?.rates[resource] ?? 0) * (file.demands[demand].quantity[resource] ?? 0)
    }
  }

  private mutating func priceByDistance(_ file: LogisticsScenarioFile) {
    for d in file.demands.indices {
      let rate = rate(file, demand: d)
      for pair in d * warehouseCount..<(d + 1) * warehouseCount { costs[pair] = rate * distances[pair] }
    }
  }

  private mutating func price(
    _ matrix: [NumberList], _ file: LogisticsScenarioFile, _ issues: inout IssueCollector
  ) {
    if matrix.count != file.demands.count {
      issues.add(
        "lanes.cost_matrix_krw", found: "\(matrix.count) rows",
        expected: "one for each of the \(file.demands.count) demands")
      return
    }
    for (d, row) in matrix.enumerated() {
      if row.values.count != warehouseCount {
        issues.add(
          "lanes.cost_matrix_krw[\(d)]", found: "\(row.values.count) numbers",
          expected: "one for each of the \(warehouseCount) warehouses")
        continue
      }
      for (w, cost) in row.values.enumerated() { costs[d * warehouseCount + w] = cost }
    }
  }

  private mutating func price(
    _ lanes: [LogisticsScenarioFile.Lane], _ path: String, _ file: LogisticsScenarioFile,
    _ issues: inout IssueCollector, lines: [Int] = [], table: String = ""
  ) {
    let warehouseIndex = Dictionary(file.warehouses.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let demandIndex = Dictionary(file.demands.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let hasRates = !(file.transport?.rates.amounts.isEmpty ?? true)
    var seen = Set<Int>()
    for (index, lane) in lanes.enumerated() {
      func report(_ key: String, _ found: String, _ expected: String) {
        if path.isEmpty {
          var list = IssueList()
          list.add(
            DataIssue(
              file: table, line: lines[index], place: "column \(key)", found: found, expected: expected))
          issues.add(list)
        } else {
          issues.add("\(path)[\(index)].\(key)", found: found, expected: expected)
        }
      }
      guard let w = warehouseIndex[lane.warehouse] else {
        report(
          "warehouse", "\"\(lane.warehouse)\"",
          Self.expected("warehouse", lane.warehouse, file.warehouses.map(\.id)))
        continue
      }
      guard let d = demandIndex[lane.demand] else {
        report("demand", "\"\(lane.demand)\"", Self.expected("demand", lane.demand, file.demands.map(\.id)))
        continue
      }
      let pair = d * warehouseCount + w
      if !seen.insert(pair).inserted {
        report(
          "warehouse", "the lane from \(lane.warehouse) to \(lane.demand) a second time", "each lane once")
      }
      if let distance = lane.distance { distances[pair] = distance }
      if let cost = lane.cost {
        costs[pair] = cost
      } else if let distance = lane.distance, hasRates {
        costs[pair] = rate(file, demand: d) * distance
      } else {
        report("cost_krw", "no cost", "a cost, or distance_km and a transport rate")
      }
    }
  }

  private static func expected(_ kind: String, _ id: String, _ known: [String]) -> String {
    NearestName.suggestion(for: id, among: known).map { "\"\($0)\"" } ?? "the id of a \(kind)"
  }
}

extension IssueCollector {
  /// Reads a lane table; what is wrong in it joins the other issues.
  fileprivate mutating func attempt(
    reading path: String, _ document: JSONDocument, _ inputs: InputReader, currency: String
  ) throws -> (lanes: [LogisticsScenarioFile.Lane], lines: [Int])? {
    let bytes = try inputs.read(path, namedBy: document.file)
    return attempt { () throws(DataError) in
      let table = try CSVTable(parsing: bytes, file: path)
      let costColumn = "cost_\(currency.lowercased())"
      let hasCost = table.header.contains(costColumn)
      let hasDistance = table.header.contains("distance_km")
      var columns: [CSVTable.Column] = [.text("warehouse"), .text("demand")]
      if hasCost || !hasDistance { columns.append(.number(costColumn)) }
      if hasDistance { columns.append(.number("distance_km")) }
      let read = try table.read(columns)
      var negative = IssueList()
      let lanes = read.texts[0].indices.map { index in
        let cost = hasCost ? read.numbers[2][index] : nil
        let distance = hasDistance ? read.numbers[columns.count - 1][index] : nil
        for (name, value) in [(costColumn, cost), ("distance_km", distance)] {
          if let value, value < 0 {
            negative.add(
              DataIssue(
                file: path, line: read.lines[index], place: "column \(name)", found: JSONText.number(value),
                expected: "a number of at least 0"))
          }
        }
        return LogisticsScenarioFile.Lane(
          warehouse: read.texts[0][index], demand: read.texts[1][index], cost: cost, distance: distance)
      }
      try negative.throwIfAny()
      return (lanes, read.lines)
    }
  }
}
