"""The cost of a softmax layer.

Y is one-hot: each column has a 1 at the true class and 0 elsewhere. The loss of an example is -log of the probability
that softmax gives to the true class. With A computed first, a probability can round to 0, and its logarithm is -∞. So
compute the loss from Z: the logarithm of softmax is z - log Σ e^z, and the loss is log Σ e^z - z of the true class. In
the first term, take the largest z of each column out of the sum, so that no e^z overflows. J is the mean of the losses.
"""

import numpy as np

NO_WARNINGS = True
SHORTER = "NumPy has the logarithm of a sum of exponentials: log_sum = np.logaddexp.reduce(Z, axis=0, keepdims=True)."


def categorical_cost(Z, Y):
    """Return the cost J of a softmax layer.

    Comes in:  Z (n_y, m), before softmax, of any size; Y (n_y, m), one-hot
    Goes out:  J, a number: the mean of the cross-entropies of the m examples
    """
    m = Y.shape[1]
    # slip: Y.shape[0]
    #   is n_y, the number of classes: the examples are the columns, Y.shape[1]
    # slip: Y.size
    #   counts all elements of Y: the mean is taken over the m examples, Y.shape[1]
    z_max = np.max(Z, axis=0, keepdims=True)
    # notes: log Σ e^z = c + log Σ e^(z - c), with c = max z of the column
    # slip: np.max(Z)
    #   is the largest number of the whole Z: in columns far below it all e^z become 0, and log 0 is -∞; each column
    #   needs
    #   its own, axis=0
    # slip: np.max(Z, axis=1, keepdims=True)
    #   is the largest number of each row: the classes of one example are a column, axis=0
    # slip: np.max(Z, axis=1)
    #   is the largest number of each row: the classes of one example are a column, axis=0
    # slip: np.min(Z, axis=0, keepdims=True)
    #   is the smallest number of each column: take the largest, so that no exponent is positive
    log_sum = z_max + np.log(np.sum(np.exp(Z - z_max), axis=0, keepdims=True))
    # notes: log Σ_j e^(z_j), of each column
    # slip: np.log(np.sum(np.exp(Z), axis=0, keepdims=True))
    #   overflows where z is large: take the largest z of each column out of the sum first
    # slip: np.log(np.sum(np.exp(Z - z_max), axis=0, keepdims=True))
    #   has the largest z of each column taken out, and not added again: c + log Σ e^(z - c)
    # slip: np.log(np.sum(np.exp(Z - z_max), axis=0, keepdims=True)) - z_max
    #   has the largest z subtracted a second time: it is added again, c + log Σ e^(z - c)
    # slip: z_max + np.log(np.sum(np.exp(Z - z_max), axis=1, keepdims=True))
    #   is summed over the examples, axis=1: the sum goes over the classes, axis=0
    # slip: z_max + np.log(np.sum(np.exp(Z - z_max)))
    #   is summed over classes and examples: the sum goes over the classes of each example, axis=0
    # slip: z_max + np.log10(np.sum(np.exp(Z - z_max), axis=0, keepdims=True))
    #   has the logarithm to the base 10: the natural logarithm is np.log
    # slip: z_max + np.log2(np.sum(np.exp(Z - z_max), axis=0, keepdims=True))
    #   has the logarithm to the base 2: the natural logarithm is np.log
    # slip: z_max + np.sum(np.log(np.exp(np.maximum(Z - z_max, -700))), axis=0, keepdims=True)
    #   is the sum of the logarithms: the logarithm of the sum was meant
    # slip: z_max + np.sum(np.exp(Z - z_max), axis=0, keepdims=True)
    #   has no logarithm: c + log Σ e^(z - c)
    # slip: z_max
    #   is the largest z alone: log Σ e^(z - c) is missing
    z_true = np.sum(Y * Z, axis=0, keepdims=True)
    # notes: z of the true class is Σ_j y_j z_j, since Y is one-hot
    # slip: np.sum(Y * Z, axis=1, keepdims=True)
    #   is summed over the examples, axis=1: the sum goes over the classes, axis=0
    # slip: np.sum(Y * (Z - z_max), axis=0, keepdims=True)
    #   has the largest z subtracted, but log_sum has it added again: take z itself
    # slip: np.argmax(Y, axis=0)
    #   is the number of the true class: its z was meant
    # slip: np.max(Y * Z, axis=0, keepdims=True)
    #   is the largest of y z, which is 0 where the z of the true class is negative: take the sum over the classes
    # slip: np.sum(Y + Z, axis=0, keepdims=True)
    #   has + where * was meant: Y * Z leaves the true class alone
    # slip: np.sum(Y * np.exp(np.minimum(Z, 700)), axis=0, keepdims=True)
    #   has e^z of the true class: z itself was meant
    # slip: Y.T @ Z
    #   has a matrix product where * was meant: multiply element by element, and sum over the classes
    # slip: np.sum(Z, axis=0, keepdims=True)
    #   is summed over all classes: Y * Z leaves the true class alone
    # slip: np.max(Z, axis=0, keepdims=True)
    #   is the largest z: that of the true class was meant, where Y is 1
    losses = log_sum - z_true
    # notes: L = -Σ_j y_j log a_j = log Σ_j e^(z_j) - z of the true class
    # slip: z_true - log_sum
    #   has the wrong sign: the loss is -log a, which is never negative
    # slip: log_sum + z_true
    #   has z of the true class added: it is subtracted
    # slip: log_sum
    #   lacks z of the true class
    # slip: -np.sum(Y * np.log(np.exp(Z - log_sum)), axis=0)
    #   uses A, and the logarithm of an a that rounds to 0 is -∞: the logarithm of softmax is z - log Σ e^z
    # slip: -np.sum(Y * np.log(np.exp(Z - log_sum) + 1e-8), axis=0)
    #   has a small number added to a before the logarithm, which hides large losses: the logarithm of softmax is z -
    #   log Σ e^z
    # slip: -np.sum(Y * np.log(np.exp(Z - log_sum) + 1e-10), axis=0)
    #   has a small number added to a before the logarithm, which hides large losses: the logarithm of softmax is z -
    #   log Σ e^z
    # slip: -np.sum(Y * np.log(np.exp(Z - log_sum) + 1e-12), axis=0)
    #   has a small number added to a before the logarithm, which hides large losses: the logarithm of softmax is z -
    #   log Σ e^z
    # slip: -np.sum(Y * np.log(np.exp(Z - log_sum) + 1e-15), axis=0)
    #   has a small number added to a before the logarithm, which hides large losses: the logarithm of softmax is z -
    #   log Σ e^z
    # slip: np.sum(np.logaddexp(0, (1 - 2 * Y) * Z), axis=0)
    #   is the loss of sigmoids, which has a term of 1 - y, too: here it is -log a of the true class alone
    # slip: -np.exp(z_true - log_sum)
    #   is -a of the true class: -log a was meant
    # slip: 1 - np.exp(z_true - log_sum)
    #   is 1 - a of the true class: -log a was meant
    # slip: log_sum - Z
    #   is the loss of every class: only that of the true class counts, where Y is 1
    J = 1 / m * np.sum(losses)
    # notes: J = 1/m Σ L
    # slip: np.sum(losses)
    #   has no factor 1/m
    # slip: -1 / m * np.sum(losses)
    #   has a minus too many: losses has it already
    # slip: 1 / m * losses
    #   is not summed over the examples
    return J


def inputs(rng, n_y=3, m=4):
    """Draw a column far above the others, and columns in which a true or another class is almost impossible."""
    Z = rng.normal(size=(n_y, m)) * 2
    true = rng.integers(0, n_y, m)
    true[0], true[-1] = np.argmin(Z[1:, 0]) + 1, 0
    Z[:, 0] += 1000.0
    Z[0, 0] -= 900.0
    Z[0, -1] -= 800.0
    return {"Z": Z, "Y": np.eye(n_y)[:, true]}


def another_example_by_example(Z, Y):
    """Loop over the examples."""
    J = 0.0
    m = Z.shape[1]
    for i in range(m):
        z, y = Z[:, i], Y[:, i]
        z = z - z.max()
        J += (np.log(np.exp(z).sum()) - z[np.argmax(y)]) / m
    return J


def another_with_logaddexp(Z, Y):
    """Let NumPy take the logarithm of the sum, and pick the true classes."""
    rows = Y.argmax(axis=0)
    losses = np.logaddexp.reduce(Z, axis=0) - Z[rows, np.arange(len(rows))]
    return losses.mean()


def another_moves_z_first(Z, Y):
    """Move each column of Z to the largest z as its zero, before all else."""
    shifted = Z - Z.max(axis=0)
    log_A = shifted - np.log(np.exp(shifted).sum(axis=0))
    return -np.sum(log_A[Y == 1]) / Z.shape[1]
