"""The parameters that training begins with.

W[1] and W[2] begin with small random numbers, so that each hidden unit is a different one; b[1] and b[2] may begin
with zeros. Draw from the normal distribution with mean 0, and multiply by 0.01, the course's factor. So that your
numbers can be compared, two generators are given: draw W[1] from `rng1` and W[2] from `rng2`, each in one call. Mind
the shapes: W[l] has one row for each unit of its layer and one column for each number that comes into it.
"""

import numpy as np

SHORTER = "rng1.normal(0, 0.01, (n_h, n_x)) draws with the standard deviation 0.01, and needs no factor."


def generators(seed):
    """Return a generator of random numbers for each of the two layers."""
    return np.random.default_rng(seed).spawn(2)


def initialize(n_x, n_h, n_y, seed):
    """Return small random W1 and W2, and b1 and b2 of zeros.

    Comes in:  n_x, n_h, n_y, the sizes of the layers; seed, a whole number
    Goes out:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
    """
    rng1, rng2 = generators(seed)  # given
    W1 = rng1.normal(size=(n_h, n_x)) * 0.01
    # notes: W[1] with the rows w₁ᵀ, w₂ᵀ, …, one for each hidden unit
    # slip: generators(seed)[0].normal(size=(n_x, n_h)) * 0.01
    #   has shape (n_x, n_h): it has one row for each hidden unit, so (n_h, n_x)
    # slip: generators(seed)[0].normal(size=(n_h, n_x))
    #   is 100 times too large: the factor 0.01 is missing, without which tanh begins where it is flat
    # slip: generators(seed)[0].normal(0.01, size=(n_h, n_x))
    #   has 0.01 as its mean, which is the first argument of rng1.normal: multiply the numbers by 0.01
    # slip: generators(seed)[0].randn(n_h, n_x) * 0.01
    #   uses randn, which np.random has and a generator has not: rng1.normal(size=(n_h, n_x))
    # slip: generators(seed)[0].normal(n_h, n_x) * 0.01
    #   is one number: the first arguments of normal are mean and standard deviation, and the shape is size=(n_h, n_x)
    # slip: generators(seed)[0].normal((n_h, n_x)) * 0.01
    #   has two elements: the first argument of normal is the mean, and the shape is size=(n_h, n_x)
    # slip: generators(seed)[0].random((n_h, n_x)) * 0.01
    #   is drawn with random, which gives numbers from 0 to 1 only: rng1.normal gives both signs
    # slip: generators(seed)[0].uniform(-1, 1, (n_h, n_x)) * 0.01
    #   is drawn with uniform: the normal distribution is rng1.normal
    # slip: np.random.RandomState(seed).randn(n_h, n_x) * 0.01
    #   is drawn from np.random, which gives other numbers for this seed: draw from rng1
    # slip: generators(seed)[0].normal(size=(n_h, n_x)) / np.sqrt(n_x)
    #   is divided by √n_x, which is another initialization: here the factor is 0.01
    # slip: generators(seed)[0].normal(size=(n_h, n_x)) * 0.1
    #   is 10 times too large: the factor is 0.01
    # slip: generators(seed)[1].normal(size=(n_h, n_x)) * 0.01
    #   is drawn from rng2, which is for W2: draw it from rng1
    # slip: np.random.default_rng(seed).normal(size=(n_h, n_x)) * 0.01
    #   is drawn from a generator of your own: draw it from rng1, which is given
    # slip: np.zeros((n_h, n_x))
    #   is zeros, from which all hidden units stay copies of one another: draw it with rng1.normal
    b1 = np.zeros((n_h, 1))
    # notes: b[1], a column with one number for each hidden unit
    # slip: np.zeros(n_h)
    #   has one axis: it is a column, (n_h, 1), which is added to each column of W1 X
    # slip: np.zeros((1, n_h))
    #   is a row: it is a column, (n_h, 1), which is added to each column of W1 X
    # slip: np.zeros((n_x, 1))
    #   has n_x rows: there is one bias for each hidden unit, so (n_h, 1)
    # slip: np.zeros((n_h, n_x))
    #   has the shape of W1: there is one bias for each hidden unit, so (n_h, 1)
    # slip: np.zeros(n_h, 1)
    #   passes two arguments to np.zeros: the shape is one argument, a pair, np.zeros((n_h, 1))
    # slip: generators(seed)[0].normal(size=n_h * n_x + n_h)[n_h * n_x :].reshape(n_h, 1) * 0.01
    #   is drawn at random: the biases begin with zeros
    # slip: np.ones((n_h, 1))
    #   is ones: the biases begin with zeros
    # slip: 0
    #   is a single 0: there is one bias for each hidden unit, so (n_h, 1)
    W2 = rng2.normal(size=(n_y, n_h)) * 0.01
    # notes: W[2], with one row for each output, since layer 2 receives a[1]
    # slip: generators(seed)[0].normal(size=(n_y, n_h)) * 0.01
    #   is drawn from rng1, which is for W1: draw it from rng2
    # slip: generators(seed)[0].normal(size=n_h * n_x + n_y * n_h)[n_h * n_x :].reshape(n_y, n_h) * 0.01
    #   is drawn from rng1, which is for W1: draw it from rng2
    # slip: generators(seed)[1].normal(size=(n_h, n_y)) * 0.01
    #   has shape (n_h, n_y): it has one row for each output, so (n_y, n_h)
    # slip: generators(seed)[1].normal(size=(n_y, n_x)) * 0.01
    #   has n_x columns: layer 2 receives a[1], which has n_h rows, so (n_y, n_h)
    # slip: generators(seed)[1].normal(size=(n_y, n_h))
    #   is 100 times too large: the factor 0.01 is missing
    # slip: generators(seed)[1].normal(0.01, size=(n_y, n_h))
    #   has 0.01 as its mean, which is the first argument of rng2.normal: multiply the numbers by 0.01
    # slip: generators(seed)[1].normal(n_y, n_h) * 0.01
    #   is one number: the first arguments of normal are mean and standard deviation, and the shape is size=(n_y, n_h)
    # slip: generators(seed)[1].random((n_y, n_h)) * 0.01
    #   is drawn with random, which gives numbers from 0 to 1 only: rng2.normal gives both signs
    # slip: generators(seed)[1].normal(size=(n_y, n_h)) / np.sqrt(n_h)
    #   is divided by √n_h, which is another initialization: here the factor is 0.01
    # slip: np.zeros((n_y, n_h))
    #   is zeros, through which no gradient comes back to W1: draw it with rng2.normal
    b2 = np.zeros((n_y, 1))
    # notes: b[2], a column with one number for each output
    # slip: np.zeros((1, 1))
    #   is a single 0: there is one bias for each output, so (n_y, 1)
    # slip: np.zeros(n_y)
    #   has one axis: it is a column, (n_y, 1)
    # slip: np.zeros(n_y, 1)
    #   passes two arguments to np.zeros: the shape is one argument, a pair, np.zeros((n_y, 1))
    # slip: generators(seed)[1].normal(size=n_y * n_h + n_y)[n_y * n_h :].reshape(n_y, 1) * 0.01
    #   is drawn at random: the biases begin with zeros
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
    """Make the biases first, and give the scale to the generators."""
    rng1, rng2 = generators(seed)
    b = {1: np.zeros((n_h, 1)), 2: np.zeros((n_y, 1))}
    W = {2: rng2.normal(0, 0.01, (n_y, n_h)), 1: rng1.normal(0, 0.01, (n_h, n_x))}
    return W[1], b[1], W[2], b[2]


def another_layer_by_layer(n_x, n_h, n_y, seed):
    """Loop over the layers."""
    sizes = [n_x, n_h, n_y]
    parameters = []
    for n_previous, n, rng in zip(sizes[:-1], sizes[1:], generators(seed), strict=True):
        parameters += [rng.standard_normal((n, n_previous)) / 100, np.zeros(n)[:, np.newaxis]]
    return tuple(parameters)


def another_reshapes(n_x, n_h, n_y, seed):
    """Draw a row of numbers for each matrix, and give it its shape."""
    first, second = (0.01 * rng.normal(size=n_h * n) for rng, n in zip(generators(seed), (n_x, n_y), strict=True))
    W1, W2 = first.reshape(n_h, n_x), second.reshape(n_y, n_h)
    b1, b2 = 0 * W1[:, [0]], 0 * W2[:, [0]]
    return W1, b1, W2, b2
