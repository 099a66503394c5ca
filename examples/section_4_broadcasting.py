"""Section 4: broadcasting: what fits what, drawn; and what goes wrong with arrays of shape (n,).

To change: the shapes that are drawn; shapes that do not fit are refused with the reason.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Calories in percent
A = np.array(
    [[56.0, 0.0, 4.4, 68.0], [1.2, 104.0, 52.0, 8.0], [1.8, 135.0, 99.0, 0.9]],
)
cal = A.sum(axis=0, keepdims=True)
percentage = 100 * A / cal

print(f"A {A.shape}, cal {cal.shape}\n{'':13}  apples   beef   eggs  potatoes")
for name, row in zip(("carbohydrate", "protein", "fat"), percentage, strict=True):
    print(f"{name:13}{row[0]:8.1f}{row[1]:7.1f}{row[2]:7.1f}{row[3]:10.1f}")

# %% Three sums
matrix, four = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1], [2], [3], [4]])
row, column = np.array([[100, 200, 300]]), np.array([[100], [200]])
print(f"matrix + row    {(matrix + row).tolist()}")
print(f"matrix + column {(matrix + column).tolist()}")
print(f"column + scalar {(four + 100).tolist()}")

# %% Shapes that fit
fits = [((3, 4), (1, 4)), ((2, 3), (1, 3)), ((2, 3), (2, 1)), ((4, 1), ())]
figure, axes = plt.subplots(4, 1, figsize=(6, 5.6), layout="constrained")
for ax, (one, other) in zip(axes, fits, strict=True):
    nnlib.plots.broadcasting(one, other, ax=ax)
plt.savefig(PICTURES / "section_4_broadcasting.png")

# %% Sums without keepdims
print(f"A.sum(axis=0) {A.sum(axis=0).shape}, A.sum(axis=1) {A.sum(axis=1).shape}")
try:
    A / A.sum(axis=1)
except ValueError as error:
    print(f"A / A.sum(axis=1): ValueError: {error}")

square = A[:, :3]
wrong = 100 * square / square.sum(axis=1)
right = 100 * square / square.sum(axis=1, keepdims=True)
print(f"sums of the rows, in percent, without keepdims: {wrong.sum(axis=1).round(1)}")
print(f"sums of the rows, in percent, with keepdims:    {right.sum(axis=1).round(1)}")

# %% An array with one axis
a = np.random.default_rng(1).standard_normal(5)
column = a.reshape(5, 1)
print(f"a {a.shape}: a.T {a.T.shape}, a @ a.T is the number {a @ a.T:.4f}")
square = column @ column.T
print(f"column {column.shape}: column.T {column.T.shape}", end="")
print(f", column @ column.T {square.shape}")
print(f"a - column, where zeros were meant: {(a - column).shape}")

# %% Surprises in a picture
surprises = {
    "row sums with keepdims=True: right": ((3, 3), (3, 1), "÷"),
    "row sums without: element j divides column j": ((3, 3), (3,), "÷"),
    "a column minus an array with one axis: a matrix": ((4, 1), (4,), "−"),
}
figure, axes = plt.subplots(3, 1, figsize=(6, 5.4), layout="constrained")
for ax, (title, (one, other, operation)) in zip(axes, surprises.items(), strict=True):
    nnlib.plots.broadcasting(one, other, operation=operation, ax=ax)
    ax.set_title(title, fontsize="medium", loc="left")
plt.savefig(PICTURES / "section_4_rank_1.png")

# %% What nnlib says, and what helps
model = nnlib.LogisticRegression(n_x=5)
try:
    model.predict(a)
except ValueError as error:
    print(f"ValueError: {error}")

try:
    assert a.shape == (5, 1)  # noqa: S101  the notes' line
except AssertionError:
    print(f"the assertion raises AssertionError, and a is {a.shape} as before")

a.reshape(5, 1)
print(f"a.reshape(5, 1) alone leaves a as it is: {a.shape}")
a = a.reshape(5, 1)
answer = model.predict(a).tolist()
print(f"a = a.reshape(5, 1): {a.shape}; model.predict(a) is {answer}")
