# SPDX-License-Identifier: GPL-3.0-or-later
"""A linear or mixed-integer program in flat arrays, as solvers take it."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Model:
    """Rows are stored one after the other: entry k of row r is at start[r] <= k < start[r + 1]."""
    sense: str
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray  # bool
    row_lower: np.ndarray
    row_upper: np.ndarray
    start: np.ndarray
    index: np.ndarray
    coefficient: np.ndarray
    # Where the market's decisions stand among the columns.
    parts: dict = field(default_factory=dict)

    @property
    def is_linear(self):
        return not self.integer.any()

    def dual_bound(self, row_dual):
        """The bound that any row duals prove, however rough: the Lagrangian, minimised (maximised) over the
        column limits. Duals of the wrong sign count as 0. None where a column without a limit leaves it open.
        """
        sign = -1.0 if self.sense == "maximize" else 1.0
        # As a minimisation: positive duals price lower limits of rows, negative ones upper limits.
        y = np.nan_to_num(sign * np.asarray(row_dual, dtype=float))
        y = np.where((y > 0) & ~np.isfinite(self.row_lower) | (y < 0) & ~np.isfinite(self.row_upper), 0.0, y)
        priced = np.where(y > 0, self.row_lower, self.row_upper)
        row = np.repeat(np.arange(len(y)), np.diff(self.start))
        used = np.bincount(self.index, self.coefficient * y[row], minlength=len(self.cost))
        reduced = sign * self.cost - used
        at = np.where(reduced > 0, self.lower, self.upper)
        if not np.isfinite(at[reduced != 0]).all():
            return None
        bound = y[y != 0] @ priced[y != 0] + reduced[reduced != 0] @ at[reduced != 0]
        return float(sign * bound)


class ModelBuilder:
    """Collects blocks of columns and rows as arrays; no loop over single entries."""

    def __init__(self, sense):
        self.sense = sense
        self._columns, self._rows, self._entries = [], [], []
        self.parts = {}
        self._column_count = self._row_count = 0

    def columns(self, name, count, cost=0.0, lower=0.0, upper=np.inf, integer=False):
        """Adds columns and returns their indices."""
        self._columns.append([np.broadcast_to(np.asarray(x), count) for x in (cost, lower, upper, integer)])
        indices = np.arange(self._column_count, self._column_count + count)
        self.parts[name] = indices
        self._column_count += count
        return indices

    def rows(self, count, lower=-np.inf, upper=np.inf):
        """Adds rows and returns their indices."""
        self._rows.append([np.broadcast_to(np.asarray(x, dtype=float), count) for x in (lower, upper)])
        indices = np.arange(self._row_count, self._row_count + count)
        self._row_count += count
        return indices

    def terms(self, rows, columns, coefficients):
        """Adds entries; scalars are spread over the longest of the three."""
        self._entries.append(np.broadcast_arrays(rows, columns, np.asarray(coefficients, dtype=float)))

    def model(self):
        """The program, its entries sorted by row."""
        cost, lower, upper, integer = (np.concatenate(part) for part in zip(*self._columns))
        row_lower, row_upper = (np.concatenate(part) for part in zip(*self._rows))
        row, column, coefficient = (np.concatenate([e.ravel() for e in part]) for part in zip(*self._entries))
        kept = coefficient != 0
        row, column, coefficient = row[kept], column[kept], coefficient[kept]
        order = np.argsort(row, kind="stable")
        start = np.zeros(self._row_count + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=self._row_count), out=start[1:])
        return Model(self.sense, cost.astype(float), lower.astype(float), upper.astype(float),
                     integer.astype(bool), row_lower, row_upper, start.astype(np.int32),
                     column[order].astype(np.int32), coefficient[order], self.parts)
