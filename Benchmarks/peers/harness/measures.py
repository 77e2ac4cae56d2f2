# SPDX-License-Identifier: GPL-3.0-or-later
"""The formulas of the report."""

import bisect
import math


def shifted_geometric_mean(values, shift):
    """exp(mean(log(v + shift))) - shift: neither the hardest instances nor the timer's noise on the easiest
    decide it alone."""
    return math.exp(sum(math.log(v + shift) for v in values) / len(values)) - shift


def geometric_mean(values):
    """exp(mean(log v))."""
    return shifted_geometric_mean(values, 0.0)


def quantile(values, share):
    """The quantile, linear between the two nearest."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def performance_ratios(times):
    """Dolan and More 2002 (DOI 10.1007/s101070100263): each time over the best of its instance.

    times: for each solver one time for each instance, infinite where it was not solved. An instance that
    nobody solved has ratio infinity for all.
    """
    best = [min(column) for column in zip(*times.values())]
    return {solver: [t / b if math.isfinite(b) and math.isfinite(t) else math.inf for t, b in zip(row, best)]
            for solver, row in times.items()}


def profile(ratios, factor):
    """The share of instances on which a solver is within a factor of the best."""
    return sum(ratio <= factor for ratio in ratios) / len(ratios)


def gap_at(records, seconds):
    """The relative gap |incumbent - bound| / max(|incumbent|, 1e-9) known after so many seconds, at most 1;
    1 while incumbent or bound is unknown. Records: (seconds, incumbent, bound), in order of time."""
    place = bisect.bisect_right([record[0] for record in records], seconds)
    if place == 0:
        return 1.0
    _, incumbent, bound = records[place - 1]
    if incumbent is None or bound is None:
        return 1.0
    return min(1.0, abs(incumbent - bound) / max(abs(incumbent), 1e-9))


def primal_gap(value, best):
    """Berthold's gap of a value to the best known: 1 without a value or of the other sign, 0 where both are 0,
    else |value - best| / max(|value|, |best|)."""
    if value is None or value * best < 0:
        return 1.0
    largest = max(abs(value), abs(best))
    return 0.0 if largest == 0 else abs(value - best) / largest


def primal_integral(records, best, horizon):
    """Berthold 2013 (DOI 10.1016/j.orl.2013.08.007): the primal gap integrated from 0 to the horizon, seconds.

    It is the horizon for a run without a plan, and 0 for one that knows the best at once.
    """
    total, since, gap = 0.0, 0.0, 1.0
    for seconds, incumbent, _ in records:
        seconds = min(max(seconds, since), horizon)
        total += gap * (seconds - since)
        since = seconds
        if incumbent is not None:
            gap = primal_gap(incumbent, best)
    return total + gap * (horizon - since)
