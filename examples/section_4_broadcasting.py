"""Section 4: broadcasting: what fits what, drawn; and what goes wrong with arrays of shape (n,).

To change: the shapes in FITS and SURPRISES; shapes that do not fit are refused with the reason.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

FOODS = ("apples", "beef", "eggs", "potatoes")
NUTRIENTS = ("carbohydrate", "protein", "fat")
# The course's table: calories in 100 g, from each nutrient.
A = np.array([[56.0, 0.0, 4.4, 68.0], [1.2, 104.0, 52.0, 8.0], [1.8, 135.0, 99.0, 0.9]])

FITS: tuple[tuple[str, tuple[int, ...], str, tuple[int, ...]], ...] = (
    ("the calories: each column by its sum", (3, 4), "÷", (1, 4)),
    ("matrix + row", (2, 3), "+", (1, 3)),
    ("matrix + column", (2, 3), "+", (2, 1)),
    ("column + scalar", (4, 1), "+", ()),
)
SURPRISES: tuple[tuple[str, tuple[int, ...], str, tuple[int, ...]], ...] = (
    ("row sums with keepdims=True: right", (3, 3), "÷", (3, 1)),
    ("row sums without: element j divides column j", (3, 3), "÷", (3,)),
    ("a column and a rank-1 array: a matrix", (4, 1), "−", (4,)),
)


def draw(rows: Sequence[tuple[str, tuple[int, ...], str, tuple[int, ...]]], name: Path) -> None:
    """Draw how each pair of shapes is broadcast, one below the other."""
    heights = [np.broadcast_shapes(a, b)[0] + 1.5 for _, a, _, b in rows]
    figure, axes = plt.subplots(
        len(rows), 1, figsize=(6.4, 0.42 * sum(heights)), layout="constrained", height_ratios=heights
    )
    for ax, (title, a, operation, b) in zip(axes, rows, strict=True):
        nnlib.plots.broadcasting(a, b, operation=operation, ax=ax).set_title(title, fontsize="medium", loc="left")
    figure.savefig(name, dpi=100)
    plt.close(figure)


def print_calories() -> None:
    """Print the course's table in percent, and what axis=1 would do."""
    cal = A.sum(axis=0, keepdims=True)
    percentage = 100 * A / cal
    print(f"calories of 100 g: A {A.shape}, cal = A.sum(axis=0, keepdims=True) {cal.shape}, in percent 100 * A / cal:")
    print(f"{'':<14}" + "".join(f"{food:>10}" for food in FOODS))
    for nutrient, row in zip(NUTRIENTS, percentage, strict=True):
        print(f"{nutrient:<14}" + "".join(f"{number:10.1f}" for number in row))

    print(f"\nwithout keepdims: A.sum(axis=0) {A.sum(axis=0).shape} is taken for a row, and gives the same here")
    try:
        A / A.sum(axis=1)
    except ValueError as error:
        print(f"A / A.sum(axis=1): ValueError: {error}")
    square = A[:, :3]
    for code, shares in (
        ("square.sum(axis=1)", 100 * square / square.sum(axis=1)),
        ("square.sum(axis=1, keepdims=True)", 100 * square / square.sum(axis=1, keepdims=True)),
    ):
        sums = ", ".join(f"{total:.1f}" for total in shares.sum(axis=1))
        print(f"{square.shape} / {code:<34} rows sum to {sums} percent")


def print_sums() -> None:
    """Print the notes' sums."""
    matrix = np.array([[1, 2, 3], [4, 5, 6]])
    row, column = np.array([[100, 200, 300]]), np.array([[100], [200]])
    four = np.array([[1], [2], [3], [4]])
    print()
    for name, one, other in (
        ("matrix + row", matrix, row),
        ("matrix + column", matrix, column),
        ("column + scalar", four, np.array(100)),
    ):
        total = one + other
        print(f"{name:<16}{one.shape!s:>7} + {other.shape!s:<7}= {total.shape}  {total.tolist()}")


def print_rank_1() -> None:
    """Print what an array of rank 1 does, what the library says to it, and what helps."""
    a = np.random.default_rng(1).standard_normal(5)
    column = a.reshape(5, 1)
    print(f"\na of shape {a.shape}: a.T {a.T.shape}, a @ a.T a number: {a @ a.T:.4f}")
    print(f"a.reshape(5, 1) {column.shape}: its .T {column.T.shape}, times its .T {(column @ column.T).shape}")
    print(f"a - a.reshape(5, 1), where zeros were meant: {(a - column).shape}")

    model = nnlib.LogisticRegression(n_x=5)
    print("\nmodel.predict(a):")
    try:
        model.predict(a)
    except ValueError as error:
        print(f"ValueError: {error}")
    try:
        assert a.shape == (5, 1)  # noqa: S101  the notes' line
    except AssertionError:
        print(f"assert a.shape == (5, 1) raises AssertionError, and a is {a.shape} as before")
    a.reshape(5, 1)
    print(f"a.reshape(5, 1) alone leaves a as it is: {a.shape}")
    a = a.reshape(5, 1)
    print(f"a = a.reshape(5, 1): {a.shape}, and model.predict(a) is {model.predict(a).tolist()}")


def main() -> None:
    """Print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    print_calories()
    print_sums()
    print_rank_1()
    draw(FITS, output / "section_4_broadcasting.png")
    draw(SURPRISES, output / "section_4_rank_1.png")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
