"""Debug the scaling of training and test data.

Features are scaled to mean 0 and standard deviation 1. Test data are scaled as the training data were: with the mean
and the deviation of each feature over the training examples, which are divided by m. The function below returns all
four: mean, deviation, and both sets scaled. A network learns from what it returns, but one line is wrong.

nnlib.datasets.Standardizer does the same, so that each result can stand beside a right one. Add these lines below the
function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        table = nnlib.datasets.breast_cancer()
        X_train, X_test, Y_train, Y_test = nnlib.datasets.split(table.X, table.Y, rng=0)
        scaling = nnlib.datasets.Standardizer(X_train)
        right = scaling.mean, scaling.deviation, scaling(X_train), scaling(X_test)
        came = debug_standardization(X_train, X_test)
        for name, mine, its in zip(("mean", "deviation", "train", "test"), came, right):
            print(name, mine.shape, its.shape, np.allclose(mine, its))

Look at the first that is not the same. A mean and a deviation of the test set alone do not show that it was scaled
rightly: they need not be 0 and 1.
"""

import numpy as np

import nnlib

PLANTED = True
CHECKED_BY = (
    "Compare mean, deviation and both scaled sets with those of nnlib.datasets.Standardizer(X_train), one after the "
    "other: the first that differs is the line. The lines for it stand at the top of the file."
)


def debug_standardization(X_train, X_test):
    """Return mean and deviation of each feature over the training examples, and both sets scaled with them.

    Comes in:  X_train (n_x, m); X_test (n_x, m_test)
    Goes out:  mean (n_x, 1); deviation (n_x, 1); train (n_x, m); test (n_x, m_test)
    """
    mean = np.mean(X_train, axis=1, keepdims=True)
    # notes: mean_j = 1/m Σ_i x_j(i)
    # slip: np.mean(X_train)
    #   is one number for all features: each has its own, axis=1
    # slip: np.mean(np.hstack([X_train, X_test]), axis=1, keepdims=True)
    #   is taken over training and test examples: the test set may not be looked at, so that it stays new
    deviation = np.std(X_train, axis=1, keepdims=True)
    # notes: deviation_j = √(1/m Σ_i (x_j(i) - mean_j)²)
    # slip: np.std(X_train)
    #   is one number for all features: each has its own, axis=1
    # slip: np.var(X_train, axis=1, keepdims=True)
    #   is the variance, the square of the deviation: the root is missing
    # slip: np.sqrt(np.mean(X_train**2, axis=1, keepdims=True))
    #   is the root of the mean square of X: the mean is subtracted before the square
    train = (X_train - mean) / deviation
    # notes: (x - mean) / deviation
    # slip: X_train - mean / deviation
    #   has the mean alone divided by the deviation: brackets are missing around the difference
    test = (X_test - mean) / deviation
    # notes: (x - mean) / deviation, with those of the training examples
    # slip: (X_test - np.mean(X_test, axis=1, keepdims=True)) / deviation
    #   has the mean of the test set subtracted: that of the training set was meant
    # slip: (X_test - mean) / np.std(X_test, axis=1, keepdims=True)
    #   is divided by the deviation of the test set: that of the training set was meant
    # slip: (X_test - np.mean(X_test, axis=1, keepdims=True)) / np.std(X_test, axis=1, keepdims=True)
    #   is scaled with its own mean and deviation: those of the training set were meant
    return mean, deviation, train, test


def inputs(rng, n_x=2, m=4, m_test=3):
    """Draw features of different size, and a test set that is a little off."""
    scale, shift = np.exp(rng.normal(size=(n_x, 1))), 2 * rng.normal(size=(n_x, 1))
    X_train, X_test = rng.normal(size=(n_x, m)) * scale + shift, rng.normal(size=(n_x, m_test)) * scale + shift + 0.5
    return {"X_train": X_train, "X_test": X_test}


def another_with_the_library(X_train, X_test):
    """Ask the library."""
    scaling = nnlib.datasets.Standardizer(X_train)
    return scaling.mean, scaling.deviation, scaling(X_train), scaling(X_test)


def another_with_sums(X_train, X_test):
    """Have the deviation from the mean of squares."""
    m = X_train.shape[1]
    mean = X_train.sum(axis=1).reshape(-1, 1) / m
    deviation = np.sqrt(np.sum(X_train**2, axis=1).reshape(-1, 1) / m - mean**2)
    return mean, deviation, (X_train - mean) / deviation, (X_test - mean) / deviation


def another_feature_by_feature(X_train, X_test):
    """Loop over the features, and change copies in place."""
    mean, deviation = np.zeros((len(X_train), 1)), np.zeros((len(X_train), 1))
    train, test = X_train.copy(), X_test.copy()
    for j, row in enumerate(X_train):
        mean[j], deviation[j] = row.mean(), row.std()
        for scaled in (train, test):
            scaled[j] -= mean[j]
            scaled[j] /= deviation[j]
    return mean, deviation, train, test
