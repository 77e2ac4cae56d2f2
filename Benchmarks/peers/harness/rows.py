# SPDX-License-Identifier: GPL-3.0-or-later
"""The results file: JSON Lines, one row for each run, appended as it ends.

Rows that were measured for RESULTS.md are kept in Benchmarks/rows. A row with "carried_over" was read back from a page
of results after its file was lost: it has no progress, but the "primal_integral" of the page (a share of the limit),
and texts such as "one of a, b, c" where the page did not say a thing row by row; a "note" says what is not as printed.
"""

import json
import os
from pathlib import Path

from .failure import Failure

KEY = ("instance", "variant", "instance_digest", "solver", "version", "limit", "gap_limit", "threads", "repeat")
FOLDER = Path(__file__).resolve().parents[2] / "rows"


def key(row):
    """What makes two rows the same measurement."""
    return tuple(row.get(name) for name in KEY)


def read(path):
    """The rows of a results file."""
    return list(each(path))


def each(path):
    """The rows of a results file one by one; a last line cut short by a kill is left out."""
    with open(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                if line.endswith("\n"):
                    raise Failure(f"{path}:{number}: not JSON: {error}") from None


def files():
    """The files of the repository, in order of name: what counts is the later of two rows for the same run."""
    return sorted(FOLDER.glob("*.jsonl"), key=lambda path: path.name)


def append(path, row):
    """Adds a row, mending a last line that a kill cut short."""
    with open(path, "a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                _drop_last_line(file)
        file.write((json.dumps(row) + "\n").encode())


def _drop_last_line(file):
    file.seek(0)
    whole = file.read().rpartition(b"\n")
    file.truncate(len(whole[0]) + len(whole[1]))
    file.seek(0, os.SEEK_END)
