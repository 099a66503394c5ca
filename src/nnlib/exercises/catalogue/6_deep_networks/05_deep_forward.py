"""Forward propagation through L layers.

Each layer is the same two lines: Z[l] = W[l] A[l-1] + b[l] and A[l] = g[l](Z[l]). Vectorization has taken away the loop
over the examples. The loop over the layers stays, since each layer needs the one before. The hidden layers have ReLU,
the output layer has the sigmoid. W and b are dictionaries with the keys 1, …, L. Keep Z and A of all layers in
dictionaries too, so that Z[l] in your code is Z[l] in the notes; back propagation needs them. A[0] is X.
"""

import numpy as np

SHORTER = "nnlib.DeepNetwork does it in one call: model.forward(X) has the dictionaries Z and A."


def sigmoid(z):
    """Return σ(z)."""
    return 1 / (1 + np.exp(-z))


def deep_forward(X, W, b):
    """Return Z and A of all layers, with ReLU in the hidden layers and the sigmoid in the output layer.

    Comes in:  X (n[0], m); W, b, dictionaries: W[l] (n[l], n[l-1]) and b[l] (n[l], 1) for l = 1, …, L
    Goes out:  Z, a dictionary of Z[1], …, Z[L]; A, a dictionary of A[0] = X, A[1], …, A[L]; each (n[l], m)
    """
    L = len(W)
    # notes: L is the number of layers that compute something; the input is not counted
    # slip: len(W) - 1
    #   is L - 1: W has one entry for each layer, W[1] to W[L], and none for the input
    # slip: len(W) + 1
    #   is L + 1: W has one entry for each layer, W[1] to W[L], so L is len(W)
    Z, A = {}, {0: X}
    # notes: A[0] = X
    for l in range(1, L + 1):
        # slip: for l in range(1, L):
        #   leaves out layer L, the output: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(L):
        #   asks for a key 0 that is not there: W, b and Z begin with layer 1, so the loop is range(1, L + 1); and
        #   A[0] is X
        # slip: for l in [1]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        Z[l] = W[l] @ A[l - 1] + b[l]
        # notes: Z[l] = W[l] A[l-1] + b[l]
        # slip: W[l] @ A[l - 1]
        #   has no b[l]
        # slip: W[l] @ A[l - 1] - b[l]
        #   has b[l] subtracted: it is added
        # slip: W[l] @ (Z[l - 1] if l > 1 else X) + b[l]
        #   uses Z[l-1] where A[l-1] was meant: the activation is left out between the layers
        # slip: W[l] @ X + b[l]
        #   uses X in every layer: X is A[0], and layer l receives A[l-1]
        # slip: np.dot(W[l], X) + b[l]
        #   uses X in every layer: X is A[0], and layer l receives A[l-1]
        # slip: W[l].T @ A[l - 1] + b[l]
        #   has W[l] transposed: it is (n[l], n[l-1]), so W[l] @ A[l - 1] fits as it is
        # slip: np.dot(W[l].T, A[l - 1]) + b[l]
        #   has W[l] transposed: it is (n[l], n[l-1]), so np.dot(W[l], A[l - 1]) fits as it is
        # slip: A[l - 1] @ W[l] + b[l]
        #   has the factors in the wrong order: W[l] @ A[l - 1]
        # slip: np.dot(A[l - 1], W[l]) + b[l]
        #   has the factors in the wrong order: np.dot(W[l], A[l - 1])
        # slip: W[l] * A[l - 1] + b[l]
        #   has * where a matrix product was meant: np.dot(W[l], A[l - 1]), or @
        # slip: W[1] @ A[l - 1] + b[l]
        #   has W[1] in every layer: it is W[l], and 1 and l look alike
        # slip: W[l] @ A[l - 1] + b[1]
        #   has b[1] in every layer: it is b[l], and 1 and l look alike
        # slip: W[l] @ A[l - 1] + np.sum(b[l])
        #   has the sum of all biases in each node: each node adds its own, so add the column b[l]
        # slip: W[l] @ A[l] + b[l]
        #   takes A[l], which the next line makes: it is A[l-1]
        # slip: W[l - 1] @ A[l - 1] + b[l - 1]
        #   asks for a key 0 that is not there: W, b and Z begin with layer 1, so the loop is range(1, L + 1); and
        #   A[0] is X
        A[l] = np.maximum(0, Z[l]) if l < L else sigmoid(Z[l])
        # notes: A[l] = g[l](Z[l]), where g[l] is ReLU for l < L, and σ for l = L
        # slip: np.maximum(0, Z[l])
        #   is ReLU in the output layer, too: A[L] is σ(Z[L]), a probability
        # slip: sigmoid(Z[l])
        #   is σ in every layer: the hidden layers have ReLU
        # slip: np.tanh(Z[l]) if l < L else sigmoid(Z[l])
        #   is tanh in the hidden layers, which have ReLU here
        # slip: np.maximum(0, Z[l]) if l == L else sigmoid(Z[l])
        #   has the two activations exchanged: ReLU belongs to the hidden layers, σ to layer L
        # slip: np.maximum(0, Z[l]) if l < L - 1 else sigmoid(Z[l])
        #   is σ in layer L-1, which is the last hidden layer and has ReLU
        # slip: Z[l]
        #   has no activation: ReLU in the hidden layers, σ in layer L
        # slip: np.maximum(0, Z[l]) if l < L else Z[l]
        #   has no activation in layer L: A[L] is σ(Z[L])
        # slip: np.maximum(0, Z[l]) if l < L else np.maximum(0, sigmoid(-Z[l]))
        #   has -Z[L] in the sigmoid, which gives 1 - A[L]
        # slip: np.maximum(0, Z[l]) if l < L else sigmoid(np.maximum(0, Z[l]))
        #   has ReLU before the sigmoid of layer L: A[L] is σ(Z[L])
        # slip: 1.0 * (Z[l] > 0) if l < L else sigmoid(Z[l])
        #   has ReLU′, which is 0 or 1, in the hidden layers: ReLU is max(0, z)
        # slip: np.max(Z[l], 0) if l < L else sigmoid(Z[l])
        #   takes the largest number of each column, np.max(Z, axis=0): np.maximum(0, Z[l]) compares each element with
        #   0
        # slip: max(0, Z[l]) if l < L else sigmoid(Z[l])
        #   compares a whole array with 0 at once, as `if` and Python's max do: np.maximum(0, Z[l]) goes element by
        #   element
    return Z, A
    # slip: Z, {l + 1: A[l] for l in A}
    #   has X as A[1] and each A one layer too late: the input is layer 0, so A[0] is X
    # slip: [None, *Z.values()], list(A.values())
    #   has lists in place of dictionaries: return dictionaries, whose keys are the numbers of the layers
    # slip: list(Z.values()), list(A.values())
    #   has lists in place of dictionaries: return dictionaries, whose keys are the numbers of the layers
    # slip: {l - 1: Z[l] for l in Z}, A
    #   has Z of layer 1 as Z[0]: layer 0 is the input and has no Z
    # slip: Z, {l: A[l] for l in Z}
    #   has no A[0]: it is X, and dW[1] needs it
    # slip: A, Z
    #   has A before Z: the order is Z, A
    # slip: A[L]
    #   is the output alone: return the dictionaries Z and A, which back propagation needs
    # slip: A[L], Z
    #   has the output alone in place of A: return the dictionaries Z and A, in this order


def inputs(rng, L=3, m=3):
    """Draw a network, in which each layer has nodes of both signs, and examples."""
    n = rng.permutation(np.setdiff1d(np.arange(2, 12), [m]))[: L + 1]
    X = rng.normal(size=(n[0], m))
    A, W, b = X, {}, {}
    for l in range(1, L + 1):
        W[l] = rng.normal(size=(n[l], n[l - 1])) * np.sqrt(2 / n[l - 1])
        b[l] = rng.choice([-1, 1], (n[l], 1)) * rng.uniform(0.1, 0.5, (n[l], 1))
        Z = W[l] @ A + b[l]
        b[l][0] -= Z[0].min() + 0.2
        b[l][1] -= Z[1].max() - 0.5
        A = np.maximum(0, W[l] @ A + b[l])
    return {"X": X, "W": W, "b": b}


def another_with_a_loop_for_hidden_layers(X, W, b):
    """Loop over the hidden layers, and write the output layer below the loop."""
    L = max(W)
    Z, A = {}, {0: X}
    for l in range(1, L):
        Z[l] = np.dot(W[l], A[l - 1]) + b[l]
        A[l] = Z[l] * (Z[l] > 0)
    Z[L] = np.dot(W[L], A[L - 1]) + b[L]
    A[L] = sigmoid(Z[L])
    return Z, A


def another_with_the_last_output_at_hand(X, W, b):
    """Hand the activations on from layer to layer, and keep copies."""
    Zs, As = {}, {0: X}
    activation = X
    for layer in sorted(W):
        linear = W[layer] @ activation
        linear += b[layer]
        activation = np.maximum(linear, 0)
        Zs[layer], As[layer] = linear, activation
    As[layer] = (1 + np.tanh(linear / 2)) / 2
    return Zs, As


def another_by_itself(X, W, b):
    """Call a function that goes on with the next layer."""
    Z, A = {}, {0: X}

    def go_on(l):
        if l in W:
            Z[l] = np.matmul(W[l], A[l - 1]) + b[l]
            A[l] = np.where(Z[l] > 0, Z[l], 0) if l + 1 in W else sigmoid(Z[l])
            go_on(l + 1)

    go_on(1)
    return Z, A
