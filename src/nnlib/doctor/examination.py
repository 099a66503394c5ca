"""The examination of a run: data first, then units, then what copies do when they are trained in another way."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from nnlib._arrays import ArrayLike
from nnlib._measuring import checked_validation
from nnlib._messages import attempt, counted, is_a, shown
from nnlib._validation import examples
from nnlib.doctor import _data, _training, _units
from nnlib.doctor._case import Case
from nnlib.doctor.findings import Diagnosis, Finding, in_causal_order
from nnlib.models import Network
from nnlib.predictor import Predictor
from nnlib.training import Trainer

SPOILERS = {
    "Y not scaled",
    "raw pixels",
    "X not scaled",
    "one feature dominates",
    "labels do not match X",
    "copies",
    "exploding gradients",
}
"""Ailments with which trials would tell of consequences alone."""
UNEXPLAINED = 0.3
"""How much more of Y neighbours, or a straight line, explain where "nothing found" alone would mislead."""
HARMLESS = {"imbalanced classes", "constant features", "validation in training"}
"""Ailments that do not explain why held out examples cost more and more."""


def diagnose(
    patient: Trainer | Network | Predictor,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
) -> Diagnosis:
    """Examine a run, and return what may be wrong with it: causes first, with advice on what to try next.

    It looks at the data, at the units and their gradients, and at the history. Then it trains copies of the network for
    20 to 1,250 updates each, with another learning rate, without the L2 term, or with more nodes. It compares how much
    they explain of examples that they have not seen: 1 − Σ(a − y)² / Σ(y − mean)², which is 0 for guessing and 1 if
    everything is right. A finding about training therefore rests on a copy that did better. The model, the trainer with
    its history and its generator, and the examples do not change.

    Fix the first finding, train, and run it again. Possible consequences of a cause are listed below it. Checks that
    the cause would make meaningless are skipped.

    Parameters
    ----------
    patient : Trainer, Network or Predictor
        The object that was trained. A Trainer gives most information: it knows learning rate, number of updates and
        history. After a DivergenceError it is as it was before, and can be examined. With a Predictor, pass X and Y
        before scaling.
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        The training examples.
    validation : (X, Y), optional
        Examples that were held out.

    Returns
    -------
    Diagnosis
        Print it. ``findings`` lists the findings.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.moons(m=200, rng=1)
    >>> trainer = nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=8, rng=1), optimizer=nnlib.GradientDescent(0.5))
    >>> history = trainer.fit(X, Y, epochs=20)
    >>> report = diagnose(trainer, X, Y)
    >>> report.findings[0].name
    'too few updates'
    """
    case = case_of(patient, X, Y, validation)
    with np.errstate(all="ignore"):  # what overflows is what is looked for
        found = list(_data.of_data(case))
        units = _units.Units(case)
        found += [finding for check in _units.CHECKS for finding in check(case, units)]
        found += trials(case, found)
        if {finding.name for finding in found} <= HARMLESS:
            found += _training.overfitting(case)
        return Diagnosis(in_causal_order(found), what_it_took(case), what_was_left_out(case, found))


def trials(case: Case, found: list[Finding]) -> Iterator[Finding]:
    """Yield what trials find, until one finds something; none where what was found already would spoil them."""
    names = {finding.name for finding in found}
    if names & SPOILERS or not _training.unsatisfied(case):
        return
    checks: Sequence[Callable[[Case], Iterator[Finding]]] = _training.CHECKS
    if "vanishing gradients" in names:
        # From a fresh start, it is the network; if only now, an L2 term or the learning rate may have done it.
        checks = () if _units.vanish_when_fresh(case) else checks[:1]
    for check in checks:
        told = list(check(case))
        yield from told
        if told:
            return


def case_of(
    patient: Trainer | Network | Predictor, X: ArrayLike, Y: ArrayLike, validation: tuple[ArrayLike, ArrayLike] | None
) -> Case:
    """Return what is examined, checked."""
    predictor = patient if is_a(patient, Predictor) else None
    trainer = patient if is_a(patient, Trainer) else None
    model = getattr(predictor or trainer, "model", patient)
    if not is_a(model, Network):
        msg = f"a Trainer, a Network or a Predictor can be examined, got {shown(patient)}"
        raise TypeError(msg)

    def scaled(X: ArrayLike, Y: ArrayLike) -> tuple[ArrayLike, ArrayLike]:
        X_scaling, Y_scaling = (predictor.X_scaling, predictor.Y_scaling) if predictor else (None, None)
        return X_scaling(X) if X_scaling else X, Y_scaling(Y) if Y_scaling else Y

    X, Y = scaled(X, Y)
    X = examples(X, model.layers[1].input_shape, model.dtype)
    case = Case(model, X, model.labels(Y, None, X.shape[1])[0], trainer)
    if validation is not None:
        if predictor is not None:  # what cannot be scaled is refused as it came
            given = validation
            validation = attempt(lambda: scaled(*given) if len(given) == 2 else given, otherwise=given)  # noqa: PLR2004  X and Y
        case.validation = checked_validation(model, validation)
    return case


def what_it_took(case: Case) -> str:
    """Say what the examination took."""
    trials = f"{counted(case.trials, 'trial')} of {case.updates_tried:,} updates in all" if case.trials else "no trial"
    return f"Looked at {case.sample[0].shape[1]:,} of {case.X.shape[1]:,} examples; {trials}."


def what_was_left_out(case: Case, found: list[Finding]) -> str:
    """Say what was not looked for, and why."""
    told = []
    if case.trainer is None:
        told.append("learning rate and number of updates, without a Trainer")
    if case.validation is None:
        seen = case.trainer is not None and case.trainer.history.validation_loss
        told.append(f"{'' if seen else 'overfitting and '}overlap of training and validation, without validation")
    sentences = [f"Not looked for: {'; '.join(told)}."] if told else []
    if not found and case.gap > UNEXPLAINED:
        sentences.append(
            f"But the model explains {max(case.r2, 0):.0%} of Y, where neighbours or a straight line explain "
            f"{max(case.associations):.0%}: something is wrong that is not looked for."
        )
    if {finding.name for finding in found} - HARMLESS:
        sentences.append("Fix the first finding, train, and run diagnose again: more may show then.")
    return " ".join(sentences)
