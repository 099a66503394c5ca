"""What is wrong with the training: tried on copies, with another learning rate, more updates, more nodes or no L2 term."""

from collections.abc import Iterator

import numpy as np

from nnlib._messages import counted
from nnlib._scale import rounded
from nnlib.doctor._case import Case, explained, guessing
from nnlib.doctor.findings import Finding
from nnlib.models import Network
from nnlib.optimizers import Adam
from nnlib.schedules import Schedule

CLEARLY = 0.15
"""How much more of Y something has to explain to be worth a word."""
FEW_UPDATES = 100
FEW_EXAMPLES = 20
ROUGH = 0.05
"""How far the cost goes up and down at the end of a run that bounces, in units of what guessing costs."""


def percent(E: float) -> str:
    """Return a share of Y as people read it; less than nothing is nothing."""
    return f"{max(E, 0):.0%}"


def rate(case: Case, factor: float = 1.0) -> str:
    """Return the trainer's learning rate, or a multiple of it, in few words."""
    alpha = case.trainer.optimizer.learning_rate
    if isinstance(alpha, Schedule):
        return "α" if factor == 1 else f"{factor:g} α"
    return f"α = {alpha * factor:.3g}"


def bounces(case: Case) -> bool:
    """Whether the cost goes up and down at the end of the run, by more than a batch's chance."""
    costs = np.array(case.trainer.history.epoch_cost)
    late = costs[len(costs) // 2 :]
    if len(late) < 4 or case.guess is None:  # noqa: PLR2004  too few to see
        return False
    return bool(np.abs(np.diff(late)).mean() > ROUGH * case.guess)


def unsatisfied(case: Case) -> bool:
    """Whether there is something left that a better run may learn: worth a few trials."""
    costly = case.guess is not None and not case.loss <= case.guess
    return case.gap > CLEARLY / 3 or case.E < 0.8 or costly or bounces(case)  # noqa: PLR2004  of Y


def step_too_large(case: Case) -> Iterator[Finding]:
    """Tell an L2 term or a learning rate that is too large: a fresh copy learns more with less of one of them."""
    start = case.model.copy if case.trainer and not case.trainer.history.cost else case.fresh
    rule = case.optimizer() if case.trainer else Adam(0.01)
    as_it_is = max(case.tried(start(), rule), 0)
    without_l2 = case.tried(case.fresh(case.plain), rule) if case.model.l2 else 0
    slower = [(case.tried(start(), case.optimizer(factor)), factor) for factor in (0.1, 0.01, 0.001) if case.trainer]
    slow, factor = max(slower, default=(0.0, 1.0))
    if without_l2 - max(case.E, as_it_is) > CLEARLY and without_l2 > slow:
        yield l2_too_large(case, without_l2)
    elif slow - as_it_is > CLEARLY:
        yield learning_rate_too_large(case, as_it_is, slow, factor)


def learning_rate_too_large(case: Case, as_it_is: float, slow: float, factor: float) -> Finding:
    """Return the finding: what a fresh copy explains with the learning rate, and with a part of it."""
    costs = case.trainer.history.cost
    return Finding(
        "learning rate too large",
        "wrong",
        f"{case.updates} updates from a fresh start: with {rate(case)} a copy explains {percent(as_it_is)} of Y, with "
        f"{rate(case, factor)} {percent(slow)}" + (f"; the run's last cost was {rounded(costs[-1])}" if costs else ""),
        "θ ← θ − α dθ oversteps the valley of J: the cost bounces from side to side, or grows without end.",
        f"{rate(case, factor)}, or a schedule that begins with a warm-up.",
    )


def l2_too_large(case: Case, without: float) -> Finding:
    """Return the finding: what a fresh copy explains without the L2 term."""
    norms = " and ".join(f"‖W[{l}]‖ = {np.linalg.norm(case.model.W[l]):.2g}" for l in sorted({1, len(case.model.g)}))
    return Finding(
        "l2 holds the weights down",
        "wrong",
        f"l2 = {case.model.l2:g}, and {norms}: {case.updates} updates from a fresh start, and a copy without the L2 term "
        f"explains {percent(without)} of Y, the model {percent(case.E)}",
        "dW[l] has the term l2 W[l], which pulls each weight to 0 harder than the data pull it away.",
        f"l2 = {case.model.l2 / 100:g}. The course's λ is l2 m = {case.model.l2 * case.X.shape[1]:g}.",
    )


def too_few_updates(case: Case) -> Iterator[Finding]:
    """Tell a run of few updates that goes on to learn, with nothing changed."""
    done = len(case.trainer.history.cost)
    if done >= FEW_UPDATES:
        return
    updates = 5 * case.updates
    later = case.tried(case.model.copy(), case.optimizer(), updates=updates)
    if later - max(case.E, 0) > CLEARLY:
        whole = case.trainer.batch_size is None
        yield Finding(
            "too few updates",
            "wrong",
            f"{counted(done, 'update')} so far; {updates} more, with nothing changed, and a copy explains {percent(later)} of Y "
            f"in place of {percent(case.E)}",
            "Without batch_size an epoch is one update, which sees all m examples."
            if whole
            else "Each update is one step down.",
            "batch_size=32, so that an epoch has m/32 updates, or more epochs." if whole else "more epochs.",
        )


def learning_rate_too_small(case: Case) -> Iterator[Finding]:
    """Tell a learning rate with which a copy hardly learns further, where it does with a multiple."""
    if not case.trainer.history.cost:
        return
    now = max(case.E, 0)
    same = case.tried(case.model.copy(), case.optimizer())
    tried = [(case.tried(case.model.copy(), case.optimizer(factor)), factor) for factor in (10, 100, 1e3, 1e4, 1e5)]
    best = max(E for E, _ in tried)
    if best - max(same, now) > CLEARLY and max(same - now, 0) < (best - now) / 4:
        E, factor = next((E, factor) for E, factor in tried if E - now > 0.8 * (best - now))  # noqa: PLR2004  nearly as far
        yield Finding(
            "learning rate too small",
            "wrong" if factor > 10 else "doubtful",  # noqa: PLR2004
            f"{case.updates} updates more: with {rate(case)} a copy explains {percent(same)} of Y ({percent(case.E)} now), with "
            f"{rate(case, factor)} {percent(E)}",
            "Each update changes θ by α dθ, which is next to nothing.",
            f"{rate(case, factor)}. Learning rates are tried in steps of a factor of 3 or 10.",
        )


def network_too_small(case: Case) -> Iterator[Finding]:
    """Tell a network that learns less than one hidden layer of 64 nodes does, or cannot fit a few examples."""
    fitted = {name: few_fitted(case, model) for name, model in (("it", case.fresh()), ("wide", wide(case.model)))}
    learned = case.tried(case.fresh(), Adam(0.01), batch_size=32)
    learned_wide = case.tried(wide(case.model), Adam(0.01), batch_size=32)
    better = learned_wide - max(learned, 0)
    if (fitted["it"] < 0.95 and better > CLEARLY / 2) or better > 3 * CLEARLY:  # noqa: PLR2004  of Y
        n = min(FEW_EXAMPLES, case.sample[0].shape[1])
        yield Finding(
            "network too small",
            "doubtful",
            f"of {n} examples to learn by heart, a fresh copy explains {percent(fitted['it'])}, and a network with 64 hidden "
            f"nodes {percent(fitted['wide'])}; of examples not seen, {percent(learned)} and {percent(learned_wide)}",
            f"{case.model.parameters.vector.size:,} parameters cannot bend A[L] as these labels ask.",
            "more nodes in the hidden layers, or a hidden layer where there is none.",
        )


def wide(model: Network) -> Network:
    """Return a network for the same data with one hidden layer that is not small."""
    output = model.output_layer.activation
    return Network([model.n_x, 64, model.n_y], hidden="tanh", output=output, loss=model.loss, dtype=model.dtype, rng=0)


def few_fitted(case: Case, model: Network) -> float:
    """Return what a network explains of a few examples that it was trained on for long."""
    few = Case(model, *(array[:, :FEW_EXAMPLES] for array in case.sample))
    few.parts = (few.X, few.Y, few.X, few.Y)
    case.trials, case.updates_tried = case.trials + 1, case.updates_tried + 2 * LONG
    return max(few.tried(model, Adam(alpha), updates=LONG, batch_size=None) for alpha in (0.05, 0.01))


LONG = 300


def overfitting(case: Case) -> Iterator[Finding]:
    """Tell a cost of held out examples that has gone up, and the epoch where that began."""
    history = case.trainer.history if case.trainer else None
    costs = np.array(history.validation_cost if history else [])
    if len(costs) > 3 and case.guess:  # noqa: PLR2004  a curve
        lowest, last = int(costs.argmin()), float(np.median(costs[-3:]))
        if last - costs[lowest] > CLEARLY * case.guess and last > 1.3 * costs[lowest]:  # noqa: PLR2004
            epoch = history.validation_epoch[lowest]
            yield overfitted(
                f"the validation cost was {rounded(costs[lowest])} after epoch {epoch}, and has gone up to {rounded(last)} since, "
                f"while the training cost fell to {rounded(history.epoch_cost[-1])}",
                f"nnlib.callbacks.EarlyStopping(patience=10), which stops near epoch {epoch}; more examples; l2 or keep_prob; "
                "fewer nodes.",
            )
    elif case.validation is not None and case.guess:
        X, Y = case.validation
        guess, loss = guessing(Y, case.model), case.plain.measure(X, Y, None).cost
        E = explained(case.outputs(X), Y)
        if guess and loss - case.loss > 0.5 * guess and case.E - E > 2 * CLEARLY:  # noqa: PLR2004
            yield overfitted(
                f"the mean loss is {rounded(case.loss)} on training examples and {rounded(loss)} on those of validation",
                "more examples; l2 or keep_prob; fewer nodes; or stop earlier, with validation= in train.",
            )


def overfitted(evidence: str, advice: str) -> Finding:
    """Return the finding, with what it means."""
    meaning = "A network with many parameters learns each example by heart, its noise as well, and the rule less."
    return Finding("overfitting", "doubtful", evidence, meaning, advice)


OF_MODELS = (step_too_large, network_too_small)
"""What is tried of a model without its trainer."""
CHECKS = (step_too_large, too_few_updates, learning_rate_too_small, network_too_small)
"""What is tried, in this order until something is found."""
