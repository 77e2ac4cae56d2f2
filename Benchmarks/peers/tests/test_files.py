# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers, the model file, bounds from duals, and the results file."""

import os
import tempfile
import unittest

import numpy as np

from harness import location, location_model, measures, mps, progress, rows

from . import examples

TEXTS = {
    "orlib-cap": "2 2 10 5. 10 7.\n6 1 2\n8 3 4\n",
    "holmberg": "2 2\n10 5\n10 7\n6 8\n1 3\n2 4\n 99 99",
    "tbed1": "2 2  6 8  10 10  5 7  0.16666666666666666 0.375  0.3333333333333333 0.5",
}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w") as file:
                file.write(text)
        return path


class Readers(Folder):
    def test_all_formats_say_the_same(self):
        expected = examples.location()
        for format, text in TEXTS.items():
            with self.subTest(format):
                found = location.read(self.path(format, text), format)
                np.testing.assert_allclose(found.lane_cost, expected.lane_cost)
                np.testing.assert_allclose(found.capacity, expected.capacity)
                np.testing.assert_allclose(found.fixed_cost, expected.fixed_cost)
                np.testing.assert_allclose(found.quantity, expected.quantity)

    def test_a_capacity_left_open(self):
        found = location.read(self.path("capa", "2 1 capacity 5 capacity 7 6 1 2"), "orlib-cap", capacity=30)
        np.testing.assert_allclose(found.capacity, [[30], [30]])


class ModelFile(Folder):
    def test_maximised_objectives_are_negated_and_integers_marked(self):
        model = location_model.build(examples.location())
        model.sense = "maximize"
        mps.write(model, self.path("model.mps"))
        with open(self.path("model.mps")) as file:
            lines = [line.strip() for line in file]
        self.assertIn("C0 cost -5.0", lines)
        self.assertEqual(lines.index("M0 'MARKER' 'INTORG'"), lines.index("C0 cost -5.0") - 1)
        self.assertIn("C0 R2 -10.0", lines)
        self.assertIn("UP BND C1 1.0", lines)


class DualBound(unittest.TestCase):
    def test_it_holds_for_any_duals(self):
        model = location_model.build(examples.location())
        # Serving costs at least 1 and 3, warehouses at least nothing: the duals 1 and 3 prove 4.
        duals = np.zeros(len(model.row_lower))
        duals[:2] = [1.0, 3.0]
        self.assertAlmostEqual(model.dual_bound(duals), 4.0)
        self.assertAlmostEqual(model.dual_bound(0 * duals), 0.0)
        # The sign that a row x <= m y cannot have counts as 0.
        duals[4:] = 100.0
        self.assertAlmostEqual(model.dual_bound(duals), 4.0)


class Results(Folder):
    def test_a_row_cut_short_is_dropped_and_mended(self):
        path = self.path("results.jsonl", '{"a": 1}\n{"a": 2')
        self.assertEqual(rows.read(path), [{"a": 1}])
        rows.append(path, {"a": 3})
        self.assertEqual(rows.read(path), [{"a": 1}, {"a": 3}])


class Progress(Folder):
    def test_records_that_say_nothing_new_are_left_out(self):
        log = progress.ProgressLog(self.path("log"), 0.0)
        self.addCleanup(log.close)
        log.add(bound=1.0)
        log.add(incumbent=1e20)
        log.add(incumbent=5.0, bound=2.0)
        self.assertEqual([r[1:] for r in progress.read(self.path("log"))], [[None, 1.0], [5.0, 2.0]])

    def thinned(self, records, until=1e9, most=60):
        kept = progress.thinned(records, until, most)
        self.assertLessEqual(len(kept), most)
        self.assertEqual(kept, [r for r in records if r in kept])
        return kept

    def test_few_records_are_kept_as_they_are(self):
        records = [[t, None, t] for t in range(60)]
        self.assertEqual(self.thinned(records), records)

    def test_thinning_keeps_every_incumbent_as_long_as_there_is_room(self):
        records = [[t, 1000 - t // 100, t] for t in range(1000)]
        self.assertEqual({r[1] for r in self.thinned(records)}, set(range(991, 1001)))

    def test_of_many_incumbents_it_keeps_some_from_all_along(self):
        records = [[t, 1000 - t, t] for t in range(1000)]
        kept = self.thinned(records)
        self.assertEqual((kept[0], kept[-1]), (records[0], records[-1]))
        self.assertLess(max(b[0] - a[0] for a, b in zip(kept, kept[1:])), 20)

    def test_bounds_take_half_of_the_room_where_both_are_many(self):
        kept = self.thinned([[t, 1000 - t // 2, t] for t in range(1000)])
        self.assertGreater(sum(t % 2 for t, *_ in kept), 20)
        self.assertGreater(sum(1 - t % 2 for t, *_ in kept), 20)

    def test_it_keeps_the_first_plan_the_first_gap_and_what_was_reached_at_the_limit(self):
        records = [[t, None if t < 111 else 5000.0 - t, None if t < 333 else 4.0] for t in range(1000)]
        times = {r[0] for r in self.thinned(records, until=777.5)}
        self.assertLessEqual({0, 111, 333, 777, 999}, times)

    def test_a_gap_never_looks_smaller_for_it(self):
        records = [[t, 2000.0 - t, 600.0 + t / 3] for t in range(1000)]
        kept = self.thinned(records, until=500)
        for seconds in (0, 3, 250, 499, 500, 998, 999):
            self.assertGreaterEqual(measures.gap_at(kept, seconds), measures.gap_at(records, seconds))
        self.assertEqual(measures.gap_at(kept, 500), measures.gap_at(records, 500))


if __name__ == "__main__":
    unittest.main()
