# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress records: (seconds, incumbent, bound), one JSON object a line, as warewatt writes them."""

import json
import math
import time


class ProgressLog:
    """Writes each improvement at once, so that a killed process leaves what it had reached."""

    def __init__(self, path, start):
        self._file = open(path, "w")
        self._start = start
        self._incumbent = self._bound = None

    def close(self):
        """Ends the log."""
        self._file.close()

    def add(self, incumbent=None, bound=None):
        """Notes what is known now; None keeps what was known."""
        incumbent = self._incumbent if not _is_known(incumbent) else float(incumbent)
        bound = self._bound if not _is_known(bound) else float(bound)
        if (incumbent, bound) == (self._incumbent, self._bound):
            return
        self._incumbent, self._bound = incumbent, bound
        seconds = round(time.monotonic() - self._start, 4)
        self._file.write(json.dumps({"seconds": seconds, "incumbent": incumbent, "bound": bound}) + "\n")
        self._file.flush()


def _is_known(value):
    # Solvers say "nothing yet" with infinities of their own: 1e20 (SCIP), 1e50 (CBC).
    return value is not None and math.isfinite(value) and abs(value) < 1e19


def read(path):
    """The records of a log; a last line cut short by a kill is left out."""
    records = []
    try:
        with open(path) as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except json.JSONDecodeError:
                    break
                records.append([entry.get("seconds"), entry.get("incumbent"), entry.get("bound")])
    except FileNotFoundError:
        pass
    return records


def thinned(records, most=400):
    """At most about so many records: every new incumbent, and of the rest each n-th."""
    if len(records) <= most:
        return records
    step = len(records) // most + 1
    kept, last = [], object()
    for index, record in enumerate(records):
        if record[1] != last or index % step == 0 or index == len(records) - 1:
            kept.append(record)
        last = record[1]
    return kept
