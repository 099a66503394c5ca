"""Networks: parameters, activations and a loss together, and what users ask of them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from nnlib import _files, _validation, architecture, propagation
from nnlib._arrays import Array, ArrayLike, Seed
from nnlib.activations import Activation, Sigmoid, Softmax
from nnlib.losses import Loss, output_layer
from nnlib.parameters import Initialization, LayerViews, Parameters, initialize
from nnlib.propagation import Buffers, ForwardPass, Gradients

__all__ = ["DeepNetwork", "Evaluation", "LogisticRegression", "Network", "ShallowNetwork"]

BLOCK_SIZE = 2**20
"""Roughly how many numbers a layer's activations may hold when X is gone through in blocks of examples."""


class Evaluation(NamedTuple):
    """How a model does on a data set.

    Parameters
    ----------
    cost : float
        J, with the L2 term.
    accuracy : float or None
        The fraction of examples predicted right, from 0 to 1; None where the output is no classification.
    """

    cost: float
    accuracy: float | None


class Network:
    """A fully connected network of L layers.

    Examples are columns: X is (n_x, m), Y is (n_y, m), W[l] is (n_l, n_{l-1}), b[l] is (n_l, 1). Layers are numbered
    from 1; the input is not counted.

    Parameters
    ----------
    layer_sizes : sequence of int
        n_x, n_1, …, n_y: the numbers of features and of nodes in each layer. ``[n_x, 1]`` is logistic regression.
    hidden : str, Activation, or sequence of them, default "relu"
        The activation of all hidden layers, or one for each: "sigmoid", "tanh", "relu", "leaky_relu", "identity", or
        any object with ``__call__(Z, out=None)`` and ``derivative(Z)``.
    output : str or Activation, optional
        The activation of the last layer. Sigmoid where n_y is 1; else it must be named.
    loss : str or Loss, optional
        "binary_cross_entropy", "categorical_cross_entropy" or "squared_error". None picks the one that is matched to
        the output: for sigmoid, softmax and everything else, in this order.
    l2 : float, default 0
        The cost is J = mean loss + l2/2 Σ‖W[l]‖². The course's λ/(2m) is l2/2, so l2 = λ/m.
    initialization : str or callable, optional
        How W is drawn (b is 0): "he" √(2/n_{l-1}), "xavier" √(1/n_{l-1}), "small" 0.01, "zeros", or a function
        (n_l, n_{l-1}, rng) that returns W[l]. None picks "he" for layers of ReLU and leaky ReLU, else "xavier".
    dtype : dtype, default float64
        float64 or float32.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Attributes
    ----------
    parameters : Parameters
        θ, as ``parameters.vector``, with its views.
    g : dict of int to Activation
        The activation function of each layer.
    output_layer : MatchedOutput or ChainedOutput
        The last activation together with the loss.
    l2 : float
        As given.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If an argument is out of range, a name is unknown, or output and loss do not go together.

    Notes
    -----
    Training, measuring and checking all go through `forward`, `cost_of` and `backward`, so a subclass changes what a
    network is by overriding these three, with their `out`.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([64, 32, 10], output="softmax", rng=0)
    >>> model
    Network(64-32-10, relu, softmax, categorical_cross_entropy, 2,410 parameters, float64)
    >>> model.W[1].shape, model.b[2].shape
    ((32, 64), (10, 1))
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        *,
        hidden: str | Activation | Sequence[str | Activation] = "relu",
        output: str | Activation | None = None,
        loss: str | Loss | None = None,
        l2: float = 0.0,
        initialization: str | Initialization | None = None,
        dtype: npt.DTypeLike = "float64",
        rng: Seed = None,
    ) -> None:
        sizes = _validation.layer_sizes(layer_sizes)
        self.parameters = Parameters(sizes, _validation.floating_dtype(dtype))
        self.l2 = _validation.not_negative("l2", l2)
        output_g = architecture.output_activation(output, n_y=sizes[-1])
        self.output_layer = output_layer(output_g, architecture.loss_named(loss))
        self.g = dict(enumerate([*architecture.hidden_activations(hidden, len(sizes) - 2), output_g], start=1))
        draws = {l: architecture.initialization_named(initialization, g) for l, g in self.g.items()}
        initialize(self.parameters, draws, rng)

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """The numbers of features and of nodes in each layer, n_x to n_y."""
        return self.parameters.layer_sizes

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """The type of θ, and of all that is computed with it."""
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

    def forward(self, X: ArrayLike, *, out: Buffers | None = None) -> ForwardPass:
        """Forward propagation.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns.
        out : Buffers, optional
            Where to write. A caller that passes buffers, such as a trainer, has checked X, which is taken as it is.

        Returns
        -------
        ForwardPass
            ``Z[l]``, ``A[l]`` and ``output``, which is A[L].

        Raises
        ------
        TypeError, ValueError
            If X does not fit the model or is not finite.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=1, rng=3)
        >>> forward_pass = model.forward([[1.0, 2.0, 3.0], [0.0, 1.0, 0.5]])
        >>> forward_pass.Z[1].shape, forward_pass.output.shape
        ((4, 3), (1, 3))
        """
        X = _validation.examples(X, self.layer_sizes[0], self.dtype) if out is None else np.asarray(X)
        return propagation.forward(X, self.parameters, self.g, out)

    def backward(
        self,
        forward_pass: ForwardPass,
        Y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        out: Buffers | None = None,
    ) -> Gradients:
        """Back propagation.

        Parameters
        ----------
        forward_pass : ForwardPass
            From `forward`; it is not changed.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,), optional
            One weight an example.
        out : Buffers, optional
            Where to write. A caller that passes buffers has checked the rest, which is taken as it is.

        Returns
        -------
        Gradients
            ``dW[l]``, ``db[l]``, ``dZ[l]``, and ``vector`` in the layout of θ.

        Raises
        ------
        TypeError, ValueError
            If Y or the weights do not fit.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=1, rng=3)
        >>> gradients = model.backward(model.forward([[1.0, 2.0], [0.0, 1.0]]), [[0, 1]])
        >>> gradients.dW[1].shape, gradients.vector.shape
        ((4, 2), (17,))
        """
        Y, sample_weight = self._checked(forward_pass, Y, sample_weight, out)
        return propagation.backward(
            forward_pass, Y, self.parameters, self.g, self.output_layer, sample_weight, self.l2, out
        )

    def cost_of(
        self,
        forward_pass: ForwardPass,
        Y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        out: Buffers | None = None,
    ) -> float:
        """Return the cost J of a forward pass, with the L2 term.

        Parameters
        ----------
        forward_pass : ForwardPass
            From `forward`.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,), optional
            One weight an example.
        out : Buffers, optional
            Room to compute in. A caller that passes buffers has checked the rest, which is taken as it is.

        Returns
        -------
        float
            J; inf, and not NaN, where Z[l] or J itself is too large for its type.

        Raises
        ------
        TypeError, ValueError
            If Y or the weights do not fit.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.LogisticRegression(n_x=1)
        >>> round(model.cost_of(model.forward([[1.0, 2.0]]), [[0, 1]]), 6)
        0.693147
        """
        Y, sample_weight = self._checked(forward_pass, Y, sample_weight, out)
        return propagation.cost(forward_pass, Y, self.parameters, self.output_layer, sample_weight, self.l2, out)

    def gradients(self, X: ArrayLike, Y: ArrayLike, sample_weight: ArrayLike | None = None) -> Gradients:
        """Forward and back propagation together.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,), optional
            One weight an example.

        Returns
        -------
        Gradients
            ``dW[l]``, ``db[l]``, ``dZ[l]``, and ``vector`` in the layout of θ.

        Raises
        ------
        TypeError, ValueError
            If X, Y or the weights do not fit.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.LogisticRegression(n_x=1)
        >>> model.gradients([[1.0, 2.0]], [[0, 1]]).dW[1]
        array([[-0.25]])
        """
        return self.backward(self.forward(X), Y, sample_weight)

    def cost(self, X: ArrayLike, Y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the cost, J = Σ wᵢ L(aᵢ, yᵢ) / Σ wᵢ + l2/2 Σ‖W[l]‖², where all wᵢ = 1 unless weights are given.

        X is gone through in blocks of examples, so that memory stays bounded however large m is; where X is of another
        type than the model, it is converted whole first.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,), optional
            One weight an example.

        Returns
        -------
        float
            J; inf, and not NaN, where Z[l] or J itself is too large for its type.

        Raises
        ------
        TypeError, ValueError
            If X, Y or the weights do not fit.

        Examples
        --------
        The course's first assignment, which prints 5.801545319394553: the last three digits there are the rounding of
        1 − a, which a cost computed from Z does not suffer.

        >>> import nnlib
        >>> model = nnlib.LogisticRegression(n_x=2)
        >>> model.W[1], model.b[1] = [[1, 2]], [[2]]
        >>> round(model.cost([[1, 2, -1], [3, 4, -3.2]], [[1, 0, 1]]), 13)
        5.8015453193942
        """
        return self.evaluate(X, Y, sample_weight).cost

    def accuracy(self, X: ArrayLike, Y: ArrayLike) -> float:
        """Return the fraction of examples whose prediction is right, in every output node.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        TypeError, ValueError
            If X or Y does not fit; TypeError also if the model does not classify.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.LogisticRegression(n_x=1).accuracy([[1.0, 2.0, 3.0, 4.0]], [[0, 0, 0, 1]])
        0.75
        """
        accuracy = self.evaluate(X, Y).accuracy
        if accuracy is None:
            msg = f"accuracy counts right classes, but the output {self.g[len(self.g)]} gives numbers: use cost(X, Y)"
            raise TypeError(msg)
        return accuracy

    def evaluate(self, X: ArrayLike, Y: ArrayLike, sample_weight: ArrayLike | None = None) -> Evaluation:
        """Return cost and accuracy from one pass through X, in blocks of examples.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns.
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,), optional
            One weight an example, for both figures.

        Returns
        -------
        Evaluation
            ``cost`` and ``accuracy``.

        Raises
        ------
        TypeError, ValueError
            If X, Y or the weights do not fit.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.LogisticRegression(n_x=1).evaluate([[1.0, 2.0]], [[0, 1]])
        Evaluation(cost=0.6931471805599453, accuracy=0.5)
        """
        X = _validation.examples(X, self.layer_sizes[0], self.dtype)
        return self.measure(X, *self.labels(Y, sample_weight, m=X.shape[1]))

    def measure(self, X: Array, Y: Array, sample_weight: Array | None) -> Evaluation:
        """Return cost and accuracy of examples that have been checked.

        Parameters
        ----------
        X : ndarray of shape (n_x, m)
            Examples in columns.
        Y : ndarray of shape (n_y, m)
            Labels, from `labels`.
        sample_weight : ndarray of shape (1, m) or None
            Weights, from `labels`.

        Returns
        -------
        Evaluation
            ``cost`` and ``accuracy``.

        Examples
        --------
        >>> import nnlib
        >>> import numpy as np
        >>> X, Y = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])
        >>> nnlib.LogisticRegression(n_x=1).measure(X, Y, None).accuracy
        0.5
        """
        J, right = 0.0, 0.0
        for block, forward_pass in self.blocks(X):
            Y_block, weight = Y[:, block], None if sample_weight is None else sample_weight[:, block]
            share = propagation.total_weight(Y_block.shape[1], weight)
            if share == 0:  # nothing to add, and 0 * inf would be NaN
                continue
            J += share * self.cost_of(forward_pass, Y_block, weight, out=Buffers())
            if self.classifies:
                truth = self.decide(Y_block) if isinstance(self.output_layer.activation, Softmax) else Y_block
                hits = (self.decide(forward_pass.output) == truth).all(axis=0, keepdims=True)
                right += propagation.weighted_sum(hits, weight)
        total = propagation.total_weight(X.shape[1], sample_weight)
        return Evaluation(J / total, right / total if self.classifies else None)

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the output A[L]: probabilities, where the output is sigmoid or softmax.

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns, gone through in blocks.

        Returns
        -------
        ndarray of shape (n_y, m)
            A[L].

        Raises
        ------
        TypeError, ValueError
            If X does not fit.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.LogisticRegression(n_x=1).predict_proba([[1.0, 2.0]])
        array([[0.5, 0.5]])
        """
        X = _validation.examples(X, self.layer_sizes[0], self.dtype)
        A = np.empty((X.shape[1], self.layer_sizes[-1]), self.dtype).T
        for block, forward_pass in self.blocks(X):
            A[:, block] = forward_pass.output
        return A

    def predict(self, X: ArrayLike) -> Array:
        """Return the predictions: labels for sigmoid and softmax, else A[L].

        Parameters
        ----------
        X : array_like of shape (n_x, m)
            Examples in columns, gone through in blocks.

        Returns
        -------
        ndarray
            For sigmoid 0 or 1, of shape (n_y, m): 1 where a > 0.5. For softmax the index of the likeliest class, of
            shape (1, m). Else A[L], of shape (n_y, m).

        Raises
        ------
        TypeError, ValueError
            If X does not fit.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.LogisticRegression(n_x=1)
        >>> model.W[1] = [[1]]
        >>> model.predict([[-1.0, 0.0, 1.0]])
        array([[0, 0, 1]])
        """
        return self.decide(self.predict_proba(X))

    def copy(self) -> Self:
        """Return an independent copy, with a θ of its own.

        Returns
        -------
        Network
            Of the same class.

        Examples
        --------
        >>> import nnlib
        >>> model = nnlib.LogisticRegression(n_x=1)
        >>> model.copy().W[1][...] = 5
        >>> model.W[1]
        array([[0.]])
        """
        return self.astype(self.dtype)

    __copy__ = copy

    def save(self, path: _files.StrPath) -> None:
        """Write the model to a file, from which `nnlib.load` makes it again, to the last bit.

        Parameters
        ----------
        path : str or path
            The file, usually ``.npz``. An old one is replaced in one step: whatever happens, one of the two is there.

        Raises
        ------
        TypeError
            If a subclass keeps more than a Network does: that would be lost.
        ValueError
            If two activations of one's own have the same name.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import nnlib, tempfile
        >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/net.npz")
        ...     nnlib.load(f"{folder}/net.npz")
        ShallowNetwork(2-4-1, tanh, sigmoid, binary_cross_entropy, 17 parameters, float64)
        """
        _files.write(path, "model", self.description(), {"theta": self.parameters.vector})

    def description(self) -> dict[str, Any]:
        """Return all that the model is, besides θ: what its file says of it.

        Returns
        -------
        dict
            What JSON can hold.

        Raises
        ------
        TypeError
            If a subclass keeps more than a Network does.
        ValueError
            If two activations of one's own have the same name.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.LogisticRegression(n_x=2).description()
        {'class': 'LogisticRegression', 'layer_sizes': (2, 1), 'activations': [('Sigmoid', {})], \
'loss': 'binary_cross_entropy', 'l2': 0.0}
        """
        if extra := sorted(vars(self).keys() - {"parameters", "g", "output_layer", "l2"}):
            msg = f"a file holds a network's θ, activations, loss and l2, but this one has {', '.join(extra)} as well"
            raise TypeError(msg)
        return {
            "class": _files.class_name(type(self)),
            "layer_sizes": self.layer_sizes,
            "activations": architecture.activations_described(self.g.values()),
            "loss": self.loss.name,
            "l2": _validation.not_negative("l2", self.l2),
        }

    def astype(self, dtype: npt.DTypeLike) -> Self:
        """Return an independent copy that computes in another type.

        Parameters
        ----------
        dtype : dtype
            float64 or float32.

        Returns
        -------
        Network
            Of the same class.

        Raises
        ------
        ValueError
            If it is another type.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.LogisticRegression(n_x=1).astype("float32").dtype
        dtype('float32')
        """
        copied = object.__new__(type(self))
        parameters = self.parameters.astype(_validation.floating_dtype(dtype))
        copied.__dict__.update(self.__dict__, parameters=parameters, g=dict(self.g))
        return copied

    def labels(self, Y: ArrayLike, sample_weight: ArrayLike | None, m: int) -> tuple[Array, Array | None]:
        """Return Y and the weights of m examples, checked, as the equations take them.

        Parameters
        ----------
        Y : array_like of shape (n_y, m)
            Labels; with softmax, class indices (1, m) will do.
        sample_weight : array_like of shape (m,) or None
            One weight an example.
        m : int
            The number of examples in X.

        Returns
        -------
        Y : ndarray of shape (n_y, m)
            In the model's type; one-hot with softmax.
        sample_weight : ndarray of shape (1, m) or None
            In the model's type.

        Raises
        ------
        TypeError, ValueError
            If they do not fit.

        Examples
        --------
        >>> import nnlib
        >>> nnlib.Network([2, 3], output="softmax").labels([[2]], None, m=1)[0].T
        array([[0., 0., 1.]])
        """
        return (
            self.loss.labels(Y, self.layer_sizes[-1], m, self.dtype),
            _validation.weights(sample_weight, m, self.dtype),
        )

    def _checked(
        self, forward_pass: ForwardPass, Y: ArrayLike, sample_weight: ArrayLike | None, out: Buffers | None
    ) -> tuple[Array, Array | None]:
        """Return Y and the weights as the equations take them: a caller that passes buffers has checked them."""
        if out is not None:
            return np.asarray(Y), None if sample_weight is None else np.asarray(sample_weight)
        _validation.require_instance("forward_pass", forward_pass, ForwardPass, "what forward(X) returns")
        sizes = tuple(len(forward_pass.A[l]) for l in sorted(forward_pass.A))
        if sizes != self.layer_sizes:
            msg = (
                f"forward_pass is of layers {sizes}, but this network has {self.layer_sizes}: is it another network's?"
            )
            raise ValueError(msg)
        return self.labels(Y, sample_weight, m=forward_pass.output.shape[1])

    def blocks(self, X: Array) -> Iterator[tuple[slice, ForwardPass]]:
        """Yield slices of the examples and the forward pass of each: as many at once as keep memory bounded.

        Parameters
        ----------
        X : ndarray of shape (n_x, m)
            Examples that have been checked.

        Yields
        ------
        block : slice
            Which columns of X.
        forward_pass : ForwardPass
            Their forward pass.

        Examples
        --------
        >>> import nnlib
        >>> import numpy as np
        >>> model = nnlib.Network([1, 2**18, 1])
        >>> [block for block, _ in model.blocks(np.zeros((1, 10)))]
        [slice(0, 4, None), slice(4, 8, None), slice(8, 12, None)]
        """
        size = max(1, BLOCK_SIZE // max(self.layer_sizes))
        for start in range(0, X.shape[1], size):
            block = slice(start, start + size)
            yield block, self.forward(X[:, block], out=Buffers())

    @property
    def classifies(self) -> bool:
        """Whether the output says which class: it is sigmoid or softmax."""
        return isinstance(self.output_layer.activation, Sigmoid | Softmax)

    def decide(self, A: Array) -> Array:
        """Return the prediction that an output, or a label in its form, stands for.

        Parameters
        ----------
        A : ndarray of shape (n_y, m)
            A[L], or one-hot or binary labels.

        Returns
        -------
        ndarray
            As `predict` returns it.

        Examples
        --------
        >>> import nnlib
        >>> import numpy as np
        >>> nnlib.Network([2, 3], output="softmax").decide(np.array([[0.2, 0.1], [0.5, 0.1], [0.3, 0.8]]))
        array([[1, 2]])
        """
        if isinstance(self.output_layer.activation, Softmax):
            return A.argmax(axis=0)[np.newaxis]
        if isinstance(self.output_layer.activation, Sigmoid):
            return (A > 0.5).astype(np.int64)  # noqa: PLR2004  the likelier of two classes; a tie goes to 0
        return A

    def __repr__(self) -> str:
        """Tell layer sizes, activations, loss, number of parameters and type."""
        sizes = "-".join(map(str, self.layer_sizes))
        activations = [architecture.activation_name(g) for g in self.g.values()]
        if len(set(activations[:-1])) == 1:  # the usual case: all hidden layers alike
            del activations[1:-1]
        facts = [sizes, *activations, repr(self.loss), f"{self.parameters.vector.size:,} parameters", str(self.dtype)]
        if self.l2:
            facts.append(f"l2={self.l2}")
        return f"{type(self).__name__}({', '.join(facts)})"


class LogisticRegression(Network):
    """Logistic regression: the network with no hidden layer, ŷ = σ(wᵀx + b).

    Notes, section 3. It starts at zeros: its cost is convex, so it can start anywhere.

    Parameters
    ----------
    n_x : int
        The number of features.
    l2 : float, default 0
        The cost is J = mean loss + l2/2 ‖w‖².
    dtype : dtype, default float64
        float64 or float32.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=2)
    >>> model
    LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    >>> nnlib.Network([2, 1], initialization="zeros")
    Network(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    >>> model.w.shape
    (2, 1)
    """

    def __init__(self, n_x: int, *, l2: float = 0.0, dtype: npt.DTypeLike = "float64") -> None:
        super().__init__([_validation.count("n_x", n_x), 1], l2=l2, initialization="zeros", dtype=dtype)

    @property
    def w(self) -> Array:
        """The notes' column w, of shape (n_x, 1): W[1]ᵀ, a view of θ."""
        return self.W[1].T

    @w.setter
    def w(self, value: ArrayLike) -> None:
        self.W[1] = _validation.shaped("w", value, self.w.shape).T


class ShallowNetwork(Network):
    """A network with one hidden layer of n_h nodes.

    Notes, section 5.

    Parameters
    ----------
    n_x, n_h, n_y : int
        The numbers of features, hidden nodes and output nodes.
    hidden : str or Activation, default "tanh"
        The activation of the hidden layer.
    output : str or Activation, optional
        As in `Network`.
    loss : str or Loss, optional
        As in `Network`.
    l2 : float, default 0
        As in `Network`.
    initialization : str or callable, optional
        As in `Network`.
    dtype : dtype, default float64
        As in `Network`.
    rng : int, numpy.random.Generator or None, optional
        As in `Network`.

    Examples
    --------
    >>> import nnlib
    >>> nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=1, rng=3)
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
        dtype: npt.DTypeLike = "float64",
        rng: Seed = None,
    ) -> None:
        super().__init__(
            [_validation.count("n_x", n_x), _validation.count("n_h", n_h), _validation.count("n_y", n_y)],
            hidden=hidden,
            output=output,
            loss=loss,
            l2=l2,
            initialization=initialization,
            dtype=dtype,
            rng=rng,
        )


class DeepNetwork(Network):
    """A network with any number of hidden layers: the notes' blank section 6, and `Network` by the course's name.

    Parameters
    ----------
    layer_sizes : sequence of int
        n_x, n_1, …, n_y.
    hidden : str, Activation, or sequence of them, default "relu"
        As in `Network`.
    output : str or Activation, optional
        As in `Network`.
    loss : str or Loss, optional
        As in `Network`.
    l2 : float, default 0
        As in `Network`.
    initialization : str or callable, optional
        As in `Network`.
    dtype : dtype, default float64
        As in `Network`.
    rng : int, numpy.random.Generator or None, optional
        As in `Network`.

    Examples
    --------
    >>> import nnlib
    >>> nnlib.DeepNetwork([12288, 20, 7, 5, 1], rng=1)
    DeepNetwork(12288-20-7-5-1, relu, sigmoid, binary_cross_entropy, 245,973 parameters, float64)
    """
