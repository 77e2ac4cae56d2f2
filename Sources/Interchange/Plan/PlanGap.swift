// SPDX-License-Identifier: GPL-3.0-or-later

/// |value - bound| / max(|value|, 1e-9)
public func relativeGap(value: Double, bound: Double) -> Double {
  abs(value - bound) / max(abs(value), 1e-9)
}

/// Whether a bound proves a value optimal: to `SolveOptions.defaultGap` of the value, or of one unit of
/// currency where the value is smaller than that.
public func isOptimal(value: Double, bound: Double) -> Bool {
  abs(value - bound) <= SolveOptions.defaultGap * max(1, abs(value))
}
