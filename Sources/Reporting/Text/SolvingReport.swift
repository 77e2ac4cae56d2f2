// SPDX-License-Identifier: GPL-3.0-or-later

public import Interchange

/// The ten lines that `solve` ends with.
public enum SolvingReport {
  /// Status, value, bound, gap, what the plan holds, and where the time went.
  public static func text<Part>(
    _ plan: PlanEnvelope<Part>, name: String, contents: [(count: Int, name: String)],
    tables: [PlanTable] = []
  ) -> String {
    let unit = plan.objective.unitSuffix
    var rows = [
      ("scenario", name),
      ("status", "\(plan.status.rawValue) (\(plan.termination.detail))"),
      (
        plan.objective.sense == .minimize ? "cost" : "gain",
        plan.objective.value.map { "\(Figures.grouped($0))\(unit)" } ?? "no plan"
      ),
      ("bound", plan.bound.map { "\(Figures.grouped($0))\(unit)" } ?? "none"),
      ("gap", plan.gap.map(Figures.percent) ?? "unknown"),
    ]
    let parts = plan.objective.components.parts.filter { $0.amount != 0 }
    if !parts.isEmpty {
      rows.append(
        ("made of", parts.map { "\($0.name) \(Figures.grouped($0.amount))" }.joined(separator: ", ")))
    }
    if !contents.isEmpty {
      rows.append(("plan", contents.map { Figures.counted($0.count, $0.name) }.joined(separator: ", ")))
    }
    let timing = plan.timing
    rows += [
      ("method", plan.method),
      (
        "seconds",
        "\(Figures.seconds(timing.total)) (read \(Figures.seconds(timing.read)), build \(Figures.seconds(timing.build)), solve \(Figures.seconds(timing.solve)), check \(Figures.seconds(timing.check)))"
      ),
      ("memory", "\(Figures.grouped(plan.peakMemoryMB.rounded())) MB"),
    ]
    return Figures.table(rows) + tables.map { "\n" + TableText.text($0) }.joined()
  }
}
