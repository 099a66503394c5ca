"""The way back through softmax.

With softmax every a depends on every z of its column. So g′ is not one number for each node but a matrix, the Jacobian,
with ∂a_i/∂z_j in row i and column j. Take one example, with the probabilities a and the one-hot label y, both columns.
Write da = ∂L/∂a for the loss L = -Σ y_j log a_j, then the Jacobian, and then dz by the chain rule: z_j goes into L on a
path through every a_i, and the paths are added up. The result is so simple that nobody computes the Jacobian.
"""

import numpy as np

SHORTER = "What comes out is dz = a - y. For m examples it is dZ = A - Y, which needs no Jacobian and no division."


def softmax_gradient(a, y):
    """Return da, the Jacobian of softmax, and dz, of one example.

    Comes in:  a, y (n_y, 1): a is softmax(z), y is one-hot
    Goes out:  da (n_y, 1), jacobian (n_y, n_y), dz (n_y, 1), in this order
    """
    da = -y / a
    # notes: ∂L/∂a_j = -y_j / a_j
    # slip: y / a
    #   has lost the minus: L is -Σ y_j log a_j
    # slip: -y / a + (1 - y) / (1 - a)
    #   has the second term of the sigmoid's loss: with softmax, L = -Σ y_j log a_j has the first alone
    # slip: -1 / a
    #   lacks y: only the true class is in the loss
    # slip: -y * np.log(a)
    #   is the loss itself: its derivative with respect to a was meant
    # slip: a - y
    #   is a - y, which is dz: da is the derivative of L with respect to a
    # slip: -a / y
    #   is upside down, and divides by the zeros of y: it is -y / a
    # slip: -y / a / len(a)
    #   is divided by n_y: the loss is a sum over the classes and no mean
    jacobian = np.diag(a[:, 0]) - a @ a.T
    # notes: ∂a_i/∂z_j = a_i (1 - a_i) for i = j, and -a_i a_j else
    # slip: np.diag((a * (1 - a))[:, 0])
    #   has the diagonal alone, as if each a depended on its own z: -a_i a_j stands at all other places
    # slip: a * (1 - a)
    #   is the derivative of each a by its own z, as the sigmoid has it: softmax needs the matrix of all ∂a_i/∂z_j
    # slip: a @ a.T - np.diag(a[:, 0])
    #   has the wrong sign: a_i (1 - a_i) stands on the diagonal
    # slip: np.diag(a[:, 0]) + a @ a.T
    #   has + a_i a_j: it is subtracted, since a_i falls when another z_j grows
    # slip: np.diag(a[:, 0]) + a @ a.T - 2 * np.diag(a[:, 0] ** 2)
    #   has + a_i a_j beside the diagonal: it is -a_i a_j, since a_i falls when another z_j grows
    # slip: np.eye(len(a)) - a @ a.T
    #   has 1 - a_i² on the diagonal: it is a_i - a_i²
    # slip: -a @ a.T
    #   lacks a_i on the diagonal, where a_i (1 - a_i) is meant
    # slip: np.diag(a) - a @ a.T
    #   has np.diag of a column, which takes its one diagonal element: np.diag(a[:, 0]) makes a matrix
    # slip: np.diag(a[:, 0]) - a.T @ a
    #   has a.T @ a, which is one number: the outer product a @ a.T is the matrix of all a_i a_j
    # slip: np.diag(a[:, 0]) - a * a
    #   has a_i² subtracted in all of row i: it is a_i a_j, the outer product a @ a.T
    # slip: np.diag(a[:, 0]) - a @ y.T
    #   uses y: the Jacobian of softmax does not depend on the label
    # slip: a * (np.eye(len(a)) - a)
    #   has a_i² subtracted in all of row i: it is a_i a_j, the outer product a @ a.T
    dz = jacobian.T @ da
    # notes: ∂L/∂z_j = Σ_i ∂L/∂a_i ∂a_i/∂z_j
    # also: a - y
    # slip: y - a
    #   has the wrong sign: a - y is what comes out
    # slip: jacobian * da
    #   has * where a matrix product was meant, which adds up the paths
    # slip: da * a * (1 - a)
    #   goes through the diagonal alone: z_j goes into L on a path through every a_i
    # slip: jacobian.T @ a
    #   uses a, where da was meant
    # slip: np.sum(jacobian, axis=0).reshape(-1, 1) * da
    #   adds up the Jacobian before da is multiplied: each path has its own da_i
    # slip: da.T @ jacobian
    #   is a row: dz has the shape of a, (n_y, 1), jacobian.T @ da
    # slip: jacobian.T @ da / len(a)
    #   is divided by n_y: the paths are added up, and no mean is taken
    # slip: da
    #   is da: the chain rule multiplies it by the Jacobian
    return da, jacobian, dz
    # slip: da, dz, jacobian
    #   has dz before the Jacobian: the order is da, jacobian, dz
    # slip: dz
    #   is dz alone: return da, jacobian, dz


def inputs(rng, n_y=3):
    """Draw the probabilities of one example, and its class."""
    e = np.exp(rng.normal(size=(n_y, 1)))
    return {"a": e / e.sum(), "y": np.eye(n_y)[:, [rng.integers(n_y)]]}


def another_element_by_element(a, y):
    """Write the Jacobian element by element, with loops."""
    n_y = len(a)
    da, jacobian, dz = np.zeros((n_y, 1)), np.zeros((n_y, n_y)), np.zeros((n_y, 1))
    for i in range(n_y):
        da[i] = -y[i] / a[i]
        for j in range(n_y):
            jacobian[i, j] = a[i, 0] * ((1 if i == j else 0) - a[j, 0])
    for j in range(n_y):
        for i in range(n_y):
            dz[j] += jacobian[i, j] * da[i]
    return da, jacobian, dz


def another_with_broadcasting(a, y):
    """Use the identity matrix and broadcasting, and know what comes out."""
    da = np.where(y == 1, -1 / a, 0)
    J = a * (np.eye(a.shape[0]) - a.T)
    return da, J, a - y


def another_from_its_diagonal(a, y):
    """Fill in the diagonal afterwards."""
    jacobian = -np.outer(a, a)
    np.fill_diagonal(jacobian, np.ravel(a * (1 - a)))
    da = -(y * a**-1)
    dz = (da.T @ jacobian).T
    return [da, jacobian, dz]
