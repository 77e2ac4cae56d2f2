# SPDX-License-Identifier: GPL-3.0-or-later
"""What a peer hands back."""

from dataclasses import dataclass


@dataclass
class Result:
    """claimed: optimal, feasible, infeasible or none; solution: the decisions, as verify.py takes them."""
    claimed: str
    solution: dict | None = None
    value: float | None = None
    bound: float | None = None
    detail: str = ""
