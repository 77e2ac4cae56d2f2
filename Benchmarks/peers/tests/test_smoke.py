# SPDX-License-Identifier: GPL-3.0-or-later
"""What the smoke set fails on, and what it does not."""

import unittest

from harness import smoke

from .test_digest import row

FULL = {"must_prove": True, "violations": [], "flags": [], "timestamp": "2026-01-01T00:00:00+00:00", "load": 1.0,
        "machine": {"processor": "p", "cores": 2, "memory_gb": 4.0, "system": "s"}, "commit": "c", "margin": 15.0,
        "version": "1", "command": "./run", "bound": 10.0, "size": None, "write_model_seconds": None,
        "solve_seconds": 1.0, "cpu_seconds": 1.0, "peak_mb": 30.0}


def full(solver, status="proved", **more):
    return row(solver, "a", status, 1.0, gap=0.0, **(FULL | more))


class Smoke(unittest.TestCase):
    def faults(self, *rows):
        return len(smoke.faults(list(rows)))

    def test_all_is_well(self):
        self.assertEqual(self.faults(full("warewatt"), full("highs")), 0)

    def test_a_violation_of_any_solver(self):
        self.assertEqual(self.faults(full("warewatt"), full("highs", "failed", violations=["too much"])), 1)

    def test_a_crash(self):
        self.assertEqual(self.faults(full("warewatt"), full("highs", "failed", detail="died of signal 11")), 1)

    def test_a_peer_without_a_proof_is_no_fault(self):
        late = full("cbc", "failed", detail="did not stop at its limit; killed after 20 s")
        self.assertEqual(self.faults(full("warewatt"), full("highs", "gap"), late), 0)

    def test_what_must_be_proved(self):
        self.assertEqual(self.faults(full("warewatt", "gap")), 1)
        self.assertEqual(self.faults(full("warewatt", "gap", must_prove=False)), 0)

    def test_without_warewatt(self):
        self.assertEqual(self.faults(full("highs")), 1)

    def test_proofs_that_disagree(self):
        self.assertEqual(self.faults(full("warewatt"), full("highs", value=10.1)), 1)


if __name__ == "__main__":
    unittest.main()
