"""Every example is run once, in a folder of its own and without a screen; its tests read what it printed and drew."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
MEASURING = "section_4_vectorization"  # its tests compare times, so nothing else runs beside it


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


def run_in(encoding, command, folder, **settings):
    """Run a command on a console of an encoding, and return what it printed."""
    environment = os.environ | settings | {"PYTHONIOENCODING": encoding, "MPLBACKEND": "agg"}
    finished = subprocess.run(command, check=False, capture_output=True, encoding=encoding, cwd=folder, env=environment)
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stderr
    return finished.stdout


def wanted(tests):
    """Return the names of the examples that these tests run, the one that measures first."""
    files = dict.fromkeys(test.path.stem for test in tests if "run_example" in test.fixturenames)
    names = [name for file in files if (EXAMPLES / f"{(name := file.removeprefix('test_'))}.py").exists()]
    return sorted(names, key=lambda name: name != MEASURING)


@pytest.fixture(scope="session")
def run_example(tmp_path_factory, request):
    """Return a function that runs an example by its name, with further arguments, if it has not been run yet.

    All that the tests to come will ask for are begun at once, as many at a time as there are cores.

    It draws into the folder `pictures` of where it runs. What is not ASCII in what it printed came from the library,
    which spells it where a console cannot show it: such an example is run on one that cannot.
    """
    folder = tmp_path_factory.mktemp("examples")

    def run(name, *arguments):
        here = folder / "-".join([name, *("further" for _ in arguments[:1])])
        (again := here / "again").mkdir(parents=True)
        command = [sys.executable, "-W", "error", EXAMPLES / f"{name}.py", *arguments]
        threads = {} if name == MEASURING else {"OMP_NUM_THREADS": "1"}
        printed = run_in("utf-8", command, here, **threads)
        if not printed.isascii():
            run_in("ascii", command, again, **threads)
        return Run(printed, here / "pictures")

    runs = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:

        def result(name, *arguments):
            if (name, arguments) not in runs:
                runs[name, arguments] = pool.submit(run, name, *arguments)
            return runs[name, arguments].result()

        for name in wanted(request.session.items):
            runs[name, ()] = pool.submit(run, name)
            if name == MEASURING:
                wait(runs.values())
        yield result
        pool.shutdown(cancel_futures=True)
