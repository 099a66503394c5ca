"""A zoo of lines: what students write wrongly in their own programs, one line at a time, and what they are told.

The program below is the notes', for a network in which n_x, n_h, n_y and m all differ. One line at a time is replaced;
then it is run, and its dictionaries are handed over as they are. One line has to be wrong, named by one cause, and
every other has to be right or to follow.
"""

import numpy as np
import pytest

import nnlib

N_X, N_H, N_Y, M = 3, 5, 2, 7
FORWARD = {
    "tanh": "A1 = np.tanh(Z1)",
    "relu": "A1 = np.maximum(0, Z1)",
    "sigmoid": "A1 = 1 / (1 + np.exp(-Z1))",
}
SLOPE = {"tanh": "(1 - A1**2)", "relu": "(Z1 > 0)", "sigmoid": "A1 * (1 - A1)"}
OUTPUT = {
    "sigmoid": "A2 = 1 / (1 + np.exp(-Z2))",
    "softmax": "A2 = np.exp(Z2) / np.exp(Z2).sum(axis=0)",
    "identity": "A2 = Z2",
}


def program(hidden="tanh", output="sigmoid"):
    """Return the notes' lines by the names of what they give."""
    lines = [
        "Z1 = W1 @ X + b1",
        FORWARD[hidden],
        "Z2 = W2 @ A1 + b2",
        OUTPUT[output],
        "dZ2 = A2 - Y",
        "dW2 = 1 / m * dZ2 @ A1.T",
        "db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)",
        f"dZ1 = W2.T @ dZ2 * {SLOPE[hidden]}",
        "dW1 = 1 / m * dZ1 @ X.T",
        "db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)",
    ]
    return {line.split()[0]: line for line in lines}


def data(output="sigmoid", sizes=(N_X, N_H, N_Y), m=M, seed=0):
    """Return X, Y and the student's parameters."""
    rng = np.random.default_rng(seed)
    n_x, n_h, n_y = sizes
    Y = {
        "sigmoid": rng.integers(0, 2, (n_y, m)).astype(float),
        "softmax": np.eye(n_y)[:, rng.integers(0, n_y, m)],
        "identity": rng.normal(size=(n_y, m)),
    }[output]
    parameters = {
        "W1": rng.normal(size=(n_h, n_x)),
        "b1": rng.normal(size=(n_h, 1)),
        "W2": rng.normal(size=(n_y, n_h)),
        "b2": rng.normal(size=(n_y, 1)),
    }
    return rng.normal(size=(n_x, m)), Y, parameters


def run(lines, X, Y, parameters):
    """Return what the lines of a program give."""
    names = {"np": np, "X": X, "Y": Y, "m": X.shape[1], **{name: array.copy() for name, array in parameters.items()}}
    with np.errstate(all="ignore"):
        exec("\n".join(lines.values()), names)  # noqa: S102  the lines are our own
    return {name: names[name] for name in lines}


LOOP = "dW2 = np.zeros((2, 5))\nfor i in {}:\n    dW2 {} dZ2[:, [i]] @ A1[:, [i]].T / m"
# (the line that is wrong, and what is said of it) for tanh in the hidden layer and sigmoid in the output
SLIPS = [
    # The five that students ask about most.
    ("dZ1 = dW2.T @ dZ2 * (1 - A1**2)", "comes from a dA[1] that is dW[2]ᵀ dZ[2]: W[2] was meant"),
    (
        "dZ1 = np.dot(np.dot(W2.T, dZ2), (1 - A1**2).T)",
        (
            "has shape (5, 5), not (5, 7): it is a matrix product of dA[1] and g[1]′(Z[1]): they are multiplied "
            "element by element, with *"
        ),
    ),
    ("dZ1 = W2.T @ dZ2 * (1 - A1)", "is dA[1] * (1 - A[1]): the square is missing in tanh′"),
    ("dW1 = 1 / m * dZ1 @ A1.T", "has shape (5, 5), not (5, 3): it is 1/m dZ[1] A[1]ᵀ: X was meant"),
    # Forward propagation.
    ("Z1 = W1 @ X", "is W[1] X: b[1] is missing"),
    (
        "Z1 = W1 @ (X / 255) + b1",
        "is W[1] (1/255 X) + b[1]: was X scaled after this line, or before it was passed?",
    ),
    ("Z1 = (W1 @ X + b1).T", "has shape (7, 5), not (5, 7): is it transposed?"),
    ("Z1 = W1[:, 1:] @ X[1:] + b1", "leaves out the first feature: range(n) begins at 0"),
    ("Z1 = W1[:, :-1] @ X[:-1] + b1", "leaves out the last feature: range(n) ends before n"),
    ("Z1 = W1[:, -1:] @ X[-1:] + b1", "is made of the last feature alone: add up with +="),
    ("Z1 = W1 @ X + 3 * b1", "has b added 3 times, once for each feature: add it after the loop"),
    (
        "Z1 = np.cumsum(W1 @ X + b1, axis=1)",
        "adds up from example to example: a loop has to begin at 0 for each of them",
    ),
    (
        "Z1 = np.hstack([W1 @ X[:, :-1] + b1, np.zeros((5, 1))])",
        "is 0 in its last column: does a loop leave it out? range(n) goes from 0 to n - 1",
    ),
    ("Z2 = W2 @ Z1 + b2", "is W[2] Z[1] + b[2]: A[1] was meant"),
    ("Z2 = W2 @ A1", "is W[2] A[1]: b[2] is missing"),
    ("A1 = np.tanh(W1 @ X)", "comes from a Z[1] that is W[1] X: b[1] is missing"),
    ("A1 = np.maximum(0, Z1)", "is relu(Z[1]), but g[1] is tanh"),
    ("A1 = 1 - np.tanh(Z1) ** 2", "is g[1]′(Z[1]) in place of g[1](Z[1])"),
    ("A1 = Z1", "is identity(Z[1]), but g[1] is tanh"),
    (
        "A1 = 2 / (1 + np.exp(-Z1)) - 1",
        "is tanh(Z[1]/2), which is 2 sigmoid(Z[1]) - 1: the exponents are Z[1] and -Z[1]",
    ),
    (
        "A1 = (np.exp(Z1) + np.exp(-Z1)) / (np.exp(Z1) - np.exp(-Z1))",
        "is 1 / tanh(Z[1]): the fraction is upside down",
    ),
    ("A2 = 1 / (1 + np.exp(-Z1))", "has shape (5, 7), not (2, 7): it is g[2](Z[1]): Z[2] was meant"),
    ("A2 = 1 / (1 + np.exp(-A1))", "has shape (5, 7), not (2, 7): it is g[2](A[1]): Z[2] was meant"),
    ("A2 = 1 / (1 + np.exp(Z2))", "is 1 / (1 + exp(Z[2])): the exponent is -Z[2]"),
    ("A2 = 1 / 1 + np.exp(-Z2)", "is 1 / 1 + exp(-Z[2]): brackets are missing around 1 + exp(-Z[2])"),
    ("A2 = 1 / (1 + np.exp(-1 / (1 + np.exp(-Z2))))", "is sigmoid(sigmoid(Z[2])): sigmoid is applied twice"),
    ("A2 = np.tanh(Z2)", "is tanh(Z[2]), but g[2] is sigmoid"),
    ("A2 = np.where(Z2 > 0, 1, 0)", "is 0 and 1, as predictions are: it is the probability itself"),
    ("A2 = 1 / (1 + np.exp(-W2 @ A1))", "comes from a Z[2] that is W[2] A[1]: b[2] is missing"),
    # dZ of the output.
    ("dZ2 = Y - A2", "has the wrong sign"),
    ("dZ2 = (A2 - Y) / m", "is 7 times too small, and m = 7: 1/m belongs to dW and db alone"),
    (
        "dZ2 = (A2 - Y) * A2 * (1 - A2)",
        "has a factor g[2]′(Z[2]) too many: with sigmoid and binary_cross_entropy, dZ[2] is A[2] - Y",
    ),
    (
        "dZ2 = -Y / A2 + (1 - Y) / (1 - A2)",
        "is dA[2]: the derivative of sigmoid is missing; with this loss, dZ[2] is A[2] - Y",
    ),
    ("dZ2 = A2 * (1 - A2)", "is g[2]′(Z[2]) alone: with this loss, dZ[2] is A[2] - Y"),
    ("dZ2 = A2", "is A[2]: Y has to be subtracted"),
    ("dZ2 = A2 + Y", "is A[2] + Y: Y has to be subtracted"),
    ("dZ2 = Z2 - Y", "is Z[2] - Y: A[2] was meant"),
    ("dZ2 = (A2 > 0.5) - Y", "is made from predictions of 0 and 1: A[2] is the probabilities themselves"),
    ("dZ2 = (A2 - Y) ** 2", "is (A[2] - Y)²: the difference is not squared"),
    ("dZ2 = np.abs(A2 - Y)", "is the absolute value of A[2] - Y: its sign counts"),
    # dW and db.
    ("dW2 = dZ2 @ A1.T", "is 7 times too large, and m = 7: the factor 1/m is missing"),
    ("dW2 = 1 / m * dZ2 @ A1.T / m", "is 7 times too small, and m = 7: 1/m stands there twice"),
    ("dW2 = 1 / len(X) * dZ2 @ A1.T", "is divided by 3, the number of rows of X: m is 7, that of its columns"),
    ("dW1 = 1 / len(A1) * dZ1 @ X.T", "is divided by 5, the number of rows of A[1]: m is 7, that of its columns"),
    ("dW2 = dZ2 @ A1.T / X.size", "is divided by 21, the size of X: m is 7, the number of its columns"),
    ("dW2 = dZ2 @ A1.T / (2 * m)", "is divided by 2m: 1/m was meant"),
    ("dW2 = dZ2 @ A1.T / (m - 1)", "is divided by m - 1 = 6: 1/m was meant"),
    (
        "dW2 = -dZ2 @ A1.T / len(Y)",
        "has the wrong sign and is divided by 2, the number of rows of Y: m is 7, that of its columns",
    ),
    ("dW2 = 1 / m * A2 @ A1.T", "is 1/m A[2] A[1]ᵀ: dZ[2] was meant"),
    ("dW2 = (1 / m * dZ2 @ A1.T).T", "has shape (5, 2), not (2, 5): is it transposed?"),
    ("dW1 = 1 / m * X @ dZ1.T", "has shape (3, 5), not (5, 3): is it transposed?"),
    ("dW2 = 1 / m * dZ2 @ Z1.T", "is 1/m dZ[2] Z[1]ᵀ: A[1] was meant"),
    ("dW2 = 1 / m * dZ2 @ X.T", "has shape (2, 3), not (2, 5): it is 1/m dZ[2] Xᵀ: A[1] was meant"),
    ("dW2 = 1 / m * dZ2 @ A2.T", "has shape (2, 2), not (2, 5): it is 1/m dZ[2] A[2]ᵀ: A[1] was meant"),
    ("dW1 = 1 / m * dZ2 @ X.T", "has shape (2, 3), not (5, 3): it is 1/m dZ[2] Xᵀ: dZ[1] was meant"),
    ("dW1 = 1 / m * W2.T @ dZ2 @ X.T", "is made from dA[1] where dZ[1] was meant: g[1]′(Z[1]) is missing"),
    (LOOP.format("range(m)", "="), "is that of the last example alone: add up with += over the examples"),
    (LOOP.format("range(1, m)", "+="), "leaves out the first example: range(m) begins at 0"),
    (LOOP.format("range(m - 1)", "+="), "leaves out the last example: range(m) ends before m"),
    (LOOP.format("[0]", "+="), "is that of the first example alone: the sum over the examples is missing"),
    (LOOP.format("range(m)", "-="), "has the wrong sign"),
    (
        "db1 = 1 / m * np.sum(dZ1, axis=1)",
        "has shape (5,), not (5, 1): use keepdims=True where it is a sum, or reshape(-1, 1)",
    ),
    (
        "db1 = 1 / m * np.sum(dZ1, axis=0, keepdims=True)",
        "has shape (1, 7), not (5, 1): it is summed over the nodes, axis=0, and should be over the examples, axis=1",
    ),
    (
        "db1 = 1 / m * np.sum(dZ1)",
        "has shape (), not (5, 1): it is summed over both axes, and should be over the examples, axis=1",
    ),
    (
        "db1 = np.mean(dZ1)",
        "has shape (), not (5, 1): it is the mean over both axes, and should be over the examples, axis=1",
    ),
    ("db1 = 1 / m * np.full((5, 1), dZ1.sum())", "is summed over both axes: the sum of dZ[1] goes over axis=1 only"),
    ("db1 = np.full((5, 1), dZ1.mean())", "is the mean over both axes: the sum of dZ[1] goes over axis=1 only"),
    ("db1 = 1 / m * dZ1", "has shape (5, 7), not (5, 1): the sum over the examples is missing"),
    ("db2 = np.sum(dZ2, axis=1, keepdims=True)", "is 7 times too large, and m = 7: the factor 1/m is missing"),
    ("db2 = 1 / m * np.mean(dZ2, axis=1, keepdims=True)", "is 7 times too small, and m = 7: 1/m stands there twice"),
    ("db2 = dZ2[:, -1:] / m", "is that of the last example alone: add up with += over the examples"),
    (
        "db2 = dZ2[:, -1:]",
        "is that of the last example alone: add up with += over the examples; and 1/m is missing",
    ),
    ("db2 = np.sum(dZ2[:, 1:], axis=1, keepdims=True) / m", "leaves out the first example: range(m) begins at 0"),
    ("db2 = 1 / m * np.sum(A2, axis=1, keepdims=True)", "is made from A[2] where dZ[2] was meant"),
    ("db1 = 1 / m * np.sum(dW1, axis=1, keepdims=True)", "is made from dW[1] where dZ[1] was meant"),
    (
        "db1 = 1 / m * np.sum(W2.T @ dZ2, axis=1, keepdims=True)",
        "is made from dA[1] where dZ[1] was meant: g[1]′(Z[1]) is missing",
    ),
    (
        "db1 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)",
        "has shape (2, 1), not (5, 1): it is made from dZ[2] where dZ[1] was meant",
    ),
    # dZ of the hidden layer.
    ("dZ1 = W2.T @ dZ2", "is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1**2) ** 2", "has the factor g[1]′(Z[1]) twice"),
    (
        "dZ1 = np.hstack([np.zeros((5, 6)), (W2.T @ dZ2 * (1 - A1**2))[:, -1:]])",
        "is 0 but for its last column: it is to be filled column by column",
    ),
    ("dZ1 = 1 - A1**2", "is g[1]′(Z[1]) alone: the factor dA[1] is missing"),
    (
        "dZ1 = W2.T @ dZ2 * 1 - A1**2",
        "has no brackets around 1 - A[1]², so that dA[1] multiplies its beginning alone",
    ),
    ("dZ1 = W2.T @ dZ2 * (1 - A1) ** 2", "is dA[1] * (1 - A[1])²: A[1] alone is squared in tanh′"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1*2)", "is dA[1] * (1 - 2 A[1]): it is A[1]**2, not A[1]*2, in tanh′"),
    ("dZ1 = W2.T @ dZ2 * (1 + A1**2)", "is dA[1] * (1 + A[1]²): it is 1 - A[1]² in tanh′"),
    ("dZ1 = W2.T @ dZ2 * A1**2", "is dA[1] * A[1]²: it is 1 - A[1]² in tanh′"),
    ("dZ1 = W2.T @ dZ2 * (1 - Z1**2)", "has the formula of tanh′ that takes A[1], but is given Z[1]"),
    ("dZ1 = W2.T @ dZ2 * (1 - np.tanh(A1) ** 2)", "is dA[1] * g[1]′(A[1]): Z[1] was meant"),
    ("dZ1 = W2.T @ dZ2 * (A1**2 - 1)", "has the wrong sign"),
    ("dZ1 = W2.T @ dZ2 * A1 * (1 - A1)", "is dA[1] * sigmoid′, had from its output A[1], but g[1] is tanh"),
    ("dZ1 = W2.T @ dZ2 * (Z1 > 0)", "is dA[1] * relu′(Z[1]), but g[1] is tanh"),
    ("dZ1 = W2.T @ dZ2 * A1", "is dA[1] * A[1], which is g[1](Z[1]): g[1]′(Z[1]) was meant"),
    ("dZ1 = W2.T @ dZ2 * Z1", "is dA[1] * Z[1]: g[1]′(Z[1]) was meant"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1**2) / m", "is 7 times too small, and m = 7: 1/m belongs to dW and db alone"),
    ("dZ1 = W2.T @ A2 * (1 - A1**2)", "comes from a dA[1] that is W[2]ᵀ A[2]: dZ[2] was meant"),
    (
        "dZ1 = W2.T @ (-Y / A2 + (1 - Y) / (1 - A2)) * (1 - A1**2)",
        "comes from a dA[1] that is W[2]ᵀ dA[2]: dZ[2] was meant",
    ),
    (
        "dZ1 = (W2 - 1.2 * dW2).T @ dZ2 * (1 - A1**2)",
        (
            "comes from a dA[1] that is made with W[2] - 1.2 dW[2], which is W[2] after its update: update it after "
            "back propagation"
        ),
    ),
]
RELU = [
    ("A1 = np.minimum(0, Z1)", "is min(0, Z[1]): it is max(0, Z[1])"),
    ("A1 = np.abs(Z1)", "is the absolute value of Z[1]: it is max(0, Z[1])"),
    ("A1 = np.maximum(0.01 * Z1, Z1)", "is leaky_relu(Z[1]), but g[1] is relu"),
    (
        "dZ1 = W2.T @ dZ2 * (A1 >= 0)",
        "is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere; of A, `>= 0` is always true",
    ),
    ("dZ1 = W2.T @ dZ2 * (Z1 < 0)", "has g[1]′ the wrong way round: it is that of -Z[1]"),
    ("dZ1 = np.maximum(0, W2.T @ dZ2)", "is dA[1] * g[1]′(dA[1]): Z[1] was meant"),
    ("dZ1 = W2.T @ dZ2 * np.maximum(0, Z1)", "is dA[1] * A[1], which is g[1](Z[1]): g[1]′(Z[1]) was meant"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1**2)", "is dA[1] * tanh′, had from its output A[1], but g[1] is relu"),
    ("dZ1 = W2.T @ dZ2 * np.where(Z1 > 0, 1, 0.01)", "is dA[1] * leaky_relu′(Z[1]), but g[1] is relu"),
    (
        "A2 = np.exp(Z2) / np.exp(Z2).sum(axis=1, keepdims=True)",
        "is softmax over the examples, axis=1: each column of A[2] should sum to 1, axis=0",
    ),
    (
        "A2 = np.exp(Z2) / np.exp(Z2).sum()",
        "is divided by the sum of all exp(Z[2]): each column should sum to 1, axis=0",
    ),
    ("A2 = np.exp(Z2)", "is exp(Z[2]), not divided by its sum over the nodes, axis=0"),
    ("A2 = Z2 / Z2.sum(axis=0)", "is Z[2] divided by its sum: exp is missing"),
    (
        "A2 = np.exp(Z2 - Z2.max(axis=0)) / np.exp(Z2).sum(axis=0)",
        "is divided by the sum of exp(Z[2]), but its own exponent is smaller by the largest Z[2]",
    ),
    ("A2 = 1 * (Z2 == Z2.max(axis=0))", "is 0 and 1, as predictions are: it is the probabilities themselves"),
    ("A2 = 1 / (1 + np.exp(-Z2))", "is sigmoid(Z[2]), but g[2] is softmax"),
    (
        "dZ2 = (A2 - Y) * A2 * (1 - A2)",
        "has a factor A[2] (1 - A[2]) too many: with softmax and categorical_cross_entropy, dZ[2] is A[2] - Y",
    ),
    ("dZ2 = -Y / A2", "is dA[2]: the derivative of softmax is missing; with this loss, dZ[2] is A[2] - Y"),
    ("dZ2 = A2 - Y.argmax(axis=0)", "is A[2] minus the indices of the classes: Y has to be one-hot, (n_y, m)"),
    (
        "dZ2 = (A2 == A2.max(axis=0)) - Y",
        "is made from predictions of 0 and 1: A[2] is the probabilities themselves",
    ),
]
SIGMOID = [
    ("A1 = 1 / (1 + np.exp(Z1))", "is 1 / (1 + exp(Z[1])): the exponent is -Z[1]"),
    ("A1 = np.tanh(Z1)", "is tanh(Z[1]), but g[1] is sigmoid"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1)", "is dA[1] * (1 - A[1]): the factor A[1] is missing in sigmoid′"),
    ("dZ1 = W2.T @ dZ2 * A1 * (1 + A1)", "is dA[1] * A[1] (1 + A[1]): it is A[1] (1 - A[1]) in sigmoid′"),
    ("dZ1 = W2.T @ dZ2 * A1 * (1 - A1**2)", "is dA[1] * A[1] (1 - A[1]²): no A[1] is squared in sigmoid′"),
    ("dZ1 = W2.T @ dZ2 * A1**2 * (1 - A1)", "is dA[1] * A[1]² (1 - A[1]): no A[1] is squared in sigmoid′"),
    (
        "dZ1 = W2.T @ dZ2 * A1 * 1 - A1",
        "has no brackets around A[1] (1 - A[1]), so that dA[1] multiplies its beginning alone",
    ),
    ("dZ1 = W2.T @ dZ2 * Z1 * (1 - Z1)", "has the formula of sigmoid′ that takes A[1], but is given Z[1]"),
    ("dZ1 = W2.T @ dZ2 * (1 - A1**2)", "is dA[1] * tanh′, had from its output A[1], but g[1] is sigmoid"),
    ("dZ2 = 2 * (A2 - Y)", "is twice as large: the squared error here is ½ (a - y)², whose derivative is a - y"),
    ("dZ2 = A2", "is A[2]: Y has to be subtracted"),
    ("A2 = 1 / (1 + np.exp(-Z2))", "is sigmoid(Z[2]), but g[2] is identity"),
]
ZOO = [
    *(("tanh", "sigmoid", *slip) for slip in SLIPS),
    *(("relu", "softmax", *slip) for slip in RELU),
    *(("sigmoid", "identity", *slip) for slip in SIGMOID),
]


@pytest.mark.parametrize(("hidden", "output"), [("tanh", "sigmoid"), ("relu", "softmax"), ("sigmoid", "identity")])
def test_the_program_is_right(hidden, output):
    for seed in range(3):
        X, Y, parameters = data(output, seed=seed)
        steps = run(program(hidden, output), X, Y, parameters)
        assert nnlib.compare_steps(parameters, X, Y, steps, hidden=hidden, output=output).passed


@pytest.mark.parametrize(("hidden", "output"), sorted({slip[:2] for slip in ZOO}))
def test_a_wrong_line_is_named_by_one_cause_and_others_follow(hidden, output):
    """Lines behind one of a wrong shape take the right array, as they would raise an error."""
    lines = program(hidden, output)
    X, Y, parameters = data(output)
    right = run(lines, X, Y, parameters)
    for line, told in (slip[2:] for slip in ZOO if slip[:2] == (hidden, output)):
        name = line.split()[0]
        steps = run(dict(list(lines.items())[: list(lines).index(name)]) | {name: line}, X, Y, parameters)
        if steps[name].shape == right[name].shape:
            steps = run(lines | {name: line}, X, Y, parameters)
        report = nnlib.compare_steps(parameters, X, Y, right | steps, hidden=hidden, output=output)
        wrong = {step.name: step for step in report.steps.values() if step.verdict == "wrong"}
        assert (line, *wrong, wrong[name].mistake, wrong[name].named) == (line, name, told, True)


@pytest.mark.parametrize("line", ["dZ1 = W2.T @ dZ2 * (1 - A2**2)", "dZ1 = dZ2 * (1 - A1**2)"])
def test_what_one_output_node_lets_broadcast_is_named_too(line):
    """The fifth slip that students ask about: A2 in g′, which has one row here."""
    told = {
        "dZ1 = W2.T @ dZ2 * (1 - A2**2)": "is dA[1] * tanh′, had from A[2]: A[1] was meant",
        "dZ1 = dZ2 * (1 - A1**2)": "comes from a dA[1] that is dZ[2] itself: W[2]ᵀ is missing",
    }[line]
    X, Y, parameters = data(sizes=(3, 5, 1))
    steps = run(program() | {"dZ1": line}, X, Y, parameters)
    report = nnlib.compare_steps(parameters, X, Y, steps, hidden="tanh", output="sigmoid")
    assert (report.first_wrong.name, report.first_wrong.mistake) == ("dZ1", told)
    assert {report.steps[name].verdict for name in ("dW1", "db1")} == {"follows"}


SQUARE = [
    ("Z2 = W2.T @ A1 + b2", "is W[2]ᵀ A[1] + b[2]: there is no transpose in this line"),
    ("Z2 = W1 @ A1 + b2", "is W[1] A[1] + b[2]: W[2] was meant"),
    ("Z2 = W2 @ A1 + b1", "has b[1] where b[2] was meant"),
    ("Z2 = W2 @ X + b2", "is W[2] X + b[2]: A[1] was meant"),
    ("Z1 = W1 @ X + b1[:, 0]", "has b[1] added along the examples: of shape (6,) it broadcasts over the columns, so"),
    ("dZ1 = W2 @ dZ2 * (1 - A1**2)", "comes from a dA[1] that is W[2] dZ[2]: W[2] has to be transposed here"),
    ("dZ1 = W1.T @ dZ2 * (1 - A1**2)", "comes from a dA[1] that is W[1]ᵀ dZ[2]: W[2] was meant"),
    ("dZ1 = W2.T @ dZ2 @ (1 - A1**2)", "is a matrix product of dA[1] and g[1]′(Z[1]): they are multiplied element by"),
    ("dZ1 = W2.T @ dZ2 * (1 - X**2)", "is dA[1] * tanh′, had from X: A[1] was meant"),
    ("dW1 = 1 / m * dZ1 @ A1.T", "is 1/m dZ[1] A[1]ᵀ: X was meant"),
    ("dW1 = (1 / m * dZ1 @ X.T).T", "is transposed"),
    ("dW1 = 1 / m * dZ1 @ X", "has X the wrong way round: the product has to add up over the examples, its columns"),
    ("dW2 = 1 / m * dZ2 @ A1", "has A[1] the wrong way round: the product has to add up over the examples"),
    (
        "db1 = 1 / m * np.sum(dZ1, axis=0).reshape(-1, 1)",
        "is summed over the nodes, axis=0: the sum of dZ[1] goes over",
    ),
]


@pytest.mark.parametrize(("line", "told"), SQUARE, ids=[line for line, _ in SQUARE])
def test_where_every_shape_fits_the_slip_is_named_by_its_values(line, told):
    """All of n_x, n_h, n_y and m are 6, so that nothing raises an error."""
    X, Y, parameters = data(sizes=(6, 6, 6), m=6)
    name = line.split()[0]
    steps = run(program() | {name: line}, X, Y, parameters)
    report = nnlib.compare_steps(parameters, X, Y, steps, hidden="tanh", output="sigmoid")
    wrong = {step.name: step.mistake for step in report.steps.values() if step.verdict == "wrong"}
    assert list(wrong) == [name]
    assert wrong[name].startswith(told)
    assert ", or " not in wrong[name].removeprefix(told)


def test_other_parameters_than_those_of_the_lines_are_told_where_examples_show_it():
    """Every row of Z[1] is a straight line over the features, so it is another W or b; of 4 examples any values are."""
    X, Y, parameters = data()
    other = run(program(), X, Y, data(seed=1)[2])
    told = "is what W[1] X + b[1] gives for another W[1] or b[1]: pass those that this line was run with"
    wrong = nnlib.compare_steps(parameters, X, Y, {"Z1": other["Z1"]}, output="sigmoid").first_wrong
    assert wrong.mistake.startswith(told)
    assert not wrong.named
    few = nnlib.compare_steps(parameters, X[:, :4], Y[:, :4], {"Z1": other["Z1"][:, :4]}, output="sigmoid").first_wrong
    assert few.mistake == "is wrong in 20 of 20 places, and no known pattern fits"
    same = np.repeat(X[:, :2], 4, axis=1)  # two examples, four times each: a line goes through any values
    copied = np.repeat(other["Z1"][:, :2], 4, axis=1)
    twice = nnlib.compare_steps(parameters, same, np.repeat(Y[:, :2], 4, axis=1), {"Z1": copied}, output="sigmoid")
    assert twice.first_wrong.mistake.endswith("and no known pattern fits")
    noise = np.random.default_rng(3).normal(size=other["Z1"].shape)
    wrong = nnlib.compare_steps(parameters, X, Y, {"Z1": noise}, output="sigmoid").first_wrong
    assert wrong.mistake.endswith("and no known pattern fits")


ORDER = ["Z1", "A1", "Z2", "A2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1", "dA0"]


def with_updated(slips, l2=0.0, kind=float, m=30, step=np.sign):
    """Return the report on a program's lines where all parameters that are passed were updated after it ran.

    The update takes the sign of each derivative, as Adam's first one does, unless another step is given.
    """
    X, Y, parameters = data(m=m)
    parameters = {name: array.astype(kind) for name, array in parameters.items()}
    lines = program() | {"dA1": "dA1 = W2.T @ dZ2", "dA0": "dA0 = W1.T @ dZ1"} | slips
    lines["dW2"] += f" + {l2} * W2"
    lines = {name: lines[name] for name in sorted(lines, key=ORDER.index)}
    steps = {name: array.astype(kind) for name, array in run(lines, X, Y, parameters).items()}
    model = nnlib.Network([N_X, N_H, N_Y], hidden="tanh", output="sigmoid", l2=l2)
    for name, array in parameters.items():
        getattr(model, name[0])[int(name[1])] = array - kind(0.3) * step(steps[f"d{name}"])
    return nnlib.compare_steps(model, X, Y, steps)


UPDATED = [
    ({}, 0.0, {}),
    ({"dW1": "dW1 = 1 / m * dZ1 @ X.T + 0.3 * W1"}, 0.3, {}),
    (
        {"dZ1": "dZ1 = W2.T @ dZ2 * (1 - np.tanh(A1)**2)"},
        0.0,
        {"dZ1": ("wrong", "is dA[1] * g[1]′(A[1]): Z[1] was meant")},
    ),
    (
        {"dW1": "dW1 = 1 / m * dZ1 @ X.T + 0.6 * W1"},
        0.3,
        {"dW1": ("wrong", "has the L2 term twice: the derivative of l2/2 W² is l2 W[1]")},
    ),
    (
        {"dA0": "dA0 = W1.T @ dZ1 + 1"},
        0.0,
        {"dA0": ("wrong", "is wrong in 90 of 90 places, and no known pattern fits")},
    ),
    # A node that is always 0 does not show its W, but the first layer's W is known all the same.
    (
        {"A1": "A1 = np.tanh(Z1); A1[0] = 0", "dA0": "dA0 = W1.T @ dZ1 * 1.5", "dW1": "dW1 = dZ1 @ X.T / m + 0.3 * W1"},
        0.3,
        {
            "A1": ("wrong", "is 0 in its first row: does a loop leave it out? range(n) goes from 0 to n - 1"),
            "dW2": ("undecided", "cannot be judged with this W[2]: Z[2] was made with another"),
            "dA1": ("undecided", "cannot be judged with this W[2]: Z[2] was made with another"),
            "dA0": ("wrong", "is 1.5 times too large everywhere"),
        },
    ),
]


@pytest.mark.parametrize(("slips", "l2", "told"), UPDATED)
def test_parameters_that_were_updated_after_the_lines_blame_no_right_line(slips, l2, told):
    """As in a loop, after which W and b are those of the next update. Both Z show with which W they were made."""
    report = with_updated(slips, l2=l2)
    others = {name: step for name, step in report.steps.items() if name not in {"Z1", "Z2"}}
    found = {name: (step.verdict, step.mistake) for name, step in others.items() if step.verdict != "follows"}
    assert found == told
    assert {report.steps[name].verdict for name in ("Z1", "Z2")} == {"wrong"}
    assert all(step.mistake in " ".join(str(report).split()) for step in report.steps.values())


@pytest.mark.parametrize("m", [2, 30])
@pytest.mark.parametrize("kind", [float, np.float32])
def test_after_gradient_descent_the_lines_are_compared_with_what_was_before(m, kind):
    """Even where the examples are fewer than the features, and Z leaves open with which other W it was made."""
    right = with_updated({}, kind=kind, m=m, step=np.positive)
    assert {step.verdict for step in right.steps.values()} == {"right"}
    assert right.remarks[-1].startswith(
        "W and b were passed after their update. Z shows that your lines were run with W + 0.3"
    )
    slip = {"dZ1": "dZ1 = W2.T @ dZ2 * (1 - np.tanh(A1)**2)", "dA0": "dA0 = W1.T @ dZ1 * 1.5"}
    wrong = with_updated(slip, kind=kind, m=m, step=np.positive)
    blamed = {name: step.mistake for name, step in wrong.steps.items() if step.verdict == "wrong"}
    assert blamed == {"dZ1": "is dA[1] * g[1]′(A[1]): Z[1] was meant", "dA0": "is 1.5 times too large everywhere"}
    assert wrong.remarks == right.remarks


def test_logistic_regression_after_its_update():
    X, Y, w, b = np.array([[1.0, 3.0], [2.0, 0.0], [-1.0, 1.0]]), [[1, 0]], np.array([[0.3], [0.1], [0.5]]), 0.2
    Z = w.T @ X + b
    dZ = 1 / (1 + np.exp(-Z)) - Y
    steps = {"Z": Z, "dZ": dZ, "dw": X @ dZ.T / 2, "db": dZ.mean()}
    wrong = nnlib.compare_steps({"w": w - 0.5 * steps["dw"], "b": b}, X, Y, steps)
    assert wrong.first_wrong.name == "Z"  # b was not updated, so this is no update of both
    report = nnlib.compare_steps({"w": w - 0.5 * steps["dw"], "b": b - 0.5 * steps["db"]}, X, Y, steps)
    assert not [step for step in report.steps.values() if step.verdict != "right"]
    assert "Z shows that your lines were run with w + 0.5 dw and b + 0.5 db, so they" in report.remarks[-1]


FORGOTTEN = [
    ([[1.0, 1], [2, 2]], [[0.5], [0.1]], 1.0, [[1, 1]], "is wᵀ X: b is missing"),  # examples that are alike
    ([[1.0, -1, 2, -2]], [[0.0]], 0.5, [[1, 1, 1, 1]], "is 0 everywhere"),
]


@pytest.mark.parametrize(("X", "w", "b", "Y", "told"), FORGOTTEN)
def test_a_forgotten_b_is_no_update_where_examples_cannot_tell_the_two_apart(X, w, b, Y, told):
    Z = np.transpose(w) @ X
    dZ = 1 / (1 + np.exp(-Z)) - Y
    steps = {"Z": Z, "dZ": dZ, "dw": X @ dZ.T / len(Y[0]), "db": dZ.mean()}
    report = nnlib.compare_steps({"w": w, "b": b}, X, Y, steps)
    assert (report.first_wrong.name, report.remarks) == ("Z", ())
    assert report.first_wrong.mistake.startswith(told)


@pytest.mark.parametrize("left_out", ["dW2", "db2", "dW1"])
def test_an_update_is_seen_only_where_all_derivatives_show_it(left_out):
    X, Y, parameters = data(m=30)
    steps = run(program(), X, Y, parameters)
    after = {name: array - 0.3 * steps[f"d{name}"] for name, array in parameters.items()}
    uphill = {name: array + 0.3 * steps[f"d{name}"] for name, array in parameters.items()}
    first_alone = parameters | {name: after[name] for name in ("W1", "b1")}

    def found(passed, names):
        given = {name: steps[name] for name in names}
        report = nnlib.compare_steps(passed, X, Y, given, hidden="tanh", output="sigmoid")
        seen = any("Z shows" in remark for remark in report.remarks)
        return seen, [step.name for step in report.steps.values() if step.verdict == "wrong"]

    assert found(after, steps) == (True, [])
    assert found(after, [name for name in steps if name != left_out])[0] is False
    assert found(uphill, steps)[0] is False
    assert found(first_alone, steps) == (False, ["Z1"])


def test_rounding_is_no_update():
    """Of two numbers, the rounding of float32 is often nearly a multiple of what an update would add."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        X, w, b = (rng.normal(size=shape).astype(np.float32) for shape in ((3, 2), (3, 1), (1, 1)))
        Z = w.T @ X + b
        dZ = 1 / (1 + np.exp(-Z)) - np.array([[1, 0]], np.float32)
        steps = {"Z": Z, "dZ": dZ, "dw": X @ dZ.T / 2, "db": dZ.mean()}
        assert nnlib.compare_steps({"w": w, "b": b}, X, [[1, 0]], steps).remarks == ()


def test_float32_shows_w_to_fewer_digits_than_a_line_is_judged_by():
    slips = {"dA1": "dA1 = W2.T @ dZ2 * 1.5", "dZ1": "dZ1 = dA1 * (1 - A1**2)", "dA0": "dA0 = W1.T @ dZ1 * 1.5"}
    steps = with_updated(slips, kind=np.float32).steps
    assert {name for name, step in steps.items() if step.verdict == "wrong"} == {"Z1", "Z2"}
    assert steps["dA1"].mistake == "cannot be judged with this W[2]: Z[2] was made with another"
    assert steps["dA0"].mistake == "cannot be judged with this W[1]: Z[1] was made with another"


def test_whole_numbers_are_no_line_of_other_parameters():
    X, Y, parameters = data()
    Z1 = np.arange(5 * M).reshape(5, M)
    wrong = nnlib.compare_steps(parameters, X, Y, {"Z1": Z1}, output="sigmoid").first_wrong
    assert wrong.mistake == "is wrong in 35 of 35 places, and no known pattern fits"


OTHERWISE = [
    (
        "dZ1 = (W2 + 1.2 * dW2).T @ dZ2 * (1 - A1**2)",
        (3, 5, 2),
        "is wrong in 35 of 35 places, and no known pattern fits",
    ),
    ("dZ1 = -W2.T @ dZ2 * (1 - A1**2)", (3, 1, 1), "has the wrong sign"),
    ("dZ1 = 0.9 * W2.T @ dZ2 * (1 - A1**2)", (3, 1, 1), "is 1.111 times too small everywhere"),
    ("dZ1 = 1.1 * W2.T @ dZ2 * (1 - A1**2)", (3, 1, 1), "is 1.1 times too large everywhere"),
    ("Z1 = -W1 @ X + b1", (3, 5, 2), "is what W[1] X + b[1] gives for another W[1] or b[1]: pass those that this"),
]


@pytest.mark.parametrize(("line", "sizes", "told"), OTHERWISE, ids=[f"{line} {sizes}" for line, sizes, _ in OTHERWISE])
def test_no_update_and_no_scaling_is_seen_where_there_is_none(line, sizes, told):
    """Uphill, and where a multiple says all that there is to say of one node."""
    X, Y, parameters = data(sizes=sizes)
    name = line.split()[0]
    steps = run(program() | {name: line}, X, Y, parameters)
    wrong = nnlib.compare_steps(parameters, X, Y, steps, hidden="tanh", output="sigmoid").steps[name]
    assert wrong.mistake.startswith(told)
    assert ", or " not in wrong.mistake


def test_of_one_feature_there_is_nothing_to_leave_out():
    X, Y, parameters = data(sizes=(1, 5, 2))
    steps = {"Z1": parameters["b1"] + 0 * X}
    wrong = nnlib.compare_steps(parameters, X, Y, steps, output="sigmoid").first_wrong
    assert wrong.mistake.startswith("is what W[1] X + b[1] gives for another W[1] or b[1]")


L2 = [
    ("lambd * W2", "has the L2 term times m: l2 is λ/m, and its 1/m is missing"),
    ("lambd / (2 * m) * W2", "has half the L2 term: the derivative of l2/2 W² is l2 W[2]"),
    ("-lambd / m * W2", "has the L2 term with the wrong sign"),
    ("0", "has no L2 term: l2 W[2] is missing"),
]


@pytest.mark.parametrize(("term", "told"), L2, ids=[term for term, _ in L2])
def test_the_course_s_l2_term_is_told_in_terms_of_lambda(term, told):
    X, Y, parameters = data()
    lambd = 0.7
    model = nnlib.Network([N_X, N_H, N_Y], hidden="tanh", output="sigmoid", l2=lambd / M)
    for name, array in parameters.items():
        getattr(model, name[0])[int(name[1])] = array
    line = f"lambd = 0.7\ndW2 = 1 / m * dZ2 @ A1.T + {term}"
    steps = run(program() | {"dW2": line}, X, Y, parameters)
    assert nnlib.compare_steps(model, X, Y, {"dW2": steps["dW2"]}).first_wrong.mistake == told


DERIVATIVES_OF_THE_LOSS = [
    ("Y / A2 + (1 - Y) / (1 - A2)", "is Y/A[2] + (1 - Y)/(1 - A[2]): the first term has a minus sign"),
    ("-Y / A2 - (1 - Y) / (1 - A2)", "is -Y/A[2] - (1 - Y)/(1 - A[2]): the second term has a plus sign"),
    ("-Y / A2", "is -Y/A[2]: the term (1 - Y)/(1 - A[2]) is missing"),
    ("Y / A2 - (1 - Y) / (1 - A2)", "has the wrong sign"),
    ("A2 - Y", "is A[2] - Y, which is dZ[2]"),
]


@pytest.mark.parametrize(
    ("value", "told"), DERIVATIVES_OF_THE_LOSS, ids=[value for value, _ in DERIVATIVES_OF_THE_LOSS]
)
def test_slips_in_the_derivative_of_the_loss_are_named(value, told):
    X, Y, parameters = data()
    lines = program()
    right = run(lines, X, Y, parameters)
    wrong = run({"A2": "A2 = a2", "dA2": f"dA2 = {value}"}, X, Y, {"a2": right["A2"]})
    report = nnlib.compare_steps(parameters, X, Y, wrong, output="sigmoid")
    assert (report.first_wrong.name, report.first_wrong.mistake) == ("dA2", told)
    assert report.steps["A2"].verdict == "right"


@pytest.mark.parametrize(("output", "slope"), [("identity", 1), ("tanh", "(1 - A2**2)")])
def test_a_squared_error_without_its_half_is_told(output, slope):
    X, Y, parameters = data("identity")
    model = nnlib.Network([N_X, N_H, N_Y], hidden="tanh", output=output, loss="squared_error")
    for name, array in parameters.items():
        getattr(model, name[0])[int(name[1])] = array
    A2 = model.predict_proba(X)
    wrong = run({"dA2": "dA2 = 2 * (A2 - Y)", "dZ2": f"dZ2 = 2 * (A2 - Y) * {slope}"}, X, Y, {"A2": A2})
    for name in wrong:
        step = nnlib.compare_steps(model, X, Y, {name: wrong[name]}).first_wrong
        assert step.mistake.startswith("is twice as large: the squared error here is ½ (a - y)², whose derivative is")
