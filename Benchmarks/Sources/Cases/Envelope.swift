// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange

/// The plan file of an outcome, as the check reads it.
package func envelope<M: Market>(_ market: M.Type, _ outcome: SolveOutcome<M.Part>) -> PlanEnvelope<M.Part> {
  PlanEnvelope(
    market: M.name, status: outcome.status, termination: outcome.termination, objective: outcome.objective,
    bound: outcome.bound, method: outcome.method, options: SolveOptionsChoice(), timing: PlanTiming(),
    peakMemoryMB: 0, provenance: PlanProvenance(warewatt: "", glpk: "", inputSHA256: ""), plan: outcome.part)
}
