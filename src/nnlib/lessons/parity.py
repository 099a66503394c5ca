"""Parity by one hidden layer of ReLUs: where depth is not needed after all."""

import numpy as np

from nnlib._validation import count
from nnlib.models import Network


def parity_network(n: int) -> Network:
    """Return a network with one hidden layer of n ReLUs that computes the parity of n bits, exactly.

    Parity, x₁ XOR … XOR x_n, is the usual argument for depth. A circuit of ANDs and ORs with one hidden layer needs
    2ⁿ⁻¹ ANDs: parity changes when any bit flips, but an AND that leaves out a bit does not notice. That bound is about
    ANDs and ORs. A ReLU unit adds before it decides, and parity depends only on the sum s of the bits. As a function of
    s it goes up and down in n straight pieces from 0 to n. Each ReLU is one bend of that line:
    relu(s) − 2 relu(s − 1) + 2 relu(s − 2) − … ± 2 relu(s − n + 1).

    Parameters
    ----------
    n : int
        The number of bits.

    Returns
    -------
    Network
        n-n-1, relu and identity. From bits it computes whole numbers only, so nothing is rounded.

    Examples
    --------
    >>> model = parity_network(3)
    >>> bits = [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]]
    >>> model.predict(bits)
    array([[0., 1., 0., 1.]])
    """
    n = count("n", n)
    model = Network([n, n, 1], hidden="relu", output="identity", initialization="zeros")
    model.W[1] = np.ones((n, n))
    model.b[1] = -np.arange(n).reshape(n, 1)
    model.W[2] = np.where(np.arange(n) == 0, 1, 2 * (-1.0) ** np.arange(n)).reshape(1, n)
    return model
