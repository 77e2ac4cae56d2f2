# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures solvers side by side; see Benchmarks/README.md."""

import argparse
import os
import shlex
import shutil
import sys
import time
from datetime import datetime, timezone

from . import contest, machine, manifest, rows, versions
from .failure import Failure, main_guard

DEFAULT_SOLVERS = "warewatt,highs,scip,cbc,cpsat,glpsol"


def parser():
    made = argparse.ArgumentParser(prog="run", description="Measures solvers side by side; appends JSON Lines and "
                                   "skips what is there already.")
    made.add_argument("--set", required=True, dest="sets", metavar="NAME[,NAME]",
                      help="sets of sets.json; holmberg stands for holmberg_split and holmberg_single")
    made.add_argument("--limit", type=float, default=60, metavar="SECONDS", help="time limit of each run (60)")
    made.add_argument("--solvers", default=DEFAULT_SOLVERS, metavar="NAME[,NAME]",
                      help=f"default {DEFAULT_SOLVERS}; warewatt:METHOD for one of its methods; highs-simplex, "
                      "highs-ipm, highs-pdlp on the power market, where highs stands for all three")
    made.add_argument("--threads", type=int, default=2, help="threads of each solver that can (2)")
    made.add_argument("--gap", type=float, default=1e-6, help="relative gap at which a solver may stop (1e-6)")
    made.add_argument("--margin", type=float, metavar="SECONDS",
                      help="a process is killed so long after its limit (the limit's half, at least 15)")
    made.add_argument("--out", required=True, metavar="FILE.jsonl", help="results file, appended to")
    made.add_argument("--only", metavar="GLOB", help="only instances of this name, such as '*/p1?'")
    made.add_argument("--repeat", type=int, default=1, metavar="N", help="runs of each (1)")
    made.add_argument("--warewatt", metavar="PATH", help="the binary (.build/release/warewatt of the repository)")
    return made


def main(arguments=None):
    options = parser().parse_args(arguments)
    binary = _binary(options.warewatt)
    solvers = options.solvers.split(",")
    version_of = _versions(solvers, binary)
    if not version_of:
        raise Failure("none of the solvers is installed; ./install installs the peers")
    book = manifest.Manifest()
    cases = book.cases(options.sets.split(","), binary, options.only)
    for reason in book.left_out:
        print(f"left out: {reason}", file=sys.stderr)
    if not cases:
        raise Failure("no instance is left to run")
    return measure(options, binary, version_of, cases)


def measure(options, binary, version_of, cases):
    """Runs what is not in the results file yet, instance by instance, all solvers of one in turn."""
    margin = options.margin if options.margin is not None else max(15.0, options.limit / 2)
    settings = {"limit": options.limit, "margin": margin, "gap": options.gap, "threads": options.threads,
                "warewatt": binary}
    folder = os.path.dirname(os.path.realpath(binary)) if binary else str(manifest.REPOSITORY)
    common = {"limit": options.limit, "gap_limit": options.gap, "threads": options.threads, "margin": margin,
              "commit": machine.commit(folder) or machine.commit(str(manifest.REPOSITORY)),
              "machine": machine.machine(), "command": _command(options)}
    # One by one: what this process holds is the least memory that it can see of another (process.py).
    done = {rows.key(row) for row in rows.each(options.out)} if os.path.exists(options.out) else set()
    plan = []
    for repeat in range(options.repeat):
        for number, case in enumerate(cases):
            digest = manifest.digest(case)
            names = [s for s in contest.solvers_for(case, list(version_of_order(options, version_of)))
                     if versions.family(s) in version_of]
            # Another solver starts each time, so that none always finds the file in the cache.
            turn = (number + repeat) % len(names)
            for solver in names[turn:] + names[:turn]:
                row = common | {"set": case["set"], "instance": case["instance"], "variant": case["variant"],
                                "market": case["market"], "instance_digest": digest, "known": case.get("known"),
                                "must_prove": case["must_prove"], "solver": solver,
                                "version": version_of[versions.family(solver)], "repeat": repeat}
                if rows.key(row) not in done:
                    done.add(rows.key(row))
                    plan.append((case, row))
    clock = _Estimate(plan, options.limit + margin)
    for number, (case, row) in enumerate(plan):
        start = time.monotonic()
        row |= {"timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds"), "load": machine.load()}
        row |= contest.contest(case, row["solver"], settings)
        rows.append(options.out, row)
        clock.note(number, row, time.monotonic() - start)
    print(f"{len(plan)} runs done; {options.out}", file=sys.stderr)
    return 0


def version_of_order(options, version_of):
    """The solvers asked for that are installed, as asked for."""
    return [s for s in options.solvers.split(",") if versions.family(s) in version_of]


def _binary(path):
    chosen = path or str(manifest.REPOSITORY / ".build" / "release" / "warewatt")
    found = shutil.which(chosen)
    if path and not found:
        raise Failure(f"{path} is no program")
    return os.path.abspath(found) if found else None


def _versions(solvers, binary):
    known = {"warewatt", *versions.PACKAGES, *versions.COMMANDS}
    found = {}
    for solver in solvers:
        name = versions.family(solver)
        if name not in known:
            raise Failure(f"no solver \"{solver}\"; there are: {', '.join(sorted(known))}")
        version = versions.version(solver, binary)
        if version:
            found[name] = version
        else:
            hint = "swift build -c release" if name == "warewatt" else "./install"
            print(f"left out: {solver} is not there ({hint})", file=sys.stderr)
    return found


def _command(options):
    """The command that repeats these rows, without what only this machine has."""
    words = ["./run", "--set", options.sets, "--limit", f"{options.limit:g}", "--solvers", options.solvers,
             "--threads", str(options.threads), "--gap", f"{options.gap:g}"]
    words += ["--only", options.only] if options.only else []
    words += ["--repeat", str(options.repeat)] if options.repeat > 1 else []
    return shlex.join(words + ["--out", "results.jsonl"])


class _Estimate:
    """Says after each run how far it is and how long it may take: each solver's mean so far, or the limit."""

    def __init__(self, plan, longest):
        self._left, self._longest, self._spent = [row["solver"] for _, row in plan], longest, {}

    def note(self, number, row, seconds):
        total, count = self._spent.get(row["solver"], (0.0, 0))
        self._spent[row["solver"]] = (total + seconds, count + 1)
        rest = 0.0
        for solver in self._left[number + 1:]:
            total, count = self._spent.get(solver, (0.0, 0))
            rest += total / count if count else self._longest / 2
        wall = "" if row["wall_seconds"] is None else f"{row['wall_seconds']:9.2f} s"
        print(f"[{number + 1}/{len(self._left)}] {row['instance']} {row['variant']} {row['solver']:14} "
              f"{row['status']:8}{wall}   about {_duration(rest)} left"
              + "".join(f"\n    flag: {flag}" for flag in row["flags"])
              + (f"\n    {row['detail']}" if row["status"] == "failed" else ""), file=sys.stderr, flush=True)


def _duration(seconds):
    minutes = seconds / 60
    return f"{seconds:.0f} s" if seconds < 100 else f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"


if __name__ == "__main__":
    main_guard("run", main)
