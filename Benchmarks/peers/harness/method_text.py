# SPDX-License-Identifier: GPL-3.0-or-later
"""The report's account of how was measured, from what the rows say."""

import re
from collections import defaultdict

from . import texts
from .digest import by_solver


def method(rows, shift):
    """What a stranger needs to judge the figures and to repeat them."""
    measured = [row for row in rows if row["status"] != "skipped"]
    dates = sorted(date for row in rows for date in re.findall(r"\d{4}-\d\d-\d\d", row["timestamp"]))
    floor = max((row.get("peak_floor_mb") or 0.0 for row in measured), default=0.0)
    lines = ["## Method", ""]
    lines += [f"- Measured {dates[0]}" + (f" to {dates[-1]}" if dates[-1] != dates[0] else "")
              + f": {texts.plural(len(measured), 'run')}, each in a fresh process; the solvers of an instance run one "
              "after the other, and another one starts each time, so that a noisy machine hits all alike."]
    lines += _carried_over(measured)
    for machine in _different(row["machine"] for row in rows):
        lines.append(f"- Machine: {machine['processor']}, {texts.plural(machine['cores'], 'core')}, "
                     f"{machine['memory_gb']} GB, {machine['system']}. Load when runs started: "
                     f"{_load([row['load'] for row in rows if row['machine'] == machine])}.")
    commits = sorted({row["commit"] for row in rows if row["commit"]})
    lines.append(f"- Warewatt's commit: {'; '.join(commits)}.")
    settings = _different((row["limit"], row["gap_limit"], row["threads"], row["margin"]) for row in rows)
    for limit, gap, threads, margin in settings:
        lines.append(f"- Limit {limit:g} s (a process is killed {margin:g} s after it), relative gap {gap:g}, "
                     f"{texts.plural(threads, 'thread')} (SCIP and glpsol run in one).")
    lines += [
        "- Wall time is that of the whole process, reading the instance and writing the plan included. Warewatt reads "
        "the instance file and checks its own plan before it writes it. HiGHS, SCIP and CP-SAT run in Python on arrays "
        "built with NumPy; what starting Python and loading packages took is in the wall time, but not in the "
        "columns without start-up, the pictures and the losses. CBC and glpsol read an MPS file; writing it is not "
        "charged to them, and given in the rows.",
        "- Models: assignment rows, aggregated capacity rows and x <= m y for every lane (warehouses); supply limited "
        "by load and by what is offered in each interval, intervals that are linear in the shares folded into them "
        "(power). All peers get the same one, CP-SAT a boolean one, where all data are exact integers.",
        "- Every solution, ours and theirs, is re-added from the instance's data by a program of its own "
        "(harness/verify.py), ours by <code>warewatt check</code> too; one that fails, and a proof that contradicts a "
        "known optimum by more than 1e-6, counts as failed.",
        f"- Shifted geometric mean: exp(mean(log(t + s))) - s with s = {shift:g} s, t the wall time, or the limit "
        "where nothing was proved. Mean gap at the end: 0 where proved, 100 % without a plan.",
        "- Performance profile (Dolan and Moré 2002, "
        "[DOI 10.1007/s101070100263](https://doi.org/10.1007/s101070100263)): the share of instances that a "
        "solver proves within so many times the time of the fastest.",
        "- Gap over time: |incumbent - bound| / |incumbent|, each solver's own two, 100 % while either is unknown, the "
        "mean over the instances. Primal integral (Berthold 2013, "
        "[DOI 10.1016/j.orl.2013.08.007](https://doi.org/10.1016/j.orl.2013.08.007)): the gap of the incumbent to the "
        "best value known, integrated over the time limit and divided by it.",
        f"- Peak memory is the operating system's; the harness itself holds {floor:.0f} MB, below which it cannot see.",
        "", "Solvers:", ""]
    seen = defaultdict(set)
    options = defaultdict(set)
    for row in measured:
        seen[row["solver"]].add(row["version"])
        if row.get("options"):
            options[row["solver"]].add(row["options"])
    lines.append(texts.table(
        ["solver", "version", "options"],
        [[s, ", ".join(sorted(seen[s])), "; ".join(f"<code>{o}</code>" for o in sorted(options[s]))]
         for s in sorted(seen, key=by_solver)]))
    lines += ["", "The rows are in [rows/](rows); `./report` makes this page of them. To repeat it, after `swift build -c release`, in `Benchmarks/peers` and with WAREWATT_DATA "
              "naming the folder of instances:", "", "    ./install"]
    lines += [f"    {command}" for command in dict.fromkeys(row["command"] for row in rows)]
    lines += ["    ./report results.jsonl --to FOLDER", ""]
    return lines


def _carried_over(measured):
    """What to know of rows that were read back from a page, if there are any."""
    carried = [row for row in measured if row.get("carried_over")]
    if not carried:
        return []
    last = max(date for row in carried for date in re.findall(r"\d{4}-\d\d-\d\d", row["timestamp"]))
    notes = [f" Not as printed: {row['instance']}, {row['solver']} ({row['note']})." for row in carried if "note" in row]
    return [f"- {len(carried)} of these runs, all measured up to {last}, were read back from this page as of commit "
            f"{', '.join(sorted({row['page_commit'] for row in carried}))}, for their rows were lost: figures as "
            "printed there (times to three digits), without records of progress. Their primal integrals are the printed ones, "
            "against the best values known then; a gap after so many seconds is that at the end. What starting Python "
            "took them is an estimate: what a run took beyond solving, less a constant for each solver and set such "
            "that the mean without start-up is the page's; where that does not tell it, one figure for each solver. "
            "Commits, builds, dates, cores and loads are what the page said of all its runs together."
            + _of_different_days(measured) + "".join(notes)]


def _of_different_days(measured):
    """What to know of ratios between a row that was carried over and one that was measured since, if there are any."""
    apart = set()
    for row in measured:
        if row.get("carried_over"):
            continue
        apart |= {row["set"] for other in measured if other.get("carried_over") and other["solver"] != row["solver"]
                  and all(other[key] == row[key] for key in ("set", "limit", "threads", "gap_limit", "instance"))}
    if not apart:
        return ""
    return (" One solver was measured since and another was not on " + ", ".join(sorted(apart)) + ": their ratios "
            "there are of two days, and perhaps of two machines.")


def _load(loads):
    told = _different(load for load in loads if isinstance(load, str))
    known = sorted(load for load in loads if not isinstance(load, str))
    if known:
        told.append(f"median {known[len(known) // 2]:g}, highest {known[-1]:g}")
    return "; ".join(told)


def _different(things):
    found = []
    for thing in things:
        if thing not in found:
            found.append(thing)
    return found

