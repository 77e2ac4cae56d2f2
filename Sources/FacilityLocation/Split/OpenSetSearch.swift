// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import LinearProgramming

/// Solutions from sets of open facilities: with the set given, what is left is a transportation problem.
///
/// The prices of its optimum tell what another set would cost at the least: value(S') is at least
/// `sum_j p_j d_j + sum_{i in S'} rho_i(p)` with the facility values rho of the Lagrangian relaxation (the
/// Benders cut of Fischetti, Ljubic and Sinnl 2016, DOI 10.1016/j.ejor.2016.03.002). Add, drop and swap
/// moves that cannot gain by it are not tried; the others are solved from the basis at hand.
final class OpenSetSearch {
  let model: SplitModel
  private let transport: TransportSimplex
  private let snapshot: TransportSnapshot
  private let prices: FlatBuffer<Double>
  private let allFree: FlatBuffer<Int8>
  /// Facility values at the prices of the set last looked at.
  private var rho: [Double]
  private var serves: [Bool]
  /// The sets that were evaluated already, by a sum of random numbers, one for each member.
  private var seen: Set<UInt64> = []
  private let mark: [UInt64]

  /// A set, and what it costs.
  struct Candidate: Sendable {
    var value: Double
    var isOpen: [Bool]
  }

  init(_ model: SplitModel) {
    self.model = model
    let border = model.arcStart[model.sizedCount]
    transport = TransportSimplex(
      supply: model.capacity, demand: Array(model.size[..<model.sizedCount]),
      arcStart: Array(model.arcStart[...model.sizedCount]), arcSupplier: Array(model.arcFacility[..<border]),
      arcCost: Array(model.arcCost[..<border]))
    snapshot = TransportSnapshot(for: transport)
    prices = FlatBuffer(model.customerCount, repeating: 0)
    allFree = FlatBuffer(model.facilityCount, repeating: Fixing.free)
    rho = Array(repeating: 0, count: model.facilityCount)
    serves = Array(repeating: false, count: model.facilityCount)
    var random = SplitMix64(seed: 1)
    mark = (0..<model.facilityCount).map { _ in random.next() }
  }

  /// Whether the demand can be served with all facilities open; nil if stopped before it was known.
  func isFeasible(_ isStopped: () -> Bool) -> Bool? {
    if model.hasOrphan { return false }
    for i in 0..<model.facilityCount { transport.setOpen(i, true) }
    guard transport.solve(isStopped: isStopped) else { return nil }
    return transport.result().unmet <= transport.unmetTolerance
  }

  /// Whether this set was asked for before; remembers it.
  func isNew(_ isOpen: [Bool]) -> Bool {
    var sum: UInt64 = 0
    for (i, isMember) in isOpen.enumerated() where isMember { sum &+= mark[i] }
    return seen.insert(sum).inserted
  }

  /// Cost of a set; infinite where it cannot serve all, or if stopped. Facilities that serve nothing are
  /// left out of the set and the cost.
  func evaluate(_ isOpen: inout [Bool], _ isStopped: () -> Bool) -> Double {
    for i in 0..<model.facilityCount { transport.setOpen(i, isOpen[i]) }
    return settle(&isOpen, isStopped)
  }

  private func settle(_ isOpen: inout [Bool], _ isStopped: () -> Bool) -> Double {
    guard transport.solve(isStopped: isStopped) else { return .infinity }
    let (cost, unmet) = transport.result()
    if unmet > transport.unmetTolerance { return .infinity }
    var value = cost
    for i in 0..<model.facilityCount {
      serves[i] = isOpen[i] && (transport.shipped(i) > 0 || model.fixedCost[i] == 0)
    }
    for j in model.sizedCount..<model.customerCount {
      guard let arc = cheapest(j, isOpen) else { return .infinity }
      value += model.arcCost[arc]
      serves[Int(model.arcFacility[arc])] = true
    }
    for i in 0..<model.facilityCount where isOpen[i] {
      if serves[i] { value += model.fixedCost[i] } else { isOpen[i] = false }
    }
    return value
  }

  private func cheapest(_ j: Int, _ isOpen: [Bool]) -> Int? {
    var best: Int?
    var cost = Double.infinity
    for arc in model.arcStart[j]..<model.arcStart[j + 1] {
      let facility = Int(model.arcFacility[arc])
      guard isOpen[facility] else { continue }
      let total = model.arcCost[arc] + (serves[facility] ? 0 : model.fixedCost[facility])
      if total < cost {
        cost = total
        best = arc
      }
    }
    return best
  }

  /// Facility values at the prices of the transport just solved.
  private func price(_ evaluator: LagrangianEvaluator, _ isOpen: [Bool]) {
    for j in 0..<model.sizedCount { prices.pointer[j] = transport.consumerPrice(j) }
    for j in model.sizedCount..<model.customerCount {
      prices.pointer[j] = cheapest(j, isOpen).map { model.arcCost[$0] } ?? 0
    }
    evaluator.solveFacilities(prices.pointer, allFree.pointer)
    for i in 0..<model.facilityCount { rho[i] = evaluator.rho.pointer[i] }
  }

  /// Opens facilities in the given order of preference until the demand fits.
  ///
  /// - Parameter wanted: how many of them are opened in any case.
  func fill(_ preference: [Int], wanted: Int, _ isStopped: () -> Bool) -> Candidate? {
    var isOpen = [Bool](repeating: false, count: model.facilityCount)
    for i in 0..<model.facilityCount where model.fixedCost[i] == 0 { isOpen[i] = true }
    var held = 0.0
    var next = 0
    func open() {
      let i = preference[next]
      next += 1
      isOpen[i] = true
      held += model.capacity[i]
    }
    while next < preference.count && (next < wanted || held < model.totalDemand) { open() }
    while !isStopped() {
      var trial = isOpen
      let value = evaluate(&trial, isStopped)
      if value < .infinity { return Candidate(value: value, isOpen: trial) }
      if next == preference.count { return nil }
      // The set does not reach everyone.
      for _ in 0..<max(1, preference.count / 16) where next < preference.count { open() }
    }
    return nil
  }

  /// Improves a set by adding, dropping and swapping facilities until no move that was tried gains.
  ///
  /// - Parameters:
  ///   - evaluator: for facility values; its last solution is lost.
  ///   - trials: the most moves to try after an improvement.
  func improve(
    _ start: Candidate, _ evaluator: LagrangianEvaluator, isUsable: (Int) -> Bool, trials: Int,
    _ isStopped: () -> Bool
  ) -> Candidate {
    var best = start
    var open = best.isOpen
    _ = evaluate(&open, isStopped)
    while !isStopped() {
      price(evaluator, best.isOpen)
      let moves = self.moves(best, isUsable, limit: trials)
      var improved = false
      snapshot.take(from: transport)
      for move in moves {
        // Moves that an earlier one of the round overtook.
        if move.drop >= 0 && !best.isOpen[move.drop] || move.add >= 0 && best.isOpen[move.add] { continue }
        var trial = best.isOpen
        if move.drop >= 0 {
          trial[move.drop] = false
          transport.setOpen(move.drop, false)
        }
        if move.add >= 0 {
          trial[move.add] = true
          transport.setOpen(move.add, true)
        }
        if isNew(trial) {
          let value = settle(&trial, isStopped)
          if value < best.value - 1e-9 * abs(best.value) {
            best = Candidate(value: value, isOpen: trial)
            improved = true
            open = best.isOpen
            _ = evaluate(&open, isStopped)
            snapshot.take(from: transport)
            continue
          }
        }
        snapshot.restore(to: transport)
        if isStopped() { break }
      }
      if !improved { break }
    }
    return best
  }

  private struct Move {
    var estimate: Double
    var add: Int
    var drop: Int
  }

  /// Moves that may gain, the most promising first.
  private func moves(_ at: Candidate, _ isUsable: (Int) -> Bool, limit: Int) -> [Move] {
    var moves: [Move] = []
    var held = 0.0
    var adds: [(Double, Int)] = []
    var drops: [(Double, Int)] = []
    for i in 0..<model.facilityCount {
      if at.isOpen[i] {
        held += model.capacity[i]
        if model.fixedCost[i] > 0 { drops.append((-rho[i], i)) }
      } else if isUsable(i) {
        adds.append((rho[i], i))
      }
    }
    adds.sort { $0 < $1 }
    drops.sort { $0 < $1 }
    let least = 1e-9 * abs(at.value)
    let need = model.totalDemand * (1 - 1e-9)
    for (estimate, i) in drops where estimate < -least && held - model.capacity[i] >= need {
      moves.append(Move(estimate: estimate, add: -1, drop: i))
    }
    for (estimate, i) in adds where estimate < -least {
      moves.append(Move(estimate: estimate, add: i, drop: -1))
    }
    for (gain, drop) in drops {
      for (estimate, add) in adds {
        if gain + estimate >= -least { break }
        if held - model.capacity[drop] + model.capacity[add] < need { continue }
        moves.append(Move(estimate: gain + estimate, add: add, drop: drop))
      }
    }
    moves.sort {
      ($0.estimate, $0.add, $0.drop) < ($1.estimate, $1.add, $1.drop)
    }
    return Array(moves.prefix(limit))
  }

  /// The solution of a set, re-added from the data; nil where it serves not all.
  func solution(_ candidate: Candidate, _ problem: LocationProblem) -> LocationSolution? {
    var isOpen = candidate.isOpen
    guard evaluate(&isOpen, { false }) < .infinity else { return nil }
    var share = [Double](repeating: 0, count: problem.arcCount)
    var total = [Double](repeating: 0, count: model.customerCount)
    var flows: [(arc: Int, consumer: Int, quantity: Double)] = []
    transport.forEachFlow { arc, consumer, quantity in
      guard isOpen[Int(model.arcFacility[arc])], quantity > 1e-12 * model.size[consumer] else { return }
      flows.append((arc, consumer, quantity))
      total[consumer] += quantity
    }
    for flow in flows { share[Int(model.originalArc[flow.arc])] = flow.quantity / total[flow.consumer] }
    for j in model.sizedCount..<model.customerCount {
      guard let arc = cheapest(j, isOpen) else { return nil }
      share[Int(model.originalArc[arc])] = 1
    }
    var value = 0.0
    for i in 0..<problem.facilityCount where isOpen[i] { value += problem.fixedCost[i] }
    for arc in 0..<problem.arcCount where share[arc] > 0 { value += share[arc] * problem.arcCost[arc] }
    return LocationSolution(value: value, isOpen: isOpen, share: share)
  }
}
