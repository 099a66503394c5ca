"""Pages are dealt out to the parts in which Sphinx reads them: each once, and so that two cores end together."""

import sys
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "book"))

from parts import deal
from sphinx.util.parallel import make_chunks

LESSON = "```{code-cell} ipython3\n"


def dealt(folder, sources, processes):
    """Return the parts, as Sphinx makes them of the pages."""
    for name, source in sources.items():
        (folder / name).write_text(source, encoding="utf-8")
    names = list(sources)
    deal(SimpleNamespace(parallel=processes, env=SimpleNamespace(doc2path=folder.joinpath)), None, names)
    return make_chunks(names, processes)


@pytest.mark.parametrize("processes", [1, 2, 4])
@pytest.mark.parametrize("pages", [0, 1, 2, 9, 100])
@pytest.mark.parametrize("source", ["text", LESSON])
def test_each_page_is_read_once_however_many_there_are(tmp_path, pages, processes, source):
    names = [str(number) for number in range(pages)]
    parts = dealt(tmp_path, dict.fromkeys(names, source), processes)
    assert sorted(chain(*parts)) == sorted(names)


def test_two_cores_that_take_one_part_after_the_other_end_together(tmp_path):
    lessons = {f"lesson {2**n}": LESSON + "x" * 2**n for n in range(4, 14)}
    lessons |= {f"lesson {length}": LESSON + "x" * length for length in range(6000, 6020)}
    pages = {f"page {number}": "text" * 100 for number in range(220)}
    parts = dealt(tmp_path, lessons | pages, 2)
    lengths = [sum(int(name.split()[1]) for name in part if name.startswith("lesson")) for part in parts]
    assert sum(lengths) == sum(int(name.split()[1]) for name in lessons)
    ends = [0, 0]
    for length in [*lengths[:2], *lengths[:1:-1]]:  # the order in which Sphinx begins them
        ends[ends.index(min(ends))] += length
    assert max(ends) < 1.1 * min(ends)
