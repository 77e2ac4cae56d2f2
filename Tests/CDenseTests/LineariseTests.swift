// SPDX-License-Identifier: GPL-3.0-or-later

import CDense
import LinearProgramming
import Testing

/// Whole numbers and quarters: exact in any order.
@Suite("Linearised intervals")
struct LineariseTests {
  private struct Case {
    var offered, load, value: [Double]
    var kind: [UInt8]?
    var fractions: [Double] = []
    var multiplier = 0.0, width = 0.25, snap = 0.5
    var keepsKinks = false, alwaysMatters = false
    var start: [Double] = [0, 0, 0, 0]
  }

  private struct Outcome: Equatable {
    var weight: [Double] = []
    var next: [UInt8] = []
    var sums: [Double]
    var taken = 0
  }

  /// The kernel's own outcome; in place, the weights take the room of the offers. Eight intervals begin `step` numbers
  /// behind those before them, with NaN between.
  private func found(_ own: Case, inPlace: Bool, step: Int = 8, seed: Int) -> Outcome {
    let count = own.load.count
    let places = (0..<count).map { $0 / 8 * step + $0 % 8 }
    var spread = [Double](repeating: .nan, count: (count + 7) / 8 * step)
    for (t, place) in places.enumerated() { spread[place] = own.offered[t] }
    let offers = spread
    var outcome = inMemory(seed: seed) { memory in
      let offered = memory.row(offers)
      let weight = inPlace ? offered : memory.row([Double](repeating: 7, count: offers.count))
      let (next, sums) = (memory.row([UInt8](repeating: 9, count: count)), memory.row(own.start))
      var tangents = warewatt_tangents(
        multiplier: own.multiplier, width: own.width, snap: own.snap, fraction: memory.row(own.fractions),
        keeps_kinks: own.keepsKinks ? 1 : 0, always_matters: own.alwaysMatters ? 1 : 0)
      let taken = warewatt_linearise(
        offered, memory.row(own.load), memory.row(own.value), count, step, &tangents,
        own.kind.map { memory.row($0) },
        next, weight, sums)
      return Outcome(
        weight: weight.first(offers.count), next: next.first(count), sums: sums.first(4), taken: taken)
    }
    let between = Set(offers.indices).subtracting(places).map { outcome.weight[$0] }
    #expect(between.allSatisfy { inPlace ? $0.isNaN : $0 == 7 }, "written between intervals")
    outcome.weight = places.map { outcome.weight[$0] }
    return outcome
  }

  private func plain(_ own: Case) -> Outcome {
    var outcome = Outcome(sums: own.start)
    for t in own.load.indices {
      let (offered, load, value) = (own.offered[t], own.load[t], own.value[t])
      let isOpen = load > 0 && offered <= load
      var fraction = isOpen ? 1.0 : 0.0
      var isKept = abs(offered - load) <= own.width * load
      switch own.kind?[t] {
      case nil: break
      case 2:
        let given = own.fractions[outcome.taken]
        outcome.taken += 1
        if abs(given - fraction) > own.snap { fraction = given }
        isKept = isKept || own.keepsKinks
      case let kind?:
        if load > 0 && (kind == 1) != isOpen {
          fraction = 1 - fraction
          isKept = true
          outcome.sums[3] += 1
        }
      }
      outcome.sums[0] += min(offered, load) * value
      outcome.sums[1] += min(offered, load)
      outcome.sums[2] += (1 - fraction) * (value + own.multiplier) * load
      outcome.weight.append(fraction * (value + own.multiplier))
      let matters = load > 0 && (value > 0 || own.alwaysMatters)
      outcome.next.append(isKept && matters ? 2 : isOpen ? 1 : 0)
    }
    return outcome
  }

  private func seeded(_ random: inout SplitMix64, count: Int) -> Case {
    var own = Case(
      offered: random.whole(count, in: 0...6), load: random.whole(count, in: 0...6),
      value: random.whole(count, in: -1...4))
    own.multiplier = Double(random.integer(0, 2))
    own.width = [0, 0.25, 1][random.integer(0, 2)]
    own.snap = [0, 0.25, 0.5][random.integer(0, 2)]
    (own.keepsKinks, own.alwaysMatters) = (random.integer(0, 1) == 0, random.integer(0, 1) == 0)
    own.start = random.whole(4)
    return own
  }

  @Test("are a plain loop's where the offer decides", arguments: lengths)
  func byOffer(count: Int) {
    var random = SplitMix64(seed: UInt64(1400 + count))
    for seed in 0..<8 {
      let own = seeded(&random, count: count)
      let step = seed % 3 == 0 ? 64 : 8
      #expect(found(own, inPlace: seed % 2 == 0, step: step, seed: seed) == plain(own), "seed \(seed)")
    }
  }

  @Test("are a plain loop's where tangents decide", arguments: lengths)
  func byTangents(count: Int) {
    var random = SplitMix64(seed: UInt64(1500 + count))
    for seed in 0..<8 {
      var own = seeded(&random, count: count)
      // Fractions everywhere, here and there, and nowhere.
      let last = [2, 2, 2, 1][seed % 4]
      let kind = random.whole(count, in: (seed % 4 == 0 ? 2 : 0)...last)
      own.kind = kind.map { UInt8($0) }
      own.fractions = random.whole(kind.count { $0 == 2 }, in: 0...4).map { $0 / 4 }
      let step = seed % 2 == 0 ? 64 : 8
      #expect(found(own, inPlace: seed / 4 == 0, step: step, seed: seed) == plain(own), "seed \(seed)")
    }
  }

  @Test("take one interval alone by its tangent, in every place", arguments: 1...25)
  func oneOnly(count: Int) {
    for place in 0..<count {
      for chosen: UInt8 in 0...2 {
        let twos = [Double](repeating: 2, count: count)
        var own = Case(offered: twos, load: twos.map { 2 * $0 }, value: twos)
        var kind = [UInt8](repeating: 1, count: count)
        kind[place] = chosen
        (own.kind, own.fractions) = (kind, chosen == 2 ? [0.25] : [])
        let outcome = found(own, inPlace: false, seed: place)
        #expect(outcome == plain(own), "kind \(chosen)")
        #expect(outcome.weight[place] == [0, 2, 0.5][Int(chosen)])
        #expect(
          outcome.sums == [
            Double(4 * count), Double(2 * count), [8, 0, 6][Int(chosen)], chosen == 0 ? 1 : 0,
          ])
      }
    }
  }

  @Test("offer all of the load, nothing, or more than there is")
  func edges() {
    var own = Case(offered: [4, 0, 1e300, 0, 3], load: [4, 4, 4, 0, 0], value: [1, 1, 1, 1, 1])
    own.width = 0
    let outcome = found(own, inPlace: false, seed: 1)
    #expect(outcome.weight == [1, 1, 0, 0, 0])
    #expect(outcome.next == [2, 1, 0, 0, 0])
    #expect(outcome.sums == [8, 8, 4, 0])
  }
}
