"""A few hidden units learn the flower, many learn its noise as well, and the pictures are there."""

import re

import pytest
from PIL import Image


@pytest.fixture
def run(run_example):
    return run_example("section_5_shallow_networks")


@pytest.fixture
def table(run):
    """Return for each size the mean, lowest and highest accuracy, in training and on fresh data, in percent."""
    row = r"^(logistic regression|n_h = \d+) +\d+ +" + r" +".join([r"([\d.]+)% \(([\d.]+)% to ([\d.]+)%\)"] * 2) + "$"
    found = re.findall(row, run.printed, flags=re.MULTILINE)
    return {name: [float(number) for number in numbers] for name, *numbers in found}


def test_every_size_has_its_row(table):
    assert list(table) == ["logistic regression", *(f"n_h = {n_h}" for n_h in (1, 2, 3, 4, 5, 20, 50))]
    for mean, low, high, *fresh in table.values():
        assert low <= mean <= high
        assert fresh[1] <= fresh[0] <= fresh[2]


def test_lines_do_not_separate_the_petals(table):
    for name in ("logistic regression", "n_h = 1", "n_h = 2"):
        assert table[name][5] < 70


def test_four_units_come_near_to_what_made_the_data(run, table):
    best = float(re.search(r"the petals themselves +([\d.]+)%", run.printed)[1])
    for name in ("n_h = 4", "n_h = 5"):
        assert best - 4 < table[name][4] <= table[name][5] < best + 1  # from every start
    assert table["n_h = 3"][4] < 70 < table["n_h = 3"][5]  # from some


def test_many_units_learn_the_noise(table):
    """Better where they were trained, and no better, if not worse, elsewhere."""
    for name in ("n_h = 20", "n_h = 50"):
        assert table[name][0] > table["n_h = 5"][0] + 1.5
        assert table[name][3] < table["n_h = 5"][3] + 0.2


def test_it_draws_its_pictures(run):
    run.picture("section_5_boundaries.png")
    path = run.output / "section_5_boundary.gif"
    assert path.stat().st_size <= 1_000_000
    with Image.open(path) as animation:
        assert animation.n_frames == int(re.search(r"as it forms, (\d+) frames", run.printed)[1])
        assert 20 <= animation.n_frames <= 40
        assert animation.width <= 600
