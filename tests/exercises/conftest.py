"""A small exercise, and the functions that students hand in for it."""

import linecache

import pytest

from nnlib.exercises import _folder, _submissions
from nnlib.exercises._exercise import Exercise
from nnlib.exercises._process import runs_here

SOURCE = '''"""Scale and add.

Text for the reader.
"""

import numpy as np

SHORTER = "One line does: `x * a + b`."


def given_double(x):
    return 2 * x


def small(x, a, b):
    """Return y = sum(a x + b), and y / m.

    Comes in:  x (n, m), a (n, 1), b a number
    Goes out:  Y (n, 1), M (n, 1)
    """
    m = x.shape[1]
    # slip: x.shape[0]
    #   is n, the number of rows
    S = a * x
    # notes: S = a x
    # slip: x
    #   has no factor a
    # slip: a @ x
    #   is a matrix product: the two are
    #   multiplied element by element
    Y = np.zeros_like(a)
    for i in range(m):
        # slip: for i in range(m - 1):
        #   leaves out the last column
        Y += S[:, [i]] + b
        # notes: Y = sum over i of S + b
        # slip: S[:, [i]]
        #   has no b
    M = Y / m  # given
    return Y, M


def inputs(rng, n=2, m=3):
    return {"x": rng.normal(size=(n, m)), "a": rng.normal(size=(n, 1)), "b": 0.5}


def another_sum(x, a, b):
    total = np.sum(x * a + b, axis=1, keepdims=True)
    return total, total / x.shape[1]


def another_mean(x, a, b):
    mean = np.mean(x * a + b, axis=1).reshape(-1, 1)
    return mean * x.shape[1], mean


def another_loop(x, a, b):
    rows = [[sum(float(a[j, 0]) * v + b for v in x[j])] for j in range(len(x))]
    return np.array(rows), np.array(rows) / x.shape[1]
'''


@pytest.fixture
def small(tmp_path):
    """The small exercise."""
    folder = tmp_path / "3_section"
    folder.mkdir()
    path = folder / "01_small.py"
    path.write_text(SOURCE, encoding="utf-8")
    return Exercise(path, number=7, section=3)


@pytest.fixture
def student():
    """A maker of functions from their source, whose rows can be looked up."""

    def function_of(source, name="small"):
        file = f"<student {hash(source)}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        namespace = {}
        exec(compile(f"import numpy as np\n{source}", file, "exec"), namespace)  # noqa: S102  it stands in the test
        return namespace[name]

    return function_of


@pytest.fixture
def without_processes(monkeypatch):
    """Files are graded in this process, which takes less time."""
    for module in (_folder, _submissions):
        monkeypatch.setattr(module, "runs_of_file", lambda path, name, inputs, *_: runs_here(path, name, inputs))
