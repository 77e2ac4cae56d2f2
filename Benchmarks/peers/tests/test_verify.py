# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification against values added up by hand."""

import unittest

import numpy as np

from harness import location_model, power_model, written
from harness.verify import verify_location, verify_power

from . import examples

BOTH = np.array([True, True])
# Lanes by demand and warehouse: the first demand in the first warehouse, the second halved.
HALVED = np.array([1.0, 0.0, 0.5, 0.5])
# 5 + 7 for the warehouses, 1, and the halves of 3 and 4.
HALVED_COST = 16.5


class Location(unittest.TestCase):
    def test_a_plan_that_holds(self):
        value, wrong = verify_location(examples.location(), BOTH, HALVED, HALVED_COST)
        self.assertAlmostEqual(value, HALVED_COST)
        self.assertEqual(wrong, [])

    def test_a_false_claim(self):
        _, wrong = verify_location(examples.location(), BOTH, HALVED, 16.4)
        self.assertEqual(len(wrong), 1)
        self.assertIn("claimed 16.4", wrong[0])

    def test_a_warehouse_used_and_not_activated(self):
        _, wrong = verify_location(examples.location(), np.array([True, False]), HALVED, 9.5)
        self.assertEqual(wrong, ["warehouse W2: used and not activated"])

    def test_a_load_above_capacity(self):
        _, wrong = verify_location(examples.location(), BOTH, np.array([1.0, 0.0, 1.0, 0.0]), 16.0)
        self.assertEqual(wrong, ["warehouse W1: 14 stored, capacity 10"])

    def test_a_demand_served_in_part(self):
        _, wrong = verify_location(examples.location(), BOTH, np.array([1.0, 0.0, 0.5, 0.0]), 14.5)
        self.assertEqual(wrong, ["demand D2: 0.5 of it served"])

    def test_a_single_source_demand_in_two_places(self):
        _, wrong = verify_location(examples.location(single_source=True), BOTH, HALVED, HALVED_COST)
        self.assertEqual(len(wrong), 2)

    def test_a_penalty_for_what_stays_unserved(self):
        instance = examples.location()
        instance.penalty = np.array([np.nan, 20.0])
        value, wrong = verify_location(instance, np.array([True, False]), np.array([1.0, 0.0, 0.5, 0.0]), None)
        # 5 and 1, half of 3, half of the penalty.
        self.assertAlmostEqual(value, 17.5)
        self.assertEqual(wrong, [])

    def test_rounding_of_solvers_is_no_violation(self):
        _, wrong = verify_location(examples.location(), BOTH, HALVED + 4e-7, HALVED_COST)
        self.assertEqual(wrong, [])


class Power(unittest.TestCase):
    # Half of the output each: 4.5 and 9 kWh arrive. The works take 4 and 9: 50 x 4 + 60 x 9 = 740; the office
    # 4.5 and 5: 40 x 4.5 + 30 x 5 = 330. A whole share costs 0.1 x (10 x 10 + 20 x 20) lost and 30 of fees: 80.
    # Two contracts of 3; half a kWh is missing from 10, at 2. 740 + 330 - 80 - 6 - 1:
    GAIN = 983.0

    def test_shares_settled_by_hand(self):
        value, wrong = verify_power(examples.power(), np.array([0.5, 0.5]), self.GAIN)
        self.assertAlmostEqual(value, self.GAIN)
        self.assertEqual(wrong, [])

    def test_a_hard_target_missed(self):
        _, wrong = verify_power(examples.power(shortfall_price=np.nan), np.array([0.5, 0.5]), None)
        self.assertEqual(wrong, ["consumer office: 9.5 kWh supplied, 10 required"])

    def test_more_sold_than_there_is(self):
        _, wrong = verify_power(examples.power(), np.array([0.6, 0.5]), None)
        self.assertEqual(wrong, ["supplier farm: 1.1 sold, 1 for sale"])

    def test_a_contract_below_the_smallest(self):
        _, wrong = verify_power(examples.power(smallest_share=0.2), np.array([0.5, 0.1]), None)
        self.assertEqual(wrong, ["farm to office: a share of 0.1, the smallest is 0.2"])

    def test_too_many_contracts(self):
        _, wrong = verify_power(examples.power(largest_count=0), np.array([0.5, 0.5]), None)
        self.assertEqual(wrong, ["consumer office: 1 contracts, at most 0"])

    def test_a_false_claim(self):
        _, wrong = verify_power(examples.power(), np.array([0.5, 0.5]), 984.0)
        self.assertEqual(wrong, ["objective claimed 984, re-added 983"])

    def test_a_plan_on_its_way_may_understate_and_not_overstate(self):
        instance, shares = examples.power(), np.array([0.5, 0.5])
        self.assertEqual(verify_power(instance, shares, 900.0, may_understate=True), (self.GAIN, []))
        self.assertEqual(len(verify_power(instance, shares, 990.0, may_understate=True)[1]), 1)


class Models(unittest.TestCase):
    """The models say the same as the verification, at points chosen by hand."""

    def objective(self, model, values):
        return float(model.cost @ values)

    def test_location(self):
        instance = examples.location()
        model = location_model.build(instance)
        self.assertAlmostEqual(self.objective(model, np.concatenate([[1.0, 1.0], HALVED])), HALVED_COST)

    def test_power(self):
        instance = examples.power()
        model = power_model.build(instance)
        values = np.zeros(len(model.cost))
        values[model.parts["share"]] = 0.5
        values[model.parts["contract"]] = 1.0
        values[model.parts["shortfall"]] = 0.5
        # The second hour of the works takes whatever comes and has no column; the others are supplied 4, 4.5, 5.
        values[model.parts["supplied 0"]] = [4.0]
        values[model.parts["supplied 1"]] = [4.5, 5.0]
        self.assertAlmostEqual(self.objective(model, values), Power.GAIN)

    def test_where_supply_loses_money_the_model_has_no_choice(self):
        instance = examples.power(required=0.0)
        # At most 9 kWh arrive in the first hour; the works need 4 and lose 5 on each.
        instance.value[0, 0] = -5.0
        model = power_model.build(instance)
        share, supplied, covered = (model.parts[name] for name in ("share", "supplied 0", "covered 0"))

        def holds(first_share, amount, is_covered):
            values = np.zeros(len(model.cost))
            values[share[0]], values[supplied], values[covered] = first_share, amount, is_covered
            values[model.parts["contract"][0]] = 1.0
            return written.verify(model, values, None)[1] == []
        # Half of the output: 4.5 arrive and 4 are needed.
        self.assertTrue(holds(0.5, 4.0, 1.0))
        self.assertFalse(holds(0.5, 0.0, 1.0))
        self.assertFalse(holds(0.5, 0.0, 0.0))
        self.assertFalse(holds(0.5, 4.0, 0.0))
        # A third: 3 arrive, all of them used.
        self.assertTrue(holds(1 / 3, 3.0, 0.0))
        self.assertFalse(holds(1 / 3, 2.0, 0.0))
        self.assertFalse(holds(1 / 3, 3.0, 1.0))


if __name__ == "__main__":
    unittest.main()
