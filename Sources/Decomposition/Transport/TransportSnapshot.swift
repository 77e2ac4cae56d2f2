// SPDX-License-Identifier: GPL-3.0-or-later

/// A basis of a transportation problem, to come back to after a trial.
public final class TransportSnapshot: @unchecked Sendable {
  private let links: UnsafeMutablePointer<Int32>
  private let numbers: UnsafeMutablePointer<Double>
  private let closed: UnsafeMutablePointer<Bool>
  private var isPriced = false
  private var nextConsumer = 0

  /// Room for a basis of the given problem.
  public init(for transport: TransportSimplex) {
    links = .allocate(capacity: 6 * transport.nodeCount)
    numbers = .allocate(capacity: 2 * transport.nodeCount)
    closed = .allocate(capacity: max(1, transport.supplierCount))
  }

  deinit {
    links.deallocate()
    numbers.deallocate()
    closed.deallocate()
  }

  /// Takes the basis and the open set of the problem.
  public func take(from transport: TransportSimplex) {
    let count = transport.nodeCount
    links.update(from: transport.parent, count: count)
    (links + count).update(from: transport.treeArc, count: count)
    (links + 2 * count).update(from: transport.firstChild, count: count)
    (links + 3 * count).update(from: transport.nextSibling, count: count)
    (links + 4 * count).update(from: transport.previousSibling, count: count)
    (links + 5 * count).update(from: transport.depth, count: count)
    numbers.update(from: transport.flow, count: count)
    (numbers + count).update(from: transport.price, count: count)
    closed.update(from: transport.closed, count: transport.supplierCount)
    isPriced = transport.isPriced
    nextConsumer = transport.nextConsumer
  }

  /// Gives the basis and the open set back.
  public func restore(to transport: TransportSimplex) {
    let count = transport.nodeCount
    transport.parent.update(from: links, count: count)
    transport.treeArc.update(from: links + count, count: count)
    transport.firstChild.update(from: links + 2 * count, count: count)
    transport.nextSibling.update(from: links + 3 * count, count: count)
    transport.previousSibling.update(from: links + 4 * count, count: count)
    transport.depth.update(from: links + 5 * count, count: count)
    transport.flow.update(from: numbers, count: count)
    transport.price.update(from: numbers + count, count: count)
    transport.closed.update(from: closed, count: transport.supplierCount)
    transport.isPriced = isPriced
    transport.nextConsumer = nextConsumer
  }
}
