"""Whether two revisions compute the same bits: the digests of everything that networks of all kinds compute.

It uses names alone that both revisions have, so it runs under either. On one machine, with one NumPy::

    git worktree add ../old REVISION
    PYTHONPATH=../old/src python tests/benchmarks/same_bits.py > old.txt
    PYTHONPATH=src python tests/benchmarks/same_bits.py > new.txt
    diff old.txt new.txt

Each line names a network and a quantity. The first line of a network that differs says which equation to look at,
because the quantities stand in the order in which they are computed. Another machine's BLAS may give other digests.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

import nnlib
from nnlib import datasets
from nnlib.activations import LeakyReLU, sigmoid

M = 53
"""How many examples there are where nothing else is said: in no batch size without a remainder."""


class Swish:
    """An activation of a user's own, whose derivative needs Z."""

    def __call__(self, Z, out=None):
        """Return z σ(z)."""
        return np.multiply(Z, sigmoid(Z), out=out)

    def derivative(self, Z):
        """Return σ(z) + z σ′(z)."""
        return sigmoid(Z) + Z * sigmoid.derivative(Z)


class Softsign:
    """An activation of a user's own, whose derivative needs its output alone."""

    def __call__(self, Z, out=None):
        """Return z / (1 + |z|)."""
        return np.divide(Z, 1 + np.abs(Z), out=out)

    def derivative(self, Z):
        """Return 1 / (1 + |z|)²."""
        return 1 / (1 + np.abs(Z)) ** 2

    def derivative_from_output(self, A, out=None):
        """Return (1 − |a|)²."""
        return np.square(1 - np.abs(A), out=out)


class Forgetful(nnlib.DeepNetwork):
    """A network that forgets the factor 1/m of its last layer, for the check to find."""

    def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
        """Return the gradients, with dW[L] m times too large."""
        gradients = super().backward(forward_pass, Y, sample_weight, out=out)
        gradients.dW[len(self.g)][...] *= forward_pass.output.shape[1]
        return gradients


def orthogonal(n_out, n_in, rng):
    """Return an initialization of a user's own: orthonormal rows or columns."""
    columns, _ = np.linalg.qr(rng.normal(size=(max(n_out, n_in), min(n_out, n_in))))
    return columns if n_out >= n_in else columns.T


swish, softsign = Swish(), Softsign()
CUSTOM = {"Swish": swish, "Softsign": softsign}


@dataclass
class Subject:
    """A network, and what it is to learn."""

    model: nnlib.Network
    X: Any
    Y: Any
    optimizer: Any
    batch_size: int | None = None
    sample_weight: Any = None

    def quantities(self) -> Iterator[tuple[str, Any]]:
        """Yield each quantity with its name, in the order in which it is computed."""
        model, weight = self.model, self.sample_weight
        yield "repr", repr(model)
        yield "theta", model.parameters.vector
        yield from self.equations("")
        yield from self.training()
        yield from self.equations(" of the trained")
        yield "predict_proba", model.predict_proba(self.X)
        yield "predict", model.predict(self.X)
        yield "evaluate", repr(model.evaluate(self.X, self.Y, weight))
        yield "cost of a copy in float32", model.astype("float32").cost(self.X, self.Y)

    def equations(self, which: str) -> Iterator[tuple[str, Any]]:
        """Yield what the equations give for all examples."""
        model, forward_pass = self.model, self.model.forward(self.X)
        for l in forward_pass.Z:
            yield f"Z[{l}]{which}", forward_pass.Z[l]
            yield f"A[{l}]{which}", forward_pass.A[l]
        yield f"cost_of{which}", model.cost_of(forward_pass, self.Y, self.sample_weight)
        gradients = model.backward(forward_pass, self.Y, self.sample_weight)
        for l in reversed(forward_pass.Z):
            yield f"dZ[{l}]{which}", gradients.dZ[l]
        yield f"gradients{which}", gradients.vector

    def training(self) -> Iterator[tuple[str, Any]]:
        """Yield what training comes to: straight on, and from a file that was saved in mid-epoch."""
        straight = nnlib.Trainer(self.model, optimizer=self.optimizer, batch_size=self.batch_size, rng=7)
        stopped = nnlib.Trainer(self.model.copy(), optimizer=self.optimizer, batch_size=self.batch_size, rng=7)
        fit = {"sample_weight": self.sample_weight, "validation": (self.X[:, :11], self.Y[:, :11])}
        straight.fit(self.X, self.Y, epochs=3, every=2, **fit)
        yield "theta after training", self.model.parameters.vector
        yield "history after training", listed(straight.history)
        stopped.fit(self.X, self.Y, iterations=2, **fit)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "run.npz"
            stopped.save(file)
            resumed = nnlib.Trainer.load(file, custom=CUSTOM)
            stopped.model.save(file)
            loaded = nnlib.load(file, custom=CUSTOM)
        yield "theta in mid-epoch", loaded.parameters.vector
        yield "history in mid-epoch", listed(resumed.history)
        resumed.fit(self.X, self.Y, epochs=2, **fit)
        yield "theta after resuming", resumed.model.parameters.vector
        yield "history after resuming", listed(resumed.history)


def listed(history: nnlib.History) -> str:
    """Return all digits of a history."""
    return repr({name: np.asarray(values).tolist() for name, values in vars(history).items()})


def digest(value: Any) -> str:
    """Return sixteen digits of what a value's bytes, type and shape come to."""
    if isinstance(value, str):
        return sha256(value.encode()).hexdigest()[:16]
    array = np.asarray(value)
    described = f"{array.dtype.str}{array.shape}".encode()
    return sha256(described + np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def subjects() -> dict[str, Subject]:
    """Return networks of all kinds, with something for each to learn."""
    rng = np.random.default_rng(20)
    rows = rng.normal(size=(M, 5)).T  # X.T is C-ordered
    columns = np.ascontiguousarray(rows)
    every_other = rng.normal(size=(10, 2 * M))[::2, ::2]
    yes_or_no, three_answers = rng.integers(0, 2, (1, M)), rng.integers(0, 2, (3, M))
    classes = rng.integers(0, 4, (1, M))
    one_hot = np.eye(4)[:, classes[0]]
    numbers, bounded = rng.normal(size=(2, M)), np.tanh(rng.normal(size=(1, M)))
    weights = np.where(np.arange(M) % 5, rng.uniform(0.1, 3.0, M), 0.0)
    sgd, momentum = nnlib.GradientDescent(0.3), nnlib.Momentum(0.1, beta=0.8)
    rmsprop, adam = nnlib.RMSProp(0.01), nnlib.Adam(0.02)
    deep, shallow, network, logistic = nnlib.DeepNetwork, nnlib.ShallowNetwork, nnlib.Network, nnlib.LogisticRegression
    flower_X, flower_Y = datasets.flower(m=80, rng=1)
    digits_X, digits_Y = (part[:, :600] for part in datasets.digits()[:2])
    squared, half = {"loss": "squared_error"}, {"dtype": "float32"}
    mixed = ["relu", "tanh", LeakyReLU(0.3), "sigmoid"]
    return {
        "logistic, whole batch": Subject(logistic(5), rows, yes_or_no, sgd),
        "logistic, weights, L2, float32": Subject(
            logistic(5, l2=0.2, **half), columns, yes_or_no, momentum, 8, weights
        ),
        "no hidden layer, drawn": Subject(network([5, 1], initialization="he", rng=1), rows, yes_or_no, rmsprop, 10),
        "shallow tanh, small": Subject(shallow(2, 4, initialization="small", rng=3), flower_X, flower_Y, sgd, 32),
        "shallow sigmoid to tanh": Subject(
            shallow(5, 6, hidden="sigmoid", output="tanh", l2=0.01, rng=4, **squared), columns, bounded, momentum, 16
        ),
        "shallow swish": Subject(shallow(5, 4, 2, hidden=swish, output="identity", rng=5), rows, numbers, adam, 9),
        "shallow zeros": Subject(shallow(5, 3, initialization="zeros"), every_other, yes_or_no, adam, 20, weights),
        "shallow own initialization": Subject(
            shallow(5, 8, initialization=orthogonal, rng=6), every_other, yes_or_no, rmsprop
        ),
        "deep relu, classes, float32": Subject(
            deep([5, 7, 6, 4], output="softmax", l2=0.05, rng=7, **half), rows, classes, adam, 16
        ),
        "deep relu, one-hot, weights": Subject(
            deep([5, 7, 6, 4], output="softmax", initialization="he", rng=8), columns, one_hot, adam, 12, weights
        ),
        "deep leaky, three answers": Subject(
            deep([5, 6, 3], hidden=LeakyReLU(0.2), output="sigmoid", rng=9), rows, three_answers, rmsprop, 50, weights
        ),
        "deep leaky, by name": Subject(deep([5, 9, 9, 1], hidden="leaky_relu", rng=10), columns, yes_or_no, sgd, 1),
        "identity throughout": Subject(
            network([5, 4, 2], hidden="identity", output="identity", initialization="xavier", rng=11),
            columns, numbers, momentum, 64,
        ),
        "mixed": Subject(network([5, 4, 6, 3, 5, 1], hidden=mixed, l2=0.1, rng=12), rows, yes_or_no, adam, 8, weights),
        "sigmoid with squared error": Subject(
            network([5, 4, 3], output="sigmoid", rng=13, **squared), rows, three_answers / 2, sgd, 8, weights
        ),
        "relu output": Subject(network([5, 4, 2], output="relu", rng=14, **half), rows, np.abs(numbers), rmsprop, 8),
        "swish throughout, float32": Subject(
            network([5, 4, 3, 2], hidden=swish, output=swish, rng=15, **half), rows, numbers, adam, 8
        ),
        "softsign to softmax": Subject(
            network([5, 6, 4], hidden=softsign, output="softmax", l2=0.3, rng=16),
            rows, classes, momentum, 25, weights,
        ),
        "digits": Subject(network([64, 100, 50, 10], output="softmax", rng=17), digits_X, digits_Y, adam, 128),
        "digits, float32": Subject(
            network([64, 100, 50, 10], hidden="tanh", output="softmax", l2=1e-3, rng=18, **half),
            digits_X.astype(np.float32), digits_Y, nnlib.Momentum(0.05), 128,
        ),
    }  # fmt: skip


def main() -> None:
    """Print a line for each quantity of each network, and the reports of four gradient checks."""
    every = subjects()
    for name in ("logistic, weights, L2, float32", "mixed", "deep relu, classes, float32"):
        subject = every[name]
        print(f"gradient check of {name}:")
        print(nnlib.gradient_check(subject.model, subject.X, subject.Y, subject.sample_weight, coordinates=9, rng=0))
    forgetful = Forgetful([5, 4, 1], hidden="tanh", rng=23)
    print(nnlib.gradient_check(forgetful, every["mixed"].X, every["mixed"].Y, rng=0))
    for name, subject in every.items():
        for quantity, value in subject.quantities():
            print(f"{name}: {quantity}: {digest(value)}")
    for shape in ("flower", "spirals", "circles", "moons", "xor"):
        X, Y = getattr(datasets, shape)(rng=2)
        print(f"{shape}: X and Y: {digest(X)} {digest(Y)}")
    many = np.random.default_rng(21).normal(size=(40_000, 5)).T  # more than go through the network at once
    wide = nnlib.Network([5, 64, 1], rng=22)
    print(f"in chunks: evaluate: {digest(repr(wide.evaluate(many, many[:1] > 0)))}")
    print(f"in chunks: predict_proba: {digest(wide.predict_proba(many))}")


if __name__ == "__main__":
    main()
