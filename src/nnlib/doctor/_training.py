"""What is wrong with the training: copies are trained in another way, and compared on examples not seen."""

from collections.abc import Iterator

import numpy as np

from nnlib._messages import counted
from nnlib._scale import rounded
from nnlib.doctor._case import NOTHING, SAMPLE, Case, constant_cost, multiple, r_squared
from nnlib.doctor.findings import Finding
from nnlib.models import Network
from nnlib.optimizers import Adam, Optimizer
from nnlib.schedules import Schedule
from nnlib.training import Trainer

CLEARLY = RISE = 0.15
"""How much more of Y something has to explain to be worth a word; how far a cost rises, in units of guessing."""
FEW_UPDATES, FEW_EXAMPLES, LONG = 100, 20, 300
"""What is few, and how many updates a network gets to learn so few examples by heart."""
FITTED, HALF = 0.8, 0.5
"""What a model explains of its examples that has learned them, or much of them."""
ROUGH = 0.05
"""How far the cost goes up and down at the end of a run that bounces, in units of what guessing costs."""
SLOWER, FASTER = tuple(10.0**-k for k in range(1, 10)), (10.0, 100.0, 1e3, 1e4, 1e5)


def unsatisfied(case: Case) -> bool:
    """Whether a better run may learn more, so that trials are worth while."""
    bounces = case.trainer is not None and bounced(case.trainer.history.epoch_cost, case.guess)
    return case.gap > CLEARLY / 3 or case.r2 < FITTED or costly(case) or bounces


def costly(case: Case) -> bool:
    """Whether the model costs more than guessing."""
    return case.guess is not None and not case.loss <= case.guess


def fits(case: Case) -> bool:
    """Whether the model has learned its examples, by heart perhaps: then its steps were not too large."""
    return not costly(case) and (case.r2 > FITTED or (case.r2 > HALF and any(overfitting(case))))


def bounced(costs: list[float], guess: float | None) -> bool:
    """Whether the cost goes up and down at the end of a run, by more than batches differ."""
    late = np.array(costs[len(costs) // 2 :])
    return guess is not None and len(late) > 3 and bool(np.abs(np.diff(late)).mean() > ROUGH * guess)  # noqa: PLR2004  a few


def percent(r2: float) -> str:
    """Return a share of Y as people read it; less than nothing is nothing."""
    return f"{max(r2, 0):.0%}"


def rate(optimizer: Optimizer, factor: float = 1.0) -> str:
    """Return a learning rate, or a multiple of it, in few words."""
    alpha = optimizer.learning_rate
    if isinstance(alpha, Schedule):
        return "the schedule" if factor == 1 else f"{factor:g} times the schedule"
    return f"α = {alpha * factor:.3g}"


# With another learning rate, or without the L2 term.


def step_too_large(case: Case) -> Iterator[Finding]:
    """Tell an L2 term or a learning rate that is too large: a fresh copy learns more with less of one of them."""
    trainer = case.trainer or Trainer(case.model, optimizer=Adam(0.01), batch_size=32)
    diverged = case.trainer is not None and not trainer.history.cost  # or never trained: θ is where the run began

    def tried(optimizer: Optimizer, model: Network = case.model) -> float:
        start = model.copy() if diverged else case.fresh(model)
        return case.tried(start, optimizer, updates=case.updates, batch_size=trainer.batch_size)

    as_it_is = tried(trainer.optimizer)
    without_l2 = tried(trainer.optimizer, case.plain) if case.model.l2 else 0.0
    best, factor = 0.0, SLOWER[0]
    for slower in SLOWER if case.trainer else ():
        r2 = tried(multiple(trainer.optimizer, slower))
        if best < r2:
            best, factor = r2, slower
        elif best > 0:  # slower still is only slower
            break
    if without_l2 > max(best, max(case.r2, as_it_is) + case.margin):
        yield l2_too_large(case, without_l2)
    elif case.trainer and not fits(case) and (best > max(as_it_is, 0) + case.margin or as_it_is == NOTHING):
        yield learning_rate_too_large(case, trainer, as_it_is, best, factor)


def learning_rate_too_large(case: Case, trainer: Trainer, as_it_is: float, best: float, factor: float) -> Finding:
    """Return the finding: what a fresh copy explains with the learning rate, and with a part of it."""
    alpha, advice = rate(trainer.optimizer), rate(trainer.optimizer, factor)
    went = "a copy diverges" if as_it_is == NOTHING else f"a copy explains {percent(as_it_is)} of Y"
    told = f"{case.updates} updates from a fresh start: with {alpha} {went}"
    if best > CLEARLY:
        told += f", with {advice} it explains {percent(best)}"
    if trainer.history.cost:
        told += f"; the run's last cost was {rounded(trainer.history.cost[-1])}"
    return Finding("learning rate too large", "wrong", told, f"{advice}, or a schedule that decays from there")


def l2_too_large(case: Case, without: float) -> Finding:
    """Return the finding: what a fresh copy explains without the L2 term."""
    l2, first, last = case.model.l2, 1, len(case.model.g)
    norms = " and ".join(f"‖W[{l}]‖ = {np.linalg.norm(case.model.W[l]):.2g}" for l in sorted({first, last}))
    told = (
        f"with l2 = {l2:g} the model explains {percent(case.r2)} of Y, and {norms}; a copy, {case.updates} updates "
        f"from a fresh start without it, explains {percent(without)}"
    )
    advice = f"l2 = {l2 / 100:g}; the course's λ is l2 m, here {l2 * case.X.shape[1]:g}"
    return Finding("l2 holds the weights down", "wrong", told, advice)


def learning_rate_too_small(case: Case) -> Iterator[Finding]:
    """Tell a learning rate with which a copy hardly learns further, where it does with a multiple."""
    trainer, now = case.trainer, max(case.r2, 0)
    if trainer is None or not trainer.history.cost:
        return

    def tried(optimizer: Optimizer) -> float:
        return case.tried(case.model.copy(), optimizer, updates=case.updates, batch_size=trainer.batch_size)

    rule, done = trainer.optimizer, len(trainer.history.cost)
    same = tried(multiple(rule, 1.0, done))
    faster = {rate(rule, factor): tried(multiple(rule, factor, done)) for factor in FASTER}
    if isinstance(rule.learning_rate, Schedule):
        faster = {"the schedule as it began": tried(rule)} | faster
    best = max(faster.values())
    forgets = max(same, 0) < now - CLEARLY  # what the model was trained on, and the copy was not
    if best > max(same, now) + case.margin and not forgets and same - now < (best - now) / 4:
        advice, r2 = next((name, r2) for name, r2 in faster.items() if r2 - now > (best - now) / 2)
        told = (
            f"{case.updates} more updates: with {rate(rule)} a copy explains {percent(same)} of Y, the model "
            f"{percent(now)} now, and a copy with {advice} {percent(r2)}"
        )
        near = advice == rate(rule, FASTER[0])
        advice = f"{advice}; then a third and three times of it, and keep what does best"
        yield Finding("learning rate too small", "doubtful" if near else "wrong", told, advice)


# With more updates, or more nodes.


def too_few_updates(case: Case) -> Iterator[Finding]:
    """Tell a run of few updates whose copy goes on to learn, with nothing changed."""
    trainer, updates = case.trainer, 5 * case.updates
    if trainer is None or len(trainer.history.cost) >= FEW_UPDATES:
        return
    done = len(trainer.history.cost)
    rule = multiple(trainer.optimizer, 1.0, done)
    later = case.tried(case.model.copy(), rule, updates=updates, batch_size=trainer.batch_size)
    if later > max(case.r2, 0) + case.margin / 2:
        told = (
            f"{counted(done, 'update')} so far; after {updates} more, with nothing changed, a "
            f"copy explains {percent(later)} of Y in place of {percent(case.r2)}"
        )
        yield Finding("too few updates", "wrong", told, "" if trainer.batch_size is None else "more epochs")


def network_too_small(case: Case) -> Iterator[Finding]:
    """Tell a network that learns less than one with 64 hidden nodes, and cannot learn a few examples by heart."""
    few = min(FEW_EXAMPLES, case.X.shape[1])
    by_heart, by_heart_wide = by_heart_of(case, case.fresh()), by_heart_of(case, wide(case.model))
    learned, learned_wide = (
        max(case.tried(model, Adam(0.01), updates=case.updates, batch_size=32), 0)
        for model in (case.fresh(case.plain), wide(case.model))
    )
    learned = max(learned, case.r2)
    cannot = by_heart < min(0.95, by_heart_wide - 0.05)
    if learned_wide > learned + (CLEARLY / 2 if cannot else 3 * CLEARLY):
        told = (
            f"of {few} examples to learn by heart, a fresh copy explains {percent(by_heart)} and one with 64 hidden "
            f"nodes {percent(by_heart_wide)}; of examples not seen, {percent(learned)} and {percent(learned_wide)}"
        )
        yield Finding("network too small", "doubtful", told)


def wide(model: Network) -> Network:
    """Return a network for the same data, with one hidden layer that is not small."""
    output = model.output_layer.activation
    return Network([model.n_x, 64, model.n_y], hidden="tanh", output=output, loss=model.loss, dtype=model.dtype, rng=0)


def by_heart_of(case: Case, model: Network) -> float:
    """Return what a network explains of a few examples that it was trained on for long."""
    X, Y = (array[:, :FEW_EXAMPLES] for array in case.sample)
    few = Case(model, X, Y)
    few.parts = X, Y, X, Y
    updates = min(LONG, 4 * few.updates)
    r2 = max(few.tried(model, Adam(alpha), updates=updates, batch_size=None) for alpha in (0.05, 0.01))
    case.trials, case.updates_tried = case.trials + few.trials, case.updates_tried + few.updates_tried
    return r2


# Examples that are held out.


def overfitting(case: Case) -> Iterator[Finding]:
    """Tell a cost of held out examples that has gone up, and the epoch after which it did."""
    history = case.trainer.history if case.trainer else None
    if history and case.guess and np.isfinite(history.validation_loss).sum() > 3:  # noqa: PLR2004  a curve
        losses = np.array(history.validation_loss)
        lowest, last = int(np.nanargmin(losses)), float(np.nanmedian(losses[-3:]))
        if case.validation is not None:  # where the run was stopped early, θ is that of an earlier epoch
            last = min(last, case.plain.measure(*case.validation, None).cost)
        if last > max(losses[lowest] + RISE * case.guess, 1.3 * losses[lowest]):
            epoch = history.validation_epoch[lowest]
            told = (
                f"the validation loss was {rounded(losses[lowest])} after epoch {epoch}, about {rounded(last)} in the "
                f"end; the mean loss of training is {rounded(case.loss)}"
            )
            yield Finding("overfitting", "doubtful", told)
    elif case.validation is not None and case.guess:
        X, Y = (array[:, :SAMPLE] for array in case.validation)
        loss, r2 = case.plain.measure(X, Y, None).cost, r_squared(case.model.predict_proba(X), Y)
        if loss - case.loss > (constant_cost(Y, case.model) or np.inf) / 2 and case.r2 > r2 + 2 * CLEARLY:
            told = f"the mean loss is {rounded(case.loss)} on training examples and {rounded(loss)} on validation"
            yield Finding("overfitting", "doubtful", told)


CHECKS = (step_too_large, too_few_updates, learning_rate_too_small, network_too_small)
"""What is tried, in this order, until something is found."""
