"""From the likelihood to the cost.

Logistic regression says that the label 1 has the probability a, and the label 0 the probability 1 - a. The examples
are independent, so the probability of all m labels together is the product of their probabilities. Its logarithm,
negated and divided by m, is the cost J. Write p, log P and J. Some of the answers that come in are confident and
wrong: a is 10⁻²⁰⁰ where y is 1. The product of two such probabilities is 0 in floating point, and its logarithm is
lost, so do without the product.
"""

import numpy as np

NO_WARNINGS = True
SHORTER = (
    "J is -np.mean(np.log(p)): the mean of the losses, as the notes' cost has it. "
    "nnlib computes the cost from Z, where not even p itself can become 0."
)


def log_likelihood(A, Y):
    """Return the probability of each label, the logarithm of their product, and the cost.

    Comes in:  A (1, m), the answers a, each between 0 and 1; Y (1, m), labels 0 and 1
    Goes out:  p (1, m); log_P and J, each a number
    """
    p = A**Y * (1 - A) ** (1 - Y)
    # notes: P(y|x) = aʸ (1 - a)¹⁻ʸ
    # slip: A
    #   is the probability of the label 1: where y = 0, the label has the probability 1 - a
    # slip: A**Y + (1 - A) ** (1 - Y)
    #   is a sum: the two powers are multiplied, and one of them is always 1
    # slip: A**Y * (1 - A) ** Y
    #   has the exponent y twice: the exponent of 1 - a is 1 - y
    # slip: (1 - A) ** Y * A ** (1 - Y)
    #   has a and 1 - a exchanged: a is the probability of the label 1
    # slip: Y * np.log(A) + (1 - Y) * np.log(1 - A)
    #   is the logarithm of the probability: p comes before the logarithm
    # slip: A * Y
    #   is 0 where y = 0: there, the label has the probability 1 - a
    log_P = np.sum(np.log(p))
    # notes: log P = Σ log P(y(i)|x(i))
    # slip: np.log(np.prod(p))
    #   is -inf, since the product of so small numbers is 0: the logarithm of a product is the sum of the logarithms
    # slip: np.log(np.sum(p))
    #   is the logarithm of a sum: the sum is taken of the logarithms
    # slip: np.prod(np.log(p))
    #   is a product of logarithms: the logarithm of a product is the sum of the logarithms
    # slip: np.sum(np.log10(p))
    #   has the logarithm to base 10: the notes' log is the natural one, np.log
    # slip: np.sum(np.log2(p))
    #   has the logarithm to base 2: the notes' log is the natural one, np.log
    # slip: np.mean(np.log(p))
    #   is divided by m already: 1/m comes with J
    # slip: np.log(p)
    #   is not summed: log P is one number for all examples
    # slip: -np.sum(np.log(p))
    #   has a minus already: the logarithm of a probability is negative, and the minus comes with J
    # slip: np.sum(p)
    #   is the sum of the probabilities: their logarithms are summed
    J = -log_P / A.shape[1]
    # notes: J = -1/m log P
    # slip: -log_P
    #   is not divided by m, the number of examples, which is A.shape[1]
    # slip: log_P / A.shape[1]
    #   has lost the minus: the most probable labels have the least cost
    # slip: -log_P / 2
    #   is divided by 2, the number of different labels: it should be divided by m, the number of examples
    # slip: np.exp(log_P)
    #   is the likelihood itself: J is -1/m of its logarithm
    return p, log_P, J


def inputs(rng, m=3):
    """Draw m answers with labels of both classes, and two that are sure and wrong."""
    A = 1 / (1 + np.exp(-rng.normal(size=m)))
    Y = rng.permutation(np.arange(m) % 2)
    order = rng.permutation(m + 2)
    A, Y = np.append(A, [1e-200, 1e-200])[order], np.append(Y, [1, 1])[order]
    return {"A": A.reshape(1, -1), "Y": Y.reshape(1, -1).astype(float)}


def another_with_cases(A, Y):
    """Choose a or 1 - a by the label."""
    p = np.where(Y == 1, A, 1 - A)
    logs = np.log(p)
    return p, logs.sum(), -logs.mean()


def another_with_a_loop(A, Y):
    """Add the logarithms up, one example at a time."""
    m = A.shape[1]
    p = np.zeros((1, m))
    log_P = 0
    for i in range(m):
        p[0, i] = A[0, i] if Y[0, i] else 1 - A[0, i]
        log_P += np.log(p[0, i])
    return p, log_P, -1 / m * log_P


def another_from_the_losses(A, Y):
    """Begin with the losses."""
    losses = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    J = np.mean(losses)
    return np.exp(-losses), -J * Y.size, J
