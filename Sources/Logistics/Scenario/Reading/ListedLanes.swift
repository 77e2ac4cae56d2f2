// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The lanes that a list or a CSV file states, by demand.
struct ListedLanes {
  /// What a table states of a lane; NaN where it does not.
  struct Lane {
    var warehouse: Int
    var cost: Double
    var distance: Double
    var minutes: Double
    var carbon: Double
  }

  /// Lanes as they stand in a list of the scenario or in a CSV file.
  struct Source {
    var lanes: [LogisticsScenarioFile.Lane]
    /// The list's path in the scenario; empty for a CSV file.
    var path = ""
    /// The CSV file, as the user named it.
    var file = ""
    /// The line of each lane in the CSV file.
    var lines: [Int] = []

    /// Notes an issue with a lane at a key, which is the column in a CSV file.
    func report(
      _ position: Int, _ key: String, found: @autoclosure () -> String,
      expected: @autoclosure () -> String, _ issues: inout IssueCollector
    ) {
      if path.isEmpty {
        issues.add(
          DataIssue(
            file: file, line: lines[position], place: "column \(key)", found: found(), expected: expected()))
      } else {
        issues.add("\(path)[\(position)].\(key)", found: found(), expected: expected())
      }
    }
  }

  private var start: [Int] = []
  private var lanes: [Lane] = []

  /// No lanes.
  init() {}

  /// Sorts the lanes by demand; unknown ids and lanes that come twice are noted and left out.
  init(_ source: Source, _ index: ScenarioIndex, _ issues: inout IssueCollector) {
    var demandOf = [Int](repeating: -1, count: source.lanes.count)
    var warehouseOf = demandOf
    start = Array(repeating: 0, count: index.demands.ids.count + 1)
    for (position, lane) in source.lanes.enumerated() {
      guard let w = index.warehouses[lane.warehouse] else {
        source.report(
          position, "warehouse", found: "\"\(lane.warehouse)\"",
          expected: index.warehouses.expected(insteadOf: lane.warehouse), &issues)
        continue
      }
      guard let d = index.demands[lane.demand] else {
        source.report(
          position, "demand", found: "\"\(lane.demand)\"",
          expected: index.demands.expected(insteadOf: lane.demand), &issues)
        continue
      }
      demandOf[position] = d
      warehouseOf[position] = w
      start[d + 1] += 1
    }
    for d in index.demands.ids.indices { start[d + 1] += start[d] }
    var positions = [Int](repeating: 0, count: start[start.count - 1])
    var next = start
    for position in source.lanes.indices where demandOf[position] >= 0 {
      positions[next[demandOf[position]]] = position
      next[demandOf[position]] += 1
    }
    var lastDemand = [Int](repeating: -1, count: index.warehouses.ids.count)
    for position in positions {
      let (d, w, lane) = (demandOf[position], warehouseOf[position], source.lanes[position])
      if lastDemand[w] == d {
        source.report(
          position, "warehouse",
          found: "the lane from \(lane.warehouse) to \(lane.demand) a second time",
          expected: "each lane once", &issues)
      }
      lastDemand[w] = d
      lanes.append(
        Lane(
          warehouse: w, cost: lane.cost ?? .nan, distance: lane.distance ?? .nan,
          minutes: lane.travelMinutes ?? .nan, carbon: lane.carbon ?? .nan))
    }
  }

  /// Hands the lanes of a demand to `body`.
  func forEach(ofDemand d: Int, _ body: (Lane) -> Void) {
    if lanes.isEmpty { return }
    for position in start[d]..<start[d + 1] { body(lanes[position]) }
  }
}

extension IssueCollector {
  /// Reads a lane table; what is wrong in it joins the other issues.
  mutating func attempt(
    reading path: String, _ document: JSONDocument, _ inputs: InputReader, currency: String, hasRates: Bool
  ) throws -> ListedLanes.Source? {
    let bytes = try inputs.read(path, namedBy: document.file)
    return attempt { () throws(DataError) in
      let table = try CSVTable(parsing: bytes, file: path)
      let costColumn = "cost_\(currency.lowercased())"
      // One of these must be there, unless rates price the lanes and the table adds to them.
      var names = [costColumn, "distance_km", "travel_minutes", "kg_co2"].filter(table.header.contains)
      let adds = hasRates && (names.contains("travel_minutes") || names.contains("kg_co2"))
      if !names.contains(costColumn) && !names.contains("distance_km") && !adds {
        names.insert(costColumn, at: 0)
      }
      let read = try table.read([.text("warehouse"), .text("demand")] + names.map { .number($0) })
      func column(_ name: String) -> [Double]? {
        names.firstIndex(of: name).map { read.numbers[2 + $0] }
      }
      var negative = IssueList()
      for name in names {
        for (index, value) in (column(name) ?? []).enumerated() where value < 0 {
          negative.add(
            DataIssue(
              file: path, line: read.lines[index], place: "column \(name)", found: JSONText.number(value),
              expected: "a number of at least 0"))
        }
      }
      try negative.throwIfAny()
      let (cost, distance) = (column(costColumn), column("distance_km"))
      let (minutes, carbon) = (column("travel_minutes"), column("kg_co2"))
      let lanes = read.texts[0].indices.map { index in
        LogisticsScenarioFile.Lane(
          warehouse: read.texts[0][index], demand: read.texts[1][index], cost: cost?[index],
          distance: distance?[index], travelMinutes: minutes?[index], carbon: carbon?[index])
      }
      return ListedLanes.Source(lanes: lanes, file: path, lines: read.lines)
    }
  }
}
