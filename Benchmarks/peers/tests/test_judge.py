# SPDX-License-Identifier: GPL-3.0-or-later
"""Outcomes and flags."""

import unittest

from harness.judge import judge

KNOWN = {"value": 100.0, "rounding": 0.0, "proved": True}


class Judge(unittest.TestCase):
    def judge(self, claimed, value, bound, violations=(), known=KNOWN, sense="minimize"):
        status, flags, _ = judge(claimed, value, bound, list(violations), known, sense, 1e-6)
        return status, len(flags)

    def test_a_proof(self):
        self.assertEqual(self.judge("optimal", 100.0, 100.0), ("proved", 0))

    def test_a_plan_without_a_proof(self):
        self.assertEqual(self.judge("feasible", 101.0, 99.0), ("gap", 0))

    def test_the_gap_that_was_asked_for_is_a_proof_whatever_it_is_called(self):
        self.assertEqual(self.judge("feasible", 100.0, 99.99995), ("proved", 0))
        self.assertEqual(self.judge("feasible", 100.0, 99.9998), ("gap", 0))

    def test_a_violation_fails(self):
        self.assertEqual(self.judge("optimal", 100.0, 100.0, ["too much"]), ("failed", 0))

    def test_a_false_optimum_fails_and_is_flagged(self):
        self.assertEqual(self.judge("optimal", 100.1, 100.1), ("failed", 1))

    def test_a_false_bound_fails_and_is_flagged(self):
        self.assertEqual(self.judge("feasible", 102.0, 101.0), ("failed", 1))

    def test_bounds_of_maximised_values_lie_above(self):
        self.assertEqual(self.judge("feasible", 98.0, 101.0, sense="maximize"), ("gap", 0))
        self.assertEqual(self.judge("feasible", 98.0, 99.0, sense="maximize"), ("failed", 1))

    def test_a_known_optimum_beaten_by_a_verified_plan_is_flagged(self):
        self.assertEqual(self.judge("optimal", 99.0, 99.0), ("proved", 1))

    def test_an_unproved_known_value_contradicts_nothing(self):
        self.assertEqual(self.judge("optimal", 101.0, 101.0, known=KNOWN | {"proved": False}), ("proved", 0))

    def test_half_a_unit_of_the_last_digit_is_no_contradiction(self):
        self.assertEqual(self.judge("optimal", 100.004, 100.004, known=KNOWN | {"rounding": 0.005}), ("proved", 0))

    def test_infeasibility(self):
        self.assertEqual(self.judge("infeasible", None, None, known={"status": "infeasible", "value": None}),
                         ("proved", 0))
        self.assertEqual(self.judge("infeasible", None, None), ("failed", 1))

    def test_a_claim_with_a_wide_gap_is_no_proof(self):
        self.assertEqual(self.judge("optimal", 100.0, 90.0, known=None), ("gap", 0))


if __name__ == "__main__":
    unittest.main()
