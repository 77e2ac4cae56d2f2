# SPDX-License-Identifier: GPL-3.0-or-later
"""One solver on one case: prepare what is not charged, run and measure, verify, judge."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from . import judge, process, progress, versions, worker
from .solvers import cbc, glpsol, warewatt

# Programs of their own; all others run in harness.worker.
PROGRAMS = {"warewatt": warewatt, "cbc": cbc, "glpsol": glpsol}
READ_FILES = ("cbc", "glpsol")
POWER_WAYS = ["highs-simplex", "highs-ipm", "highs-pdlp"]


def solvers_for(case, names):
    """The solvers that a case is given to: on the power market, "highs" stands for its three ways."""
    found = []
    for name in names:
        if name == "highs" and case["market"] == "power":
            found += POWER_WAYS
        elif name not in POWER_WAYS or case["market"] == "power":
            found.append(name)
    return list(dict.fromkeys(found))


def contest(case, solver, settings):
    """A row of the results, without what the runner knows better (versions, machine)."""
    folder = tempfile.mkdtemp(prefix="warewatt-peers-")
    job = {"case": case, "solver": solver, "family": versions.family(solver), "folder": folder} | settings
    try:
        return _row(job)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _row(job):
    case, family = job["case"], job["family"]
    row = {"size": None, "options": None, "write_model_seconds": None, "startup_seconds": None}
    if family == "cpsat" and (case["market"] == "power" or case["variant"] == "split" or case.get("model_file")):
        # Known without reading the instance; other reasons the worker finds.
        return _without_run(row, "skipped", "shares are continuous, CP-SAT decides in whole numbers")
    if family in READ_FILES:
        written = _worker(job, ["--model"], hard_limit=3600)
        if written[0] is None:
            return _without_run(row, "failed", f"writing the model failed: {written[1].last_words()}")
        row |= {"size": written[0]["size"], "write_model_seconds": written[0]["write_model_seconds"]}
        job["is_linear"] = written[0]["size"]["integers"] == 0
    hard_limit = job["limit"] + job["margin"]
    if family in PROGRAMS:
        program = PROGRAMS[family]
        run = process.measure(program.command(job), hard_limit, job["folder"], keep_lines=family in READ_FILES)
        row["options"] = " ".join(program.options(job))
        answer = _failure(run, hard_limit) or program.answer(job, run)
    else:
        answer, run = _worker(job, [], hard_limit)
        answer = _failure(run, hard_limit) or answer or {"claimed": "failed", "detail": "no answer"}
        if run.killed and not os.path.exists(os.path.join(job["folder"], worker.HANDED_OVER)):
            # Python's slowness, not a solver that does not obey.
            answer = {"claimed": "none", "detail": "the limit passed while the model was handed over"}
        row["options"] = " ".join(f"{key}={value:g}" if isinstance(value, float) else f"{key}={value}"
                                  for key, value in (answer.get("options") or {}).items())
    log = answer.pop("progress", None)
    if log is None:
        log = progress.read(os.path.join(job["folder"], "progress.jsonl"))
    verdict = {"value": None, "violations": []}
    if answer["claimed"] in ("optimal", "feasible"):
        verdict = _verified(job, answer)
        if answer["value"] is None:
            # A linear program of the power market, stopped on its way: its shares, brought within the limits, are a
            # plan if they hold, and nobody's fault if not.
            if verdict["violations"]:
                answer["claimed"], verdict = "none", {"value": None, "violations": []}
            else:
                answer["detail"] += "; stopped, shares settled as they stood"
    return row | _outcome(case, job, answer, verdict, run, log)


def _outcome(case, job, answer, verdict, run, log):
    sense = "maximize" if case["market"] == "power" else "minimize"
    value, bound = verdict["value"], answer.get("bound")
    status, flags, wrong = judge.judge(answer["claimed"], value, bound, verdict["violations"], case.get("known"),
                                       sense, job["gap"])
    log = progress.thinned(log, job["limit"] + (answer.get("startup_seconds") or 0.0))
    if value is not None and status != "failed":
        log.append([round(run.wall_seconds, 4), value, bound])
    return {
        "status": status, "claimed": answer["claimed"], "value": value, "claimed_value": answer.get("value"),
        "bound": bound, "gap": judge.gap(value, bound), "flags": flags, "violations": verdict["violations"],
        "detail": "; ".join(text for text in (wrong, answer.get("detail") or "") if text)[:400],
        "wall_seconds": round(run.wall_seconds, 4), "cpu_seconds": round(run.cpu_seconds, 4),
        "peak_mb": round(run.peak_mb, 1), "peak_floor_mb": round(process.floor_mb(), 1), "progress": log,
        **{key: answer.get(key) for key in ("read_seconds", "build_seconds", "solve_seconds")},
        **({key: answer[key] for key in ("size", "startup_seconds") if answer.get(key) is not None}),
    }


def _worker(job, extra, hard_limit):
    """Runs harness.worker; its answer, or None, and the run."""
    folder = job["folder"]
    job_path = os.path.join(folder, "job.json")
    with open(job_path, "w") as file:
        json.dump(job | {"start": time.monotonic()}, file)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    environment = os.environ | {"PYTHONPATH": root, "OMP_NUM_THREADS": str(job["threads"])}
    run = process.measure([sys.executable, "-m", "harness.worker", job_path, *extra], hard_limit, folder, environment)
    path = os.path.join(folder, "answer.json")
    if run.exit_code != 0 or not os.path.exists(path):
        return None, run
    with open(path) as file:
        return json.load(file), run


def _failure(run, hard_limit):
    if run.killed:
        return {"claimed": "failed", "detail": f"did not stop at its limit; killed after {hard_limit:g} s"}
    if run.exit_code is not None and run.exit_code < 0:
        return {"claimed": "failed", "detail": f"died of signal {-run.exit_code}: {run.last_words()}"}
    if run.exit_code == 1:
        return {"claimed": "failed", "detail": f"exit code 1: {run.last_words()}"}
    return None


def _without_run(row, status, detail):
    return row | {"status": status, "claimed": status, "value": None, "claimed_value": None, "bound": None,
                  "gap": None, "flags": [], "violations": [], "detail": detail, "wall_seconds": None,
                  "cpu_seconds": None, "peak_mb": None, "progress": [], "read_seconds": None,
                  "build_seconds": None, "solve_seconds": None}


def _verified(job, answer):
    """Verifies in a process of its own; for Warewatt, "warewatt check" must agree."""
    path = os.path.join(job["folder"], "verify.json")
    with open(path, "w") as file:
        json.dump(job | {"claimed": answer["claimed"], "claimed_value": answer["value"]}, file)
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    done = subprocess.run([sys.executable, "-m", "harness.verify", path], capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": root})
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return {"value": None, "violations": [f"verifying broke off: {last}"]}
    verdict = json.loads(done.stdout)
    if job["family"] == "warewatt":
        found = warewatt.check(job)
        if found:
            verdict["violations"].append(found)
    return verdict
