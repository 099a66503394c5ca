import copy
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction

import numpy as np
import pytest

from nnlib import optimizers
from nnlib.optimizers import Adam, GradientDescent, Momentum, Optimizer, OptimizerState, RMSProp

RULES = [GradientDescent(0.1), Momentum(0.1, beta=0.8), RMSProp(0.1, beta=0.7), Adam(0.1, beta1=0.8, beta2=0.95)]


def run(rule, theta, gradients):
    state = rule.start(theta)
    for gradient in gradients:
        kept = gradient.copy()
        rule.update(theta, gradient, state)
        np.testing.assert_array_equal(gradient, kept)
    return theta, state


def literal(rule, theta, gradients):
    """The rules as the literature writes them, one number at a time."""
    v = s = 0.0
    for t, g in enumerate(gradients, start=1):
        match rule:
            case GradientDescent():
                step = g
            case Momentum():
                step = v = rule.beta * v + (1 - rule.beta) * g
            case RMSProp():
                s = rule.beta * s + (1 - rule.beta) * g * g
                step = g / (s**0.5 + rule.epsilon)
            case Adam():
                v = rule.beta1 * v + (1 - rule.beta1) * g
                s = rule.beta2 * s + (1 - rule.beta2) * g * g
                step = v / (1 - rule.beta1**t) / ((s / (1 - rule.beta2**t)) ** 0.5 + rule.epsilon)
        theta -= rule.learning_rate * step
    return theta


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_rule_equals_the_literal_one(rule):
    rng = np.random.default_rng(0)
    theta, gradients = rng.standard_normal(5), rng.standard_normal((6, 5))
    gradients[:, 4] = 0  # a parameter that nothing depends on stays where it is
    expected = [literal(rule, float(theta[i]), gradients[:, i]) for i in range(5)]
    moved, state = run(rule, theta.copy(), gradients)
    np.testing.assert_allclose(moved, expected, rtol=1e-13)
    assert moved[4] == theta[4]
    assert state.t == 6


def test_adam_takes_a_first_step_of_alpha():
    """Kingma and Ba, section 2.1: the corrected averages make the first step α · sign(g)."""
    theta, _ = run(Adam(0.1), np.zeros(3), [np.array([1e-3, -5.0, 1e4])])
    np.testing.assert_allclose(theta, [-0.1, 0.1, -0.1], rtol=1e-4)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_rule_finds_the_minimum_of_a_parabola(rule):
    theta = np.array([3.0, -2.0])
    state = rule.start(theta)
    for _ in range(500):
        rule.update(theta, theta - 1, state)
    np.testing.assert_allclose(theta, 1, atol=0.06)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_one_rule_serves_two_runs(rule):
    gradients = np.ones((3, 2))
    first, _ = run(rule, np.zeros(2), gradients)
    second, _ = run(rule, np.zeros(2), gradients)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_float32_stays_float32(rule):
    theta, state = run(rule, np.ones(2, np.float32), np.ones((2, 2), np.float32))
    assert theta.dtype == np.float32
    assert all(average.dtype == np.float32 for average in state.averages.values())


@pytest.mark.parametrize("rule", [GradientDescent, Momentum, RMSProp, Adam])
@pytest.mark.parametrize("number", [Fraction(1, 10), np.float64(0.1), np.float32(0.1)], ids=lambda n: type(n).__name__)
def test_numbers_become_plain_floats(rule, number):
    settings = vars(rule(**{field.name: number for field in fields(rule)}))
    assert settings == {field.name: float(number) for field in fields(rule)}
    assert {type(value) for value in settings.values()} == {float}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_an_update_allocates_no_array_of_thetas_size(rule, allocated):
    theta, gradient = np.ones(10_000), np.ones(10_000)
    state = rule.start(theta)
    assert allocated(lambda: rule.update(theta, gradient, state)) < theta.nbytes / 10


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (GradientDescent(0.5), "GradientDescent(learning_rate=0.5)"),
        (Momentum(0.5), "Momentum(learning_rate=0.5, beta=0.9)"),
        (RMSProp(0.5), "RMSProp(learning_rate=0.5, beta=0.9, epsilon=1e-08)"),
        (Adam(), "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_said_is_as_documented(rule, shown):
    assert repr(rule) == shown


def test_a_state_begins_with_no_updates_and_remembers_nothing_of_another():
    first, second = OptimizerState(np.empty(1)), OptimizerState(np.empty(1))
    assert (first.averages, first.t) == ({}, 0)
    assert first.averages is not second.averages


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_blocks_of_theta_change_no_bit(rule, monkeypatch):
    """Whole blocks and a last one that is not."""
    rng = np.random.default_rng(0)
    theta, gradients = rng.normal(size=23), rng.normal(size=(4, 23))
    whole, whole_state = run(rule, theta.copy(), gradients)
    monkeypatch.setattr(optimizers, "BLOCK_SIZE", 5)
    in_blocks, state = run(rule, theta.copy(), gradients)
    np.testing.assert_array_equal(in_blocks, whole)
    assert state.t == whole_state.t == 4
    for name, average in whole_state.averages.items():
        np.testing.assert_array_equal(state.averages[name], average)


def test_a_copy_of_a_users_own_state_is_of_its_kind_and_keeps_what_it_has():
    class OwnState(OptimizerState):
        pass

    class Scratch(np.ndarray):
        def __deepcopy__(self, memo):
            pytest.fail("what stands in the scratch is of no use to anybody")

    state = OwnState(np.empty(3).view(Scratch), {"v": np.ones(3)}, t=2)
    state.norms = [1.0]
    copied = state.remembered()
    assert type(copied) is OwnState
    assert copied.scratch is state.scratch
    assert copied.norms == [1.0]
    assert copied.norms is not state.norms


def test_a_copy_of_a_state_remembers_the_same_and_shares_nothing():
    rule = Adam()
    state = rule.start(np.ones(3))
    rule.update(np.ones(3), np.array([1.0, 2.0, 3.0]), state)
    copied = copy.deepcopy(state)
    assert copied.t == 1
    assert copied.scratch.shape == (3,)
    for name, average in state.averages.items():
        np.testing.assert_array_equal(copied.averages[name], average)
        assert not np.shares_memory(copied.averages[name], average)
    assert not np.shares_memory(copied.scratch, state.scratch)


# Clipping: a gradient that is longer than clip_norm has this length, and its direction, before the rule sees it.


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_clipping_is_that_by_hand_of_the_whole_gradient(rule, dtype, monkeypatch):
    """Some gradients are longer than clip_norm, some are not; blocks of θ are not clipped one by one."""
    monkeypatch.setattr(optimizers, "BLOCK_SIZE", 5)
    rng = np.random.default_rng(0)
    theta, gradients = rng.normal(size=23).astype(dtype), rng.normal(size=(6, 23)).astype(dtype)
    norms = np.linalg.norm(gradients.astype(float), axis=1)
    clip_norm = float(np.median(norms))
    by_hand = [
        (g * min(1, clip_norm / norm)).astype(dtype) if norm > clip_norm else g
        for g, norm in zip(gradients, norms, strict=True)
    ]
    expected, _ = run(rule, theta.copy(), by_hand)
    clipped, _ = run(replace(rule, clip_norm=clip_norm), theta.copy(), gradients)
    assert clipped.dtype == dtype
    np.testing.assert_allclose(clipped, expected, rtol=1e-13 if dtype is np.float64 else 1e-5)
    plain, _ = run(rule, theta.copy(), gradients)
    assert not np.allclose(clipped, plain, rtol=1e-3)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_what_is_no_longer_than_that_is_not_clipped(rule):
    """To the last bit; and a gradient of zeros has no direction."""
    gradients = np.array([[3.0, 4.0], [0.0, 0.0], [-1e-200, 1e-300]])
    plain, _ = run(rule, np.ones(2), gradients)
    clipped, _ = run(replace(rule, clip_norm=5.0), np.ones(2), gradients)
    np.testing.assert_array_equal(clipped, plain)


@pytest.mark.parametrize(("dtype", "large"), [(np.float32, 1e30), (np.float32, 3e38), (np.float64, 1e300)])
def test_a_gradient_whose_squares_overflow_has_a_norm_all_the_same(dtype, large):
    gradient = np.array([3, -4, 0], dtype) * dtype(large / 4)
    theta, _ = run(GradientDescent(1.0, clip_norm=10.0), np.zeros(3, dtype), [gradient])
    np.testing.assert_allclose(theta, [-6, 8, 0], rtol=1e-3 if large == 3e38 else 1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite_is_not_clipped_to_something_finite(bad):
    """Nor hidden from whoever looks at θ afterwards."""
    for gradient in ([1.0, bad], [1e200, bad], [bad, bad]):
        theta, _ = run(GradientDescent(0.1, clip_norm=1.0), np.zeros(2), [np.array(gradient)])
        assert not np.isfinite(theta).all()


def test_clipping_allocates_one_array_of_thetas_size_and_only_where_something_is_clipped(allocated):
    theta, state = np.ones(10_000), GradientDescent(0.1).start(np.ones(10_000))
    for clip_norm, arrays in ((1.0, 1), (1e6, 0)):
        rule = GradientDescent(0.1, clip_norm=clip_norm)
        peak = allocated(lambda rule=rule: rule.update(theta, np.broadcast_to(1.0, 10_000), state))
        assert theta.nbytes * arrays <= peak < theta.nbytes * (arrays + 0.1)


def test_a_rule_tells_of_clipping_where_it_clips():
    assert repr(Adam(clip_norm=1)) == (
        "Adam(learning_rate=0.001, clip_norm=1.0, beta1=0.9, beta2=0.999, epsilon=1e-08)"
    )
    assert repr(GradientDescent(0.1, clip_norm=None)) == "GradientDescent(learning_rate=0.1)"
    assert Adam(clip_norm=1) != Adam()
    with pytest.raises(TypeError):
        GradientDescent(0.1, 5.0)  # by its name alone


@dataclass(frozen=True)
class Quiet(Adam):
    decay: float = 0.1
    cache: list = field(default_factory=list, repr=False)


class Told(Momentum):
    def __repr__(self):
        return "told"


class Heir(Told):
    pass


class Mixin:
    def __repr__(self):
        return "mixed in"


class Mixed(Mixin, Adam):
    pass


class Made(Optimizer):
    """With another way to be made, that knows nothing of clipping."""

    def __init__(self, rate):
        object.__setattr__(self, "learning_rate", rate)

    def step(self, theta, gradient, state):
        theta -= self.learning_rate * gradient


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (Quiet(0.1), "Quiet(learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=1e-08, decay=0.1)"),
        (Told(0.1), "told"),
        (Heir(0.1), "told"),
        (Mixed(0.1), "mixed in"),
        (Made(0.1), "Made(learning_rate=0.1)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_rules_of_ones_own_print_and_step_as_if_there_were_no_clipping(rule, shown):
    assert repr(rule) == shown
    theta, _ = run(rule, np.zeros(2), [np.array([1.0, -2.0])])
    assert theta[0] < 0 < theta[1]


@pytest.mark.parametrize("rule", [Quiet, Told, Heir, Mixed])
def test_rules_of_ones_own_clip_too(rule):
    theta, _ = run(rule(0.1, clip_norm=1e-3), np.zeros(2), [np.array([3.0, -4.0])])
    by_hand, _ = run(rule(0.1), np.zeros(2), [np.array([3e-3, -4e-3]) / 5])
    np.testing.assert_allclose(theta, by_hand, rtol=1e-12)
