"""Printed tables; the tests of what prints one prove how it is aligned."""

from nnlib._tables import table


def test_of_more_rows_than_may_be_shown_the_first_and_the_last_are():
    lines = table(["n"], [[str(n)] for n in range(7)], most=4)
    assert [line.strip() for line in lines] == ["n", "0", "1", "... 3 more rows ...", "5", "6"]
    assert len(table(["n"], [[str(n)] for n in range(4)], most=4)) == 5
