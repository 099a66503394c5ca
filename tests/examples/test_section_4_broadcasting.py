"""The percentages are right, axis=1 goes wrong as told, and an array of rank 1 meets the library's message."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_4_broadcasting")


def test_the_columns_of_the_calories_sum_to_100(run):
    rows = re.findall(
        r"^(?:carbohydrate|protein|fat) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", run.printed, flags=re.MULTILINE
    )
    assert len(rows) == 3
    for column in zip(*rows, strict=True):
        assert sum(map(float, column)) == pytest.approx(100, abs=0.15)
    assert rows[0][0] == f"{100 * 56 / 59:.1f}"


def test_sums_over_the_other_axis_raise_or_are_silently_wrong(run):
    assert "A / A.sum(axis=1): ValueError: operands could not be broadcast" in run.printed
    wrong, right = re.findall(r"sums of the rows, in percent, with\w* keepdims: +\[(.*)\]", run.printed)
    assert right == "100. 100. 100."
    assert all(abs(float(total) - 100) > 1 for total in wrong.split())


def test_the_notes_sums(run):
    assert "matrix + row    [[101, 202, 303], [104, 205, 306]]" in run.printed
    assert "matrix + column [[101, 102, 103], [204, 205, 206]]" in run.printed
    assert "column + scalar [[101], [102], [103], [104]]" in run.printed


def test_rank_1_is_told_and_cured(run):
    assert "a (5,): a.T (5,), a @ a.T is the number" in run.printed
    assert "column (5, 1): column.T (1, 5), column @ column.T (5, 5)" in run.printed
    assert "where zeros were meant: (5, 5)" in run.printed
    assert "ValueError: X must have two axes (rows, examples), got shape (5,): use X.reshape(1, -1)" in run.printed
    assert "the assertion raises AssertionError, and a is (5,) as before" in run.printed
    assert "alone leaves a as it is: (5,)" in run.printed
    assert "a = a.reshape(5, 1): (5, 1); model.predict(a) is [[0]]" in run.printed


@pytest.mark.parametrize("name", ["section_4_broadcasting.png", "section_4_rank_1.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
