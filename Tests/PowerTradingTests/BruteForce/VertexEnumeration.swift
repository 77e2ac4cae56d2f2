// SPDX-License-Identifier: GPL-3.0-or-later

/// The best gain of a market with at most two pairs, over all vertices of the lines at which its gain bends.
///
/// For a fixed set of contracts the gain is concave and linear between the lines on which a consumer's offered
/// energy equals its load in an interval, its supplied energy equals its target, a share is at a bound or
/// a supplier's limit binds; a best point is a vertex of them. Share 0 and the smallest share are lines, so
/// that every set of contracts is covered.
struct VertexEnumeration {
  private struct Line {
    var a: Double
    var b: Double
    var c: Double
  }

  private let market: SmallMarket
  private let pairs: [(i: Int, j: Int)]

  init(_ market: SmallMarket) {
    self.market = market
    pairs = market.suppliers.indices.flatMap { i in market.consumers.indices.map { (i, $0) } }
    precondition(pairs.count <= 2, "at most two pairs")
  }

  /// The best gain; nil where no shares keep every rule.
  func bestGain() -> Double? {
    points().compactMap { market.gain(shares($0)) }.max()
  }

  private func shares(_ point: (Double, Double)) -> [[Double]] {
    var shares = market.suppliers.map { _ in market.consumers.map { _ in 0.0 } }
    for (k, pair) in pairs.enumerated() { shares[pair.i][pair.j] = k == 0 ? point.0 : point.1 }
    return shares
  }

  private func arriving(_ k: Int, _ t: Int) -> Double {
    let (i, j) = pairs[k]
    return market.suppliers[i].generation[t] * (1 - market.loss(i, j))
  }

  private func supplied(_ consumer: Int, _ point: (Double, Double)) -> Double {
    market.market.indices.reduce(0) { sum, t in
      let offered = pairs.indices.reduce(0) {
        pairs[$1].j == consumer ? $0 + arriving($1, t) * ($1 == 0 ? point.0 : point.1) : $0
      }
      return sum + min(offered, market.consumers[consumer].load[t])
    }
  }

  private func points() -> [(Double, Double)] {
    var lines = fixedLines()
    for (j, consumer) in market.consumers.enumerated() {
      let own = pairs.indices.filter { pairs[$0].j == j }
      for t in market.market.indices {
        lines.append(
          Line(
            a: own.contains(0) ? arriving(0, t) : 0, b: own.contains(1) ? arriving(1, t) : 0,
            c: consumer.load[t]))
      }
    }
    // With a consumer of its own, a pair meets the target at shares of its own.
    if market.consumers.count == pairs.count {
      for k in pairs.indices {
        let axis = Line(a: k == 0 ? 0 : 1, b: k == 0 ? 1 : 0, c: 0)
        for root in targetPoints(of: pairs[k].j, on: axis, lines) {
          lines.append(k == 0 ? Line(a: 1, b: 0, c: root.0) : Line(a: 0, b: 1, c: root.1))
        }
      }
    }
    var points = crossings(lines)
    for j in market.consumers.indices where market.consumers[j].minimumShare > 0 {
      for line in lines { points += targetPoints(of: j, on: line, lines) }
    }
    return points
  }

  /// Bounds of the shares, smallest contracts and limits of the suppliers.
  private func fixedLines() -> [Line] {
    var lines = [Line(a: 1, b: 0, c: 0), Line(a: 0, b: 1, c: 0)]
    for (k, pair) in pairs.enumerated() {
      let (a, b) = k == 0 ? (1.0, 0.0) : (0.0, 1.0)
      lines.append(Line(a: a, b: b, c: market.smallest(pair.j)))
      lines.append(Line(a: a, b: b, c: market.suppliers[pair.i].largest))
    }
    if pairs.count == 2 && market.suppliers.count == 1 {
      lines.append(Line(a: 1, b: 1, c: market.suppliers[0].largest))
    }
    return lines
  }

  private func crossings(_ lines: [Line]) -> [(Double, Double)] {
    var points: [(Double, Double)] = []
    for (index, first) in lines.enumerated() {
      for second in lines[(index + 1)...] {
        if let point = crossing(first, second) { points.append(point) }
      }
    }
    return points
  }

  /// Where two lines meet, within the square of shares.
  private func crossing(_ first: Line, _ second: Line) -> (Double, Double)? {
    let determinant = first.a * second.b - first.b * second.a
    guard abs(determinant) > 1e-12 else { return nil }
    let x = (first.c * second.b - first.b * second.c) / determinant
    let y = (first.a * second.c - first.c * second.a) / determinant
    guard x > -1e-9, x < 1 + 1e-9, y > -1e-9, y < 1 + 1e-9 else { return nil }
    return (min(1, max(0, x)), min(1, max(0, y)))
  }

  /// Where the supplied energy of a consumer equals its target along a line.
  private func targetPoints(of consumer: Int, on line: Line, _ lines: [Line]) -> [(Double, Double)] {
    let target = market.consumers[consumer].minimumShare * market.consumers[consumer].load.reduce(0, +)
    let border = [Line(a: 1, b: 0, c: 1), Line(a: 0, b: 1, c: 1)]
    let stops = (lines + border).compactMap { crossing(line, $0) }
      .sorted { ($0.0 - $0.1, $0.0) < ($1.0 - $1.1, $1.0) }
    // Along a falling line the first share grows while the second shrinks; along a rising or upright one
    // their sum grows.
    let falls = line.a * line.b > 0
    let ordered = falls ? stops : stops.sorted { $0.0 + $0.1 < $1.0 + $1.1 }
    var points: [(Double, Double)] = []
    for (from, to) in zip(ordered, ordered.dropFirst()) {
      let (before, after) = (supplied(consumer, from) - target, supplied(consumer, to) - target)
      if before * after < 0 {
        let part = before / (before - after)
        points.append((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)))
      }
    }
    return points
  }
}
