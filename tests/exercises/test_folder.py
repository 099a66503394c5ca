"""A folder of exercises: nothing that its owner wrote is ever lost."""

import json
import subprocess
import sys

import pytest

from nnlib.exercises import check_file, names
from nnlib.exercises._folder import PROGRESS, Folder, Progress

SIGMOID = "import numpy as np\n\n\ndef sigmoid(z):\n    return (1 + np.tanh(z / 2)) / 2\n"


@pytest.fixture
def folder(tmp_path, without_processes):
    """A folder that has been started."""
    folder = Folder(tmp_path / "mine")
    assert folder.start(seed=4) == len(names())
    return folder


def test_start_writes_what_is_missing_and_nothing_else(folder):
    files = sorted(path.name for path in folder.path.iterdir())
    assert files == sorted([*(one.file_name for one in folder.exercises.values()), PROGRESS, "test_exercises.py"])
    own, gone = folder.file("sigmoid"), folder.file("backward")
    own.write_text(SIGMOID)
    gone.unlink()
    folder.progress["sigmoid"].passed = True
    folder.write()
    again = Folder(folder.path)
    assert again.start(seed=9) == 1
    assert own.read_text() == SIGMOID
    assert gone.exists()
    assert again.seed == 4
    assert again.progress["sigmoid"].passed


def test_a_file_is_found_by_its_name_whatever_its_number(folder):
    folder.file("sigmoid").rename(folder.path / "77_sigmoid.py")
    assert folder.file("sigmoid").name == "77_sigmoid.py"
    assert Folder(folder.path).start(seed=0) == 0


def test_progress_survives_and_forgets_what_is_no_longer_an_exercise(folder):
    folder.file("sigmoid").write_text(SIGMOID)
    assert folder.check_and_note("sigmoid").passed
    kept = json.loads((folder.path / PROGRESS).read_text())
    kept["exercises"]["gone"] = kept["exercises"]["sigmoid"]
    (folder.path / PROGRESS).write_text(json.dumps(kept))
    again = Folder(folder.path)
    assert again.progress["sigmoid"] == Progress(passed=True, attempts=1)
    assert "gone" not in again.progress
    again.file("sigmoid").write_text("def sigmoid(z):\n    return z\n")
    assert not again.check_and_note("sigmoid").passed
    assert again.progress["sigmoid"] == Progress(passed=False, attempts=2)


def test_reset_keeps_what_was_written(folder):
    for n in (1, 2):
        folder.file("sigmoid").write_text(SIGMOID)
        kept = folder.reset("sigmoid")
        assert kept.read_text() == SIGMOID
        assert kept.name.endswith(f"before_reset_{n}")
        assert "NotImplementedError" in folder.file("sigmoid").read_text()
    assert folder.files("sigmoid") == [folder.file("sigmoid")]


def test_what_is_not_there_is_told(folder):
    with pytest.raises(ValueError, match="did you mean 'sigmoid'"):
        folder.file("sigmiod")
    folder.file("sigmoid").unlink()
    with pytest.raises(FileNotFoundError, match="there is no file of sigmoid"):
        check_file(folder.path, "sigmoid")


def test_all_are_checked_in_their_order(folder):
    for path in folder.path.glob("[0-9]*.py"):
        if "sigmoid.py" not in path.name and "backward" not in path.name:
            path.unlink()
    folder.file("sigmoid").write_text(SIGMOID)
    found = {result.name: result.passed for result in folder.check_all()}
    assert found["sigmoid"]
    assert not found["backward"]
    assert list(found) == [name for name in names() if folder.files(name)]


@pytest.mark.slow
def test_pytest_runs_a_folder(folder):
    folder.file("sigmoid").write_text(SIGMOID)
    options = ["-q", "-p", "no:cacheprovider", "-k", "[sigmoid]"]
    command = [sys.executable, "-m", "pytest", *options, str(folder.path)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"seed": 1}', '{"seed": "a", "exercises": {}}', "\xff"]
    + [f'{{"seed": 1, "exercises": {{"sigmoid": {one}}}}}' for one in ("1", '{"more": 1}', '{"hints": "many"}')],
)
def test_a_file_of_progress_that_cannot_be_read_is_told(folder, text):
    (folder.path / PROGRESS).write_text(text, encoding="latin-1")
    with pytest.raises(ValueError, match=r"progress.json cannot be read: move it away, and `start` writes a new one"):
        Folder(folder.path)


def test_what_another_shell_has_noted_is_kept(folder):
    watching = Folder(folder.path)
    folder.progress["backward"] = Progress(given_up=True)
    folder.progress["sigmoid"].hints = 2
    folder.write()
    watching.check_and_note("sigmoid")
    again = Folder(folder.path)
    assert again.progress["backward"].given_up
    assert again.progress["sigmoid"] == Progress(attempts=1, hints=2)
