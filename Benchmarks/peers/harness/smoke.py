# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the smoke set and the report, and fails on what is wrong, never on what is slow; see Benchmarks/README.md."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from . import digest, report, rows, run
from .failure import main_guard

LIMIT = "5"


def main(arguments=None):
    made = argparse.ArgumentParser(prog="smoke", description="Runs the smoke set with warewatt and the peers that are "
                                   "installed, and makes a report of it.")
    made.add_argument("--warewatt", metavar="PATH", help="the binary (.build/release/warewatt of the repository)")
    made.add_argument("--keep", metavar="FOLDER", help="leave the rows and the report here")
    options = made.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "smoke.jsonl"
        path.unlink(missing_ok=True)
        run.main(["--set", "smoke", "--limit", LIMIT, "--out", str(path)]
                 + (["--warewatt", options.warewatt] if options.warewatt else []))
        found = rows.read(path)
        wrong = faults(found)
        report.main([str(path), "--to", str(folder)])
        if not os.path.getsize(folder / "pictures" / "smoke.svg"):
            wrong.append("the report drew no picture")
    for text in wrong:
        print(f"smoke: {text}", file=sys.stderr)
    ran = sorted({row["solver"] for row in found if row["status"] != "skipped"}, key=digest.by_solver)
    print(f"smoke: {len(found)} runs of {', '.join(ran)}: " + (f"{len(wrong)} faults" if wrong else "all is well"))
    return 1 if wrong else 0


def faults(found):
    """What is wrong with the rows. That a peer was stopped by the clock is not; that Warewatt did not prove what it
    must is, for those instances take it a small part of the limit."""
    wrong = []
    for row in found:
        name = f"{row['instance']}, {row['solver']}"
        wrong += [f"{name}: {text}" for text in row["violations"] + row["flags"]]
        if row["status"] == "failed" and not row["violations"] and "did not stop at its limit" not in row["detail"]:
            wrong.append(f"{name}: {row['detail']}")
        if row["solver"] == digest.OURS and row["must_prove"] and row["status"] != "proved":
            wrong.append(f"{name}: {row['status']}, and must be proved ({row['detail']})")
    if not any(row["solver"] == digest.OURS for row in found):
        wrong.append("warewatt did not run")
    for block in digest.blocks(found):
        wrong += [f"{key[0]}: proofs disagree: {what}" for key, what in block.disagreements()]
    return wrong


if __name__ == "__main__":
    main_guard("smoke", main)
