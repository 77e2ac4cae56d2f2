# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a model as a free MPS file, for the solvers that read files."""

import numpy as np


def write(model, path):
    """Columns are C0, C1, ..., rows R0, R1, ...; a maximised objective is negated, for not every reader
    knows the section that says so."""
    sign = -1.0 if model.sense == "maximize" else 1.0
    rows = len(model.row_lower)
    kind = np.full(rows, "G")
    kind[np.isfinite(model.row_upper)] = "L"
    kind[model.row_lower == model.row_upper] = "E"
    kind[~np.isfinite(model.row_lower) & ~np.isfinite(model.row_upper)] = "N"
    both = np.flatnonzero(np.isfinite(model.row_lower) & np.isfinite(model.row_upper) & (kind != "E"))
    right = np.where(kind == "G", model.row_lower, model.row_upper)
    row_of = np.repeat(np.arange(rows), np.diff(model.start))
    by_column = np.argsort(model.index, kind="stable")
    row, coefficient = row_of[by_column].tolist(), model.coefficient[by_column].tolist()
    start = np.searchsorted(model.index[by_column], np.arange(len(model.cost) + 1)).tolist()
    cost, integer = (sign * model.cost).tolist(), model.integer.tolist()
    with open(path, "w") as file:
        write = file.write
        write("NAME instance\nROWS\n N cost\n")
        file.writelines(f" {k} R{i}\n" for i, k in enumerate(kind.tolist()))
        write("COLUMNS\n")
        inside = False
        for j in range(len(cost)):
            if integer[j] != inside:
                inside = integer[j]
                write(f" M{j} 'MARKER' '{'INTORG' if inside else 'INTEND'}'\n")
            write(f" C{j} cost {cost[j]!r}\n")
            file.writelines(f" C{j} R{row[k]} {coefficient[k]!r}\n" for k in range(start[j], start[j + 1]))
        if inside:
            write(" MEND 'MARKER' 'INTEND'\n")
        write("RHS\n")
        file.writelines(f" RHS R{i} {value!r}\n" for i, value in enumerate(right.tolist()) if value != 0 and kind[i] != "N")
        if len(both):
            write("RANGES\n")
            file.writelines(f" RNG R{i} {width!r}\n" for i, width in
                            zip(both.tolist(), (model.row_upper - model.row_lower)[both].tolist()))
        write("BOUNDS\n")
        for j, (low, high) in enumerate(zip(model.lower.tolist(), model.upper.tolist())):
            if low == -np.inf:
                write(f" MI BND C{j}\n")
            elif low != 0:
                write(f" LO BND C{j} {low!r}\n")
            if np.isfinite(high):
                write(f" UP BND C{j} {high!r}\n")
        write("ENDATA\n")
