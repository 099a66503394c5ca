"""Networks that many tests start from: outputs with their losses, random biases, examples with labels of every kind."""

import numpy as np

import nnlib
from nnlib.activations import sigmoid


class Swish:
    """z σ(z), an activation of a user's own, whose derivative needs Z."""

    def __call__(self, Z, out=None):
        return np.multiply(Z, sigmoid(Z), out=out)

    def derivative(self, Z):
        return sigmoid(Z) + Z * sigmoid.derivative(Z)

    def __repr__(self):
        return type(self).__name__


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
