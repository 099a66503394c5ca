"""One layer backward: the block that takes the derivatives back.

Each forward block has a backward block. It receives dA = ∂L/∂A from the layer after it, and takes A_prev, W and Z from
the cache of its forward block. It gives dA_prev to the layer before it, and dW and db to gradient descent. The
activation is ReLU, whose derivative is 1 where Z > 0, and else 0. A node of the layer before goes into every node of
this layer. The derivatives along all these paths are added up, and that sum is the product with Wᵀ.
"""

import numpy as np

SHORTER = "nnlib.lessons.backward_block is such a block: it takes dA and the cache of its forward block."


def dense_backward(dA, Z, A_prev, W):
    """Return dA_prev, dW and db of one layer, with ReLU as its activation.

    Comes in:  dA, Z (n, m); A_prev (n_prev, m); W (n, n_prev)
    Goes out:  dA_prev (n_prev, m), dW (n, n_prev), db (n, 1), in this order
    """
    m = dA.shape[1]
    # slip: dA.shape[0]
    #   is n, the number of nodes: the examples are the columns, dA.shape[1]
    # slip: A_prev.shape[0]
    #   is n_prev, the number of rows of A_prev or columns of W: the examples are the columns of A_prev,
    #   A_prev.shape[1]
    # slip: dA.size
    #   counts all elements of dA: the examples are its columns, dA.shape[1]
    dZ = dA * (Z > 0)
    # notes: dZ[l] = dA[l] * g[l]′(Z[l])
    # slip: dA
    #   has no factor g′(Z), which is 1 where Z > 0 and else 0
    # slip: dA * np.maximum(0, Z)
    #   is multiplied by ReLU itself: g′ is 1 where Z > 0 and else 0
    # slip: dA * Z[Z > 0]
    #   has Z[Z > 0], which is a list of the positive elements: Z > 0 itself is the mask
    # slip: dA[Z > 0]
    #   is a list of what the mask lets through: multiply by the mask Z > 0, which keeps the shape
    # slip: np.where(Z > 0, dA, 1)
    #   is 1 where Z is negative: it is 0 there
    # slip: np.where(Z > 0, 1.0, dA)
    #   has dA where Z is negative: it is dA where Z > 0, and else 0
    # slip: dA * Z
    #   is multiplied by Z: g′(Z) was meant, which is 1 where Z > 0 and else 0
    # slip: np.maximum(0, dA)
    #   is ReLU of dA, which asks for the sign of dA: g′ asks for that of Z
    # slip: 1.0 * (Z > 0)
    #   is g′(Z) alone: the chain rule multiplies it by dA
    # slip: dA * (Z < 0)
    #   lets through what ReLU stops: g′ is 1 where Z > 0
    # slip: dA * (Z > 0) / m
    #   is divided by m: 1/m belongs to dW and db alone, where the examples are summed
    # slip: dA * np.where(Z > 0, 1, 0.01)
    #   has the derivative of leaky ReLU: that of ReLU is 0 where Z is negative
    # slip: dA * np.where(Z > 0, 1, -1)
    #   has g′ = -1 where Z is negative, as |z| has: that of ReLU is 0 there
    # slip: dA * (1 - np.tanh(Z) ** 2)
    #   has the derivative of tanh: this block has ReLU
    # slip: dA * Z * (1 - Z)
    #   has z (1 - z), in the form of the sigmoid's derivative a (1 - a): this block has ReLU, g′ is 1 where Z > 0
    # slip: dA @ (Z > 0)
    #   has a matrix product where * was meant: each element of dA is multiplied by its own g′
    # slip: np.dot(dA, Z > 0)
    #   has a matrix product where * was meant: each element of dA is multiplied by its own g′
    # slip: dA * (A_prev > 0)
    #   has g′ computed from A_prev, which belongs to the layer before: it is taken at this layer's Z
    dW = 1 / m * dZ @ A_prev.T
    # notes: dW[l] = 1/m dZ[l] A[l-1]ᵀ
    # slip: dZ @ A_prev.T
    #   has no factor 1/m
    # slip: 1 / m * dA @ A_prev.T
    #   uses dA where dZ was meant
    # slip: 1 / m * dZ @ Z.T
    #   uses Z where A_prev was meant: the weights multiply what came into the layer
    # slip: 1 / m * dZ @ np.maximum(0, Z).T
    #   uses A, this layer's own output: the weights multiply A_prev
    # slip: 1 / m * A_prev @ dZ.T
    #   is transposed: dW has the shape of W, (n, n_prev), so dZ comes first
    # slip: 1 / m * dZ @ A_prev
    #   has A_prev where A_prev.T was meant: (n, m) times (m, n_prev)
    # slip: 1 / m * np.dot(dZ, A_prev)
    #   has A_prev where A_prev.T was meant: (n, m) times (m, n_prev)
    # slip: 1 / m * dZ.T @ A_prev
    #   has the wrong factor transposed: dZ @ A_prev.T, (n, m) times (m, n_prev)
    # slip: 1 / m * np.dot(dZ.T, A_prev)
    #   has the wrong factor transposed: dZ @ A_prev.T, (n, m) times (m, n_prev)
    # slip: 1 / m * dZ * A_prev
    #   has * where a matrix product was meant, which sums over the examples: dZ @ A_prev.T
    # slip: 1 / m * dZ @ A_prev.T + W
    #   has W added: the derivative was meant, and no step of gradient descent
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    # notes: db[l] = 1/m Σ dZ[l], over the columns
    # slip: np.sum(dZ, axis=1, keepdims=True)
    #   has no factor 1/m
    # slip: 1 / m * np.sum(dA, axis=1, keepdims=True)
    #   uses dA where dZ was meant
    # slip: 1 / m * np.sum(dZ, axis=1)
    #   has lost its second axis: keepdims=True keeps it (n, 1)
    # slip: 1 / m * np.sum(dZ, axis=0, keepdims=True)
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
    # slip: 1 / m * np.sum(dZ, axis=0)
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1, with keepdims=True
    # slip: 1 / m * np.sum(dZ)
    #   is summed over nodes and examples: each node has its own bias, so sum with axis=1, keepdims=True
    # slip: np.mean(dZ)
    #   is the mean of nodes and examples together: each node has its own bias, so take it with axis=1, keepdims=True
    # slip: 1 / m * dZ
    #   is not summed over the examples, which are the columns: axis=1
    # slip: 1 / m**2 * np.sum(dZ, axis=1, keepdims=True)
    #   is divided by m twice: np.mean divides already
    dA_prev = W.T @ dZ
    # notes: dA[l-1] = W[l]ᵀ dZ[l]
    # slip: W.T @ dA
    #   uses dA where dZ was meant: the factor g′ of this layer is missing
    # slip: 1 / m * W.T @ dZ
    #   has a factor 1/m: each column belongs to one example's loss, and 1/m belongs to dW and db alone
    # slip: W.T @ dZ * (A_prev > 0)
    #   has the g′ of the layer before, which that layer's own block multiplies: W.T @ dZ is all
    # slip: W @ dZ
    #   has W where W.T was meant: (n_prev, n) times (n, m)
    # slip: np.dot(W, dZ)
    #   has W where W.T was meant: (n_prev, n) times (n, m)
    # slip: dZ.T @ W
    #   is transposed, with the examples in rows: W.T @ dZ, (n_prev, n) times (n, m)
    # slip: dZ @ W.T
    #   has the factors in the wrong order: W.T @ dZ, (n_prev, n) times (n, m)
    # slip: np.dot(dZ, W.T)
    #   has the factors in the wrong order: W.T @ dZ, (n_prev, n) times (n, m)
    # slip: dZ @ W
    #   has the factors in the wrong order, and W for W.T: W.T @ dZ, (n_prev, n) times (n, m)
    # slip: W.T * dZ
    #   has * where a matrix product was meant, which adds up the paths: W.T @ dZ
    # slip: dW.T @ dZ
    #   uses dW where W was meant
    # slip: W.T @ Z
    #   uses Z where dZ was meant
    return dA_prev, dW, db
    # slip: dW, db, dA_prev
    #   has dA_prev at the end: the order is dA_prev, dW, db
    # slip: dW, db
    #   lacks dA_prev, which the layer before needs: the order is dA_prev, dW, db


def inputs(rng, n_prev=3, n=2, m=4):
    """Draw a layer with both signs in each row of Z, and what its forward and backward blocks receive."""
    A_prev = np.abs(rng.normal(size=(n_prev, m)))
    A_prev[rng.random(A_prev.shape) < 0.3] = 0
    A_prev[:, 0] += 0.5
    W = rng.normal(size=(n, n_prev))
    Z = W @ A_prev
    Z -= (Z.max(axis=1, keepdims=True) + Z.min(axis=1, keepdims=True)) / 2
    return {"dA": rng.normal(size=(n, m)), "Z": Z, "A_prev": A_prev, "W": W}


def another_with_means(dA, Z, A_prev, W):
    """Choose with np.where, and take means."""
    delta = np.where(Z > 0, dA, 0)
    return np.dot(W.T, delta), np.dot(delta, A_prev.T) / len(Z[0]), delta.mean(axis=1, keepdims=True)


def another_on_a_copy(dA, Z, A_prev, W):
    """Copy dA and set to 0 what ReLU has stopped."""
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    m = A_prev.shape[1]
    dW = (A_prev @ dZ.T).T / m
    db = dZ.sum(axis=1).reshape(-1, 1) / m
    dA_prev = (dZ.T @ W).T
    return dA_prev, dW, db


def another_path_by_path(dA, Z, A_prev, W):
    """Add up the paths and the examples in loops."""
    (n, m), n_prev = Z.shape, A_prev.shape[0]
    dA_prev, dW, db = np.zeros((n_prev, m)), np.zeros((n, n_prev)), np.zeros((n, 1))
    for i in range(m):
        for j in range(n):
            dz = dA[j, i] if Z[j, i] > 0 else 0.0
            db[j] += dz / m
            for k in range(n_prev):
                dA_prev[k, i] += W[j, k] * dz
                dW[j, k] += dz * A_prev[k, i] / m
    return dA_prev, dW, db


def another_divides_first(dA, Z, A_prev, W):
    """Divide by m early, and undo it for dA_prev."""
    m = Z.shape[1]
    g_prime = np.heaviside(Z, 0)
    dz = dA * g_prime / m
    db = dz @ np.ones((m, 1))
    dW = np.einsum("im,km->ik", dz, A_prev)
    return m * np.dot(W.T, dz), dW, db
