"""Comparing steps: find the first wrong line of your own code.

A gradient check compares the derivatives with the cost. It cannot see a mistake that cost and derivatives share, such
as the wrong activation in a hidden layer; a comparison line by line can.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import Literal, TypeAlias

import numpy as np

from nnlib import _validation
from nnlib._arrays import Array, ArrayLike
from nnlib._diagnosis import (
    ROUNDINGS,
    Slip,
    explained,
    factor,
    in_shape,
    left_out,
    patterns,
    unexplained,
    wrong_shape,
)
from nnlib._messages import first_where, listed
from nnlib._parts import Formula, Printed, Rows, Title, as_text, fields_of
from nnlib._printing import prints_everywhere
from nnlib.activations import Activation
from nnlib.checking._backward_equations import ActivationGradient
from nnlib.checking._equations import equations_of
from nnlib.checking._factor_mistakes import factor_mistake, of_no_known_factor
from nnlib.checking._forward_equations import Equation
from nnlib.checking._logistic_notation import NAMES, as_matrices, in_columns, unnumbered
from nnlib.checking._other_parameters import before_update, learning_rate_since, ways_with_other
from nnlib.checking._own_parameters import handed_over, names_by_line, steps_alone
from nnlib.checking._plain_layers import require_known
from nnlib.checking._quantities import Quantities
from nnlib.checking._reports import sentence
from nnlib.models import Network

StepVerdict: TypeAlias = Literal["right", "wrong", "follows", "undecided"]
"""What a line is; "follows" where it is wrong only because a line before it is."""


@prints_everywhere
@dataclass(frozen=True)
class Step:
    """The result of `compare_steps` for one line.

    Parameters
    ----------
    name : str
        The student's name for it, such as "dZ1".
    verdict : {"right", "wrong", "follows", "undecided"}
        "follows" if the line does what the notes say, but with an array before it that is wrong. "undecided" if its
        W[l] is not the one that was passed, and Z[l] does not show which it is.
    equation : str
        The notes' equation for this line.
    error : float
        The largest difference from the right array, relative to its largest value; NaN if shapes differ.
    worst : tuple of int
        The index of the largest difference.
    came, right : float
        The two values there.
    mistake : str
        The mistake, as the rest of a sentence that begins with the name, or why it is undecided; otherwise empty.
    named : bool
        Whether it is a known mistake.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=2)
    >>> report = nnlib.compare_steps(model, [[1.0], [2.0]], [[1]], {"A1": [[0.0]]})
    >>> report.steps["A1"].came, report.steps["A1"].right
    (0.0, 0.5)
    """

    name: str
    verdict: StepVerdict
    equation: str
    error: float
    worst: tuple[int, ...]
    came: float
    right: float
    mistake: str = ""
    named: bool = False

    def _parts_(self) -> Iterator[Printed]:
        """Yield its verdict, and all that was found."""
        yield Title(f"{self.name}: {self.verdict}", self.verdict)
        yield fields_of(self)

    def row(self) -> list[str]:
        """Return its row of the printed table."""
        worst = [f"{self.error:.1e}", str(list(self.worst)), f"{self.came:+.6e}", f"{self.right:+.6e}"]
        return [self.name, self.verdict, *(worst if self.worst else ["shape", "", "", ""])]


@prints_everywhere
@dataclass(frozen=True, repr=False)
class StepsReport:
    """The result of a comparison of steps; it prints as a table.

    Parameters
    ----------
    steps : dict of str to Step
        The lines by the student's names, in the order of the notes.
    remarks : tuple of str
        Assumptions, such as activations that the call does not name.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=2)
    >>> report = nnlib.compare_steps(model, [[1.0], [2.0]], [[1]], {"Z1": [[0.0]], "A1": [[0.0]]})
    >>> report.passed, report.first_wrong.name
    (False, 'A1')
    """

    steps: dict[str, Step]
    remarks: tuple[str, ...] = ()

    @property
    def first_wrong(self) -> Step | None:
        """The first line that is wrong; None if all are right."""
        return next((step for step in self.steps.values() if step.verdict == "wrong"), None)

    @property
    def passed(self) -> bool:
        """Whether every line is right."""
        return self.first_wrong is None

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table, and below it what is wrong."""
        wrong, rows = self.first_wrong, [step.row() for step in self.steps.values()]
        told = f"the first line that is wrong is {wrong.name}" if wrong else f"all {len(rows)} lines are right"
        yield Title(f"compare steps: {told}", "wrong" if wrong else "right")
        yield Rows(("", "", "largest error", "at", "yours", "right"), rows, verdicts=1)
        for step in self.steps.values():
            if step.mistake:
                yield sentence(f"{step.name} {step.mistake}")
                yield Formula(step.equation)
        if any(step.verdict == "follows" for step in self.steps.values()):
            yield '"follows": it does what the notes say, with arrays that are wrong already.'
        yield from map(sentence, self.remarks)

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__


def compare_steps(
    model: Network | Mapping[str, ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    steps: Mapping[str, ArrayLike],
    sample_weight: ArrayLike | None = None,
    *,
    hidden: str | Activation | Sequence[str | Activation] | None = None,
    output: str | Activation | None = None,
) -> StepsReport:
    """Compare your own arrays with the notes' equations, and name the first line that is wrong.

    Each step is recomputed from the arrays that you supplied, so an error that only propagates is marked "follows".
    Layers that are not dense have the lines Z[l] = W[l] P[l] + b[l], dW[l] = 1/m dZ[l] P[l]ᵀ and dP[l] = W[l]ᵀ dZ[l].
    P[l] are the patches of a convolution, the largest values of a max pooling, or a<t−1> on top of x<t>. Layers that
    share a W, such as those of a recurrent network, have one dW, with the number of the first of them. If Z[1] shows
    that W and b are those after an update with your own dW and db, the lines are compared with those before it.

    Parameters
    ----------
    model : dict of str to array_like, or Network
        The parameters of the steps: ``{"W1": W1, "b1": b1, "W2": W2, …}`` with b[l] of shape (n_l, 1), or
        ``{"w": w, "b": b}`` for logistic regression. Other entries are ignored. Pass a model with your W[l] and b[l] if
        it has another loss, L2, dropout, or other kinds of layers.
    X : array_like of shape (n_x, m)
        Examples in columns.
    Y : array_like of shape (n_y, m)
        Labels; softmax also accepts class indices (1, m).
    steps : dict of str to array_like
        Any of "Z1", "A1", "Z2", …, "dA2", "dZ2", "dW2", "db2" and so on. If layers are not dense, also "P1", "dP2", ….
        Missing arrays are computed. "AL" and "dAL" belong to the last layer; "dA0" is W[1]ᵀ dZ[1] if layer 1 is dense.
        Images may have shape (channels, height, width, m) or (channels, positions · m). With dropout, "D1", … are your
        masks of 0 and 1/keep_prob, or of 0 and 1; the check uses them unchanged. Without masks it uses the whole
        network. With w and b the names are "Z", "A", "dA", "dZ", "dw" and "db"; dw has shape (n_x, 1), and db is a
        number. The steps may contain W and b, so that one dictionary can serve for both arguments. They must then equal
        those of the first argument.
    sample_weight : array_like of shape (m,), optional
        One weight for each example.
    hidden : str, Activation, or sequence of them, optional
        With a dict: the activation of the hidden layers, or one for each. None is "tanh", as in the notes' section 5.
    output : str or Activation, optional
        With a dict: the activation of the last layer. None is "sigmoid" if n_y is 1; otherwise you must name it. The
        loss is the one that is matched to it.

    Returns
    -------
    StepsReport
        Print it for a table; ``first_wrong`` is the line to look at.

    Raises
    ------
    TypeError, ValueError
        If X, Y, the weights or a mask do not fit; if a W or b is missing, or shapes do not chain. Also if a name is not
        known, an array does not hold real numbers, or a layer is of your own kind.

    Examples
    --------
    A student forgot g′ on the way back:

    >>> import nnlib
    >>> import numpy as np
    >>> X, Y = nnlib.datasets.flower(m=20, rng=1)
    >>> rng = np.random.default_rng(3)
    >>> W1, b1, W2, b2 = rng.normal(size=(4, 2)), np.zeros((4, 1)), rng.normal(size=(1, 4)), np.zeros((1, 1))
    >>> A1 = np.tanh(W1 @ X + b1)
    >>> A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    >>> dZ2 = A2 - Y
    >>> dZ1 = W2.T @ dZ2
    >>> parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    >>> steps = {"A1": A1, "dZ2": dZ2, "dZ1": dZ1, "dW1": dZ1 @ X.T / 20}
    >>> report = nnlib.compare_steps(parameters, X, Y, steps, hidden="tanh", output="sigmoid")
    >>> report.first_wrong.name, report.first_wrong.mistake
    ('dZ1', 'is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere')
    >>> report.steps["dW1"].verdict
    'follows'
    """
    _validation.require_instance("steps", steps, Mapping, 'a dict of arrays, such as {"Z1": Z1, "A1": A1}')
    handed = handed_over(model, hidden, output)
    model = handed.model
    require_known(model.layers, "compare_steps")
    given, steps = bool(steps), steps_alone(steps, handed)
    X = _validation.examples(X, model.layers[1].input_shape, model.dtype)
    D = {l: mask(f"D{l}", steps[f"D{l}"], model, l, X.shape[1]) for l in model.keep_prob if f"D{l}" in steps}
    known, equations = equations_of(model, X, *model.labels(Y, sample_weight, m=X.shape[1]), D)
    equations += [] if known.layers[1].stages else [ActivationGradient(0)]  # no update needs it, but the course has it
    names = {re.sub(r"[\[\]]", "", equation.name): equation.name for equation in equations}
    last = {f"{equation.symbol}L": equation.name for equation in equations if equation.l == known.L}
    if handed.logistic:
        names, last, equations = NAMES, {}, in_columns(equations)
    if len(steps) == len(D):
        found = f"holds nothing but {'masks' if D else 'W and b'}" if given else "is empty"
        msg = f"steps {found}: give any of {listed(names)}"
        raise ValueError(msg)
    name_of = names_by_line(steps, names, last, [f"D{l}" for l in model.keep_prob])
    came = {line: _validation.real_array(name, steps[name]) for line, name in name_of.items()}
    came = as_matrices(came) if handed.logistic else came
    derivatives = {name: array.T if handed.logistic and name == "dW[1]" else array for name, array in came.items()}
    remarks = handed.remarks
    # Where examples are alike, a slip such as a forgotten b can look like an update.
    slips = [] if known.layers[1].stages else next(each for each in equations if each.name == "Z[1]").slips(known)
    if alpha := learning_rate_since(known, derivatives, slips):
        known, w = before_update(known, derivatives, alpha), "w" if handed.logistic else "W"
        before = f"{w} + {alpha:.4g} d{w} and b + {alpha:.4g} db, so they are compared with those"
        remarks += (f"{w} and b were passed after their update. Z shows that your lines were run with {before}",)
    looked_at = compare_arrays(known, equations, came)
    named = [replace(step, name=name_of[step.name]) for step in looked_at]
    named = [in_the_notes_symbols(step) for step in named] if handed.logistic else named
    return StepsReport({step.name: step for step in named}, remarks)


def in_the_notes_symbols(step: Step) -> Step:
    """Return a step of logistic regression without the number of its layer."""
    return replace(step, equation=unnumbered(step.equation), mistake=unnumbered(step.mistake))


def mask(name: str, array: ArrayLike, model: Network, l: int, m: int) -> Array:
    """Return a student's mask D[l] as 0 and 1/keep_prob, whether it has been divided by keep_prob yet or not."""
    D, keep_prob = _validation.shaped(name, array, (model.layer_sizes[l], m)), model.keep_prob[l]
    kept = D != 0
    if not any(np.allclose(D[kept], value, rtol=1e-3, atol=0) for value in (1, 1 / keep_prob)):
        wrong = first_where(name, D, kept & ~np.isclose(D, 1 / keep_prob, rtol=1e-3, atol=0))
        msg = f"{name} must hold 0 and 1/keep_prob = {1 / keep_prob:.6g}, but {wrong}"
        raise ValueError(msg)
    return kept / keep_prob


def compare_arrays(known: Quantities, equations: Sequence[Equation], came: Mapping[str, Array]) -> Iterator[Step]:
    """Go through the equations in order, and yield what is found in the arrays that came, by names such as "dZ[1]".

    Each given array, or the right one, is added to `known` on the way, which ends with the last given line.
    """
    truth = replace(known, A=dict(known.A), P={}, Z={}, dA={}, dZ={}, dP={}, dW={}, db={})
    ways = [known]
    end = max(i for i, equation in enumerate(equations, start=1) if equation.name in came)
    with np.errstate(all="ignore"):
        for equation in equations[:end]:
            for way in (truth, *ways):
                getattr(way, equation.symbol)[equation.l] = equation.value(way)
            if equation.name in came:
                array, true = came[equation.name], getattr(truth, equation.symbol)[equation.l]
                rows = in_rows(equation, known, array, true.shape)
                step = compared(equation, ways, rows, true)
                yield replace(step, worst=place_in(array.shape, step.worst, true.shape))
                for way in ways:
                    arrays = getattr(way, equation.symbol)
                    arrays[equation.l] = usable(rows, arrays[equation.l])
                if step.verdict == "wrong" and not step.named and (found := equation.other_parameters(rows, known)):
                    ways = [known, *ways_with_other(ways, equation.l, found)]


def in_rows(equation: Equation, known: Quantities, came: Array, shape: tuple[int, ...]) -> Array:
    """Return what came with one axis of rows and one of columns, where a layer of images or patches has several.

    Those are its axes (channels, height, width, m), or its product's, (channels, positions · m).
    """
    if equation.l == 0:  # dA[0] has the shape of X
        return came
    layer = known.layers[equation.l]
    splits: list[tuple[int, ...]] = [
        (math.prod(came.shape[:k]), math.prod(came.shape[k:])) for k in range(1, came.ndim)
    ]
    if equation.symbol in {"Z", "A", "dZ", "dA"} and layer.positions > 1:
        splits += [shape] if came.shape == (layer.n, layer.positions * known.Y.shape[1]) else []
    return came.reshape(shape) if layer.stages and shape in splits else came


def place_in(shape: tuple[int, ...], place: tuple[int, ...], rows: tuple[int, ...]) -> tuple[int, ...]:
    """Return where a place of rows and columns is in an array as it came."""
    if not place or shape == rows:
        return place
    return tuple(int(i) for i in np.unravel_index(np.ravel_multi_index(place, rows), shape))


def usable(came: Array, right: Array) -> Array:
    """Return what the next equations take: what came, in the shape that it should have; or else, what is right."""
    shaped = in_shape(came, right.shape)
    return right if shaped is None or not np.isfinite(shaped).all() else shaped.astype(np.float64)


def compared(equation: Equation, ways: Sequence[Quantities], came: Array, true: Array) -> Step:
    """Return the result for one array, whose right value is `true`, computed from X.

    The first of the `ways` is what is known, with the W and b that were passed. Where a Z[l] was made with others, two
    more follow, as `ways_with_other` makes them. The line follows if one of the ways gives it.
    """
    sure, made = ways[-2:][0], ways[-1]
    name, text, right = equation.name, equation.text(sure), equation.value(sure)
    first = equation.l if equation.symbol == "dW" and sure.l2 else equation.l + 1  # of the W that it is made with
    unsure = next((l for l in sorted(made.doubtful) if l >= first), None)
    if came.shape != right.shape:
        shape = shape_mistake(equation, sure, came, right)
        return Step(name, "wrong", text, np.nan, (), np.nan, np.nan, shape, named=True)
    verdict: StepVerdict = "right"
    if not agree(came, true):
        follows = any(agree(came, form) for way in ways for form in equation.forms(way))
        undecided = unsure and not agree(equation.value(made), right)
        verdict = "follows" if follows else "undecided" if undecided else "wrong"
    told = known_mistake(equation, sure, came, right) if verdict == "wrong" else None
    difference = np.nan_to_num(np.where(came == true, 0, np.abs(came - true)), nan=np.inf)
    worst = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), came.shape))
    error = float(difference[worst] / max(largest(true), np.finfo(np.float64).tiny))
    mistake = told or ""
    if verdict == "wrong" and not told:
        mistake = next(equation.conclusions(came, sure), unexplained(came, right))
    elif verdict == "undecided":
        mistake = f"cannot be judged with this W[{unsure}]: Z[{unsure}] was made with another"
    return Step(name, verdict, text, error, worst, float(came[worst]), float(true[worst]), mistake, told is not None)


def largest(array: Array) -> float:
    """Return the largest absolute value that is finite."""
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def agree(came: Array, right: Array) -> bool:
    """Return whether two arrays are the same to the precision of the type that came.

    That is 1e-6 of each value, and 1e-9 of the largest, since g′ here is a difference quotient; for float32 and float16
    some roundings of theirs.
    """
    rounding = ROUNDINGS * (np.finfo(came.dtype).eps if came.dtype.kind == "f" else np.finfo(np.float64).eps)
    tolerance = max(1e-6, rounding) * np.abs(right) + max(1e-9, rounding) * largest(right)
    return bool(((came == right) | (np.isfinite(right) & (np.abs(came - right) <= tolerance))).all())


def shape_mistake(equation: Equation, known: Quantities, came: Array, right: Array) -> str:
    """Return what is wrong with an array of another shape, and what its values tell."""
    shaped = in_shape(came, right.shape)
    if shaped is not None and agree(shaped, right):
        return wrong_shape(came.shape, right.shape)
    if equation.symbol == "db":
        dZ = known.dZ[equation.l]
        sums = {
            "the sum over the examples is missing": dZ,
            "it is summed over the nodes, axis=0, and should be over the examples, axis=1": dZ.sum(axis=0),
            "it is summed over both axes, and should be over the examples, axis=1": dZ.sum(),
            "it is the mean over both axes, and should be over the examples, axis=1": dZ.mean(),
        }
        for told, value in sums.items():
            flat = value.ravel()
            if came.size == flat.size and (agree(came.ravel(), flat) or agree(came.ravel(), flat / known.m)):
                return f"has shape {came.shape}, not {right.shape}: {told}"
    facts = ((1.0, ""), (known.m, f"; and 1/{known.m_name} is missing"))
    of_its_shape = [slip for slip in equation.slips(known) if slip.value.shape == came.shape]
    for (value, told), (c, fact) in product(of_its_shape, facts):
        if agree(came, c * value):
            return f"has shape {came.shape}, not {right.shape}: it {told}{fact}"
    told = wrong_shape(came.shape, right.shape)
    if came.ndim > right.ndim and len(came) == right.shape[1] and came.size == right.size:
        turned = np.moveaxis(came, 0, -1).reshape(right.shape)
        told += ": the examples stand first, and should stand last" if agree(turned, right) else ""
        return told
    values = known_mistake(equation, known, shaped, right) if shaped is not None else None
    return f"{told}; in that shape it {values}" if values else told


def known_mistake(equation: Equation, known: Quantities, came: Array, right: Array) -> str | None:
    """Return what is wrong with an array, if a known slip explains it, alone or with a factor m; else None."""
    came = came.astype(np.float64) if came.dtype.kind != "f" else came
    c = factor(came, right)
    of_c = factor_mistake(c, equation, known) if c is not None else ""
    multiple = [Slip(c * right, of_c)] if c is not None and of_c else []
    slips = chain(equation.slips(known), equation.slips_in(came, known))
    told = explained(came, right, chain(multiple, patterns(came, right), slips))
    told = told or explained(came, right, left_out(came, right))
    if told or right.size == 1:
        return told
    m, m_name = known.m, known.m_name
    facts = ((m, f"1/{m_name} is missing"), (1 / m, f"it is divided by {m_name} once too often"))
    both = (Slip(value * c, f"{told}; and {fact}") for value, told in equation.slips(known) for c, fact in facts)
    return explained(came, right, both) or (of_no_known_factor(c) if c is not None else None)
