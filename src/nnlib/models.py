"""Networks: parameters, layers, activations and a loss together, with costs, gradients and predictions."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self, TypeAlias, cast

import numpy as np

from nnlib import _files, _registry, _validation, propagation
from nnlib._arrays import Array, ArrayLike, DTypeLike, Seed
from nnlib._buffers import Buffers
from nnlib._connections import connected
from nnlib._messages import shortened, shown
from nnlib._network_files import description
from nnlib._printing import prints_everywhere
from nnlib.activations import Activation, hidden_activations, output_activation
from nnlib.dropout import KeepProb, keep_probs
from nnlib.layers import Layer, MaxPool
from nnlib.losses import Loss, loss_named, output_layer
from nnlib.parameters import Initialization, LayerViews, Parameters, initialization_named, initialize
from nnlib.propagation import ForwardPass, Gradients

__all__ = ["DeepNetwork", "Evaluation", "LogisticRegression", "Network", "ShallowNetwork"]

Weights: TypeAlias = ArrayLike | None
CHECKED = Buffers()  # lends nothing, and says that the examples have been checked
CHUNK_SIZE = 2**20
"""Roughly how many numbers a layer's activations may hold when X is gone through in chunks of examples."""


class Evaluation(NamedTuple):
    """J with the L2 term, and the fraction of examples predicted right, or None if the network does not classify."""

    cost: float
    accuracy: float | None


@prints_everywhere
class Network(_registry.Described):
    """A network of L layers.

    Examples are columns: X is (n_x, m), Y is (n_y, m), W[l] is (n_l, n_{l-1}), b[l] is (n_l, 1). Layers are numbered
    from 1; the input is not counted.

    Parameters
    ----------
    layer_sizes : sequence of int
        n_x, n_1, …, n_y: the numbers of features and of nodes in each layer. ``[n_x, 1]`` is logistic regression. A
        number means a dense layer; a `nnlib.layers.Layer` can replace it, and the shape of an example can replace n_x:
        ``[(1, 28, 28), Convolution(8, 5), MaxPool(2), 64, 10]``.
    hidden : str, Activation, or sequence of them, default "relu"
        The activation of all hidden layers, or one for each layer: "sigmoid", "tanh", "relu", "leaky_relu", "identity",
        or any object with ``__call__(Z, out=None)`` and ``derivative(Z)``.
    output : str or Activation, optional
        The activation of the last layer. By default it is sigmoid if n_y is 1; otherwise you must name it.
    loss : str or Loss, optional
        "binary_cross_entropy", "categorical_cross_entropy", "squared_error", or your own `nnlib.losses.Loss`. None is
        the loss that is matched to the output: for sigmoid, softmax and everything else, in this order.
    l2 : float, default 0
        The cost is J = mean loss + l2/2 Σ‖W[l]‖². The course's λ/(2m) is l2/2, so l2 = λ/m.
    keep_prob : float or dict of int to float, default 1
        Inverted dropout: the probability that training keeps a node, in all hidden layers or, as in ``{1: 0.8}``, in
        some. Predictions, costs and accuracies are those of the whole network, but training records the costs of the
        thinned one.
    initialization : str or callable, optional
        Each initial W[l] (b[l] is 0): "he" √(2/n_{l-1}), "xavier" √(1/n_{l-1}), "small" 0.01, "zeros", or a function
        (n_l, n_{l-1}, rng) that returns W[l]. None picks "he" for layers of ReLU and leaky ReLU, else "xavier".
    dtype : dtype, default float64
        float64 or float32.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws. ``np.random.seed(1)`` has no effect on it: pass ``rng=1``.

    Notes
    -----
    The constructor and the methods raise TypeError or ValueError for arguments that do not fit. The methods share some:

    - ``X``: array_like of shape (n_x, m), examples in columns. Costs and predictions are computed in chunks, so that
      memory stays bounded for any m. X of another type than the model is first converted as a whole.
    - ``Y``: array_like of shape (n_y, m), labels; softmax also accepts class indices (1, m).
    - ``sample_weight``: array_like of shape (m,), optional: one weight for each example.
    - ``forward_pass``: the result of ``forward(X)``; it is not changed.
    - ``out``: buffers to write into. A caller that passes them, such as a trainer, has checked the rest.

    A network consists of ``parameters`` (θ with its views), ``layers`` and activations ``g`` by number,
    ``output_layer``, ``l2`` and ``keep_prob``. ``print(model.layers)`` shows a table of shapes and parameters.
    Training, measuring and checking all use `forward`, `cost_of` and `backward`: a subclass changes the network by
    overriding these three, with their `out`.

    Examples
    --------
    >>> model = Network([64, 32, 10], output="softmax", rng=0)
    >>> model
    Network(64-32-10, relu, softmax, categorical_cross_entropy, 2,410 parameters, float64)
    >>> model.W[1].shape, model.b[2].shape
    ((32, 64), (10, 1))
    """

    def __init__(
        self,
        layer_sizes: Sequence[int | Layer | MaxPool | tuple[int, ...]],
        *,
        hidden: str | Activation | Sequence[str | Activation] = "relu",
        output: str | Activation | None = None,
        loss: str | Loss | None = None,
        l2: float = 0.0,
        keep_prob: KeepProb = 1.0,
        initialization: str | Initialization | None = None,
        dtype: DTypeLike = "float64",
        rng: Seed = None,
    ) -> None:
        self.layers, repeats = connected(layer_sizes)
        shapes = [(layer.n, layer.n_in) for layer in self.layers.values()]
        self.parameters = Parameters(shapes, _validation.floating_dtype(dtype), repeats=repeats)
        self.l2 = _validation.not_negative("l2", l2)
        self.keep_prob = keep_prob
        output_g = output_activation(output, n_y=self.n_y)
        self.output_layer = output_layer(output_g, loss_named(loss))
        self.g = dict(enumerate([*hidden_activations(hidden, len(shapes) - 1), output_g], start=1))
        initialize(self.parameters, {l: initialization_named(initialization, g) for l, g in self.g.items()}, rng)

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """The numbers of features and of nodes in each layer, n_x to n_y."""
        return (self.n_x, *(layer.n * layer.positions for layer in self.layers.values()))

    @property
    def n_x(self) -> int:
        """The number of features."""
        return math.prod(self.layers[1].input_shape)

    @property
    def n_y(self) -> int:
        """The number of output nodes."""
        return self.layer_sizes[-1]

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """The type of θ, and of everything computed from it."""
        return self.parameters.vector.dtype

    @property
    def loss(self) -> Loss:
        """The loss."""
        return self.output_layer.loss

    @property
    def W(self) -> LayerViews:
        """W[1] to W[L], views of θ; assigning copies into θ."""
        return self.parameters.W

    @property
    def b(self) -> LayerViews:
        """b[1] to b[L], views of θ; assigning copies into θ."""
        return self.parameters.b

    @property
    def keep_prob(self) -> dict[int, float]:
        """The probability that a node is kept, for each hidden layer with dropout; you may also assign a number."""
        return self._keep_prob

    @keep_prob.setter
    def keep_prob(self, value: KeepProb) -> None:
        self._keep_prob = keep_probs(value, len(self.layers))

    def forward(self, X: ArrayLike, *, out: Buffers | None = None) -> ForwardPass:
        """Return the forward pass: ``Z[l]``, ``A[l]`` and ``output``, which is A[L].

        Examples
        --------
        >>> ShallowNetwork(n_x=2, n_h=4, rng=3).forward([[1.0, 2.0, 3.0], [0.0, 1.0, 0.5]]).Z[1].shape
        (4, 3)
        """
        X = _validation.examples(X, self.layers[1].input_shape, self.dtype) if out is None else cast("Array", X)
        return propagation.forward(X, self.parameters, self.layers, self.g, out)

    def backward(
        self, forward_pass: ForwardPass, Y: ArrayLike, sample_weight: Weights = None, *, out: Buffers | None = None
    ) -> Gradients:
        """Return the gradients: ``dW[l]``, ``db[l]``, ``dZ[l]``, and ``vector`` in the layout of θ.

        Examples
        --------
        >>> model = ShallowNetwork(n_x=2, n_h=4, rng=3)
        >>> model.backward(model.forward([[1.0, 2.0], [0.0, 1.0]]), [[0, 1]]).dW[1].shape
        (4, 2)
        """
        Y, weight = self._checked(forward_pass, Y, sample_weight, out)
        return propagation.backward(
            forward_pass, Y, self.parameters, self.layers, self.g, self.output_layer, weight, self.l2, out
        )

    def cost_of(
        self, forward_pass: ForwardPass, Y: ArrayLike, sample_weight: Weights = None, *, out: Buffers | None = None
    ) -> float:
        """Return the cost J of a forward pass, with the L2 term."""
        Y, weight = self._checked(forward_pass, Y, sample_weight, out)
        return propagation.cost(forward_pass, Y, self.parameters, self.output_layer, weight, self.l2, out)

    def gradients(self, X: ArrayLike, Y: ArrayLike, sample_weight: Weights = None) -> Gradients:
        """Return the gradients at X and Y: forward propagation, then back propagation.

        Examples
        --------
        >>> LogisticRegression(n_x=1).gradients([[1.0, 2.0]], [[0, 1]]).dW[1]
        array([[-0.25]])
        """
        return self.backward(self.forward(X), Y, sample_weight)

    def cost(self, X: ArrayLike, Y: ArrayLike, sample_weight: Weights = None) -> float:
        """Return the cost, J = Σ wᵢ L(aᵢ, yᵢ) / Σ wᵢ + l2/2 Σ‖W[l]‖², where all wᵢ = 1 unless weights are given.

        It is inf, and not NaN, if Z[l] or J itself is too large for its type.

        Examples
        --------
        >>> round(LogisticRegression(n_x=2).cost([[1, 2, -1], [3, 4, -3.2]], [[1, 0, 1]]), 6)
        0.693147
        """
        return self.evaluate(X, Y, sample_weight).cost

    def accuracy(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Return the fraction of examples whose prediction is right: with several sigmoids, right in all of them.

        ``metrics.accuracy(..., largest=True)`` compares the largest only. A model of numbers raises TypeError.

        Examples
        --------
        >>> LogisticRegression(n_x=1).accuracy([[1.0, 2.0, 3.0, 4.0]], [[0, 0, 0, 1]])
        0.75
        """
        if (accuracy := self.evaluate(X, Y).accuracy) is None:
            output = shortened(_registry.name_of(self.g[len(self.g)]))
            msg = f"accuracy counts right classes, but the output {output} gives numbers: use cost(X, Y)"
            raise TypeError(msg)
        return accuracy

    def evaluate(self, X: ArrayLike, Y: ArrayLike, sample_weight: Weights = None) -> Evaluation:
        """Return ``cost`` and ``accuracy`` from one pass through X, as a named tuple.

        Examples
        --------
        >>> LogisticRegression(n_x=1).evaluate([[1.0, 2.0]], [[0, 1]])
        Evaluation(cost=0.6931471805599453, accuracy=0.5)
        """
        X = _validation.examples(X, self.layers[1].input_shape, self.dtype)
        return self.measure(X, *self.labels(Y, sample_weight, m=X.shape[1]))

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the output A[L], of shape (n_y, m): probabilities, if the output is sigmoid or softmax.

        Examples
        --------
        >>> LogisticRegression(n_x=1).predict_proba([[1.0, 2.0]])
        array([[0.5, 0.5]])
        """
        X = _validation.examples(X, self.layers[1].input_shape, self.dtype)
        A = np.empty((X.shape[1], self.n_y), self.dtype).T
        for chunk, forward_pass in self.chunks(X):
            A[:, chunk] = forward_pass.output
            del forward_pass  # before there is another
        return A

    def predict(self, X: ArrayLike) -> Array:
        """Return the predictions: labels for sigmoid and softmax, else A[L].

        For sigmoid the labels are 0 or 1, of shape (n_y, m): 1 where a > 0.5. For softmax they are the indices of the
        likeliest classes, of shape (1, m).

        Examples
        --------
        >>> ShallowNetwork(n_x=1, n_h=2, rng=0).predict([[-1.0, 0.0, 1.0]])
        array([[0, 0, 1]])
        """
        return self.decide(self.predict_proba(X))

    def copy(self) -> Self:
        """Return an independent copy, with its own θ."""
        return self.astype(self.dtype)

    __copy__ = copy

    def astype(self, dtype: DTypeLike) -> Self:
        """Return an independent copy that computes in another type, float64 or float32."""
        copied = object.__new__(type(self))
        parameters = self.parameters.astype(_validation.floating_dtype(dtype))
        copied.__dict__.update(self.__dict__, parameters=parameters, g=dict(self.g), _keep_prob=dict(self.keep_prob))
        return copied

    def save(self, path: _files.StrPath) -> None:
        """Write the model to a file. `nnlib.load` restores it exactly, to the last bit.

        Parameters
        ----------
        path : str or path
            The file, usually ``.npz``. An old file is replaced in one step: at any time one of the two exists, whole.
            A model that a file cannot hold raises TypeError or ValueError.

        Examples
        --------
        >>> LogisticRegression(n_x=2).save("nowhere/net.npz")
        Traceback (most recent call last):
        FileNotFoundError: [Errno 2] there is no such folder: ...
        """
        _files.write(path, "model", description(self), {"theta": self.parameters.vector})

    def __repr__(self) -> str:
        """Show layer sizes, activations, loss, number of parameters and type."""
        sizes = "-".join(self.layers.entries)
        activations = [_registry.name_of(g) for g in self.g.values()]
        if len(set(activations[:-1])) == 1:  # the usual case: all hidden layers alike
            del activations[1:-1]
        facts = [sizes, *activations, repr(self.loss), f"{self.parameters.vector.size:,} parameters", str(self.dtype)]
        if self.l2:
            facts.append(f"l2={self.l2}")
        if kept := self.keep_prob:
            alike = kept == dict.fromkeys(range(1, len(self.g)), kept.get(1))
            facts.append(f"keep_prob={kept[1] if alike else kept}")
        return f"{type(self).__name__}({', '.join(facts)})"

    # What trainers, checks and pictures call.

    def labels(self, Y: ArrayLike, sample_weight: Weights, m: int) -> tuple[Array, Array | None]:
        """Return Y and the weights of m examples, checked, as the equations take them: (n_y, m), (1, m) or None."""
        return self.loss.labels(Y, self.n_y, m, self.dtype), _validation.weights(sample_weight, m, self.dtype)

    def _checked(
        self, forward_pass: ForwardPass, Y: ArrayLike, sample_weight: Weights, out: Buffers | None
    ) -> tuple[Array, Array | None]:
        """Return Y and the weights as the equations take them: a caller that passes buffers has checked them."""
        if out is not None:
            return cast("Array", Y), cast("Array | None", sample_weight)
        _validation.require_instance("forward_pass", forward_pass, ForwardPass, "what forward(X) returns")
        sizes = tuple(len(forward_pass.A[l]) for l in sorted(forward_pass.A))
        if sizes != (own := self.layer_sizes):
            came = shown(sizes)
            msg = f"forward_pass is of layers {came}, but this network has {shown(own)}: is it another network's?"
            raise ValueError(msg)
        return self.labels(Y, sample_weight, m=forward_pass.output.shape[1])

    def measure(self, X: Array, Y: Array, sample_weight: Array | None) -> Evaluation:
        """Return cost and accuracy of examples that have been checked."""
        J, right = 0.0, 0.0
        for chunk, forward_pass in self.chunks(X):
            Y_chunk, weight = Y[:, chunk], None if sample_weight is None else sample_weight[:, chunk]
            if (total := propagation.total_weight(Y_chunk.shape[1], weight)) == 0:  # adds nothing, not 0 * inf
                continue
            J += total * self.cost_of(forward_pass, Y_chunk, weight, out=CHECKED)
            if self.classifies:
                predictions = self.decide(forward_pass.output)
                truth = Y_chunk if predictions.shape == Y_chunk.shape else self.decide(Y_chunk)
                right += propagation.weighted_sum((predictions == truth).all(axis=0, keepdims=True), weight)
            del forward_pass  # before there is another
        total = propagation.total_weight(X.shape[1], sample_weight)
        return Evaluation(J / total, right / total if self.classifies else None)

    def chunks(self, X: Array) -> Iterator[tuple[slice, ForwardPass]]:
        """Yield slices of the examples and the forward pass of each: as many at once as keep memory bounded."""
        inputs = [layer.n_in * layer.positions for layer in self.layers.values()]
        rows = [self.n_y, *map(max, self.layer_sizes, inputs)]  # what pooling leaves may be far less than A[l-1]
        size = max(1, CHUNK_SIZE // max(*rows, sum(rows) // 16))  # of many layers, all are held
        for start in range(0, X.shape[1], size):
            chunk = slice(start, start + size)
            yield chunk, self.forward(X[:, chunk], out=CHECKED)

    @property
    def classifies(self) -> bool:
        """Whether the output decides on a class, as sigmoid and softmax do."""
        return hasattr(self.output_layer.activation, "decide")

    def decide(self, A: Array) -> Array:
        """Return the predictions for outputs, or for labels of the same form."""
        return getattr(self.output_layer.activation, "decide", lambda A: A)(A)

    def buffers(self, m: int) -> Buffers:
        """Return buffers for m examples; raise TypeError or ValueError if an entry of `keep_prob` does not fit."""
        kept = keep_probs(self.keep_prob, len(self.layers))
        return Buffers.allocate(self.parameters, self.layers, self.g, m, self.l2, kept)


class LogisticRegression(Network):
    """Logistic regression: the network with no hidden layer, ŷ = σ(wᵀx + b).

    Notes, section 3. It starts at zeros; since its cost is convex, it could start anywhere.

    Parameters
    ----------
    n_x : int
        The number of features.
    l2, dtype
        As in `Network`.

    Examples
    --------
    >>> LogisticRegression(n_x=2)
    LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    """

    def __init__(self, n_x: int, *, l2: float = 0.0, dtype: DTypeLike = "float64") -> None:
        super().__init__([_validation.count("n_x", n_x), 1], l2=l2, initialization="zeros", dtype=dtype)

    @property
    def w(self) -> Array:
        """The notes' column w, of shape (n_x, 1): W[1]ᵀ, a view of θ."""
        return self.W[1].T

    @w.setter
    def w(self, value: ArrayLike) -> None:
        self.W[1] = _validation.shaped("w", value, self.w.shape).T


class ShallowNetwork(Network):
    """A network with one hidden layer of n_h nodes: notes, section 5.

    Parameters
    ----------
    n_x, n_h, n_y : int
        The numbers of features, hidden nodes and output nodes.
    hidden, output, loss, l2, initialization, dtype, rng
        As in `Network`; ``hidden`` is "tanh" by default.

    Examples
    --------
    >>> ShallowNetwork(n_x=2, n_h=4, n_y=1, rng=3)
    ShallowNetwork(2-4-1, tanh, sigmoid, binary_cross_entropy, 17 parameters, float64)
    """

    def __init__(
        self,
        n_x: int,
        n_h: int,
        n_y: int = 1,
        *,
        hidden: str | Activation = "tanh",
        output: str | Activation | None = None,
        loss: str | Loss | None = None,
        l2: float = 0.0,
        initialization: str | Initialization | None = None,
        dtype: DTypeLike = "float64",
        rng: Seed = None,
    ) -> None:
        sizes = [_validation.count(name, n) for name, n in (("n_x", n_x), ("n_h", n_h), ("n_y", n_y))]
        options: dict[str, Any] = {"initialization": initialization, "dtype": dtype, "rng": rng}
        super().__init__(sizes, hidden=hidden, output=output, loss=loss, l2=l2, **options)


class DeepNetwork(Network):
    """`Network` under the course's name, for programs that follow its section 6. Nothing else differs."""
