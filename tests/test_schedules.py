"""Each schedule is its formula, falls and never turns negative, and goes on exactly where a saved run stood."""

import math
from itertools import pairwise

import networks
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib
from nnlib.schedules import Cosine, Exponential, InverseTime, Step, Warmup

# The course's formulas, by epochs.

ALPHA_0, N = 0.6, 7
"""α at first, and the updates in an epoch."""


def decay(epoch, decay_rate, interval=1):
    return ALPHA_0 / (1 + decay_rate * np.floor(epoch / interval))


@pytest.mark.parametrize("decay_rate", [0, 1, 0.3])
def test_inverse_time_is_the_courses_decay_at_the_start_of_each_epoch_and_falls_within_it(decay_rate):
    alpha = InverseTime(ALPHA_0, decay_rate, every=N)
    for epoch in range(5):
        rates = [alpha(N * epoch + k) for k in range(N + 1)]
        assert rates[0] == pytest.approx(decay(epoch, decay_rate), rel=1e-15)
        assert all(later < earlier for earlier, later in pairwise(rates)) or not decay_rate
        assert rates[3] == pytest.approx(ALPHA_0 / (1 + decay_rate * (epoch + 3 / N)), rel=1e-15)


@pytest.mark.parametrize("interval", [1, 4])
def test_with_the_floor_it_is_the_courses_decay_in_all_updates_of_an_epoch(interval):
    alpha = InverseTime(ALPHA_0, 0.3, every=N * interval, floor=True)
    for t in range(10 * N):
        assert alpha(t) == pytest.approx(decay(t // N, 0.3, interval), rel=1e-15)


def test_without_mini_batches_an_epoch_is_an_update():
    for alpha in (InverseTime(0.2, 1), InverseTime(0.2, 1, floor=True)):
        np.testing.assert_allclose([alpha(t) for t in range(4)], [0.2, 0.1, 0.2 / 3, 0.05], rtol=1e-15)


def test_exponential_is_the_courses_0_95_to_the_epoch_and_step_keeps_it_within_the_epoch():
    alpha, constant_within_epochs = Exponential(ALPHA_0, 0.95, every=N), Step(ALPHA_0, N, factor=0.95)
    for t in range(5 * N):
        assert alpha(t) == pytest.approx(0.95 ** (t / N) * ALPHA_0, rel=1e-15)
        assert constant_within_epochs(t) == pytest.approx(0.95 ** (t // N) * ALPHA_0, rel=1e-15)
    assert [Exponential(0.8, 0.5)(t) for t in range(3)] == [0.8, 0.4, 0.2]


# The others, by hand.


def test_step_is_a_tenth_after_so_many_updates():
    assert [Step(0.5, every=2)(t) for t in range(5)] == pytest.approx([0.5, 0.5, 0.05, 0.05, 0.005], rel=1e-15)


def test_cosine_goes_down_along_half_a_cosine_and_stays():
    """cos π/3 is a half, and cos π/2 is 0."""
    alpha = Cosine(0.5, updates=6, end=0.1)
    expected = [0.5, 0.3 + 0.2 * math.sqrt(0.75), 0.4, 0.3, 0.2, 0.3 - 0.2 * math.sqrt(0.75), 0.1, 0.1]
    assert [alpha(t) for t in range(8)] == pytest.approx(expected, rel=1e-15)
    assert Cosine(0.5, updates=6)(6) == 0


def test_warmup_rises_in_equal_steps_to_what_the_schedule_begins_with_and_lets_it_begin():
    assert [Warmup(Step(0.8, 2), 4)(t) for t in range(8)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.08, 0.08])
    assert [Warmup(0.8, 4)(t) for t in range(6)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8, 0.8])


# What holds for all of them.

STARTS, COUNTS, RATES = st.floats(1e-6, 1e3), st.integers(1, 10**6), st.floats(0, 1e300)
FACTORS = st.floats(0, 1, exclude_max=True)
FALLING = st.one_of(
    st.builds(Step, STARTS, COUNTS, FACTORS),
    st.builds(Exponential, STARTS, FACTORS, COUNTS),
    st.builds(InverseTime, STARTS, RATES, COUNTS, floor=st.booleans()),
    STARTS.flatmap(lambda start: st.builds(Cosine, st.just(start), COUNTS, st.floats(0, start))),
)
TIMES = st.integers(0, 10**9)


@given(FALLING, TIMES, TIMES)
def test_each_begins_at_its_start_and_falls_and_is_never_negative(alpha, t, later):
    t, later = sorted([t, later])
    assert alpha(0) == alpha.start
    assert 0 <= alpha(later) <= alpha(t) * (1 + 1e-12)
    assert alpha(t) <= alpha.start
    assert type(alpha(t)) is float


@given(STARTS.flatmap(lambda start: st.builds(Cosine, st.just(start), COUNTS, st.floats(0, start))), TIMES)
def test_a_cosine_is_exactly_at_its_end_when_its_updates_are_done(alpha, more):
    assert alpha(alpha.updates) == alpha(alpha.updates + more) == alpha.end


@given(FALLING, COUNTS, TIMES)
def test_after_the_warmup_a_schedule_is_what_it_is_without(alpha, updates, t):
    warm = Warmup(alpha, updates)
    assert warm(updates - 1) == alpha.start
    assert warm(updates + t) == alpha(t)
    assert 0 < warm(0) <= warm(updates // 2) <= alpha.start


def test_in_the_long_run_nothing_overflows():
    for alpha in (Step(0.1, 1), Exponential(0.1, 0.99), Cosine(0.1, 1), Exponential(0.1, 0), InverseTime(0.1, 1e308)):
        assert alpha(10**9) == Warmup(alpha, 10)(10**9) == 0


# In a run.

SCHEDULES = [
    Step(0.5, every=3, factor=0.5),
    Exponential(0.5, 0.9, every=2),
    InverseTime(0.5, 0.1, every=2),
    InverseTime(0.5, 0.1, every=3, floor=True),
    Cosine(0.5, updates=14, end=0.01),
]
WARM = [Warmup(alpha, 4) for alpha in (*SCHEDULES, 0.5, Warmup(SCHEDULES[0], 2), networks.Decay(0.5))]
X, Y = nnlib.datasets.flower(m=50, rng=1)


def trainer(alpha):
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    return nnlib.Trainer(model, optimizer=nnlib.Momentum(alpha), batch_size=16, rng=0)


@pytest.mark.parametrize("alpha", [*SCHEDULES, *WARM], ids=str)
def test_a_saved_run_goes_on_to_the_last_bit_as_if_it_had_not_been_broken(alpha, tmp_path):
    """In the middle of the rise and at its end, within a step, and at an epoch's end."""
    whole, broken = trainer(alpha), trainer(alpha)
    whole.fit(X, Y, iterations=16)
    for updates in (2, 2, 1, 3, 4):
        broken.fit(X, Y, iterations=updates)
        broken.save(tmp_path / "run.npz")
        broken = nnlib.Trainer.load(tmp_path / "run.npz", custom=networks.CUSTOM)
        assert broken.optimizer == nnlib.Momentum(alpha)
    broken.fit(X, Y, iterations=4)
    assert broken.model.parameters.vector.tobytes() == whole.model.parameters.vector.tobytes()
    assert broken.history == whole.history
