# SPDX-License-Identifier: GPL-3.0-or-later
"""The power market as one linear or mixed-integer program over all intervals.

    maximise   sum value x - sum k s - sum fixed z - sum price h
    subject to x_jt <= load_jt,  x_jt <= sum of what arrives of j's pairs     each consumer, interval
               sum of a supplier's shares <= largest share for sale
               sum_t x_jt + h_j >= required energy                            each target
               smallest z <= s <= largest z,  sum of j's z <= largest count   where contracts have rules
               x_jt >= load_jt b_jt,  x_jt >= what arrives - excess_jt b_jt   where supply loses money

The last two rows keep the settlement, which knows no choice: a consumer is supplied what it needs of what arrives,
even where the market price is above the retail price; b is 1 where more arrives than is needed, and the excess
is the most by which it can. Where a target counts the supplied energy, x can only gain by the first two rows.

An interval whose load exceeds all that can arrive needs no x: it is linear in the shares. That, and leaving
out intervals that cannot count, is the same reduction that Warewatt's own direct model has.
"""

import numpy as np

from .model import ModelBuilder

# Worth of a kWh that is nothing but rounding.
ROUNDING = 1e-9


def build(power):
    """The model, with the parts "share", "contract", "shortfall" and "supplied"."""
    builder = ModelBuilder("maximize")
    i, j = power.pair_supplier, power.pair_consumer
    share_cost = -power.cost_per_share()
    has_target = power.required > 0
    absorbed, kinks = [], []
    for c in range(len(power.consumers)):
        pairs, arriving = power.arriving(c)
        highest = power.largest_share[i[pairs]] @ arriving
        counts = (highest > 0) & (power.load[c] > 0) & ((power.value[c] != 0) | has_target[c])
        always = counts & (highest <= power.load[c])
        share_cost[pairs] += arriving[:, always] @ power.value[c, always]
        absorbed.append((pairs, arriving[:, always].sum(axis=1)))
        kinks.append((pairs, arriving, np.flatnonzero(counts & ~always)))
    s = builder.columns("share", len(i), cost=share_cost, upper=power.largest_share[i])
    _rules(builder, power, s)

    sold = builder.rows(len(power.suppliers), upper=power.largest_share)
    builder.terms(sold[i], s, 1.0)
    targets = np.flatnonzero(has_target)
    target_row = np.full(len(power.consumers), -1)
    target_row[targets] = builder.rows(len(targets), lower=power.required[targets])
    priced = targets[~np.isnan(power.shortfall_price[targets])]
    # No more can be missing than is required; a limit on every column lets any duals prove a bound.
    h = builder.columns("shortfall", len(priced), cost=-power.shortfall_price[priced],
                        upper=power.required[priced])
    builder.terms(target_row[priced], h, 1.0)

    for c, (pairs, arriving, intervals) in enumerate(kinks):
        x = builder.columns(f"supplied {c}", len(intervals), cost=power.value[c, intervals],
                            upper=power.load[c, intervals])
        offered = builder.rows(len(intervals), upper=0.0)
        builder.terms(offered, x, 1.0)
        builder.terms(offered[:, None], s[pairs][None, :], -arriving[:, intervals].T)
        # A price capped at another one may be below it by rounding.
        losing = np.flatnonzero(power.value[c, intervals] < -ROUNDING)
        if len(losing):
            _no_choice(builder, power, c, s, x[losing], pairs, arriving[:, intervals[losing]],
                       power.load[c, intervals[losing]])
        if has_target[c]:
            builder.terms(target_row[c], x, 1.0)
            builder.terms(target_row[c], s[pairs], absorbed[c][1])
    return builder.model()


def _no_choice(builder, power, c, s, x, pairs, arriving, load):
    """Holds the supply at the lesser of load and arrivals in intervals where it loses money."""
    b = builder.columns(f"covered {c}", len(x), upper=1.0, integer=True)
    full = builder.rows(len(x), lower=0.0)
    builder.terms(full, x, 1.0)
    builder.terms(full, b, -load)
    partial = builder.rows(len(x), lower=0.0)
    builder.terms(partial, x, 1.0)
    builder.terms(partial[:, None], s[pairs][None, :], -arriving.T)
    builder.terms(partial, b, power.largest_share[power.pair_supplier[pairs]] @ arriving - load)


def _rules(builder, power, s):
    """Yes-or-no variables of the pairs whose contracts have rules."""
    i, j = power.pair_supplier, power.pair_consumer
    limited = np.isfinite(power.largest_count)
    ruled = np.flatnonzero((power.smallest_share > 0) | (power.fixed_cost > 0) | limited[j])
    z = builder.columns("contract", len(ruled), cost=-power.fixed_cost[ruled], upper=1.0, integer=True)
    builder.parts["ruled"] = ruled
    most = builder.rows(len(ruled), upper=0.0)
    builder.terms(most, s[ruled], 1.0)
    builder.terms(most, z, -power.largest_share[i[ruled]])
    least = builder.rows(len(ruled), lower=0.0)
    builder.terms(least, s[ruled], 1.0)
    builder.terms(least, z, -power.smallest_share[ruled])
    consumers = np.flatnonzero(limited)
    row_of = np.full(len(power.consumers), -1)
    row_of[consumers] = builder.rows(len(consumers), upper=power.largest_count[consumers])
    counted = limited[j[ruled]]
    builder.terms(row_of[j[ruled]][counted], z[counted], 1.0)


def decode(power, model, values):
    """The shares; what rounding leaves to pairs without a contract is none."""
    shares = np.clip(values[model.parts["share"]], 0, None)
    shares[shares < 1e-9] = 0
    ruled = model.parts["ruled"]
    shares[ruled[values[model.parts["contract"]] < 0.5]] = 0
    return {"share": shares}


def repaired(power, shares):
    """Shares brought within every supplier's limit, which costs a solver's rounding and no more."""
    shares = np.minimum(np.clip(shares, 0, None), power.largest_share[power.pair_supplier])
    sold = np.bincount(power.pair_supplier, shares, minlength=len(power.suppliers))
    scale = np.minimum(1, np.divide(power.largest_share, sold, out=np.ones_like(sold), where=sold > 0))
    return shares * scale[power.pair_supplier]
