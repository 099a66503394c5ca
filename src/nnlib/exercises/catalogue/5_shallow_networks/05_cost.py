"""The cost of m examples.

The loss of one output is the cross-entropy of section 3. A network may have several outputs: the losses of an
example's n_y outputs are added. The cost J is the mean of that over the m examples. A2 and Y come in with one column
for each example; write J without a loop. Mind which products are elementwise.
"""

import numpy as np

SHORTER = (
    "Where Y is 1 the loss is -log(A2), and where Y is 0 it is -log(1 - A2): "
    "`-np.sum(np.log(np.where(Y == 1, A2, 1 - A2))) / m`. With n_y = 1 it is `np.mean`."
)


def cost(A2, Y):
    """Return the cost J, one number.

    Comes in:  A2 (n_y, m), probabilities between 0 and 1; Y (n_y, m), of 0 and 1
    Goes out:  J, a number
    """
    m = Y.shape[1]
    # slip: Y.shape[0]
    #   is n_y, the number of rows of Y: the examples are its columns, Y.shape[1]
    # slip: Y.size
    #   is over all n_y times m elements, as with np.mean: the sum is divided by the number of examples alone
    losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    # notes: L(a, y) = -(y log a + (1 - y) log(1 - a))
    # slip: Y * np.log(A2) + (1 - Y) * np.log(1 - A2)
    #   has the wrong sign: the loss is never negative, and nor is J
    # slip: -Y * np.log(A2) + (1 - Y) * np.log(1 - A2)
    #   has the minus before the first term only: it stands before both, so they take parentheses
    # slip: -Y * np.log(A2)
    #   lacks the second term, (1 - Y) log(1 - A2): examples with y = 0 would cost nothing
    # slip: -(1 - Y) * np.log(1 - A2)
    #   lacks the first term, Y log A2: examples with y = 1 would cost nothing
    # slip: -(Y * np.log(A2) + 1 - Y * np.log(1 - A2))
    #   lacks parentheses around 1 - Y
    # slip: -(Y * np.log(1 - A2) + (1 - Y) * np.log(A2))
    #   has A2 and 1 - A2 in each other's places: y = 1 goes with log A2
    # slip: -(Y * np.log(A2) + (1 - Y) * (1 - np.log(A2)))
    #   has 1 - log(A2) where log(1 - A2) was meant
    # slip: -(Y * np.log(A2) + (1 - Y) * np.log(1) - A2)
    #   has log(1) - A2 where log(1 - A2) was meant
    # slip: -(Y * np.log(A2) + (1 - Y) * np.log(A2))
    #   has log A2 in both terms: in the second it is log(1 - A2)
    # slip: -(Y * np.log2(A2) + (1 - Y) * np.log2(1 - A2))
    #   has the logarithm to base 2: log is the natural one, np.log
    # slip: -(Y * np.log10(A2) + (1 - Y) * np.log10(1 - A2))
    #   has the logarithm to base 10: log is the natural one, np.log
    # slip: (A2 - Y) ** 2 / 2
    #   has the squared error: here the loss is the cross-entropy
    # slip: (A2 - Y) ** 2
    #   has the squared error: here the loss is the cross-entropy
    # slip: -(A2 * np.log(Y) + (1 - A2) * np.log(1 - Y))
    #   has A2 and Y in each other's places: log is taken of A2, and log 0 of labels is not finite
    # slip: -(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T)
    #   has matrix products, which pair each output's labels with every output's probabilities: Y * np.log(A2)
    # slip: -(Y @ np.log(A2) + (1 - Y) @ np.log(1 - A2))
    #   has a matrix product of two arrays (n_y, m): Y * np.log(A2) is elementwise
    # slip: -(np.dot(Y, np.log(A2)) + np.dot(1 - Y, np.log(1 - A2)))
    #   has a matrix product of two arrays (n_y, m): Y * np.log(A2) is elementwise
    J = np.sum(losses) / m
    # notes: J = 1/m Σ L(a⁽ⁱ⁾, y⁽ⁱ⁾)
    # slip: np.sum(losses)
    #   has no factor 1/m: it is the sum over the examples, and J is the mean
    # slip: np.mean(losses)
    #   is over all n_y times m elements, as with np.mean: the sum is divided by the number of examples alone
    # slip: np.sum(losses) * (1 // m)
    #   has 1 // m, which is 0 from m = 2 on: the fraction is 1 / m
    # slip: -(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T) / m
    #   has matrix products, which pair each output's labels with every output's probabilities: Y * np.log(A2)
    # slip: -1 / m * np.sum(Y * np.log(A2)) + np.sum((1 - Y) * np.log(1 - A2))
    #   has -1/m in front of the first sum only: it belongs to both, so they take parentheses
    # slip: -np.sum(Y * np.log(A2)) + np.sum((1 - Y) * np.log(1 - A2)) / m
    #   has 1/m for the second sum only, and the minus for the first: both belong to the whole
    # slip: np.sum(losses[0]) / m
    #   adds up the first output only: Y has a row for each of n_y outputs
    # slip: np.sum(losses[:, 0]) / m
    #   adds up the first example only: if there is a loop, `return` comes after it
    # slip: np.sum(losses) / m**2
    #   is divided by m twice
    # slip: np.mean(losses) / m
    #   is divided by n_y and by m twice: np.mean divides by n_y times m already
    # slip: np.sum(losses) / (2 * m)
    #   has a factor 1/2, which belongs to a squared error
    # slip: -np.sum(losses) / m
    #   has the wrong sign: the loss is never negative, and nor is J
    # slip: np.sum(losses, axis=1) / m
    #   is summed over the examples only: J is one number, so the outputs are added, too
    # slip: np.sum(losses, axis=1, keepdims=True) / m
    #   is summed over the examples only: J is one number, so the outputs are added, too
    # slip: np.sum(losses, axis=0) / m
    #   is summed over the outputs only: J is one number, so the examples are added, too
    # slip: losses / m
    #   is not summed: J is one number
    # slip: np.max(losses)
    #   is the largest loss: J is the mean over the examples
    return J
    # slip: losses
    #   is the array of losses: the cost is their mean over the examples


def inputs(rng, n_y=2, m=3):
    """Draw probabilities that are not too near to 0 and 1, and labels of both kinds."""
    Y = rng.integers(0, 2, (n_y, m)).astype(float)
    Y[0, 0], Y[-1, -1] = 0.0, 1.0
    return {"A2": rng.uniform(0.05, 0.95, (n_y, m)), "Y": Y}


def another_with_where(A2, Y):
    """Take the probability of the label that was observed."""
    likelihood = np.where(Y == 1, A2, 1 - A2)
    return -np.log(likelihood).sum() / len(Y[0])


def another_with_loops(A2, Y):
    """Add up the losses one by one."""
    J = 0
    for i in range(Y.shape[1]):
        for k in range(Y.shape[0]):
            y, a = Y[k, i], A2[k, i]
            J += -(y * np.log(a) + (1 - y) * np.log(1 - a))
    J /= Y.shape[1]
    return J


def another_with_the_product(A2, Y):
    """Take the logarithm of the likelihood of all labels."""
    return -np.log(np.prod(A2**Y * (1 - A2) ** (1 - Y))) / Y.shape[1]


def another_with_vdot(A2, Y):
    """Let np.vdot multiply and add; add the outputs after the mean over the examples."""
    logprobs = np.multiply(Y, np.log(A2)) + np.multiply(1 - Y, np.log1p(-A2))
    per_output = np.mean(logprobs, axis=1)
    first = -np.vdot(np.ones(len(per_output)), per_output)
    return np.squeeze(first)
