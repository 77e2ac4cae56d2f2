# SPDX-License-Identifier: GPL-3.0-or-later
"""Warewatt, run as its users run it: the instance file in, a plan file out."""

import json
import os
import subprocess
from functools import cache

from .. import progress

PLAN = "plan.json"
CLAIMS = {"optimal": "optimal", "feasible": "feasible", "infeasible": "infeasible", "no_plan_found": "none"}


@cache
def _help(binary):
    return subprocess.run([binary, "help", "solve"], capture_output=True, text=True).stdout


def _input(case):
    words = [case["file"]]
    if case["format"] != "scenario":
        words += ["--from", case["format"]]
        if case.get("capacity") is not None:
            words += ["--capacity", str(case["capacity"])]
        if case["variant"] == "single_source":
            words += ["--single-source"]
    return words


def options(job):
    """The options that a row is measured with; "warewatt:METHOD" names a method."""
    method = job["solver"].partition(":")[2]
    words = ["--time-limit", f"{job['limit']:g}", "--gap", f"{job['gap']:g}", "--threads", str(job["threads"])]
    return words + (["--method", method] if method else [])


def command(job):
    words = [job["warewatt"], "solve", *_input(job["case"]), "-o", PLAN, "--quiet", *options(job)]
    if "--progress-log" in _help(job["warewatt"]):
        words += ["--progress-log", "progress.jsonl"]
    return words


def answer(job, run):
    """What the plan file says; without one, what went wrong."""
    path = os.path.join(job["folder"], PLAN)
    if not os.path.exists(path):
        return {"claimed": "failed", "detail": f"exit code {run.exit_code}, no plan file: {run.errors.strip()}"}
    with open(path) as file:
        plan = json.load(file)
    seconds = plan["timing_seconds"]
    return {"claimed": CLAIMS.get(plan["status"], "failed"), "value": plan["objective"]["value"],
            "bound": plan["bound"], "detail": f"{plan['method']}: {plan['termination']['detail']}",
            "read_seconds": seconds["read"], "build_seconds": seconds["build"], "solve_seconds": seconds["solve"],
            "progress": progress.read(os.path.join(job["folder"], "progress.jsonl"))}


def check(job):
    """What "warewatt check" says against the plan; an empty text where it holds."""
    words = [job["warewatt"], "check", *_input(job["case"]), os.path.join(job["folder"], PLAN)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "violation" in line or "error" in line]
    return f"warewatt check, exit code {done.returncode}: {(lines or ['no reason given'])[0]}"
