"""Pictures of one's own: folders are classes, dark ink on white becomes light on dark, and new files get names."""

import re

import pytest

import nnlib


@pytest.fixture
def run(run_example):
    return run_example("own_pictures")


def test_folders_are_classes_and_what_is_no_picture_is_told(run):
    assert re.search(r"Pictures\(n_x=144, m=792, classes 'eight', 'five', .*, left out: 1\)", run.printed)
    assert "('about.txt', 'no ending of a picture')" in run.printed


def test_digits_are_learnt(run):
    assert float(re.search(r"accuracy on test pictures: (\S+)", run.printed)[1]) > 0.93


def test_another_process_answers_new_pictures_by_name(run):
    _, _, there = run.printed.partition("In another process:")
    answered = dict(re.findall(r"^(scan\d+\.png): (\w+), with probability [01]\.\d\d$", there, flags=re.MULTILINE))
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    _, Y = nnlib.datasets.digits()
    truth = [words[k] for k in Y[0, 1792:]]
    assert list(answered) == [f"scan{i}.png" for i in range(1792, 1797)]
    assert list(answered.values()) == truth
    assert nnlib.load(run.output.parent / "digits.npz").predict(run.output.parent / "new_digits").tolist() == truth


def test_it_draws_its_picture(run):
    run.picture("own_pictures_mistakes.png", least_width=300)
