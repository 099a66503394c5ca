"""Mistakes: the rows or pictures with wrong answers, and by how much they are wrong."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nnlib._answers import RMSE, Mistakes, in_digits, in_words
from nnlib._validation import count, require_instance
from nnlib.datasets.pictures import PictureRecipe
from nnlib.plots.pictures import images
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes, inches, ink

NARROW = 3.0  # inches
BESIDE: dict[str, Any] = {"textcoords": "offset points", "fontsize": "small", "parse_math": False}


def mistakes(found: Mistakes, *, most: int = 20, ax: Axes | None = None) -> Axes:
    """Draw the mistakes that `nnlib.Predictor.mistakes` found, and name the worst.

    For numbers: each answer against the truth, in the target's own units; on the line they are equal. For classes: the
    probability of the true class, for the rows with wrong answers. Pictures are shown themselves.

    Parameters
    ----------
    found : Mistakes
        The result of ``predictor.mistakes(...)``.
    most : int, default 20
        The number of the worst to draw. For numbers all are drawn, and three are named.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> import nnlib
    >>> tumours = nnlib.datasets.breast_cancer()
    >>> predictor = nnlib.Predictor(tumours, nnlib.LogisticRegression(n_x=30))
    >>> mistakes(predictor.mistakes(*tumours), most=5).get_xlabel()
    'probability of the true class'
    """
    require_instance("found", found, Mistakes, "what predictor.mistakes(...) returns")
    most = min(count("most", most), len(found.names))
    if found.measure == RMSE:
        return answers_against_truths(found, axes(ax, width=5.2, height=4.6))
    if most and isinstance(found.recipe, PictureRecipe):
        return wrong_pictures(found, most, ax)
    return wrong_rows(found, most, axes(ax, width=6.0, height=max(1.6, 0.8 + 0.26 * most)))


def answers_against_truths(found: Mistakes, ax: Axes) -> Axes:
    """Draw numbers that were answered against those that are right."""
    both = np.concatenate([found.truths, found.answers])
    ends = [both.min(), both.max()]
    ax.plot(ends, ends, color=GREY, linewidth=1)
    ax.scatter(found.truths, found.answers, s=16, color=BLUE, edgecolors=ink(ax), linewidths=0.3, alpha=0.75)
    named: list[tuple[float, float]] = []
    for i in range(min(3, len(found.names))):
        place = float(found.truths[i]), float(found.answers[i])
        ax.scatter(*place, s=24, color=VERMILLION, edgecolors=ink(ax), linewidths=0.3)
        if all(
            np.abs(np.subtract(place, other)).max() > 0.3 * np.ptp(ends) for other in named
        ):  # or names would overlap
            ax.annotate(found.names[i], place, xytext=(5, 5), **BESIDE)
            named.append(place)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(2 if inches(ax)[0] < NARROW else 4))
    target = "" if found.recipe.target is None else f" {found.recipe.target.name}"
    ax.set_xlabel(f"true{target}", parse_math=False)
    ax.set_ylabel(f"predicted{target}", parse_math=False)
    ax.set_title(f"RMSE {in_digits(found.score)}, {found.m:,} rows", fontsize="medium")
    return ax


def wrong_rows(found: Mistakes, most: int, ax: Axes) -> Axes:
    """Draw the probability that the true class of each wrong row was given, the worst on top."""
    ax.barh(range(most), found.amounts[:most], color=BLUE)
    rows = zip(found.names, found.truths.tolist(), found.answers.tolist(), strict=True)
    told = [f"{name}: {in_words(answer)}, not {in_words(truth)}" for name, truth, answer in rows]
    ax.set_yticks(range(most), told[:most], fontsize="small", parse_math=False)
    ax.set_ylim(most - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.set_xlabel("probability of the true class", loc="right")
    worst = f", the worst {most}" if most < len(found.names) else ""
    noun = "pictures" if isinstance(found.recipe, PictureRecipe) else "rows"
    ax.set_title(f"{len(found.names):,} of {found.m:,} {noun} are wrong{worst}", fontsize="medium")
    return ax


def wrong_pictures(found: Mistakes, most: int, ax: Axes | None) -> Axes:
    """Draw the pictures that are answered wrong, with both answers."""
    recipe = found.recipe
    names = recipe.classes or tuple(map(str, range(1 + int(max(found.truths.max(), found.answers.max())))))
    labels, predictions = (
        [[names.index(str(name)) for name in values[:most].tolist()]] for values in (found.truths, found.answers)
    )
    X = found.X[:, :most]
    ax = images(X, recipe.shape, labels=labels, predictions=predictions, classes=names, order=recipe.order, ax=ax)
    worst = f", the worst {most}" if most < len(found.names) else ""
    ax.set_title(f"{len(found.names):,} of {found.m:,} pictures are wrong{worst}", fontsize="medium")
    return ax
