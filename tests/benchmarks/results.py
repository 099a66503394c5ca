"""Results of the races, as a table and as a picture."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from workloads import COUNTED

COLOURS = {
    "PyTorch": "#D55E00",
    "torch.compile": "#E69F00",
    "JAX jit": "#0072B2",
    "JAX scan": "#56B4E9",
    "scikit-learn": "#009E73",
    "course": "#CC79A7",
    "floor": "#777777",
}
"""Colours that the colour-blind tell apart, too (Okabe, Ito)."""

MARKERS = dict(zip(COLOURS, "osD^vPX", strict=True))

Groups = Mapping[str, list[dict[str, Any]]]
"""Results by group of workloads."""


def geometric_mean(ratios: list[float]) -> float:
    """Return the geometric mean."""
    return float(np.exp(np.log(ratios).mean()))


def counted_ratios(groups: Groups, name: str) -> list[float]:
    """Return a contender's ratios in the groups that count."""
    results = [result for group in COUNTED for result in groups.get(group, ())]
    return [result["contenders"][name]["ratio"] for result in results if name in result["contenders"]]


def table(groups: Groups, names: list[str]) -> str:
    """Return the results as Markdown: nnlib in microseconds an update, the others as ratios to it."""
    others = [name for name in names if name not in {"nnlib", "floor"}]
    lines = [f"| workload | nnlib | nnlib ÷ floor | {' | '.join(others)} |", "|---|--:|--:|" + "--:|" * len(others)]
    for results in groups.values():
        lines += [row(result, others) for result in results]
    summaries: list[tuple[str, Callable[[list[float]], float]]] = [("geometric mean", geometric_mean), ("worst", min)]
    for label, summarize in summaries:
        ratios = [counted_ratios(groups, name) for name in others]
        cells = [f"**{summarize(found):.2f}** of {len(found)}" if found else "" for found in ratios]
        lines.append(f"| **{label}** | | | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def row(result: Mapping[str, Any], others: list[str]) -> str:
    """Return a workload's line of the table."""
    found = result["contenders"]
    floor = f"{1 / found['floor']['ratio']:.2f}" if "floor" in found else ""
    ratios = [ratio_with_spread(found[name]) if name in found else "" for name in others]
    return f"| {result['workload']} | {found['nnlib']['microseconds']:,.1f} µs | {floor} | " + " | ".join(ratios) + " |"


def ratio_with_spread(found: Mapping[str, Any]) -> str:
    """Return a ratio with its quartiles."""
    return "{ratio:.2f} ({quartiles[0]:.2f}–{quartiles[1]:.2f})".format(**found)


def draw(groups: Groups, path: Path) -> None:
    """Draw every contender's ratio to nnlib, a line for each workload."""
    mpl.use("agg")
    results = [result for found in groups.values() for result in found]
    figure, ax = plt.subplots(figsize=(8, 0.36 * len(results) + 1.6), layout="constrained")
    ax.axvline(1, color="black", linewidth=1)
    for name, colour in COLOURS.items():
        places = [(y, result["contenders"][name]) for y, result in enumerate(results) if name in result["contenders"]]
        if places:
            ratios = np.array([found["ratio"] for _, found in places])
            spread = np.array([found["quartiles"] for _, found in places]).T
            y = [y for y, _ in places]
            ax.hlines(y, *spread, color=colour, linewidth=1)
            ax.plot(ratios, y, MARKERS[name], color=colour, markersize=5, label=name)
    ax.set_xscale("log")
    ax.set_xticks([0.1, 0.2, 0.5, 1, 2, 5, 10, 20], ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20"])
    ax.minorticks_off()
    ax.set_yticks(range(len(results)), [result["workload"] for result in results], fontsize=8)
    ax.set_ylim(len(results) - 0.5, -0.5)
    ax.grid(axis="y", color="0.9")
    ax.set_axisbelow(True)
    ax.set_xlabel("seconds of each ÷ seconds of nnlib (log scale); right of the line, nnlib is faster")
    figure.legend(loc="outside upper center", ncols=4, fontsize=8, frameon=False)
    figure.savefig(path, dpi=130)
    plt.close(figure)
