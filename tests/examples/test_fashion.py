"""The fashion example learns, tells what it takes for what, and draws its pictures."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def run(run_example):
    return run_example("fashion")


def test_it_learns_from_2000_images(run):
    assert float(re.search(r"test ([\d.]+)%", run.printed)[1]) > 80


def test_it_tells_of_every_class(run):
    rows = [line for line in run.printed.splitlines() if line.startswith(nnlib.datasets.FASHION_CLASSES)]
    assert len(rows) == 10
    for name, line in zip(nnlib.datasets.FASHION_CLASSES, rows, strict=True):
        assert re.match(rf"{name} +100 +[\d.]+% +[\d.]+%   \S", line)


@pytest.mark.parametrize("name", ["fashion_confusion_matrix.png", "fashion_weights.png", "fashion_mistakes.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)


def test_a_folder_without_the_files_is_refused_by_name(tmp_path):
    command = [sys.executable, EXAMPLES / "fashion.py", "--data", tmp_path]
    finished = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert "holds no train-images-idx3-ubyte, gzipped or not" in finished.stderr
