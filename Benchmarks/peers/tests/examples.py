# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiny instances, made so that their values can be added up by hand."""

import numpy as np

from harness.location import dense
from harness.power import Power


def location(single_source=False):
    """Warehouses of 10 and 10 for 5 and 7; demands of 6 and 8."""
    return dense(np.array([10.0, 10.0]), np.array([5.0, 7.0]), np.array([6.0, 8.0]),
                 np.array([[1.0, 2.0], [3.0, 4.0]]), single_source)


def power(smallest_share=0.0, largest_count=np.inf, shortfall_price=2.0, required=10.0):
    """A supplier of 10 and 20 kWh, 10 % lost, 1 per contracted kWh; two consumers of two hours."""
    return Power(
        suppliers=["farm"], consumers=["works", "office"], generation=np.array([[10.0, 20.0]]),
        load=np.array([[4.0, 30.0], [5.0, 5.0]]), value=np.array([[50.0, 60.0], [40.0, 30.0]]),
        market_price=np.array([10.0, 20.0]), largest_share=np.array([1.0]), required=np.array([0.0, required]),
        shortfall_price=np.array([np.nan, shortfall_price]), largest_count=np.array([np.inf, largest_count]),
        pair_supplier=np.array([0, 0]), pair_consumer=np.array([0, 1]), loss=np.array([0.1, 0.1]),
        fee=np.array([1.0, 1.0]), smallest_share=np.full(2, smallest_share), fixed_cost=np.array([3.0, 3.0]))
