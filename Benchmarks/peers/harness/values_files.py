# SPDX-License-Identifier: GPL-3.0-or-later
"""Solutions of the peers on disk: arrays of our workers, text of CBC and glpsol."""

import os

import numpy as np

from . import instances
from .power_model import repaired


def solution(job, instance):
    """The decisions, as verify.py takes them."""
    if job["family"] in TEXT:
        model = instances.build(job["case"], instance)
        values = TEXT[job["family"]](os.path.join(job["folder"], "solution.txt"), len(model.cost))
        decisions = instances.decode(job["case"], instance, model, values)
        if job["claimed_value"] is None:
            # A linear program stopped on its way; see contest.py.
            decisions["share"] = repaired(instance, decisions["share"])
        return decisions
    with np.load(os.path.join(job["folder"], "solution.npz")) as arrays:
        return dict(arrays)


def cbc(path, count):
    """CBC writes the columns that are not 0: index, name, value, reduced cost; ** marks a violated one."""
    values = np.zeros(count)
    with open(path) as file:
        next(file)
        for line in file:
            name, value = line.replace("**", " ").split()[1:3]
            if name.startswith("C"):
                values[int(name[1:])] = float(value)
    return values


def glpsol(path, count):
    """glpsol writes lines "j column ..." with the value last (mixed-integer) or third (linear)."""
    values = np.zeros(count)
    with open(path) as file:
        for line in file:
            parts = line.split()
            if parts and parts[0] == "j":
                # Linear: j column status value reduced-cost; mixed-integer: j column value.
                values[int(parts[1]) - 1] = float(parts[3] if len(parts) > 3 else parts[2])
    return values


TEXT = {"cbc": cbc, "glpsol": glpsol}
