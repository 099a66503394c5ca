"""Small, right and large learning rates do what the example says, and "always" needs what it says."""

import re

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def run(run_example):
    return run_example("section_3_5_gradient_descent")


@pytest.fixture
def rows(run):
    """Of each table, cost and size of the learning rate: before, after 10, at the end, largest."""
    line = r"^(squared error|cross-entropy) +[\d.]+ +(too small|right|too large) +(\S+) +(\S+) +(\S+) +(\S+)$"
    tables = [re.findall(line, part, flags=re.MULTILINE) for part in run.printed.split("largest\n")[1:]]
    assert [len(table) for table in tables] == [6, 6]
    return [{(name, size): list(map(float, numbers)) for name, size, *numbers in table} for table in tables]


@pytest.mark.parametrize("k", [0, 1], ids=["w alone", "w and b"])
@pytest.mark.parametrize("name", ["squared error", "cross-entropy"])
def test_a_right_rate_gets_there_sooner_than_a_small_one(rows, name, k):
    small, right = rows[k][name, "too small"], rows[k][name, "right"]
    assert right[1] < 0.9 * small[1] < 0.9 * small[0]
    assert right[2] <= small[2]
    assert right[3] == right[0]


@pytest.mark.parametrize("k", [0, 1], ids=["w alone", "w and b"])
def test_too_large_a_rate_makes_squared_error_diverge_and_cross_entropy_bounce(rows, k):
    squared, cross_entropy = (rows[k][name, "too large"] for name in ("squared error", "cross-entropy"))
    assert squared[2] > 1e20
    assert squared[3] == squared[2]
    assert cross_entropy[0] < cross_entropy[3] < 10
    assert cross_entropy[2] > 1.01 * rows[k]["cross-entropy", "right"][2]


def test_the_limit_is_2_over_the_largest_curvature(run):
    limits = re.findall(r"^(.*): 2/lambda = (\S+) at the minimum, (\S+) at", run.printed, flags=re.MULTILINE)
    assert [name for name, _, _ in limits] == ["squared error", "cross-entropy"]
    (_, bottom, zero), (_, cross_bottom, cross_zero) = limits
    assert bottom == zero  # a quadratic is equally curved everywhere
    # Standardized feature: ¼ of the largest eigenvalue of [[1, 0], [0, 1]].
    assert float(cross_zero) == pytest.approx(8, rel=1e-4)
    assert float(cross_bottom) > float(cross_zero)
    changes = re.findall(r"J - least J goes from (\S+) to (?:less than )?(\S+)", run.printed)
    below, above, cross_below, cross_above = [(float(before), float(after)) for before, after in changes]
    assert below[1] < 1e-10
    assert above[1] > 1e10
    assert cross_below[1] < 1e-10
    assert 1e-3 < cross_above[1] < 1


def test_the_start_does_not_matter_and_the_minimum_is_a_limit(run):
    assert float(re.search(r"the three ends are apart by (\S+)", run.printed)[1]) < 1e-10
    steps = list(map(int, re.search(r"of the least: (.*)", run.printed)[1].split()))
    assert len(steps) == 4
    between = np.diff(steps)
    assert (between > 10).all()
    assert np.ptp(between) < 10  # as many steps for each factor of a hundred


def test_simultaneous_is_not_one_after_the_other(run):
    together, apart = re.search(r"one step: .*b = (\S+)\nwith the new w already in db: b = (\S+)", run.printed).groups()
    assert abs(float(together) - float(apart)) > 0.05


def test_the_same_feature_twice_has_many_minima(run):
    ends = re.findall(r"w1 = +(\S+), w2 = +(\S+), w1 \+ w2 = (\S+), J = (\S+)", run.printed)
    assert len({end[0] for end in ends}) == 3
    assert len({end[2:] for end in ends}) == 1


def test_where_a_line_separates_the_minimum_is_never_reached(run):
    assert "accuracy 100.0%" in run.printed
    table = run.printed.partition("norm of w")[2]
    rows = np.array(re.findall(r"^ +(\d+) +(\S+) +(\S+)$", table, flags=re.MULTILINE), dtype=float)
    assert rows[:, 0].tolist() == [10, 100, 1000, 10_000]
    assert (rows[1:, 1] < 0.25 * rows[:-1, 1]).all()
    assert (rows[:, 1] > 0).all()
    assert (np.diff(rows[:, 2]) > 1).all()


@pytest.mark.parametrize("name", ["one_parameter", "two_parameters", "many_minima"])
def test_it_draws_its_pictures(run, name):
    run.picture(f"section_3_5_{name}.png")


def test_the_animation_walks(run):
    path = run.output / "section_3_5_descent.gif"
    assert path.stat().st_size < 1_000_000
    with Image.open(path) as gif:
        assert gif.n_frames == 25
        assert gif.size[0] <= 600
        first = np.asarray(gif.convert("L"), dtype=float)
        gif.seek(24)
        last = np.asarray(gif.convert("L"), dtype=float)
    assert np.abs(first - last).mean() > 0.5
