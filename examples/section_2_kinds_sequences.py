"""Section 2: a recurrent network finds the flagged symbol of a sequence, beside a dense network of as many parameters.

To change: the numbers of times, T; the numbers of examples and of nodes; "relu" for the cell; other scales of W.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import nnlib
from nnlib.plots.style import colours

T, N_A, N_H = 20, 14, 6  # so that both networks have 253 parameters
SEEDS = range(5)
EPOCHS = [5, 10, 20, 40]
SCALES = [0.5, 1, 1.5, 2]
ALPHA, ITERATIONS = 0.3, 400
LOOKS = list(zip(colours(4), "os^D", ["-", "--", "-.", ":"], strict=True))


def flagged(m: int, T: int, rng: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return X, Y and lags: at each of T times a symbol, +1 or -1, and a flag, up once; y is the symbol beside it."""
    draw = np.random.default_rng(rng)
    symbols = draw.choice([-1.0, 1.0], size=(m, T))
    flags = np.eye(T)[draw.integers(T, size=m)]
    X = nnlib.datasets.sequences_to_columns(np.stack([symbols, flags], axis=2))  # of (m, T, 2)
    y = (symbols * flags).sum(axis=1) > 0
    return X, y[np.newaxis].astype(float), T - 1 - flags.argmax(axis=1)


def recurrent(
    T: int, seed: int, n_a: int = N_A, hidden: str = "tanh", initialization: str | None = None
) -> nnlib.Network:
    """Return a network that takes two features at each of T times."""
    return nnlib.RecurrentNetwork(2, n_a, n_y=1, T=T, hidden=hidden, initialization=initialization, rng=seed)


def dense(T: int, seed: int, n_h: int = N_H) -> nnlib.Network:
    """Return a network that takes all 2 T features at once."""
    return nnlib.Network([2 * T, n_h, 1], hidden="relu", rng=seed)


def trainer(model: nnlib.Network, seed: int) -> nnlib.Trainer:
    """Return what trains either of them."""
    return nnlib.Trainer(model, optimizer=nnlib.Adam(0.005, clip_norm=1), batch_size=50, rng=seed)


def by_lag(model: nnlib.Network, X: np.ndarray, Y: np.ndarray, lag: np.ndarray, width: int) -> list[float]:
    """Return the accuracy for each group of so many neighbouring lags, the shortest first."""
    right = (model.predict(X) == Y)[0]
    return [float(right[lag // width == group].mean()) for group in range(lag.max() // width + 1)]


def print_row(name: str, values: list[float] | np.ndarray) -> None:
    """Print shares in columns."""
    print(f"  {name:35}" + "".join(f"{value:7.1%}" for value in values))


def lags() -> tuple[dict[str, np.ndarray], list[nnlib.Network]]:
    """Train both kinds from several starts; print and return accuracies by lag, and the recurrent networks."""
    X_new, Y_new, lag = flagged(4000, T, rng=0)
    groups = [f"{first}-{first + 3}" for first in range(0, T, 4)]
    print(
        f"\naccuracy by lag, mean of {len(SEEDS)} starts{'':5}" + "".join(f"{g:>7}" for g in [*groups, "all", "train"])
    )
    curves: dict[str, np.ndarray] = {}
    trained = []
    for make in (recurrent, dense):
        rows = np.zeros((len(SEEDS), len(EPOCHS), len(groups) + 2))
        for seed in SEEDS:
            X, Y, _ = flagged(1000, T, rng=100 + seed)
            run = trainer(make(T, seed), seed)
            for k, epochs in enumerate(EPOCHS):
                run.fit(X, Y, epochs=epochs - sum(EPOCHS[k - 1 : k]))
                fits = [run.model.accuracy(X_new, Y_new), run.model.accuracy(X, Y)]
                rows[seed, k] = [*by_lag(run.model, X_new, Y_new, lag, 4), *fits]
            trained.append(run.model)
        for k, epochs in enumerate(EPOCHS):
            curves[f"{make.__name__}, {epochs} epochs"] = rows[:, k, :-2]
            print_row(f"{make.__name__}, {epochs} epochs", rows[:, k].mean(axis=0))
        print_row(f"{make.__name__}, the worst start", rows[rows[:, -1, -2].argmin(), -1])
    return curves, trained[: len(SEEDS)]


def more() -> None:
    """Give both kinds more examples, and then more parameters as well; print how far each comes."""
    X_new, Y_new, _ = flagged(4000, T, rng=0)
    X, Y, _ = flagged(8000, T, rng=100)
    print(f"\n8000 examples, 20 epochs, one start{'recurrent':>12}{'dense':>7}")
    for n_a, n_h in ((N_A, N_H), (38, 38)):
        models = [recurrent(T, 0, n_a), dense(T, 0, n_h)]
        for model in models:
            trainer(model, 0).fit(X, Y, epochs=20)
        sizes = " and ".join(f"{model.parameters.vector.size:,}" for model in models)
        print_row(f"{sizes} parameters", [model.accuracy(X_new, Y_new) for model in models])


def used_with(T: int, trained: list[nnlib.Network]) -> list[nnlib.Network]:
    """Return trained networks for sequences of another length: one W and one b, however many times there are."""
    models = [recurrent(T, seed=0) for _ in trained]
    for model, short in zip(models, trained, strict=True):
        model.parameters.vector = short.parameters.vector
    return models


def longer(trained: list[nnlib.Network]) -> dict[str, tuple[int, np.ndarray]]:
    """Train on longer sequences, and use networks on longer ones than they know; print and return accuracies by lag."""
    print(f"\nrecurrent, 1000 examples, {EPOCHS[-1]} epochs: accuracy from each start, sorted")
    of_40, of_80 = ([recurrent(length, seed) for seed in SEEDS] for length in (40, 80))
    for length, models in ((40, of_40), (80, of_80)):
        for seed, model in zip(SEEDS, models, strict=True):
            trainer(model, seed).fit(*flagged(1000, length, rng=100 + seed)[:2], epochs=EPOCHS[-1])
    found = {}
    for name, length, models in (
        (f"trained with T = {T}", T, trained),
        ("trained with T = 40", 40, of_40),
        ("trained with T = 80", 80, of_80),
        ("trained with T = 40, used with 80", 80, used_with(80, of_40)),
        (f"trained with T = {T}, used with 160", 160, used_with(160, trained)),
    ):
        X_new, Y_new, lag = flagged(4000, length, rng=0)
        print_row(name, sorted(model.accuracy(X_new, Y_new) for model in models))
        found[name] = length // 10, np.array([by_lag(model, X_new, Y_new, lag, length // 10) for model in models])
    lasts, same = (found[f"trained with T = 40{use}"][1][:, group] for use, group in (("", 9), (", used with 80", 4)))
    print_row("  of T = 40, at lags 36-39", sorted(lasts))
    print_row("  used with 80, at lags 32-39", sorted(same))
    return found


def over_time(hidden: str, scale: float, seed: int) -> np.ndarray:
    """Return the norm of dZ[t] for t = 1, ..., T at the start, in that of dZ[T]; what W does with a<t-1> is scaled."""
    X, Y, _ = flagged(1000, T, rng=100)
    model = recurrent(T, seed, hidden=hidden, initialization="xavier")
    model.W[1][:, :N_A] *= scale
    dZ = model.gradients(X, Y).dZ
    norms = np.array([np.linalg.norm(dZ[t]) for t in range(1, T + 1)])
    return norms / norms[-1]


def gradients() -> dict[str, dict[float, np.ndarray]]:
    """Measure the gradients over time for several scales of W; print and return them."""
    print(f"\nnorm of dZ[1] / norm of dZ[{T}] at the start, and the factor a step: geometric means")
    found: dict[str, dict[float, np.ndarray]] = {}
    for hidden in ("tanh", "relu"):
        found[hidden] = {scale: np.array([over_time(hidden, scale, seed) for seed in SEEDS]) for scale in SCALES}
        for scale, norms in found[hidden].items():
            ratio = np.exp(np.log(norms[:, 0]).mean())
            print(f"  {f'{hidden}, W_aa times {scale:g}':36}{ratio:8.0e}{ratio ** (1 / (T - 1)):8.2f}")
    return found


def descend(seed: int, clip_norm: float | None) -> tuple[str, list[float], list[float]]:
    """Train a cell of ReLUs by plain gradient descent; return its accuracy, and J and the gradients' norms."""
    X, Y, _ = flagged(1000, T, rng=100 + seed)
    model = recurrent(T, seed, hidden="relu")
    norms = []

    def measure(trainer: nnlib.Trainer) -> None:
        """Measure the gradient, of some of the examples, after each update."""
        norms.append(float(np.linalg.norm(trainer.model.gradients(X[:, :200], Y[:, :200]).vector)))

    rule = nnlib.GradientDescent(ALPHA, clip_norm=clip_norm)
    try:
        costs = nnlib.train(model, X, Y, optimizer=rule, iterations=ITERATIONS, callbacks=[measure]).cost
    except nnlib.DivergenceError as error:
        return "diverges", error.history.cost, norms
    return f"{model.accuracy(*flagged(4000, T, rng=0)[:2]):.1%}", costs, norms


def clipping() -> dict[str, list[tuple[str, list[float], list[float]]]]:
    """Train with clipping and without; print what comes of it, and return all runs."""
    print(f"\nrelu, gradient descent with alpha = {ALPHA}, {ITERATIONS} iterations: accuracy from each start")
    runs = {}
    for name, clip_norm in (("without clipping", None), ("clip_norm = 1", 1.0)):
        runs[name] = [descend(seed, clip_norm) for seed in SEEDS]
        print(f"  {name:36}" + "".join(f"{accuracy:>10}" for accuracy, _, _ in runs[name]))
        norms = [np.array(of_run)[np.isfinite(of_run)] for _, _, of_run in runs[name]]
        print(f"  {'  median norm of the gradient':36}" + "".join(f"{np.median(of_run):10.2f}" for of_run in norms))
        print(f"  {'  largest':36}" + "".join(f"{of_run.max():10.0e}" for of_run in norms))
    return runs


def draw_starts(ax: Axes, x: np.ndarray, runs: np.ndarray, look: tuple[str, str, str], label: str) -> None:
    """Draw the middle of several starts as a line with markers, and each of them as a thin one."""
    colour, marker, line = look
    ax.plot(x, runs.T, line, color=colour, linewidth=0.7, alpha=0.5)
    ax.plot(x, np.median(runs, axis=0), line, color=colour, marker=marker, markersize=4.5, linewidth=2, label=label)


def draw_lags(curves: dict[str, np.ndarray], lines: dict[str, tuple[int, np.ndarray]], output: Path) -> None:
    """Draw accuracies against the lag, while short sequences are learned, and on longer ones."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 4), sharey=True, layout="constrained")
    names = [f"recurrent, {epochs} epochs" for epochs in EPOCHS[1:]] + [f"dense, {EPOCHS[-1]} epochs"]
    for look, name in zip(LOOKS, names, strict=True):
        draw_starts(left, 4 * np.arange(5) + 1.5, curves[name], look, name)
    for look, (name, (width, runs)) in zip(LOOKS, list(lines.items())[1:], strict=True):
        draw_starts(right, width * np.arange(10) + (width - 1) / 2, runs, look, name.replace("trained with ", ""))
    left.set(xlabel="lag: times since the flag", ylabel="accuracy on new sequences", ylim=(0.4, 1.02))
    left.set(title=f"T = {T}, while it is learned", xticks=range(0, T + 1, 4))
    right.set(xlabel="lag", title=f"longer sequences, after {EPOCHS[-1]} epochs")
    for ax, place in ((left, (0.4, 0.46)), (right, (0.485, 0.36))):
        ax.axhline(0.5, color="grey", linewidth=0.8, linestyle=":")
        ax.legend(fontsize="small", framealpha=0.85, loc=place)
    figure.savefig(output / "section_2_kinds_sequences_lag.png", dpi=100)


def draw_gradients(found: dict[str, dict[float, np.ndarray]], output: Path) -> None:
    """Draw the norm of dZ[t] over the times, for each scale of W."""
    figure, panels = plt.subplots(1, 2, figsize=(8, 3.8), sharey=True, layout="constrained")
    for ax, (hidden, of_scales) in zip(panels, found.items(), strict=True):
        for look, (scale, norms) in zip(LOOKS, of_scales.items(), strict=True):
            draw_starts(ax, np.arange(1, T + 1), norms, look, f"{scale:g} $W_{{aa}}$")
        ax.set(xlabel="time t", title=hidden, yscale="log", xticks=[1, 5, 10, 15, 20])
    panels[0].set_ylabel("‖dZ[t]‖ / ‖dZ[T]‖")
    panels[1].legend(fontsize="small", framealpha=0.85)
    figure.savefig(output / "section_2_kinds_sequences_gradients.png", dpi=100)


def draw_clipping(runs: dict[str, list[tuple[str, list[float], list[float]]]], output: Path) -> None:
    """Draw the costs and the norms of one start, with clipping and without."""
    figure, panels = plt.subplots(1, 2, figsize=(8, 3.8), layout="constrained")
    for (colour, _, line), (name, of_name) in zip(LOOKS[:2], runs.items(), strict=True):
        for ax, values in zip(panels, of_name[1][1:], strict=True):
            ax.plot(values, line, color=colour, linewidth=1.2, label=name)
    panels[1].axhline(1, color="grey", linewidth=0.8, linestyle=":")
    panels[0].set(xlabel="iteration", ylabel="cost J", yscale="log")
    panels[1].set(xlabel="iteration", ylabel="‖dθ‖, before clipping", yscale="log")
    panels[0].legend(fontsize="small", framealpha=0.85)
    figure.savefig(output / "section_2_kinds_sequences_clipping.png", dpi=100)


def main() -> None:
    """Train, measure and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y, lag = flagged(1, 8, rng=4)
    print("x<1> to x<8> of a sequence, above the symbol and below the flag")
    print(X.reshape(8, 2).T.astype(int))
    print(f"y = {Y[0, 0]:.0f}: the flag stands beside {'+1' if Y[0, 0] else '-1'}, {lag[0]} times before the end")
    curves, trained = lags()
    more()
    draw_lags(curves, longer(trained), output)
    draw_gradients(gradients(), output)
    draw_clipping(clipping(), output)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
