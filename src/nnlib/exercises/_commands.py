"""What the commands of `python -m nnlib.exercises` do."""

import argparse
import os
import re
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from nnlib._messages import counted
from nnlib._printing import printable
from nnlib.exercises._exercise import LAST_SECTION, exercises
from nnlib.exercises._folder import PROGRESS, Folder
from nnlib.exercises._grading import slip_row
from nnlib.exercises._hints import STEPS, hint
from nnlib.exercises._results import Result

WIDTH = 80
PAUSE = 0.5
"""Seconds between two looks at the files."""


def main(arguments: Sequence[str]) -> int:
    """Do what is asked for, and return the status that the command ends with."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.do(options)
    except BrokenPipeError:  # as by `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (ValueError, OSError) as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("")
        return 130
    return status


def parser() -> argparse.ArgumentParser:
    """Return what reads the commands."""
    parser = argparse.ArgumentParser(
        "python -m nnlib.exercises", description="Exercises that are checked line by line."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    options = {start: start_options, export: export_options, grade: grade_options, write_worksheet: worksheet_options}
    for do in (start, check, watch, give_hint, show_list, reset, solution, export, grade, write_worksheet):
        name = {give_hint: "hint", show_list: "list", write_worksheet: "worksheet"}.get(do, do.__name__)
        command = commands.add_parser(name, help=(do.__doc__ or "").rstrip("."), description=do.__doc__)
        command.set_defaults(do=do)
        options.get(do, reader_options)(command)
    return parser


def reader_options(command: argparse.ArgumentParser) -> None:
    """Add what a command on a folder that has been started takes."""
    do = command.get_default("do")
    if do in {check, give_hint, reset, solution}:
        of_all = "?" if do is check else None
        command.add_argument("name", nargs=of_all, type=name_of, help="an exercise, such as sigmoid, or its file")
    if do is solution:
        command.add_argument("--give-up", action="store_true", help="show it before the exercise is passed")
    command.add_argument("--folder", type=Path, help="the folder of exercises, if it is not this one")


def name_of(text: str) -> str:
    """Return the exercise's name that is meant, as by the name of its file, or by its number."""
    stem = re.split(r"[/\\]", text)[-1].removesuffix(".py")
    by_number = {f"{exercise.number:02}": name for name, exercise in exercises().items()}
    return by_number.get(stem.zfill(2)) or re.sub(r"^\d+_", "", stem)


def start_options(command: argparse.ArgumentParser) -> None:
    """Add what `start` takes."""
    folder_options(command)
    only_option(command)


def folder_options(command: argparse.ArgumentParser) -> None:
    """Add the folder to write, and the seed of what is written."""
    command.add_argument("folder", type=Path, help="where the files are written")
    command.add_argument("--seed", type=int, default=0, help="chooses the variant of exercises that have several")


def only_option(command: argparse.ArgumentParser) -> None:
    """Add the choice of exercises."""
    command.add_argument("--only", nargs="+", type=name_of, default=[], metavar="NAME", help="these exercises alone")


def export_options(command: argparse.ArgumentParser) -> None:
    """Add what `export` takes."""
    folder_options(command)
    command.add_argument("--format", choices=("ipynb", "py"), default="ipynb", help="notebooks, or files")
    command.add_argument("--solutions", action="store_true", help="with the solutions")


def grade_options(command: argparse.ArgumentParser) -> None:
    """Add what `grade` takes."""
    command.add_argument("submissions", type=Path, help="a folder that holds a folder for each student")
    command.add_argument("--csv", type=Path, required=True, help="where the table is written")
    command.add_argument("--key", default="", help="a secret of yours, from which new inputs are drawn")
    command.add_argument("--json", type=Path, help="a folder for the full results, one file for each student")
    only_option(command)


def worksheet_options(command: argparse.ArgumentParser) -> None:
    """Add what `worksheet` takes."""
    command.add_argument(
        "kind", choices=("dimensions", "trace"), help="shapes to fill in, or the numbers of one update"
    )
    command.add_argument("--seed", type=int, default=0, help="chooses the numbers")
    command.add_argument("--answers", action="store_true", help="with the blanks filled in")
    command.add_argument("--output", type=Path, help="where the page is written")


def say(text: str) -> None:
    """Print a text in lines of at most 80 columns; rows that are indented are left as they are."""
    for row in text.splitlines() or [""]:
        indent = " " * (len(row) - len(row.lstrip()) + 2)
        rows = textwrap.wrap(row, WIDTH, subsequent_indent=indent) if not row.startswith("    ") else [row]
        for part in rows or [""]:
            sys.stdout.write(printable(part) + "\n")
    sys.stdout.flush()


def opened(options: argparse.Namespace) -> Folder:
    """Return the folder that is meant: the one that is named, this one, or the only one here."""
    here = options.folder or Path()
    found = [path for path in (here, *sorted(here.glob("*/"))) if (path / PROGRESS).exists()]
    if not found:
        msg = f"there are no exercises in {here.resolve()}: python -m nnlib.exercises start FOLDER writes them"
        raise FileNotFoundError(msg)
    return Folder(found[0])


def start(options: argparse.Namespace) -> int:
    """Write the exercises into a folder."""
    folder = Folder(options.folder)
    written = folder.start(options.seed, options.only)
    first = next(iter(folder.exercises.values()))
    say(f"{counted(written, 'exercise')} written to {options.folder}; existing files are unchanged.")
    say(f"Begin with {options.folder / first.file_name}: read it, and write its function. Then, in that folder:")
    say(f"    python -m nnlib.exercises check {first.name}")
    say("    python -m nnlib.exercises watch        checks each file when you save it")
    return 0


def check(options: argparse.Namespace) -> int:
    """Check an exercise, or all of them."""
    folder = opened(options)
    if options.name:
        result = folder.check_and_note(options.name)
        say(str(result))
        say(after(folder, result))
        return not result.passed
    results = list(folder.check_all())
    folder.read()
    for result in results:
        folder.progress[result.name].passed = result.passed
    folder.write()
    say("\n".join(f"{'passed' if result.passed else '-':8}{result.name}" for result in results))
    todo = [result for result in results if not result.passed]
    say(f"{len(results) - len(todo)} of {len(results)} are passed.{f' The next is {todo[0].name}.' if todo else ''}")
    return bool(todo)


def after(folder: Folder, result: Result) -> str:
    """Return what to do next."""
    if not result.passed:
        left = STEPS - folder.progress[result.name].hints
        return f"Hints: python -m nnlib.exercises hint {result.name} ({left} left)" if left else ""
    names = list(folder.exercises)
    place = names.index(result.name)
    todo = [name for name in names[place:] + names[:place] if not folder.progress[name].passed]
    files = [file for name in todo for file in folder.files(name)]
    done = "You have done every exercise whose file is here." if todo else "You have done them all."
    then = f"Next: {files[0].name}" if files else done
    return f"The solution: python -m nnlib.exercises solution {result.name}\n{then}"


def watch(options: argparse.Namespace) -> int:
    """Check each file when it is saved."""
    folder = opened(options)
    times = {name: file.stat().st_mtime_ns for name in folder.exercises for file in folder.files(name)[:1]}
    say(f"Watching {folder.path.resolve()}: save a file, and it is checked. Ctrl+C ends.")
    for name in saved(folder, times):
        result = folder.check_and_note(name)
        say(f"\n{time.strftime('%H:%M:%S')}  {result}")
        say(after(folder, result))
    return 0


def saved(folder: Folder, times: dict[str, int]) -> Iterator[str]:
    """Yield the exercises whose files are saved later than at some times, as long as it is asked for."""
    while True:
        time.sleep(PAUSE)
        for name in folder.exercises:
            files = folder.files(name)  # an editor may take a file away for a moment
            now = files[0].stat().st_mtime_ns if files else times.get(name)
            if now and now != times.get(name):
                times[name] = now
                yield name


def give_hint(options: argparse.Namespace) -> int:
    """Give the next hint for an exercise."""
    folder = opened(options)
    result = folder.check(options.name)
    folder.read()
    progress = folder.progress[options.name]
    progress.hints = min(progress.hints + 1, STEPS)
    folder.write()
    say(f"{options.name}: hint {progress.hints} of {STEPS}")
    say(hint(folder.exercises[options.name], progress.hints, result))
    return 0


def show_list(options: argparse.Namespace) -> int:
    """Show all exercises and how far you are."""
    folder = opened(options)
    section = 0
    for name, exercise in folder.exercises.items():
        progress = folder.progress[name]
        if exercise.section != section:
            section = exercise.section
            say(f"\nSection {section}" if section <= LAST_SECTION else "\nDebugging")
        state = "given up" if progress.given_up else "passed" if progress.passed else ""
        state = state or ("tried" if progress.attempts else "")
        title = textwrap.shorten(exercise.title, WIDTH - 38, placeholder=" ...")
        say(f"    {exercise.number:02} {name:22} {state:8} {title}")
    shown = [folder.progress[name] for name in folder.exercises]
    done = sum(one.passed and not one.given_up for one in shown)
    say(f"\n{done} of {len(folder.exercises)} are passed.")
    return 0


def reset(options: argparse.Namespace) -> int:
    """Begin an exercise anew, and keep what was written."""
    kept = opened(options).reset(options.name)
    say(f"{options.name} begins anew; what you had written is in {kept.name}.")
    return 0


def solution(options: argparse.Namespace) -> int:
    """Show the solution, once the exercise is passed or given up."""
    folder = opened(options)
    folder.file(options.name)
    exercise, progress = folder.exercises[options.name], folder.progress[options.name]
    if options.give_up and not progress.passed:
        progress.given_up = True
        folder.write()
    if not progress.passed and not progress.given_up:
        say(f"{options.name} is not passed yet. With --give-up the solution is shown, and the list tells it.")
        return 1
    say("\n".join(f"    {row}" for row in exercise.solution_text.splitlines()))
    say("\n".join(["\nWhat goes wrong here:", *dict.fromkeys(slip_row(*slip) for slip in exercise.slips)]))
    return 0


def export(options: argparse.Namespace) -> int:
    """Write notebooks for a class, one of each section."""
    from nnlib.exercises import _notebooks  # noqa: PLC0415  a check does not need it, and begins sooner

    made = _notebooks.notebooks if options.format == "ipynb" else _notebooks.files
    new, there = _notebooks.written(options.folder, made(solutions=options.solutions, seed=options.seed))
    kept = f" {there} existing files are unchanged." if there else ""
    say(f"{new} {'notebooks' if options.format == 'ipynb' else 'files'} written to {options.folder}.{kept}")
    return 0


def grade(options: argparse.Namespace) -> int:
    """Grade a folder that holds a folder for each student, and write a table."""
    from nnlib.exercises import _submissions  # noqa: PLC0415  as above

    found = _submissions.graded_all(options.submissions, options.key, options.only)
    if files := _submissions.beside_folders(options.submissions):
        say(f"Not graded, because they are in no student's folder: {', '.join(files)}")
    for one in _submissions.written(found, options.csv, options.json):
        told = f": {'; '.join(one.remarks)}" if one.remarks else ""
        say(f"{one.total:6.2f} of {len(one.results)}  {one.student}{told}")
    say(f"The table is in {options.csv}.")
    return 0


def write_worksheet(options: argparse.Namespace) -> int:
    """Write a page to print, with blanks to fill in by hand."""
    from nnlib.exercises.worksheets import worksheet  # noqa: PLC0415  it needs the lessons, which take a while to load

    name = f"{options.kind}_{options.seed}{'_answers' if options.answers else ''}.html"
    path = options.output or Path(name)
    path.write_text(worksheet(options.kind, options.seed, answers=options.answers), encoding="utf-8")
    say(f"The page is {path}: open it in a browser, and print it.")
    return 0
