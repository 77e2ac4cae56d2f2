// SPDX-License-Identifier: GPL-3.0-or-later

/// Where the columns and rows of a `StrongFormulation` are. A column or row that the scenario does not
/// call for is nil, or missing from its list.
struct FormulationIndex: Sendable {
  /// A row that was divided by `scale` before it was handed over: its multiplier in the units of the
  /// scenario is the model's divided by `scale`.
  struct ScaledRow: Sendable {
    /// The row.
    var row: Int
    /// What it was divided by, above 0.
    var scale: Double
  }

  /// Whether a demand uses a warehouse at all.
  struct Pair: Sendable {
    /// The demand.
    var demand: Int
    /// The warehouse.
    var warehouse: Int
    /// The binary column.
    var column: Int
    /// The row by which a used warehouse takes the smallest share; nil where there is none.
    var smallestShareRow: Int?
  }

  /// Whether a warehouse stores a class that is incompatible with another.
  struct StoredClass: Sendable {
    /// The warehouse.
    var warehouse: Int
    /// The class, as an index into the scenario's.
    var storageClass: Int
    /// The binary column.
    var column: Int
  }

  /// Trips from a warehouse to a zone in consecutive periods that see the same deliveries: one number for
  /// each of them.
  struct TripBlock: Sendable {
    /// The warehouse.
    var warehouse: Int
    /// The zone.
    var zone: Int
    /// The periods.
    var periods: Range<Int>
    /// The integer column of the trips in each of the periods.
    var column: Int
    /// The row of each resource, divided by a truck's capacity; nil where it cannot bind.
    var loadRow: [Int?]
  }

  /// Activation of each warehouse; nil where nothing depends on it, so that it is always on.
  var activationColumn: [Int?] = []
  /// By warehouse and period (`w * periods + t`), whether the warehouse is active then; nil where a period
  /// costs nothing or nothing can be stored. Periods that see the same lanes share a column. Empty where
  /// no warehouse charges by period.
  var periodColumn: [Int?] = []
  /// Share on lane l is column `firstLaneColumn + l`.
  var firstLaneColumn = 0
  /// Unserved share of each demand; nil where it must be served.
  var unservedColumn: [Int?] = []
  /// The strong rows of lanes and of trips: implied for integral gates and trips, or nearly so, and many.
  var strongRows: [Int] = []
  /// By entry of the scenario's `existing`, the part of the share that is given up; nil where that costs
  /// nothing or may not be.
  var lostColumn: [Int?] = []
  /// Used pairs, by demand and then by warehouse, of the demands that count them.
  var pairs: [Pair] = []
  /// Stored classes that exclude others.
  var storedClasses: [StoredClass] = []
  /// Trips.
  var trips: [TripBlock] = []

  /// Row of area k and slot s is `firstCapacityRow + k * slotCount + s`; the rows of the demands come
  /// first, row d being that of demand d.
  var firstCapacityRow = 0
  /// Row of the total capacity of warehouse w in slot s is `firstTotalRow + w * slotCount + s`; nil where
  /// no warehouse has a total.
  var firstTotalRow: Int?
  /// By warehouse and resource, the smallest utilisation; empty where there is none.
  var utilisationRow: [ScaledRow?] = []
  /// The number of activated warehouses.
  var mostActivatedRow: Int?
  /// By owner, the number of its activated warehouses.
  var ownerActivationRow: [Int?] = []
  /// By owner and resource, its share of what is stored.
  var ownerShareRow: [ScaledRow?] = []
  /// By group and resource, its guaranteed share.
  var groupRow: [ScaledRow?] = []
  /// The budget.
  var budgetRow: ScaledRow?
  /// The cap on carbon dioxide.
  var carbonRow: ScaledRow?
  /// The number of warehouses of each demand that limits it, as (demand, row).
  var mostWarehousesRow: [(demand: Int, row: Int)] = []
  /// The rows by which incompatible classes do not share a warehouse, as (warehouse, classes, row).
  var exclusionRow: [(warehouse: Int, classes: (Int, Int), row: Int)] = []
}
