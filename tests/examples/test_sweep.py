"""Width helps at every depth, the best points cannot be told apart, and the test is done once, for one of them."""

import re

import numpy as np
import pytest

GRID = [(depth, width) for depth in (1, 2, 3) for width in (16, 64, 256)]


@pytest.fixture
def run(run_example):
    return run_example("sweep")


def rows(run, title):
    """Return the numbers of the table below a title, without those after a sign of a spread."""
    lines = run.printed.partition(f"{title}")[2].partition("mean ")[0].splitlines()[2:]
    assert all("\N{PLUS-MINUS SIGN}" in line for line in lines)
    return np.array([re.sub(r"\N{PLUS-MINUS SIGN} [\d.]+", "", line).split() for line in lines], dtype=float)


def test_wider_networks_are_better_at_every_depth(run):
    table = rows(run, "with rate=0.003:")
    assert [tuple(row) for row in table[:, :2]] == GRID
    accuracies = table[:, 2].reshape(3, 3)
    assert (accuracies[:, 2] > accuracies[:, 0] + 0.01).all()


def test_the_best_is_the_first_of_the_table(run):
    table = rows(run, "with rate=0.003:")
    depth, width = re.search(r"^best: depth=(\d), width=(\d+), rate=0.003$", run.printed, flags=re.MULTILINE).groups()
    assert table[GRID.index((int(depth), int(width))), 2] == table[:, 2].max()


def test_its_lead_is_less_than_seeds_make(run):
    lead, deviation = map(float, re.search(r"the next is behind by (\S+) \+- ([\d.]+),", run.printed).groups())
    assert 0 <= lead < deviation
    close, others = map(int, re.search(r"^(\d+) of the (\d+) others", run.printed, flags=re.MULTILINE).groups())
    assert others == 26
    assert 1 <= close <= 13


def test_more_images_are_better(run):
    curve = rows(run, "learning curve")
    assert list(curve[:, 0]) == [60, 250, 1000]
    assert (np.diff(curve[:, 1]) > [0.15, 0.01]).all()


def test_cross_validation_and_the_test_agree_with_the_validation(run):
    best = rows(run, "with rate=0.003:")[:, 2].max()
    ((folds,),), ((test,),) = rows(run, "cross-validation"), rows(run, "test, at")
    assert abs(folds - best) < 0.015
    assert abs(test - best) < 0.015


@pytest.mark.parametrize("name", ["sweep_curves.png", "sweep_heat_map.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
