"""A network as a PyTorch Sequential, with the same outputs and the same gradients."""

try:
    import torch
except ImportError:
    msg = "nnlib.interop.torch needs PyTorch: pip install torch"
    raise ImportError(msg) from None

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any

from nnlib._arrays import Array
from nnlib._messages import an, attempt, is_a, name_of_class, shown
from nnlib._validation import require_instance
from nnlib.activations import Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nnlib.dropout import keep_probs
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Pooled, Recurrent
from nnlib.models import Network
from nnlib.predictor import Predictor

__all__ = ["to_torch"]

ACTIVATIONS: dict[type, Callable[[Any], Any]] = {
    Identity: lambda g: torch.nn.Identity(),  # noqa: ARG005  a slope is all that an activation can have
    Sigmoid: lambda g: torch.nn.Sigmoid(),  # noqa: ARG005  as above
    Tanh: lambda g: torch.nn.Tanh(),  # noqa: ARG005  as above
    ReLU: lambda g: torch.nn.ReLU(),  # noqa: ARG005  as above
    LeakyReLU: lambda g: torch.nn.LeakyReLU(g.slope),
    Softmax: lambda g: torch.nn.Softmax(dim=1),  # noqa: ARG005  as above
}
"""What PyTorch has for each of the library's activations."""


def to_torch(model: Network) -> torch.nn.Sequential:
    """Return a PyTorch network that computes the same, to continue in PyTorch.

    Rows are examples, as usual in PyTorch: it takes ``X.T``, of shape (m, n_x), and returns A[L] as (m, n_y). Images
    are such rows, too. Its parameters are copies of W[l] and b[l], in the model's type. The loss and ``l2`` are not
    part of it.

    Parameters
    ----------
    model : Network
        A network of dense layers, convolutions and max pooling, with activations of the library. It is not changed.

    Returns
    -------
    torch.nn.Sequential
        It is in evaluation mode, without dropout: call its ``train()`` before you continue training.

        Its modules have the notes' names. Layer 1 is ``layer1``, with W[1] as ``layer1.weight`` and b[1] as
        ``layer1.bias``, and its activation is ``g1``. The module ``dropout1`` thins A[1], and ``pool2`` is in front of
        layer 2 (``pool2_2`` is the second pool there). Rows become images in ``unflatten``, and images rows in
        ``flatten``. A layer that occurs twice is one module at two places. Numbers work as well: ``[0]`` is the first
        module, and ``[:-1]`` leaves out the output activation, so that logits Z[L] are returned.

    Raises
    ------
    TypeError
        If `model` is not a `Network`, or if a Sequential cannot compute it: if a layer is recurrent, if a layer or an
        activation is your own, or if its class has its own ``forward``. The message says what to do instead.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([64, 32, 10], output="softmax", keep_prob=0.5, dtype="float32", rng=0)
    >>> to_torch(model)
    Sequential(
      (layer1): Linear(in_features=64, out_features=32, bias=True)
      (g1): ReLU()
      (dropout1): Dropout(p=0.5, inplace=False)
      (layer2): Linear(in_features=32, out_features=10, bias=True)
      (g2): Softmax(dim=1)
    )
    >>> X, Y = nnlib.datasets.digits()
    >>> A = to_torch(model)(torch.tensor(X.T, dtype=torch.float32))
    >>> bool(abs(A.detach().numpy().T - model.predict_proba(X)).max() < 1e-5)
    True
    """
    require_network(model)
    for l, g in model.g.items():
        require_layer(model, l)
        require_activation(l, g)
    kept, L = keep_probs(model.keep_prob, len(model.g)), len(model.g)
    modules: OrderedDict[str, Any] = OrderedDict()
    images = False  # rows come in, and rows go out
    for l, g in model.g.items():
        pools, layer = behind_pools(model.layers[l])
        if not images and (pools or type(layer) is Convolution):
            modules["unflatten"] = torch.nn.Unflatten(1, model.layers[l].input_shape)
            images = True
        for i, pool in enumerate(pools, start=1):
            modules[f"pool{l}" if i == 1 else f"pool{l}_{i}"] = torch.nn.MaxPool2d(pool.size, stride=pool.stride)
        if images and type(layer) is not Convolution:
            modules["flatten"] = torch.nn.Flatten()
            images = False
        first = model.parameters.repeats.get(l, l)
        modules[f"layer{l}"] = modules[f"layer{first}"] if first < l else product(layer, model.W[l], model.b[l])
        if images and l == L:  # softmax goes over all nodes
            modules["flatten"] = torch.nn.Flatten()
        modules[f"g{l}"] = ACTIVATIONS[type(g)](g)
        if l in kept:
            modules[f"dropout{l}"] = torch.nn.Dropout(1 - kept[l])
    return torch.nn.Sequential(modules).eval()


def behind_pools(layer: Layer) -> tuple[list[MaxPool], Layer]:
    """Return the pools in front of a layer, and the layer itself."""
    pools = []
    while type(layer) is Pooled:
        pools.append(layer.pool)
        layer = layer.layer
    return pools, layer


def product(layer: Layer, W: Array, b: Array) -> Any:  # noqa: ANN401  a module
    """Return the module that computes Z[l], with copies of W[l] and b[l]."""
    options = {"dtype": getattr(torch, W.dtype.name), "device": "meta"}  # so that it draws no W: that is replaced
    if type(layer) is Convolution:
        sizes = {"stride": layer.stride, "padding": layer.padding}
        module = torch.nn.Conv2d(layer.input_shape[0], layer.n, layer.kernel_size, **sizes, **options)
    else:
        module = torch.nn.Linear(layer.n_in, layer.n, **options)
    module.weight = torch.nn.Parameter(torch.tensor(W.reshape(module.weight.shape)))
    module.bias = torch.nn.Parameter(torch.tensor(b[:, 0]))
    return module


# What a Sequential cannot compute.


def require_network(model: Network) -> None:
    """Refuse what is no network, and a network that computes in a way of its own."""
    for name in ("model", "network_"):  # of a predictor or trainer, and of an estimator of scikit-learn
        if not is_a(model, Network) and is_a(attempt(partial(getattr, model, name), otherwise=None), Network):
            whole = is_a(model, Predictor)
            without = ". How its rows become X, with their scaling, and A[L] an answer, is not in that" if whole else ""
            msg = f"model must be a Network, got {an(type(model))}: take its .{name}{without}"
            raise TypeError(msg)
    require_instance("model", model, Network, "a Network")
    if getattr(model.forward, "__func__", None) is not Network.forward:
        msg = (
            f"{name_of_class(type(model))} has a forward of its own, but to_torch sees layers and activations alone. "
            "Write a torch.nn.Module with the same forward; model.W and model.b are NumPy arrays"
        )
        raise TypeError(msg)


def require_layer(model: Network, l: int) -> None:
    """Refuse a layer that is recurrent, or of the user's own."""
    pools, layer = behind_pools(model.layers[l])
    if type(layer) is Recurrent:
        n, (T, n_x) = layer.n, layer.input_shape
        numbers = "layer 1" if T == 1 else f"layers 1-{T}"
        msg = (
            f"{numbers} (Recurrent({n})): a Sequential has no place for torch.nn.RNN, which returns two things. Write "
            f"a torch.nn.Module with torch.nn.RNN({n_x}, {n}, batch_first=True), which has tanh or ReLU: weight_hh_l0 "
            f"is W[1][:, :{n}], weight_ih_l0 is W[1][:, {n}:], bias_ih_l0 is b[1][:, 0], and bias_hh_l0 is 0. It takes "
            f"X.T.reshape(-1, {T}, {n_x})"
        )
        raise TypeError(msg)
    own = [each for each in (*pools, layer) if type(each) not in {MaxPool, Layer, Dense, Convolution}]
    if own:
        msg = (
            f"layer {l} ({name_of_class(type(own[0]))}): this class is your own, and to_torch knows Dense, Convolution "
            f"and MaxPool alone. Write a torch.nn.Module; model.W[{l}] and model.b[{l}] are NumPy arrays"
        )
        raise TypeError(msg)


def require_activation(l: int, g: object) -> None:
    """Refuse an activation of the user's own."""
    if type(g) not in ACTIVATIONS:
        derived = any(is_a(g, known) for known in ACTIVATIONS)  # what is derived from ReLU is shown as "relu"
        msg = (
            f"g[{l}] is {an(type(g)) if derived else shown(g)}, an activation of your own, unknown to to_torch. "
            f"Take a copy of the model, set copy.g[{l}] = nnlib.activations.identity, and give the Sequential your own "
            f"module after that: sequential.g{l} = ..."
        )
        raise TypeError(msg)
