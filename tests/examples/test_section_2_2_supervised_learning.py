"""The same three lines learn from a table and from pictures."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_2_2_supervised_learning")


def test_what_differs_is_how_X_is_made(run):
    shapes = re.findall(r"^(\w+) +\(([\d, ]+)\) +\((\d+), (\d+)\)", run.printed, flags=re.MULTILINE)
    assert [name for name, *_ in shapes] == ["tumours", "digits", "clothes"]
    for _, raw, n_x, m_train in shapes:
        m, *each = map(int, raw.split(","))
        pixels = each[0] if len(each) == 1 else each[0] * each[1]
        assert int(n_x) == pixels
        assert int(m_train) == m - m // 5


def test_all_are_learned(run):
    accuracies = {
        name: [float(number) for number in re.findall(r"([\d.]+)% \+-", rest)]
        for name, rest in re.findall(r"^(tumours|digits|clothes) (.*)$", run.printed, flags=re.MULTILINE)
    }
    assert min(accuracies["tumours"]) > 95
    assert min(accuracies["digits"]) > 92
    assert min(accuracies["clothes"]) > 77


def test_it_draws_its_picture(run):
    run.picture("section_2_2_supervised_learning.png")
