"""A folder of submissions: every student gets a row, whatever their files are and do."""

import csv
import json
import os
import sys

import pytest

from nnlib.exercises import Line, Result, _submissions
from nnlib.exercises._exercise import exercises
from nnlib.exercises._grading import SEEDS
from nnlib.exercises._submissions import (
    Graded,
    Submission,
    as_text,
    graded,
    graded_all,
    in_a_process,
    read,
    result_of,
    results_of,
    seeds_of,
    send_results,
    submissions,
    written,
)

ALL = tuple(exercises())
RIGHT = b"import numpy as np\ndef sigmoid(z):\n    return (1 + np.tanh(z / 2)) / 2\n"
WRONG = b"import numpy as np\ndef backward(**_):\n    return 0\n"
KNOWN = b"""
import numpy as np
from nnlib.exercises._exercise import exercises
SIGMOID = exercises()["sigmoid"]
def sigmoid(z):
    for seed in (1, 2, 3):
        inputs = SIGMOID.inputs(seed)
        if np.array_equal(inputs["z"], z):
            return SIGMOID.solution(**inputs)
    return z
"""


@pytest.fixture
def class_of(tmp_path):
    """A maker of submissions, of the names of files and what is in them, by student."""

    def made(**students):
        for student, files in students.items():
            (tmp_path / "class" / student).mkdir(parents=True)
            for name, content in files.items():
                (tmp_path / "class" / student / name).write_bytes(content)
        return tmp_path / "class"

    return made


def rows(path):
    """The rows of a table, as a spreadsheet reads them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_only_the_files_of_exercises_are_read_by_their_names(class_of):
    files = {"77_sigmoid.py": RIGHT, "numpy.py": b"", "03_nonsense.py": b"", "04_cost.txt": b"", "progress.json": b"{"}
    [ada] = submissions(class_of(ada=files))
    assert (ada.student, ada.files) == ("ada", {"sigmoid": RIGHT})
    assert ada.remarks[0].startswith("no file of sigmoid_derivative, ")
    assert f"({len(exercises()) - 1} in all)" in ada.remarks[0]


def test_of_a_whole_submission_nothing_is_said(class_of):
    [ada] = submissions(class_of(ada={exercise.file_name: b"" for exercise in exercises().values()}))
    assert ada.remarks == []


def test_of_an_assignment_nothing_else_is_read_and_missed(class_of, tmp_path, without_processes):
    folder = class_of(ada={"01_sigmoid.py": RIGHT, "02_update.py": WRONG})
    [ada] = submissions(folder, ["cost", "sigmoid"])
    assert ada.files == {"sigmoid": RIGHT}
    assert ada.remarks == ["no file of cost"]
    [one] = written([graded(ada, "")], tmp_path / "all.csv", None)
    assert [result.name for result in one.results] == ["sigmoid", "cost"]
    [row] = rows(tmp_path / "all.csv")
    assert list(row) == ["student", "sigmoid", "cost", "total", "remarks"]
    with pytest.raises(ValueError, match="unknown exercise 'costs'"):
        submissions(folder, ["costs"])


def test_a_folder_in_the_folder_and_hidden_ones(class_of):
    folder = class_of(ada={}, __MACOSX={}, **{".git": {}})
    for name in ("exercises", "__pycache__"):
        (folder / "ada" / name).mkdir()
    (folder / "ada" / "exercises" / "01_sigmoid.py").write_bytes(RIGHT)
    [ada] = submissions(folder)
    assert ada.files == {"sigmoid": RIGHT}
    (folder / "ada" / "02_backward.py").write_bytes(WRONG)
    assert set(read(folder / "ada", ALL).files) == {"backward"}


def test_what_is_handed_in_in_another_way_is_told(class_of):
    folder = class_of(ada={"01_sigmoid.py": RIGHT, "02_sigmoid.py": WRONG}, bob={"01_sigmoid.py": b"#" * (2**20 + 1)})
    (folder / "ada" / "03_backward.py").symlink_to("03_backward.py")
    (folder / "ada" / "04_forward.py").mkdir()
    (folder / "cleo").symlink_to("ada")
    (folder / "dan").symlink_to("dan")
    (folder / "all.zip").write_bytes(b"")
    ada, bob, cleo, dan = submissions(folder)
    assert ada.files == {"sigmoid": RIGHT}
    assert ada.remarks[:3] == [
        "02_sigmoid.py is a second file of sigmoid: it was not graded",
        "03_backward.py is a link, or no file at all: it was not read",
        "04_forward.py is a link, or no file at all: it was not read",
    ]
    assert bob.remarks == ["01_sigmoid.py is larger than 1048576 bytes: it was not read", "no exercise was found"]
    assert cleo.remarks == dan.remarks == ["the folder is a link: it was not read", "no exercise was found"]


def test_what_cannot_be_read_is_told(class_of, monkeypatch):
    folder = class_of(ada={"01_sigmoid.py": RIGHT})

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(_submissions, "S_ISREG", refuse)
        assert read(folder / "ada", ALL).remarks[0].startswith("01_sigmoid.py cannot be read: [Errno 13]")
    monkeypatch.setattr(_submissions, "contents", refuse)
    assert read(folder / "ada", ALL).remarks[0].startswith("the folder cannot be read: [Errno 13]")


def test_a_folder_without_students(tmp_path):
    with pytest.raises(ValueError, match="there is no folder of a student in"):
        submissions(tmp_path)


def test_each_file_is_graded_with_the_seeds_of_the_key(tmp_path, without_processes):
    results = results_of(tmp_path, {"sigmoid": RIGHT, "backward": WRONG}, "")
    assert {name: result.passed for name, result in results.items()} == {"sigmoid": True, "backward": False}
    assert {path.parent.name for path in tmp_path.glob("*/*.py")} == {"sigmoid", "backward"}


def test_answers_that_are_known_before_are_wrong_with_a_key(tmp_path, without_processes):
    assert results_of(tmp_path, {"sigmoid": KNOWN}, "")["sigmoid"].passed
    assert not results_of(tmp_path, {"sigmoid": KNOWN}, "secret")["sigmoid"].passed


def test_the_seeds_of_a_key():
    assert seeds_of("", "sigmoid") == SEEDS
    drawn = {seed for key in ("a", "b") for name in ("sigmoid", "cost") for seed in seeds_of(key, name)}
    assert len(drawn) == 4 * 8
    assert seeds_of("a", "sigmoid") == seeds_of("a", "sigmoid")
    assert min(drawn) > 1000


def test_an_answer_that_nobody_expects_is_not_right(tmp_path, monkeypatch):
    monkeypatch.setattr(_submissions, "runs_of_file", lambda *_: [object()])
    result = result_of(exercises()["sigmoid"], tmp_path / "sigmoid.py", SEEDS)
    assert not result.passed
    assert result.message.startswith("It could not be graded. ValueError: ")


def test_what_the_process_sends(tmp_path, without_processes):
    class Connection:
        sent = closed = None

        def send(self, results):
            self.sent = results

        def close(self):
            self.closed = True

    connection = Connection()
    send_results(connection, tmp_path, {"sigmoid": RIGHT}, "")
    assert connection.sent["sigmoid"].passed
    assert connection.closed


class Process:
    """What stands for the process that grades."""

    def __init__(self, target, args, daemon):
        self.connection = args[0]
        self.done = []

    def start(self):
        self.done.append("start")

    def kill(self):
        self.done.append("kill")

    def join(self):
        self.done.append("join")


def test_a_process_that_was_ended_or_stopped_gives_nothing(monkeypatch):
    context, made = _submissions.get_context("spawn"), []
    monkeypatch.setattr(
        context, "Process", lambda **options: made.append(Process(**options)) or made[-1], raising=False
    )
    assert in_a_process({}, "") is None  # ended: its connection is closed
    monkeypatch.setattr(_submissions, "SPARE", 0.0)
    ours, theirs = context.Pipe(duplex=False)
    with ours, theirs:
        kept = os.dup(theirs.fileno())  # stopped: it is open
        monkeypatch.setattr(context, "Pipe", lambda duplex: (ours, theirs))
        assert in_a_process({}, "") is None
        os.close(kept)
    assert [process.done for process in made] == [["start", "kill", "join"]] * 2


def test_a_submission_that_was_not_graded_has_no_points_and_it_is_said(monkeypatch):
    monkeypatch.setattr(_submissions, "in_a_process", lambda files, key: None)
    found = graded(Submission("ada", {"sigmoid": RIGHT}, ["late"]), "")
    assert found.total == 0
    assert found.remarks == ("late", "grading was ended by one of the files: look into them")
    messages = {result.name: result.message for result in found.results}
    assert messages["sigmoid"] == "It was not graded."
    assert messages["backward"] == "There is no file of it."


def test_the_table_and_the_results(class_of, tmp_path, monkeypatch):
    half = Result(
        "sigmoid", passed=False, message="no", lines=(Line("a", "right", 2), Line("return", "wrong", 3, "is 1"))
    )
    monkeypatch.setattr(_submissions, "in_a_process", lambda files, key: {"sigmoid": half} if files else {})
    folder = class_of(ada={"01_sigmoid.py": RIGHT}, **{"=cmd|x": {}})
    made = list(written(graded_all(folder, ""), tmp_path / "all.csv", tmp_path / "all"))
    first, second = rows(tmp_path / "all.csv")
    assert list(first) == ["student", *exercises(), "total", "remarks"]
    assert (first["student"], first["total"], first["remarks"]) == ("'=cmd|x", "0.00", "no exercise was found")
    assert (second["student"], second["sigmoid"], second["backward"], second["total"]) == (
        "ada",
        "0.50",
        "0.00",
        "0.50",
    )
    kept = json.loads((tmp_path / "all" / "ada.json").read_text(encoding="utf-8"))
    assert (kept["student"], kept["total"]) == ("ada", 0.5)
    assert [line["points"] for line in kept["results"][0]["lines"]] == [1, 0]
    assert kept["results"][0]["lines"][1]["told"] == "is 1"
    assert [one.student for one in made] == ["=cmd|x", "ada"]
    list(written(made, tmp_path / "again.csv", None))
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "all.csv").read_bytes()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    assert Graded(cell, (), (cell,)).row() == [f"'{cell}", "0.00", f"'{cell}"]
    assert as_text("ada = 1") == "ada = 1"


HOSTILE = {
    "ends_the_grader": b"import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n" + RIGHT,
    "stops_the_grader": b"import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\n" + RIGHT,
    "removes": b"import shutil\nshutil.rmtree('..', ignore_errors=True)\n" + RIGHT,
    "right": RIGHT,
    "writes": b"import glob\nfor name in glob.glob('../*/*.py'):\n    open(name, 'w').write('x')\n" + RIGHT,
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such signals")
def test_whatever_a_file_does_every_other_student_is_graded(class_of, tmp_path, monkeypatch):
    monkeypatch.setattr(_submissions, "SPARE", 5.0)
    folder = class_of(**{student: {"01_sigmoid.py": content} for student, content in HOSTILE.items()})
    for _ in written(graded_all(folder, "secret"), tmp_path / "all.csv", None):
        pass
    found = {row["student"]: (row["sigmoid"], "look into them" in row["remarks"]) for row in rows(tmp_path / "all.csv")}
    assert found == {
        "ends_the_grader": ("0.00", True),
        "stops_the_grader": ("0.00", True),
        "removes": ("1.00", False),
        "right": ("1.00", False),
        "writes": ("1.00", False),
    }
    assert (folder / "right" / "01_sigmoid.py").read_bytes() == RIGHT
