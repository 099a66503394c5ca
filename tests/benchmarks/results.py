"""Results of the races, as a table and as a picture."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from workloads import COUNTED, GROUPS

COLOURS = {
    "PyTorch": "#D55E00",
    "torch.compile": "#E69F00",
    "JAX jit": "#0072B2",
    "JAX scan": "#56B4E9",
    "scikit-learn": "#009E73",
    "course": "#CC79A7",
    "floor": "#777777",
    "bare list": "#882255",
    "before": "#000000",
}
"""Colours that the colour-blind tell apart, too (Okabe, Ito; and Tol's wine)."""

MARKERS = dict(zip(COLOURS, "osD^vPX*d", strict=True))

YARDSTICKS = ("floor", "bare list")
"""What bounds the code from below: the table has nnlib divided by them, and of the others the reverse."""

Found = Mapping[str, dict[str, Any]]
"""A workload's results by contender, as a race returns them."""

Results = Mapping[str, Found]
"""Those of all workloads, by name."""


def geometric_mean(ratios: list[float]) -> float:
    """Return the geometric mean."""
    return float(np.exp(np.log(ratios).mean()))


def described(facts: Mapping[str, Any]) -> str:
    """Return in words what the figures depend on."""
    peers = [f"{name} {facts[name]}" for name in ("torch", "jax", "scikit-learn") if facts.get(name)]
    blas, threads = facts.get("blas", "unknown BLAS"), facts.get("BLAS threads", "?")
    blas += "".join(f", {name}={value}" for name, value in facts.get("BLAS settings", {}).items())
    return (
        f"{facts['processor']}, {facts['cores']} cores; Python {facts['python']}, NumPy {facts['numpy']} with {blas}, "
        f"{threads} thread{'' if threads == 1 else 's'}; {', '.join(peers)}."
    )


def table(results: Results, names: list[str]) -> str:
    """Return the results as Markdown: nnlib in microseconds an update, the others as ratios to it."""
    yardsticks = [name for name in YARDSTICKS if name in names]
    others = [name for name in names if name not in {"nnlib", *YARDSTICKS}]
    head = ["workload", "nnlib", *(f"nnlib ÷ {name}" for name in yardsticks), *others]
    lines = [f"| {' | '.join(head)} |", "|---|" + "--:|" * (len(head) - 1)]
    lines += [row(name, found, yardsticks, others) for name, found in results.items()]
    counted = [results[workload.name] for group in COUNTED for workload in GROUPS[group] if workload.name in results]
    summaries: list[tuple[str, Callable[[list[float]], float]]] = [("geometric mean", geometric_mean), ("worst", min)]
    for label, summarize in summaries:
        ratios = [[found[name]["ratio"] for found in counted if name in found] for name in others]
        cells = [f"**{summarize(listed):.2f}** of {len(listed)}" if listed else "" for listed in ratios]
        lines.append(f"| **{label}** | {' | '.join([''] + [''] * len(yardsticks) + cells)} |")
    return "\n".join(lines)


def row(workload: str, found: Found, yardsticks: list[str], others: list[str]) -> str:
    """Return a workload's line of the table."""
    cells = [f"{found['nnlib']['microseconds']:,.1f} µs"]
    cells += [f"{1 / found[name]['ratio']:.2f}" if name in found else "" for name in yardsticks]
    cells += [in_two_lines(ratio_with_spread(found[name])) if name in found else "" for name in others]
    return f"| {workload} | {' | '.join(cells)} |"


def ratio_with_spread(found: Mapping[str, Any]) -> str:
    """Return a ratio with its quartiles."""
    return "{ratio:.2f} ({quartiles[0]:.2f}–{quartiles[1]:.2f})".format(**found)


def in_two_lines(ratio: str) -> str:
    """Return a ratio with its quartiles below it, so that a table of many columns fits onto a page."""
    return ratio.replace(" (", "<br>(")


def draw(results: Results, path: Path) -> None:
    """Draw every contender's ratio to nnlib, a line for each workload."""
    mpl.use("agg")
    figure, ax = plt.subplots(figsize=(5, 0.4 * len(results) + 1.5), layout="constrained")
    ax.axvline(1, color="black", linewidth=1)
    for name, colour in COLOURS.items():
        places = [(y, found[name]) for y, found in enumerate(results.values()) if name in found]
        if places:
            ratios = np.array([found["ratio"] for _, found in places])
            spread = np.array([found["quartiles"] for _, found in places]).T
            y = [y for y, _ in places]
            ax.hlines(y, *spread, color=colour, linewidth=1)
            ax.plot(ratios, y, MARKERS[name], color=colour, markersize=5, label=name)
    ax.set_xscale("log")
    ax.set_xticks([0.1, 0.2, 0.5, 1, 2, 5, 10, 20], ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20"])
    ax.minorticks_off()
    ax.set_yticks(range(len(results)), [])
    ax.tick_params(axis="y", length=0)
    look = {"fontsize": 8, "va": "bottom", "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.5}}
    for y, name in enumerate(results):
        ax.text(0.01, y - 0.22, name, transform=ax.get_yaxis_transform(), **look)
    ax.set_ylim(len(results) - 0.5, -0.9)
    ax.grid(axis="y", color="0.9")
    ax.set_axisbelow(True)
    ax.set_xlabel("time ÷ time of nnlib; right of the line, nnlib is faster")
    figure.legend(loc="outside upper center", ncols=4, fontsize=8, frameon=False)
    figure.savefig(path, dpi=130)
    plt.close(figure)
