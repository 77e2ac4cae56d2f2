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

    def test_the_later_of_two_rows_counts_whatever_its_version(self):
        rows = [row("warewatt", "a", "proved", 3.0, version="1", commit="c"),
                row("warewatt", "a", "proved", 2.0, version="2", commit="d"),
                row("warewatt", "a", "proved", 9.0, limit=50.0)]
        self.assertEqual([r["wall_seconds"] for r in digest.latest(rows)], [2.0, 9.0])

    def test_of_repeats_the_median_time_and_the_worst_outcome(self):
        more = [row("warewatt", "a", "gap", 9.0, gap=0.5, repeat=1), row("warewatt", "a", "proved", 4.0, repeat=2)]
        result = digest.blocks(self.ROWS + more)[0].results["a", "split"]["warewatt"]
        self.assertEqual((result.row["wall_seconds"], result.status, result.repeats), (4.0, "gap", 3))

    def test_proofs_that_disagree(self):
        self.assertEqual(self.block.disagreements(), [])
        block, = digest.blocks([row("warewatt", "a", "proved", 1.0), row("highs", "a", "proved", 1.0, value=10.1)])
        self.assertEqual(len(block.disagreements()), 1)


def carried(*arguments, **more):
    """A row that was read back from a page."""
    return row(*arguments, **({"carried_over": True, "primal_integral": 0.25} | more))


class CarriedOver(unittest.TestCase):
    MEASURED = row("warewatt", "a", "gap", 100.0, gap=0.02, progress=[[20.0, 10.0, 9.0], [60.0, 10.0, 9.8]])

    def result(self, *rows):
        return digest.blocks(rows)[0].results["a", "split"]["warewatt"]

    def test_a_row_that_was_measured_counts_before_one_that_was_not_in_any_order(self):
        old = carried("warewatt", "a", "proved", 1.0)
        for rows in ([old, self.MEASURED], [self.MEASURED, old]):
            self.assertEqual(digest.latest(rows), [self.MEASURED])

    def test_of_two_that_were_carried_over_the_later_counts(self):
        found = digest.latest([carried("warewatt", "a", "proved", wall) for wall in (1.0, 2.0)])
        self.assertEqual([r["wall_seconds"] for r in found], [2.0])

    def test_its_primal_integral_is_the_printed_one(self):
        # 20 of 100 s without a plan; the best is worth 10.
        self.assertAlmostEqual(self.result(self.MEASURED).primal_integral(10.0), 0.2)
        self.assertEqual(self.result(carried("warewatt", "a", "gap", 100.0)).primal_integral(10.0), 0.25)
        self.assertIsNone(self.result(carried("warewatt", "a", "gap", 100.0, primal_integral=None)).primal_integral(10.0))

    def test_its_gap_is_known_at_its_end_alone(self):
        self.assertAlmostEqual(self.result(self.MEASURED).gap_after(50), 0.1)
        whole = self.result(carried("warewatt", "a", "gap", 101.0, gap=0.02))
        self.assertEqual([whole.gap_after(s) for s in (50, 99, 100)], [None, None, 0.02])
        short = self.result(carried("warewatt", "a", "proved", 3.0, gap=1e-7))
        self.assertEqual([short.gap_after(s) for s in (2, 3)], [None, 1e-7])
        self.assertEqual(self.result(carried("warewatt", "a", "none", 101.0)).gap_after(100), 1.0)

    def test_what_a_page_rounded_is_known_better_by_what_was_measured(self):
        rows = [carried("highs", "a", "gap", 100.0, known={"value": 9.12}),
                self.MEASURED | {"known": {"value": 9.123}}, carried("scip", "a", "gap", 100.0, known={"value": 9.12})]
        self.assertEqual(digest.blocks(rows)[0].known["a", "split"]["value"], 9.123)


if __name__ == "__main__":
    unittest.main()
