"""Pages are read in parts on all cores: long lessons first, so that the cores end together. One core writes them."""

import os
import re
from itertools import chain

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.parallel import make_chunks

EXECUTED = re.compile(r"^```\{(code-cell|example)\}", flags=re.MULTILINE)


def deal(app: Sphinx, _environment: BuildEnvironment, names: list[str]) -> None:
    """Order the pages as Sphinx will divide them: each part takes a share of what there is left to execute.

    A core that has read its part is given the next one, so the last parts have to be short ones.
    """

    def length(name: str) -> int:
        source = app.env.doc2path(name).read_text(encoding="utf-8")
        return len(source) if EXECUTED.search(source) else 0

    lengths = {name: length(name) for name in names}
    left = sorted(names, key=lengths.__getitem__)
    chunks, cores = make_chunks(names, app.parallel), app.parallel
    begun = [*chunks[:cores], *chunks[: cores - 1 : -1]]  # in this order: of those that wait, Sphinx takes the last
    rooms = [len(chunk) for chunk in begun]
    for chunk, room in zip(begun, rooms, strict=True):
        chunk.clear()
        share = sum(lengths[name] for name in left) / (3 * cores)  # not all of a core's: lengths only guess at times
        while len(chunk) < room and sum(lengths[name] for name in chunk) < share:
            chunk.append(left.pop())
    for chunk, room in zip(begun, rooms, strict=True):
        chunk.extend(left.pop() for _ in range(room - len(chunk)))
    names[:] = chain(*chunks)


def write_in_one_process(app: Sphinx, _environment: BuildEnvironment) -> None:
    """Write the pages one after the other: to hand a page to another process takes longer than to write it."""
    app.parallel = 1


def setup(app: Sphinx) -> dict[str, bool]:
    """Read on all cores, and deal before the pages are read."""
    app.parallel = os.cpu_count() or 1
    app.connect("env-before-read-docs", deal)
    app.connect("env-check-consistency", write_in_one_process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
