"""The commands, as a reader types them."""

import runpy
import sys
from pathlib import Path

import pytest

from nnlib.exercises import _commands, _submissions
from nnlib.exercises._commands import main
from nnlib.exercises._folder import Folder
from nnlib.exercises._results import Result
from nnlib.exercises._submissions import Graded
from nnlib.exercises.worksheets import worksheet

SIGMOID = "import numpy as np\n\n\ndef sigmoid(z):\n    return (1 + np.tanh(z / 2)) / 2\n"


@pytest.fixture
def folder(tmp_path, monkeypatch, capsys, without_processes):
    """A folder that has been started, from the folder above."""
    monkeypatch.chdir(tmp_path)
    assert main(["start", "mine", "--seed", "1"]) == 0
    capsys.readouterr()
    return Folder(tmp_path / "mine")


def only(folder, *kept):
    """Take away the files of all other exercises."""
    for name in folder.exercises:
        if name not in kept:
            folder.file(name).unlink()


def test_start_says_what_to_do_next(tmp_path, capsys):
    assert main(["start", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr().out
    assert "exercises written to" in said
    assert "python -m nnlib.exercises check sigmoid" in said


def test_check_tells_what_is_wrong_and_what_comes_next(folder, capsys):
    assert main(["check", "sigmoid"]) == 1
    assert "still says `raise NotImplementedError`" in capsys.readouterr().out
    folder.file("sigmoid").write_text(SIGMOID)
    assert main(["check", "sigmoid", "--folder", str(folder.path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("sigmoid: passed")
    assert "Next: 02_" in said


def test_check_of_all(folder, capsys):
    only(folder, "sigmoid", "backward")
    folder.file("sigmoid").write_text(SIGMOID)
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert "passed  sigmoid\n-       backward\n1 of 2 are passed. The next is backward." in said
    assert main(["list"]) == 0
    assert "01 sigmoid                passed" in capsys.readouterr().out


def test_after_the_last_there_is_no_next(folder, capsys):
    for one in folder.progress.values():
        one.passed = True
    folder.write()
    folder.file("sigmoid").write_text(SIGMOID)
    only(folder, "sigmoid")
    assert main(["check", "sigmoid"]) == 0
    assert "You have done them all." in capsys.readouterr().out
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("1 of 1 are passed.\n")


def test_next_is_an_exercise_whose_file_is_there(folder, capsys):
    folder.file("sigmoid").write_text(SIGMOID)
    only(folder, "sigmoid", "backward")
    backward = folder.file("backward")
    assert main(["check", "sigmoid"]) == 0
    assert capsys.readouterr().out.endswith(f"\nNext: {backward.name}\n")
    backward.unlink()
    assert main(["check", "sigmoid"]) == 0
    assert capsys.readouterr().out.endswith("\nYou have done every exercise whose file is here.\n")


def test_hints_come_one_after_the_other_and_end(folder, capsys):
    for step in (1, 2, 3, 4, 4):
        assert main(["hint", "sigmoid"]) == 0
        assert f"sigmoid: hint {step} of 4" in capsys.readouterr().out
    assert main(["check", "sigmoid"]) == 1
    assert "left)" not in capsys.readouterr().out


def test_the_solution_comes_after_success_or_after_giving_up(folder, capsys):
    assert main(["solution", "sigmoid"]) == 1
    assert "not passed yet" in capsys.readouterr().out
    assert main(["solution", "sigmoid", "--give-up"]) == 0
    assert "np.exp(-np.abs(z))" in capsys.readouterr().out
    assert main(["list"]) == 0
    assert "sigmoid                given up" in capsys.readouterr().out
    folder.read()
    folder.progress["backward"].passed = True
    folder.write()
    assert main(["solution", "backward", "--give-up"]) == 0
    assert "dZ1 =" in capsys.readouterr().out
    assert not Folder(folder.path).progress["backward"].given_up


def test_reset(folder, capsys):
    folder.file("sigmoid").write_text(SIGMOID)
    assert main(["reset", "sigmoid"]) == 0
    assert "01_sigmoid.before_reset_1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nonsense"], "unknown exercise 'nonsense'"),
        (["list", "--folder", "elsewhere"], "there are no exercises in"),
    ],
)
def test_what_cannot_be_done_is_told(folder, capsys, arguments, said):
    assert main(arguments) == 2
    assert said in capsys.readouterr().out


def test_watch_checks_a_file_when_it_is_saved(folder, capsys, monkeypatch):
    saves = iter([None, lambda: folder.file("sigmoid").write_text(SIGMOID), folder.file("backward").unlink, None])

    def sleep(_):
        try:
            save = next(saves)
        except StopIteration:
            raise KeyboardInterrupt from None
        if save:
            save()

    monkeypatch.setattr(_commands.time, "sleep", sleep)
    assert main(["watch"]) == 130
    said = capsys.readouterr().out
    assert said.count("sigmoid: passed") == 1
    assert "\nbackward" not in said
    monkeypatch.setattr(_commands, "saved", lambda *_: iter(["sigmoid"]))
    folder.start(seed=1)
    assert main(["watch"]) == 0
    assert capsys.readouterr().out.count("sigmoid: passed") == 1


def test_watch_begins_though_a_file_is_missing(folder, capsys, monkeypatch):
    folder.file("relu").unlink()
    saves = iter([None, lambda: (folder.path / "33_relu.py").write_text("def relu(Z):\n    return Z\n")])

    def sleep(_):
        for save in saves:
            return save and save()
        raise KeyboardInterrupt

    monkeypatch.setattr(_commands.time, "sleep", sleep)
    assert main(["watch"]) == 130
    assert capsys.readouterr().out.count("relu: not yet right") == 1


@pytest.mark.parametrize("arguments", [["check"], ["hint", "sigmoid"]])
def test_what_another_shell_has_noted_meanwhile_is_kept(folder, monkeypatch, arguments):
    only(folder, "sigmoid")
    run = Folder.runs

    def runs(self, *given):
        main(["solution", "sigmoid", "--give-up"])
        return run(self, *given)

    monkeypatch.setattr(Folder, "runs", runs)
    main(arguments)
    assert Folder(folder.path).progress["sigmoid"].given_up


def test_what_a_console_cannot_print_is_spelt(folder, capsys, monkeypatch):
    main(["hint", "sigmoid"])
    main(["hint", "sigmoid"])
    assert "σ" in capsys.readouterr().out

    class Console:
        encoding, rows = "ascii", []

        def write(self, text):
            self.rows.append(text.encode("ascii").decode())

        def flush(self):
            pass

    monkeypatch.setattr(sys, "stdout", Console())
    assert main(["hint", "backward"]) == 0
    assert main(["hint", "backward"]) == 0
    assert main(["list"]) == 0
    assert "notes write" in "".join(Console.rows)


def test_no_row_is_wider_than_80_columns(folder, capsys):
    for arguments in (["list"], ["check", "sigmoid"], ["hint", "backward"], ["solution", "backward", "--give-up"]):
        main(arguments)
        for row in capsys.readouterr().out.splitlines():
            assert len(row) <= 80 or row.startswith("    ")  # a row of code is left as it is


def test_a_long_row_goes_on_further_to_the_right(capsys):
    _commands.say("word " * 20 + "\n  - " + "word " * 20)
    indents = [len(row) - len(row.lstrip()) for row in capsys.readouterr().out.splitlines()]
    assert indents == [0, 2, 2, 4]


def test_a_pipe_that_is_closed_ends_it(folder, monkeypatch):
    class Closed:
        encoding = "utf-8"

        def write(self, _):
            raise BrokenPipeError

        def fileno(self):
            return 77

    dups = []
    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(_commands.os, "dup2", lambda *pair: dups.append(pair[1]))
    assert main(["list"]) == 1
    assert dups == [77]


# For teachers.


def test_export_writes_notebooks_or_files_and_keeps_what_is_there(tmp_path, capsys):
    books = tmp_path / "books"
    assert main(["export", str(books)]) == 0
    assert f"{len(list(books.glob('*.ipynb')))} notebooks written to" in capsys.readouterr().out
    assert main(["export", "--format", "ipynb", str(books)]) == 0
    assert "0 notebooks written to" in (said := capsys.readouterr().out)
    assert "existing files are unchanged." in " ".join(said.split())
    assert main(["export", "--format", "py", "--solutions", str(books)]) == 0
    assert "NotImplementedError" not in next(books.glob("*_sigmoid.py")).read_text(encoding="utf-8")


def test_grade_writes_a_table_and_says_what_each_student_has(tmp_path, capsys, monkeypatch):
    graded = [Graded("ada", (Result("sigmoid", passed=True, message=""),), ()), Graded("bob", (), ("late",))]
    asked = []
    monkeypatch.setattr(_submissions, "graded_all", lambda *given: asked.append(given) or graded)
    monkeypatch.chdir(tmp_path)
    Path("class").mkdir()
    assert main(["grade", "class", "--csv", "all.csv", "--key", "secret", "--json", "all"]) == 0
    assert asked == [(Path("class"), "secret", [])]
    said = capsys.readouterr().out
    assert "  1.00 of 1  ada\n  0.00 of 0  bob: late\nThe table is in all.csv." in said
    assert (tmp_path / "all" / "bob.json").exists()
    assert "ada,1.00," in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")


def test_an_assignment_of_some_exercises(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "assignment"
    assert main(["start", str(folder), "--only", "backward", "forward.py"]) == 0
    assert capsys.readouterr().out.startswith("2 exercises written to")
    assert {path.stem.partition("_")[2] for path in folder.glob("[0-9]*.py")} == {"forward", "backward"}
    assert main(["start", str(folder)]) == 0  # again: the assignment stays as it is
    assert capsys.readouterr().out.startswith("0 exercises written to")
    assert main(["list", "--folder", str(folder)]) == 0
    assert "0 of 2 are passed." in capsys.readouterr().out
    assert main(["hint", "sigmoid", "--folder", str(folder)]) == 2
    assert main(["start", str(tmp_path / "other"), "--only", "forwards"]) == 2
    assert "unknown exercise 'forwards'" in capsys.readouterr().out
    asked = []
    monkeypatch.chdir(tmp_path)
    Path("class").mkdir()
    monkeypatch.setattr(_submissions, "graded_all", lambda *given: asked.append(given) or [])
    assert main(["grade", "class", "--csv", str(tmp_path / "all.csv"), "--only", "forward", "backward"]) == 0
    assert asked == [(Path("class"), "", ["forward", "backward"])]


def test_worksheets_are_written_to_a_page(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["worksheet", "trace", "--seed", "7"]) == 0
    assert main(["worksheet", "trace", "--seed", "7", "--answers"]) == 0
    assert main(["worksheet", "dimensions", "--output", "mine.html"]) == 0
    assert capsys.readouterr().out.startswith("The page is trace_7.html: open it")
    assert (tmp_path / "trace_7.html").read_text(encoding="utf-8") == worksheet("trace", 7)
    assert (tmp_path / "trace_7_answers.html").read_text(encoding="utf-8") == worksheet("trace", 7, answers=True)
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == worksheet("dimensions")


def test_the_module_is_a_command(folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["nnlib.exercises", "list"])
    monkeypatch.delitem(sys.modules, "nnlib.exercises.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("nnlib.exercises", run_name="__main__")
    assert ended.value.code == 0
    assert "Section 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["sigmoid", "01_sigmoid.py", "01", "1", "mine/01_sigmoid.py", ".\\mine\\77_sigmoid.py"]
)
def test_an_exercise_may_be_named_by_its_file_or_number(folder, capsys, text):
    folder.file("sigmoid").write_text(SIGMOID)
    assert main(["check", text]) == 0
    assert capsys.readouterr().out.startswith("sigmoid: passed")


def test_other_folders_are_not_looked_into(folder, capsys):
    other = folder.path.with_name("other")
    other.mkdir()
    (other / "progress.json").write_text("of something else")
    assert main(["list"]) == 0


def test_more_exercises_join_those_that_were_started(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["start", str(folder), "--only", "sigmoid", "cost"]) == 0
    mine = Folder(folder)
    mine.progress["cost"].hints = 2
    mine.write()
    assert main(["start", str(folder), "--only", "update"]) == 0
    assert "1 exercise written to" in capsys.readouterr().out
    found = Folder(folder)
    assert list(found.exercises) == ["sigmoid", "cost", "update"]
    assert [found.progress[name].hints for name in found.exercises] == [0, 2, 0]
    (folder / "progress.json").write_text((folder / "progress.json").read_text().replace('"sigmoid",', ""))
    assert mine.check_and_note("sigmoid").passed is False  # another shell still knows it
    assert main(["list", "--folder", str(folder)]) == 0
    assert "0 of 2 are passed." in capsys.readouterr().out


def test_a_wrong_name_leaves_the_table_of_before(tmp_path, capsys):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    table = tmp_path / "marks.csv"
    table.write_text("student,total\nada,4.00\n", encoding="utf-8")
    assert main(["grade", str(tmp_path / "class"), "--csv", str(table), "--only", "forwards"]) != 0
    assert "unknown exercise 'forwards'" in "".join(capsys.readouterr())
    assert table.read_text(encoding="utf-8") == "student,total\nada,4.00\n"


def test_files_that_are_graded_with_no_student_are_named(tmp_path, capsys):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    for name in ("will.zip", "ada/backward.py", "ada/27_cost (1).py", "ada/01_sigmoid.py"):
        (tmp_path / "class" / name).write_text("")
    table = str(tmp_path / "marks.csv")
    assert main(["grade", str(tmp_path / "class"), "--csv", table, "--only", "cost"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("Not graded, because they are in no student's folder: will.zip 0.00 of 1 ada: no exercise")
    assert "27_cost (1).py, backward.py: not read, for a file is called NUMBER_NAME.py" in said
    assert main(["grade", "clas", "--csv", table]) != 0
    assert "there is no folder clas" in "".join(capsys.readouterr())
