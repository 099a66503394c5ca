"""The quickstart does what it says: it learns, its gradients pass, and it draws its pictures."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("quickstart")


def test_it_checks_its_gradients(run):
    assert "gradient check: passed" in run.printed


def test_it_learns_the_digits(run):
    line = r"^accuracy on +[\d,]+ (training|validation|test) images: ([\d.]+)%$"
    accuracies = dict(re.findall(line, run.printed, flags=re.MULTILINE))
    assert float(accuracies["training"]) > 99
    assert float(accuracies["test"]) > 95


@pytest.mark.parametrize("name", ["quickstart_learning_curve.png", "quickstart_predictions.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)


def test_it_says_where_its_pictures_are(run):
    assert run.printed.splitlines()[-1] == "The pictures are in pictures/"
