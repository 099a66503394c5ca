"""The chain rule on a graph.

The notes compute J = 3(a + bc) in three steps: u = bc, v = a + u, J = 3v. Then they go back: from J to v, from v to a
and u, from u to b and c. Each derivative is the one before, times the derivative of one step. Write the five of them,
in the notes' short names: dv is dJ/dv, and so on.
"""

SHORTER = (
    "nnlib.lessons.Variable goes back by itself: a, b, c = (nnlib.lessons.Variable(n) for n in (5, 3, 2)); "
    "(3 * (a + b * c)).backward() gives a.derivative, b.derivative and c.derivative."
)


def chain_rule(a, b, c):
    """Return the derivatives of J = 3(a + bc) with respect to v, u, a, b and c.

    Comes in:  a, b, c, numbers
    Goes out:  dv, du, da, db, dc, numbers
    """
    dv = 3
    # notes: dJ/dv = 3
    # slip: 3 * (a + b * c)
    #   is J itself: J = 3v changes by 3 with each unit of v
    # slip: 1
    #   is 1: J = 3v changes by 3 with each unit of v
    du = dv * 1
    # notes: dJ/du = dJ/dv · dv/du
    # slip: b * c
    #   is u itself: v = a + u changes by 1 with each unit of u, so du = dv
    # slip: 1
    #   is dv/du alone: the chain rule multiplies it by dv
    # slip: dv * a
    #   has the factor a: v = a + u is a sum, which changes by 1 with each unit of u
    da = dv * 1
    # notes: dJ/da = dJ/dv · dv/da
    # slip: 1
    #   is dv/da alone: the chain rule multiplies it by dv
    # slip: dv * a
    #   has the factor a: v = a + u changes by 1 with each unit of a, whatever a is
    # slip: dv * b * c
    #   has the factor u: v = a + u is a sum, which changes by 1 with each unit of a
    db = du * c
    # notes: dJ/db = dJ/dv · dv/du · du/db
    # slip: du * b
    #   has the factor b: u = bc changes by c with each unit of b
    # slip: c
    #   is du/db alone: the chain rule multiplies it by du
    # slip: du
    #   is du: the factor du/db, which is c, is missing
    # slip: du * b * c
    #   has the factor bc: u = bc changes by c with each unit of b
    # slip: du + c
    #   adds du and c: along a path, derivatives are multiplied
    # slip: dv * du * c
    #   has dv in it twice, since du contains it already
    dc = du * b
    # notes: dJ/dc = dJ/dv · dv/du · du/dc
    # slip: du * c
    #   has the factor c: u = bc changes by b with each unit of c
    # slip: b
    #   is du/dc alone: the chain rule multiplies it by du
    # slip: du
    #   is du: the factor du/dc, which is b, is missing
    # slip: db * b
    #   is computed from db: the path to c goes from u, not over b
    return dv, du, da, db, dc


def inputs(rng):
    """Draw three numbers."""
    a, b, c = rng.normal(size=3) * 2
    return {"a": float(a), "b": float(b), "c": float(c)}


def another_in_closed_form(a, b, c):
    """Write the derivatives of 3a + 3bc."""
    return 3, 3, 3, 3 * c, 3 * b


def another_with_local_derivatives(a, b, c):
    """Name the derivative of each step."""
    dJ_dv, dv_du, dv_da, du_db, du_dc = 3, 1, 1, c, b
    dJ_du = dJ_dv * dv_du
    return dJ_dv, dJ_du, dJ_dv * dv_da, dJ_du * du_db, dJ_du * du_dc


def another_by_nudges(a, b, c):
    """Nudge each variable by 1: J is a line in each of them, so that the quotient is exact."""
    J = 3 * (a + b * c)
    return 3, 3, 3 * (a + 1 + b * c) - J, 3 * (a + (b + 1) * c) - J, 3 * (a + b * (c + 1)) - J
