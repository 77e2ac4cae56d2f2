# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and tables for people."""

import math


def seconds(value):
    """Two or three digits: a timer's noise is larger than the fourth."""
    if value is None:
        return ""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def ratio(value):
    """A factor."""
    if math.isinf(value):
        return "∞"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def percent(value):
    """A gap."""
    if value is None:
        return ""
    if value <= 1e-9:
        return "0"
    if value > 100:
        return "above 10,000 %"
    return f"{100 * value:.2g} %" if value < 0.995 else f"{100 * value:,.0f} %"


def number(value):
    """A value of an objective."""
    return "" if value is None else f"{value:,.3f}" if abs(value) < 1e7 else f"{value:,.0f}"


def table(header, rows, right=()):
    """A Markdown table; right: the columns set to the right."""
    lines = ["| " + " | ".join(header) + " |",
             "|" + "|".join("--:" if i in right else "---" for i in range(len(header))) + "|"]
    for row in rows:
        lines.append("| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
    return "\n".join(lines)


def plural(count, noun):
    """1 run, 2 runs."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def listed(names):
    """a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
