"""Worksheets: a page to print, with blanks to fill in by hand, and the same page filled in, from a seed."""

from collections.abc import Callable
from random import Random
from typing import SupportsIndex

from nnlib._validation import choice, count, switch
from nnlib.exercises import _dimension_worksheet, _trace_worksheet
from nnlib.exercises._worksheet_page import Page

KINDS: dict[str, tuple[str, Callable[[Page, Random], str]]] = {
    "dimensions": (_dimension_worksheet.TITLE, _dimension_worksheet.body),
    "trace": (_trace_worksheet.TITLE, _trace_worksheet.body),
}
"""The title of each, and what fills it."""


def worksheet(kind: str, seed: SupportsIndex = 0, *, answers: bool = False) -> str:
    """Return a worksheet: one HTML page to print, with blanks to fill in by hand.

    The same seed gives the same page, and another seed other numbers and questions. The seed is printed at the foot of
    the page, so that you can find the answers to a sheet. The page needs no other file and no network.

    Parameters
    ----------
    kind : str
        "dimensions": some shapes of a deep network are given, and all others follow from them (see
        `nnlib.lessons.dimensions`). "trace": one update of a network with one hidden layer, number by number (see
        `nnlib.lessons.trace`).
    seed : int, default 0
        A whole number from 0, which determines the numbers.
    answers : bool, default False
        Whether to fill in the blanks, in bold, slanted and coloured type.

    Returns
    -------
    str
        The page. Write it to a file in UTF-8, open the file in a browser, and print it on A4 or Letter paper.

    Raises
    ------
    TypeError, ValueError
        If there is no such kind, or the seed is not a whole number from 0.

    Examples
    --------
    >>> page = worksheet("dimensions", seed=7)
    >>> page[:15], "dimensions, seed 7" in page
    ('<!DOCTYPE html>', True)
    >>> page == worksheet("dimensions", seed=7), page == worksheet("dimensions", seed=8)
    (True, False)
    """
    kind = choice("kind", kind, KINDS)
    seed = count("seed", seed, least=0)
    title, body = KINDS[kind]
    page = Page(answers=switch("answers", answers))
    draw = Random(seed)  # noqa: S311  no secret; and what it draws does not depend on the release of NumPy
    return page.whole(title, f"{kind}, seed {seed}", body(page, draw))
