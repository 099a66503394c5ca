"""Standardized features.

Gradient descent is fast when all features have about the same range. So each feature, a row of X, is standardized: its
mean is subtracted, and it is divided by its standard deviation, both taken over the training examples. New examples
are standardized with the mean and the deviation of the training examples, since the weights were trained with those.
"""

import numpy as np

SHORTER = (
    "nnlib.datasets.Standardizer(X_train) does this, keeps the mean and the deviation, and takes care of a feature "
    "that is the same in all examples, whose deviation is 0."
)


def standardize(X_train, X_test):
    """Return the training and the test examples, both standardized as the training examples require it.

    Comes in:  X_train (n_x, m), X_test (n_x, m_test), examples in columns
    Goes out:  standardized copies, in the order training, test, of the same shapes
    """
    mu = np.mean(X_train, axis=1, keepdims=True)
    # notes: μ = 1/m Σ x(i), one mean for each feature, (n_x, 1)
    # slip: np.mean(X_train, axis=0, keepdims=True)
    #   is the mean of each example, axis=0: each feature, a row, has a mean of its own, over the examples, axis=1
    # slip: np.mean(X_train, axis=0)
    #   is the mean of each example, axis=0: each feature, a row, has a mean of its own, over the examples, axis=1
    # slip: np.mean(X_train)
    #   is one mean for all features: each feature, a row, has its own, axis=1
    # slip: np.mean(X_train, axis=1)
    #   has lost its second axis: keepdims=True keeps it a column, (n_x, 1), which fits the columns of X
    # slip: np.concatenate([X_train, X_test], axis=1).mean(axis=1, keepdims=True)
    #   is the mean of training and test examples together: it is taken over the training examples alone
    # slip: np.median(X_train, axis=1, keepdims=True)
    #   is the median, where the mean was meant
    sigma = np.std(X_train, axis=1, keepdims=True)
    # notes: σ² = 1/m Σ (x(i) - μ)², one deviation for each feature, (n_x, 1)
    # slip: np.var(X_train, axis=1, keepdims=True)
    #   is the variance: the standard deviation is its square root, np.std
    # slip: np.std(X_train, axis=0, keepdims=True)
    #   is the deviation of each example, axis=0: each feature, a row, has its own, over the examples, axis=1
    # slip: np.std(X_train, axis=0)
    #   is the deviation of each example, axis=0: each feature, a row, has its own, over the examples, axis=1
    # slip: np.std(X_train)
    #   is one deviation for all features: each feature, a row, has its own, axis=1
    # slip: np.std(X_train, axis=1)
    #   has lost its second axis: keepdims=True keeps it a column, (n_x, 1), which fits the columns of X
    # slip: np.std(X_train, axis=1, keepdims=True, ddof=1)
    #   is divided by m - 1 under the root, where the mean over the m examples was meant
    # slip: np.concatenate([X_train, X_test], axis=1).std(axis=1, keepdims=True)
    #   is the deviation of training and test examples together: it is taken over the training examples alone
    # slip: np.linalg.norm(X_train, axis=1, keepdims=True)
    #   is the length of each row, where its standard deviation was meant
    # slip: np.max(X_train, axis=1, keepdims=True) - np.min(X_train, axis=1, keepdims=True)
    #   is the range of each feature, its maximum less its minimum: the standard deviation was meant
    Z_train = (X_train - mu) / sigma
    # notes: (x - μ)/σ
    # slip: X_train - mu / sigma
    #   divides the mean alone: the brackets around the difference are missing
    # slip: (X_train - np.mean(X_train)) / np.std(X_train)
    #   has one mean and one deviation for all features: each feature, a row, has its own
    # slip: (X_train - X_train.min(axis=1, keepdims=True)) / np.ptp(X_train, axis=1, keepdims=True)
    #   is scaled to the range from 0 to 1: the mean and the standard deviation were meant
    # slip: X_train - mu
    #   is not divided by the deviation
    # slip: X_train / sigma
    #   is divided by the deviation, but the mean has not been subtracted
    # slip: (X_train - mu) * sigma
    #   is multiplied by the deviation: it is divided by it
    # slip: (X_train + mu) / sigma
    #   has the mean added: it is subtracted
    Z_test = (X_test - mu) / sigma
    # notes: (x - μ)/σ, with μ and σ of the training examples
    # slip: (X_test - np.mean(X_test, axis=1, keepdims=True)) / np.std(X_test, axis=1, keepdims=True)
    #   uses the mean and the deviation of the test examples: new examples get those of the training examples
    # slip: (X_test - np.mean(X_test, axis=1, keepdims=True)) / sigma
    #   uses the mean of the test examples: new examples get that of the training examples
    # slip: X_test
    #   is unchanged: new examples are standardized too, with mu and sigma of the original training examples
    # slip: (X_test - mu) / np.std(X_test, axis=1, keepdims=True)
    #   uses the deviation of the test examples: new examples get that of the training examples
    # slip: X_test / sigma
    #   lacks the mean, or subtracts that of training examples which are already centred, and it is 0
    # slip: X_test - mu / sigma
    #   divides the mean alone: the brackets around the difference are missing
    return Z_train, Z_test


def inputs(rng, n_x=2, m=3, m_test=4):
    """Draw features of different sizes; training and test examples differ."""
    scale, shift = rng.uniform(0.5, 20, (n_x, 1)), rng.normal(size=(n_x, 1)) * 10
    X_train = rng.normal(size=(n_x, m)) * scale + shift
    return {"X_train": X_train, "X_test": rng.normal(size=(n_x, m_test)) * scale + shift + 1}


def another_with_reshape(X_train, X_test):
    """Make columns of the means and deviations."""
    n_x = X_train.shape[0]
    mean, deviation = X_train.mean(axis=1).reshape(n_x, 1), X_train.std(axis=1).reshape(n_x, 1)
    return (X_train - mean) / deviation, (X_test - mean) / deviation


def another_feature_by_feature(X_train, X_test):
    """Loop over the features."""
    train, test = np.zeros_like(X_train), np.zeros_like(X_test)
    for k in range(len(X_train)):
        mu, sigma = X_train[k].mean(), X_train[k].std()
        train[k], test[k] = (X_train[k] - mu) / sigma, (X_test[k] - mu) / sigma
    return train, test


def another_with_examples_in_rows(X_train, X_test):
    """Turn the matrices, so that the means are a row."""
    rows = X_train.T
    return ((rows - rows.mean(axis=0)) / rows.std(axis=0)).T, ((X_test.T - rows.mean(axis=0)) / rows.std(axis=0)).T


def another_from_centred_examples(X_train, X_test):
    """Take the deviation from the centred examples."""
    m = X_train.shape[1]
    mu = np.sum(X_train, axis=1, keepdims=True) / m
    centred = X_train - mu
    sigma = np.sqrt(np.sum(centred**2, axis=1, keepdims=True) / m)
    return centred / sigma, (X_test - mu) / sigma
