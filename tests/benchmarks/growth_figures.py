"""The figures of growth.py: what it measured, as curves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from nnlib.plots.style import BLUE, GREEN, GREY, ORANGE, VERMILLION

MiB = 2**20

STYLE = {"font.size": 9, "legend.fontsize": 9, "legend.frameon": False}
"""Readable where 6 inches are 600 pixels."""

TIME_PANELS = {
    "n_1": "$n_1$ of a network 784-$n_1$-10",
    "L": "$L$, hidden layers of 128 nodes",
    "m": "$m$",
    "batch size": "batch size",
}
TIME_CURVES = {
    "nnlib": ("nnlib", BLUE, "o", "-"),
    "floor": ("floor: matrix products and gather alone", VERMILLION, "s", "--"),
}
M_CURVES = {
    ("in memory", "anonymous"): ("X read into memory", BLUE, "o", "-"),
    ("mapped", "resident"): ("X mapped, its pages counted", GREEN, "^", ":"),
    ("mapped", "anonymous"): ("X mapped", ORANGE, "s", "-"),
}
THETA_CURVES = {
    "Adam, in memory": ("Adam, X read", BLUE, "o", "-"),
    "Adam, mapped": ("Adam, X mapped", ORANGE, "s", "-"),
    "GradientDescent, in memory": ("gradient descent, X read", BLUE, "o", ":"),
    "GradientDescent, mapped": ("gradient descent, X mapped", ORANGE, "s", ":"),
}


def draw(found: Mapping[str, Any], folder: Path) -> None:
    """Write growth_time.png and growth_memory.png."""
    with mpl.rc_context(STYLE):
        for name, figure in (("time", time_figure(found["time"])), ("memory", memory_figure(found["memory"]))):
            figure.savefig(folder / f"growth_{name}.png", dpi=200)
            plt.close(figure)


def curve(ax: Axes, x: Sequence[float], y: Sequence[float], look: tuple[str, str, str, str]) -> None:
    """Draw one curve."""
    label, colour, marker, line = look
    ax.plot(x, y, line, color=colour, marker=marker, markersize=4, label=label)


def in_powers_of_two(ax: Axes, values: Sequence[int]) -> None:
    """Make both axes logarithmic, with ticks where something was measured, though not more than there is room for."""
    ax.set(xscale="log", yscale="log")
    ax.set_xticks(values[:: -(-len(values) // 5)], minor=False)
    ax.set_xticks([], minor=True)
    ax.xaxis.set_major_formatter("{x:.0f}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter(NullFormatter())


def time_figure(times: Mapping[str, Mapping[int, Mapping[str, float]]]) -> Figure:
    """Return microseconds per example against all that was varied."""
    figure, axes = plt.subplots(2, 2, figsize=(6, 5), layout="constrained", sharey=True)
    for ax, (varied, label) in zip(axes.flat, TIME_PANELS.items(), strict=True):
        rows = times[varied]
        for name, look in TIME_CURVES.items():
            curve(ax, list(rows), [row[name] for row in rows.values()], look)
        in_powers_of_two(ax, list(rows))
        finish(ax, label, "µs per example" if ax in axes[:, 0] else "")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


def memory_figure(peaks: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> Figure:
    """Return MiB at the peak, against m and against the size of θ."""
    figure, (against_m, against_theta) = plt.subplots(1, 2, figsize=(6, 4), layout="constrained")
    rows = peaks["m"]
    for (way, kind), look in M_CURVES.items():
        curve(against_m, list(rows), [row[way][kind] / MiB for row in rows.values()], look)
    curve(against_m, list(rows), [row["X"] / MiB for row in rows.values()], ("X itself", GREY, "", "--"))
    in_powers_of_two(against_m, list(rows))
    finish(against_m, "$m$", "peak memory, MiB")

    rows = peaks["θ"]
    theta = [row["θ"] / MiB for row in rows.values()]
    for way, look in THETA_CURVES.items():
        curve(against_theta, theta, [row[way]["anonymous"] / MiB for row in rows.values()], look)
    curve(against_theta, theta, theta, ("θ itself", GREY, "", "--"))
    finish(against_theta, "size of θ, MiB", "")
    for ax in (against_m, against_theta):
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1))
    return figure


def finish(ax: Axes, x: str, y: str) -> None:
    """Name the axes, and leave out what is not needed of their frame."""
    ax.set(xlabel=x, ylabel=y)
    ax.grid(axis="y", alpha=0.3)
    ax.spines[["top", "right"]].set_visible(False)
