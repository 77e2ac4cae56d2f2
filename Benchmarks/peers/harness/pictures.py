# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the report: one SVG for each block. The same results give the same file, byte for byte."""

import math
import textwrap

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "warewatt"
matplotlib.rcParams["font.size"] = 9

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator  # noqa: E402

from . import measures, texts  # noqa: E402

# Okabe and Ito's colours, told apart by all eyes, and dashes for those who print.
STYLE = {
    "warewatt": ("#000000", "-"), "highs": ("#0072B2", "-"), "highs-simplex": ("#003A70", "-"),
    "highs-ipm": ("#56B4E9", "--"), "highs-pdlp": ("#56B4E9", ":"), "scip": ("#D55E00", "--"),
    "cbc": ("#009E73", "-."), "cpsat": ("#CC79A7", "--"), "glpsol": ("#E69F00", "-."),
}
OTHERS = [("#777777", "--"), ("#777777", ":"), ("#777777", "-.")]


def draw(block, path):
    """The performance profile on the left, the mean gap over time on the right; the solvers that the right side
    leaves out, for want of records."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 3.6), layout="constrained")
    handles = _profile(left, block)
    without = _gap(right, block)
    # Seven names stand side by side; more go into a second line.
    lines = math.ceil(len(handles) / 7)
    figure.legend(handles.values(), handles.keys(), loc="outside lower center",
                  ncols=math.ceil(len(handles) / lines), frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)
    return without


def _style(solver, others):
    colour, dash = STYLE.get(solver) or others.setdefault(solver, OTHERS[len(others) % len(OTHERS)])
    return {"color": colour, "linestyle": dash, "linewidth": 2.4 if solver.startswith("warewatt") else 1.5,
            "zorder": 3 if solver.startswith("warewatt") else 2}


def _profile(axes, block):
    keys, others, handles = block.common(), {}, {}
    times = {s: [own[k].net_wall if k in own and own[k].is_proved else math.inf for k in keys]
             for s in block.solvers for own in [block.of(s)]}
    ratios = measures.performance_ratios(times)
    finite = [r for row in ratios.values() for r in row if math.isfinite(r)]
    most = max(10.0, 1.2 * max(finite, default=1.0))
    for solver, row in ratios.items():
        steps = sorted(r for r in row if math.isfinite(r))
        x = [1.0] + steps + [most]
        y = [measures.profile(row, 1.0)] + [measures.profile(row, r) for r in steps]
        y.append(y[-1])
        handles[solver], = axes.step(x, y, where="post", label=solver, **_style(solver, others))
    axes.set_xscale("log")
    axes.set(xlim=(1, most), ylim=(-0.02, 1.02), xlabel="times as long as the fastest",
             ylabel="share of instances proved", title="Performance profile, " + texts.plural(len(keys), "instance"))
    # 1, 2, 5, 10, ... while few enough to stand side by side.
    digits = (1, 2, 5) if most < 2000 else (1,)
    ticks = [digit * 10.0 ** power for power in range(9) for digit in digits]
    axes.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if tick <= most]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.0f} %"))
    _frame(axes)
    return handles


def _gap(axes, block):
    others, limit, floor = {}, block.limit, block.gap / 2
    first = min(0.01, limit / 1000)
    grid = [first * (limit / first) ** (k / 300) for k in range(301)]
    keys = [key for key in block.common() if block.best_value(key) is not None]
    recorded = [s for s in block.solvers if any(r.has_records for r in block.of(s).values())]
    # All curves are means over the same instances.
    known = [key for key in keys if all(r.has_records for s, r in block.results[key].items() if s in recorded)]
    without = [s for s in block.solvers if s not in recorded]
    for solver in recorded:
        own = block.of(solver)
        logs = [own[key].records for key in known if key in own]
        if not logs:
            continue
        mean = [max(floor, sum(measures.gap_at(log, t) for log in logs) / len(logs)) for t in grid]
        axes.plot(grid, mean, **_style(solver, others))
    axes.set_xscale("log")
    axes.set_yscale("log")
    left_out = textwrap.fill(f"(no records were kept of {texts.listed(without)})", 52) if without else ""
    axes.set(xlim=(first, limit), ylim=(floor, 1.5), xlabel=f"seconds since reading began\n{left_out}".strip(),
             ylabel="mean gap, own bound",
             title="Gap over time" + (f", {len(known)} of {len(keys)} instances" if recorded and known != keys else ""))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.7f}".rstrip("0").rstrip(".") + " %"))
    axes.yaxis.set_minor_locator(NullLocator())
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_formatter(NullFormatter())
    _frame(axes)
    return without


def _frame(axes):
    axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.title.set_fontsize(10)
