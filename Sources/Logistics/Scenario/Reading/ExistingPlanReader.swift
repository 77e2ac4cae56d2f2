// SPDX-License-Identifier: GPL-3.0-or-later

internal import Interchange

/// The plan in force, and how its pairs carry over to a scenario.
struct ExistingPlanReader {
  private struct Entry {
    var demand: Int
    var warehouse: Int
    var area: String?
    var share: Double
    /// Where it stands.
    var place: String
  }

  /// The part of a plan file that says who stores where.
  private struct PlanFile: Decodable {
    struct Part: Decodable {
      var assignments: [LogisticsScenarioFile.ExistingPlan.Assignment]?
    }
    var plan: Part?
  }

  private var entries: [Entry] = []
  private var frozen: [(demand: Int, warehouse: Int, place: String)] = []

  /// Reads the assignments; pairs of demands and warehouses that the scenario does not know are dropped.
  init(
    _ file: LogisticsScenarioFile, _ index: ScenarioIndex, document: JSONDocument, inputs: InputReader,
    _ issues: inout IssueCollector
  ) throws {
    guard let plan = file.existingPlan else { return }
    if (plan.file == nil) == (plan.assignments == nil) {
      issues.add(
        "existing_plan",
        found: plan.file == nil ? "neither a file nor assignments" : "both a file and assignments",
        expected: "exactly one of file and assignments")
      return
    }
    if let assignments = plan.assignments {
      take(assignments, "existing_plan.assignments", index, &issues)
    } else if let path = plan.file {
      let bytes = try inputs.read(path, namedBy: document.file)
      let read = issues.attempt { () throws(DataError) in
        let planDocument = try JSONDocument(parsing: bytes, file: path, currency: file.currency)
        try LogisticsMarket.planSchema.validate(planDocument)
        return planDocument
      }
      guard let read else { return }
      var own = IssueCollector(document: read)
      own.checkMagnitudes()
      if let assignments = try read.decode(PlanFile.self).plan?.assignments {
        take(assignments, "plan.assignments", index, &own)
      } else {
        own.add("plan", found: "no assignments", expected: "a plan, for this file says who stores where now")
      }
      _ = issues.attempt { () throws(DataError) in try own.throwIfAny() }
    }
    for (position, pair) in (plan.frozen ?? []).enumerated() {
      let place = "existing_plan.frozen[\(position)]"
      index.demands.check(pair.demand, at: "\(place).demand", &issues)
      index.warehouses.check(pair.warehouse, at: "\(place).warehouse", &issues)
      if let d = index.demands[pair.demand], let w = index.warehouses[pair.warehouse] {
        frozen.append((d, w, place))
      }
    }
  }

  private mutating func take(
    _ assignments: [LogisticsScenarioFile.ExistingPlan.Assignment], _ path: String, _ index: ScenarioIndex,
    _ issues: inout IssueCollector
  ) {
    struct Key: Hashable {
      var demand: Int
      var warehouse: Int
      var area: String?
    }
    var seen = Set<Key>()
    var sum = [Double](repeating: 0, count: index.demands.ids.count)
    for (position, assignment) in assignments.enumerated() {
      let place = "\(path)[\(position)]"
      if !(assignment.share > 0 && assignment.share <= 1 + 1e-6) {
        issues.add(
          "\(place).share", found: JSONText.shown(assignment.share),
          expected: "a number above 0 and at most 1")
        continue
      }
      guard let d = index.demands[assignment.demand], let w = index.warehouses[assignment.warehouse] else {
        continue
      }
      if !seen.insert(Key(demand: d, warehouse: w, area: assignment.area)).inserted {
        issues.add(
          place, found: "\(assignment.demand) in \(assignment.warehouse) a second time",
          expected: "each pair once")
      }
      sum[d] += assignment.share
      if sum[d] > 1 + 1e-6 {
        issues.add(
          "\(place).share", found: "\(JSONText.shown(sum[d])) of \(assignment.demand) in all",
          expected: "shares that sum to 1 at most")
      }
      entries.append(
        Entry(demand: d, warehouse: w, area: assignment.area, share: assignment.share, place: place))
    }
    // Rounding of an earlier plan does not ask for more than all of a demand.
    for position in entries.indices where sum[entries[position].demand] > 1 {
      entries[position].share /= sum[entries[position].demand]
    }
  }

  /// Puts the shares on the scenario's lanes; what is on no open lane must move.
  func apply(to scenario: inout LogisticsScenario, _ issues: inout IssueCollector) {
    var byLane: [Int: LogisticsScenario.ExistingShare] = [:]
    var laneOf = [Int?](repeating: nil, count: entries.count)
    for (position, entry) in entries.enumerated() {
      laneOf[position] = lane(of: entry, in: scenario, &issues)
      if let lane = laneOf[position] {
        byLane[lane, default: .init(lane: lane, share: 0)].share += entry.share
      } else {
        scenario.demands[entry.demand].strandedShare += entry.share
      }
    }
    for pair in frozen {
      let kept = entries.indices.filter {
        entries[$0].demand == pair.demand && entries[$0].warehouse == pair.warehouse
      }
      let lanes = kept.compactMap { laneOf[$0] }
      check(pair, kept.count, lanes.compactMap { byLane[$0] }, scenario, &issues)
      for lane in lanes { byLane[lane]?.isFrozen = true }
    }
    scenario.existing = byLane.values.sorted { $0.lane < $1.lane }
  }

  /// The open lane of a pair of the existing plan; nil where it is closed now.
  private func lane(
    of entry: Entry, in scenario: LogisticsScenario, _ issues: inout IssueCollector
  ) -> Int? {
    let warehouse = scenario.warehouses[entry.warehouse]
    let open = (scenario.laneStart[entry.demand]..<scenario.laneStart[entry.demand + 1]).filter {
      scenario.lanes[$0].warehouse == entry.warehouse
    }
    let hasAreas = scenario.areas[warehouse.areas.lowerBound].id != nil
    if hasAreas, let area = entry.area {
      return open.first { scenario.areas[scenario.lanes[$0].area].id == area }
    }
    if open.count > 1 {
      issues.add(
        entry.place, found: "no area of \(warehouse.id), of which several may take it",
        expected: "\"area\": "
          + open.compactMap { scenario.areas[scenario.lanes[$0].area].id.map { "\"\($0)\"" } }
          .joined(separator: " or "))
    }
    return open.first
  }

  /// A frozen pair must be in the existing plan, and keeping it must be possible.
  private func check(
    _ pair: (demand: Int, warehouse: Int, place: String), _ count: Int,
    _ shares: [LogisticsScenario.ExistingShare], _ scenario: LogisticsScenario,
    _ issues: inout IssueCollector
  ) {
    let demand = scenario.demands[pair.demand]
    let name = "\(demand.id) in \(scenario.warehouses[pair.warehouse].id)"
    func report(_ found: String, _ expected: String) {
      issues.add(pair.place, found: found, expected: expected)
    }
    if count == 0 {
      return report("\(name), which the existing plan does not have", "a pair of the existing plan")
    }
    if shares.count < count {
      return report(
        "\(name), which is closed now", "a pair that class, rules, distance, windows and size still allow")
    }
    let share = shares.reduce(0) { $0 + $1.share }
    if demand.isSingleSource && (shares.count > 1 || share < 1 - 1e-6) {
      return report(
        "\(name) with a share of \(JSONText.shown(share))", "1 in one area: the demand is single-source")
    }
    if share < demand.smallestShare - 1e-9 {
      return report(
        "\(name) with a share of \(JSONText.shown(share))",
        "at least its smallest_share of \(JSONText.shown(demand.smallestShare))")
    }
    for existing in shares {
      let largest = scenario.largestShare(of: scenario.lanes[existing.lane])
      if existing.share > largest + 1e-9 {
        return report(
          "\(name) with a share of \(JSONText.shown(existing.share))",
          "at most \(JSONText.shown(largest)): there is no room for more")
      }
    }
  }
}
