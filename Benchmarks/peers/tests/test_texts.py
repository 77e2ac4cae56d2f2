# SPDX-License-Identifier: GPL-3.0-or-later
"""How figures are written."""

import unittest

from harness import texts


class Gaps(unittest.TestCase):
    def test_by_hand(self):
        self.assertEqual(texts.percent(0.0013), "0.13 %")
        self.assertEqual(texts.percent(0), "0")
        self.assertEqual(texts.percent(None), "")
        self.assertEqual(texts.percent(23.5), "2,350 %")

    def test_a_gap_to_a_plan_worth_nothing_is_not_written_out(self):
        self.assertEqual(texts.percent(6.5e20), "above 10,000 %")


class Lists(unittest.TestCase):
    def test_names_side_by_side(self):
        self.assertEqual([texts.listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])],
                         ["a", "a and b", "a, b and c"])


if __name__ == "__main__":
    unittest.main()
