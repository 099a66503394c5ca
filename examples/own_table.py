"""Take tables of your own to answers in their own words and units: train, save, and predict in another process.

To change: `missing="mean"`; `numbers=["id"]` in place of `ignore=["id"]`; a table of your own in place of these two.
"""

import argparse
import csv
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib


def train_houses(folder: Path) -> None:
    """Regression, in money: the price of a house from a table with gaps, texts and a column that numbers the rows."""
    table = nnlib.datasets.read_csv(folder / "houses.csv", target="price", ignore=["id"], missing="median")
    train, test = nnlib.datasets.split(table, rng=0)
    X_scaling, Y_scaling = nnlib.datasets.Standardizer(train.X), nnlib.datasets.Standardizer(train.Y)

    model = nnlib.Network([len(table.features), 16, 1], output="identity", rng=0)
    optimizer = nnlib.Adam(learning_rate=0.01)
    nnlib.train(model, X_scaling(train.X), Y_scaling(train.Y), optimizer=optimizer, batch_size=32, epochs=60, rng=0)

    predictor = nnlib.Predictor(table, model, X_scaling=X_scaling, Y_scaling=Y_scaling)
    predictor.save(folder / "houses.npz")
    print(table, predictor.importance(test, rng=0), sep="\n\n")
    nnlib.plots.mistakes(predictor.mistakes(test))


def train_flowers(folder: Path) -> None:
    """Classification, by name: the species of a flower from a table without a header, with decimal commas."""
    names = ["length", "width", "species"]
    path = folder / "flowers.csv"
    table = nnlib.datasets.read_csv(path, "species", names=names, delimiter=";", decimal=",", missing="mean")
    train, test = nnlib.datasets.split(table, stratify=True, rng=0)
    scaling = nnlib.datasets.Standardizer(train.X)

    model = nnlib.Network([2, 8, len(table.classes)], output="softmax", rng=0)
    nnlib.train(model, scaling(train.X), train.Y, optimizer=nnlib.Adam(0.02), batch_size=16, epochs=60, rng=0)

    predictor = nnlib.Predictor(table, model, X_scaling=scaling)
    predictor.save(folder / "flowers.npz")
    print("", table, predictor.mistakes(test), sep="\n\n")


def predict(folder: Path) -> None:
    """Answer new rows: of the training, this process has the two saved files and nothing else."""
    for name in ("houses", "flowers"):
        answers = nnlib.load(folder / f"{name}.npz").predict(folder / f"new_{name}.csv")
        print("", answers, answers.reading, sep="\n")


def main() -> None:
    """Make the tables, train and save; then answer new rows in another process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the files")
    parser.add_argument("--predict", action="store_true", help="only answer the new rows")
    arguments = parser.parse_args()
    output = arguments.output
    np.set_printoptions(precision=0, suppress=True)
    if arguments.predict:
        predict(output)
        return
    output.mkdir(parents=True, exist_ok=True)
    write_houses(output)
    write_flowers(output)
    train_houses(output)
    plt.savefig(output / "own_table_houses.png", dpi=100)
    train_flowers(output)
    print("\nIn another process:", flush=True)
    subprocess.run([sys.executable, __file__, "--predict", "--output", output], check=True)  # noqa: S603  this file
    print(f"\nPictures are in {output}")


# The tables, as somebody might bring them.

MISSING = 0.15  # of the cells


def write_houses(folder: Path) -> None:
    """Write 500 houses with 15 % of their cells missing, and five new ones, without prices and in another order."""
    rng = np.random.default_rng(0)
    value = {"centre": 3200, "harbour": 2900, "north": 2100, "south": 2400}
    header = ["id", "district", "size", "rooms", "built", "garden", "price"]
    rows = []
    for i in range(505):
        district, garden = rng.choice(list(value)), rng.choice(["yes", "no"])
        size, built = rng.uniform(40, 160), rng.integers(1900, 2020)
        price = value[district] * size * (1 + (built - 1960) / 400) + 20_000 * (garden == "yes")
        cells = [i + 1, district, round(size, 1), round(size / 28 + rng.normal(0, 0.4)), built, garden]
        known = ["" if j and rng.random() < MISSING else cell for j, cell in enumerate(cells)]
        rows.append([*known, round(price + rng.normal(0, 8000))])
    write(folder / "houses.csv", [header, *rows[:500]])
    write(folder / "new_houses.csv", [row[5::-1] for row in [header, *rows[500:]]])


def write_flowers(folder: Path) -> None:
    """Write 150 flowers, and three new ones of unknown species."""
    rng = np.random.default_rng(1)
    middles = {"poppy": (1.5, 0.3), "rose": (4.2, 1.3), "tulip": (5.2, 1.7)}
    rows = [[*rng.normal(middles[name], (0.5, 0.2)), name] for name in [*sorted(middles) * 51]]
    rows = [[f"{length:.1f}".replace(".", ","), f"{width:.2f}".replace(".", ","), name] for length, width, name in rows]
    rows[7][0] = "?"
    write(folder / "flowers.csv", rows[:150], ";")
    write(folder / "new_flowers.csv", [row[:2] for row in rows[150:]], ";")


def write(path: Path, rows: list[list[str]], delimiter: str = ",") -> None:
    """Write the rows of a table."""
    with path.open("w", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


if __name__ == "__main__":
    mpl.use("agg")
    main()
