"""Forward propagation of one example.

Logistic regression answers for one example x in two steps: z from the weights and the features, and a = ŷ from z. The
loss L(a, y) then says how bad this answer is, if the label is y. Write the three lines. The function sigmoid is given.
"""

import numpy as np

SHORTER = "For y = 1 the loss is -log a, and for y = 0 it is -log(1 - a): one of the two terms is always 0."


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def forward_one_example(w, b, x, y):
    """Return z, a and the loss L of one example.

    Comes in:  w, x (n_x, 1); b a number; y the label, 0 or 1
    Goes out:  z, a, L, each a number or an array of shape (1, 1)
    """
    z = np.dot(w.T, x) + b
    # notes: z = wᵀ x + b
    # slip: np.dot(w.T, x)
    #   lacks the bias b
    # slip: np.dot(w, x) + b
    #   multiplies two columns, (n_x, 1) and (n_x, 1), which do not fit: wᵀ is a row, w.T
    # slip: w * x + b
    #   is computed element by element, and keeps n_x numbers: wᵀx is their sum, np.dot(w.T, x)
    # slip: np.dot(w, x.T) + b
    #   is a matrix, (n_x, n_x), made of a column and a row: the row wᵀ comes first, and the column x second
    # slip: np.dot(x, w.T) + b
    #   is a matrix, (n_x, n_x), made of a column and a row: the row wᵀ comes first, and the column x second
    # slip: np.dot(w.T, x + b)
    #   adds b to each feature: b is added once, after the product
    # slip: np.sum(w * x + b)
    #   adds b n_x times, within the sum: it is added once, after the sum
    # slip: np.dot(w.T, x) * b
    #   is multiplied by b: b is added
    # slip: np.dot(w.T, x) - b
    #   subtracts b: b is added
    a = sigmoid(z)
    # notes: a = σ(z)
    # slip: sigmoid(-z)
    #   is σ(-z), which is 1 - a: the exponent is -z, and σ has that minus in it already
    # slip: 1 / 1 + np.exp(-z)
    #   lacks the brackets around the denominator: 1 / (1 + e⁻ᶻ)
    # slip: np.tanh(z)
    #   is tanh(z), where σ(z) was meant
    # slip: np.round(sigmoid(z))
    #   is rounded to the predicted label: the loss needs the probability itself
    L = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    # notes: L(a, y) = -[y log a + (1 - y) log(1 - a)]
    # slip: y * np.log(a) + (1 - y) * np.log(1 - a)
    #   has lost the minus before the bracket: a loss is positive
    # slip: -y * np.log(a) + (1 - y) * np.log(1 - a)
    #   has the minus before its first term only: the brackets around both terms are missing
    # slip: -(y * np.log(a))
    #   has the term of y = 1 only: (1 - y) log(1 - a) is missing
    # slip: -(y * np.log(a) + (1 - y) * np.log(a))
    #   has log a in both terms: the second one has log(1 - a)
    # slip: -(y * np.log(a) + (1 - y) * (1 - np.log(a)))
    #   has 1 - log a, where log(1 - a) was meant
    # slip: -(y * np.log10(a) + (1 - y) * np.log10(1 - a))
    #   has the logarithm to base 10: the notes' log is the natural one, np.log
    # slip: -(y * np.log(a) + (1 - y) * np.log(a - 1))
    #   has log(a - 1), of a negative number: log(1 - a) was meant
    # slip: -(y * np.log2(a) + (1 - y) * np.log2(1 - a))
    #   has the logarithm to base 2: the notes' log is the natural one, np.log
    # slip: -(y * np.log(1 - a) + (1 - y) * np.log(a))
    #   has the two logarithms exchanged: log a goes with y, and log(1 - a) with 1 - y
    # slip: -(y * np.log(z) + (1 - y) * np.log(1 - z))
    #   uses z, where a was meant
    # slip: (a - y) ** 2
    #   is the squared error: the loss of logistic regression has logarithms
    # slip: (a - y) ** 2 / 2
    #   is the squared error: the loss of logistic regression has logarithms
    return z, a, L


def inputs(rng, n_x=3):
    """Draw one example, and parameters; the label is 1 and 0 by turns, for seed after seed."""
    w, x = rng.normal(size=(n_x, 1)), rng.normal(size=(n_x, 1))
    y = int(np.atleast_1d(rng.bit_generator.seed_seq.entropy)[-1] % 2)
    return {"w": w, "b": float(rng.normal() + 0.5), "x": x, "y": y}


def another_with_a_loop(w, b, x, y):
    """Sum over the features."""
    z = b
    for k in range(len(x)):
        z += w[k, 0] * x[k, 0]
    a = 1 / (1 + np.exp(-z))
    L = -np.log(a) if y == 1 else -np.log(1 - a)
    return z, a, L


def another_with_a_sum(w, b, x, y):
    """Take the loss from the probability of the label."""
    z = np.sum(w * x) + b
    y_hat = sigmoid(z)
    return z, y_hat, -np.log(y_hat**y * (1 - y_hat) ** (1 - y))


def another_from_z(w, b, x, y):
    """Take the loss from z, which holds for any z."""
    z = (w.T @ x).item() + b
    return z, np.exp(-np.logaddexp(0, -z)), np.logaddexp(0, (1 - 2 * y) * z)
