// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// What `check` prints.
public enum CheckSummary {
  /// Counts, value and bound as the check found them, and each violation and remark.
  public static func text<Part>(_ report: CheckReport, _ plan: PlanEnvelope<Part>) -> String {
    let unit = plan.objective.unitSuffix
    var rows = [
      (
        "verdict",
        report.isClean
          ? (plan.plan != nil && plan.objective.value != nil
            ? "the plan holds" : "the file holds together; it has no plan")
          : Figures.counted(report.violations.count, "violations")
      )
    ]
    if !report.counts.isEmpty {
      rows.append(
        ("looked at", report.counts.map { Figures.counted($0.count, $0.name) }.joined(separator: ", ")))
    }
    if let objective = report.objective {
      rows.append(("re-added", "\(Figures.grouped(objective))\(unit)"))
    }
    if let bound = report.provenBound, let value = report.objective {
      rows.append(
        (
          "proved",
          "no plan is better than \(Figures.grouped(bound))\(unit): a gap of \(Figures.percent(relativeGap(value: value, bound: bound)))"
        ))
    }
    if let proof = report.infeasibilityProof { rows.append(("proved", "no plan exists: \(proof)")) }
    var text = Figures.table(rows)
    for remark in report.remarks { text += "remark: \(remark)\n" }
    for violation in report.violations { text += "violation: \(violation)\n" }
    return text
  }
}
