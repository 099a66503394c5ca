"""Every example is run once, in a folder of its own and without a screen; its tests read what it printed and drew."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


class Run(NamedTuple):
    """What an example printed, and where its pictures are."""

    printed: str
    output: Path

    def picture(self, name, least_width=600):
        """Return a picture, after a look that something is drawn in it."""
        picture = plt.imread(self.output / name)
        assert picture.shape[1] >= least_width
        assert picture[..., :3].std() > 0.05
        return picture


def run_in(encoding, command, folder):
    """Run a command on a console of an encoding, and return what it printed."""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    finished = subprocess.run(command, check=False, capture_output=True, encoding=encoding, cwd=folder, env=environment)
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stderr
    return finished.stdout


@pytest.fixture(scope="session")
def run_example(tmp_path_factory):
    """Return a function that runs an example by its name, with further arguments, if it has not been run yet.

    The pictures go to NNLIB_EXAMPLES_OUTPUT where it is set, so that the documentation finds them, and beside them what
    was printed. What is not ASCII there came from the library, which spells it where a console cannot show it: such an
    example is run on one that cannot.
    """
    runs = {}
    kept = os.environ.get("NNLIB_EXAMPLES_OUTPUT")

    def run(name, *arguments):
        if (name, arguments) not in runs:
            here = tmp_path_factory.mktemp(name)
            output = Path(kept).resolve() if kept and not arguments else here / "output"
            command = [sys.executable, "-W", "error", EXAMPLES / f"{name}.py", "--output", output, *arguments]
            finished = run_in("utf-8", command, here)
            printed = finished.partition("\nPictures are in")[0]
            if not printed.isascii():
                run_in("ascii", [*command[: -len(arguments) - 1], here / "again", *arguments], here)
            (output / f"{name}.txt").write_text(printed, encoding="utf-8")
            runs[name, arguments] = Run(printed, output)
        return runs[name, arguments]

    return run
