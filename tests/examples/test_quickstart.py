"""The quickstart does what it says: it learns, its gradients pass, and it draws its pictures."""

import re
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    output = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-W", "error", EXAMPLES / "quickstart.py", "--output", output]
    finished = subprocess.run(command, check=True, capture_output=True, text=True, cwd=output)
    assert finished.stderr == ""
    return finished.stdout, output


def test_it_checks_its_gradients(run):
    assert "gradient check: passed" in run[0]


def test_it_learns_the_digits(run):
    accuracies = dict(re.findall(r"^(training|validation|test) .* ([\d.]+)%$", run[0], flags=re.MULTILINE))
    assert float(accuracies["training"]) > 99
    assert float(accuracies["test"]) > 95


def test_it_draws_its_pictures(run):
    for name in ("quickstart_learning_curve.png", "quickstart_predictions.png"):
        picture = plt.imread(run[1] / name)
        assert picture.shape[1] >= 600
        assert picture.std() > 0.05  # something is drawn
