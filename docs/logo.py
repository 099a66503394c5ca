"""Draw the logo with the library: what four hidden units have learned of a flower."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import Circle

import nnlib

FOLDER = Path(__file__).parent / "_static"


def main() -> None:
    """Train the network, and cut its decision boundary out as a disc on transparent ground."""
    X, Y = nnlib.datasets.flower(m=400, noise=0.1, rng=1)
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=1)
    nnlib.train(model, X, Y, learning_rate=1.2, iterations=5000)

    figure, ax = plt.subplots(figsize=(2.56, 2.56))
    figure.subplots_adjust(0, 0, 1, 1)
    nnlib.plots.decision_boundary(model, X, Y, legend=False, ax=ax)
    disc = Circle((0, 0), 4.2, transform=ax.transData)
    for points in ax.collections:
        points.set_clip_path(disc)
    for picture in ax.images:
        picture.set_clip_path(disc)
    ax.set(xlim=(-4.25, 4.25), ylim=(-4.25, 4.25), aspect="equal")
    ax.set_axis_off()
    figure.savefig(FOLDER / "logo.png", dpi=100, transparent=True)


if __name__ == "__main__":
    main()
