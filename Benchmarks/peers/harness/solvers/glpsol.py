# SPDX-License-Identifier: GPL-3.0-or-later
"""glpsol, GLPK's own program, from an MPS file; progress is read from its log, stamped as the lines come.
It runs in one thread."""

import math
import os
import re

NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
# "+   123: mip =     9.3e+05 >=     9.2e+05   1.2% (10; 3)" and ">>>>>   9.3e+05 >=   9.2e+05"
TREE = re.compile(rf"(?:mip =|>>>>>)\s+(?:{NUMBER}|not found yet)\s+>=\s+(?:{NUMBER}|-inf)")


def options(job):
    return ["--tmlim", str(max(1, math.ceil(job["limit"]))), "--mipgap", f"{job['gap']:g}"]


def command(job):
    return ["glpsol", "--freemps", "model.mps", *options(job), "-w", "solution.txt"]


def answer(job, run):
    """Objectives are of the file, which minimises; they are turned back where the case maximises."""
    sign = -1.0 if job["case"]["market"] == "power" else 1.0
    incumbent = bound = None
    progress = []
    for seconds, line in run.lines:
        if found := TREE.search(line):
            incumbent = sign * float(found[1]) if found[1] else incumbent
            bound = sign * float(found[2]) if found[2] else bound
            progress.append([round(seconds, 4), incumbent, bound])
    state = {"claimed": "none", "value": None, "bound": bound, "progress": progress, "detail": ""}
    path = os.path.join(job["folder"], "solution.txt")
    if any("HAS NO PRIMAL FEASIBLE" in line or "HAS NO INTEGER FEASIBLE" in line for _, line in run.lines):
        return state | {"claimed": "infeasible"}
    if not os.path.exists(path):
        return state | {"claimed": "failed", "detail": run.last_words()}
    with open(path) as file:
        words = next((line.split() for line in file if line.startswith("s ")), [])
    # "s mip ROWS COLUMNS STATUS OBJECTIVE" or "s bas ROWS COLUMNS PRIMAL DUAL OBJECTIVE"
    statuses, value = words[4:-1], sign * float(words[-1])
    if words[1] == "bas":
        if statuses != ["f", "f"]:
            # The simplex method's last point, feasible or not.
            return state | ({"claimed": "feasible", "value": None} if job["case"]["market"] == "power" else {})
        claimed = "optimal"
    else:
        claimed = {"o": "optimal", "f": "feasible"}.get(statuses[0], "none")
    if claimed == "none":
        return state
    if claimed == "optimal":
        # Optimal within the gap: the log's last bound, where there is one, says how far.
        state["bound"] = value if bound is None else bound
        if not any("RELATIVE MIP GAP TOLERANCE REACHED" in line for _, line in run.lines):
            state["bound"] = value
    return state | {"claimed": claimed, "value": value}
