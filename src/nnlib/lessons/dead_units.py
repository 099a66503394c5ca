"""Dead units: where the slope of an activation is 0 for every example, nothing is learned (notes, section 5)."""

from nnlib._arrays import Array, ArrayLike
from nnlib._validation import require_instance
from nnlib.models import Network


def dead_units(model: Network, X: ArrayLike) -> dict[int, Array]:
    """Return which hidden units no example can teach: g′(z) is 0 for all examples, and with it dz, dw and db.

    A ReLU is dead if z ≤ 0 for every example. A leaky ReLU never is, since its slope is nowhere 0.

    Parameters
    ----------
    model : Network
        The network.
    X : array_like of shape (n_x, m)
        Examples in columns: the training examples.

    Returns
    -------
    dict of int to ndarray of bool, of shape (n_l,)
        For each hidden layer l, True where a unit is dead. A kernel is dead if it is so at all positions. Layers that
        share one W stand below the first of them, and a unit is dead if it is so in all.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, hidden="relu", rng=1)
    >>> model.b[1][:2] = -100
    >>> dead_units(model, X)
    {1: array([ True,  True, False, False])}
    """
    require_instance("model", model, Network, "a Network")
    Z, L = model.forward(X).Z, len(model.g)
    dead: dict[int, Array] = {}
    for l in range(1, L):
        first, n = model.parameters.repeats.get(l, l), model.layers[l].n
        dead[first] = dead.get(first, True) & (model.g[l].derivative(Z[l]) == 0).reshape(n, -1).all(axis=1)
    dead.pop(model.parameters.repeats.get(L, L), None)  # what is the output layer as well learns there
    return dead
