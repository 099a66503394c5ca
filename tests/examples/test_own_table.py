"""Tables of one's own: gaps, texts and decimal commas go in, money and names come out, in another process too."""

import re

import numpy as np
import pytest

import nnlib


@pytest.fixture
def run(run_example):
    return run_example("own_table")


def halves(run):
    here, _, there = run.printed.partition("In another process:")
    return here, there


def test_prices_are_learnt_in_spite_of_the_gaps(run):
    here, _ = halves(run)
    houses = nnlib.datasets.read_csv(run.output.parent / "houses.csv", "price", ignore=["id"], missing="drop")
    rmse = float(re.search(r"importance: RMSE (\S+)", here)[1].replace(",", ""))
    assert rmse < houses.Y.std() / 2
    columns = re.findall(r"^ *(\w+) +(\S+) +±", here, flags=re.MULTILINE)
    assert sorted(name for name, _ in columns) == ["built", "district", "garden", "size"]
    rises = [float(rise.replace(",", "")) for _, rise in columns]
    assert columns[0][0] == "size"
    assert rises == sorted(rises, reverse=True)
    assert rises[0] > rmse


def test_flowers_are_told_apart(run):
    here, _ = halves(run)
    assert float(re.search(r"mistakes: 30 rows, \d+ wrong, accuracy (\S+)", here)[1]) > 0.8


def test_another_process_answers_what_the_files_answer(run):
    _, there = halves(run)
    prices = [float(price) for price in re.search(r"\[([\d. \n]+)\]", there)[1].split()]
    answers = nnlib.load(run.output.parent / "houses.npz").predict(run.output.parent / "new_houses.csv")
    np.testing.assert_allclose(prices, answers, atol=0.5)
    assert answers.shape == (5,)
    assert answers.reading.missing.keys() == {"district", "size", "built", "garden"}
    assert "['tulip' 'rose' 'poppy']" in there
    flowers = nnlib.load(run.output.parent / "flowers.npz").predict(run.output.parent / "new_flowers.csv")
    assert flowers.tolist() == ["tulip", "rose", "poppy"]


def test_it_draws_its_picture(run):
    run.picture("own_table_houses.png", least_width=500)
