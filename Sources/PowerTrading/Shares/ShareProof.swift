// SPDX-License-Identifier: GPL-3.0-or-later

internal import Decomposition
internal import Interchange

/// Tangents as a proof that needs no solver; see `SupplyBound`.
enum ShareProof {
  /// - Parameters:
  ///   - shares: where the intervals that are not stated are linearised.
  ///   - tangents: as the pass at these shares took them; `snap` as there.
  static func proof(
    _ problem: ShareProblem, shares: [Double], tangents: [TangentStore], isTangentHere: Bool, snap: Double,
    threads: Int
  ) -> PowerPlan.BoundProof {
    let stated = parallelMap(count: problem.consumerCount, threads: threads) { j in
      Self.stated(problem, j, shares, tangents[j], isTangentHere: isTangentHere, snap: snap)
    }
    var (consumers, intervals, fractions): ([Double], [Double], [Double]) = ([], [], [])
    for (j, own) in stated.enumerated() {
      consumers += Array(repeating: Double(j), count: own.intervals.count)
      intervals += own.intervals
      fractions += own.fractions
    }
    return PowerPlan.BoundProof(
      referenceShares: NumberList(shares), re100Multipliers: NumberList(tangents.map { max(0, $0.rho) }),
      contractCountMultipliers: NumberList(tangents.map { max(0, $0.kappa) }),
      kinkConsumers: NumberList(consumers), kinkIntervals: NumberList(intervals),
      kinkFractions: NumberList(fractions))
  }

  private struct Stated: Sendable {
    var intervals: [Double] = []
    var fractions: [Double] = []
  }

  /// The fractions that do not follow from the shares, or not by a margin that no other order of summing
  /// blurs.
  private static func stated(
    _ problem: ShareProblem, _ j: Int, _ shares: [Double], _ tangents: TangentStore, isTangentHere: Bool,
    snap: Double
  ) -> Stated {
    var stated = Stated()
    let load = problem.load(j)
    var index = 0
    ShareProblem.Mix(problem, consumer: j, shares: shares).forEachBlock(problem.intervals) { block, offered in
      for t in block {
        let own = offered[t - block.lowerBound]
        let usual = own <= load[t] && load[t] > 0 ? 1.0 : 0.0
        var fraction = usual
        if !isTangentHere {
          if tangents.kind[t] == KinkKind.kept {
            let given = tangents.fraction[index]
            index += 1
            if abs(given - fraction) > snap { fraction = given }
          } else if load[t] > 0 {
            fraction = tangents.kind[t] == KinkKind.open ? 1 : 0
          }
        }
        if load[t] == 0 || fraction == usual && abs(own - load[t]) > 1e-9 * load[t] { continue }
        stated.intervals.append(Double(t))
        stated.fractions.append(fraction)
      }
    }
    return stated
  }
}
