# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes Benchmarks/RESULTS.md and its pictures from the rows of ./run; see Benchmarks/README.md."""

import argparse
import os
from pathlib import Path

from . import digest, manifest, measures, method_text, rows, targets, texts
from .failure import Failure, main_guard

# Seconds; below about a second a wall time is mostly start-up.
SHIFT = 1.0
WORST_SHOWN = 15


def main(arguments=None):
    made = argparse.ArgumentParser(prog="report", description="Writes RESULTS.md and its pictures.")
    made.add_argument("results", nargs="*", metavar="RESULTS.jsonl",
                      help="files of ./run, a later one before an earlier one (all of Benchmarks/rows, by name)")
    made.add_argument("--to", default=str(manifest.HERE.parent), metavar="FOLDER",
                      help="where RESULTS.md and pictures/ go (Benchmarks)")
    options = made.parse_args(arguments)
    found = []
    for path in options.results or rows.files():
        if not os.path.exists(path):
            raise Failure(f"{path} is not there; ./run writes it")
        found += rows.read(path)
    if not found:
        raise Failure("no rows to report on")
    write(found, Path(options.to))
    return 0


def write(found, folder):
    """RESULTS.md and the pictures of all blocks."""
    found = digest.latest(found)
    blocks = [block for block in digest.blocks(found) if block.results]
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    titles = manifest.Manifest().sets
    text = ["# Results", "",
            "Written by <code>Benchmarks/peers/report</code> from measured rows; do not edit. How to repeat it is "
            "below and in [README.md](README.md).", ""]
    text += ["## In short", ""] + [_sentence(block) for block in blocks if block.ours] + [""]
    text += targets.section(blocks, SHIFT)
    text += method_text.method(found, SHIFT)
    text += _flags(found, blocks)
    for block in blocks:
        text += _block(block, titles, _picture(block, folder, f"pictures/{_slug(block, blocks)}.svg"))
    text += _skipped(blocks)
    text += ["## Every row", ""]
    for block in blocks:
        text += [f"### {_name(block)}", "", _every_row(block), ""]
    (folder / "RESULTS.md").write_text("\n".join(text).rstrip() + "\n")
    print(f"{folder / 'RESULTS.md'}: {len(blocks)} blocks")


def _slug(block, blocks):
    alone = sum(other.set == block.set for other in blocks) == 1
    return block.set if alone else f"{block.set}-{block.limit:g}s-{block.threads}t-{block.gap:g}"


def _name(block):
    return f"{block.set}, limit {block.limit:g} s"


def _sentence(block):
    """The one claim on a set, as a ratio, pair by pair, to the fastest peer."""
    peers = [s for s in block.solvers if s.partition(":")[0] != digest.OURS]
    ours = block.of(block.ours)
    proved = sum(r.is_proved for r in ours.values())
    start = f"- **{block.set}**, {block.limit:g} s: {block.ours} proves {proved} of {len(ours)}"
    compared = {peer: pair for peer in peers if (pair := digest.pair_ratios(block, peer, SHIFT))}
    if not compared:
        return start + "."
    if not any(result.is_proved for solver in block.solvers for result in block.of(solver).values()):
        means = {solver: _mean_gap(block.of(solver)) for solver in [block.ours, *compared]}
        best = min(compared, key=means.get)
        return (start + f", and no peer any; mean gap at the limit: {block.ours} {texts.percent(means[block.ours])}, "
                f"its best peer, {best}, {texts.percent(means[best])} (no plan counts as 100 %).")
    peer = min(compared, key=lambda p: compared[p]["net"])
    pair = compared[peer]
    theirs = sum(r.is_proved for r in block.of(peer).values())
    factor = pair["net"]
    said = (f"{texts.ratio(factor)} times as long as {block.ours}" if factor >= 1
            else f"1/{texts.ratio(1 / factor)} of the time of {block.ours}")
    return (start + f"; its fastest peer there, {peer}, proves {theirs} of {len(block.of(peer))} and takes {said} "
            f"(shifted geometric mean of the ratios over {texts.plural(pair['count'], 'instance')}, start-up of Python "
            "not counted).")


def _mean_gap(results):
    return sum(r.final_gap for r in results.values()) / len(results)


def _picture(block, folder, name):
    """The lines of a block's picture.

    It is drawn only if a row of the block has records: what was drawn from records that are lost shows more than
    could be drawn again.
    """
    from . import pictures
    kept = (folder / name).exists() and not any(r.has_records for row in block.results.values() for r in row.values())
    without = [] if kept else pictures.draw(block, folder / name)
    lines = [f"![Performance profile and gap over time of {block.set}]({name})", ""]
    if kept:
        lines += ["The picture is the one that was drawn when the records of these runs were there.", ""]
    elif without:
        lines += [f"Gap over time leaves out {texts.listed(without)}: no records were kept.", ""]
    return lines


def _block(block, titles, picture):
    title = titles.get(block.set, {}).get("title", block.set)
    text = [f"## {_name(block)}", "", f"{title}. {texts.plural(len(block.results), 'instance')}.", "",
            _outcomes(block), "", *picture]
    if block.ours:
        text += _pairs(block) + _losses(block)
    return text


def _outcomes(block):
    lines = []
    for solver in block.solvers:
        results = block.of(solver)
        count = {status: sum(r.status == status for r in results.values()) for status in digest.WORST_FIRST}
        integrals = [integral for key, r in results.items()
                     if (integral := r.primal_integral(block.best_value(key))) is not None]
        memory = [r.row["peak_mb"] for r in results.values() if r.row["peak_mb"] is not None]
        lines.append([
            solver, len(results), count["proved"], count["gap"], count["none"], count["failed"],
            texts.percent(_mean_gap(results)),
            texts.seconds(measures.shifted_geometric_mean([r.seconds for r in results.values()], SHIFT)),
            texts.seconds(measures.shifted_geometric_mean(
                [r.net_seconds for r in results.values()], SHIFT)),
            texts.percent(sum(integrals) / len(integrals)) if integrals else "",
            f"{measures.quantile(memory, 0.5):,.0f}" if memory else ""])
    return texts.table(["solver", "instances", "proved", "gap", "no plan", "failed", "mean gap at the end",
                        "mean wall, s",
                        "without start-up, s", "primal integral / limit", "median peak, MB"], lines, range(1, 11))


def _pairs(block):
    lines = []
    for peer in block.solvers:
        pair = digest.pair_ratios(block, peer, SHIFT) if peer != block.ours else None
        if not pair:
            continue
        proved = pair["proved"]
        spread = [texts.ratio(measures.quantile(proved, q)) for q in (0, 0.25, 0.5, 0.75, 1)] if proved else [""] * 5
        lines.append([peer, pair["count"], texts.ratio(pair["whole"]), texts.ratio(pair["net"]), len(proved),
                      texts.ratio(measures.geometric_mean(proved)) if proved else "", pair["faster"], *spread])
    if not lines:
        return []
    return [f"Pair by pair, the solver's time over that of {block.ours} (above 1: {block.ours} is faster). The shifted "
            "ratios count the limit where nothing was proved; the plain ones are over the instances that both proved, "
            "without start-up.", "",
            texts.table(["solver", "pairs", "shifted ratio", "without start-up", "both proved", "plain ratio",
                         f"{block.ours} faster on", "least", "25 %", "median", "75 %", "most"],
                        lines, range(1, 12)), ""]


def _losses(block):
    found = digest.losses(block)
    if not found:
        return ["No peer did better on any instance.", ""]
    lines = []
    for factor, kind, key, own, name, peer in found[:WORST_SHOWN]:
        least = "at least " if kind == "time" and not own.is_proved else ""
        lines.append([key[0], f"{least}{texts.ratio(factor)} times the {kind}", _told(own), name, _told(peer)])
    return [f"Largest losses of {block.ours} ({min(len(found), WORST_SHOWN)} of {len(found)} on {len(block.results)} "
            "instances):", "", texts.table(["instance", "loss", block.ours, "best peer", "it"], lines), ""]


def _told(result):
    if result.is_proved:
        return f"proved, {texts.seconds(result.row['wall_seconds'])} s"
    if result.status == "gap":
        return f"gap {texts.percent(result.row['gap']) or 'unknown'}"
    return {"none": "no plan", "failed": "failed"}[result.status]


def _flags(found, blocks):
    flagged = [[row["set"], row["instance"], row["solver"], flag] for row in found for flag in row["flags"]]
    flagged += [[block.set, key[0], "", f"proofs disagree: {what}"] for block in blocks
                for key, what in block.disagreements()]
    failed = [[row["set"], row["instance"], row["solver"], row["detail"]] for row in found if row["status"] == "failed"]
    text = ["## Contradictions and failures", ""]
    text += ["No proof contradicts a known optimum or another proof.", ""] if not flagged else [
        texts.table(["set", "instance", "solver", "contradiction"], flagged), ""]
    text += ["No run failed.", ""] if not failed else [
        texts.table(["set", "instance", "solver", "failure"], failed), ""]
    return text


def _skipped(blocks):
    lines = [[block.set, solver, len(instances), reason] for block in blocks
             for solver, reasons in block.skipped.items() for reason, instances in reasons.items()]
    return ["## Left out", "", texts.table(["set", "solver", "instances", "why"], lines, {2}), ""] if lines else []


def _outcome(result):
    outcome = result.status if result.status != "none" else "no plan"
    return outcome + (", out of memory" if "memory limit" in (result.row["detail"] or "").lower() else "")


def _every_row(block):
    lines = []
    for key, results in block.results.items():
        best = block.best_value(key)
        known = block.known.get(key) or {}
        for solver in sorted(results, key=digest.by_solver):
            result, row = results[solver], results[solver].row
            size = row["size"] or {}
            lines.append([
                key[0], key[1].replace("_", " "), solver, _outcome(result),
                texts.number(row["value"]), texts.number(row["bound"]), texts.percent(row["gap"]),
                texts.number(known.get("value")) + ("" if known.get("proved", True) else " (not proved)"),
                *(texts.seconds(row[name]) for name in ("wall_seconds", "solve_seconds", "cpu_seconds")),
                f"{row['peak_mb']:,.0f}" if row["peak_mb"] else "", texts.percent(result.primal_integral(best)),
                f"{size['rows']:,}" if size else "", texts.seconds(row["write_model_seconds"])])
    return texts.table(["instance", "variant", "solver", "outcome", "value", "bound", "gap", "known", "wall, s",
                        "solve, s", "processor, s", "peak, MB", "primal integral / limit", "rows", "MPS written in, s"],
                       lines, range(4, 15))


if __name__ == "__main__":
    main_guard("report", main)
