"""Schedules against those of PyTorch, alone and in steps of its SGD and its Adam."""

import numpy as np
import pytest

import nnlib
from nnlib.schedules import Cosine, Exponential, InverseTime, Step, Warmup

torch = pytest.importorskip("torch", reason="PyTorch, an oracle for the schedules, is not installed")
lr_scheduler = torch.optim.lr_scheduler

ALPHA = 0.5
SCHEDULES = {
    "Step": (Step(ALPHA, every=7, factor=0.3), lambda rule: lr_scheduler.StepLR(rule, 7, gamma=0.3)),
    "Exponential": (Exponential(ALPHA, 0.93), lambda rule: lr_scheduler.ExponentialLR(rule, 0.93)),
    "InverseTime": (
        InverseTime(ALPHA, 0.4, every=3),
        lambda rule: lr_scheduler.LambdaLR(rule, lambda t: 1 / (1 + 0.4 * t / 3)),
    ),
    "InverseTime with the floor": (
        InverseTime(ALPHA, 0.4, every=3, floor=True),
        lambda rule: lr_scheduler.LambdaLR(rule, lambda t: 1 / (1 + 0.4 * (t // 3))),
    ),
    "Cosine": (Cosine(ALPHA, 40, end=0.02), lambda rule: lr_scheduler.CosineAnnealingLR(rule, 40, eta_min=0.02)),
    "Cosine to 0": (Cosine(ALPHA, 40), lambda rule: lr_scheduler.CosineAnnealingLR(rule, 40)),
}


def warmed_up(after, n):
    """Return PyTorch's schedule after a rise of n updates."""

    def build(rule):
        rise = lr_scheduler.LinearLR(rule, 1 / n, total_iters=n - 1)
        return lr_scheduler.SequentialLR(rule, [rise, after(rule)], milestones=[n])

    return build


SCHEDULES |= {
    f"Warmup before {name}": (Warmup(alpha, 6), warmed_up(after, 6)) for name, (alpha, after) in SCHEDULES.items()
}
RULES = {"sgd": (nnlib.GradientDescent, torch.optim.SGD), "adam": (nnlib.Adam, torch.optim.Adam)}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SCHEDULES)
def test_each_update_has_pytorchs_learning_rate_and_ends_where_pytorchs_ends(name, rule):
    (alpha, schedule), (ours, theirs) = SCHEDULES[name], RULES[rule]
    theta, gradients = np.ones(5), np.random.default_rng(0).normal(size=(41, 5))
    twin = torch.ones(5, dtype=torch.float64, requires_grad=True)
    optimizer, changing = theirs([twin], lr=ALPHA), ours(alpha)
    scheduler, state = schedule(optimizer), changing.start(theta)
    for t, gradient in enumerate(gradients):
        assert alpha(t) == pytest.approx(scheduler.get_last_lr()[0], rel=1e-12, abs=1e-12)
        twin.grad = torch.tensor(gradient)
        optimizer.step()
        scheduler.step()
        changing.update(theta, gradient, state)
        np.testing.assert_allclose(theta, twin.detach(), rtol=1e-12, atol=1e-12)
