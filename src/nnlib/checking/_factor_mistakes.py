"""What a constant factor between an array and the right one tells: m in the wrong place, or a wrong sign."""

import numpy as np

from nnlib.checking._forward_equations import Equation
from nnlib.checking._quantities import Quantities


def factor_mistake(c: float, equation: Equation, known: Quantities) -> str:
    """Return what a constant factor tells that has to do with m; else nothing."""
    gradient = equation.symbol in {"dW", "db"}
    m, m_name, examples = known.m, known.m_name, known.Y.shape[1]
    number = f"{m:.6g}"
    sign = "has the wrong sign and " if c < 0 else ""
    if np.isclose(abs(c), m, rtol=1e-6) and m != 1:
        missing = f": the factor 1/{m_name} is missing" if gradient else ""
        return f"{sign}is {number} times too large, and {m_name} = {number}{missing}"
    if np.isclose(abs(c) * m, 1, rtol=1e-6) and m != 1:
        twice = "stands there twice" if gradient else "belongs to dW and db alone"
        return f"{sign}is {number} times too small, and {m_name} = {number}: 1/{m_name} {twice}"
    if gradient and known.sample_weight is not None and np.isclose(c, m / examples, rtol=1e-6):
        return f"is divided by m = {examples}: with sample weights it is divided by their sum, {number}"
    in_place = in_place_of_m(abs(c), equation, known) if gradient else ""
    return f"{sign}{in_place}" if in_place else ""


def in_place_of_m(c: float, equation: Equation, known: Quantities) -> str:
    """Return what a dW or db is divided by in place of m, where its factor tells."""
    if known.sample_weight is not None or known.layers[equation.l].stages:
        return ""
    m = known.Y.shape[1]
    names = {l: "X" if l == 0 else "Y" if l == known.L else f"A[{l}]" for l in known.A}
    rows = {names[l]: len(A) for l, A in known.A.items() if len(A) > 1}
    divisors = {
        "is divided by 2m: 1/m was meant": 2 * m,
        **{
            f"is divided by {n}, the number of rows of {name}: m is {m}, that of its columns": n
            for name, n in rows.items()
        },
        **{
            f"is divided by {n * m}, the size of {name}: m is {m}, the number of its columns": n * m
            for name, n in rows.items()
        },
        f"is divided by m - 1 = {m - 1}: 1/m was meant": m - 1,
    }
    return next((told for told, divisor in divisors.items() if np.isclose(c * divisor, m, rtol=1e-6)), "")


def of_no_known_factor(c: float) -> str | None:
    """Return what a constant factor tells that nothing accounts for."""
    if np.isclose(abs(c), 1, rtol=1e-3):
        return None
    size_told = f"{abs(c):.4g} times too large" if abs(c) > 1 else f"{1 / abs(c):.4g} times too small"
    return f"{'has the wrong sign and ' if c < 0 else ''}is {size_told} everywhere"
