# SPDX-License-Identifier: GPL-3.0-or-later
"""HiGHS, its model handed over as arrays; no modelling layer.

"highs" is branch-and-cut; "highs-simplex", "highs-ipm" and "highs-pdlp" are its three ways with linear
programs, for the power market. The interior point method runs without crossover, for a basis is not asked for;
where HiGHS then cannot say that it is optimal (undoing its presolve may lose the duals), it runs again with it.
"""

import highspy
import numpy as np

from .. import instances
from ..power_model import repaired
from ..worker import size
from .result import Result


class Solver:
    def __init__(self, job, instance, progress):
        self._job, self._instance, self._progress = job, instance, progress
        self._way = job["solver"].partition("-")[2]
        self.options = {"threads": job["threads"], "mip_rel_gap": job["gap"]}
        self._model = instances.build(job["case"], instance)
        if self._way:
            self.options["solver"] = self._way
        if self._way == "ipm":
            self.options["run_crossover"] = "off"

    def unsuited(self):
        if self._way in ("ipm", "pdlp") and not self._model.is_linear:
            return "contracts with rules need branch-and-cut, which HiGHS runs on its simplex method"
        return None

    def size(self):
        return size(self._model)

    def hand_over(self):
        m = self._model
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        for name, value in self.options.items():
            if not (name == "solver" and not m.is_linear):
                self._highs.setOptionValue(name, value)
        row_wise, direction = 2, -1 if m.sense == "maximize" else 1
        status = self._highs.passModel(
            len(m.cost), len(m.row_lower), len(m.coefficient), row_wise, direction, 0.0, m.cost, m.lower, m.upper,
            m.row_lower, m.row_upper, m.start, m.index, m.coefficient, m.integer.astype(np.int32))
        if status == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refused the model")
        if not m.is_linear:
            self._highs.setCallback(self._note, None)
            for kind in (highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution,
                         highspy.cb.HighsCallbackType.kCallbackMipLogging):
                self._highs.startCallback(kind)

    def _note(self, kind, message, data_out, data_in, user_data):
        self._progress.add(data_out.mip_primal_bound, data_out.mip_dual_bound)

    def solve(self, limit):
        self._highs.setOptionValue("time_limit", float(limit))
        self._highs.run()
        if self._way == "ipm" and self._highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            # HiGHS' clock runs on, so the limit holds for both runs together.
            self.options["run_crossover"] = "on, after off"
            self._highs.setOptionValue("run_crossover", "on")
            self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        detail = self._highs.modelStatusToString(status)
        if status == highspy.HighsModelStatus.kInfeasible:
            return Result("infeasible", detail=detail)
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        bound = self._bound(info)
        values = np.array(self._highs.getSolution().col_value)
        if self._model.is_linear and self._job["case"]["market"] == "power" and len(values) and not has_point:
            # Not a feasible point of the program, but shares settle whatever they are; see contest.py.
            if not np.isfinite(values).all():
                return Result("none", bound=bound, detail=detail)
            return Result("feasible", self._shares(values), None, bound, detail)
        if not has_point:
            return Result("none", bound=bound, detail=detail)
        solution = instances.decode(self._job["case"], self._instance, self._model, values)
        if self._job["case"]["market"] == "power" and self._model.is_linear:
            solution = self._shares(values)
        return Result("optimal" if is_optimal else "feasible", solution, info.objective_function_value, bound, detail)

    def _shares(self, values):
        return {"share": repaired(self._instance, values[self._model.parts["share"]])}

    def _bound(self, info):
        """Of branch-and-cut its own; of a linear program what its row duals prove, stopped early or not."""
        if not self._model.is_linear:
            return info.mip_dual_bound if abs(info.mip_dual_bound) < 1e19 else None
        duals = np.array(self._highs.getSolution().row_dual)
        return self._model.dual_bound(duals) if len(duals) else None
