"""Times are measured by the clock, in turns, after a first call that does not count; here by a clock of our own."""

import time

import pytest

from nnlib.lessons import run_times
from nnlib.lessons.timing import RunTimes, duration, three_digits


@pytest.fixture
def slept(monkeypatch):
    """Return a function that makes a way to take some seconds each time, and the calls in their order."""
    now, calls = [100.0], []
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def way(name, *seconds):
        left = list(seconds)

        def call():
            calls.append(name)
            now[0] += left.pop(0) if len(left) > 1 else left[0]

        return call

    return way, calls


def test_each_is_called_once_before_it_is_measured_and_then_they_take_turns(slept):
    way, calls = slept
    times = run_times({"slow": way("slow", 99.0, 2.0), "fast": way("fast", 99.0, 0.5)}, rounds=3)
    assert times.seconds == {"slow": (2.0,) * 3, "fast": (0.5,) * 3}
    assert calls == [*["slow"] * 2, *["fast"] * 2, *["slow", "fast"] * 3]
    assert times.factors == {"slow": 1.0, "fast": 4.0}


def test_what_is_short_is_called_several_times_in_a_row(slept):
    way, calls = slept
    times = run_times({"short": way("short", 0.001)}, rounds=2)
    assert len(calls) == 2 + 2 * 5
    assert times.best["short"] == pytest.approx(0.001)


def test_what_takes_less_than_a_tick_of_the_clock_is_measured_all_the_same(slept):
    way, calls = slept
    times = run_times({"long": way("long", 1.0), "none": way("none", 0.0, 0.0, 1e-9)}, rounds=1)
    assert times.best["none"] == pytest.approx(1e-9, rel=1e-3)
    assert calls.count("none") == 2 + 50_000


def test_best_and_factors_are_of_the_shortest_times():
    times = RunTimes({"one": (3.0, 2.0), "other": (0.5, 1.0)})
    assert times.best == {"one": 2.0, "other": 0.5}
    assert times.factors == {"one": 1.0, "other": 4.0}
    assert repr(times) == str(times)


def test_durations_have_three_digits_and_a_unit():
    for seconds, text in [(12.345, "12.3 s"), (0.9999, "1 s"), (2e-3, "2 ms"), (15.46e-6, "15.5 µs"), (7e-9, "7 ns")]:
        assert duration(seconds) == text


def test_factors_have_no_powers_of_ten():
    assert [three_digits(x) for x in (0.51234, 3, 41.06, 54321)] == ["0.512", "3", "41.1", "54,300"]


def test_what_cannot_be_measured_is_refused():
    with pytest.raises(TypeError, match="ways must be functions by their names"):
        run_times(len)
    with pytest.raises(ValueError, match="nothing to measure"):
        run_times({})
    with pytest.raises(TypeError, match=r"'sum' must be a function without arguments, got 3: write lambda: ..."):
        run_times({"sum": 3})
    with pytest.raises(ValueError, match="rounds must be at least 1"):
        run_times({"nothing": lambda: None}, rounds=0)
