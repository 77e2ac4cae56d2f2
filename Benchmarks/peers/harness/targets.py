# SPDX-License-Identifier: GPL-3.0-or-later
"""targets.json against measured rows: what was reached, what was missed and by how much.

A test looks at our runs of a set under the lowest limit that was measured and is not below the seconds that the test
names, or else the highest. Kinds:

- "proved": every run ends with a gap of at most "gap", after at most "within" seconds if stated;
- "gap_after": every run's gap after so many "seconds" is at most "gap" (of a run without records, the gap at its end,
  if it ended by then);
- "published": every value (or "count" of them) is at most the published one, plus "within" of it;
- "total_time", "mean_time": our time over the best peer's (the limit where nothing was proved), added up over whole
  processes, or as shifted geometric means without the start-up of Python, is at most "at_most";
- "memory": no run takes more than so many "megabytes".

A target may say what was "tried" for it; that is printed as long as one of its tests is missed.
"""

import fnmatch
import json

from . import manifest, measures, texts

PATH = manifest.HERE / "targets.json"


def section(blocks, shift):
    """The lines of the section on targets; none where no set with a target was measured."""
    with open(PATH) as file:
        targets = json.load(file)["targets"]
    lines, tried = [], []
    for target in targets:
        found = [block for block in blocks if block.set == target["set"] and _ours(block, target)]
        if not found:
            continue
        name = target["set"] + (f" {target['only']}" if "only" in target else "")
        was_missed = False
        for test in target["tests"]:
            block = _block(found, _seconds(test))
            reached, wanted, is_reached = KINDS[test["kind"]](block, target, test, shift)
            lines.append([name, f"{block.limit:g} s", wanted, reached,
                          {True: "reached", False: "missed", None: "not measured"}[is_reached]])
            was_missed |= is_reached is False
        if was_missed and "tried" in target:
            tried += [f"- **{name}**: {target['tried']}"]
    if not lines:
        return []
    return ["## Targets", "", "What we set out to reach, and what was measured; a missed one stays until it is "
            "reached.", "", texts.table(["set", "limit", "target", "measured", ""], lines, {1}), "",
            *(["What was tried where one is missed:", "", *tried, ""] if tried else [])]


def _seconds(test):
    # Of "proved", "within" is in seconds; of "published" it is a part of the value.
    return test.get("seconds", test.get("within", float("inf")) if test["kind"] == "proved" else float("inf"))


def _block(blocks, seconds):
    long_enough = [b for b in blocks if b.limit >= seconds]
    if long_enough:
        return min(long_enough, key=lambda b: (b.limit, -b.threads))
    return max(blocks, key=lambda b: (b.limit, b.threads))


def _only(results, target):
    return {key: r for key, r in results.items() if fnmatch.fnmatch(key[0], target.get("only", "*"))}


def _ours(block, target):
    return _only(block.of(block.ours), target) if block.ours else {}


def _proved(block, target, test, shift):
    within = test.get("within", block.limit)
    ours = _ours(block, target)
    slack = 1 + 1e-9
    good = [r for r in ours.values() if r.row["wall_seconds"] <= within
            and (r.is_proved or (r.status == "gap" and (r.row["gap"] or 1) <= test["gap"] * slack))]
    wanted = f"all proved to {texts.percent(test['gap'])}" + (f" within {within:g} s" if "within" in test else "")
    longest = max(r.row["wall_seconds"] for r in ours.values())
    return (f"{len(good)} of {len(ours)}, the longest run {texts.seconds(longest)} s", wanted, len(good) == len(ours))


def _gap_after(block, target, test, shift):
    ours = _ours(block, target)
    gaps = [r.gap_after(test["seconds"]) for r in ours.values()]
    wanted = f"gap at most {texts.percent(test['gap'])} after {test['seconds']:g} s"
    if None in gaps:
        return "no records were kept", wanted, None
    good = sum(gap <= test["gap"] * (1 + 1e-9) for gap in gaps)
    return f"{good} of {len(gaps)}, the largest gap {texts.percent(max(gaps))}", wanted, good == len(gaps)


def _published(block, target, test, shift):
    ours = {key: r for key, r in _ours(block, target).items() if (block.known.get(key) or {}).get("value") is not None}
    off = [1.0 if r.row["value"] is None else
           (r.row["value"] - block.known[key]["value"] - block.known[key].get("rounding", 0)) / block.known[key]["value"]
           for key, r in ours.items()]
    count = test.get("count", len(off))
    if not off:
        return "none is published", f"within {texts.percent(test['within'])} of the published value", None
    good = sum(x <= test["within"] + 1e-9 for x in off)
    wanted = "the published value or better" if test["within"] == 0 else (
        f"within {texts.percent(test['within'])} of the published value")
    worst = max(off, default=0)
    told = f"{good} of {len(off)}" + (f", at most {texts.percent(worst)} above" if worst > 1e-9 else "")
    return told, f"{wanted} on {count}", good >= count


def _time(mean):
    def test_time(block, target, test, shift):
        ours = _ours(block, target)

        def combined(results):
            seconds = [results[key].net_seconds if mean else results[key].seconds for key in ours if key in results]
            if len(seconds) < len(ours):
                return None
            return measures.shifted_geometric_mean(seconds, shift) if mean else sum(seconds)
        peers = {peer: value for peer in test["peers"] if (value := combined(block.of(peer))) is not None}
        word = "shifted geometric mean of the times" if mean else "total time"
        wanted = f"{word} at most {test['at_most']:g} of the best peer's"
        if not peers:
            return "no peer ran on all of them", wanted, None
        best = min(peers, key=peers.get)
        factor = combined(block.of(block.ours)) / peers[best]
        # 0.013 is more than 0.01, and must not be printed as that.
        told = f"{factor:.2g}" if factor < 0.1 else texts.ratio(factor)
        return f"{told} of {best}'s", wanted, factor <= test["at_most"]
    return test_time


def _memory(block, target, test, shift):
    most = max(r.row["peak_mb"] for r in _ours(block, target).values())
    return f"{most:,.0f} MB", f"at most {test['megabytes']:,} MB", most <= test["megabytes"]


KINDS = {"proved": _proved, "gap_after": _gap_after, "published": _published, "total_time": _time(False),
         "mean_time": _time(True), "memory": _memory}
