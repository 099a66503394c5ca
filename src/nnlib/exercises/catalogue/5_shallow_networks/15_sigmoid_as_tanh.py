"""A sigmoid in the hidden layer as a tanh.

tanh is a sigmoid that is moved and stretched: σ(z) = (1 + tanh(z/2)) / 2. So every network with σ in its hidden layer
has a twin with tanh there which gives the same Z[2]. Put the formula into Z[2] = W[2] σ(W[1] x + b[1]) + b[2], and
return the twin's parameters. tanh does not change what the network can compute, but how easily it learns.
"""

import numpy as np


def sigmoid_as_tanh(W1, b1, W2, b2):
    """Return the parameters with which a tanh hidden layer gives the Z2 that a sigmoid one gives with W1, b1, W2, b2.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1), of the network with σ in its hidden layer
    Goes out:  V1, c1, V2, c2 of the same shapes, of the network with tanh there, V1 with the signs of W1
    """
    V1 = W1 / 2
    # notes: σ(W[1] x + b[1]) = (1 + tanh(V[1] x + c[1]))/2, with V[1] = W[1] / 2
    # slip: 2 * W1
    #   is twice W1: in σ(z) = (1 + tanh(z/2)) / 2, z is halved
    # slip: W1
    #   is W1 as it was: in σ(z) = (1 + tanh(z/2)) / 2, z is halved
    # slip: (1 + W1) / 2
    #   has the formula of the activation put on the weights: only z is halved here
    # slip: (1 + np.tanh(W1 / 2)) / 2
    #   has the formula of the activation put on the weights: only z is halved here
    c1 = b1 / 2
    # notes: σ(W[1] x + b[1]) = (1 + tanh(V[1] x + c[1]))/2, with c[1] = b[1] / 2
    # slip: b1
    #   is b1 as it was: the whole of z is halved, b1 with it
    # slip: 2 * b1
    #   is twice b1: in σ(z) = (1 + tanh(z/2)) / 2, z is halved
    # slip: (1 + b1) / 2
    #   has the formula of the activation put on the biases: only z is halved here
    # slip: b1 / 2 + 0.5
    #   has the formula of the activation put on the biases: only z is halved here
    V2 = W2 / 2
    # notes: W[2] (1 + a)/2 + b[2] = V[2] a + c[2], with V[2] = W[2] / 2
    # slip: W2
    #   is W2 as it was: the formula divides tanh by 2, and V2 takes the factor over
    # slip: 2 * W2
    #   is twice W2: the formula divides tanh by 2, and V2 takes the factor over
    # slip: (1 + W2) / 2
    #   has 1 added: multiplied out, W2 (1 + a)/2 is W2/2 times a, and W2/2 summed goes into c2
    c2 = b2 + np.sum(W2, axis=1, keepdims=True) / 2
    # notes: W[2] (1 + a)/2 + b[2] = V[2] a + c[2], with c[2] = b[2] + W[2]/2 summed
    # slip: b2
    #   is b2 as it was: the 1 in 1 + tanh is multiplied by W2/2, and its sum over the units is added
    # slip: b2 / 2
    #   is half of b2: the 1 in 1 + tanh is multiplied by W2/2, and its sum over the units is added to b2
    # slip: b2 + np.sum(W2, axis=1, keepdims=True)
    #   has the sum of W2 without the factor 1/2
    # slip: (b2 + np.sum(W2, axis=1, keepdims=True)) / 2
    #   has b2 halved, too: only W2 is multiplied by (1 + a)/2
    # slip: b2 - np.sum(W2, axis=1, keepdims=True) / 2
    #   has the sum subtracted: it is added
    # slip: b2 + np.sum(V2, axis=1, keepdims=True) / 2
    #   uses V2/2, which is W2/4: W2/2 was meant
    # slip: b2 + np.sum(W2) / 2
    #   has the sum of all of W2: each output adds up its own row, axis=1
    # slip: b2 + np.sum(W2, axis=0, keepdims=True) / 2
    #   is summed over the outputs, axis=0: each output adds up its own row, axis=1
    # slip: b2 + np.sum(W2, axis=1) / 2
    #   has lost the second axis of the sum, and broadcasting makes it (n_y, n_y): keepdims=True
    # slip: b2 + W2 / 2
    #   is not summed over the units: the sum goes over axis=1
    # slip: b2 + 0.5
    #   has 1/2 added: the 1/2 is multiplied by W2 and summed over the units
    # slip: b2 + np.mean(W2, axis=1, keepdims=True) / 2
    #   has the mean of W2's rows: it is their sum
    return V1, c1, V2, c2
    # slip: V1, V2, c1, c2
    #   has both matrices before both biases: the order is V1, c1, V2, c2
    # slip: V1, c1
    #   lacks V2 and c2


def inputs(rng, n_x=2, n_h=4, n_y=3):
    """Draw a network."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def another_with_a_product(W1, b1, W2, b2):
    """Add up the rows of W2 by a product with ones."""
    half = 0.5
    ones = np.ones((W2.shape[1], 1))
    return half * W1, half * b1, half * W2, half * (W2 @ ones) + b2


def another_from_the_middle(W1, b1, W2, b2):
    """Begin with the output at a = 0, where σ is 1/2."""
    middle = W2 @ np.full_like(b1, 0.5) + b2
    V2 = W2 - W2 / 2
    V1, c1 = np.split(np.hstack([W1, b1]) / 2, [W1.shape[1]], axis=1)
    return V1, c1, V2, middle


def another_with_loops(W1, b1, W2, b2):
    """Take half of each unit's weight to its output, and give it to the bias."""
    V1, c1, V2, c2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
    for j in range(W1.shape[0]):
        V1[j] /= 2
        c1[j] /= 2
        for k in range(W2.shape[0]):
            V2[k, j] = W2[k, j] / 2
            c2[k] += V2[k, j]
    return V1, c1, V2, c2
