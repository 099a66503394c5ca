"""The cost and the gradient with an L2 term.

An L2 term makes large weights cost something: J grows by l2/2 times the sum of all squared weights, of all layers,
and so gradient descent makes each weight a little smaller in every step. The mean loss and its derivatives come in,
as back propagation gives them. Add the term to J, and its derivative to each dW[l]. The factor ½ is there so that
the derivative has none. The biases do not take part. (The course writes λ/m for l2.)
"""

import numpy as np

SHORTER = (
    "In gradient descent, W - α (dW + l2 W) = (1 - α l2) W - α dW: each step shrinks W a little, which is why "
    "the term is also called weight decay."
)


def l2_gradient(mean_loss, W, b, dW, l2):
    """Return the cost J with its L2 term, and its derivatives with respect to all W[l].

    Comes in:  mean_loss, a number; W, b, dW, dictionaries with the keys 1, …, L, without the L2 term; l2, a number
    Goes out:  J, a number; dW_l2, a dictionary with the keys 1, …, L
    """
    squares, dW_l2 = 0, {}
    for l in W:
        # slip: for l in range(1, len(W)):
        #   leaves out layer L: range(1, L) ends with L - 1, so it is range(1, L + 1)
        # slip: for l in range(2, len(W) + 1):
        #   leaves out layer 1: it is range(1, L + 1)
        # slip: for l in [1]:
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        squares += np.sum(W[l] ** 2)
        # notes: Σ‖W[l]‖², the sum of the squares of all weights
        # slip: np.sum(W[l])
        #   has no squares: ‖W[l]‖² is the sum of the squared weights
        # slip: np.sum(W[l]) ** 2
        #   is the square of the sum: the sum of the squares was meant
        # slip: np.sum(np.abs(W[l]))
        #   has absolute values, as an L1 term has: the squares were meant
        # slip: np.linalg.norm(W[l])
        #   has ‖W[l]‖ without its square
        # slip: np.linalg.norm(W[l], 2) ** 2
        #   has the spectral norm, which np.linalg.norm(W, 2) gives for a matrix: the sum of the squares was meant
        # slip: np.mean(W[l] ** 2)
        #   has the mean of the squares: their sum was meant
        # slip: np.sum(W[l] ** 2) + np.sum(b[l] ** 2)
        #   has the biases in it: the L2 term is made of the weights alone
        # slip: np.sum(dW[l] ** 2)
        #   is computed from dW[l]: the squares of the weights themselves were meant
        # slip: squares = np.sum(W[l] ** 2)
        #   is replaced in every pass, so that the last layer alone is left: add to it, with +=
        # slip: np.sum(np.dot(W[l], W[l].T))
        #   is computed from a matrix product, whose sum has products of different weights, too: square each weight
        # slip: W[l] ** 2
        #   is not summed: J is one number
        dW_l2[l] = dW[l] + l2 * W[l]
        # notes: dW[l] with the L2 term = dW[l] + l2 W[l]
        # slip: dW[l] + l2 / 2 * W[l]
        #   has kept the factor ½: the derivative of l2/2 w² is l2 w
        # slip: dW[l] + 2 * l2 * W[l]
        #   has a factor 2: the derivative of l2/2 w² is l2 w, since the ½ takes it away
        # slip: dW[l] - l2 * W[l]
        #   has the term subtracted: the derivative of a sum is a sum, and the weights shrink when dW is subtracted
        # slip: dW[l] + l2 * W[l] ** 2
        #   has W[l] squared: the derivative of l2/2 w² is l2 w
        # slip: dW[l] + l2
        #   has l2 alone added: the derivative of l2/2 w² is l2 w
        # slip: dW[l] + l2 * np.sum(W[l])
        #   has the sum of the weights: each weight's derivative has that weight alone
        # slip: dW[l] + l2 / 2 * np.sum(W[l] ** 2)
        #   has the L2 term itself added: its derivative was meant, l2 W[l]
        # slip: dW[l] + l2 * np.sign(W[l])
        #   has the derivative of an L1 term: that of l2/2 w² is l2 w
        # slip: dW[l] + W[l]
        #   has no factor l2
        # slip: dW[l] + l2 * dW[l]
        #   has dW[l] where W[l] was meant: the term is l2 W[l]
        # slip: dW[l] * (1 + l2 * W[l])
        #   is multiplied by 1 + l2 W[l]: l2 W[l] is added
        # slip: l2 * W[l]
        #   is the derivative of the L2 term alone: dW[l] belongs to it
        # slip: dW[l]
        #   has no L2 term: l2 W[l] is missing
        # slip: dW[l] + l2 / dW[l].shape[1] * W[l]
        #   is divided by a size: l2 is the whole factor, the course's λ/m
    J = mean_loss + l2 / 2 * squares
    # notes: J = mean loss + l2/2 Σ‖W[l]‖²
    # slip: mean_loss + l2 * squares
    #   has no factor ½: it is l2/2
    # slip: mean_loss - l2 / 2 * squares
    #   has the L2 term subtracted: large weights cost more
    # slip: mean_loss + squares / 2
    #   has no factor l2
    # slip: l2 / 2 * squares
    #   is the L2 term alone: the mean loss belongs to J
    # slip: mean_loss
    #   has no L2 term
    # slip: mean_loss + l2 / 2 * squares**2
    #   has the sum of the squares squared once more
    # slip: mean_loss + l2**2 / 2 * squares
    #   has l2 squared: the 2 of its name is that of W[l]²
    # slip: mean_loss + l2 / 2 * np.sqrt(squares)
    #   has the root of the sum of squares: the sum itself was meant
    # slip: mean_loss * l2 / 2 * squares
    #   is a product: the L2 term is added
    # slip: (mean_loss + l2 * squares) / 2
    #   has the mean loss halved, too: the ½ belongs to the L2 term alone
    # slip: mean_loss + l2 / 2 * squares / len(W)
    #   is divided by the number of layers: the squares of all layers are added up
    return J, dW_l2
    # slip: mean_loss + l2 / 2 * (squares - np.sum(W[len(W)] ** 2)), {**dW_l2, len(W): dW[len(W)]}
    #   leaves out the L2 term of layer L: range(1, L) ends with L - 1, so it is range(1, L + 1)
    # slip: dW_l2, J
    #   has J at the end: the order is J, dW_l2
    # slip: J
    #   lacks the derivatives: return J, dW_l2
    # slip: J, dW
    #   has dW as it came in: return dW_l2, with the L2 term in it


def inputs(rng, L=2):
    """Draw parameters and derivatives."""
    n = rng.permutation(np.arange(2, 11))[: L + 1]
    W = {l: rng.normal(size=(n[l], n[l - 1])) for l in range(1, L + 1)}
    b = {l: rng.normal(size=(n[l], 1)) for l in W}
    dW = {l: rng.normal(size=W[l].shape) for l in W}
    return {"mean_loss": float(rng.uniform(0.2, 0.7)), "W": W, "b": b, "dW": dW, "l2": float(rng.uniform(0.1, 0.4))}


def another_in_one_line_each(mean_loss, W, b, dW, l2):
    """Use comprehensions."""
    penalty = 0.5 * l2 * sum((weights * weights).sum() for weights in W.values())
    return mean_loss + penalty, {layer: dW[layer] + l2 * W[layer] for layer in W}


def another_with_norms(mean_loss, W, b, dW, l2):
    """Add to J in the loop, with the norms of the matrices."""
    J = mean_loss
    gradients = {}
    for l in range(1, len(W) + 1):
        J = J + l2 * np.linalg.norm(W[l]) ** 2 / 2
        gradients[l] = l2 * W[l]
        gradients[l] += dW[l]
    return J, gradients


def another_with_one_vector(mean_loss, W, b, dW, l2):
    """Put all weights into one vector."""
    theta = np.concatenate([W[l].ravel() for l in sorted(W)])
    total = np.concatenate([dW[l].ravel() for l in sorted(W)]) + l2 * theta
    dW_l2, begin = {}, 0
    for l in sorted(W):
        dW_l2[l] = total[begin : begin + W[l].size].reshape(W[l].shape)
        begin += W[l].size
    return mean_loss + l2 * np.dot(theta, theta) / 2, dW_l2
