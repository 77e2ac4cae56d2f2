// SPDX-License-Identifier: GPL-3.0-or-later

/// The transportation problem over a changing set of open suppliers, by network simplex:
///
///     minimise sum_a e_a q_a,  sum_{a of consumer j} q_a = d_j,  sum_{a of open supplier i} q_a <= s_i,  q >= 0
///
/// with unit costs e. The basis is a spanning tree on suppliers, consumers and a root, which supplies
/// what no supplier can at a prohibitive price and takes up idle capacity at none. The tree is kept
/// strongly feasible, so that degenerate pivots cannot cycle (Cunningham 1976, DOI 10.1007/BF01580379).
///
/// Closing a supplier makes its arcs as dear as the root's and leaves the flow where it is: the tree
/// stays primal feasible, and the next `solve` drives the flow away in a few pivots. A sequence of
/// similar open sets is therefore solved from basis to basis.
///
/// Nodes: supplier i is i, consumer j is m + j, the root is m + n. An arc between node and parent goes up
/// from a supplier and down to a consumer, whatever its kind, so that no direction is stored.
public final class TransportSimplex: @unchecked Sendable {
  let supplierCount: Int
  let consumerCount: Int
  let arcCount: Int
  let root: Int
  let nodeCount: Int

  let supply: UnsafeMutablePointer<Double>
  let demand: UnsafeMutablePointer<Double>
  let arcStart: UnsafeMutablePointer<Int>
  let arcSupplier: UnsafeMutablePointer<Int32>
  let arcCost: UnsafeMutablePointer<Double>
  /// What a unit costs more over a closed supplier or from the root.
  let prohibitive: Double
  /// The largest total of unmet demand that counts as none.
  let slack: Double

  /// The state of the basis: all that a snapshot holds.
  let parent: UnsafeMutablePointer<Int32>
  let treeArc: UnsafeMutablePointer<Int32>
  let firstChild: UnsafeMutablePointer<Int32>
  let nextSibling: UnsafeMutablePointer<Int32>
  let previousSibling: UnsafeMutablePointer<Int32>
  let depth: UnsafeMutablePointer<Int32>
  let flow: UnsafeMutablePointer<Double>
  let price: UnsafeMutablePointer<Double>
  let closed: UnsafeMutablePointer<Bool>
  /// Consumer of each arc.
  let arcConsumer: UnsafeMutablePointer<Int32>
  /// Where most pairs have an arc: the unit costs supplier by supplier, `rowWidth` to a row, infinite where
  /// there is no arc; else nil.
  let rows: UnsafeMutablePointer<SIMD4<Double>>?
  let rowWidth: Int
  /// The arc of each place of `rows`.
  let arcAt: UnsafeMutablePointer<Int32>
  let rowBest: UnsafeMutablePointer<SIMD4<Double>>
  let rowSupplier: UnsafeMutablePointer<SIMD4<Int64>>
  let openList: UnsafeMutablePointer<Int32>
  var openCount = 0
  /// Arcs that saved when they were last looked at.
  let listedArc: UnsafeMutablePointer<Int32>
  var listed = 0
  static let listLength = 48
  var isPriced = false
  var nextConsumer = 0

  /// A problem with every supplier open and nothing shipped yet.
  ///
  /// - Parameters:
  ///   - supply: of each supplier, finite, at least 0.
  ///   - demand: of each consumer, finite, above 0.
  ///   - arcStart: where the arcs of each consumer start, and an end.
  ///   - arcSupplier: supplier of each arc.
  ///   - arcCost: unit cost of each arc, at least 0, ascending within each consumer.
  public init(
    supply: [Double], demand: [Double], arcStart: [Int], arcSupplier: [Int32], arcCost: [Double]
  ) {
    supplierCount = supply.count
    consumerCount = demand.count
    arcCount = arcCost.count
    root = supply.count + demand.count
    nodeCount = root + 1
    self.supply = Self.copy(supply)
    self.demand = Self.copy(demand)
    self.arcStart = Self.copy(arcStart)
    self.arcSupplier = Self.copy(arcSupplier)
    self.arcCost = Self.copy(arcCost)
    // More than any augmenting path can save.
    let dearest = max(arcCost.max() ?? 0, 1e-9)
    prohibitive = dearest * Double(2 * min(supply.count, demand.count) + 2)
    slack = 1e-9 * max(demand.reduce(0, +), 1e-12)
    parent = .allocate(capacity: nodeCount)
    treeArc = .allocate(capacity: nodeCount)
    firstChild = .allocate(capacity: nodeCount)
    nextSibling = .allocate(capacity: nodeCount)
    previousSibling = .allocate(capacity: nodeCount)
    depth = .allocate(capacity: nodeCount)
    flow = .allocate(capacity: nodeCount)
    price = .allocate(capacity: nodeCount)
    closed = .allocate(capacity: max(1, supply.count))
    listedArc = .allocate(capacity: Self.listLength)
    openList = .allocate(capacity: max(1, supply.count))
    arcConsumer = .allocate(capacity: max(1, arcCost.count))
    for consumer in demand.indices {
      for arc in arcStart[consumer]..<arcStart[consumer + 1] {
        arcConsumer[arc] = Int32(truncatingIfNeeded: consumer)
      }
    }
    let width = (demand.count + 3) / 4 * 4
    let places = width * supply.count
    let isDense = arcCost.count > places / 3
    rowWidth = width
    rowBest = .allocate(capacity: width / 4 + 1)
    rowSupplier = .allocate(capacity: width / 4 + 1)
    rowSupplier.initialize(repeating: .zero, count: width / 4 + 1)
    arcAt = .allocate(capacity: isDense ? places + 1 : 1)
    if isDense {
      let rows = UnsafeMutablePointer<SIMD4<Double>>.allocate(capacity: places / 4 + 1)
      rows.initialize(repeating: SIMD4(repeating: .infinity), count: places / 4 + 1)
      for arc in arcCost.indices {
        let place = Int(arcSupplier[arc]) * width + Int(arcConsumer[arc])
        // Of two arcs between a pair the first is the cheaper.
        guard arcCost[arc] < rows[place / 4][place % 4] else { continue }
        rows[place / 4][place % 4] = arcCost[arc]
        arcAt[place] = Int32(truncatingIfNeeded: arc)
      }
      self.rows = rows
    } else {
      rows = nil
    }
    closed.initialize(repeating: false, count: max(1, supply.count))
    reset()
  }

  deinit {
    supply.deallocate()
    demand.deallocate()
    arcStart.deallocate()
    arcSupplier.deallocate()
    arcCost.deallocate()
    parent.deallocate()
    treeArc.deallocate()
    firstChild.deallocate()
    nextSibling.deallocate()
    previousSibling.deallocate()
    depth.deallocate()
    flow.deallocate()
    price.deallocate()
    closed.deallocate()
    listedArc.deallocate()
    arcConsumer.deallocate()
    rows?.deallocate()
    arcAt.deallocate()
    rowBest.deallocate()
    rowSupplier.deallocate()
    openList.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    for (index, element) in array.enumerated() { pointer.advanced(by: index).initialize(to: element) }
    return pointer
  }

  /// Back to the first basis: the root supplies all.
  public func reset() {
    firstChild.initialize(repeating: -1, count: nodeCount)
    for node in 0..<root {
      parent[node] = Int32(root)
      depth[node] = 1
      previousSibling[node] = Int32(node - 1)
      nextSibling[node] = node + 1 < root ? Int32(node + 1) : -1
      if node < supplierCount {
        treeArc[node] = Int32(arcCount + node)
        flow[node] = supply[node]
        price[node] = 0
      } else {
        treeArc[node] = Int32(arcCount + node)
        flow[node] = demand[node - supplierCount]
        price[node] = prohibitive
      }
    }
    parent[root] = -1
    treeArc[root] = -1
    nextSibling[root] = -1
    previousSibling[root] = -1
    depth[root] = 0
    flow[root] = 0
    price[root] = 0
    if root > 0 { firstChild[root] = 0 }
    isPriced = false
    nextConsumer = 0
  }

  /// Opens or closes a supplier; the next `solve` takes it in.
  public func setOpen(_ supplier: Int, _ isOpen: Bool) {
    if closed[supplier] == isOpen {
      closed[supplier] = !isOpen
      isPriced = false
    }
  }

  /// Whether a supplier is open.
  public func isOpen(_ supplier: Int) -> Bool { !closed[supplier] }

  /// Price of one more unit of demand at a consumer, after `solve`.
  public func consumerPrice(_ consumer: Int) -> Double { price[supplierCount + consumer] }

  /// Worth of one more unit of capacity at an open supplier, at least 0, after `solve`.
  public func supplierPrice(_ supplier: Int) -> Double { max(0, price[supplier]) }

  /// What an open supplier ships, after `solve`.
  public func shipped(_ supplier: Int) -> Double {
    // All that is not shipped goes to the root over the supplier's own arc.
    var total = 0.0
    let up = Int(treeArc[supplier])
    if up < arcCount { total += flow[supplier] }
    var child = Int(firstChild[supplier])
    while child >= 0 {
      total += flow[child]
      child = Int(nextSibling[child])
    }
    return total
  }

  /// Cost of what open suppliers ship, and how much is not shipped by them, after `solve`.
  public func result() -> (cost: Double, unmet: Double) {
    var cost = 0.0
    var unmet = 0.0
    for node in 0..<root {
      let arc = Int(treeArc[node])
      if arc < arcCount {
        let supplier = node < supplierCount ? node : Int(parent[node])
        if closed[supplier] { unmet += flow[node] } else { cost += flow[node] * arcCost[arc] }
      } else if node >= supplierCount {
        unmet += flow[node]
      }
    }
    return (cost, unmet)
  }

  /// The largest total of unmet demand that is rounding.
  public var unmetTolerance: Double { slack }

  /// Calls with every arc that carries something, and what it carries, after `solve`.
  public func forEachFlow(_ body: (_ arc: Int, _ consumer: Int, _ quantity: Double) -> Void) {
    for node in 0..<root where Int(treeArc[node]) < arcCount && flow[node] > 0 {
      let consumer = (node < supplierCount ? Int(parent[node]) : node) - supplierCount
      body(Int(treeArc[node]), consumer, flow[node])
    }
  }
}
