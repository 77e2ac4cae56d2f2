# SPDX-License-Identifier: GPL-3.0-or-later
"""The warehouse market as one mixed-integer program: the strong formulation.

Assignment rows, aggregated capacity rows, and x <= m y for each lane, with m the largest share that the
warehouse can hold. Weaker models have fewer rows, but a relaxation that no solver repairs in time.
"""

import numpy as np

from .model import ModelBuilder


def build(location):
    """The model, with the parts "activated", "share" and "unserved"."""
    m, resources = location.capacity.shape
    d, w = location.lane_demand, location.lane_warehouse
    builder = ModelBuilder("minimize")
    # Activation that costs nothing is always on.
    y = builder.columns("activated", m, cost=location.fixed_cost, lower=(location.fixed_cost == 0) * 1.0,
                        upper=1.0, integer=location.fixed_cost != 0)
    x = builder.columns("share", len(d), cost=location.lane_cost, upper=1.0, integer=location.single_source[d])
    may_wait = np.flatnonzero(~np.isnan(location.penalty))
    u = builder.columns("unserved", len(may_wait), cost=location.penalty[may_wait], upper=1.0)

    serve = builder.rows(len(location.demands), lower=1.0, upper=1.0)
    builder.terms(serve[d], x, 1.0)
    builder.terms(serve[may_wait], u, 1.0)
    for r in range(resources):
        hold = builder.rows(m, upper=0.0)
        builder.terms(hold[w], x, location.quantity[d, r])
        builder.terms(hold, y, -location.capacity[:, r])
    priced = np.flatnonzero(location.fixed_cost[w] != 0)
    link = builder.rows(len(priced), upper=0.0)
    builder.terms(link, x[priced], 1.0)
    builder.terms(link, y[w[priced]], -location.largest_share()[priced])
    return builder.model()


def decode(location, model, values):
    """The solution in the words of the market."""
    return {"activated": values[model.parts["activated"]] > 0.5, "share": values[model.parts["share"]]}
