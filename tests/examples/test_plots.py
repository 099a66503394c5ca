"""The sheet is drawn 600 pixels wide, on both grounds, and has every picture of nnlib.plots on it."""

from pathlib import Path

import pytest

import nnlib

EXAMPLE = Path(__file__).parents[2] / "examples" / "plots.py"


@pytest.mark.parametrize(("name", "ground"), [("plots_light", 1), ("plots_dark", 0)])
def test_the_sheets_are_drawn(run_example, name, ground):
    picture = run_example("plots").picture(f"{name}.png")
    assert picture.shape[1] == 600
    assert (picture[:5, :5, :3] == ground).all()


def test_every_picture_is_on_it():
    source = EXAMPLE.read_text(encoding="utf-8")
    assert all(f"plots.{name}(" in source for name in nnlib.plots.__all__ if not name.endswith("_animation"))
