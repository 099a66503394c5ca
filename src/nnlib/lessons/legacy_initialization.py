"""First weights as the course's programs draw them: by the old generator of NumPy, from the course's seeds."""

import math
import operator
from typing import Literal, cast

import numpy as np

from nnlib._arrays import Array, Generator
from nnlib._messages import is_a, shown
from nnlib._validation import choice, positive
from nnlib.parameters import Initialization


def legacy_initialization(seed: int, scale: float | Literal["he"] | None = None) -> Initialization:
    """Return an initialization that draws what ``np.random.seed(seed)`` and ``np.random.randn`` give, layer by layer.

    The course's programs print the same costs for everybody because everybody's weights are drawn in this way. Use it
    to repeat them; NumPy's global random state is neither used nor changed.

    Parameters
    ----------
    seed : int
        From 0 to below 2³²; 1 in the programs of the course's first part, and 3 in those of its second.
    scale : float or "he", optional
        The factor of the draws, such as 0.01; by default 1/√n_prev, as in the course's deep network. "he" means
        √(2/n_prev), as in the course's ``initialize_parameters_he``.

    Returns
    -------
    callable
        For ``initialization=``. The draws begin anew with each network, and ``rng`` is not used. Leave ``rng`` out: two
        networks with the same Generator as ``rng`` look like one, and the draws continue.

    Examples
    --------
    >>> import nnlib
    >>> nnlib.Network([2, 2, 1], initialization=legacy_initialization(1, scale=0.01)).W[1]
    array([[ 0.01624345, -0.00611756],
           [-0.00528172, -0.01072969]])
    >>> nnlib.Network([2, 4, 1], initialization=legacy_initialization(3, scale="he")).W[1][0]
    array([1.78862847, 0.43650985])
    """
    he = is_a(scale, str)
    if is_a(scale, str):
        choice("scale", scale, ["he"])
    elif scale is not None:
        positive("scale", scale)
    legacy = old_generator(seed)
    # Each network has a generator of its own, by which its layers are told from another's.
    network: Generator | None = None

    def draw(n_out: int, n_in: int, rng: Generator) -> Array:
        nonlocal legacy, network
        if rng is not network:
            legacy, network = old_generator(seed), rng
        W = legacy.standard_normal((n_out, n_in))
        if scale is None:
            return W / math.sqrt(n_in)  # as the course divides: a product with 1/√n_prev differs in its last bit
        return W * (math.sqrt(2 / n_in) if he else cast("float", scale))

    return draw


def old_generator(seed: int) -> np.random.RandomState:
    """Return NumPy's old generator, as ``np.random.seed(seed)`` sets the global one."""
    try:
        return np.random.RandomState(operator.index(seed))
    except Exception as error:  # noqa: BLE001  the methods of what came may raise anything
        msg = f"seed must be a whole number from 0 to below 2**32, as NumPy's old generator takes, got {shown(seed)}"
        raise (ValueError if isinstance(error, ValueError) else TypeError)(msg) from None
