# SPDX-License-Identifier: GPL-3.0-or-later
"""Warehouse-market instances, read from the field's formats and from Warewatt's scenario files.

Written from the format pages, not from Warewatt's sources: two readers that agree are worth more than one.
"""

import json
import math
import os
from dataclasses import dataclass

import numpy as np

from .failure import Failure

RESOURCES = ["pallets", "m3", "t", "floor_m2", "units"]
EARTH_RADIUS_KM = 6371.0088


@dataclass
class Location:
    """m warehouses, n demands, R resources; lanes are the open pairs."""
    warehouses: list
    demands: list
    capacity: np.ndarray  # m x R
    fixed_cost: np.ndarray  # m
    quantity: np.ndarray  # n x R
    single_source: np.ndarray  # n, bool
    penalty: np.ndarray  # n, NaN where the demand must be served
    lane_demand: np.ndarray
    lane_warehouse: np.ndarray
    lane_cost: np.ndarray  # of serving all of the demand

    @property
    def sense(self):
        return "minimize"

    def largest_share(self):
        """For each lane, the largest share of the demand that the warehouse can hold, at most 1."""
        share = np.ones(len(self.lane_cost))
        for r in range(self.capacity.shape[1]):
            needed = self.quantity[self.lane_demand, r]
            held = self.capacity[self.lane_warehouse, r]
            share = np.minimum(share, np.divide(held, needed, out=np.ones_like(share), where=needed > 0))
        return share


def read(path, format, single_source=False, capacity=None):
    """Reads an instance; format is orlib-cap, holmberg, tbed1 or scenario."""
    if format == "scenario":
        with open(path) as file:
            return from_scenario(json.load(file), os.path.dirname(path))
    with open(path) as file:
        tokens = file.read().split()
    readers = {"orlib-cap": _orlib, "holmberg": _holmberg, "tbed1": _tbed1}
    if format not in readers:
        raise Failure(f"{path}: the format \"{format}\" is not one of {', '.join(readers)}, scenario")
    capacities, fixed, demand, cost = readers[format](tokens, capacity)
    return dense(capacities, fixed, demand, cost, single_source)


def dense(capacities, fixed, demand, cost, single_source):
    """One resource, every pair open; cost is n x m. A single-source demand has no lane to a warehouse
    that is smaller than it."""
    n, m = cost.shape
    d, w = np.divmod(np.arange(n * m), m)
    is_open = np.ones(n * m, dtype=bool)
    if single_source:
        is_open = demand[d] <= capacities[w]
    return Location(
        [f"W{i + 1}" for i in range(m)], [f"D{j + 1}" for j in range(n)], capacities[:, None].astype(float),
        fixed.astype(float), demand[:, None].astype(float), np.full(n, single_source), np.full(n, np.nan),
        d[is_open], w[is_open], cost.reshape(-1)[is_open].astype(float))


def _orlib(tokens, capacity):
    m, n = int(tokens[0]), int(tokens[1])
    sites = tokens[2:2 + 2 * m]
    capacities = [capacity if token == "capacity" or capacity is not None else float(token) for token in sites[::2]]
    if None in capacities:
        raise Failure("this OR-Library file leaves the capacity open; the manifest must name one")
    body = np.array(tokens[2 + 2 * m:2 + 2 * m + n * (m + 1)], dtype=float).reshape(n, m + 1)
    return np.array(capacities, dtype=float), np.array(sites[1::2], dtype=float), body[:, 0], body[:, 1:]


def _holmberg(tokens, _):
    m, n = int(tokens[0]), int(tokens[1])
    # Some copies carry more tokens at the end, which mean nothing.
    numbers = np.array(tokens[2:2 + 2 * m + n + m * n], dtype=float)
    sites, demand, cost = np.split(numbers, [2 * m, 2 * m + n])
    return sites[::2], sites[1::2], demand, cost.reshape(m, n).T


def _tbed1(tokens, _):
    m, n = int(tokens[0]), int(tokens[1])
    numbers = np.array(tokens[2:2 + n + 2 * m + m * n], dtype=float)
    demand, capacities, fixed, unit_cost = np.split(numbers, [n, n + m, n + 2 * m])
    # Rounded to what decimals can mean here: products of decimals carry digits that are only noise.
    return capacities, fixed, demand, np.round((unit_cost.reshape(m, n) * demand).T, 9)


def from_scenario(scenario, folder):
    """A logistics scenario: tables, distances, classes, several resources, penalties."""
    currency = scenario["currency"].lower()
    warehouses, demands = scenario["warehouses"], scenario["demands"]
    names = [r for r in RESOURCES if any(f"quantity_{r}" in d for d in demands)]
    units = [unit[:-1] if unit in ("pallets", "units") else unit for unit in names]
    price, distance = _lanes(scenario, folder, currency, warehouses, demands)
    lanes = []
    for j, demand in enumerate(demands):
        for i, warehouse in enumerate(warehouses):
            classes = warehouse.get("storage_classes")
            if classes is not None and demand.get("storage_class") not in (None, *classes):
                continue
            if math.isnan(price[j, i]) or distance[j, i] > demand.get("max_distance_km", math.inf):
                continue
            if demand.get("single_source") and any(
                    demand.get(f"quantity_{r}", 0) > warehouse.get(f"capacity_{r}", 0) for r in names):
                continue
            handling = sum(warehouse.get(f"handling_cost_{currency}_per_{u}", 0) * demand.get(f"quantity_{r}", 0)
                           for r, u in zip(names, units))
            lanes.append((j, i, price[j, i] + handling))
    d, w, cost = (np.array(column) for column in zip(*lanes)) if lanes else (np.zeros(0, int),) * 3
    return Location(
        [w["id"] for w in warehouses], [d["id"] for d in demands],
        np.array([[w.get(f"capacity_{r}", 0) for r in names] for w in warehouses], dtype=float),
        np.array([w.get(f"activation_cost_{currency}", 0) for w in warehouses], dtype=float),
        np.array([[d.get(f"quantity_{r}", 0) for r in names] for d in demands], dtype=float),
        np.array([d.get("single_source", False) for d in demands]),
        np.array([d.get(f"unserved_penalty_{currency}", np.nan) for d in demands], dtype=float),
        d, w, cost.astype(float))


def _lanes(scenario, folder, currency, warehouses, demands):
    """Transport cost of all of each demand (NaN: closed) and road distance, by demand and warehouse."""
    price = np.full((len(demands), len(warehouses)), np.nan)
    distance = price.copy()
    transport, lanes = scenario.get("transport", {}), scenario.get("lanes", {})
    factor = transport.get("road_factor", 1)
    for j, demand in enumerate(demands):
        for i, warehouse in enumerate(warehouses):
            if "place" in demand and "place" in warehouse:
                distance[j, i] = factor * _distance(demand["place"], warehouse["place"])
    rate_keys = {r: f"rate_{currency}_per_{r[:-1] if r in ('pallets', 'units') else r}_km" for r in RESOURCES}
    rates = {r: transport[key] for r, key in rate_keys.items() if key in transport}
    rate = np.array([sum(value * d.get(f"quantity_{r}", 0) for r, value in rates.items()) for d in demands])
    if rates:
        price = rate[:, None] * distance
    if f"cost_matrix_{currency}" in lanes:
        price = np.array([[np.nan if c is None else c for c in row] for row in lanes[f"cost_matrix_{currency}"]])
    entries = lanes.get("list", [])
    if "file" in lanes:
        import csv
        with open(os.path.join(folder, lanes["file"]), newline="", encoding="utf-8-sig") as file:
            entries = [{key: value if key in ("warehouse", "demand") else float(value)
                        for key, value in row.items() if value != ""} for row in csv.DictReader(file)]
    i_of = {w["id"]: i for i, w in enumerate(warehouses)}
    j_of = {d["id"]: j for j, d in enumerate(demands)}
    for lane in entries:
        j, i = j_of[lane["demand"]], i_of[lane["warehouse"]]
        if "distance_km" in lane:
            distance[j, i] = lane["distance_km"]
            price[j, i] = rate[j] * lane["distance_km"]
        price[j, i] = lane.get(f"cost_{currency}", price[j, i])
    return price, distance


def _distance(a, b):
    if "x_km" in a:
        return math.hypot(a["x_km"] - b["x_km"], a["y_km"] - b["y_km"])
    lat_a, lon_a, lat_b, lon_b = (math.radians(p[k]) for p in (a, b) for k in ("latitude", "longitude"))
    north, east = math.sin((lat_b - lat_a) / 2), math.sin((lon_b - lon_a) / 2)
    square = north ** 2 + math.cos(lat_a) * math.cos(lat_b) * east ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(square)))
