"""Derivatives by hand, as numbers.

The notes' graph again: u = bc, v = a + u, J = 3v, with a = 5, b = 3 and c = 2. Work with pencil and paper, and write
the numbers in. First comes J. Then comes J where one variable is nudged and the other two are as before: J_a for
a = 5.001, J_b for b = 3.001, J_c for c = 2.001. Last come the derivatives: how much J changes per unit of each
variable.
The notes' last question is db_3, the derivative of J with respect to b where c = 3.
"""

SHORTER = (
    "Divide the change of J by the nudge, and the derivative is there: (J_b - J) / 0.001 is 6. It is exact here, since "
    "J is a line in each of its variables."
)


def derivatives_by_hand():
    """Return J, the nudged J_a, J_b and J_c, and the derivatives dv, du, da, db, dc and db_3.

    Comes in:  nothing
    Goes out:  J, J_a, J_b, J_c, dv, du, da, db, dc, db_3, ten numbers
    """
    J = 33
    # notes: J = 3v, v = a + u, u = bc
    # slip: 21
    #   is 3a + bc: the 3 multiplies the whole bracket, 3(a + bc)
    # slip: 11
    #   is v: J is 3 times that
    # slip: 48
    #   is 3(a + b)c: the product bc comes before the sum
    J_a = 33.003
    # notes: a = 5.001, v = 11.001, J = 3v
    # slip: 33.001
    #   rises only by as much as a does: v changes by 0.001, and J by 3 times that
    # slip: 11.001
    #   is the new v: J is 3 times that
    J_b = 33.006
    # notes: b = 3.001, u = 6.002, v = 11.002, J = 3v
    # slip: 33.003
    #   is what a nudge of a gives: u = bc changes by c times the nudge of b
    # slip: 33.002
    #   rises only by as much as u does: J changes by 3 times that
    # slip: 33.001
    #   rises only by as much as b does: u changes by c times that, and J by 3 times the change of u
    # slip: 33.009
    #   is what a nudge of c gives: here, b is nudged, and u changes by c = 2 times that
    J_c = 33.009
    # notes: c = 2.001, u = 6.003, v = 11.003, J = 3v
    # slip: 33.006
    #   is what a nudge of b gives: here, c is nudged, and u changes by b = 3 times that
    # slip: 33.003
    #   rises only by as much as u does: J changes by 3 times that
    # slip: 33.001
    #   rises only by as much as c does: u changes by b times that, and J by 3 times the change of u
    dv = 3
    # notes: dJ/dv = 3
    # slip: 1
    #   is not 1: J = 3v changes by 3 with each unit of v
    # slip: 11
    #   is v itself: J = 3v changes by 3 with each unit of v
    # slip: 33
    #   is J itself: J = 3v changes by 3 with each unit of v
    du = 3
    # notes: dJ/du = dJ/dv · dv/du = 3 · 1
    # slip: 1
    #   is dv/du alone: J changes by 3 times as much as v does
    # slip: 6
    #   is u itself: J changes by 3 with each unit of u
    # slip: 2
    #   is c: J changes by 3 with each unit of u
    da = 3
    # notes: dJ/da = dJ/dv · dv/da = 3 · 1
    # slip: 1
    #   is dv/da alone: J changes by 3 times as much as v does
    # slip: 0.003
    #   is the change of J: the derivative is that divided by the nudge, 0.001
    # slip: 15
    #   is 3a: v = a + u changes by 1 with each unit of a, whatever a is
    db = 6
    # notes: dJ/db = dJ/dv · dv/du · du/db = 3 · 1 · c
    # slip: 2
    #   is du/db alone: J changes by 3 times as much as u does
    # slip: 0.006
    #   is the change of J: the derivative is that divided by the nudge, 0.001
    # slip: 9
    #   is dJ/dc: u = bc changes by c = 2 with each unit of b
    # slip: 3
    #   is dJ/du: u = bc changes by c = 2 with each unit of b, which is one more factor
    # slip: 18
    #   is 3bc: u = bc changes by c = 2 with each unit of b
    dc = 9
    # notes: dJ/dc = dJ/dv · dv/du · du/dc = 3 · 1 · b
    # slip: 3
    #   is either du/dc or dJ/du: their product was meant
    # slip: 0.009
    #   is the change of J: the derivative is that divided by the nudge, 0.001
    # slip: 6
    #   is dJ/db: u = bc changes by b = 3 with each unit of c
    # slip: 18
    #   is 3bc: u = bc changes by b = 3 with each unit of c
    db_3 = 9
    # notes: dJ/db = dJ/dv · dv/du · du/db = 3 · 1 · c, where c = 3
    # slip: 6
    #   is the derivative where c = 2: now c = 3
    # slip: 3
    #   is du/db alone: J changes by 3 times as much as u does
    # slip: 42
    #   is J itself where c = 3: its derivative with respect to b was meant
    # slip: 0.009
    #   is the change of J: the derivative is that divided by the nudge, 0.001
    return J, J_a, J_b, J_c, dv, du, da, db, dc, db_3


def inputs(rng):
    """Take nothing in."""
    return {}


def another_by_nudges():
    """Compute J, and take quotients."""

    def J(a, b, c):
        return 3 * (a + b * c)

    start, nudged = J(5, 3, 2), (J(5.001, 3, 2), J(5, 3.001, 2), J(5, 3, 2.001))
    da, db, dc = (round((value - start) / 0.001, 6) for value in nudged)
    return start, *nudged, 3, 3, da, db, dc, J(5, 4, 3) - J(5, 3, 3)


def another_by_the_formulas():
    """Write the formulas of the derivatives."""
    a, b, c = 5, 3, 2
    v = a + b * c
    return 3 * v, 3 * v + 0.003, 3 * v + 0.006, 3 * v + 0.009, 3, 3, 3, 3 * c, 3 * b, 3 * 3


def another_with_floats():
    """Write the numbers in one row."""
    return [33.0, 33.003, 33.006, 33.009, 3.0, 3.0, 3.0, 6.0, 9.0, 9.0]
