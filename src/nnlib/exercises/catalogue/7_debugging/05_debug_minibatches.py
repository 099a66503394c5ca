"""Debug mini-batches.

The function below takes the examples in the order of a permutation, and cuts them into batches of batch_size examples;
the last batch has what is left. Each example has to be in one batch, with its own label. Training runs with what comes
out, but one line is wrong.

Join the batches again, and count; train on them, and nnlib.diagnose tells whether the labels belong to X. Add these
lines below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        import nnlib

        table = nnlib.datasets.breast_cancer()
        X, Y = nnlib.datasets.Standardizer(table.X)(table.X), table.Y
        batches = debug_minibatches(X, Y, np.random.default_rng(0).permutation(569), 32)
        X_all, Y_all = (np.hstack(parts) for parts in zip(*batches))
        print([X_batch.shape[1] for X_batch, Y_batch in batches])
        print(X_all.shape, np.unique(X_all, axis=1).shape, "shuffled:", not np.array_equal(X_all[:, :32], X[:, :32]))
        model = nnlib.LogisticRegression(n_x=30)
        nnlib.train(model, X_all, Y_all, learning_rate=0.1, iterations=100)
        print(nnlib.diagnose(model, X_all, Y_all))

569 examples make 17 batches of 32 and one of 25, and no two of them are the same.
"""

import numpy as np

PLANTED = True
CHECKED_BY = (
    "Join the batches again with np.hstack: are all examples there, each once, and in another order? Then train on "
    "them and ask nnlib.diagnose(model, X, Y) whether the labels belong to X. The lines for it stand at the top of the "
    "file."
)


def debug_minibatches(X, Y, permutation, batch_size):
    """Return the batches of one epoch: a list of pairs X_batch, Y_batch.

    Comes in:  X (n_x, m); Y (n_y, m); permutation (m,), the numbers 0 to m - 1 in random order; batch_size, a number
    Goes out:  [(X_batch, Y_batch), ...]: each (n_x, batch_size) and (n_y, batch_size), but the last may be smaller
    """
    m = X.shape[1]
    batches = []
    for k in range(0, m, batch_size):
        # slip: for k in range(0, m - batch_size + 1, batch_size):
        #   drops the last batch, if it is not a full one: it goes up to m
        # slip: for k in range(1, m, batch_size):
        #   begins at 1, and leaves out the first example: it begins at 0
        chosen = permutation[k : k + batch_size]
        # slip: permutation[k : k + batch_size - 1]
        #   ends one too early, so that an example of each batch is left out: the end of a slice does not belong to it
        # slip: (permutation[k] + np.arange(batch_size)) % m
        #   has neighbours in X from a random one on: only the starting points of the batches are shuffled
        # slip: permutation[:batch_size]
        #   is the same for each batch: it begins at k
        # slip: np.arange(k, min(k + batch_size, m))
        #   is not shuffled: it comes from the permutation
        X_batch = X[:, chosen]
        # slip: X[:, k : k + batch_size]
        #   has the examples in their old order, though the labels are shuffled: X and Y are shuffled alike
        Y_batch = Y[:, chosen]
        # slip: Y[:, k : k + batch_size]
        #   has the labels in their old order, though the examples are shuffled: X and Y are shuffled alike
        batches.append((X_batch, Y_batch))
    return batches


def inputs(rng, n_x=2, n_y=4, batch_size=3):
    """Draw examples of which the last batch is not full."""
    m = 3 * batch_size + int(rng.integers(1, batch_size))
    X, Y = rng.normal(size=(n_x, m)), rng.normal(size=(n_y, m))
    return {"X": X, "Y": Y, "permutation": rng.permutation(m), "batch_size": batch_size}


def another_shuffled_first(X, Y, permutation, batch_size):
    """Shuffle all, and cut then."""
    X, Y = X[:, permutation], Y[:, permutation]
    starts = range(0, len(permutation), batch_size)
    return [(X[:, start : start + batch_size], Y[:, start : start + batch_size]) for start in starts]


def another_with_array_split(X, Y, permutation, batch_size):
    """Split the permutation."""
    groups = np.split(permutation, np.arange(batch_size, len(permutation), batch_size))
    return [(np.take(X, group, axis=1), np.take(Y, group, axis=1)) for group in groups]


def another_batch_by_batch(X, Y, permutation, batch_size):
    """Count the full batches, and add the rest."""
    m = X.shape[1]
    full = m // batch_size
    batches = []
    for i in range(full):
        group = permutation[i * batch_size : (i + 1) * batch_size]
        batches.append((X[:, group], Y[:, group]))
    if full * batch_size < m:
        rest = permutation[full * batch_size :]
        batches.append((X[:, rest], Y[:, rest]))
    return batches
