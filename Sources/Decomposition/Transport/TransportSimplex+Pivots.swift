// SPDX-License-Identifier: GPL-3.0-or-later

extension TransportSimplex {
  /// Pivots to the optimum; false if `isStopped` said so first (asked every few hundred pivots).
  @discardableResult
  public func solve(isStopped: () -> Bool = { false }) -> Bool {
    if !isPriced { priceTree() }
    listed = 0
    openCount = 0
    for supplier in 0..<supplierCount where !closed[supplier] {
      openList[openCount] = Int32(truncatingIfNeeded: supplier)
      openCount += 1
    }
    var pivots = 0
    while enter() {
      pivots += 1
      // Rounding creeps into prices that are only ever shifted.
      if pivots & 4095 == 0 { priceTree() }
      if pivots & 255 == 0 && isStopped() { return false }
    }
    return true
  }

  /// Sets all prices from the tree.
  func priceTree() {
    price[root] = 0
    var node = Int(firstChild[root])
    while node >= 0 {
      setPrice(node)
      node = successor(node, below: root)
    }
    isPriced = true
  }

  @inline(__always)
  private func setPrice(_ node: Int) {
    let arc = Int(treeArc[node])
    let above = Int(parent[node])
    if node < supplierCount {
      price[node] = arc >= arcCount ? 0 : price[above] - cost(arc, of: node)
    } else {
      price[node] = arc >= arcCount ? prohibitive : price[above] + cost(arc, of: above)
    }
  }

  @inline(__always)
  private func cost(_ arc: Int, of supplier: Int) -> Double {
    closed[supplier] ? arcCost[arc] + prohibitive : arcCost[arc]
  }

  /// Next node of the subtree of `top` in preorder, -1 at its end.
  @inline(__always)
  private func successor(_ start: Int, below top: Int) -> Int {
    var node = start
    if firstChild[node] >= 0 { return Int(firstChild[node]) }
    while node != top {
      if nextSibling[node] >= 0 { return Int(nextSibling[node]) }
      node = Int(parent[node])
    }
    return -1
  }

  /// Finds an arc that saves, and pivots on it; false if there is none.
  ///
  /// A pass over consumers leaves the best arc of each of some tens on a list; the pivots that follow take
  /// from the list while it lasts (partial pricing with a candidate list).
  private func enter() -> Bool {
    // What prices that differ by rounding alone may show.
    let noise = 4e-15 * prohibitive
    if enterListed(noise) { return true }
    // A capacity price below 0: what the supplier ships, another or the root ships cheaper.
    var cheapest = 0.0
    var cheapestSupplier = -1
    for supplier in 0..<supplierCount where price[supplier] < cheapest {
      cheapest = price[supplier]
      cheapestSupplier = supplier
    }
    if cheapestSupplier >= 0, cheapest < -noise {
      pivot(from: cheapestSupplier, to: root, arc: arcCount + cheapestSupplier, reducedCost: cheapest)
      return true
    }
    if rows != nil { listFromRows(noise) } else { listFromConsumers(noise, cheapest) }
    return enterListed(noise)
  }

  /// Lists the best arc of each consumer, over consumers whose arcs ascend by cost.
  private func listFromConsumers(_ noise: Double, _ cheapest: Double) {
    let price = self.price
    let arcCost = self.arcCost
    let arcSupplier = self.arcSupplier
    let closed = self.closed
    var consumer = nextConsumer
    for _ in 0..<consumerCount {
      let offered = price[supplierCount + consumer]
      var threshold = -1e-11 * abs(offered) - noise
      var bestArc = -1
      let end = arcStart[consumer + 1]
      var arc = arcStart[consumer]
      while arc < end {
        let margin = arcCost[arc] - offered
        // None of those that follow can do better.
        if margin + cheapest >= threshold { break }
        let supplier = Int(arcSupplier[arc])
        let reduced = margin + price[supplier]
        if reduced < threshold && !closed[supplier] {
          threshold = reduced
          bestArc = arc
        }
        arc += 1
      }
      if bestArc >= 0 {
        listedArc[listed] = Int32(truncatingIfNeeded: bestArc)
        listed += 1
      }
      consumer += 1
      if consumer == consumerCount { consumer = 0 }
      if listed == Self.listLength { break }
    }
    nextConsumer = consumer
  }

  /// Lists the best arc of each consumer of a block, from the rows of the open suppliers.
  private func listFromRows(_ noise: Double) {
    guard let rows else { return }
    let width = rowWidth
    let block = SIMD4<Double>.scalarCount * max(16, rowWidth / 4 / SIMD4<Double>.scalarCount)
    var scanned = 0
    var from = nextConsumer
    while scanned < width && listed == 0 {
      let to = min(width, from + block)
      for place in stride(from: from, to: to, by: 4) {
        rowBest[place / 4] = SIMD4(repeating: .infinity)
      }
      for index in 0..<openCount {
        let supplier = openList[index]
        let own = SIMD4(repeating: price[Int(supplier)])
        let row = rows + Int(supplier) * (width / 4)
        let mark = SIMD4<Int64>(repeating: Int64(supplier))
        for place in from / 4..<to / 4 {
          let offer = row[place] + own
          let isBetter = offer .< rowBest[place]
          rowBest[place].replace(with: offer, where: isBetter)
          rowSupplier[place].replace(with: mark, where: isBetter)
        }
      }
      for consumer in from..<min(to, consumerCount) {
        let offered = price[supplierCount + consumer]
        let best = rowBest[consumer / 4][consumer % 4]
        if best - offered < -1e-11 * abs(offered) - noise {
          let supplier = Int(rowSupplier[consumer / 4][consumer % 4])
          listedArc[listed] = Int32(truncatingIfNeeded: arcAt[supplier * width + consumer])
          listed += 1
          if listed == Self.listLength { break }
        }
      }
      // A block that filled the list is looked at again.
      if listed == Self.listLength { return }
      scanned += to - from
      from = to == width ? 0 : to
      nextConsumer = from
    }
  }

  /// Pivots on the best arc of the list that still saves.
  private func enterListed(_ noise: Double) -> Bool {
    var best = 0.0
    var bestIndex = -1
    var kept = 0
    for index in 0..<listed {
      let arc = listedArc[index]
      let offered = price[supplierCount + Int(arcConsumer[Int(arc)])]
      let reduced = arcCost[Int(arc)] - offered + price[Int(arcSupplier[Int(arc)])]
      guard reduced < -1e-11 * abs(offered) - noise else { continue }
      listedArc[kept] = arc
      if reduced < best {
        best = reduced
        bestIndex = kept
      }
      kept += 1
    }
    listed = kept
    guard bestIndex >= 0 else { return false }
    let arc = Int(listedArc[bestIndex])
    let consumer = Int(arcConsumer[arc])
    listed -= 1
    listedArc[bestIndex] = listedArc[listed]
    pivot(from: Int(arcSupplier[arc]), to: supplierCount + consumer, arc: arc, reducedCost: best)
    return true
  }

  /// Brings the arc into the tree: as much as the cycle allows goes from `source` to `target` over it.
  private func pivot(from source: Int, to target: Int, arc: Int, reducedCost: Double) {
    // The first node both paths to the root share.
    var a = source
    var b = target
    while a != b {
      if depth[a] >= depth[b] { a = Int(parent[a]) } else { b = Int(parent[b]) }
    }
    let join = a
    // The last arc to block, going round from the join over the entering arc, leaves.
    var step = Double.infinity
    var leaving = -1
    var isSourceSide = true
    var node = source
    while node != join {
      if node < supplierCount && flow[node] < step {
        step = flow[node]
        leaving = node
      }
      node = Int(parent[node])
    }
    node = target
    while node != join {
      if node >= supplierCount && flow[node] <= step {
        step = flow[node]
        leaving = node
        isSourceSide = false
      }
      node = Int(parent[node])
    }
    guard leaving >= 0 else { return }
    if step > 0 {
      node = source
      while node != join {
        flow[node] = node < supplierCount ? max(0, flow[node] - step) : flow[node] + step
        node = Int(parent[node])
      }
      node = target
      while node != join {
        flow[node] = node < supplierCount ? flow[node] + step : max(0, flow[node] - step)
        node = Int(parent[node])
      }
    }
    // The subtree that hung on the leaving arc now hangs on the entering one.
    let top = isSourceSide ? source : target
    let newParent = isSourceSide ? target : source
    rehang(top, from: leaving, under: newParent, arc: arc, flow: step)
    let shift = isSourceSide ? -reducedCost : reducedCost
    var member = top
    while member >= 0 {
      depth[member] = depth[Int(parent[member])] + 1
      price[member] += shift
      member = successor(member, below: top)
    }
  }

  private func rehang(_ top: Int, from leaving: Int, under newParent: Int, arc: Int, flow step: Double) {
    var node = top
    var above = newParent
    var carriedArc = Int32(arc)
    var carriedFlow = step
    while true {
      let oldParent = Int(parent[node])
      let oldArc = treeArc[node]
      let oldFlow = flow[node]
      detach(node)
      attach(node, under: above)
      treeArc[node] = carriedArc
      flow[node] = carriedFlow
      if node == leaving { break }
      carriedArc = oldArc
      carriedFlow = oldFlow
      above = node
      node = oldParent
    }
  }

  @inline(__always)
  private func detach(_ node: Int) {
    let before = previousSibling[node]
    let after = nextSibling[node]
    if before >= 0 { nextSibling[Int(before)] = after } else { firstChild[Int(parent[node])] = after }
    if after >= 0 { previousSibling[Int(after)] = before }
  }

  @inline(__always)
  private func attach(_ node: Int, under above: Int) {
    let after = firstChild[above]
    parent[node] = Int32(above)
    previousSibling[node] = -1
    nextSibling[node] = after
    if after >= 0 { previousSibling[Int(after)] = Int32(node) }
    firstChild[above] = Int32(node)
  }
}
