# SPDX-License-Identifier: GPL-3.0-or-later
"""Re-adds the cost and the constraints of a solution from the instance's data, whoever found it.

It knows no model, no solver and no bookkeeping but its own. Run as a program it reads a job file and prints
a verdict; it is a process of its own so that the runner stays small (see process.py).
"""

import json
import os
import sys

import numpy as np

# Solvers meet rows and integers to 1e-6 each; a row of rounded integers may be off by both.
TOLERANCE = 2e-6
# How far a claimed objective may be from the re-added one, relative.
OBJECTIVE_TOLERANCE = 1e-6


def verify_location(location, activated, share, claimed):
    """The value of a warehouse plan and what is wrong with it.

    activated: one truth value for each warehouse; share: one number for each lane.
    """
    wrong = []
    d, w = location.lane_demand, location.lane_warehouse
    activated = activated | (location.fixed_cost == 0)
    if (share < -TOLERANCE).any() or (share > 1 + TOLERANCE).any():
        wrong.append(f"a share of {share.min():.9g} or {share.max():.9g}, outside of 0 to 1")
    served = np.bincount(d, share, minlength=len(location.demands))
    must = np.isnan(location.penalty)
    for j in np.flatnonzero((served > 1 + TOLERANCE) | (must & (served < 1 - TOLERANCE))):
        wrong.append(f"demand {location.demands[j]}: {served[j]:.9g} of it served")
    parted = location.single_source[d] & (np.abs(share - np.round(share)) > TOLERANCE)
    for lane in np.flatnonzero(parted):
        wrong.append(f"demand {location.demands[d[lane]]}: a share of {share[lane]:.9g}, but it is single-source")
    for r in range(location.capacity.shape[1]):
        load = np.bincount(w, share * location.quantity[d, r], minlength=len(location.warehouses))
        capacity = location.capacity[:, r]
        for i in np.flatnonzero(load > capacity * (1 + TOLERANCE) + 1e-9):
            wrong.append(f"warehouse {location.warehouses[i]}: {load[i]:.9g} stored, capacity {capacity[i]:.9g}")
    for i in sorted(set(w[(share > TOLERANCE) & ~activated[w]])):
        wrong.append(f"warehouse {location.warehouses[i]}: used and not activated")
    unserved = np.where(must, 0, np.clip(1 - served, 0, None))
    value = float(location.fixed_cost[activated].sum() + location.lane_cost @ share
                  + np.where(must, 0, location.penalty) @ unserved)
    return value, wrong + _claim(value, claimed)


def settle(power, share):
    """Settles shares hour by hour: supply is what is offered or what is needed, whichever is less.

    Returns the joint gain and the energy supplied to each consumer, kWh.
    """
    gain = -float(power.cost_per_share() @ share) - float(power.fixed_cost[share > 0].sum())
    supplied = np.zeros(len(power.consumers))
    for c in range(len(power.consumers)):
        pairs, arriving = power.arriving(c)
        hourly = np.minimum(share[pairs] @ arriving, power.load[c])
        supplied[c] = hourly.sum()
        gain += float(power.value[c] @ hourly)
    missing = np.clip(power.required - supplied, 0, None)
    priced = ~np.isnan(power.shortfall_price)
    return gain - float(power.shortfall_price[priced] @ missing[priced]), supplied


def verify_power(power, share, claimed, may_understate=False):
    """The joint gain of the contracts and what is wrong with them; share: one number for each open pair.

    may_understate: a plan on the way to the optimum may supply less than the settlement does, for supply is a
    variable of the model; what settles is what counts then.
    """
    wrong = []
    i, j = power.pair_supplier, power.pair_consumer

    def pair(p):
        return f"{power.suppliers[i[p]]} to {power.consumers[j[p]]}"

    for p in np.flatnonzero((share < 0) | ((share > 0) & (share < power.smallest_share * (1 - TOLERANCE)))):
        wrong.append(f"{pair(p)}: a share of {share[p]:.9g}, the smallest is {power.smallest_share[p]:.9g}")
    sold = np.bincount(i, share, minlength=len(power.suppliers))
    for s in np.flatnonzero(sold > power.largest_share + TOLERANCE):
        wrong.append(f"supplier {power.suppliers[s]}: {sold[s]:.9g} sold, {power.largest_share[s]:.9g} for sale")
    contracts = np.bincount(j[share > 0], minlength=len(power.consumers))
    for c in np.flatnonzero(contracts > power.largest_count):
        wrong.append(f"consumer {power.consumers[c]}: {contracts[c]} contracts, at most {power.largest_count[c]:.0f}")
    value, supplied = settle(power, share)
    hard = np.isnan(power.shortfall_price)
    short = hard & (supplied < power.required - TOLERANCE * np.maximum(1, power.load.sum(axis=1)))
    for c in np.flatnonzero(short):
        wrong.append(f"consumer {power.consumers[c]}: {supplied[c]:.9g} kWh supplied, {power.required[c]:.9g} required")
    if may_understate and claimed is not None and claimed < value:
        claimed = value
    return value, wrong + _claim(value, claimed)


def _claim(value, claimed):
    # Without a claim (a linear program stopped on its way) the re-added value is all there is.
    if claimed is None or abs(value - claimed) <= OBJECTIVE_TOLERANCE * max(1.0, abs(claimed)):
        return []
    return [f"objective claimed {claimed:.12g}, re-added {value:.12g}"]


def plan_solution(market, instance, plan):
    """The decisions of a Warewatt plan file, and its claim."""
    claimed = plan["objective"]["value"]
    if market == "power":
        index = {(power_s, power_c): p for p, (power_s, power_c) in enumerate(
            zip((instance.suppliers[i] for i in instance.pair_supplier),
                (instance.consumers[j] for j in instance.pair_consumer)))}
        share = np.zeros(len(index))
        for contract in plan["plan"]["contracts"]:
            # A pair that is not open is no pair: the KeyError is a failed verification.
            share[index[contract["supplier"], contract["consumer"]]] += contract["share"]
        return {"share": share}, claimed
    index = {(instance.demands[d], instance.warehouses[w]): lane
             for lane, (d, w) in enumerate(zip(instance.lane_demand, instance.lane_warehouse))}
    share = np.zeros(len(index))
    for entry in plan["plan"]["assignments"]:
        share[index[entry["demand"], entry["warehouse"]]] += entry["share"]
    opened = {entry["id"] for entry in plan["plan"]["activated_warehouses"]}
    return {"share": share, "activated": np.array([w in opened for w in instance.warehouses])}, claimed


def verdict(job):
    """Verifies what lies in the job's folder: {"value", "violations"}."""
    from . import instances, values_files
    if job["case"].get("model_file"):
        return _of_written_model(job, instances.read(job["case"]))
    market, instance = job["case"]["market"], instances.read(job["case"])
    try:
        if job["family"] == "warewatt":
            with open(os.path.join(job["folder"], "plan.json")) as file:
                solution, claimed = plan_solution(market, instance, json.load(file))
        else:
            solution, claimed = values_files.solution(job, instance), job["claimed_value"]
    except KeyError as error:
        return {"value": None, "violations": [f"the solution uses a pair that is closed: {error}"]}
    if market == "power":
        on_its_way = job["family"] != "warewatt" and job["claimed"] == "feasible"
        value, wrong = verify_power(instance, solution["share"], claimed, may_understate=on_its_way)
    else:
        value, wrong = verify_location(instance, solution["activated"], solution["share"], claimed)
    return {"value": value, "violations": wrong[:10]}


def _of_written_model(job, model):
    """Where the model was written by Warewatt; its own plan is left to "warewatt check" (contest.py)."""
    from . import values_files, written
    if job["family"] == "warewatt":
        with open(os.path.join(job["folder"], "plan.json")) as file:
            return {"value": json.load(file)["objective"]["value"], "violations": []}
    value, wrong = written.verify(model, values_files.solution(job, model)["values"], job["claimed_value"])
    return {"value": value, "violations": wrong[:10]}


if __name__ == "__main__":
    with open(sys.argv[1]) as job_file:
        print(json.dumps(verdict(json.load(job_file))))
