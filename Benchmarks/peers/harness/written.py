# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios whose model Warewatt writes: those with features that this harness has no model of its own for.

The model is the strong formulation of "warewatt solve --method direct --write-model"; peers get its arrays or the
file itself. Their solutions are held against its rows, columns and costs, re-added here; Warewatt's plans against
"warewatt check", which knows no model.
"""

import highspy
import numpy as np

from .model import Model

# Solvers meet rows and integers to 1e-6 each, relative to what the row adds up.
TOLERANCE = 2e-6


def read(case):
    """The model, which is all of the instance that peers see."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if highs.readModel(case["model_file"]) == highspy.HighsStatus.kError:
        raise RuntimeError(f"{case['model_file']} is no model")
    lp = highs.getLp()
    matrix = lp.a_matrix_
    start, index = np.array(matrix.start_), np.array(matrix.index_, dtype=np.int32)
    value = np.array(matrix.value_)
    if matrix.format_ == highspy.MatrixFormat.kColwise:
        column = np.repeat(np.arange(lp.num_col_, dtype=np.int32), np.diff(start))
        order = np.argsort(index, kind="stable")
        starts = np.zeros(lp.num_row_ + 1, dtype=np.int64)
        np.cumsum(np.bincount(index, minlength=lp.num_row_), out=starts[1:])
        start, index, value = starts, column[order], value[order]
    integer = np.zeros(lp.num_col_, dtype=bool)
    kinds = list(lp.integrality_)
    if kinds:
        integer = np.array([kind != highspy.HighsVarType.kContinuous for kind in kinds])
    # What every plan costs becomes the cost of one more column, fixed at 1, for not every file can say it.
    return Model("minimize", np.append(lp.col_cost_, lp.offset_), np.append(lp.col_lower_, 1.0),
                 np.append(lp.col_upper_, 1.0), np.append(integer, False), np.array(lp.row_lower_),
                 np.array(lp.row_upper_), start.astype(np.int32), index, value)


def build(model):
    """It is one already."""
    return model


def decode(model, values):
    """Nothing but the values of the columns."""
    return {"values": values}


def verify(model, values, claimed):
    """The objective of the values and which rows, bounds and integers they do not keep."""
    wrong = []
    scale = np.maximum(1.0, np.abs(values))
    for j in np.flatnonzero((values < model.lower - TOLERANCE * scale) | (values > model.upper + TOLERANCE * scale)):
        wrong.append(f"column {j}: {values[j]:.9g} is not within {model.lower[j]:.9g} and {model.upper[j]:.9g}")
    for j in np.flatnonzero(model.integer & (np.abs(values - np.round(values)) > TOLERANCE)):
        wrong.append(f"column {j}: {values[j]:.9g} is not whole")
    row = np.repeat(np.arange(len(model.row_lower)), np.diff(model.start))
    terms = model.coefficient * values[model.index]
    activity = np.bincount(row, terms, minlength=len(model.row_lower))
    slack = TOLERANCE * np.maximum(1.0, np.bincount(row, np.abs(terms), minlength=len(model.row_lower)))
    for r in np.flatnonzero((activity < model.row_lower - slack) | (activity > model.row_upper + slack)):
        wrong.append(f"row {r}: {activity[r]:.9g} is not within {model.row_lower[r]:.9g} and {model.row_upper[r]:.9g}")
    value = float(model.cost @ values)
    if claimed is not None and abs(value - claimed) > 1e-6 * max(1.0, abs(claimed)):
        wrong.append(f"objective claimed {claimed:.12g}, re-added {value:.12g}")
    return value, wrong
