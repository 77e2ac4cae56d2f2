// SPDX-License-Identifier: GPL-3.0-or-later

/// A part of what an activated warehouse may do: some periods in which it is active or is not, and some
/// classes of goods that it does not store. The modes of a warehouse together hold all that it may do.
///
/// Each mode has prices of space of its own, so that the relaxed plan keeps the capacities mode by mode and
/// not on the average of all: the disjunctive relaxation of Balas 1985 (DOI 10.1137/0606047), here in
/// Lagrangian form. A warehouse whose only mode leaves everything open is what `LagrangianBound` describes;
/// more modes can only raise the bound.
final class WarehouseMode: @unchecked Sendable {
  /// What a mode says of a period.
  enum PeriodRule {
    static let free: Int8 = 0
    static let active: Int8 = 1
    static let idle: Int8 = 2
  }

  /// Number of the mode among all.
  let id: Int
  let warehouse: Int
  /// Where the prices of its areas begin in the vector of multipliers, and of the warehouse's total.
  let areaPlace: Int
  let totalPlace: Int
  /// By period.
  let periodRule: UnsafeMutablePointer<Int8>
  /// By class: whether no goods of it are stored.
  let isExcluded: UnsafeMutablePointer<Bool>
  let hasExcluded: Bool
  private let periods: Int
  private let classes: Int

  /// The mode that leaves everything open.
  convenience init(id: Int, warehouse w: Int, _ arrays: ScenarioArrays, _ layout: MultiplierLayout) {
    self.init(
      id: id, warehouse: w, areaPlace: layout.area + Int(arrays.areaStart[w]) * arrays.slotCount,
      totalPlace: layout.total + w * arrays.slotCount,
      rules: Array(repeating: PeriodRule.free, count: arrays.periodCount),
      excluded: Array(repeating: false, count: arrays.classCount))
  }

  init(id: Int, warehouse: Int, areaPlace: Int, totalPlace: Int, rules: [Int8], excluded: [Bool]) {
    self.id = id
    self.warehouse = warehouse
    self.areaPlace = areaPlace
    self.totalPlace = totalPlace
    (periods, classes) = (rules.count, excluded.count)
    periodRule = .allocate(capacity: max(1, periods))
    periodRule.initialize(from: rules, count: periods)
    isExcluded = .allocate(capacity: max(1, classes))
    isExcluded.initialize(from: excluded, count: classes)
    hasExcluded = excluded.contains(true)
  }

  deinit {
    periodRule.deallocate()
    isExcluded.deallocate()
  }

  var rules: [Int8] { Array(UnsafeBufferPointer(start: periodRule, count: periods)) }
  var excluded: [Bool] { Array(UnsafeBufferPointer(start: isExcluded, count: classes)) }
}

/// The modes of all warehouses, and where their prices lie.
struct ModeTable: Sendable {
  /// By warehouse.
  private(set) var modes: [[WarehouseMode]]
  private(set) var count: Int
  /// Length of the vector of multipliers, the prices of all modes included.
  private(set) var vectorCount: Int

  init(_ arrays: ScenarioArrays, _ layout: MultiplierLayout) {
    modes = (0..<arrays.warehouseCount).map { [WarehouseMode(id: $0, warehouse: $0, arrays, layout)] }
    count = arrays.warehouseCount
    vectorCount = layout.count
  }

  /// Leaves a warehouse its first mode alone, with what that may do in each period and what it does not store.
  mutating func restrict(_ w: Int, to rules: [Int8], excluded: [Bool]) {
    guard let mode = modes[w].first else { return }
    modes[w] = [
      WarehouseMode(
        id: mode.id, warehouse: w, areaPlace: mode.areaPlace, totalPlace: mode.totalPlace, rules: rules,
        excluded: excluded)
    ]
  }

  /// Holds all modes of a warehouse to what is decided of its periods and classes; those that say otherwise go.
  mutating func decide(_ w: Int, periods decided: [Int8], excluded: [Bool]) {
    guard excluded.contains(true) || decided.contains(where: { $0 != WarehouseMode.PeriodRule.free })
    else { return }
    var kept: [WarehouseMode] = []
    for mode in modes[w] {
      var rules = mode.rules
      var isPossible = true
      for (t, rule) in decided.enumerated() where rule != WarehouseMode.PeriodRule.free {
        if rules[t] == WarehouseMode.PeriodRule.free {
          rules[t] = rule
        } else if rules[t] != rule {
          isPossible = false
        }
      }
      guard isPossible else { continue }
      kept.append(
        WarehouseMode(
          id: mode.id, warehouse: w, areaPlace: mode.areaPlace, totalPlace: mode.totalPlace, rules: rules,
          excluded: zip(mode.excluded, excluded).map { $0 || $1 }))
    }
    // The modes together hold all that the warehouse may do, so one at least is left.
    if !kept.isEmpty { modes[w] = kept }
  }

  /// How a mode is divided.
  enum Division {
    /// Into those that are active in a period, and those that are not.
    case period(Int)
    /// Into those without goods of one class, and those without goods of the other.
    case classes(Int, Int)
  }

  /// Divides a mode in two; the first part takes its number and its prices' places.
  ///
  /// - Returns: for each new place of the vector, the place whose price it begins with.
  mutating func divide(_ mode: WarehouseMode, by division: Division, _ arrays: ScenarioArrays) -> [Int32] {
    let w = mode.warehouse
    guard let place = modes[w].firstIndex(where: { $0.id == mode.id }) else { return [] }
    var (rules, otherRules) = (mode.rules, mode.rules)
    var (excluded, otherExcluded) = (mode.excluded, mode.excluded)
    switch division {
    case .period(let t):
      rules[t] = WarehouseMode.PeriodRule.active
      otherRules[t] = WarehouseMode.PeriodRule.idle
    case .classes(let first, let second):
      excluded[first] = true
      otherExcluded[second] = true
    }
    let slots = arrays.slotCount
    let areaSlots = Int(arrays.areaStart[w + 1] - arrays.areaStart[w]) * slots
    var origin = (0..<areaSlots).map { Int32(mode.areaPlace + $0) }
    if arrays.hasTotals { origin += (0..<slots).map { Int32(mode.totalPlace + $0) } }
    modes[w][place] = WarehouseMode(
      id: mode.id, warehouse: w, areaPlace: mode.areaPlace, totalPlace: mode.totalPlace, rules: rules,
      excluded: excluded)
    modes[w].append(
      WarehouseMode(
        id: count, warehouse: w, areaPlace: vectorCount, totalPlace: vectorCount + areaSlots,
        rules: otherRules, excluded: otherExcluded))
    count += 1
    vectorCount += origin.count
    return origin
  }
}
