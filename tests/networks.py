"""Networks that many tests start from: outputs with their losses, random biases, examples with labels of every kind."""

from dataclasses import dataclass

import numpy as np

import nnlib
from nnlib import dropout
from nnlib.activations import sigmoid
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Recurrent
from nnlib.schedules import Schedule


class Swish:
    """z σ(z), an activation of a user's own, whose derivative needs Z."""

    def __call__(self, Z, out=None):
        return np.multiply(Z, sigmoid(Z), out=out)

    def derivative(self, Z):
        return sigmoid(Z) + Z * sigmoid.derivative(Z)

    def __repr__(self):
        return type(self).__name__


@dataclass(frozen=True)
class Differences(Layer):
    """A layer of a user's own, which sees how much two neighbouring features differ, and takes no room."""

    @property
    def n_in(self):
        return int(np.prod(self.input_shape)) // 2

    def inputs(self, A, l):
        return A[l - 1][: 2 * self.n_in : 2] - A[l - 1][1 : 2 * self.n_in : 2]

    def back(self, dP, A, l):
        dA = np.zeros_like(A[l - 1])
        dA[: 2 * self.n_in : 2], dA[1 : 2 * self.n_in : 2] = dP, -dP
        return dA


@dataclass(frozen=True)
class Decay(Schedule):
    """The course's decay of α."""

    start: float

    def __call__(self, t):
        return self.start / (1 + 0.1 * t)


CUSTOM = {"Swish": Swish(), "Differences": Differences, "Decay": Decay}
"""What a file of the networks below needs beside it."""

HIDDEN = ["sigmoid", "tanh", "relu", "leaky_relu", "identity", Swish()]
PAIRS = [
    ("sigmoid", "binary_cross_entropy"),
    ("softmax", "categorical_cross_entropy"),
    *((output, "squared_error") for output in ("identity", "sigmoid", "tanh", "relu", "leaky_relu")),
]
"""The outputs, each with a loss that it goes with."""


def network(sizes=(3, 5, 4, 3), *, hidden="tanh", output="sigmoid", cls=nnlib.Network, seed=4, **options):
    """Return a network with random biases, away from the kinks; with seed 4 some ReLUs of each layer are alive."""
    model = cls(sizes, hidden=hidden, output=output, rng=seed, **options)
    model.parameters.vector += 0.3 * np.random.default_rng(seed).normal(size=model.parameters.vector.size)
    return model


def examples(model, m=7, seed=0):
    """Return X with negative numbers, and Y with all labels as far as m allows; class indices for softmax."""
    rng = np.random.default_rng(seed)
    n_x, n_y = model.layer_sizes[0], model.layer_sizes[-1]
    X = rng.normal(size=(n_x, m))
    Y = {
        "binary_cross_entropy": np.resize([0.0, 1.0, 1.0], (n_y, m)),
        "categorical_cross_entropy": np.resize(np.arange(n_y), (1, m)),
        "squared_error": rng.normal(size=(n_y, m)),
    }[model.loss.name]
    return X, Y


def weights(m, seed=2):
    """Return one weight an example, all different and none 0."""
    return np.random.default_rng(seed).uniform(0.5, 2, m)


shared, wide = Dense(6), Convolution(2, 3, padding=2)
IMAGE, SEQUENCE = (2, 6, 5), (5, 2)
KINDS: dict[str, tuple[list, dict]] = {
    "dense": ([3, 5, 4, 1], {}),
    "convolutional": (
        [IMAGE, Convolution(3, 3, padding=1), MaxPool(2), Convolution(4, 2), 5, 3],
        {"output": "softmax"},
    ),
    "with strides": ([IMAGE, Convolution(3, (3, 2), stride=(2, 1), padding=(0, 1)), 2], {"output": "tanh"}),
    "pools in a row": ([IMAGE, MaxPool((1, 2), stride=1), MaxPool(2), Convolution(3, 2), 1], {"hidden": "leaky_relu"}),
    "shared behind pools": (
        [(2, 8, 8), MaxPool(2), wide, MaxPool(3, stride=1), wide, MaxPool(3), Convolution(6, 2), 6, shared, shared, 1],
        {"hidden": "tanh"},
    ),
    "of one's own": (
        [IMAGE, Convolution(3, 2), MaxPool(2), Differences(8), 5, Differences(4), 1],
        {"hidden": Swish()},
    ),
    "recurrent": ([SEQUENCE, Recurrent(4), 1], {"hidden": "tanh"}),
    "recurrent, then dense": ([SEQUENCE, Recurrent(4), 4, 3], {"hidden": Swish(), "output": "softmax"}),
    "thinned": ([3, 8, 6, 1], {"hidden": "tanh", "keep_prob": 0.7}),
    "thinned convolutional": (
        [IMAGE, Convolution(3, 3), MaxPool(2), Convolution(4, 1), 6, 3],
        {"output": "softmax", "keep_prob": {1: 0.9, 3: 0.6}},
    ),
    "thinned recurrent": ([SEQUENCE, Recurrent(6), 4, 1], {"hidden": "sigmoid", "keep_prob": 0.8}),
}
"""Networks of all kinds, by the list of their layers and their options."""
KEPT = [kind for kind, (_, options) in KINDS.items() if "keep_prob" in options]
"""Those that are thinned."""


def of_kind(kind, **options):
    """Return a network of this kind with random biases, and with a bit of L2."""
    layers, its_own = KINDS[kind]
    return network(layers, **({"l2": 0.01} | its_own | options))


def masks(kept, sizes, m, dtype, rng):
    """Return the masks that training draws of layers of these sizes, n_x to n_y, for m examples."""
    D = {l: np.empty((sizes[l], m), dtype) for l in kept}
    dropout.draw(D, kept, rng)
    return D
