# SPDX-License-Identifier: GPL-3.0-or-later
"""SCIP through PySCIPOpt: variables and rows made directly, coefficients added to the rows one by one, which
is several times as fast as Python expressions. SCIP runs in one thread."""

import numpy as np
from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model

from .. import instances
from ..worker import size
from .result import Result


class _Watch(Eventhdlr):
    """Notes each new incumbent and bound."""
    EVENTS = [SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.DUALBOUNDIMPROVED]

    def __init__(self, progress):
        self._progress = progress

    def eventinit(self):
        for event in self.EVENTS:
            self.model.catchEvent(event, self)

    def eventexit(self):
        for event in self.EVENTS:
            self.model.dropEvent(event, self)

    def eventexec(self, event):
        self._progress.add(self.model.getPrimalbound(), self.model.getDualbound())


class Solver:
    def __init__(self, job, instance, progress):
        self._job, self._instance, self._progress = job, instance, progress
        self.options = {"limits/gap": job["gap"]}
        self._model = instances.build(job["case"], instance)

    def unsuited(self):
        return None

    def size(self):
        return size(self._model)

    def hand_over(self):
        m = self._model
        scip = self._scip = Model()
        scip.hideOutput()
        for name, value in self.options.items():
            scip.setParam(name, value)
        scip.setParam("display/verblevel", 0)
        columns = self._columns = [
            scip.addVar(vtype="I" if integer else "C", lb=low, ub=high if np.isfinite(high) else None, obj=cost)
            for cost, low, high, integer in zip(m.cost.tolist(), m.lower.tolist(), m.upper.tolist(),
                                                m.integer.tolist())]
        if m.sense == "maximize":
            scip.setMaximize()
        index, coefficient, start = m.index.tolist(), m.coefficient.tolist(), m.start.tolist()
        for r, (low, high) in enumerate(zip(m.row_lower.tolist(), m.row_upper.tolist())):
            first, end = start[r], start[r + 1]
            if first == end:
                continue
            # One term makes the row; the rest goes in without Python expressions.
            term = coefficient[first] * columns[index[first]]
            row = scip.addCons(term == low if low == high else term <= high if np.isfinite(high) else term >= low)
            for k in range(first + 1, end):
                scip.addConsCoeff(row, columns[index[k]], coefficient[k])
        self._watch = _Watch(self._progress)
        scip.includeEventhdlr(self._watch, "progress", "notes incumbents and bounds")

    def solve(self, limit):
        scip = self._scip
        scip.setParam("limits/time", float(limit))
        scip.optimize()
        status = scip.getStatus()
        bound = scip.getDualbound()
        bound = bound if abs(bound) < 1e19 else None
        if status == "infeasible":
            return Result("infeasible", detail=status)
        if scip.getNSols() == 0:
            return Result("none", bound=bound, detail=status)
        best = scip.getBestSol()
        values = np.array([scip.getSolVal(best, column) for column in self._columns])
        solution = instances.decode(self._job["case"], self._instance, self._model, values)
        is_optimal = status in ("optimal", "gaplimit")
        return Result("optimal" if is_optimal else "feasible", solution, scip.getSolObjVal(best), bound,
                      f"{status} (SCIP {scip.version()})" if is_optimal else status)
