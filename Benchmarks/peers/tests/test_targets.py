# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of target against rows whose outcome is plain."""

import json
import tempfile
import unittest
from unittest import mock

from harness import digest, targets

from .test_digest import row


def judged(kind, rows, **test):
    """(what is measured, whether it is reached) of a test on the only block of the rows."""
    block, = digest.blocks(rows)
    told, _, reached = targets.KINDS[kind](block, {}, test, 1.0)
    return told, reached


OURS = [row("warewatt", "a", "proved", 3.0, peak_mb=50.0, progress=[[1.0, 10.0, 9.0], [3.0, 10.0, 10.0]]),
        row("warewatt", "b", "gap", 100.0, gap=0.02, peak_mb=70.0, progress=[[2.0, 10.0, 9.8]])]
PEER = [row("highs", "a", "proved", 7.5, startup_seconds=0.5), row("highs", "b", "proved", 52.0)]


class Targets(unittest.TestCase):
    def test_proved_counts_runs_within_the_gap_and_the_time(self):
        self.assertEqual(judged("proved", OURS, gap=1e-6)[1], False)
        self.assertEqual(judged("proved", OURS, gap=0.02)[1], True)
        self.assertEqual(judged("proved", OURS, gap=0.02, within=60)[0], "1 of 2, the longest run 100 s")

    def test_gap_after_some_seconds(self):
        self.assertEqual(judged("gap_after", OURS, seconds=2, gap=0.1)[1], True)
        self.assertEqual(judged("gap_after", OURS, seconds=2, gap=0.05), ("1 of 2, the largest gap 10 %", False))
        self.assertEqual(judged("gap_after", OURS, seconds=1, gap=0.5)[1], False)

    def test_a_gap_that_no_records_tell_is_not_measured(self):
        rows = [r | {"carried_over": True} for r in OURS]
        self.assertEqual(judged("gap_after", rows, seconds=2, gap=0.1), ("no records were kept", None))
        self.assertEqual(judged("gap_after", rows, seconds=100, gap=1)[1], True)

    def test_published_values(self):
        known = {"value": 9.9, "proved": False}
        rows = [r | {"known": known} for r in OURS]
        self.assertEqual(judged("published", rows, within=0, count=1)[1], False)
        self.assertEqual(judged("published", rows, within=0.02)[1], True)
        self.assertEqual(judged("published", [r | {"value": None} for r in rows], within=0.02)[1], False)

    def test_times_against_the_best_peer(self):
        # Whole processes: (3 + 100) / (7.5 + 52); means: sqrt(4 * 101) - 1 over sqrt(8 * 53) - 1.
        self.assertEqual(judged("total_time", OURS + PEER, peers=["highs", "scip"], at_most=1.7),
                         ("1.73 of highs's", False))
        self.assertEqual(judged("mean_time", OURS + PEER, peers=["highs"], at_most=0.98),
                         ("0.97 of highs's", True))

    def test_a_small_share_is_told_to_two_digits(self):
        peer = [row("highs", "a", "gap", 100.0), row("highs", "b", "gap", 100.0)]
        ours = [row("warewatt", "a", "proved", 1.3), row("warewatt", "b", "proved", 1.3)]
        self.assertEqual(judged("total_time", ours + peer, peers=["highs"], at_most=0.01), ("0.013 of highs's", False))

    def test_a_peer_that_did_not_run_on_all_is_no_measure(self):
        self.assertEqual(judged("total_time", OURS + PEER[:1], peers=["highs"], at_most=1)[1], None)

    def test_each_test_looks_at_the_shortest_limit_that_is_long_enough(self):
        blocks = digest.blocks([row("warewatt", "a", "gap", limit, gap=0.02, limit=limit) for limit in (60.0, 300.0)])
        self.assertEqual([targets._block(blocks, s).limit for s in (10, 60, 61, 400, float("inf"))],
                         [60.0, 60.0, 300.0, 300.0, 300.0])

    def test_only_what_is_in_seconds_counts_as_a_limit(self):
        tests = [{"kind": "proved", "gap": 0, "within": 60}, {"kind": "gap_after", "gap": 0, "seconds": 10},
                 {"kind": "published", "within": 0.0005}, {"kind": "proved", "gap": 0}]
        self.assertEqual([targets._seconds(test) for test in tests], [60, 10, float("inf"), float("inf")])

    def test_a_run_that_reached_the_gap_asked_for_proved_it(self):
        block, = digest.blocks([row("warewatt", "a", "gap", 3.0, gap=1e-4, gap_limit=1e-4),
                                row("warewatt", "b", "gap", 3.0, gap=2e-4, gap_limit=1e-4)])
        self.assertEqual([r.is_proved for r in block.of("warewatt").values()], [True, False])

    def test_what_was_tried_is_told_where_a_target_is_missed(self):
        told = {}
        for most in (69, 70):
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                json.dump({"targets": [{"set": OURS[0]["set"], "tried": "Everything.",
                                        "tests": [{"kind": "memory", "megabytes": most}]}]}, file)
                file.flush()
                with mock.patch.object(targets, "PATH", file.name):
                    told[most] = any("Everything." in line for line in targets.section(digest.blocks(OURS), 1.0))
        self.assertEqual(told, {69: True, 70: False})

    def test_memory(self):
        self.assertEqual([judged("memory", OURS, megabytes=m)[1] for m in (69, 70)], [False, True])
