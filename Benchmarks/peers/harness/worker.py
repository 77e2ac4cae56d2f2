# SPDX-License-Identifier: GPL-3.0-or-later
"""One peer on one case, in a process of its own: read, build, hand over, solve, write what came of it.

    python -m harness.worker JOB.json            solve with a peer from PyPI
    python -m harness.worker JOB.json --model    write the model for a peer that reads files
"""

import importlib
import json
import sys
import time

# Says that from here on it is the solver who takes the time.
HANDED_OVER = "handed-over"


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    writes_model = "--model" in sys.argv
    import numpy as np

    from . import instances, mps
    from .progress import ProgressLog
    adapter = None if writes_model else importlib.import_module(f".solvers.{job['family']}", __package__)
    # What only the interpreter and the packages cost; reported apart, for it is no solver's doing.
    ready = time.monotonic()
    instance = instances.read(job["case"])
    read = time.monotonic()
    answer = {"startup_seconds": ready - job["start"], "read_seconds": read - ready}
    if writes_model:
        model = instances.build(job["case"], instance)
        mps.write(model, "model.mps")
        answer |= {"size": size(model), "write_model_seconds": time.monotonic() - read}
        return _save(answer)
    progress = ProgressLog("progress.jsonl", job["start"])
    solver = adapter.Solver(job, instance, progress)
    reason = solver.unsuited()
    if reason:
        return _save(answer | {"claimed": "skipped", "detail": reason})
    solver.hand_over()
    built = time.monotonic()
    open(HANDED_OVER, "w").close()
    answer |= {"build_seconds": built - read, "size": solver.size()}
    # The limit counts from where reading starts, as Warewatt's does.
    result = solver.solve(max(0.01, job["limit"] - (built - ready)))
    answer |= {"solve_seconds": time.monotonic() - built, "options": solver.options,
               "claimed": result.claimed, "value": result.value, "bound": result.bound, "detail": result.detail}
    if result.solution is not None:
        np.savez("solution.npz", **result.solution)
    return _save(answer)


def size(model):
    """Rows, columns, nonzeros, integers."""
    return {"rows": len(model.row_lower), "columns": len(model.cost), "nonzeros": len(model.coefficient),
            "integers": int(model.integer.sum())}


def _save(answer):
    with open("answer.json", "w") as file:
        json.dump(answer, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
