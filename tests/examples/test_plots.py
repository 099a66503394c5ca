"""The sheet of all pictures is drawn 600 pixels wide, on both grounds, and has every function of nnlib.plots on it."""

import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import nnlib

EXAMPLE = Path(__file__).parents[2] / "examples" / "plots.py"


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    folder = tmp_path_factory.mktemp("output")
    subprocess.run([sys.executable, "-W", "error", EXAMPLE, "--output", folder], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(("name", "ground"), [("plots_light", 1), ("plots_dark", 0)])
def test_the_sheets_are_drawn(output, name, ground):
    picture = plt.imread(output / f"{name}.png")
    assert picture.shape[1] == 600
    assert (picture[:5, :5, :3] == ground).all()


def test_every_picture_is_on_it():
    source = EXAMPLE.read_text(encoding="utf-8")
    assert all(f"plots.{name}(" in source for name in nnlib.plots.__all__)
