# SPDX-License-Identifier: GPL-3.0-or-later
"""CBC, from an MPS file; progress and bound are read from its log, stamped as the lines come."""

import os
import re

NUMBER = r"(-?[\d.]+(?:e[+-]?\d+)?)"
INCUMBENT = re.compile(rf"Integer solution of {NUMBER} found")
TREE = re.compile(rf"After \d+ nodes.*?{NUMBER} best solution, best possible {NUMBER}")
CONTINUOUS = re.compile(rf"Continuous objective value is {NUMBER}")
LOWER = re.compile(rf"^Lower bound:\s+{NUMBER}")


def options(job):
    return ["-threads", str(job["threads"]), "-ratioGap", f"{job['gap']:g}", "-timeMode", "elapsed",
            "-sec", f"{job['limit']:g}"]


def command(job):
    return ["cbc", "model.mps", *options(job), "-solve", "-solution", "solution.txt"]


def answer(job, run):
    """Objectives are of the file, which minimises; they are turned back where the case maximises."""
    sign = -1.0 if job["case"]["market"] == "power" else 1.0
    incumbent = bound = None
    progress = []
    for seconds, line in run.lines:
        before = (incumbent, bound)
        if found := INCUMBENT.search(line):
            incumbent = float(found[1])
        elif found := TREE.search(line):
            incumbent = float(found[1]) if abs(float(found[1])) < 1e49 else incumbent
            bound = float(found[2])
        elif (found := CONTINUOUS.search(line)) or (found := LOWER.search(line)):
            bound = float(found[1])
        if (incumbent, bound) != before:
            progress.append([round(seconds, 4), _turned(sign, incumbent), _turned(sign, bound)])
    path = os.path.join(job["folder"], "solution.txt")
    if not os.path.exists(path):
        return {"claimed": "failed", "progress": progress, "detail": run.last_words()}
    with open(path) as file:
        status, _, objective = file.readline().strip().partition(" - objective value ")
    state = {"claimed": "none", "value": None, "bound": _turned(sign, bound), "progress": progress, "detail": status}
    if "nfeasible" in status:
        # "Integer infeasible" and "Infeasible": proved, unless it was stopped.
        return state | {"claimed": "none" if "Stopped" in status else "infeasible"}
    if "no integer solution" in status:
        return state
    value = sign * float(objective)
    if status.startswith("Optimal"):
        # With a gap allowed, CBC's log names the bound it stopped at; without, the value is the bound.
        gap_line = any("within gap tolerance" in line for _, line in run.lines)
        return state | {"claimed": "optimal", "value": value, "bound": state["bound"] if gap_line else value}
    if job["is_linear"]:
        # The simplex method's last point, feasible or not.
        return state | ({"claimed": "feasible", "value": None} if job["case"]["market"] == "power" else {})
    return state | {"claimed": "feasible", "value": value}


def _turned(sign, number):
    return None if number is None else sign * number
