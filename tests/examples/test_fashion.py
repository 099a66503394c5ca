"""The fashion example learns, tells what it takes for what, and draws its pictures."""

import re
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import nnlib

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    output = tmp_path_factory.mktemp("output")
    command = [sys.executable, "-W", "error", EXAMPLES / "fashion.py", "--output", output]
    finished = subprocess.run(command, check=True, capture_output=True, text=True, cwd=output)
    assert finished.stderr == ""
    return finished.stdout, output


def test_it_learns_from_2000_images(run):
    assert float(re.search(r"test ([\d.]+)%", run[0])[1]) > 80


def test_it_tells_of_every_class(run):
    rows = [line for line in run[0].splitlines() if line.startswith(nnlib.datasets.FASHION_CLASSES)]
    assert len(rows) == 10
    for name, line in zip(nnlib.datasets.FASHION_CLASSES, rows, strict=True):
        assert re.match(rf"{name} +100 +[\d.]+% +[\d.]+%   \S", line)


def test_it_draws_its_pictures(run):
    for name in ("fashion_confusion_matrix.png", "fashion_weights.png", "fashion_mistakes.png"):
        picture = plt.imread(run[1] / name)
        assert picture.shape[1] >= 600
        assert picture.std() > 0.05  # something is drawn


def test_a_folder_without_the_files_is_refused_by_name(tmp_path):
    command = [sys.executable, EXAMPLES / "fashion.py", "--data", tmp_path, "--output", tmp_path]
    finished = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "holds no train-images-idx3-ubyte, gzipped or not" in finished.stderr
