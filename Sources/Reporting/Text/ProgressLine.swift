// SPDX-License-Identifier: GPL-3.0-or-later

public import LinearProgramming

/// The line that shows a running solve on a terminal.
public enum ProgressLine {
  /// Seconds, phase, best plan and bound so far.
  public static func text(_ progress: SolveProgress) -> String {
    var parts = ["\(Figures.seconds(progress.elapsedSeconds)) s"]
    parts.append(progress.phase == .simplex ? "simplex" : "branch-and-cut, \(progress.nodeCount) nodes")
    parts.append(
      progress.incumbent.map { "best \(Figures.grouped($0))" } ?? "\(progress.iterationCount) iterations")
    if progress.bound.isFinite {
      parts.append("bound \(Figures.grouped(progress.bound))")
      if let incumbent = progress.incumbent {
        parts.append("gap \(Figures.percent(abs(incumbent - progress.bound) / max(abs(incumbent), 1e-9)))")
      }
    }
    return parts.joined(separator: "  ")
  }
}
