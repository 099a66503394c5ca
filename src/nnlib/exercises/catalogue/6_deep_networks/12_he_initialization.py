"""Random weights for a deep network.

With a factor of 0.01 the activations of a deep network shrink from layer to layer, until nothing is left. z is a
sum over n[l-1] inputs, so its spread grows with √n[l-1], and dividing by √n[l-1] keeps it. ReLU sets half of the
numbers to 0, which the 2 makes up for: W[l] is drawn from the normal distribution and multiplied by √(2 / n[l-1]).
This is He's initialization. So that your numbers can be compared, the draws have an order: the whole of W[1] first,
then W[2] and so on, all from the one generator `rng`. The biases are zeros and take no draws.
"""

import numpy as np

SHORTER = (
    "rng.normal(0, np.sqrt(2 / n[l - 1]), (n[l], n[l - 1])) draws with this standard deviation, and needs no factor."
)


def he_initialization(layer_sizes, seed):
    """Return the parameters that a deep network with ReLU begins with.

    Comes in:  layer_sizes, the list [n[0], n[1], …, n[L]]; seed, a whole number
    Goes out:  W, b, dictionaries with the keys 1, …, L: W[l] (n[l], n[l-1]) and b[l] (n[l], 1)
    """
    rng = np.random.default_rng(seed)  # given
    # slip: np.random.RandomState(seed)
    #   is the old generator of np.random, which gives other numbers for this seed: rng is given
    n = layer_sizes
    L = len(n) - 1
    # notes: L is the number of layers that compute something; the input is not counted
    # slip: len(n)
    #   counts the input as a layer: the list has L + 1 sizes, so L is len(layer_sizes) - 1
    W, b = {}, {}
    for l in range(1, L + 1):
        # slip: for l in range(1, L):
        #   leaves out layer L: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(L):
        #   goes from 0 to L - 1: the input is layer 0 and has no W, and layer L is left out; it is range(1, L + 1)
        # slip: for l in [1]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        # slip: for l in range(L, 0, -1):
        #   begins with layer L, so that the numbers come in another order: W[1] is drawn first
        numbers = rng.normal(size=(n[l], n[l - 1]))
        # notes: W[l] is (n[l], n[l-1])
        # slip: numbers = np.random.default_rng(seed).normal(size=(n[l], n[l - 1]))
        #   begins with the same numbers in every layer: make the generator once, above the loop
        # slip: numbers = rng.normal(size=(n[l - 1], n[l]))
        #   is transposed: W[l] has a row for each node of layer l, and a column for each of layer l-1, (n[l],
        #   n[l-1])
        # slip: numbers = rng.normal(size=(n[l - 1], n[l])).T
        #   is drawn as its transpose, so that the numbers come in another order: draw (n[l], n[l-1])
        # slip: numbers = rng.random((n[l], n[l - 1]))
        #   is drawn with rng.random, which gives numbers from 0 to 1 only: the normal distribution is rng.normal
        # slip: numbers = rng.uniform(-1, 1, (n[l], n[l - 1]))
        #   is drawn with rng.uniform: the normal distribution is rng.normal
        W[l] = numbers * np.sqrt(2 / n[l - 1])
        # notes: W[l] = normal numbers * √(2 / n[l-1])
        # slip: numbers * np.sqrt(1 / n[l - 1])
        #   has √(1 / n[l-1]), which suits tanh: ReLU sets half of the numbers to 0, so it is √(2 / n[l-1])
        # slip: numbers * np.sqrt(2 / n[l])
        #   has n[l], the nodes of the layer itself: z is a sum over n[l-1] inputs, √(2 / n[l-1])
        # slip: numbers * np.sqrt(2 / (n[l] + n[l - 1]))
        #   has the sum of both sizes, as Glorot's initialization has: it is √(2 / n[l-1])
        # slip: numbers * (2 / n[l - 1])
        #   has no root: 2 / n[l-1] is the variance, and its root the factor
        # slip: numbers * np.sqrt(2) / n[l - 1]
        #   has the root of 2 alone: it is √(2 / n[l-1]), with n[l-1] under the root
        # slip: numbers * 2 / np.sqrt(n[l - 1])
        #   has the 2 outside of the root: it is √(2 / n[l-1])
        # slip: numbers / np.sqrt(2 / n[l - 1])
        #   is divided by √(2 / n[l-1]), or has the fraction upside down: multiply by √(2 / n[l-1])
        # slip: numbers * np.sqrt(2 / n[0])
        #   has n_x in every layer: layer l receives n[l-1] numbers
        # slip: numbers + np.sqrt(2 / n[l - 1])
        #   has √(2 / n[l-1]) added, as happens too if it is the first argument of rng.normal: multiply by it
        # slip: numbers * 0.01
        #   has the factor 0.01 of the shallow network: it is √(2 / n[l-1])
        # slip: numbers
        #   has no factor √(2 / n[l-1])
        # slip: np.zeros((n[l], n[l - 1]))
        #   is zeros, from which the nodes of a layer stay copies of one another: draw it with rng.normal
        b[l] = np.zeros((n[l], 1))
        # notes: b[l] is (n[l], 1)
        # slip: np.zeros(n[l])
        #   has one axis: it is a column, (n[l], 1)
        # slip: np.zeros((1, n[l]))
        #   is a row: it is a column, (n[l], 1)
        # slip: np.zeros((n[l - 1], 1))
        #   has n[l-1] rows: there is one bias for each node of layer l itself
        # slip: b[l] = rng.normal(size=(n[l], 1))
        #   is drawn: the biases are zeros, and take no numbers from rng
        # slip: b[l] = rng.normal(size=(n[l], 1)) * np.sqrt(2 / n[l - 1])
        #   is drawn: the biases are zeros, and take no numbers from rng
        # slip: np.ones((n[l], 1))
        #   is ones: the biases begin with zeros
        # slip: 0
        #   is a single 0: there is one bias for each node, (n[l], 1)
    return W, b
    # slip: {l - 1: W[l] for l in W}, {l - 1: b[l] for l in b}
    #   has the keys 0 to L - 1: the layers are numbered from 1 to L
    # slip: b, W
    #   has b before W: the order is W, b
    # slip: W
    #   lacks b: the order is W, b


def inputs(rng, L=2):
    """Draw sizes of layers that all differ, and a seed."""
    return {"layer_sizes": rng.permutation(np.arange(3, 13))[: L + 1].tolist(), "seed": int(rng.integers(1, 1000))}


def another_gives_the_scale_to_the_generator(layer_sizes, seed):
    """Give the standard deviation to the generator."""
    generator = np.random.default_rng(seed)
    W, b = {}, {}
    n_prev = layer_sizes[0]
    for l, n in enumerate(layer_sizes[1:], start=1):
        W[l] = generator.normal(0, (2 / n_prev) ** 0.5, (n, n_prev))
        b[l] = np.full((n, 1), 0.0)
        n_prev = n
    return W, b


def another_with_comprehensions(layer_sizes, seed):
    """Make the biases first, which take no draws."""
    rng = np.random.default_rng(seed)
    layers = range(1, len(layer_sizes))
    b = {l: np.zeros((layer_sizes[l], 1)) for l in layers}
    W = {l: rng.standard_normal((layer_sizes[l], layer_sizes[l - 1])) / np.sqrt(layer_sizes[l - 1] / 2) for l in layers}
    return W, b


def another_cuts_one_long_draw(layer_sizes, seed):
    """Draw all numbers at once, and cut them."""
    shapes = [(layer_sizes[l + 1], layer_sizes[l]) for l in range(len(layer_sizes) - 1)]
    numbers = np.random.default_rng(seed).normal(size=sum(rows * columns for rows, columns in shapes))
    W, b = {}, {}
    begin = 0
    for rows, columns in shapes:
        W[len(W) + 1] = np.sqrt(2.0 / columns) * numbers[begin : begin + rows * columns].reshape(rows, columns)
        b[len(W)] = np.zeros(rows)[:, None]
        begin += rows * columns
    return W, b
