# SPDX-License-Identifier: GPL-3.0-or-later
"""The page and its pictures as a whole: which rows are read, what is drawn, what is said of rows without records."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt

from harness import digest, pictures, report, rows

from .test_smoke import full

OURS = full("warewatt", progress=[[0.5, 12.0, 9.0], [1.0, 10.0, 10.0]])
PEER = full("highs", "gap", value=11.0, progress=[[1.0, 11.0, 9.0]])


def carried(row, **more):
    """The row as it would be read back from a page."""
    return row | {"carried_over": True, "page_commit": "abc", "primal_integral": 0.25, "progress": [],
                  "commit": "one of c, d", "load": "median 3", "timestamp": "2026-01-01 to 2026-01-03"} | more


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def page(self, *found):
        report.write(list(found), self.folder)
        return (self.folder / "RESULTS.md").read_text()

    @property
    def picture(self):
        return self.folder / "pictures" / "s.svg"


class Page(Folder):
    def test_the_same_rows_give_the_same_files(self):
        files = []
        for _ in range(2):
            page = self.page(OURS, PEER)
            files.append((page, self.picture.read_bytes()))
        self.assertEqual(files[0], files[1])
        self.assertIn("warewatt proves 1 of 1", files[0][0])

    def test_a_row_that_gave_way_to_a_later_one_is_nowhere_on_it(self):
        old = OURS | {"commit": "outdated", "command": "./run outdated", "flags": ["outdated"]}
        page = self.page(old, OURS, PEER)
        self.assertNotIn("outdated", page)
        self.assertIn("2 runs", page)

    def test_it_says_what_was_carried_over(self):
        self.assertNotIn("read back", self.page(OURS, PEER))
        page = self.page(OURS, carried(PEER, note="a guess"))
        self.assertIn("Not as printed: a, highs (a guess).", page)
        self.assertIn("1 of these runs, all measured up to 2026-01-03, were read back from this page as of commit abc",
                      page)
        self.assertIn("commit: c; one of c, d.", page)
        self.assertIn("Load when runs started: median 3; median 1, highest 1.", page)

    def test_it_says_where_a_ratio_is_of_two_days(self):
        told = "One solver was measured since and another was not on s:"
        self.assertIn(told, self.page(OURS, carried(PEER)))
        self.assertNotIn(told, self.page(carried(OURS), carried(PEER)))
        self.assertNotIn(told, self.page(OURS, PEER, carried(PEER, instance="b")))

    def test_a_primal_integral_without_records_is_printed_as_it_was(self):
        lines = [line for line in self.page(OURS, carried(PEER)).splitlines() if line.startswith("| a |")]
        self.assertIn("| 25 % |", next(line for line in lines if "| highs |" in line))


class Files(Folder):
    def test_without_arguments_all_rows_of_the_repository_are_read_in_order_of_name(self):
        for name, seconds in (("2-b", 2.0), ("1-a", 1.0), ("3-c", 3.0)):
            (self.folder / f"{name}.jsonl").write_text(json.dumps(OURS | {"wall_seconds": seconds}) + "\n")
        (self.folder / "4-d.txt").write_text("no rows")
        with mock.patch.object(rows, "FOLDER", self.folder), mock.patch.object(report, "write") as write:
            report.main([])
            report.main([str(self.folder / "2-b.jsonl")])
        read = [[row["wall_seconds"] for row in call.args[0]] for call in write.call_args_list]
        self.assertEqual(read, [[1.0, 2.0, 3.0], [2.0]])

    def test_the_rows_of_the_repository_can_be_read(self):
        found = [row for path in rows.files() for row in rows.read(path)]
        self.assertTrue(digest.blocks(found))


class Pictures(Folder):
    def test_one_drawn_from_records_that_are_lost_is_kept(self):
        self.page(OURS, PEER)
        before = self.picture.read_bytes()
        page = self.page(carried(OURS), carried(PEER))
        self.assertEqual(self.picture.read_bytes(), before)
        self.assertIn("when the records of these runs were there", page)

    def test_it_is_drawn_anew_as_soon_as_a_row_has_records(self):
        self.page(OURS, PEER)
        before = self.picture.read_bytes()
        page = self.page(OURS, carried(PEER))
        self.assertNotEqual(self.picture.read_bytes(), before)
        self.assertIn("Gap over time leaves out highs: no records were kept.", page)

    def test_where_there_is_none_to_keep_one_is_drawn(self):
        self.assertIn("leaves out warewatt and highs", self.page(carried(OURS), carried(PEER)))
        self.assertTrue(self.picture.exists())

    def drawn(self, *found):
        """(number of curves, title, solvers left out) of gap over time."""
        figure, axes = plt.subplots()
        self.addCleanup(plt.close, figure)
        without = pictures._gap(axes, digest.blocks(found)[0])
        return len(axes.lines), axes.get_title(), without

    def test_solvers_without_records_have_no_curve(self):
        self.assertEqual(self.drawn(OURS, PEER), (2, "Gap over time", []))
        self.assertEqual(self.drawn(OURS, carried(PEER)), (1, "Gap over time", ["highs"]))
        self.assertEqual(self.drawn(carried(OURS), carried(PEER)), (0, "Gap over time", ["warewatt", "highs"]))

    def test_all_curves_are_over_the_instances_of_which_all_have_records(self):
        more = [OURS | {"instance": "b"}, carried(PEER, instance="b")]
        self.assertEqual(self.drawn(OURS, PEER, *more), (2, "Gap over time, 1 of 2 instances", []))


if __name__ == "__main__":
    unittest.main()
