# SPDX-License-Identifier: GPL-3.0-or-later
"""Power-market instances, read from Warewatt's scenario files: JSON and the CSV series beside it."""

import csv
import json
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from .failure import Failure


@dataclass
class Power:
    """T intervals, I suppliers, J consumers; pairs are the open ones. Energy in kWh per interval."""
    suppliers: list
    consumers: list
    generation: np.ndarray  # I x T
    load: np.ndarray  # J x T
    value: np.ndarray  # J x T, retail price less supply fee less market price
    market_price: np.ndarray  # T
    largest_share: np.ndarray  # I
    required: np.ndarray  # J, kWh; 0 without a target
    shortfall_price: np.ndarray  # J, NaN where the target is a hard rule
    largest_count: np.ndarray  # J, number of contracts; infinite without a limit
    pair_supplier: np.ndarray
    pair_consumer: np.ndarray
    loss: np.ndarray
    fee: np.ndarray  # per contracted kWh
    smallest_share: np.ndarray
    fixed_cost: np.ndarray

    @property
    def sense(self):
        return "maximize"

    def cost_per_share(self):
        """For each pair, what all of the output would cost: market value of the losses, and the fees."""
        energy = self.generation.sum(axis=1)[self.pair_supplier]
        worth = (self.generation @ self.market_price)[self.pair_supplier]
        return self.loss * worth + self.fee * energy

    def arriving(self, consumer):
        """The pairs of a consumer, and what each delivers if all of the output is contracted: pairs x T."""
        pairs = np.flatnonzero(self.pair_consumer == consumer)
        return pairs, (1 - self.loss[pairs])[:, None] * self.generation[self.pair_supplier[pairs]]


def read(path):
    """Reads a power scenario."""
    with open(path) as file:
        scenario = json.load(file)
    currency = scenario["currency"].lower()
    horizon = scenario["horizon"]
    series = _Series(os.path.dirname(path), horizon)
    suppliers, consumers = scenario["suppliers"], scenario["consumers"]
    market = series.read(scenario["market_price"])
    tariffs = {t["id"]: t for t in scenario.get("tariffs", [])}
    holidays = {date.fromisoformat(day) for day in scenario.get("holidays", [])}
    prices = {}

    def retail(choice):
        if "tariff" not in choice:
            return series.read(choice)
        if choice["tariff"] not in prices:
            prices[choice["tariff"]] = _tariff(tariffs[choice["tariff"]], horizon, holidays, currency)
        return prices[choice["tariff"]]

    load = np.array([series.read(c["load"]) for c in consumers])
    fee_key = f"supply_fee_{currency}_per_kwh"
    value = np.array([retail(c["retail_price"]) - c.get(fee_key, 0) for c in consumers]) - market
    target = [c.get("re100", {}) for c in consumers]
    pairs = _pairs(scenario, currency)
    terms = scenario.get("contract_terms", {})
    return Power(
        [s["id"] for s in suppliers], [c["id"] for c in consumers],
        np.array([series.read(s["generation"]) for s in suppliers]), load, value, market,
        np.array([s.get("largest_share_for_sale", 1) for s in suppliers], dtype=float),
        np.array([t.get("minimum_share", 0) for t in target]) * load.sum(axis=1),
        np.array([t.get(f"shortfall_price_{currency}_per_kwh", np.nan) for t in target], dtype=float),
        np.array([c.get("largest_contract_count", terms.get("largest_count_per_consumer", np.inf))
                  for c in consumers], dtype=float),
        *pairs)


def _pairs(scenario, currency):
    """The pairs that may contract: allowed, and ask and fees within the consumer's ceiling."""
    fee_key = f"contracted_fee_{currency}_per_kwh"
    zones = {(z["from_zone"], z["to_zone"]): z for z in scenario.get("zone_pairs", [])}
    special = {(p["supplier"], p["consumer"]): p for p in scenario.get("pairs", [])}
    terms = scenario.get("contract_terms", {})
    rows = []
    for j, c in enumerate(scenario["consumers"]):
        for i, s in enumerate(scenario["suppliers"]):
            zone = zones.get((s.get("zone"), c.get("zone")), {})
            own = special.get((s["id"], c["id"]), {})
            fee = own.get(fee_key, zone.get(fee_key, 0))
            price = s[f"ask_{currency}_per_kwh"] + fee + c.get(f"supply_fee_{currency}_per_kwh", 0)
            if own.get("allowed", True) and price <= c[f"ceiling_{currency}_per_kwh"]:
                rows.append((i, j, zone.get("loss_factor", 0), fee,
                             c.get("smallest_contract_share", terms.get("smallest_share", 0)),
                             terms.get(f"fixed_cost_{currency}", 0)))
    table = np.array(rows, dtype=float).reshape(-1, 6)
    return table[:, 0].astype(int), table[:, 1].astype(int), *table[:, 2:].T


class _Series:
    """Reads series, each CSV file once."""

    def __init__(self, folder, horizon):
        self._folder, self._horizon, self._tables = folder, horizon, {}

    def read(self, series):
        count, hours = self._horizon["intervals"], self._horizon["interval_minutes"] / 60
        factor = {"kWh": 1, "MWh": 1000, "kW": hours, "MW": 1000 * hours, "per_kWh": 1, "per_MWh": 0.001}
        if "constant" in series:
            values = np.full(count, float(series["constant"]))
        elif "values" in series:
            values = np.array(series["values"], dtype=float)
        else:
            values = self._column(series)
        if len(values) != count:
            raise Failure(f"a series of {len(values)} numbers for a horizon of {count} intervals")
        return values * factor[series["unit"]]

    def _column(self, series):
        name = series["file"]
        if name not in self._tables:
            with open(os.path.join(self._folder, name), newline="", encoding="utf-8-sig") as file:
                rows = csv.reader(file)
                header = next(rows)
                self._tables[name] = dict(zip(header, zip(*rows)))
        table = self._tables[name]
        stamps = table[series.get("stamp_column", next(iter(table)))]
        step = timedelta(minutes=self._horizon["interval_minutes"])
        first = datetime.fromisoformat(stamps[0]) - (step if series.get("stamps") == "interval_end" else step * 0)
        offset = round((datetime.fromisoformat(self._horizon["start"]) - first) / step)
        return np.array(table[series["column"]][offset:offset + self._horizon["intervals"]], dtype=float)


def _tariff(tariff, horizon, holidays, currency):
    """The price of each interval under a time-of-use table."""
    start = datetime.fromisoformat(horizon["start"])
    step = timedelta(minutes=horizon["interval_minutes"])
    season_of = {month: season for season in tariff["seasons"] for month in season["months"]}
    prices = []
    for t in range(horizon["intervals"]):
        now = start + t * step
        season = season_of[now.month]
        kind = "saturday" if now.weekday() == 5 else "weekday"
        if now.weekday() == 6 or now.date() in holidays:
            kind = "sunday_and_holiday"
        band = next(b["band"] for b in season[kind] if b["from_hour"] <= now.hour < b["to_hour"])
        prices.append(next(b[f"energy_{currency}_per_kwh"] for b in season["bands"] if b["band"] == band))
    return np.array(prices, dtype=float)
