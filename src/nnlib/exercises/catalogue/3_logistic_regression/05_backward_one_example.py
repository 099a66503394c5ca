"""Back propagation of one example.

Forward propagation has been done: a is the answer for the example x, and y its label. Go back from the loss, as the
notes do in section 3.7: first the derivative of the loss with respect to a, then to z, then to the weights and the
bias. The names are the notes': da is short for ∂L/∂a.
"""

import numpy as np

SHORTER = "da is not needed for the rest: dz = a - y comes without it, and without its divisions by a and by 1 - a."


def backward_one_example(x, y, a):
    """Return the derivatives of the loss L of one example with respect to a, z, w and b.

    Comes in:  x (n_x, 1); y the label, 0 or 1; a a number, which is σ(z)
    Goes out:  da, dz, db, each a number; dw (n_x, 1); in the order da, dz, dw, db
    """
    da = -y / a + (1 - y) / (1 - a)
    # notes: ∂L/∂a = -y/a + (1 - y)/(1 - a)
    # slip: y / a - (1 - y) / (1 - a)
    #   has the wrong sign: the minus before the bracket of L is lost
    # slip: -y / a - (1 - y) / (1 - a)
    #   has a minus before its second term: log(1 - a) has the inner derivative -1, which makes it a plus
    # slip: -y / a
    #   has the term of y = 1 only: (1 - y)/(1 - a) is missing
    # slip: -y / a + 1 - y / 1 - a
    #   lacks the brackets around 1 - y and around 1 - a
    # slip: -y / a + (1 - y) / a
    #   divides by a in both terms: the second one is divided by 1 - a
    # slip: -(y * np.log(a) + (1 - y) * np.log(1 - a))
    #   is the loss itself: its derivative with respect to a was meant
    dz = a - y
    # notes: ∂L/∂z = ∂L/∂a · ∂a/∂z = a - y
    # also: da * a * (1 - a)
    # slip: y - a
    #   has the wrong sign: it is a - y
    # slip: da
    #   is da: the factor ∂a/∂z = a (1 - a) is missing
    # slip: da * a
    #   has lost the factor 1 - a: ∂a/∂z is a (1 - a)
    # slip: da * (1 - a)
    #   has lost the factor a: ∂a/∂z is a (1 - a)
    # slip: da * (1 - a**2)
    #   is multiplied by 1 - a², the derivative of tanh: that of σ is a (1 - a)
    # slip: da * np.exp(-a) / (1 + np.exp(-a)) ** 2
    #   applies σ to a, which is σ(z) already: ∂a/∂z is a (1 - a)
    # slip: (a - y) * a * (1 - a)
    #   has a factor a (1 - a) too many: a - y contains it already
    dw = x * dz
    # notes: ∂L/∂w_k = x_k (a - y)
    # slip: x * da
    #   uses da, where dz was meant: w acts on z first
    # slip: x * a
    #   uses a, where dz was meant
    # slip: x
    #   is ∂z/∂w alone: the chain rule multiplies it by dz
    # slip: x.T * dz
    #   is a row, shape (1, n_x): dw has the shape of w, which is a column
    # slip: np.sum(x * dz)
    #   is summed over the features: each weight has its own derivative, x_k dz
    # slip: np.dot(x, x.T * dz)
    #   has a factor x too many: it is x dz
    db = dz
    # notes: ∂L/∂b = a - y
    # slip: da
    #   is da: b acts on z, and z = wᵀx + b changes as much as b does, so db = dz
    # slip: np.sum(x * dz)
    #   has the factor x, which belongs to dw: z = wᵀx + b changes as much as b does, so db = dz
    # slip: 1
    #   is ∂z/∂b alone: the chain rule multiplies it by dz
    return da, dz, dw, db


def inputs(rng, n_x=3):
    """Draw one example, and an answer between 0 and 1; the label is 1 and 0 by turns, for seed after seed."""
    x = rng.normal(size=(n_x, 1))
    a = 1 / (1 + np.exp(-rng.normal()))
    y = int(np.atleast_1d(rng.bit_generator.seed_seq.entropy)[-1] % 2)
    return {"x": x, "y": y, "a": float(a)}


def another_by_the_chain_rule(x, y, a):
    """Multiply the local derivatives, as the notes derive them."""
    da = (1 - y) / (1 - a) - y / a
    da_dz = a * (1 - a)
    dz = da * da_dz
    return da, dz, np.dot(x, dz), dz * 1


def another_case_by_case(x, y, a):
    """Treat the two labels one by one."""
    dw = np.zeros_like(x)
    if y == 1:
        da, db = -1 / a, a - 1
    else:
        da, db = 1 / (1 - a), a
    for k in range(x.shape[0]):
        dw[k, 0] = x[k, 0] * db
    return da, db, dw, db


def another_as_a_fraction(x, y, a):
    """Put da on one fraction bar."""
    error = a - y
    return error / (a * (1 - a)), error, error * x, error
