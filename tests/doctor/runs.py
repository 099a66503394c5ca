"""Training runs that are healthy, and runs that are sick in a known way: what the doctor is held against.

A run is made from a number alone. `healthy(seed)` takes one of the tasks below, all of which are learned well, with
another network, rule, size and order of examples each time. `sick(ailment, strength, seed)` spoils one of them. Some
ailments show in the outcome alone, such as a learning rate that is too large: a run that turns out well in spite of it
is not sick, and another is drawn.
"""

import contextlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import nnlib
from nnlib import datasets, layers


@dataclass
class Run:
    """A task, and how it is trained: everything that can be spoilt."""

    name: str
    X: np.ndarray
    Y: np.ndarray
    sizes: list
    held_out: tuple[np.ndarray, np.ndarray] | None = None
    optimizer: Any = None
    batch_size: int | None = 32
    epochs: int = 30
    options: dict = field(default_factory=dict)
    build: Callable = nnlib.Network
    seed: int = 0
    validate: bool = True
    spoil: Callable = lambda model: None

    def trained(self, callbacks: Sequence[Callable] = ()) -> nnlib.Trainer:
        """Build the network, train it, and return the trainer; one that diverges is as it was in the beginning."""
        model = self.build(self.sizes, rng=self.seed, **self.options)
        self.spoil(model)
        trainer = nnlib.Trainer(model, optimizer=self.optimizer, batch_size=self.batch_size, rng=self.seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the scale of X and Y, which is what some are sick of
            with contextlib.suppress(nnlib.DivergenceError):
                trainer.fit(
                    self.X,
                    self.Y,
                    epochs=self.epochs,
                    validation=self.held_out if self.validate else None,
                    callbacks=callbacks,
                )
        return trainer


def scaled(X, X_val):
    scaling = datasets.Standardizer(X)
    return scaling(X), scaling(X_val)


def hidden(run):
    """Return a run that has a hidden layer."""
    return replace(run, sizes=[run.sizes[0], 24, run.sizes[-1]]) if len(run.sizes) == 2 else run


def explained(model, X, Y):
    """Return which share of the squares of Y, measured from their means, the outputs account for."""
    Y, _ = model.labels(Y, None, X.shape[1])
    return 1 - np.square(model.predict_proba(X) - Y).sum() / np.square(Y - Y.mean(axis=1, keepdims=True)).sum()


def pick(rng, *choices):
    return choices[rng.integers(len(choices))]


# The tasks: each takes a generator, and returns a run that learns well.


def in_the_plane(name, X, Y, rng, *, classes=2, nodes=(8, 12, 20)):
    """A task with two features: batch gradient descent with tanh, or Adam with any hidden activation."""
    n_h, deep, seed = pick(rng, *nodes), rng.random() < 0.3, int(rng.integers(1000))
    X, X_val, Y, Y_val = datasets.split(X, Y, test_size=0.25, rng=seed)
    sizes = [2, n_h, n_h, 1 if classes == 2 else classes] if deep else [2, n_h, 1 if classes == 2 else classes]
    output = {"output": "sigmoid" if classes == 2 else "softmax"}
    common = {"held_out": (X_val, Y_val), "seed": seed}
    if rng.random() < 0.3:
        rule = pick(rng, nnlib.GradientDescent(1.0), nnlib.GradientDescent(0.6), nnlib.Momentum(0.8))
        options = output | {"hidden": "tanh"}
        return Run(name, X, Y, sizes, optimizer=rule, batch_size=None, epochs=3000, options=options, **common)
    rule = pick(rng, nnlib.Adam(0.02), nnlib.Adam(0.01), nnlib.RMSProp(0.01), nnlib.Momentum(0.3))
    options = output | {"hidden": pick(rng, "tanh", "relu", "leaky_relu"), "l2": pick(rng, 0.0, 0.0, 1e-4, 1e-3)}
    options |= {"dtype": pick(rng, "float64", "float64", "float32")}
    return Run(name, X, Y, sizes, optimizer=rule, batch_size=pick(rng, 16, 32), epochs=120, options=options, **common)


def flower(rng):
    X, Y = datasets.flower(m=pick(rng, 300, 400, 600), petals=pick(rng, 4, 6), rng=rng)
    return in_the_plane("flower", X, Y, rng, nodes=(16, 24))


def moons(rng):
    return in_the_plane("moons", *datasets.moons(m=pick(rng, 200, 400), noise=pick(rng, 0.1, 0.2), rng=rng), rng)


def circles(rng):
    return in_the_plane("circles", *datasets.circles(m=pick(rng, 200, 400), rng=rng), rng)


def xor(rng):
    return in_the_plane("xor", *datasets.xor(m=pick(rng, 200, 400), rng=rng), rng)


def spirals(rng):
    arms = pick(rng, 2, 3)
    X, Y = datasets.spirals(m=450, arms=arms, turns=0.75, rng=rng)
    return replace(
        in_the_plane("spirals", X, Y, rng, classes=arms, nodes=(24, 32)),
        batch_size=32,
        epochs=120,
        optimizer=nnlib.Adam(0.02),
    )


def blobs(rng):
    """Clouds of points around a few centres, in more dimensions than can be seen."""
    K, n_x, m = pick(rng, 3, 4, 5), pick(rng, 5, 10), pick(rng, 300, 500)
    Y = (np.arange(m) % K)[np.newaxis]
    X = 2 * rng.standard_normal((n_x, K))[:, Y[0]] + rng.standard_normal((n_x, m))
    X, X_val, Y, Y_val = datasets.split(X, Y, test_size=0.25, rng=0)
    X, X_val = scaled(X, X_val)
    options = {"output": "softmax", "hidden": pick(rng, "relu", "tanh", "sigmoid")}
    rule, seed = pick(rng, nnlib.Adam(0.01), nnlib.GradientDescent(0.2)), int(rng.integers(1000))
    return Run("blobs", X, Y, [n_x, 16, K], (X_val, Y_val), rule, 32, 40, options, seed=seed)


def tumours(rng):
    """A table: logistic regression or one hidden layer."""
    seed = int(rng.integers(1000))
    X, X_val, Y, Y_val = datasets.split(*datasets.breast_cancer(), test_size=0.25, rng=seed)
    X, X_val = scaled(X, X_val)
    if rng.random() < 0.4:
        rule = nnlib.GradientDescent(pick(rng, 0.1, 0.3))
        return Run("tumours", X, Y, [30, 1], (X_val, Y_val), rule, None, 600, seed=seed)
    options = {"hidden": pick(rng, "relu", "tanh"), "l2": pick(rng, 1e-3, 1e-2)}
    rule = pick(rng, nnlib.Adam(0.003), nnlib.GradientDescent(0.1))
    return Run("tumours", X, Y, [30, 8, 1], (X_val, Y_val), rule, 32, 20, options, seed=seed)


def pictures(name, X, Y, rng, sizes, epochs):
    seed = int(rng.integers(1000))
    chosen = rng.permutation(X.shape[1])[:900]
    X, X_val, Y, Y_val = datasets.split(X[:, chosen], Y[:, chosen], test_size=0.25, stratify=True, rng=seed)
    if rng.random() < 0.25:
        X, X_val = scaled(X, X_val)
    rule = pick(rng, nnlib.Adam(0.003), nnlib.Adam(0.002), nnlib.GradientDescent(0.1), nnlib.Momentum(0.1))
    options = {"output": "softmax", "hidden": pick(rng, "relu", "tanh", "leaky_relu"), "l2": pick(rng, 0.0, 1e-3)}
    options |= {"dtype": pick(rng, "float64", "float32")}
    return Run(name, X, Y, sizes, (X_val, Y_val), rule, pick(rng, 16, 32), epochs, options, seed=seed)


def digits(rng):
    n_h = pick(rng, 16, 32, 64)
    sizes = pick(rng, [64, n_h, 10], [64, n_h, n_h, 10], [64, 10], [64, n_h, n_h, n_h, 10])
    return pictures("digits", *datasets.digits(), rng, sizes, epochs=25)


def clothes(rng):
    X, _, Y, _ = CLOTHES
    return pictures("clothes", X, Y, rng, pick(rng, [784, 24, 10], [784, 32, 16, 10], [784, 10]), epochs=25)


def several_answers(rng):
    """Ten sigmoids, one for each digit."""
    run = digits(rng)
    Y, Y_val = (datasets.one_hot(labels, 10) for labels in (run.Y, run.held_out[1]))
    options = run.options | {"output": "sigmoid"}
    return replace(
        run,
        name="several answers",
        Y=Y,
        held_out=(run.held_out[0], Y_val),
        options=options,
        optimizer=nnlib.Adam(0.005),
    )


def convolution(rng):
    run = pictures(
        "convolution", *datasets.digits(), rng, [(1, 8, 8), layers.Convolution(8, 3), layers.MaxPool(2), 10], 12
    )
    return replace(run, optimizer=nnlib.Adam(0.005), options={"output": "softmax"})


def thinned(rng):
    run = digits(rng)
    return replace(run, name="thinned", sizes=[64, 48, 10], options=run.options | {"keep_prob": 0.7})


def sequences(rng):
    """The sign of a sum over time."""
    T, m, seed = 8, 500, int(rng.integers(1000))
    X = rng.standard_normal((m, T, 1))
    Y = (X[:, -4:].sum(axis=(1, 2)) > 0).astype(float)[np.newaxis]
    X, X_val, Y, Y_val = datasets.split(datasets.sequences_to_columns(X), Y, test_size=0.25, rng=seed)
    build = lambda sizes, **options: nnlib.RecurrentNetwork(n_x=1, n_a=8, n_y=1, T=T, **options)  # noqa: E731
    return Run("sequences", X, Y, [], (X_val, Y_val), nnlib.Adam(0.01), 32, 15, build=build, seed=seed)


def numbers(rng):
    """A number to predict, from four features."""
    X, Y = datasets.demand(m=pick(rng, 300, 500), noise=0.05, rng=rng)
    return regression("demand", X, Y, rng)


def waves(rng):
    """A number to predict, from three features."""
    X = rng.uniform(-2, 2, (3, 500))
    Y = np.sin(X[:1]) + 0.5 * X[1:2] ** 2 + 0.1 * rng.standard_normal((1, 500))
    return regression("waves", X, Y, rng)


def regression(name, X, Y, rng):
    seed = int(rng.integers(1000))
    X, X_val, Y, Y_val = datasets.split(X, Y, test_size=0.25, rng=seed)
    (X, X_val), (Y, Y_val) = scaled(X, X_val), scaled(Y, Y_val)
    rule = pick(rng, nnlib.Adam(0.01), nnlib.GradientDescent(0.1), nnlib.RMSProp(0.003))
    options = {"output": "identity", "hidden": pick(rng, "relu", "tanh")}
    return Run(name, X, Y, [len(X), 16, 1], (X_val, Y_val), rule, 32, 50, options, seed=seed)


def with_plain_pixels(task):
    """Return a task whose pixels are from 0 to 1: some of its runs standardize them."""

    def drawn(rng):
        while (run := task(rng)).X.min() < 0:
            pass
        return run

    return drawn


CLOTHES = datasets.fashion_mnist()
TASKS = [
    flower,
    moons,
    circles,
    xor,
    spirals,
    blobs,
    tumours,
    digits,
    clothes,
    several_answers,
    convolution,
    thinned,
    sequences,
    numbers,
    waves,
]


# The ailments: each spoils a run, in three strengths.


def larger_learning_rate(run, strength, rng):
    factor = {"GradientDescent": (100, 300, 1000), "Momentum": (100, 300, 1000)}
    factor = factor.get(type(run.optimizer).__name__, (100, 200, 400))[strength]
    return replace(run, optimizer=replace(run.optimizer, learning_rate=run.optimizer.learning_rate * factor))


def smaller_learning_rate(run, strength, rng):
    factor = (1000, 10_000, 100_000)[strength]
    rate = run.optimizer.learning_rate / factor
    return replace(run, optimizer=replace(run.optimizer, learning_rate=rate), epochs=min(run.epochs, 400))


def both(run, change):
    """Return the run with its examples changed, those that are held out as well."""
    return replace(run, X=change(run.X), held_out=(change(run.held_out[0]), run.held_out[1]))


def not_scaled(run, strength, rng):
    """Features in their own units, of very different size."""
    if run.name == "tumours":
        X, X_val, Y, Y_val = datasets.split(*datasets.breast_cancer(), test_size=0.25, rng=run.seed)
        return replace(run, X=X, Y=Y, held_out=(X_val, Y_val))
    sizes = (30, 100, 1000)[strength] * rng.uniform(1, 3, (len(run.X), 1))
    return both(run, lambda X: sizes * (X + rng.integers(0, 2)))


def one_dominates(run, strength, rng):
    i, factor = rng.integers(len(run.X)), (50, 300, 3000)[strength]

    def change(X):
        X = X.copy()
        X[i] = factor * (X[i] + 0.5)
        return X

    return both(run, change)


def constant(run, strength, rng):
    """A feature or several that never change, such as a column of one year."""
    chosen = rng.permutation(len(run.X))[: (1, 2, 3)[strength]]
    values = pick(rng, 1.0, 0.7, -2.0, 5.0)

    def change(X):
        extra = np.full((len(chosen), X.shape[1]), values)
        return np.vstack([X, extra])

    return replace(both(run, change), sizes=[len(run.X) + len(chosen), *run.sizes[1:]])


def targets_not_scaled(run, strength, rng):
    size = (100, 5000, 200_000)[strength]
    change = lambda Y: size * (Y + 2)  # noqa: E731
    return replace(run, Y=change(run.Y), held_out=(run.held_out[0], change(run.held_out[1])))


def raw(run, strength, rng):
    """Pixels from 0 to 255, in whole numbers; the weaker, the darker."""
    largest = (100, 180, 255)[strength]
    return both(run, lambda X: np.rint(largest * X / run.X.max()))


def inverted(run, strength, rng):
    """New pictures are dark on light; the weaker, the lower their contrast."""
    contrast = (0.7, 0.85, 1.0)[strength]
    turned = lambda X: 1 - contrast * X  # noqa: E731
    return replace(run, held_out=(turned(run.held_out[0]), run.held_out[1]), validate=False)


def mismatched(run, strength, rng):
    """Labels that belong to other examples: shuffled, or moved by one row."""
    m = run.X.shape[1]
    if strength == 0:  # nine in ten
        order = np.arange(m)
        moved = rng.permutation(m)[: 9 * m // 10]
        order[moved] = rng.permutation(moved)
    else:
        order = rng.permutation(m) if strength == 1 else np.roll(np.arange(m), int(rng.integers(1, 50)))
    held_out = run.held_out[0], run.held_out[1][:, rng.permutation(run.held_out[1].shape[1])]
    return replace(run, Y=run.Y[:, order], held_out=held_out)


def without_a_class(run, strength, rng):
    """One class or more without an example, where the held out examples have all of them."""
    K = int(run.Y.max()) + 1
    kept = ~np.isin(run.Y[0], rng.permutation(K)[: min(strength + 1, K - 1)])
    return replace(run, X=run.X[:, kept], Y=run.Y[:, kept])


def imbalanced(run, strength, rng):
    """One class has few examples."""
    share = (0.08, 0.04, 0.02)[strength] * 2 / (run.Y.max() + 1)
    of_each = []
    for X, Y in ((run.X, run.Y), run.held_out):
        rare = Y[0] == run.Y.max()
        few = np.flatnonzero(rare)[: max(2, int(share / (1 - share) * np.sum(~rare)))]
        kept = np.sort(np.append(np.flatnonzero(~rare), few))
        of_each.append((X[:, kept], Y[:, kept]))
    (X, Y), held_out = of_each
    return replace(run, X=X, Y=Y, held_out=held_out)


def dead(run, strength, rng):
    """Biases so low that units never fire."""
    share = (0.7, 0.9, 1.0)[strength]

    def spoil(model):
        size = np.abs(run.X).max() * np.sqrt(len(run.X))
        model.b[1][: round(share * len(model.b[1]))] = -3 * size * np.abs(model.W[1]).max()

    return replace(hidden(run), spoil=spoil, options=run.options | {"hidden": "relu"})


def saturated(run, strength, rng):
    """Weights so large that sigmoid or tanh are flat."""
    factor = (50, 200, 1000)[strength]

    def spoil(model):
        for l in range(1, len(model.g)):
            model.W[l] *= factor

    options = run.options | {"hidden": pick(rng, "tanh", "sigmoid")}
    return replace(hidden(run), spoil=spoil, options=options, epochs=min(run.epochs, 300))


def symmetric(run, strength, rng):
    """All units begin alike, or half of them, or with weights of zero."""

    def spoil(model):
        for l in range(1, len(model.g)):
            n = len(model.W[l])
            copies = n if strength else max(2, n // 2)
            model.W[l][:copies] = 0 if strength == 2 else model.W[l][0]
            model.W[l + 1][:, :copies] = 0 if strength == 2 else model.W[l + 1][:, :1]

    return replace(hidden(run), spoil=spoil)


def vanishing(run, strength, rng):
    """Deep networks of sigmoids, or of weights that are too small."""
    depth, n = (6, 8, 12)[strength], 12
    sizes = [run.sizes[0], *[n] * depth, run.sizes[-1]]
    options = run.options | (
        {"hidden": "sigmoid"} if rng.random() < 0.7 else {"hidden": "tanh", "initialization": "small"}
    )
    return replace(run, sizes=sizes, options=options, epochs=min(run.epochs, 300))


def exploding(run, strength, rng):
    """Deep networks whose weights are too large."""
    factor = (5, 8, 15)[strength]

    def spoil(model):
        for l in model.W:
            model.W[l] *= factor

    sizes = [run.sizes[0], *[16] * 6, run.sizes[-1]]
    return replace(run, sizes=sizes, spoil=spoil, options=run.options | {"hidden": "relu"}, epochs=min(run.epochs, 300))


def too_few(run, strength, rng):
    """Epochs without mini-batches: so many updates and no more."""
    rule = pick(rng, nnlib.GradientDescent(0.1), nnlib.Adam(0.001))
    return replace(run, batch_size=None, epochs=(20, 10, 5)[strength], optimizer=rule)


def too_small(run, strength, rng):
    """One hidden unit, or two, where the task needs many."""
    n_h = (2, 1, 1)[strength]
    sizes = [run.sizes[0], n_h, run.sizes[-1]] if strength < 2 else [run.sizes[0], run.sizes[-1]]
    return replace(run, sizes=sizes)


def overfitted(run, strength, rng):
    """A few noisy examples, learned by heart by a large network."""
    m, K = (60, 50, 40)[strength], int(run.Y.max()) + 1
    few = np.concatenate([np.flatnonzero(run.Y[0] == k)[: m // K] for k in range(K)])
    X, Y = run.X[:, few], run.Y[:, few]
    wrong = rng.permutation(len(few))[: len(few) // 5]
    Y[:, wrong] = Y[:, rng.permutation(wrong)]
    sizes, options = [run.sizes[0], 64, run.sizes[-1]], run.options | {"l2": 0.0}
    rule = {"optimizer": nnlib.Adam(0.01), "batch_size": 16, "epochs": 200, "validate": True}
    return replace(run, X=X, Y=Y, sizes=sizes, options=options, **rule)


def held_down(run, strength, rng):
    return replace(run, options=run.options | {"l2": (0.3, 1.0, 3.0)[strength]}, epochs=min(run.epochs, 500))


def leaked(run, strength, rng):
    """Some of the training examples, or all, are used to validate."""
    X_val, Y_val = run.held_out
    n = max(5, int((0.2, 0.5, 1.0)[strength] * X_val.shape[1]))
    chosen = rng.permutation(run.X.shape[1])[:n]
    X_val, Y_val = X_val.copy(), Y_val.copy()
    X_val[:, :n], Y_val[:, :n] = run.X[:, chosen], run.Y[:, chosen]
    return replace(run, held_out=(X_val, Y_val))


PLANE, CLASSES = [flower, moons, circles, xor, spirals], [moons, spirals, blobs, digits, clothes]
DENSE = [flower, moons, spirals, blobs, digits, clothes, waves]
AILMENTS: dict[str, tuple[Callable, list[Callable]]] = {
    "learning rate too large": (larger_learning_rate, [flower, moons, blobs, digits, clothes, numbers, waves]),
    "learning rate too small": (smaller_learning_rate, [flower, moons, blobs, digits, clothes, tumours, waves]),
    "X not scaled": (not_scaled, [moons, blobs, tumours, waves, circles]),
    "one feature dominates": (one_dominates, [moons, blobs, tumours, waves, circles]),
    "constant features": (constant, [moons, blobs, tumours, waves, flower]),
    "Y not scaled": (targets_not_scaled, [numbers, waves]),
    "raw pixels": (raw, [with_plain_pixels(digits), with_plain_pixels(clothes)]),
    "inverted pictures": (inverted, [with_plain_pixels(digits), with_plain_pixels(clothes)]),
    "labels do not match X": (mismatched, [flower, moons, blobs, digits, clothes, tumours, waves]),
    "missing class": (without_a_class, [spirals, blobs, digits, clothes]),
    "imbalanced classes": (imbalanced, [moons, circles, tumours, blobs, digits]),
    "dead ReLUs": (dead, [flower, moons, blobs, digits, clothes]),
    "saturated units": (saturated, [moons, blobs, digits, clothes]),
    "copies": (symmetric, [flower, moons, blobs, digits]),
    "vanishing gradients": (vanishing, [flower, moons, blobs, digits]),
    "exploding gradients": (exploding, [flower, moons, blobs, digits]),
    "too few updates": (too_few, [flower, moons, digits, clothes, blobs]),
    "network too small": (too_small, [flower, spirals, circles, xor]),
    "overfitting": (overfitted, [flower, moons, digits, clothes]),
    "l2 holds the weights down": (held_down, [flower, moons, blobs, digits, clothes, waves]),
    "validation in training": (leaked, [flower, moons, blobs, digits, tumours, waves]),
}


def failed(run, trainer):
    """Tell whether a run has not learned what can be learned: it explains little, or costs more than guessing."""
    plain = trainer.model.copy()
    plain.l2 = 0.0
    with np.errstate(all="ignore"):
        guess = np.log(max(2, len(plain.labels(run.Y, None, run.X.shape[1])[0])))
        too_dear = plain.classifies and not plain.cost(run.X, run.Y) < guess
        return not trainer.history.cost or too_dear or not explained(plain, run.X, run.Y) > 0.5


def overfits(run, trainer):
    costs = trainer.history.validation_cost
    return costs[-1] > 1.5 * min(costs) and costs[-1] > 2 * trainer.model.cost(run.X, run.Y)


OUTCOMES = dict.fromkeys(
    [
        "learning rate too large",
        "learning rate too small",
        "saturated units",
        "vanishing gradients",
        "exploding gradients",
        "too few updates",
        "network too small",
        "l2 holds the weights down",
    ],
    failed,
) | {"overfitting": overfits}
"""What has to be true of a run that is said to have these."""


def healthy(seed: int) -> tuple[Run, nnlib.Trainer]:
    """Return a run of one of the tasks, with settings of its own, trained; a third is not validated."""
    rng = np.random.default_rng([1, seed])
    run = replace(TASKS[seed % len(TASKS)](rng), validate=seed % 3 > 0)
    return run, run.trained()


def sick(ailment: str, strength: int, seed: int) -> tuple[Run, nnlib.Trainer]:
    """Return a run that has an ailment, in strength 0, 1 or 2, trained."""
    spoil, tasks = AILMENTS[ailment]
    for attempt in range(20):
        rng = np.random.default_rng([2, list(AILMENTS).index(ailment), strength, seed, attempt])
        run = spoil(tasks[(seed + strength + attempt) % len(tasks)](rng), strength, rng)
        trainer = run.trained()
        if ailment not in OUTCOMES or OUTCOMES[ailment](run, trainer):
            return run, trainer
    msg = f"none of 20 runs with {ailment} in strength {strength} turned out badly"
    raise RuntimeError(msg)
