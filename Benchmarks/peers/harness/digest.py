# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows brought together for the report: one block for each set, limit, gap and number of threads."""

import math
from collections import defaultdict
from dataclasses import dataclass, field

from . import judge, measures

OURS = "warewatt"
SOLVER_ORDER = ["warewatt", "highs", "highs-simplex", "highs-ipm", "highs-pdlp", "scip", "cbc", "cpsat", "glpsol"]
WORST_FIRST = ["failed", "none", "gap", "proved"]


def by_solver(name):
    """Sorts ours first, then the peers in the order of SOLVER_ORDER, methods after their solver."""
    base = name.partition(":")[0]
    return (SOLVER_ORDER.index(base) if base in SOLVER_ORDER else len(SOLVER_ORDER), name)


@dataclass
class Result:
    """One solver on one instance, its repeats brought together."""
    row: dict  # the repeat with the median time
    status: str
    limit: float
    repeats: int

    @property
    def is_proved(self):
        return self.status == "proved"

    @property
    def seconds(self):
        """Wall time of the whole process; the limit where nothing was proved."""
        return min(self.row["wall_seconds"], self.limit) if self.is_proved else self.limit

    @property
    def startup(self):
        """What starting an interpreter and loading its packages took: no solver's doing."""
        return self.row.get("startup_seconds") or 0.0

    @property
    def net_wall(self):
        """Wall time without start-up."""
        return max(self.row["wall_seconds"] - self.startup, 1e-3)

    @property
    def net_seconds(self):
        """Wall time without start-up; the limit where nothing was proved."""
        return min(self.net_wall, self.limit) if self.is_proved else self.limit

    @property
    def final_gap(self):
        """The gap at the end: 0 where proved, 1 without a plan or a bound."""
        if self.is_proved:
            return 0.0
        gap = self.row["gap"] if self.status == "gap" else None
        return 1.0 if gap is None else min(1.0, gap)

    @property
    def has_records(self):
        """Whether its progress is known; without it, only how it ended is."""
        return not self.row.get("carried_over")

    @property
    def records(self):
        """The progress, counted from the end of the start-up, in order of time."""
        if self.status == "failed":
            return []
        return sorted(([max(0.0, t - self.startup), incumbent, bound] for t, incumbent, bound in self.row["progress"]),
                      key=lambda record: record[0])

    def primal_integral(self, best):
        """As a share of the limit; without records, as it was once printed; None where unknown."""
        if not self.has_records:
            return self.row["primal_integral"]
        return None if best is None else measures.primal_integral(self.records, best, self.limit) / self.limit

    def gap_after(self, seconds):
        """The gap after so many seconds; without records that of the end, or None if the run went on for longer."""
        if self.has_records:
            return measures.gap_at(self.records, seconds)
        if min(self.row["wall_seconds"], self.limit) > seconds:
            return None
        return 1.0 if self.row["gap"] is None else min(1.0, self.row["gap"])


@dataclass
class Block:
    """The runs of one set under one limit."""
    set: str
    limit: float
    gap: float
    threads: int
    # (instance, variant) -> solver -> Result; runs that were skipped are in skipped.
    results: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    markets: dict = field(default_factory=dict)

    @property
    def solvers(self):
        return sorted({s for row in self.results.values() for s in row}, key=by_solver)

    def of(self, solver):
        """The results of a solver, by instance."""
        return {key: row[solver] for key, row in self.results.items() if solver in row}

    @property
    def ours(self):
        """Our solver that the ratios are against: warewatt itself, or the first of its methods."""
        own = [s for s in self.solvers if s.partition(":")[0] == OURS]
        return own[0] if own else None

    def common(self):
        """The instances that every solver of the block was run on; all, where a set of many kinds has none."""
        solvers = self.solvers
        shared = [key for key, row in self.results.items() if all(s in row for s in solvers)]
        return shared or list(self.results)

    def best_value(self, key):
        """The best value known of an instance: published, or the best that was verified here."""
        values = [r.row["value"] for r in self.results[key].values() if r.row["value"] is not None
                  and r.status != "failed"]
        known = (self.known.get(key) or {}).get("value")
        if known is not None:
            values.append(known)
        if not values:
            return None
        return max(values) if self.markets[key] == "power" else min(values)

    def disagreements(self):
        """Instances on which two proofs contradict each other, with what was proved."""
        found = []
        for key, row in self.results.items():
            proofs = {s: r.row["value"] for s, r in row.items() if r.is_proved}
            values = [v for v in proofs.values() if v is not None]
            if len(values) != len(proofs) and values:
                found.append((key, "some prove that there is no plan, others have one"))
            # Each may stop within the gap of the optimum.
            elif values and max(values) - min(values) > (judge.TOLERANCE + self.gap) * max(1.0, abs(values[0])):
                found.append((key, ", ".join(f"{s} {v:.12g}" for s, v in proofs.items())))
        return found


RUN = ("set", "limit", "gap_limit", "threads", "instance", "variant", "solver", "repeat")


def latest(rows):
    """The rows that count: of two for the same run the later, even if it is of another version or commit; but none
    that was measured gives way to one that was carried over."""
    found = {}
    for row in rows:
        run = tuple(row[name] for name in RUN)
        if not row.get("carried_over") or found.get(run, row).get("carried_over"):
            found[run] = row
    return list(found.values())


def blocks(rows):
    """The blocks of the rows that count, in the order in which their sets first appear."""
    groups = defaultdict(list)
    made = {}
    for row in latest(rows):
        set_name, limit, gap, threads, instance, variant, solver, _ = (row[name] for name in RUN)
        block = made.setdefault((set_name, limit, gap, threads), Block(set_name, limit, gap, threads))
        key = (instance, variant)
        block.markets[key] = row["market"]
        if key not in block.known or not row.get("carried_over"):
            # A page rounds what is known.
            block.known[key] = row["known"]
        if row["status"] == "skipped":
            block.skipped.setdefault(solver, defaultdict(list))[row["detail"]].append(instance)
        else:
            groups[set_name, limit, gap, threads, key, solver].append(row)
    for (set_name, limit, gap, threads, key, solver), found in groups.items():
        found.sort(key=lambda r: r["wall_seconds"] if r["wall_seconds"] is not None else math.inf)
        middle = found[(len(found) - 1) // 2]
        # The worst of the repeats is what can be relied on.
        status = min((_status(r) for r in found), key=WORST_FIRST.index)
        made[set_name, limit, gap, threads].results.setdefault(key, {})[solver] = Result(
            middle, status, limit, len(found))
    return list(made.values())


def _status(row):
    """The outcome of a row: a run that came to the gap asked for proved what it was asked, whatever it calls that."""
    if row["status"] == "gap" and row["gap"] is not None and row["gap"] <= row["gap_limit"]:
        return "proved"
    return row["status"]


def pair_ratios(block, peer, shift):
    """How a peer compares with us, instance by instance: peer's time over ours, so above 1 is in our favour.

    "whole" and "net": geometric mean of (peer + shift) / (ours + shift) over all instances that both ran, with
    and without start-up; "proved": the plain ratios without start-up where both proved.
    """
    ours, theirs = block.of(block.ours), block.of(peer)
    both = [key for key in ours if key in theirs]
    if not both:
        return None

    def mean(seconds):
        return measures.geometric_mean([(seconds(theirs[k]) + shift) / (seconds(ours[k]) + shift) for k in both])

    proved = [theirs[k].net_wall / ours[k].net_wall for k in both if ours[k].is_proved and theirs[k].is_proved]
    return {"count": len(both), "whole": mean(lambda r: r.seconds), "net": mean(lambda r: r.net_seconds),
            "proved": proved, "faster": sum(r > 1 for r in proved)}


def losses(block):
    """Where a peer did better than we, worst first: (how many times, instance, ours, peer's name, peer's).

    Proved by a peer: our time over its time without start-up, counted at the limit where we did not prove. Proved by
    nobody: our gap over the best peer's, gaps below the one asked for counted as that.
    """
    found = []
    for key, row in block.results.items():
        own = row.get(block.ours)
        peers = {s: r for s, r in row.items() if s.partition(":")[0] != OURS and r.status in ("proved", "gap")}
        if own is None or not peers:
            continue
        proved = {s: r for s, r in peers.items() if r.is_proved}
        if proved:
            name = min(proved, key=lambda s: proved[s].net_seconds)
            factor, kind = own.net_seconds / proved[name].net_seconds, "time"
        elif own.is_proved:
            continue
        else:
            name = min(peers, key=lambda s: peers[s].final_gap)
            factor, kind = max(own.final_gap, block.gap) / max(peers[name].final_gap, block.gap), "gap"
        if factor > 1:
            found.append((factor, kind, key, own, name, peers[name]))
    return sorted(found, key=lambda entry: -entry[0])
