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


def thinned(records, until, most=60):
    """At most so many records, for rows are kept in the repository: the first, the last, the last not after "until"
    (where the limit is, so that what was reached at the limit stays known), the first plan, the first gap, and evenly
    of the new incumbents and of the rest.

    A gap between two records is the earlier one's, so thinning never makes it look smaller.
    """
    if len(records) <= most:
        return records
    places = range(len(records))
    kept = {0, len(records) - 1}
    kept |= {max((i for i in places if records[i][0] <= until), default=0)}
    kept |= {next((i for i in places if records[i][1] is not None), 0)}
    kept |= {next((i for i in places if None not in records[i]), 0)}
    is_new = [i == 0 or records[i][1] != records[i - 1][1] for i in places]
    incumbents = [i for i in places if is_new[i] and i not in kept]
    others = [i for i in places if not is_new[i] and i not in kept]
    room = most - len(kept)
    chosen = _evenly(incumbents, max(room // 2, room - len(others)))
    kept |= {*chosen, *_evenly(others, room - len(chosen))}
    return [records[i] for i in sorted(kept)]


def _evenly(places, count):
    """So many of them, the same distance apart."""
    if len(places) <= count:
        return places
    return [places[(2 * k + 1) * len(places) // (2 * count)] for k in range(count)]
