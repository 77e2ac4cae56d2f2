# SPDX-License-Identifier: GPL-3.0-or-later
"""The report's formulas against values computed by hand."""

import math
import unittest

from harness import measures


class ShiftedGeometricMean(unittest.TestCase):
    def test_by_hand(self):
        # sqrt((0 + 1) (3 + 1)) - 1
        self.assertAlmostEqual(measures.shifted_geometric_mean([0.0, 3.0], 1.0), 1.0)

    def test_without_a_shift_it_is_the_geometric_mean(self):
        self.assertAlmostEqual(measures.geometric_mean([2.0, 8.0]), 4.0)

    def test_equal_values_stay(self):
        self.assertAlmostEqual(measures.shifted_geometric_mean([7.0] * 5, 10.0), 7.0)


class PerformanceProfile(unittest.TestCase):
    RATIOS = measures.performance_ratios({"a": [1.0, 4.0, math.inf, math.inf], "b": [3.0, 2.0, 5.0, math.inf]})

    def test_ratios(self):
        self.assertEqual(self.RATIOS["a"], [1.0, 2.0, math.inf, math.inf])
        self.assertEqual(self.RATIOS["b"], [3.0, 1.0, 1.0, math.inf])

    def test_profile(self):
        self.assertEqual([measures.profile(self.RATIOS["a"], f) for f in (1, 2, 100)], [0.25, 0.5, 0.5])
        self.assertEqual([measures.profile(self.RATIOS["b"], f) for f in (1, 2.9, 3)], [0.5, 0.5, 0.75])


class PrimalIntegral(unittest.TestCase):
    def test_by_hand(self):
        # 1 for 2 s, |200 - 100| / 200 for 3 s, then 0.
        records = [[2.0, 200.0, None], [5.0, 100.0, 90.0]]
        self.assertAlmostEqual(measures.primal_integral(records, 100.0, 10.0), 3.5)

    def test_without_a_plan_it_is_the_horizon(self):
        self.assertEqual(measures.primal_integral([[1.0, None, 5.0]], 100.0, 10.0), 10.0)

    def test_what_comes_after_the_horizon_does_not_count(self):
        self.assertEqual(measures.primal_integral([[12.0, 100.0, None]], 100.0, 10.0), 10.0)

    def test_gap_of_berthold(self):
        self.assertEqual(measures.primal_gap(None, 3.0), 1.0)
        self.assertEqual(measures.primal_gap(-1.0, 3.0), 1.0)
        self.assertEqual(measures.primal_gap(0.0, 0.0), 0.0)
        self.assertEqual(measures.primal_gap(75.0, 100.0), 0.25)


class GapOverTime(unittest.TestCase):
    RECORDS = [[1.0, None, 50.0], [2.0, 100.0, 50.0], [4.0, 100.0, 99.0]]

    def test_by_hand(self):
        gaps = [measures.gap_at(self.RECORDS, t) for t in (0.5, 1.0, 2.0, 3.9, 4.0)]
        self.assertEqual(gaps, [1.0, 1.0, 0.5, 0.5, 0.01])


class Quantile(unittest.TestCase):
    def test_between_two(self):
        self.assertEqual(measures.quantile([4.0, 1.0, 2.0, 3.0], 0.5), 2.5)


if __name__ == "__main__":
    unittest.main()
