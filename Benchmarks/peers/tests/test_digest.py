# SPDX-License-Identifier: GPL-3.0-or-later
"""How rows come together, and the ratios and losses of the report."""

import unittest

from harness import digest


def row(solver, instance, status, wall, gap=None, repeat=0, **more):
    return {"set": "s", "limit": 100.0, "gap_limit": 1e-6, "threads": 2, "instance": instance, "variant": "split",
            "market": "logistics", "solver": solver, "repeat": repeat, "status": status, "wall_seconds": wall,
            "startup_seconds": 0.0, "gap": gap, "value": 10.0, "known": None, "progress": [], "detail": ""} | more


class Digest(unittest.TestCase):
    ROWS = [
        row("warewatt", "a", "proved", 3.0), row("highs", "a", "proved", 1.5, startup_seconds=0.5),
        row("warewatt", "b", "gap", 100.2, gap=0.02), row("highs", "b", "proved", 24.0),
        row("warewatt", "c", "gap", 100.0, gap=0.04), row("highs", "c", "gap", 101.0, gap=0.01),
    ]

    def setUp(self):
        self.block, = digest.blocks(self.ROWS)

    def test_ratios_by_hand(self):
        pair = digest.pair_ratios(self.block, "highs", 1.0)
        # (1.5 + 1) / (3 + 1), (24 + 1) / (100 + 1), (100 + 1) / (100 + 1)
        self.assertAlmostEqual(pair["whole"], (0.625 * 25 / 101) ** (1 / 3))
        self.assertAlmostEqual(pair["net"], (0.5 * 25 / 101) ** (1 / 3))
        self.assertEqual((pair["count"], pair["faster"]), (3, 0))
        self.assertAlmostEqual(pair["proved"][0], 1 / 3)

    def test_losses_by_hand(self):
        found = [(round(factor, 6), kind, key[0]) for factor, kind, key, *_ in digest.losses(self.block)]
        self.assertEqual(found, [(round(100 / 24, 6), "time", "b"), (4.0, "gap", "c"), (3.0, "time", "a")])

    def test_the_later_of_two_rows_counts(self):
        block, = digest.blocks(self.ROWS + [row("warewatt", "a", "proved", 1.0)])
        self.assertEqual(block.results["a", "split"]["warewatt"].row["wall_seconds"], 1.0)

    def test_of_repeats_the_median_time_and_the_worst_outcome(self):
        more = [row("warewatt", "a", "gap", 9.0, gap=0.5, repeat=1), row("warewatt", "a", "proved", 4.0, repeat=2)]
        result = digest.blocks(self.ROWS + more)[0].results["a", "split"]["warewatt"]
        self.assertEqual((result.row["wall_seconds"], result.status, result.repeats), (4.0, "gap", 3))

    def test_proofs_that_disagree(self):
        self.assertEqual(self.block.disagreements(), [])
        block, = digest.blocks([row("warewatt", "a", "proved", 1.0), row("highs", "a", "proved", 1.0, value=10.1)])
        self.assertEqual(len(block.disagreements()), 1)


if __name__ == "__main__":
    unittest.main()
