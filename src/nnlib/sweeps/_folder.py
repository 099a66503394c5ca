"""The folder of a sweep: a file for each job that has ended, so that a sweep that was killed can go on."""

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from nnlib._files import damage_in, write
from nnlib._messages import attempt, file_shown, shown
from nnlib._reading import read
from nnlib.sweeps._processes import Outcome


def identity(job: Callable[..., Any], pickled: bytes) -> str:
    """Return what tells a job from others: its name, and a digest of its code and of what is bound to it."""
    function = getattr(job, "func", job)  # of a partial
    code = attempt(lambda: inspect.getsource(function), otherwise="")
    return f"{shown(function)}, {sha256(pickled + code.encode()).hexdigest()}"


def file_name(case: Mapping[str, Any]) -> str:
    """Return the name of a job's file, which its point and its seed decide."""
    return f"{sha256(json.dumps(case, sort_keys=True, default=repr).encode()).hexdigest()[:20]}.npz"


def ended(folder: Path, job: str, cases: Sequence[Mapping[str, Any]]) -> dict[int, Outcome]:
    """Return what came of the jobs that have ended, by place; ValueError where the folder has others."""
    folder.mkdir(parents=True, exist_ok=True)
    names, outcomes = list(map(file_name, cases)), {}
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        _, content, _ = read(path, "job")
        with damage_in(path):
            known, case, outcome = content["job"], content["case"], Outcome(**content["outcome"])
        if known != job or path.name not in names:
            msg = f"{file_shown(folder)} holds another sweep, or one of other code: {path.name} is {case} of {known[:-66]}"
            raise ValueError(msg)
        outcomes[names.index(path.name)] = outcome
    return outcomes


def keep(folder: Path, job: str, case: Mapping[str, Any], outcome: Outcome) -> None:
    """Write what came of a job."""
    write(folder / file_name(case), "job", {"job": job, "case": str(case), "outcome": outcome._asdict()}, {})
