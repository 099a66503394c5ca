"""How many parameters a network has.

The sizes n[0] = n_x, n[1], …, n[L] = n_y say how many numbers gradient descent has to find. Each layer has the weights
W[l], one for every connection between a node of layer l-1 and a node of layer l, and the biases b[l], one for each node
of layer l. Count them all. The number of examples is not needed, since the parameters do not depend on it.
"""

import numpy as np

SHORTER = (
    "A bias is the weight of one more input that is always 1, so a layer has n[l] (n[l-1] + 1) parameters: "
    "sum(n[l] * (n[l - 1] + 1) for l in range(1, len(n)))."
)


def count_parameters(layer_sizes):
    """Return how many weights and biases a network has.

    Comes in:  layer_sizes, the list [n[0], n[1], …, n[L]]
    Goes out:  a whole number
    """
    n = layer_sizes
    L = len(n) - 1
    # notes: L is the number of layers that compute something; the input is not counted
    # slip: len(n)
    #   asks for a size behind the last: layer l has n[l] n[l-1] weights, for l from 1 to L, and L is len(layer_sizes)
    #   - 1
    count = 0
    # slip: n[0]
    #   begins with n_x, as if the inputs had biases: nothing is counted yet, so it is 0
    # slip: 1
    #   begins with 1: nothing is counted yet, so it is 0
    for l in range(1, L + 1):
        # slip: for l in [1]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        # slip: for l in range(1, L):
        #   leaves out layer L, the output: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(2, L + 1):
        #   leaves out layer 1, whose weights W[1] receive X: it is range(1, L + 1)
        # slip: for l in range(L):
        #   goes from 0 to L - 1, where n[l - 1] is n[-1], the last size: it is range(1, L + 1)
        # slip: for l in range(L + 1):
        #   begins with 0, where n[l - 1] is n[-1], the last size: the input has no parameters, so it is range(1, L +
        #   1)
        of_W = n[l] * n[l - 1]
        # notes: W[l] is (n[l], n[l-1])
        # slip: n[l] + n[l - 1]
        #   adds the two sizes: a matrix of n[l] rows and n[l-1] columns has n[l] · n[l-1] elements
        # slip: n[l] * n[l]
        #   counts a square matrix: W[l] has n[l-1] columns
        # slip: n[l] * n[0]
        #   takes n_x columns in every layer: W[l] has n[l-1] columns
        # slip: n[l] * n[l + 1]
        #   asks for a size behind the last: layer l has n[l] n[l-1] weights, for l from 1 to L, and L is
        #   len(layer_sizes) - 1
        # slip: 2 * n[l] * n[l - 1]
        #   counts every connection twice: W[l] has n[l] · n[l-1] elements
        of_b = n[l]
        # notes: b[l] is (n[l], 1)
        # slip: 0
        #   leaves out the biases: b[l] has n[l] of them
        # slip: 1
        #   counts one bias for a whole layer: each of its n[l] nodes has its own
        # slip: n[l - 1]
        #   counts the biases by the nodes of layer l-1: each node of layer l has one, n[l] in all
        # slip: n[l] * n[l - 1]
        #   counts a bias for every connection: each node has one, n[l] in all
        # slip: n[l] + n[l - 1]
        #   counts the nodes of both layers: the biases b[l] belong to layer l alone, n[l] in all
        count += of_W + of_b
        # slip: of_W
        #   adds the weights only: the biases of_b belong to it, too
        # slip: of_W * of_b
        #   multiplies the weights by the biases: the numbers are added
        # slip: count = of_W + of_b
        #   is replaced in every pass, so that the last layer alone is left: add to it, with +=
    return count
    # slip: np.prod(n)
    #   is the product of all sizes: each layer has a product of its own, n[l] n[l-1], and these are added
    # slip: np.prod(n) + sum(n[1:])
    #   has the product of all sizes: each layer has a product of its own, n[l] n[l-1], and these are added
    # slip: count + sum(n)
    #   has the nodes added once more: they are no parameters


def inputs(rng, L=2):
    """Draw sizes of layers that all differ."""
    return {"layer_sizes": rng.permutation(np.arange(2, 13))[: L + 1].tolist()}


def another_in_one_line(layer_sizes):
    """Count the bias as one more column of W[l]."""
    return sum(n * (layer_sizes[l] + 1) for l, n in enumerate(layer_sizes[1:]))


def another_weights_then_biases(layer_sizes):
    """Count all weights by a dot product of the sizes with themselves, moved by one, and then the biases."""
    sizes = np.array(layer_sizes)
    total = np.dot(sizes[1:], sizes[:-1])
    return total + sizes[1:].sum()


def another_counts_arrays(layer_sizes):
    """Make the arrays, and count their elements."""
    total = 0
    l = len(layer_sizes) - 1
    while l > 0:
        W, b = np.zeros((layer_sizes[l], layer_sizes[l - 1])), np.zeros((layer_sizes[l], 1))
        total = total + W.size + b.size
        l -= 1
    return total
