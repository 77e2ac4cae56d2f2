# SPDX-License-Identifier: GPL-3.0-or-later
"""OR-Tools CP-SAT, on instances whose every decision is a whole one and whose numbers are whole or can be
scaled to whole numbers exactly. Others it skips, with the reason: rounding the data would make it another
problem."""

from fractions import Fraction
from math import lcm

import numpy as np
from ortools.sat.python import cp_model

from .result import Result

# Sums of costs must stay well below 2^63; of loads too.
LARGEST = 2 ** 53


class Solver:
    def __init__(self, job, instance, progress):
        self._job, self._instance, self._progress = job, instance, progress
        self.options = {"num_workers": job["threads"], "relative_gap_limit": job["gap"]}

    def unsuited(self):
        one = self._instance
        if not one.single_source.all():
            return "shares are continuous, CP-SAT decides in whole numbers"
        try:
            costs = np.concatenate([one.fixed_cost, one.lane_cost, one.penalty[~np.isnan(one.penalty)]])
            self._cost_scale = _scale(costs)
            self._scales = [_scale(np.concatenate([one.quantity[:, r], one.capacity[:, r]]))
                            for r in range(one.capacity.shape[1])]
        except ValueError as error:
            return str(error)
        return None

    def size(self):
        proto = self._model.Proto()
        return {"rows": len(proto.constraints), "columns": len(proto.variables), "nonzeros": None,
                "integers": len(proto.variables)}

    def hand_over(self):
        one, model = self._instance, cp_model.CpModel()
        d, w = one.lane_demand.tolist(), one.lane_warehouse.tolist()
        y = [model.new_bool_var("") for _ in one.warehouses]
        x = [model.new_bool_var("") for _ in d]
        u = {j: model.new_bool_var("") for j in np.flatnonzero(~np.isnan(one.penalty)).tolist()}
        of_demand = [[] for _ in one.demands]
        of_warehouse = [[] for _ in one.warehouses]
        for lane, (j, i) in enumerate(zip(d, w)):
            of_demand[j].append(x[lane])
            of_warehouse[i].append(lane)
            model.add_implication(x[lane], y[i])
        for j, choices in enumerate(of_demand):
            model.add_exactly_one(choices + ([u[j]] if j in u else []))
        for r, scale in enumerate(self._scales):
            quantity, capacity = _whole(one.quantity[:, r], scale), _whole(one.capacity[:, r], scale)
            for i, lanes in enumerate(of_warehouse):
                load = cp_model.LinearExpr.weighted_sum([x[k] for k in lanes], [quantity[d[k]] for k in lanes])
                model.add(load <= capacity[i] * y[i])
        scale = self._cost_scale
        terms = y + x + list(u.values())
        costs = np.concatenate([one.fixed_cost, one.lane_cost, one.penalty[list(u)]])
        model.minimize(cp_model.LinearExpr.weighted_sum(terms, _whole(costs, scale)))
        self._model, self._x, self._y = model, x, y

    def solve(self, limit):
        solver = cp_model.CpSolver()
        for name, value in self.options.items():
            setattr(solver.parameters, name, value)
        solver.parameters.max_time_in_seconds = float(limit)
        scale, progress = self._cost_scale, self._progress
        solver.best_bound_callback = lambda bound: progress.add(bound=bound / scale)

        class Watch(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self):
                progress.add(self.objective_value / scale, self.best_objective_bound / scale)

        status = solver.solve(self._model, Watch())
        name = solver.status_name(status)
        if status == cp_model.INFEASIBLE:
            return Result("infeasible", detail=name)
        bound = solver.best_objective_bound / scale
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Result("none", bound=bound, detail=name)
        solution = {"activated": np.array([solver.boolean_value(v) for v in self._y]),
                    "share": np.array([float(solver.boolean_value(v)) for v in self._x])}
        return Result("optimal" if status == cp_model.OPTIMAL else "feasible", solution,
                      solver.objective_value / scale, bound, name)


def _scale(numbers):
    """The smallest factor that makes all numbers whole, exactly as their decimals are written."""
    scale = 1
    for number in np.unique(numbers).tolist():
        scale = lcm(scale, Fraction(repr(number)).denominator)
        if scale > 10 ** 9:
            raise ValueError("the data has more decimals than whole numbers of 64 bits can carry")
    if np.abs(numbers).sum() * scale > LARGEST:
        raise ValueError("the data scaled to whole numbers would overflow sums of 64 bits")
    return scale


def _whole(numbers, scale):
    return [int(Fraction(repr(number)) * scale) for number in numbers.tolist()]
