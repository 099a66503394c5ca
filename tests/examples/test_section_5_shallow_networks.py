"""A few hidden units learn the flower, many learn its noise as well, and the pictures are there."""

import re

import pytest
from PIL import Image


@pytest.fixture
def run(run_example):
    return run_example("section_5_shallow_networks")


@pytest.fixture
def table(run):
    """Return for each size the accuracy in training and the mean, lowest and highest on fresh data, in percent."""
    row = r"^ +(\d+) +([\d.]+)% +([\d.]+)%, ([\d.]+)% to ([\d.]+)%$"
    found = re.findall(row, run.printed, flags=re.MULTILINE)
    return {int(n_h): [float(number) for number in numbers] for n_h, *numbers in found}


def test_every_size_has_its_row(table):
    assert list(table) == [0, 2, 3, 4, 20, 50]
    for _, mean, low, high in table.values():
        assert low <= mean <= high


def test_lines_do_not_separate_the_petals(table):
    for n_h in (0, 2):
        assert table[n_h][3] < 70


def test_four_units_come_near_to_what_made_the_data(run, table):
    best = float(re.search(r"the rule that made the data +([\d.]+)%", run.printed)[1])
    assert best - 4 < table[4][2] <= table[4][3] < best + 1  # from every start
    assert table[3][2] < 70 < table[3][3]  # from some


def test_many_units_learn_the_noise(table):
    """Better where they were trained, and no better, if not worse, elsewhere."""
    for n_h in (20, 50):
        assert table[n_h][0] > table[4][0] + 1.5
        assert table[n_h][1] < table[4][1] + 0.2


def test_it_draws_its_pictures(run):
    run.picture("section_5_boundaries.png")
    path = run.output / "section_5_boundary.gif"
    assert path.stat().st_size <= 1_000_000
    with Image.open(path) as animation:
        assert animation.n_frames == int(re.search(r"(\d+) snapshots", run.printed)[1])
        assert 20 <= animation.n_frames <= 40
        assert animation.width <= 600
