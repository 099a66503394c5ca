"""The parameters that training begins with.

W[1] and W[2] begin with small random numbers, so that each hidden unit is a different one; b[1] and b[2] may begin with
zeros. Draw from the normal distribution with mean 0 and multiply by 0.01, the course's factor. So that your numbers can be
compared, the draws have an order: the whole of W[1] first, then W[2], both from the generator `rng` that is made from the
seed. The biases take no draws. Mind the shapes: W[l] has one row for each unit of its layer and one column for each number
that comes into it.
"""

import numpy as np


def initialize(n_x, n_h, n_y, seed):
    """Return small random W1 and W2, and b1 and b2 of zeros.

    Comes in:  n_x, n_h, n_y, the sizes of the layers; seed, a whole number
    Goes out:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
    """
    rng = np.random.default_rng(seed)  # given
    W1 = rng.normal(size=(n_h, n_x)) * 0.01
    # notes: W[1] is (n_h, n_x): its rows are w₁ᵀ, w₂ᵀ, …, one for each hidden unit
    # slip: np.random.default_rng(seed).normal(size=(n_x, n_h)) * 0.01
    #   has shape (n_x, n_h): it has one row for each hidden unit, so (n_h, n_x)
    # slip: np.random.default_rng(seed).normal(size=(n_h, n_x))
    #   is 100 times too large: the factor 0.01 is missing, without which tanh begins where it is flat
    # slip: np.random.default_rng(seed).normal(0.01, size=(n_h, n_x))
    #   has 0.01 as its mean, which is the first argument of rng.normal: multiply the numbers by 0.01
    # slip: np.random.default_rng(seed).random((n_h, n_x)) * 0.01
    #   is drawn with rng.random, which gives numbers from 0 to 1 only: rng.normal gives both signs
    # slip: np.random.default_rng(seed).uniform(-1, 1, (n_h, n_x)) * 0.01
    #   is drawn with rng.uniform: the normal distribution is rng.normal
    # slip: np.random.RandomState(seed).randn(n_h, n_x) * 0.01
    #   is drawn from np.random, which gives other numbers for this seed: draw from rng
    # slip: np.random.default_rng(seed).normal(size=(n_h, n_x)) / np.sqrt(n_x)
    #   is divided by √n_x, which is another initialization: here the factor is 0.01
    # slip: np.zeros((n_h, n_x))
    #   is zeros, from which all hidden units stay copies of one another: draw it with rng.normal
    b1 = np.zeros((n_h, 1))
    # notes: b[1] is (n_h, 1)
    # slip: np.zeros(n_h)
    #   has one axis: it is a column, (n_h, 1), which is added to each column of W1 X
    # slip: np.zeros((1, n_h))
    #   is a row: it is a column, (n_h, 1), which is added to each column of W1 X
    # slip: np.zeros((n_x, 1))
    #   has n_x rows: there is one bias for each hidden unit, so (n_h, 1)
    # slip: np.zeros((n_h, n_x))
    #   has the shape of W1: there is one bias for each hidden unit, so (n_h, 1)
    # slip: np.ones((n_h, 1))
    #   is ones: the biases begin with zeros
    # slip: 0
    #   is a single 0: there is one bias for each hidden unit, so (n_h, 1)
    W2 = rng.normal(size=(n_y, n_h)) * 0.01
    # notes: W[2] is (n_y, n_h): layer 2 receives a[1]
    # slip: np.random.default_rng(seed).normal(size=(n_y, n_h)) * 0.01
    #   begins with the numbers that belong to W1: draw W1 first and then W2, both from the same rng
    # slip: rng.normal(size=(n_h, n_y)) * 0.01
    #   has shape (n_h, n_y): it has one row for each output, so (n_y, n_h)
    # slip: rng.normal(size=(n_y, n_x)) * 0.01
    #   has n_x columns: layer 2 receives a[1], which has n_h rows, so (n_y, n_h)
    # slip: rng.normal(size=(n_y, n_h))
    #   is 100 times too large: the factor 0.01 is missing
    # slip: np.zeros((n_y, n_h))
    #   is zeros, through which no gradient comes back to W1: draw it with rng.normal
    b2 = np.zeros((n_y, 1))
    # notes: b[2] is (n_y, 1)
    # slip: np.zeros((1, 1))
    #   is a single 0: there is one bias for each output, so (n_y, 1)
    # slip: np.zeros(n_y)
    #   has one axis: it is a column, (n_y, 1)
    # slip: np.zeros((n_h, 1))
    #   has n_h rows: there is one bias for each output, so (n_y, 1)
    # slip: 0
    #   is a single 0: there is one bias for each output, so (n_y, 1)
    return W1, b1, W2, b2
    # slip: W1, W2, b1, b2
    #   has both matrices before both biases: the order is W1, b1, W2, b2
    # slip: W1, b1, W2
    #   lacks b2


def inputs(rng, n_x=2, n_h=4, n_y=1):
    """Draw a seed."""
    return {"n_x": n_x, "n_h": n_h, "n_y": n_y, "seed": int(rng.integers(1, 1000))}


def another_biases_first(n_x, n_h, n_y, seed):
    """Make the biases first, and give the scale to the generator."""
    generator = np.random.default_rng(seed)
    b = {1: np.zeros((n_h, 1)), 2: np.zeros((n_y, 1))}
    W = {1: generator.normal(0, 0.01, (n_h, n_x)), 2: generator.normal(0, 0.01, (n_y, n_h))}
    return W[1], b[1], W[2], b[2]


def another_layer_by_layer(n_x, n_h, n_y, seed):
    """Loop over the layers."""
    rng = np.random.default_rng(seed)
    sizes = [n_x, n_h, n_y]
    parameters = []
    for n_previous, n in zip(sizes[:-1], sizes[1:], strict=True):
        parameters += [rng.standard_normal((n, n_previous)) / 100, np.zeros(n)[:, np.newaxis]]
    return tuple(parameters)


def another_draws_all_at_once(n_x, n_h, n_y, seed):
    """Draw one long row of numbers, and cut it."""
    rng = np.random.default_rng(seed)
    first, second = np.split(0.01 * rng.normal(size=n_h * n_x + n_y * n_h), [n_h * n_x])
    W1, W2 = first.reshape(n_h, n_x), second.reshape(n_y, n_h)
    b1, b2 = 0 * W1[:, [0]], 0 * W2[:, [0]]
    return W1, b1, W2, b2
