"""The dimensions of a deep network: a puzzle.

Write down the table of shapes before the code: that is the notes' first tool against mistakes. A network has the sizes
n[0] = n_x, n[1], …, n[L] = n_y, and m examples stand in the columns of X. In each product the inner dimensions have to
agree, and Z[l] = W[l] A[l-1] + b[l]. Which shapes do W[l], b[l] and Z[l] have in each layer? Return a dictionary of
pairs; the key of W[1] is "W1". The input is layer 0: it has no parameters.
"""

import numpy as np

SHORTER = "nnlib.lessons.dimensions(model, m) returns these shapes of a model, and those of all derivatives."


def dimensions(layer_sizes, m):
    """Return the shape of W[l], b[l] and Z[l] in each layer l = 1, …, L.

    Comes in:  layer_sizes, the list [n[0], n[1], …, n[L]]; m, the number of examples
    Goes out:  a dictionary of pairs: {"W1": (…, …), "b1": (…, …), "Z1": (…, …), "W2": …, …}, up to layer L
    """
    n = layer_sizes
    L = len(n) - 1
    # notes: L is the number of layers that compute something; the input is not counted
    # slip: len(n)
    #   counts the input as a layer: the list has L + 1 sizes, so L is len(layer_sizes) - 1
    shapes = {}
    for l in range(1, L + 1):
        # slip: for l in range(1, L):
        #   leaves out layer L: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(L):
        #   goes from 0 to L - 1: the input is layer 0 and has no W, and layer L is left out; it is range(1, L + 1)
        # slip: for l in [1]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        shapes[f"W{l}"] = (n[l], n[l - 1])
        # notes: W[l]: (n[l], n[l-1])
        # slip: (n[l - 1], n[l])
        #   is transposed: W[l] has a row for each node of layer l, and a column for each of layer l-1, (n[l],
        #   n[l-1])
        # slip: (n[l], n[(l + 1) % len(n)])
        #   has n[l+1] columns: W[l] receives A[l-1], which has n[l-1] rows
        # slip: (n[l], n[l + 1])
        #   has n[l+1] columns: W[l] receives A[l-1], which has n[l-1] rows
        # slip: (n[l + 1], n[l])
        #   is the shape of W[l+1]: the weights of layer l are W[l], (n[l], n[l-1])
        # slip: (n[l], n[0])
        #   has n_x columns in every layer: only W[1] receives X, W[l] receives A[l-1], which has n[l-1] rows
        # slip: (n[l], n[l])
        #   is square: it has n[l] columns, but A[l-1], which W[l] receives, has n[l-1] rows
        # slip: (n[l], m)
        #   has a column for each example: parameters do not depend on m, W[l] has n[l-1] columns
        # slip: (n[l], 1)
        #   has a single column: a node has a weight for each of the n[l-1] numbers that it receives
        # slip: n[l] * n[l - 1]
        #   is how many weights there are: the shape is the pair (n[l], n[l-1])
        shapes[f"b{l}"] = (n[l], 1)
        # notes: b[l]: (n[l], 1)
        # slip: (n[l],)
        #   is a single number and no pair: b[l] is a column, (n[l], 1)
        # slip: n[l]
        #   is a single number and no pair: b[l] is a column, (n[l], 1)
        # slip: (1, n[l])
        #   is a row: b[l] is a column, (n[l], 1)
        # slip: (n[l], m)
        #   has a column for each example: there is one bias a node, (n[l], 1), and broadcasting adds it to every
        #   column
        # slip: (n[l - 1], 1)
        #   has n[l-1] rows: there is one bias for each node of layer l itself
        # slip: (n[l], n[l - 1])
        #   is the shape of W[l]: there is one bias a node, (n[l], 1)
        # slip: (1, 1)
        #   is a single number: there is one bias for each node, (n[l], 1)
        shapes[f"Z{l}"] = (n[l], m)
        # notes: Z[l]: (n[l], n[l-1]) times (n[l-1], m) is (n[l], m)
        # slip: (m, n[l])
        #   has the examples in rows: in the notes they are columns, (n[l], m)
        # slip: (n[l], 1)
        #   is the shape of z[l], of one example: Z[l] has a column for each of the m examples
        # slip: (n[l - 1], m)
        #   is the shape of A[l-1], which comes into the layer: W[l] has n[l] rows, so Z[l] has n[l] rows, too
        # slip: (n[l], n[l - 1])
        #   is the shape of W[l]: times A[l-1], (n[l-1], m), it gives (n[l], m)
        # slip: (n[l], n[l - 1] * m)
        #   has n[l-1] times m columns: the product sums over n[l-1], which leaves (n[l], m)
        # slip: (n[l], n[l - 1], m)
        #   has three axes: the product sums over n[l-1], which leaves (n[l], m)
        # slip: (n[0], m)
        #   is the shape of X in every layer: Z[l] has n[l] rows
    return shapes
    # slip: tuple({l: shapes[f"{symbol}{l}"] for l in range(1, L + 1)} for symbol in "WbZ")
    #   is three dictionaries: put all shapes into one, with the keys "W1", "b1", "Z1" and so on
    # slip: {f"{name[0]}[{name[1:]}]": shape for name, shape in shapes.items()}
    #   has keys such as "W[1]": the key of W[1] is "W1"


def inputs(rng, L=3, m=4):
    """Draw sizes of layers that all differ, and differ from m."""
    return {"layer_sizes": rng.permutation(np.setdiff1d(np.arange(2, 12), [m]))[: L + 1].tolist(), "m": m}


def another_with_lists(layer_sizes, m):
    """Go through the sizes, and keep the one before."""
    table = {}
    n_prev = layer_sizes[0]
    for l, n in enumerate(layer_sizes[1:], start=1):
        table["W" + str(l)] = [n, n_prev]
        table["b" + str(l)] = [n, 1]
        table["Z" + str(l)] = [n, m]
        n_prev = n
    return table


def another_with_one_expression(layer_sizes, m):
    """Make a dictionary for each symbol, and join them."""
    layers = range(1, len(layer_sizes))
    W = {f"W{l}": (layer_sizes[l], layer_sizes[l - 1]) for l in layers}
    b = {f"b{l}": (layer_sizes[l], 1) for l in layers}
    return W | b | {f"Z{l}": (layer_sizes[l], m) for l in layers}


def another_asks_numpy(layer_sizes, m):
    """Make the arrays, and ask them for their shapes."""
    shapes = {"A0": (layer_sizes[0], m)}
    A = np.zeros((layer_sizes[0], m))
    for l in range(1, len(layer_sizes)):
        W = np.zeros((layer_sizes[l], A.shape[0]))
        b = np.zeros((layer_sizes[l], 1))
        A = W @ A + b
        shapes.update({f"W{l}": W.shape, f"b{l}": b.shape, f"Z{l}": A.shape})
    return shapes
