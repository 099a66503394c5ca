import copy
from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from nnlib import optimizers
from nnlib.optimizers import Adam, GradientDescent, Momentum, OptimizerState, RMSProp

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
