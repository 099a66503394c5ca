"""A network as a scikit-learn estimator: rows are examples, and parameters are named as in its MLPClassifier."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import listed, shown
from nnlib._validation import choice
from nnlib.models import Network
from nnlib.optimizers import Optimizer

try:
    from sklearn.utils.validation import validate_data  # noqa: F401  tells whether it is version 1.6 or later
except ImportError:
    msg = "nnlib.interop.sklearn needs scikit-learn 1.6 or later: pip install scikit-learn"
    raise ImportError(msg) from None

from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from nnlib.interop._estimator import Examples, NetworkEstimator, Targets

__all__ = ["NetworkClassifier", "NetworkRegressor"]


class NetworkClassifier(ClassifierMixin, NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no type hints
    """A network that classifies, as a scikit-learn estimator.

    Two classes use one sigmoid, more use softmax, and several labels (a column of 0 and 1 for each) several sigmoids.
    The parameters are those of scikit-learn's MLPClassifier, with its defaults. `fit` raises an error for settings that
    nnlib does not have.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (100,)
        The numbers of nodes in the hidden layers; ``()`` is logistic regression.
    activation : str, Activation, or list of them, default "relu"
        The activation of the hidden layers: "identity", "logistic" (or "sigmoid"), "tanh", "relu", "leaky_relu", or any
        other value of ``hidden`` in `nnlib.Network`.
    solver : "adam" or "sgd", default "adam"
        The update rule.
    alpha : float, default 0.0001
        The L2 penalty of a mini-batch is alpha/2 Σ‖W[l]‖² / Σwᵢ, over its examples.
    batch_size : int or "auto", default "auto"
        Examples in a mini-batch; "auto" is 200, or all if there are fewer.
    learning_rate : "constant"
        The only value; see `learning_rate_init`.
    learning_rate_init : float or nnlib.schedules.Schedule, default 0.001
        α, or α as a function of the update's number.
    power_t : float
        It has to be 0.5, since it has no effect.
    max_iter : int, default 200
        The largest number of epochs.
    shuffle : bool
        It has to be True: each epoch permutes the examples anew.
    random_state : int, RandomState or None, default None
        The source of the first weights, the permutations, and the validation examples. None differs each time.
    tol : float, default 0.0001
        The least improvement over the best epoch so far: in the loss or, with `early_stopping`, in the validation
        score.
    verbose : bool, default False
        Whether to show a progress bar.
    warm_start : bool, default False
        Whether `fit` continues with the network of the last fit. Its layers, activations and classes stay.
    momentum : float, default 0.9
        The momentum of "sgd": v ← momentum · v − α dθ, θ ← θ + v.
    nesterovs_momentum : bool, default False
        It has to be False with "sgd", since nnlib has no Nesterov momentum.
    early_stopping : bool, default False
        Whether to set validation examples aside, stop by their score, and keep the best parameters.
    validation_fraction : float, default 0.1
        The fraction of examples to set aside.
    beta_1, beta_2, epsilon : float, default 0.9, 0.999 and 1e-8
        The settings of "adam".
    n_iter_no_change : int, default 10
        Training ends after more than this number of epochs in a row without improvement. ``np.inf`` never ends it.
    max_fun : int
        It has to be 15000, since it has no effect.

    Attributes
    ----------
    network_ : nnlib.Network
        The network; its examples are columns.
    classes_ : ndarray of shape (n_classes,)
        The classes, sorted; for several labels, their numbers.
    coefs_, intercepts_ : list of ndarray
        The weights of each layer, of shape (n_in, n_out), and its biases: views of the network's parameters.
    loss_, best_loss_ : float
        The last epoch's loss, and the lowest loss, which is None with early stopping.
    loss_curve_ : list of float
        The loss of each epoch, with the penalty.
    validation_scores_, best_validation_score_ : list of float, and float
        With early stopping, the accuracies on the validation examples, and the best of them; otherwise None.
    n_iter_, t_ : int
        The number of epochs of the last fit, and the number of examples that all fits have seen.
    n_layers_, n_outputs_, out_activation_ : int, int, str
        The number of layers with the input, of output nodes, and the output's activation.
    n_features_in_, feature_names_in_ : int, and ndarray of shape (n_x,)
        The number of features, and their names if X had names.

    Notes
    -----
    It computes the same steps as MLPClassifier, in float32 if X is float32. These are the differences:

    - The first parameters are other draws, from the same distribution.
    - There is no "lbfgs", no Nesterov momentum and no epoch in the order of the rows. Use nnlib's schedules to lower α.
    - Adam's ε is added to √ŝ, as in `nnlib.Adam`. MLPClassifier adds it to √s, which is smaller in the first updates.
    - The penalty is the same in all mini-batches, even in a smaller last one. A sample weight, too, counts the same in
      each: `loss_curve_` is the weighted mean over all examples.
    - The validation examples contain each class in its proportion, even with more than two, unless one is too rare.
    - Each `fit` waits anew for a better epoch, and keeps its own best, even with `warm_start`.
    - These are errors: sparse X; y of a single class; several labels that are not 0 or 1; negative weights.
    - With None as `random_state`, NumPy's global generator is neither used nor changed.
    - A run that diverges raises `nnlib.DivergenceError`. After an error or Ctrl-C the estimator is as it was before.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> X, y = load_iris(return_X_y=True)
    >>> network = NetworkClassifier((10,), learning_rate_init=0.05, random_state=0)
    >>> model = make_pipeline(StandardScaler(), network).fit(X, y)
    >>> model.score(X, y) > 0.95
    True
    >>> network.network_
    Network(4-10-3, relu, softmax, categorical_cross_entropy, 83 parameters, float64, ...)
    """

    classes_: Array
    _several: bool

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Train for one epoch; the averages of the update rule go on from call to call.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.
        classes : array_like of shape (n_classes,), optional
            All classes of all calls; required in the first call.

        Returns
        -------
        NetworkClassifier
            The estimator itself.

        Notes
        -----
        The update rule and its settings stay those of the first call, as does the size of mini-batches.
        """
        begins = not hasattr(self, "network_")
        if begins and classes is None:
            msg = "classes must be passed on the first call to partial_fit: all that will come, as np.unique(y_all)"
            raise ValueError(msg)
        if not (begins or classes is None or np.array_equal(np.unique(classes), self.classes_)):
            msg = f"classes must stay those of the first call, {listed(self.classes_.tolist())}, got {shown(classes)}"
            raise ValueError(msg)
        return self._train(X, y, sample_weight, begins=begins, classes=classes, epochs=1)

    def predict(self, X: ArrayLike) -> Array:
        """Return the likeliest class of each example.

        Parameters
        ----------
        X
            As in `fit`.

        Returns
        -------
        ndarray of shape (m,) or (m, n_y)
            Classes, as in `classes_`; or 0 or 1 for each of several labels.
        """
        A = self._columns(X)
        predictions = self.network_.predict(A)
        return predictions.T if self._several else self.classes_[predictions[0].astype(np.intp)]

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, or of each label.

        Parameters
        ----------
        X
            As in `fit`.

        Returns
        -------
        ndarray of shape (m, n_classes)
            The probabilities, in the order of `classes_`.
        """
        A = self._columns(X)
        probabilities = self.network_.predict_proba(A).T
        return np.hstack([1 - probabilities, probabilities]) if self.n_outputs_ == 1 else probabilities

    @np.errstate(divide="ignore")
    def predict_log_proba(self, X: ArrayLike) -> Array:
        """Return the logarithm of the probability of each class, or of each label; that of 0 is -inf.

        Parameters
        ----------
        X
            As in `fit`.

        Returns
        -------
        ndarray of shape (m, n_classes)
            The logarithms, in the order of `classes_`.
        """
        return np.log(self.predict_proba(X))

    def _targets(self, y: Array, classes: ArrayLike | None, *, begins: bool, every: bool) -> Targets:
        """Return 0 or 1 for two classes, the index of one out of more, or an answer for each label."""
        check_classification_targets(y)
        several = type_of_target(y).startswith("multilabel")
        if several != (y.ndim > 1) or not (begins or several == self._several):
            msg = f"y must be one class an example, or 0 or 1 for each of several labels as before, got {shown(y)}"
            raise ValueError(msg)
        came = np.arange(y.shape[1]) if several else np.unique(y)
        known = (came if several or classes is None else np.unique(column_or_1d(classes))) if begins else self.classes_
        if len(known) == 1:
            msg = f"y has one class alone, {shown(known.tolist()[0])}: a classifier needs two"
            raise ValueError(msg)
        new, missing = np.setdiff1d(came, known).tolist(), np.setdiff1d(known, came).tolist()
        if new or (every and missing):
            what = f"also has {listed(new)}" if new else f"lacks {listed(missing)}"
            first = "fit with warm_start=False begins anew" if every else "the first call of partial_fit names all"
            msg = f"y must have the classes {listed(known.tolist())}, but {what}: {first}"
            raise ValueError(msg)
        Y = y.T if several else np.searchsorted(known, y)[np.newaxis]
        softmax = not several and len(known) > 2  # noqa: PLR2004  one sigmoid tells two classes apart
        n_y = len(known) if several or softmax else 1
        return Targets(Y, n_y, "softmax" if softmax else "sigmoid", {"classes_": known, "_several": several})

    def _score(self, aside: Examples, network: Network) -> float:
        """Return the accuracy."""
        accuracy = network.evaluate(*aside).accuracy
        return 0.0 if accuracy is None else accuracy

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  scikit-learn has no type hints
        """Say that y may be several labels."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags


@dataclass(eq=False, repr=False)
class NetworkRegressor(RegressorMixin, NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no type hints
    """A network that predicts numbers, as a scikit-learn estimator: the output is linear, the loss squared error.

    The parameters are those of scikit-learn's MLPRegressor, with its defaults. `fit` raises an error for settings that
    nnlib does not have. Targets should have about unit scale: `sklearn.compose.TransformedTargetRegressor` scales them.

    Parameters
    ----------
    hidden_layer_sizes, activation, solver, alpha, batch_size, learning_rate, learning_rate_init, power_t, max_iter
        As in `NetworkClassifier`.
    shuffle, random_state, tol, verbose, warm_start, momentum, nesterovs_momentum, early_stopping, validation_fraction
        As in `NetworkClassifier`.
    beta_1, beta_2, epsilon, n_iter_no_change, max_fun
        As in `NetworkClassifier`.
    loss : "squared_error"
        The only value: ½ Σ (a − y)², summed over the outputs.

    Attributes
    ----------
    network_, coefs_, intercepts_, loss_, best_loss_, loss_curve_, validation_scores_, best_validation_score_, n_iter_
        As in `NetworkClassifier`; the scores are R².
    t_, n_layers_, n_outputs_, out_activation_, n_features_in_, feature_names_in_
        As in `NetworkClassifier`.

    Notes
    -----
    It differs from MLPRegressor as `NetworkClassifier` does from MLPClassifier. Also, the loss of several outputs is
    their sum, as in the gradient; MLPRegressor reports the mean, but computes the gradient of the sum.

    Examples
    --------
    >>> X = np.linspace(-2, 2, 100).reshape(-1, 1)
    >>> network = NetworkRegressor((20,), activation="tanh", learning_rate_init=0.05, random_state=0)
    >>> network.fit(X, X[:, 0] ** 2).score(X, X[:, 0] ** 2) > 0.95
    True
    """

    loss: str = "squared_error"

    def partial_fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train for one epoch; the averages of the update rule go on from call to call.

        Parameters
        ----------
        X, y, sample_weight
            As in `fit`.

        Returns
        -------
        NetworkRegressor
            The estimator itself.

        Notes
        -----
        The update rule and its settings stay those of the first call, as does the size of mini-batches.
        """
        return self._train(X, y, sample_weight, begins=not hasattr(self, "network_"), epochs=1)

    def predict(self, X: ArrayLike) -> Array:
        """Return the numbers.

        Parameters
        ----------
        X
            As in `fit`.

        Returns
        -------
        ndarray of shape (m,) or (m, n_y)
            One number for each example, or one for each column of y.
        """
        columns = self._columns(X)
        A = self.network_.predict(columns)
        return A[0] if len(A) == 1 else A.T

    def _settings(self) -> tuple[list[int], float, int, Optimizer]:
        """Return what is common to both; refuse another loss."""
        choice("loss", self.loss, ("squared_error",))
        return super()._settings()

    def _targets(self, y: Array, classes: ArrayLike | None, *, begins: bool, every: bool) -> Targets:  # noqa: ARG002  of classes
        """Return the numbers in columns."""
        Y = np.atleast_2d(y.T)
        return Targets(Y, len(Y), "identity", {})

    def _score(self, aside: Examples, network: Network) -> float:
        """Return R²."""
        return float(r2_score(aside.Y.T, network.predict(aside.X).T, sample_weight=aside.sample_weight))

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  scikit-learn has no type hints
        """Say that y may have several columns."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
