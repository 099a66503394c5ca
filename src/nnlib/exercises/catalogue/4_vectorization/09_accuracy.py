"""Predictions and their accuracy.

An answer a is a probability; the prediction is the label 1 where a > 0.5, and 0 elsewhere, for a = 0.5 too. The
accuracy is the share of predictions that are right, in percent. The labels come in as many files hold them, as bytes
(uint8). These are unsigned: 0 - 1 is 255. So be careful with differences.
"""

import numpy as np

SHORTER = "100 * np.mean((A > 0.5) == Y) compares truth values with labels, and subtracts nothing."


def accuracy(A, Y):
    """Return the predictions, and in percent how many of them are right.

    Comes in:  A (1, m), the answers a, between 0 and 1; Y (1, m), the labels 0 and 1, as uint8
    Goes out:  Y_hat (1, m), the predictions 0 and 1; percent, a number from 0 to 100
    """
    Y_hat = (A > 0.5).astype(np.uint8)
    # notes: ŷ = 1 where a > 0.5, else 0
    # slip: (A >= 0.5).astype(np.uint8)
    #   is 1 where a = 0.5: the prediction is 1 only above that
    # slip: (A < 0.5).astype(np.uint8)
    #   has the labels exchanged: it is 1 where a > 0.5
    # slip: (A > 0).astype(np.uint8)
    #   is 1 wherever a > 0: the boundary is 0.5, since a is a probability already
    # slip: A.astype(np.uint8)
    #   cuts the decimals off, so that all are 0: A is compared with 0.5
    # slip: A
    #   is the answer itself: the prediction is 0 or 1
    # slip: 1 if A > 0.5 else 0
    #   asks with "if" whether a whole array is above 0.5: A > 0.5 compares each element
    percent = 100 * np.mean(Y_hat == Y)
    # notes: accuracy = 100 · (number of right predictions)/m
    # slip: np.mean(Y_hat == Y)
    #   is a fraction: in percent, it is 100 times that
    # slip: 100 * np.sum(Y_hat == Y)
    #   is not divided by m, the number of examples, which is Y.shape[1]
    # slip: 100 * sum(Y_hat == Y) / len(Y)
    #   is summed over the rows, of which there is one: np.mean takes the mean of all numbers
    # slip: 100 * np.mean(Y_hat != Y)
    #   is the share of wrong predictions: the right ones were meant
    # slip: 100 - 100 * np.mean(np.abs(Y_hat - Y))
    #   wraps around: in uint8, 0 - 1 is 255; compare with ==, or make floats first
    # slip: 100 * np.mean(np.abs(Y_hat.astype(float) - Y))
    #   is the share of wrong predictions: the right ones were meant
    # slip: 100 * np.mean(Y_hat * Y)
    #   counts the ones that are right, and leaves out the zeros that are right
    # slip: 100 * (Y_hat == Y).all()
    #   tells whether all are right: the share of the right ones was meant
    return Y_hat, percent


def inputs(rng, m=4):
    """Draw answers, some on the wrong side of 0.5 for either label, and one of them 0.5."""
    y = rng.permutation(np.arange(m + 3) % 2)
    a = np.where(y == 1, rng.uniform(0.55, 0.95, m + 3), rng.uniform(0.05, 0.45, m + 3))
    first_0, first_1 = np.argmin(y), np.argmax(y)
    a[first_0], a[first_1] = rng.uniform(0.55, 0.95), rng.uniform(0.05, 0.45)
    A, Y = np.append(a, 0.5), np.append(y, rng.integers(0, 2))
    order = rng.permutation(m + 4)
    return {"A": A[order].reshape(1, -1), "Y": Y[order].reshape(1, -1).astype(np.uint8)}


def another_with_floats(A, Y):
    """Take the difference of floats, as the course's programs do."""
    prediction = np.where(A > 0.5, 1.0, 0.0)
    return prediction, 100 - np.mean(np.abs(prediction - Y)) * 100


def another_with_a_loop(A, Y):
    """Count the right ones."""
    m = A.shape[1]
    Y_hat = np.zeros((1, m))
    right = 0
    for i in range(m):
        if A[0, i] > 0.5:
            Y_hat[0, i] = 1
        if Y_hat[0, i] == Y[0, i]:
            right += 1
    return Y_hat, right / m * 100


def another_with_products(A, Y):
    """Add the ones and the zeros that are right."""
    P, T = np.round(A), Y.astype(float)
    right = np.dot(T, P.T) + np.dot(1 - T, 1 - P.T)
    return P, right.item() / T.size * 100


def another_with_truth_values(A, Y):
    """Keep truth values."""
    Y_hat = A > 0.5
    return Y_hat, 100 * (Y_hat == Y.astype(bool)).mean()
