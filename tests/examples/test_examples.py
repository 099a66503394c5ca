"""Every example has a test and a row in the table of examples, and every picture has its thumbnail there."""

import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py"))
TABLE = (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_test_and_a_row(name):
    assert (Path(__file__).parent / f"test_{name}.py").exists()
    assert f"]({name}.py)" in TABLE


def test_every_picture_has_its_thumbnail(run_example):
    """After all have been run: what they drew is what the table shows."""
    drawn = {path.stem for name in NAMES for path in run_example(name).output.glob("*.[pg][ni][gf]")}
    shown = re.findall(r"\]\(thumbnails/(\w+)\.png\)", TABLE)
    assert len(shown) == len(set(shown))
    assert set(shown) == drawn
    assert {path.stem for path in (EXAMPLES / "thumbnails").glob("*.png")} == drawn
