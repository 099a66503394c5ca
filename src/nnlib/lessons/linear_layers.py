"""Why hidden layers are not linear: two matrix products in a row are one (notes, section 5)."""

from nnlib._dense import require_dense
from nnlib._messages import shown
from nnlib._validation import require_instance
from nnlib.activations import Identity
from nnlib.models import Network


def collapse(model: Network) -> Network:
    """Return the network without hidden layers that computes the same as one whose hidden layers are linear.

    W[2] (W[1] x + b[1]) + b[2] is W′ x + b′, with W′ = W[2] W[1] and b′ = W[2] b[1] + b[2], and so on through all
    layers. With a sigmoid output the whole network is therefore logistic regression.

    Parameters
    ----------
    model : Network
        A network of any depth, whose hidden activations are the identity.

    Returns
    -------
    Network
        With the same output and loss, W′ as ``W[1]`` and b′ as ``b[1]``. Its L2 term is 0: that of the model is on the
        W[l] one by one, and is no function of their product.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([2, 8, 8, 1], hidden="identity", rng=1)
    >>> collapse(model), abs(collapse(model).cost([[3], [4]], [[1]]) - model.cost([[3], [4]], [[1]])) < 1e-12
    (Network(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64), True)
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "collapse")
    *hidden, L = model.g
    if bent := [l for l in hidden if type(model.g[l]) is not Identity]:
        l = bent[0]
        came = shown(model.g[l])
        msg = f"layer {l} is {came}, and only layers of the identity collapse: a bend keeps two products apart"
        raise ValueError(msg)
    W, b = model.W[1], model.b[1]
    for l in range(2, L + 1):
        W, b = model.W[l] @ W, model.W[l] @ b + model.b[l]
    collapsed = Network(
        [W.shape[1], W.shape[0]], output=model.g[L], loss=model.loss, initialization="zeros", dtype=model.dtype
    )
    collapsed.W[1], collapsed.b[1] = W, b
    return collapsed
