# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read from the logs and solution files of CBC and glpsol."""

import os
import tempfile
import unittest

from harness.process import Run
from harness.solvers import cbc, glpsol


def answer(solver, lines, solution, market="logistics", is_linear=False):
    with tempfile.TemporaryDirectory() as folder:
        if solution is not None:
            with open(os.path.join(folder, "solution.txt"), "w") as file:
                file.write(solution)
        job = {"case": {"market": market}, "folder": folder, "is_linear": is_linear}
        return solver.answer(job, Run(0, False, 1.0, 1.0, 1.0, [(0.1 * i, line) for i, line in enumerate(lines)]))


class CBC(unittest.TestCase):
    LOG = ["Continuous objective value is 90 - 0.01 seconds",
           "Cbc0012I Integer solution of 110 found by rounding after 0 iterations and 0 nodes (0.01 seconds)",
           "Cbc0010I After 100 nodes, 5 on tree, 110 best solution, best possible 95.5 (0.90 seconds)"]

    def test_stopped_with_a_gap(self):
        found = answer(cbc, self.LOG, "Stopped on time - objective value 110.00000000\n")
        self.assertEqual((found["claimed"], found["value"], found["bound"]), ("feasible", 110.0, 95.5))
        self.assertEqual([record[1:] for record in found["progress"]], [[None, 90.0], [110.0, 90.0], [110.0, 95.5]])

    def test_optimal(self):
        found = answer(cbc, self.LOG, "Optimal - objective value 100.00000000\n")
        self.assertEqual((found["claimed"], found["value"], found["bound"]), ("optimal", 100.0, 100.0))

    def test_maximised(self):
        found = answer(cbc, [], "Optimal - objective value -100.00000000\n", market="power")
        self.assertEqual(found["value"], 100.0)

    def test_no_solution_and_infeasible(self):
        text = "Stopped on time (no integer solution - continuous used) - objective value 90.00000000\n"
        self.assertEqual(answer(cbc, [], text)["claimed"], "none")
        self.assertEqual(answer(cbc, [], "Infeasible - objective value 0.00000000\n")["claimed"], "infeasible")

    def test_a_linear_program_stopped_claims_no_value(self):
        found = answer(cbc, [], "Stopped on iterations - objective value -9\n", market="power", is_linear=True)
        self.assertEqual((found["claimed"], found["value"]), ("feasible", None))

    def test_without_a_file_it_failed(self):
        self.assertEqual(answer(cbc, ["Unable to read"], None)["claimed"], "failed")


class Glpsol(unittest.TestCase):
    LOG = ["Solution found by heuristic: 120",
           "+    10: mip =     not found yet >=              -inf        (1; 0)",
           "+    20: >>>>>   1.100000000e+02 >=   9.550000000e+01  13.2% (2; 0)",
           "+    90: mip =   1.100000000e+02 >=   9.900000000e+01  10.0% (3; 1)"]

    def test_stopped_with_a_gap(self):
        found = answer(glpsol, self.LOG, "c a comment\ns mip 5 6 f 110\nj 1 1\n")
        self.assertEqual((found["claimed"], found["value"], found["bound"]), ("feasible", 110.0, 99.0))
        self.assertEqual(found["progress"][1][1:], [110.0, 95.5])

    def test_optimal(self):
        found = answer(glpsol, self.LOG, "s mip 5 6 o 110\n")
        self.assertEqual((found["claimed"], found["value"], found["bound"]), ("optimal", 110.0, 110.0))

    def test_linear(self):
        found = answer(glpsol, [], "s bas 5 6 f f -42\n", market="power")
        self.assertEqual((found["claimed"], found["value"]), ("optimal", 42.0))

    def test_a_linear_program_stopped_claims_no_value(self):
        found = answer(glpsol, [], "s bas 5 6 u f -42\n", market="power")
        self.assertEqual((found["claimed"], found["value"]), ("feasible", None))

    def test_undefined(self):
        self.assertEqual(answer(glpsol, [], "s mip 5 6 u 0\n")["claimed"], "none")


if __name__ == "__main__":
    unittest.main()
