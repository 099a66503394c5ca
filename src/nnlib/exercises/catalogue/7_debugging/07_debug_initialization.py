"""Debug the initialization of a deep network.

W[l] begins as normal numbers with mean 0 and variance 2/n[l-1], which suits ReLU: then Z[l] is about as large in each
layer as in the one before it. b[l] begins at 0. Normal numbers of variance 1 come in, so that everybody has the same
ones. One line of the function below is wrong; a network with its weights learns slowly, or nothing at all.

Measure how large Z[l] is from layer to layer, as a root mean square. Then train a little, and ask nnlib.diagnose. Add
these lines below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        import nnlib

        table = nnlib.datasets.breast_cancer()
        X, Y, n = nnlib.datasets.Standardizer(table.X)(table.X), table.Y, [30, 100, 10, 100, 10, 1]
        rng = np.random.default_rng(0)
        W, b = debug_initialization(n, {l: rng.normal(size=(n[l], n[l - 1])) for l in range(1, 6)})
        model = nnlib.DeepNetwork(n, hidden="relu", rng=0)
        for l in W:
            model.W[l][:], model.b[l][:] = W[l], b[l]
        print([float(np.sqrt(np.mean(Z**2)).round(3)) for Z in model.forward(X).Z.values()])
        trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.1))
        trainer.fit(X, Y, epochs=300)
        print(nnlib.diagnose(trainer, X, Y))

The numbers should be near √2 = 1.4, but for that of the output, a single node, which varies more. Do they shrink, or
grow, and by what factor from a layer to the next? Does it depend on whether a layer is wider than the one before it?
"""

import numpy as np

PLANTED = True
CHECKED_BY = (
    "Measure how large Z[l] is from layer to layer, and ask nnlib.diagnose(trainer, X, Y) after a short training. The "
    "lines for both stand at the top of the file. With the right variances, Z[l] stays about as large, near 1.4."
)


def debug_initialization(layer_sizes, draws):
    """Return the weights W and biases b with which a network of ReLUs begins, as dictionaries by the layer's number.

    Comes in:  layer_sizes, the list n[0], n[1], ..., n[L]; draws, a dictionary: draws[l] (n[l], n[l-1]) holds normal
               numbers with mean 0 and variance 1
    Goes out:  W: W[l] (n[l], n[l-1]); b: b[l] (n[l], 1); for l = 1, ..., L
    """
    W, b = {}, {}
    for l in range(1, len(layer_sizes)):
        n_before = layer_sizes[l - 1]
        # notes: n[l-1], the number of columns of W[l]
        # slip: layer_sizes[l]
        #   is n[l], the number of rows of W[l]: each z is a sum over the n[l-1] nodes before it
        W[l] = draws[l] * np.sqrt(2 / n_before)
        # notes: W[l] = N(0, 1) √(2 / n[l-1])
        # slip: draws[l] * 2 / n_before
        #   is multiplied by the variance, 2/n[l-1]: its root was meant
        # slip: draws[l] * np.sqrt(1 / n_before)
        #   has variance 1/n[l-1], which suits tanh: ReLU takes half of z away, so it is 2/n[l-1]
        # slip: draws[l] * 0.01
        #   is multiplied by 0.01 whatever the size of the layer, so that Z[l] gets smaller from layer to layer
        # slip: draws[l]
        #   has variance 1, so that Z[l] gets larger from layer to layer
        # slip: np.abs(draws[l]) * np.sqrt(2 / n_before)
        #   has positive numbers only, which do not cancel in a sum: their mean has to be 0
        # slip: np.full(draws[l].shape, np.sqrt(2 / n_before))
        #   has the same number everywhere, so that the nodes of a layer are copies of one another and stay so
        # slip: np.zeros(draws[l].shape)
        #   is 0 everywhere, so that nothing passes back through it and the nodes of a layer are copies
        b[l] = np.zeros((layer_sizes[l], 1))
        # notes: b[l] = 0
        # slip: np.zeros(layer_sizes[l])
        #   has one axis, and broadcasts as a row: it is a column, (n[l], 1)
        # slip: np.ones((layer_sizes[l], 1))
        #   begins at 1: it begins at 0
    return W, b


def inputs(rng, n_x=2, n_1=4, n_2=3, n_y=5):
    """Draw normal numbers for three layers."""
    n = [n_x, n_1, n_2, n_y]
    return {"layer_sizes": n, "draws": {l: rng.normal(size=(n[l], n[l - 1])) for l in range(1, 4)}}


def another_with_comprehensions(layer_sizes, draws):
    """Take the sizes from the draws."""
    W = {l: draw / np.sqrt(draw.shape[1] / 2) for l, draw in draws.items()}
    b = {l: np.zeros((draw.shape[0], 1)) for l, draw in draws.items()}
    return W, b


def another_in_place(layer_sizes, draws):
    """Multiply copies in place."""
    L = len(layer_sizes) - 1
    W, b = {}, {}
    for l in range(L):
        weights = draws[l + 1].copy()
        weights *= (2.0 / layer_sizes[l]) ** 0.5
        W[l + 1] = weights
        b[l + 1] = 0.0 * weights[:, :1]
    return W, b


def another_from_layer_to_layer(layer_sizes, draws):
    """Remember the size of the layer before."""
    W, b = {}, {}
    before = layer_sizes[0]
    for l, size in enumerate(layer_sizes[1:], start=1):
        deviation = np.sqrt(2.0) / np.sqrt(before)
        W[l] = np.multiply(deviation, draws[l])
        b[l] = np.zeros(shape=(size, 1))
        before = size
    return W, b
