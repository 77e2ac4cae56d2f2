# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a solver claims and what verifying found to an outcome."""

# How far apart two optima may be, relative.
TOLERANCE = 1e-6


def gap(value, bound):
    """|value - bound| / max(|value|, 1e-9), as Warewatt's plans define it; None where either is unknown."""
    if value is None or bound is None:
        return None
    return abs(value - bound) / max(abs(value), 1e-9)


def judge(claimed, value, bound, violations, known, sense, allowed_gap):
    """The outcome: proved, gap (a verified plan, stopped before the proof), none (no plan) or failed;
    with the flags, sentences on what contradicts a known value, and what went wrong.

    sense: minimize or maximize; known: the manifest's entry, or None.
    """
    if claimed in ("skipped", "failed"):
        return claimed, [], ""
    known = known or {}
    if claimed == "infeasible":
        if known.get("status") == "infeasible":
            return "proved", [], ""
        if known.get("value") is not None:
            return "failed", ["claims that there is no plan, and one is known"], ""
        return "proved", ["claims that there is no plan; nothing is known to compare it with"], ""
    if violations:
        return "failed", [], violations[0]
    if claimed == "none" or value is None:
        return "none", [], ""
    flags = [] if known.get("status") != "infeasible" else ["a plan where none is known to exist"]
    sign = -1 if sense == "maximize" else 1
    reference = known.get("value") if known.get("proved") else None
    if reference is not None:
        slack = TOLERANCE * max(1.0, abs(reference)) + known.get("rounding", 0.0)
        if sign * (value - reference) < -slack:
            flags.append(f"the verified value {value:.12g} beats the known optimum {reference:.12g}")
        if bound is not None and sign * (bound - reference) > slack:
            flags.append(f"the bound {bound:.12g} contradicts the known optimum {reference:.12g}")
            return "failed", flags, "the bound is wrong"
        if claimed == "optimal" and sign * (value - reference) > slack:
            flags.append(f"the claimed optimum {value:.12g} contradicts the known one, {reference:.12g}")
            return "failed", flags, "the claimed optimum is none"
    own = gap(value, bound)
    # Solvers divide by different numbers; ten times the gap asked for is no quibble any more.
    if claimed == "optimal" and own is not None and own > 10 * allowed_gap:
        return "gap", flags, ""
    # A plan with the gap that was asked for is proved, whatever its solver calls it.
    if claimed == "feasible" and own is not None and own <= allowed_gap:
        return "proved", flags, ""
    return ("proved" if claimed == "optimal" else "gap"), flags, ""
