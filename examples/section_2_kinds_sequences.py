"""Section 2: a recurrent network finds the flagged symbol of a sequence, beside a dense network of as many parameters.

To change: the numbers of times, T; the numbers of examples and of nodes; "relu" for the cell; other scales of W.
"""

from dataclasses import dataclass, field
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)


# %% A task that needs a memory
def flagged(m: int, T: int, rng: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return X, Y and the lags of m sequences; y is the symbol beside the flag."""
    draw = np.random.default_rng(rng)
    symbols = draw.choice([-1.0, 1.0], size=(m, T))
    flags = np.eye(T)[draw.integers(T, size=m)]
    X = nnlib.datasets.sequences_to_columns(np.stack([symbols, flags], axis=2))
    y = (symbols * flags).sum(axis=1) > 0
    return X, y[np.newaxis].astype(float), T - 1 - flags.argmax(axis=1)


X, Y, lag = flagged(1, 8, rng=4)
print("x<1> to x<8>, above the symbol and below the flag:")
print(X.reshape(8, 2).T.astype(int))
print(f"y = {Y[0, 0]:.0f}, lag {lag[0]}")

# %% Two networks with 253 parameters
SEEDS = range(5)


def recurrent(
    T: int,
    seed: int,
    hidden: str = "tanh",
    start: str | None = None,
) -> nnlib.Network:
    """Return a network that takes two features at each of T times."""
    return nnlib.RecurrentNetwork(
        2,
        n_a=14,
        n_y=1,
        T=T,
        hidden=hidden,
        initialization=start,
        rng=seed,
    )


def dense(T: int, seed: int, n_h: int = 6) -> nnlib.Network:
    """Return a network that takes all 2 T features at once."""
    return nnlib.Network([2 * T, n_h, 1], rng=seed)


def trainer(model: nnlib.Network, seed: int) -> nnlib.Trainer:
    """Return what trains either of them."""
    rule = nnlib.Adam(0.005, clip_norm=1)
    return nnlib.Trainer(model, optimizer=rule, batch_size=50, rng=seed)


def measured(model: nnlib.Network, T: int, groups: int) -> np.ndarray:
    """Return the accuracy on new sequences: on all, then by lag from short to long."""
    X, Y, lag = flagged(4000, T, rng=0)
    right = (model.predict(X) == Y)[0]
    by_lag = [right[lag * groups // T == group].mean() for group in range(groups)]
    return np.array([right.mean(), *by_lag])


def row(name: str, shares: np.ndarray) -> None:
    """Print percentages side by side."""
    print(f"{name:23}" + "".join(f"{100 * share:7.1f}" for share in shares))


# %% Accuracy by lag
curves = {}
of_20 = []  # the recurrent networks, for later
print("accuracy in %, mean of 5 starts; lags:")
print(" " * 25 + "train    all    0-3    4-7   8-11  12-15  16-19")
for name, make in (("recurrent", recurrent), ("dense", dense)):
    shares = np.zeros((5, 4, 7))
    for seed in SEEDS:
        X, Y, _ = flagged(1000, 20, rng=100 + seed)
        training = trainer(make(20, seed), seed)
        for k, more in enumerate((5, 5, 10, 20)):
            training.fit(X, Y, epochs=more)
            model = training.model
            shares[seed, k] = [model.accuracy(X, Y), *measured(model, 20, groups=5)]
        if make is recurrent:
            of_20.append(model)
    for k, epochs in enumerate((5, 10, 20, 40)):
        curves[f"{name}, {epochs} epochs"] = shares[:, k, 2:]
        row(f"{name}, {epochs} epochs", shares[:, k].mean(axis=0))
    row(f"{name}, worst start", shares[shares[:, -1, 1].argmin(), -1])

# %% Accuracy by lag, drawn
shown = {name: curves[name] for name in curves if "recurrent" in name or "40" in name}
lags = 4 * np.arange(5) + 1.5
figure, ax = plt.subplots(figsize=(6, 5.2), layout="constrained")
looks = ("o-", "s--", "^-.", "D-", "v:")
for (name, of_starts), look in zip(shown.items(), looks, strict=True):
    ax.plot(lags, of_starts.mean(axis=0), look, label=name)
ax.set(
    xlabel="lag: times since the flag",
    ylabel="accuracy, mean of five starts",
    ylim=(0.45, 1.02),
)
figure.legend(fontsize="small", loc="outside upper center", ncols=2)
plt.savefig(PICTURES / "section_2_kinds_sequences_lag.png")

# %% More examples, more parameters
X, Y, _ = flagged(8000, 20, rng=100)
for name, model in {
    "recurrent": recurrent(20, 0),
    "dense": dense(20, 0),
    "dense, 38 nodes": dense(20, 0, n_h=38),
}.items():
    trainer(model, 0).fit(X, Y, epochs=20)
    size, accuracy = model.parameters.vector.size, measured(model, 20, 1)[0]
    print(f"{name:16}{size:5} parameters: {accuracy:.1%}")


# %% Longer sequences
def learned(T: int) -> list[nnlib.Network]:
    """Return networks that were trained on sequences of T times, one from each start."""
    models = [recurrent(T, seed) for seed in SEEDS]
    for seed, model in zip(SEEDS, models, strict=True):
        trainer(model, seed).fit(*flagged(1000, T, rng=100 + seed)[:2], epochs=40)
    return models


def used_with(T: int, models: list[nnlib.Network]) -> list[nnlib.Network]:
    """Return the same networks for sequences of T times: W and b stay the same."""
    others = [recurrent(T, seed=0) for _ in models]
    for other, model in zip(others, models, strict=True):
        other.parameters.vector = model.parameters.vector
    return others


def tried(name: str, T: int, models: list[nnlib.Network]) -> np.ndarray:
    """Print the accuracies from each start, sorted, and return those by lag."""
    shares = np.array([measured(model, T, groups=10) for model in models])
    row(name, np.sort(shares[:, 0]))
    return shares[:, 1:]


of_40 = learned(40)
print("accuracy in % from each start, sorted")
tried("T = 20", 20, of_20)
tried("T = 20, used with 160", 160, used_with(160, of_20))
at_40 = tried("T = 40", 40, of_40)
at_80 = tried("T = 40, used with 80", 80, used_with(80, of_40))
row("T = 40: lags 36-39", np.sort(at_40[:, 9]))
row("with 80: lags 32-39", np.sort(at_80[:, 4]))

figure, ax = plt.subplots(figsize=(6, 4.6), layout="constrained")
for name, width, shares, look in (
    ("T = 40", 4, at_40, "C0o-"),
    ("T = 40, used with 80", 8, at_80, "C1s--"),
):
    ax.plot(width * (np.arange(10) + 0.5) - 0.5, shares.T, look, label=[name, *[""] * 4])
ax.set(xlabel="lag: times since the flag", ylabel="accuracy on new sequences")
ax.legend()
plt.savefig(PICTURES / "section_2_kinds_sequences_longer.png")

# %% Sequences of 80 times, which take as long as all else
tried("T = 80", 80, learned(80))


# %% Gradients over time
def over_time(hidden: str, scale: float, seed: int) -> np.ndarray:
    """Return the norms of dZ[t] at the start, divided by that of dZ[T]."""
    X, Y, _ = flagged(1000, 20, rng=100)
    model = recurrent(20, seed, hidden=hidden, start="xavier")
    model.W[1][:, :14] *= scale  # W_aa
    dZ = model.gradients(X, Y).dZ
    norms = np.array([np.linalg.norm(dZ[t]) for t in range(1, 21)])
    return norms / norms[-1]


SCALES = [0.5, 1, 1.5, 2]
norms: dict[str, dict[str, np.ndarray]] = {"tanh": {}, "relu": {}}
for hidden, of_scales in norms.items():
    for scale in SCALES:
        of_seeds = [over_time(hidden, scale, seed) for seed in SEEDS]
        of_scales[f"{scale:g} W_aa"] = np.array(of_seeds)
print("geometric means:     |dZ[1]| / |dZ[20]|   factor a step")
for hidden, of_scales in norms.items():
    for scaled, runs in of_scales.items():
        ratio = np.exp(np.log(runs[:, 0]).mean())
        print(f"{f'{hidden}, {scaled}':21}{ratio:17.0e}{ratio ** (1 / 19):16.2f}")

figure, axes = plt.subplots(2, figsize=(6, 5.4), sharex=True, layout="constrained")
for ax, (hidden, of_scales) in zip(axes, norms.items(), strict=True):
    nnlib.plots.spread(range(1, 21), of_scales, ax=ax)
    ax.set(title=hidden, ylabel="‖dZ[t]‖ / ‖dZ[T]‖", yscale="log")
axes[1].set(xlabel="time t", xticks=[1, 5, 10, 15, 20])
plt.savefig(PICTURES / "section_2_kinds_sequences_gradients.png")


# %% Clipping
@dataclass(frozen=True, repr=False)
class Recorded(nnlib.GradientDescent):
    """Gradient descent that keeps the norm of each gradient, as it was before clipping."""

    norms: list[float] = field(default_factory=list)

    def update(
        self,
        theta: np.ndarray,
        gradient: np.ndarray,
        state: nnlib.optimizers.OptimizerState,
    ) -> None:
        """Keep the norm, and update."""
        self.norms.append(float(np.linalg.norm(gradient)))
        super().update(theta, gradient, state)


drawn = {}
for clip_norm in (None, 1.0):
    accuracies, medians, largest = [], [], []
    for seed in SEEDS:
        X, Y, _ = flagged(1000, 20, rng=100 + seed)
        model = recurrent(20, seed, hidden="relu")
        rule = Recorded(0.3, clip_norm=clip_norm)
        try:
            history = nnlib.train(
                model,
                X,
                Y,
                optimizer=rule,
                batch_size=200,
                iterations=400,
                rng=seed,
            )
            accuracies.append(f"{100 * measured(model, 20, 1)[0]:.1f}")
        except nnlib.DivergenceError as error:
            history = error.history
            accuracies.append("diverges")
        finite = np.array(rule.norms)[np.isfinite(rule.norms)]
        medians.append(f"{np.median(finite):.2f}")
        largest.append(f"{finite.max():.0e}")
        if seed == 1:
            drawn[f"clip_norm = {clip_norm}"] = history.cost, rule.norms
    for name, values in (
        ("accuracy in %", accuracies),
        ("median of the norms", medians),
        ("largest norm", largest),
    ):
        print(
            f"{f'clip_norm = {clip_norm}' if values is accuracies else '':17}{name:20}",
            *(f"{v:>9}" for v in values),
        )

figure, axes = plt.subplots(2, figsize=(6, 5.4), sharex=True, layout="constrained")
for (name, of_runs), line in zip(drawn.items(), ("-", "--"), strict=True):
    for ax, of_run in zip(axes, of_runs, strict=True):
        ax.semilogy(of_run, line, linewidth=1.2, label=name)
axes[1].axhline(1, color="grey", linewidth=0.8, linestyle=":")
axes[0].set(ylabel="cost J")
axes[1].set(xlabel="update", ylabel="‖dθ‖, before clipping")
axes[0].legend(fontsize="small")
plt.savefig(PICTURES / "section_2_kinds_sequences_clipping.png")
