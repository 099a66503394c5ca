"""Dead units: where the slope of an activation is 0 for every example, nothing is learned (notes, section 5)."""

from nnlib._arrays import Array, ArrayLike
from nnlib._validation import require_instance
from nnlib.models import Network


def dead_units(model: Network, X: ArrayLike) -> dict[int, Array]:
    """Tell which hidden units no example can teach: g′(z) is 0 for all of them, and with it dz, dw and db.

    A ReLU is dead where z ≤ 0 for every example. A leaky ReLU never is, since its slope is nowhere 0.

    Parameters
    ----------
    model : Network
        The network.
    X : array_like of shape (n_x, m)
        Examples in columns: those that it is trained on.

    Returns
    -------
    dict of int to ndarray of bool, of shape (n_l,)
        For each hidden layer l, True where a unit is dead.

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
    Z = model.forward(X).Z
    return {l: (g.derivative(Z[l]) == 0).all(axis=1) for l, g in model.g.items() if l < len(model.g)}
