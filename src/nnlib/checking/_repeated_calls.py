"""Repeated calls: asked twice at the same parameters, a cost and a gradient have to give the same."""

from collections.abc import Callable, Iterator

import numpy as np

from nnlib._arrays import Array


def changed_gradient(first: Array, second: Array, name: str) -> Iterator[str]:
    """Yield what is wrong where a second call of the function of this name gives another gradient."""
    same_size = first.size == second.size
    if same_size and np.allclose(second, first, rtol=1e-9, atol=0, equal_nan=True):
        return
    told = f"a second call of {name} gives"
    if same_size and np.allclose(second, 2 * first, rtol=1e-9, atol=0):
        yield f"{told} twice the gradient of the first: it is added up from call to call"
    else:
        yield f"{told} another gradient than the first: it keeps something from call to call, or is random"


def changed_cost(cost: Callable[[], float]) -> Iterator[str]:
    """Yield a doubt where a second call gives another cost."""
    first, second = cost(), cost()
    if first != second:
        yield f"cost gives {first:.6g}, and {second:.6g} when it is asked again: switch off what is random"
