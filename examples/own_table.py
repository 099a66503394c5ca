"""Go from a table of your own to a trained network, and from its file to answers for new rows in another process.

To change: `missing="mean"`; `numbers=["id"]` in place of `ignore=["id"]`; a table of your own in place of these two.
"""

import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% A table of houses, with missing cells
VALUE = {"centre": 3200, "harbour": 2900, "north": 2100, "south": 2400}
MISSING = 0.1  # of the cells
m, rng = 505, np.random.default_rng(0)
district, garden = rng.choice(list(VALUE), m), rng.choice(["no", "yes"], m)
size, built = rng.uniform(40, 160, m).round(1), rng.integers(1900, 2020, m)
price = np.array([VALUE[name] for name in district]) * size * (1 + (built - 1960) / 400)
price += 20_000 * (garden == "yes") + rng.normal(0, 8000, m)
cells = np.array([district, size, built, garden])
cells[rng.random(cells.shape) < MISSING] = ""
names = ["id", "district", "size", "built", "garden", "price"]
rows = np.array([range(1, m + 1), *cells, price.astype(int)]).T
np.savetxt("houses.csv", [names, *rows[:500]], "%s", ",")
np.savetxt("new_houses.csv", [names[4::-1], *rows[500:, 4::-1]], "%s", ",")

# %% Predict prices
table = nnlib.datasets.read_csv("houses.csv", "price", ignore=["id"], missing="median")
train, test = nnlib.datasets.split(table, test_size=0.2, rng=0)
X_scaling = nnlib.datasets.Standardizer(train.X)
Y_scaling = nnlib.datasets.Standardizer(train.Y)

model = nnlib.Network([len(table.features), 16, 1], output="identity", rng=0)
X, Y = X_scaling(train.X), Y_scaling(train.Y)
nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.01), batch_size=32, epochs=60, rng=0)

predictor = nnlib.Predictor(table, model, X_scaling=X_scaling, Y_scaling=Y_scaling)
predictor.save("houses.npz")
print(table, predictor.importance(test, rng=0), sep="\n\n")

# %% The rows that are furthest off
nnlib.plots.mistakes(predictor.mistakes(test))
plt.savefig(PICTURES / "own_table_houses.png")

# %% A table of flowers, without a header and with decimal commas
MIDDLES = {"poppy": (1.5, 0.3), "rose": (4.2, 1.3), "tulip": (5.2, 1.7)}
rng = np.random.default_rng(1)
flowers = [
    f"{rng.normal(long, 0.5):.1f};{rng.normal(wide, 0.2):.2f};{name}".replace(".", ",")
    for name, (long, wide) in MIDDLES.items()
    for _ in range(51)
]
flowers[7] = "?;0,29;poppy"
new = [flowers.pop(i).rpartition(";")[0] for i in (102, 51, 0)]  # without the species
np.savetxt("flowers.csv", flowers, "%s")
np.savetxt("new_flowers.csv", new, "%s")

# %% Predict species
table = nnlib.datasets.read_csv(
    "flowers.csv",
    target="species",
    names=["length", "width", "species"],
    delimiter=";",
    decimal=",",
    missing="mean",
)
train, test = nnlib.datasets.split(table, stratify=True, rng=0)
scaling = nnlib.datasets.Standardizer(train.X)
model = nnlib.Network([2, 8, len(table.classes)], output="softmax", rng=0)
X, Y = scaling(train.X), train.Y
nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.02), batch_size=16, epochs=60, rng=0)

predictor = nnlib.Predictor(table, model, X_scaling=scaling)
predictor.save("flowers.npz")
print(table, predictor.mistakes(test), sep="\n\n")

# %% Another process, which has the saved files and nothing else
PREDICT = """
import nnlib

for name in ("houses", "flowers"):
    answers = nnlib.load(f"{name}.npz").predict(f"new_{name}.csv")
    print(answers, answers.reading, sep="\\n")
"""
print("In another process:", flush=True)
subprocess.run([sys.executable, "-c", PREDICT], check=True)  # noqa: S603  the lines above
print(f"The tables are here, and the picture is in {PICTURES}/")
