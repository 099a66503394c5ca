"""Maximum likelihood: where the cost of logistic regression comes from (notes, end of section 3)."""

from dataclasses import dataclass

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import counted, shown
from nnlib._printing import prints_everywhere
from nnlib._validation import binary_labels, require_instance
from nnlib.losses import BinaryCrossEntropy
from nnlib.models import Network


@prints_everywhere
@dataclass(frozen=True, eq=False)
class Likelihood:
    """The probability of the labels under a model, for each example and for all together.

    Parameters
    ----------
    P : ndarray of shape (1, m)
        P(y | x) of each example.

    Examples
    --------
    >>> labels = Likelihood(np.array([[0.5, 0.8]]))
    >>> labels.product, round(labels.log, 4)
    (0.4, -0.9163)
    """

    P: Array

    @property
    def product(self) -> float:
        """The probability of all labels, since the examples are independent; 0 where that is too small to be held."""
        with np.errstate(under="ignore"):
            return float(np.prod(self.P))

    @property
    def log(self) -> float:
        """The natural logarithm of the product, as the sum of the logarithms: that is a number that can be held."""
        with np.errstate(divide="ignore"):
            return float(np.log(self.P).sum())

    def __repr__(self) -> str:
        m = self.P.size
        lines = {
            "P(y | x)": f"from {self.P.min():.4g} to {self.P.max():.4g}",
            "their product": f"{self.product:.4g}",
            "log P, a sum": f"{self.log:.6g}",
            "−log P / m": f"{-self.log / m:.6g}{', the cost J' if np.isfinite(self.log) else ', by the rounding of a'}",
        }
        return "\n".join(
            [f"likelihood of {counted(m, 'label')}", *(f"  {name:15}{value}" for name, value in lines.items())]
        )


def likelihood(model: Network, X: ArrayLike, Y: ArrayLike) -> Likelihood:
    """Return the probability of the labels: P(y | x) = aʸ (1 − a)¹⁻ʸ, which is a for y = 1 and 1 − a for y = 0.

    Its −log is m·J, so the parameters that make the labels most probable have the least cost. The cost itself is
    computed from z. Here P is 0 and its logarithm −inf if a has been rounded to 1 and y is 0.

    Parameters
    ----------
    model : Network
        A network with one sigmoid output and binary cross-entropy; an l2 term is ignored.
    X, Y : array_like of shape (n_x, m) and (1, m)
        Examples in columns, and their labels, 0 or 1.

    Returns
    -------
    Likelihood
        The probability of each label, of all together, and the logarithm of that.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.digits()
    >>> model = nnlib.LogisticRegression(n_x=64)  # at zeros it answers 0.5 to all
    >>> likelihood(model, X[:, :100], Y[:, :100] == 3)
    likelihood of 100 labels
      P(y | x)       from 0.5 to 0.5
      their product  7.889e-31
      log P, a sum   -69.3147
      −log P / m     0.693147, the cost J
    """
    require_instance("model", model, Network, "a Network")
    if not isinstance(model.loss, BinaryCrossEntropy) or model.layer_sizes[-1] != 1:
        msg = f"a likelihood needs one sigmoid output and labels 0 and 1, got {shown(model)}"
        raise ValueError(msg)
    A = model.predict_proba(X).astype(np.float64)
    Y = binary_labels(Y, 1, A.shape[1], np.float64)
    return Likelihood(A**Y * (1 - A) ** (1 - Y))
