// SPDX-License-Identifier: GPL-3.0-or-later

/// The best active periods of a warehouse.
extension RelaxationChunk {
  /// The best set of active periods; fills `trial` and gives its value; infinite where the mode excludes all.
  func chooseRuns(_ lanes: Range<Int>, _ mode: WarehouseMode) -> Double {
    let periods = arrays.periodCount
    let (stays, bestTo, runFrom, term) = (stays, bestTo, runFrom, trial.term)
    let (rule, periodSet, runEnd) = (mode.periodRule, trial.isActive, trial.runEnd)
    // stays[s][e]: what lanes that stay from s to just before e bring.
    let width = periods + 1
    stays.update(repeating: 0, count: width * width)
    let from = lanes.lowerBound
    for i in lanes where term[i - from] < 0 {
      if hasCharged, localPair[i] >= 0, isCharged[Int(localPair[i])] { continue }
      let d = Int(demand[i])
      stays[Int(arrays.first[d]) * width + Int(arrays.end[d])] += term[i - from]
    }
    // Then what all lanes within s..<e bring.
    var s = periods - 1
    while s >= 0 {
      var row = 0.0
      for e in s + 1...periods {
        row += stays[s * width + e]
        stays[s * width + e] = row + (s + 1 < periods && e > s + 1 ? stays[(s + 1) * width + e] : 0)
      }
      s -= 1
    }
    if hasCharged {
      let w = mode.warehouse
      for pair in 0..<Int(arrays.pairStart[w + 1] - arrays.pairStart[w]) where isCharged[pair] {
        guard serve(pair, of: w, term: trial.term, from: from) else { continue }
        for s in 0..<periods {
          for e in s + 1...periods { stays[s * width + e] += pairBest[s * width + e] }
        }
      }
    }
    bestTo[0] = 0
    for e in 1...periods {
      let isForcedOn =
        rule[e - 1] == WarehouseMode.PeriodRule.active || arrays.hasExisting && isRequired[e - 1]
      var best = isForcedOn ? Double.infinity : bestTo[e - 1]
      var choice: Int32 = -1
      var fixed = 0.0
      var s = e - 1
      while s >= 0, rule[s] != WarehouseMode.PeriodRule.idle {
        fixed += periodFixed[s]
        let value = bestTo[s] + fixed + stays[s * width + e]
        if value < best {
          best = value
          choice = Int32(s)
        }
        s -= 1
      }
      bestTo[e] = best
      runFrom[e] = choice
    }
    for t in 0..<periods { periodSet[t] = false }
    var e = periods
    while e > 0 {
      let s = Int(runFrom[e])
      if s < 0 {
        e -= 1
      } else {
        for t in s..<e {
          periodSet[t] = true
          runEnd[t] = Int32(e)
        }
        e = s
      }
    }
    return bestTo[periods]
  }
}
