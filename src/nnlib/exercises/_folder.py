"""A folder of exercises: one file each, which nothing but its owner changes, and a file of progress."""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from nnlib import _validation
from nnlib._messages import file_shown
from nnlib.exercises._exercise import Exercise, Seed, exercises
from nnlib.exercises._grading import SEEDS, grade
from nnlib.exercises._process import SECONDS, runs_of_file
from nnlib.exercises._results import Result
from nnlib.exercises._tracing import Run

PROGRESS = "progress.json"
TESTS = '''"""All exercises of this folder as tests: `pytest` runs them."""

from pathlib import Path

import nnlib.exercises
import pytest


FOLDER = Path(__file__).parent
NAMES = [path.stem.partition("_")[2] for path in sorted(FOLDER.glob("[0-9]*.py"))]


@pytest.mark.parametrize("name", NAMES)
def test_exercise(name):
    result = nnlib.exercises.check_file(FOLDER, name)
    assert result.passed, str(result)
'''


@dataclass
class Progress:
    """How far a reader has come with one exercise."""

    passed: bool = False
    given_up: bool = False
    attempts: int = 0
    hints: int = 0

    def __post_init__(self) -> None:
        """Make numbers of what was read; whoever has changed the file may have written anything."""
        self.passed, self.given_up = bool(self.passed), bool(self.given_up)
        self.attempts, self.hints = int(self.attempts), int(self.hints)


class Folder:
    """A folder of exercises: of all, or of those that an assignment names."""

    def __init__(self, path: Path) -> None:
        self.path, self.exercises = path, exercises()
        self.seed = 0
        self.progress = {name: Progress() for name in self.exercises}
        self.read()

    def restrict(self, names: Sequence[str]) -> None:
        """Leave out every other exercise; without names, none."""
        named = {_validation.choice("exercise", name, list(exercises())) for name in names} or set(exercises())
        self.exercises = {name: exercise for name, exercise in exercises().items() if name in named}

    @property
    def exists(self) -> bool:
        """Whether it has been started."""
        return (self.path / PROGRESS).exists()

    def read(self) -> None:
        """Read the file of progress; what it holds of exercises that are no longer there is forgotten."""
        if not self.exists:
            return
        path = self.path / PROGRESS
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.restrict([name for name in kept.get("only", []) if name in exercises()])
            known = {name: one for name, one in kept["exercises"].items() if name in exercises()}
            self.progress |= {name: Progress(**one) for name, one in known.items()}
            self.seed = int(kept["seed"])
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            msg = f"{path} cannot be read: move it away, and `start` writes a new one. Your exercises stay as they are."
            raise ValueError(msg) from error

    def write(self) -> None:
        """Write the file of progress, whole."""
        only = list(self.exercises) if len(self.exercises) < len(exercises()) else []
        progress = {name: asdict(one) for name, one in self.progress.items()}
        kept = {"seed": self.seed, "only": only, "exercises": progress}
        beside = self.path / f".{PROGRESS}.{os.getpid()}"  # another shell may write at the same time
        beside.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        os.replace(beside, self.path / PROGRESS)  # noqa: PTH105  as everywhere in the library

    def start(self, seed: int, only: Sequence[str] = ()) -> int:
        """Write the files that are not there yet, and return how many these are; exercises join those of before."""
        if only or not self.exists:
            self.restrict([*self.exercises, *only] if self.exists else only)
        self.path.mkdir(parents=True, exist_ok=True)
        self.seed = self.seed if self.exists else seed
        written = sum(write_new(self.path / one.file_name, one.stub(self.seed)) for one in self.missing())
        write_new(self.path / "test_exercises.py", TESTS)
        self.write()
        return written

    def missing(self) -> Iterator[Exercise]:
        """Yield the exercises without a file."""
        yield from (exercise for exercise in self.exercises.values() if not self.files(exercise.name))

    def files(self, name: str) -> list[Path]:
        """Return the files of an exercise, whatever their numbers; there is one, or none."""
        return sorted(path for path in self.path.glob("[0-9]*.py") if path.stem.partition("_")[2] == name)

    def file(self, name: str) -> Path:
        """Return the file of an exercise."""
        name = _validation.choice("exercise", name, list(self.exercises))
        files = self.files(name)
        if not files:
            msg = f"there is no file of {name} in {file_shown(self.path)}: `start` writes what is missing"
            raise FileNotFoundError(msg)
        return files[0]

    def check(self, name: str, seeds: Sequence[Seed] = SEEDS, seconds: float = SECONDS) -> Result:
        """Grade an exercise's file."""
        runs = self.runs(name, seeds, seconds)
        return grade(self.exercises[name], runs, seeds)

    def runs(self, name: str, seeds: Sequence[Seed] = SEEDS, seconds: float = SECONDS) -> list[Run]:
        """Run an exercise's file."""
        path = self.file(name)
        return runs_of_file(path, name, [self.exercises[name].inputs(seed) for seed in seeds], seconds)

    def check_and_note(self, name: str) -> Result:
        """Grade an exercise's file, and keep what came of it."""
        result = self.check(name)
        self.read()  # another shell may have written while this one was checking, or watching
        self.progress[name].attempts += 1
        self.progress[name].passed = result.passed
        self.write()
        return result

    def check_all(self, seeds: Sequence[Seed] = SEEDS) -> Iterator[Result]:
        """Run all files, as many at a time as there are cores, and yield what is found in them, in their order."""
        names = [name for name in self.exercises if self.files(name)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, runs in zip(names, pool.map(lambda name: self.runs(name, seeds), names), strict=True):
                yield grade(self.exercises[name], runs, seeds)  # here: it catches warnings, which no two threads can

    def reset(self, name: str) -> Path:
        """Put the file that a reader begins with in place of an exercise's, and return where that is kept."""
        path = self.file(name)
        n = next(n for n in range(1, 10_000) if not path.with_suffix(f".before_reset_{n}").exists())
        kept = path.with_suffix(f".before_reset_{n}")
        path.rename(kept)
        path.write_text(self.exercises[name].stub(self.seed), encoding="utf-8")
        self.progress[name] = Progress()
        self.write()
        return kept


def write_new(path: Path, text: str) -> bool:
    """Write a file, unless there is one."""
    if path.exists():
        return False
    path.write_text(text, encoding="utf-8")
    return True
