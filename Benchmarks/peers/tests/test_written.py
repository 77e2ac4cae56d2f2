# SPDX-License-Identifier: GPL-3.0-or-later
"""Models that Warewatt writes: read back, written again, and held against solutions."""

import os
import tempfile
import unittest

import numpy as np

from harness import mps, written
from harness.model import Model

# minimise 2 a + b + 3 with 1 <= a + b <= 4, a >= 1 and whole, b free below 5, a row without limits.
MODEL = Model("minimize", np.array([2.0, 1.0, 3.0]), np.array([1.0, -np.inf, 1.0]), np.array([np.inf, 5.0, 1.0]),
              np.array([True, False, False]), np.array([1.0, -np.inf]), np.array([4.0, np.inf]),
              np.array([0, 2, 3], dtype=np.int32), np.array([0, 1, 0], dtype=np.int32), np.array([1.0, 1.0, 1.0]))


class Written(unittest.TestCase):
    def test_a_model_survives_its_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.mps")
            mps.write(MODEL, path)
            read = written.read({"model_file": path})
        self.assertEqual(read.cost[:3].tolist(), [2.0, 1.0, 3.0])
        self.assertEqual(read.lower[:3].tolist(), [1.0, -np.inf, 1.0])
        self.assertEqual(read.upper[:2].tolist(), [np.inf, 5.0])
        self.assertEqual(read.integer[:2].tolist(), [True, False])
        # A free row may be dropped by who reads it.
        self.assertEqual((read.row_lower[0], read.row_upper[0]), (1.0, 4.0))

    def verdict(self, values, claimed):
        return written.verify(MODEL, np.array(values), claimed)

    def test_a_good_solution_is_re_added(self):
        self.assertEqual(self.verdict([1.0, 0.0, 1.0], 5.0), (5.0, []))

    def test_what_is_wrong_is_named(self):
        for values, claimed, word in [([1.0, 4.0, 1.0], 9.0, "row 0"), ([0.0, 1.0, 1.0], 4.0, "column 0"),
                                      ([1.5, 0.0, 1.0], 6.0, "whole"), ([1.0, 0.0, 1.0], 4.0, "claimed")]:
            with self.subTest(word):
                found = self.verdict(values, claimed)[1]
                self.assertEqual(len(found), 1)
                self.assertIn(word, found[0])
