"""Back propagation through L layers.

Forward propagation has been done, and its Z and A come in, as dictionaries: Z[1], …, Z[L] and A[0] = X, A[1], …, A[L].
The way back begins with dZ[L] = A[L] - Y, since the output is a sigmoid and the loss its cross-entropy. Then it goes
from layer to layer: from dZ[l+1] to dA[l], through the weights in between, and from dA[l] to dZ[l], through g[l]′. The
hidden layers have ReLU. dW[l] and db[l] come from dZ[l]. Keep what you compute in dictionaries, as Z and A are.
"""

import numpy as np

SHORTER = (
    "One loop is enough, from L down to 1: it makes dW[l] and db[l] from dZ, and then the dZ of layer l - 1, which "
    "takes its place in the next pass."
)


def deep_backward(Y, W, Z, A):
    """Return the derivatives of the cost J with respect to all W[l] and b[l].

    Comes in:  Y (n[L], m); W, Z, A, dictionaries: W[l] (n[l], n[l-1]), Z[l] and A[l] (n[l], m); A[0] is X
    Goes out:  dW, db, dictionaries with the keys 1, …, L: dW[l] (n[l], n[l-1]) and db[l] (n[l], 1)
    """
    L = len(W)
    # notes: L is the number of layers that compute something; the input is not counted
    # slip: len(W) - 1
    #   is L - 1: W has one entry for each layer, W[1] to W[L], and none for the input
    # slip: len(A)
    #   leads to W[L+1], which is not there: L is len(W), and the first dA is that of layer L-1, range(L - 1, 0, -1)
    m = Y.shape[1]
    # slip: Y.shape[0]
    #   is n[L], the number of rows of Y: the examples are its columns, Y.shape[1]
    # slip: A[0].shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, A[0].shape[1]
    dA, dZ, dW, db = {}, {}, {}, {}
    dZ[L] = A[L] - Y
    # notes: dZ[L] = A[L] - Y
    # also: (-Y / A[L] + (1 - Y) / (1 - A[L])) * A[L] * (1 - A[L])
    # slip: Y - A[L]
    #   has the wrong sign: it is A[L] - Y
    # slip: (A[L] - Y) * A[L] * (1 - A[L])
    #   has a factor g′(Z[L]) too many: A[L] - Y contains it already
    # slip: (A[L] - Y) * (Z[L] > 0)
    #   has ReLU′ as a factor: the output is a sigmoid, whose g′ is contained in A[L] - Y
    # slip: (A[L] - Y) / m
    #   is divided by m: 1/m belongs to dW[l] and db[l] alone
    # slip: -Y / A[L] + (1 - Y) / (1 - A[L])
    #   is dA[L]: the factor g′(Z[L]) = A[L] (1 - A[L]) is missing
    # slip: (-Y / A[L] + (1 - Y) / (1 - A[L])) * (Z[L] > 0)
    #   is dA[L] times ReLU′: the output is a sigmoid, g′ is A[L] (1 - A[L]), which gives A[L] - Y
    # slip: Z[L] - Y
    #   uses Z[L] where A[L] was meant
    # slip: A[L]
    #   lacks the labels: it is A[L] - Y
    for l in range(L - 1, 0, -1):
        # slip: for l in range(L - 1, 1, -1):
        #   does not reach layer 1: range counts down with a step of -1 and leaves out its second number, range(L - 1,
        #   0, -1)
        # slip: for l in range(1, L):
        #   goes forward, from layer 1: the way back begins with layer L-1, range(L - 1, 0, -1)
        # slip: for l in range(L, 0, -1):
        #   leads to W[L+1], which is not there: L is len(W), and the first dA is that of layer L-1, range(L - 1, 0,
        #   -1)
        # slip: for l in range(L - 2, 0, -1):
        #   asks for dZ[L-1] before it is made: dA[l] comes from dZ[l+1], and the loop begins with L-1, range(L - 1,
        #   0, -1)
        # slip: for l in range(L - 1, 0):
        #   does not reach layer 1: range counts down with a step of -1 and leaves out its second number, range(L - 1,
        #   0, -1)
        # slip: for l in range(L - 1, -1, -1):
        #   goes down to layer 0, the input, which has no Z: it is range(L - 1, 0, -1)
        dA[l] = W[l + 1].T @ dZ[l + 1]
        # notes: dA[l] = W[l+1]ᵀ dZ[l+1]
        # slip: W[l].T @ dZ[l + 1]
        #   does not fit: W[l+1] lies between the layers l and l + 1, and its transpose is (n[l], n[l+1])
        # slip: np.dot(W[l].T, dZ[l + 1])
        #   has W[l] where W[l+1] was meant, which lies between the layers l and l + 1
        # slip: W[l + 1] @ dZ[l + 1]
        #   does not fit: W[l+1] lies between the layers l and l + 1, and its transpose is (n[l], n[l+1])
        # slip: np.dot(W[l + 1], dZ[l + 1])
        #   has W[l+1] where its transpose was meant: (n[l], n[l+1]) times (n[l+1], m)
        # slip: dZ[l + 1] @ W[l + 1].T
        #   has the factors in the wrong order: W[l + 1].T @ dZ[l + 1]
        # slip: np.dot(dZ[l + 1], W[l + 1].T)
        #   has the factors in the wrong order: np.dot(W[l + 1].T, dZ[l + 1])
        # slip: W[l + 1].T * dZ[l + 1]
        #   has * where a matrix product was meant: W[l + 1].T @ dZ[l + 1]
        # slip: W[l + 1].T @ dA.get(l + 1, dZ[L])
        #   uses dA[l+1] where dZ[l+1] was meant: the factor g′ of layer l+1 is lost on the way
        # slip: 1 / m * W[l + 1].T @ dZ[l + 1]
        #   has a factor 1/m: 1/m belongs to dW[l] and db[l] alone
        # slip: W[l + 1].T @ dZ[l]
        #   asks for dZ[L-1] before it is made: dA[l] comes from dZ[l+1], and the loop begins with L-1, range(L - 1,
        #   0, -1)
        # slip: W[l + 1].T @ dZ[L]
        #   takes dZ[L] in every pass: it is dZ[l+1], of the layer after it
        # slip: np.dot(W[l + 1].T, dZ[L])
        #   takes dZ[L] in every pass: it is dZ[l+1], of the layer after it
        dZ[l] = dA[l] * (Z[l] > 0)
        # notes: dZ[l] = dA[l] * g[l]′(Z[l])
        # also: W[l + 1].T @ dZ[l + 1] * (A[l] > 0)
        # slip: dA[l]
        #   has no factor g′(Z[l]), which is 1 where Z[l] > 0 and else 0
        # slip: dA[l] * np.maximum(0, Z[l])
        #   is multiplied by ReLU itself: g′ is 1 where Z[l] > 0 and else 0
        # slip: dA[l] * Z[l]
        #   is multiplied by Z[l]: g′(Z[l]) was meant, which is 1 where Z[l] > 0 and else 0
        # slip: dA[l] * (Z[l + 1] > 0)
        #   has g′ taken at Z[l+1]: dZ[l] takes that of its own layer, at Z[l]
        # slip: dA[l] * (A[l - 1] > 0)
        #   has g′ taken from A[l-1]: dZ[l] takes that of its own layer, at Z[l]
        # slip: dA[l] * (dA[l] > 0)
        #   is ReLU of dA[l], which asks for the sign of dA[l]: g′ asks for that of Z[l]
        # slip: dA[l] * A[l] * (1 - A[l])
        #   has the derivative of the sigmoid: the hidden layers have ReLU
        # slip: dA[l] * (1 - A[l] ** 2)
        #   has the derivative of tanh: the hidden layers have ReLU
        # slip: dA[l] * (1 - np.tanh(Z[l]) ** 2)
        #   has tanh′, taken at Z[l]: the hidden layers have ReLU
        # slip: dA[l] * (Z[l] > 0) / m
        #   is divided by m: 1/m belongs to dW[l] and db[l] alone, and here it is multiplied from layer to layer
    for l in range(1, L + 1):
        # slip: for l in range(1, L):
        #   leaves out dW and db of layer L: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(2, L + 1):
        #   leaves out dW and db of layer 1: it is range(1, L + 1), or range(L, 0, -1)
        # slip: for l in [L]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        dW[l] = 1 / m * dZ[l] @ A[l - 1].T
        # notes: dW[l] = 1/m dZ[l] A[l-1]ᵀ
        # slip: dZ[l] @ A[l - 1].T
        #   has no factor 1/m
        # slip: 1 / m * dZ[l] @ A[l].T
        #   uses A[l], this layer's own output, where A[l-1] was meant
        # slip: 1 / m * dZ[l] @ Z.get(l - 1, A[0]).T
        #   uses Z[l-1] where A[l-1] was meant
        # slip: 1 / m * dZ[l] @ A[l - 2].T
        #   asks for A[-1], which is not there: the layers go from 1 to L, and range(L) begins with 0
        # slip: 1 / m * dZ[l] @ A[0].T
        #   uses X in every layer: W[l] multiplies A[l-1]
        # slip: 1 / m * dA.get(l, dZ[L]) @ A[l - 1].T
        #   uses dA[l] where dZ[l] was meant
        # slip: 1 / m * A[l - 1] @ dZ[l].T
        #   is transposed: dW[l] has the shape of W[l], (n[l], n[l-1]), so dZ[l] comes first
        # slip: 1 / m * dZ[l] @ A[l - 1]
        #   has A[l-1] where its transpose was meant: (n[l], m) times (m, n[l-1])
        # slip: 1 / m * np.dot(dZ[l], A[l - 1])
        #   has A[l-1] where its transpose was meant: (n[l], m) times (m, n[l-1])
        # slip: 1 / m * dZ[l] * A[l - 1]
        #   has * where a matrix product was meant: dZ[l] @ A[l - 1].T
        db[l] = 1 / m * np.sum(dZ[l], axis=1, keepdims=True)
        # notes: db[l] = 1/m np.sum(dZ[l], axis=1, keepdims=True)
        # slip: np.sum(dZ[l], axis=1, keepdims=True)
        #   has no factor 1/m
        # slip: 1 / m * np.sum(dZ[l], axis=1)
        #   has lost its second axis: keepdims=True keeps it (n[l], 1)
        # slip: 1 / m * np.sum(dZ[l], axis=0, keepdims=True)
        #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
        # slip: 1 / m * np.sum(dZ[l])
        #   is summed over nodes and examples: each node has its own bias, so sum with axis=1, keepdims=True
        # slip: 1 / m * np.sum(dA.get(l, dZ[L]), axis=1, keepdims=True)
        #   uses dA[l] where dZ[l] was meant
        # slip: 1 / m * np.sum(dW[l], axis=1, keepdims=True)
        #   is summed from dW[l] where dZ[l] was meant
        # slip: 1 / m * dZ[l]
        #   is not summed over the examples, which are the columns: axis=1
    return dW, db
    # slip: db, dW
    #   has db before dW: the order is dW, db
    # slip: dW
    #   lacks db: the order is dW, db


def inputs(rng, L=3, m=3):
    """Draw a network in which each layer has nodes of both signs and propagate forward."""
    n = rng.permutation(np.setdiff1d(np.arange(2, 12), [m]))[: L + 1]
    W, Z, A = {}, {}, {0: rng.normal(size=(n[0], m))}
    for l in range(1, L + 1):
        W[l] = rng.normal(size=(n[l], n[l - 1])) * np.sqrt(2 / n[l - 1])
        b = rng.choice([-1, 1], (n[l], 1)) * rng.uniform(0.1, 0.5, (n[l], 1))
        Z[l] = W[l] @ A[l - 1] + b
        Z[l][0] -= Z[l][0].min() - 0.2
        Z[l][1] -= Z[l][1].max() - 0.5
        A[l] = np.maximum(0, Z[l])
    A[L] = 1 / (1 + np.exp(-Z[L]))
    Y = rng.integers(0, 2, (n[L], m)).astype(float)
    Y[0, 0], Y[-1, -1] = 0.0, 1.0
    return {"Y": Y, "W": W, "Z": Z, "A": A}


def another_in_one_loop(Y, W, Z, A):
    """Make dW and db of a layer, and then dZ of the layer before."""
    m, L = Y.shape[1], max(W)
    dW, db = {}, {}
    dZ = A[L] - Y
    for l in reversed(range(1, L + 1)):
        dW[l] = np.dot(dZ, A[l - 1].T) / m
        db[l] = dZ.mean(axis=1, keepdims=True)
        if l > 1:
            dZ = np.dot(W[l].T, dZ) * (A[l - 1] > 0)
    return dW, db


def another_with_blocks(Y, W, Z, A):
    """Begin with dA[L], and treat the layers as blocks."""
    dW, db = {}, {}
    L = len(W)
    dA = np.where(Y == 1, -1 / A[L], 1 / (1 - A[L]))
    for l in range(L, 0, -1):
        g_prime = A[l] * (1 - A[l]) if l == L else np.where(Z[l] > 0, 1.0, 0.0)
        dZ = dA * g_prime
        dW[l] = dZ @ A[l - 1].T / dZ.shape[1]
        db[l] = np.sum(dZ, axis=1)[:, np.newaxis] / dZ.shape[1]
        dA = W[l].T @ dZ
    return dW, db


def another_divides_once(Y, W, Z, A):
    """Divide by m at the beginning."""
    L = len(A) - 1
    dZ = {L: (A[L] - Y) / Y.shape[1]}
    l = L
    while l > 1:
        dZ[l - 1] = W[l].T @ dZ[l]
        dZ[l - 1][Z[l - 1] <= 0] = 0
        l -= 1
    dW = {l: dZ[l] @ A[l - 1].T for l in W}
    db = {l: dZ[l].sum(axis=1, keepdims=True) for l in W}
    return dW, db
