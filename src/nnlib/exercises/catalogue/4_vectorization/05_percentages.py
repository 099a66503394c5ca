"""Percentages of calories.

The notes' example of broadcasting: A has the calories of each food, a column for each, from carbohydrates, proteins
and fats, a row for each. What share of its calories does a food get from each of them, in percent? Write it without a
loop, for a table with any number of rows and columns.
"""

import numpy as np

SHORTER = (
    "100 * A / A.sum(axis=0) is all. For shares of the rows, keepdims=True would be needed: A.sum(axis=1, "
    "keepdims=True)."
)


def percentages(A):
    """Return in percent what each number of A contributes to the sum of its column.

    Comes in:  A (rows, foods), calories
    Goes out:  percentage (rows, foods); each of its columns sums to 100
    """
    cal = A.sum(axis=0)
    # notes: cal = A.sum(axis=0)
    # also: A.sum(axis=0, keepdims=True)
    # slip: A.sum(axis=1)
    #   sums the rows, axis=1: the calories of a food stand below each other, so axis=0 is summed
    # slip: A.sum(axis=1, keepdims=True)
    #   sums the rows, axis=1: the calories of a food stand below each other, so axis=0 is summed
    # slip: A.sum()
    #   is the sum of the whole table: each food, a column, has a sum of its own, axis=0
    # slip: A.mean(axis=0)
    #   is the mean of each column, where its sum was meant
    # slip: A.max(axis=0)
    #   is the largest number of each column, where the sum was meant
    percentage = 100 * A / cal
    # notes: percentage = 100*A/cal
    # slip: A / cal
    #   is a fraction: in percent, it is 100 times that
    # slip: 100 * cal / A
    #   is upside down: the part is divided by the whole
    # slip: A / 100 * cal
    #   is multiplied by cal: the number is divided by it
    # slip: 100 * A / cal.reshape(-1, 1)
    #   takes the sums as a column, and divides each row by one of them: a row of sums divides each column by its own
    # slip: np.round(100 * A / cal)
    #   is rounded to whole numbers: the columns would not sum to 100
    return percentage


def inputs(rng, rows=2, foods=3):
    """Draw a table of calories."""
    return {"A": np.round(rng.uniform(1, 150, (rows, foods)), 1)}


def another_with_keepdims(A):
    """Keep the axis that is summed."""
    return A / np.sum(A, axis=0, keepdims=True) * 100


def another_column_by_column(A):
    """Loop over the foods."""
    percentage = np.zeros(A.shape)
    for j in range(A.shape[1]):
        percentage[:, j] = 100 * A[:, j] / A[:, j].sum()
    return percentage


def another_with_a_transpose(A):
    """Turn the table, so that the sums are a column."""
    T = A.T
    total = T.sum(axis=1).reshape(-1, 1)
    return (100 * T / total).T


def another_in_place(A):
    """Fill a copy number by number."""
    share = A.copy()
    share *= 100
    share /= np.ones(A.shape[0]) @ A
    return share
