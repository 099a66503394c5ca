"""Seven runs that go wrong, what the doctor says of each, and what its advice makes of them.

To change: the strength of an ailment, such as a learning rate of 5 or 100; two ailments at once; a run of your own.
"""

import argparse
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import nnlib
from nnlib.plots.style import BLUE, VERMILLION

X, X_test, Y, Y_test = nnlib.datasets.split(*nnlib.datasets.digits(), stratify=True, rng=0)
tumours = nnlib.datasets.split(*nnlib.datasets.breast_cancer(), stratify=True, rng=0)
scaled = [*nnlib.datasets.standardize(*tumours[:2]), *tumours[2:]]
points = nnlib.datasets.moons(m=60, noise=0.35, rng=1), nnlib.datasets.moons(m=300, noise=0.35, rng=2)
moons = {"data": (points[0][0], points[1][0], points[0][1], points[1][1]), "sizes": [2, 64, 64, 1], "epochs": 400}

RUNS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # what is wrong: the run, and what the advice makes of it
    "learning rate too large": ({"rate": 20.0}, {"rate": 0.2}),
    "learning rate too small": ({"rate": 1e-5}, {"rate": 0.1}),
    "too few updates": ({"batch_size": None}, {"batch_size": 32}),
    "X not scaled": ({"data": tumours, "sizes": [30, 8, 1]}, {"data": scaled, "sizes": [30, 8, 1]}),
    "labels do not match X": ({"data": (X, X_test, np.roll(Y, 1), Y_test)}, {}),
    "copies": ({"initialization": "zeros"}, {}),
    "overfitting": (moons, moons | {"l2": 0.01}),
}


class Result(NamedTuple):
    """A trained run, what the doctor says of it, and its accuracy on test data."""

    trainer: nnlib.Trainer
    report: nnlib.doctor.Diagnosis
    accuracy: float


def run(
    *,
    data: Sequence[np.ndarray] = (X, X_test, Y, Y_test),
    sizes: Sequence[int] = (64, 32, 10),
    rate: float = 0.3,
    batch_size: int | None = 32,
    epochs: int = 20,
    **options: Any,  # noqa: ANN401  whatever a network takes
) -> Result:
    """Train a network, and ask the doctor about it."""
    X, X_test, Y, Y_test = data
    model = nnlib.Network(sizes, output="softmax" if sizes[-1] > 1 else "sigmoid", rng=1, **options)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(rate), batch_size=batch_size, rng=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the scale of X, which the doctor tells, too
        trainer.fit(X, Y, epochs=epochs, validation=(X_test, Y_test))
    report = nnlib.diagnose(trainer, X, Y, validation=(X_test, Y_test))
    return Result(trainer, report, model.accuracy(X_test, Y_test))


def draw(ax: Axes, name: str, results: Sequence[Result]) -> None:
    """Draw the costs of test data as training goes on, before and after."""
    for result, colour in zip(results, (VERMILLION, BLUE), strict=True):
        costs = result.trainer.history.validation_loss
        ax.plot(np.arange(1, len(costs) + 1), costs, color=colour, linewidth=2, label=f"{result.accuracy:.0%}")
    ax.set_title(name, fontsize="medium")
    ax.set_ylim(bottom=0)
    ax.set_xlabel("epoch")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(title="accuracy", frameon=False, fontsize="small", title_fontsize="small")


def main() -> None:
    """Train each sick run, ask the doctor, follow the advice, and draw both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    figure, panels = plt.subplots(2, 4, figsize=(11, 5.4), layout="constrained")
    for ax, (name, (sick, treated)) in zip(panels.flat, RUNS.items(), strict=False):
        before, after = run(**sick), run(**treated)
        print(f"== {name}\n{before.report.findings[0]}")
        costs = [result.trainer.history.validation_loss[-1] for result in (before, after)]
        print(f"accuracy {before.accuracy:.3f} before, {after.accuracy:.3f} after;", end=" ")
        print(f"cost of test data {costs[0]:.3f} before, {costs[1]:.3f} after, when the doctor finds:", end=" ")
        print(", ".join(finding.name for finding in after.report.findings) or "nothing", end="\n\n")
        draw(ax, name, (before, after))
    for ax in panels[:, 0]:
        ax.set_ylabel("cost of test data")
    key = panels.flat[-1]
    key.axis("off")
    for colour, text in ((VERMILLION, "as it was"), (BLUE, "as the doctor advised")):
        key.plot([], [], color=colour, linewidth=2, label=text)
    key.legend(loc="center", frameon=False)
    figure.savefig(output / "sick_runs.png", dpi=100)
    plt.close(figure)
    print(f"Pictures are in {output}")


if __name__ == "__main__":
    main()
