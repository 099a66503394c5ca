"""A folder that holds a folder for each student: graded, each in a process of its own, and told in a table."""

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from stat import S_ISREG
from tempfile import TemporaryDirectory

from nnlib import _validation
from nnlib._messages import listed, said
from nnlib.exercises._exercise import Exercise, Seed, exercises
from nnlib.exercises._grading import SEEDS, grade
from nnlib.exercises._process import SECONDS, runs_of_file
from nnlib.exercises._results import Result

LARGEST = 2**20
"""Bytes of the largest file that is read."""
SPARE = 30.0
"""Seconds that grading a student may take besides the limit of each file."""
DRAWN = 8
"""Seeds of a key; by chance a single label may be 0 in three of them, and a mistake that only 1 shows unseen."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet computes a cell that begins with one of these."""


@dataclass
class Submission:
    """What a student has handed in: the files of an assignment, by the exercises' names, and remarks on others."""

    student: str
    files: dict[str, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    names: Sequence[str] = field(default_factory=lambda: tuple(exercises()))


@dataclass(frozen=True)
class Graded:
    """What was found in a submission, for every exercise of the assignment."""

    student: str
    results: tuple[Result, ...]
    remarks: tuple[str, ...]

    @property
    def total(self) -> float:
        """The sum of the points."""
        return sum(result.points for result in self.results)

    def row(self) -> list[str]:
        """Return the row of the table."""
        points = [f"{result.points:.2f}" for result in self.results]
        return [as_text(self.student), *points, f"{self.total:.2f}", as_text("; ".join(self.remarks))]

    def to_json(self) -> str:
        """Return all of it as a text in JSON."""
        results = [result.as_dict() for result in self.results]
        kept = {"student": self.student, "total": round(self.total, 3), "remarks": self.remarks, "results": results}
        return json.dumps(kept, ensure_ascii=False, indent=2)


def as_text(cell: str) -> str:
    """Return what a spreadsheet shows as it is, and does not take for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


# What was handed in. All of it is read before any of it runs.


def submissions(folder: Path, only: Sequence[str] = ()) -> list[Submission]:
    """Return what each student has handed in, by the names of their folders."""
    chosen = {_validation.choice("exercise", name, list(exercises())) for name in only} or set(exercises())
    names = tuple(name for name in exercises() if name in chosen)
    if not folder.is_dir():
        msg = f"there is no folder {folder}"
        raise FileNotFoundError(msg)
    paths = [path for path in sorted(folder.iterdir()) if path.is_symlink() or path.is_dir()]
    found = [read(path, names) for path in paths if not path.name.startswith((".", "__"))]
    if not found:
        msg = f"there is no folder of a student in {folder}: it should hold one for each, as `start` wrote it"
        raise ValueError(msg)
    return found


def read(folder: Path, names: Sequence[str]) -> Submission:
    """Return what is in a student's folder."""
    submission = Submission(folder.name, names=names)
    try:
        if folder.is_symlink():
            submission.remarks.append("the folder is a link: it was not read")
        paths = contents(folder)
    except OSError as error:
        paths = []
        submission.remarks.append(f"the folder cannot be read: {said(error)}")
    for path in paths:
        name = path.stem.partition("_")[2]
        if path.suffix != ".py" or not path.name[0].isdigit() or name not in names:
            continue
        content = content_of(path)
        if isinstance(content, str):
            submission.remarks.append(f"{path.name} {content}")
        elif name in submission.files:
            submission.remarks.append(f"{path.name} is a second file of {name}: it was not graded")
        else:
            submission.files[name] = content
    missing = [name for name in names if name not in submission.files]
    if missing:
        told = f"no file of {listed(missing, str)}" if submission.files else "no exercise was found"
        submission.remarks.append(told)
        if unknown := [path.name for path in paths if is_misnamed(path)]:
            submission.remarks.append(f"{listed(unknown, str)}: not read, for a file is called NUMBER_NAME.py")
    return submission


def is_misnamed(path: Path) -> bool:
    """Whether a file of Python may be an exercise, but is not called like one, as where a browser has renamed it."""
    number, _, name = path.stem.partition("_")
    return path.suffix == ".py" and path.name != "test_exercises.py" and not (number.isdigit() and name in exercises())


def beside_folders(folder: Path) -> list[str]:
    """Return the files that lie beside the students' folders, as a ZIP file that was not unpacked."""
    return [path.name for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]


def contents(folder: Path) -> list[Path]:
    """Return what is in a folder, or in the only folder that is in it; links are not followed."""
    paths = [] if folder.is_symlink() else sorted(folder.iterdir())
    inner = [path for path in paths if path.is_dir() and not path.is_symlink() and not path.name.startswith("__")]
    return sorted(inner[0].iterdir()) if len(inner) == 1 and not any(path.suffix == ".py" for path in paths) else paths


def content_of(path: Path) -> bytes | str:
    """Return what is in a file, or why it is not read, as the rest of a sentence."""
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode):
            return "is a link, or no file at all: it was not read"
        return path.read_bytes() if status.st_size <= LARGEST else f"is larger than {LARGEST} bytes: it was not read"
    except OSError as error:
        return f"cannot be read: {said(error)}"


# Grading.


def graded_all(folder: Path, key: str, only: Sequence[str] = ()) -> Iterator[Graded]:
    """Read all submissions, and return what grades them; so a wrong name or folder is seen before a table is begun."""
    return in_turn(submissions(folder, only), key)


def in_turn(found: Sequence[Submission], key: str) -> Iterator[Graded]:
    """Grade submissions, as many at a time as there are cores, and yield what is found in their order."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda submission: graded(submission, key), found)


def graded(submission: Submission, key: str) -> Graded:
    """Grade what a student has handed in, in a process of its own: a file that ends it harms no other student."""
    found, remarks = in_a_process(submission.files, key), submission.remarks
    if found is None:
        found = {}
        remarks = [*remarks, "grading was ended by one of the files: look into them"]
    results = [found.get(name) or not_graded(name, submission) for name in submission.names]
    return Graded(submission.student, tuple(results), tuple(remarks))


def not_graded(name: str, submission: Submission) -> Result:
    """Return the result of an exercise that nothing was found of."""
    why = "It was not graded." if name in submission.files else "There is no file of it."
    return Result(name, passed=False, message=why)


def in_a_process(files: Mapping[str, bytes], key: str) -> dict[str, Result] | None:
    """Return what is found in files; None where the process that graded them was ended, or stopped."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, ours:
        process = context.Process(target=send_results, args=(theirs, Path(folder), files, key), daemon=True)
        process.start()
        theirs.close()
        try:
            return ours.recv() if ours.poll(SPARE + 1.5 * SECONDS * len(files)) else None
        except EOFError:
            return None
        finally:
            process.kill()
            process.join()


def send_results(connection: Connection, folder: Path, files: Mapping[str, bytes], key: str) -> None:
    """Send what is found in files."""
    connection.send(results_of(folder, files, key))
    connection.close()


def results_of(folder: Path, files: Mapping[str, bytes], key: str) -> dict[str, Result]:
    """Return what is found in files, which are written into a folder where they may do what they like."""
    results = {}
    for name, content in files.items():
        exercise = exercises()[name]
        path = folder / name / exercise.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        results[name] = result_of(exercise, path, seeds_of(key, name))
    return results


def result_of(exercise: Exercise, path: Path, seeds: tuple[Seed, ...]) -> Result:
    """Return what is found in a file, whatever comes of it."""
    try:
        return grade(exercise, runs_of_file(path, exercise.name, [exercise.inputs(seed) for seed in seeds]), seeds)
    except Exception as error:  # noqa: BLE001  what comes from a process that was tampered with may be anything
        return Result(
            exercise.name, passed=False, message=f"It could not be graded. {type(error).__name__}: {said(error)}"
        )


def seeds_of(key: str, name: str) -> tuple[Seed, ...]:
    """Return the seeds of what comes in: those that everybody has, or, of a key, those that nobody else knows."""
    if not key:
        return SEEDS
    return tuple(int.from_bytes(hashlib.sha256(f"{key}/{name}/{n}".encode()).digest()[:8]) for n in range(DRAWN))


# The table.


def written(all_graded: Iterable[Graded], table: Path, folder: Path | None) -> Iterator[Graded]:
    """Write what is found into a table, and each student's results into a folder, and yield it as it comes."""
    with table.open(
        "w", encoding="utf-8-sig", errors="backslashreplace", newline=""
    ) as file:  # -sig: Excel asks for it
        writer = csv.writer(file)
        for number, one in enumerate(all_graded):
            if not number:
                writer.writerow(["student", *(result.name for result in one.results), "total", "remarks"])
            writer.writerow(one.row())
            file.flush()
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                text = one.to_json()
                (folder / f"{one.student}.json").write_text(text, encoding="utf-8", errors="backslashreplace")
            yield one
