"""Inverted dropout: the masks D[l] that thin a network while it is trained.

As in the course, D[l] is 1/keep_prob with probability keep_prob and 0 otherwise, independently for each node and
example: A[l] = A[l] * D[l], and on the way back dA[l] = dA[l] * D[l]. The division keeps the expected value of A[l], so
that predictions need no mask.
"""

from collections.abc import Mapping
from numbers import Integral, Real
from typing import TypeAlias, cast

import numpy as np

from nnlib._arrays import Array, Generator
from nnlib._messages import is_a, item, shown
from nnlib._validation import number, require_instance

KeepProb: TypeAlias = float | Mapping[int, float]
"""The probability that a node is kept: in all hidden layers, or by the numbers of those that are thinned."""


def keep_probs(keep_prob: KeepProb, L: int) -> dict[int, float]:
    """Return the probability of each hidden layer that is thinned, of a network of L layers."""
    if is_a(keep_prob, Real):
        p = probability("keep_prob", cast("float", keep_prob))
        if L == 1 and p < 1:
            msg = f"keep_prob={p} thins hidden layers, but this network has none"
            raise ValueError(msg)
        return {l: p for l in range(1, L) if p < 1}
    require_instance("keep_prob", keep_prob, Mapping, "a number, or a dict such as {1: 0.8}")
    given = cast("Mapping[int, float]", keep_prob)
    for l in given:
        if not is_a(l, Integral) or not 1 <= l < L:
            hidden = f"the hidden layers are 1 to {L - 1}" if L > 1 else "this network has no hidden layer"
            msg = f"keep_prob must name hidden layers by number, got {shown(l)}: {hidden}"
            raise ValueError(msg)
    probabilities = {int(l): probability(item("keep_prob", l), p) for l, p in sorted(given.items())}
    return {l: p for l, p in probabilities.items() if p < 1}


def probability(name: str, value: float) -> float:
    """Return a number above 0 that is at most 1."""
    p = number(name, value)
    if not 0 < p <= 1:
        msg = f"{name} must be above 0 and at most 1, got {shown(value)}: it is the probability that a node is kept"
        raise ValueError(msg)
    return p


def draw(D: Mapping[int, Array], kept: Mapping[int, float], rng: Generator) -> None:
    """Draw new masks into D[l], layer by layer."""
    for l, D_l in D.items():
        rng.random(dtype=D_l.dtype.type, out=D_l)
        np.less(D_l, kept[l], out=D_l)  # 1 with probability kept[l], else 0
        np.divide(D_l, kept[l], out=D_l)
