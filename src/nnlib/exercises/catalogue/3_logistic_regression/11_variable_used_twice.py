"""A variable that is used twice.

Let J = (a + b)(b + c): u = a + b, v = b + c, J = uv. Two paths lead from b to J, one over u and one over v. What does
each bring, and what becomes of the two? The same question comes back wherever a node feeds several others. Go back
from J, in the notes' short names.
"""

SHORTER = "Along a path, derivatives are multiplied; several paths are added: db = du + dv, which is a + 2b + c."


def variable_used_twice(a, b, c):
    """Return the derivatives of J = (a + b)(b + c) with respect to u, v, a, b and c.

    Comes in:  a, b, c, numbers
    Goes out:  du, dv, da, db, dc, numbers
    """
    u = a + b
    v = b + c
    du = v
    # notes: dJ/du = v
    # slip: u
    #   is u: J = uv changes by v with each unit of u
    # slip: u * v
    #   is J itself: J = uv changes by v with each unit of u
    # slip: 1
    #   is 1: J = uv changes by v with each unit of u
    dv = u
    # notes: dJ/dv = u
    # slip: v
    #   is v: J = uv changes by u with each unit of v
    # slip: u * v
    #   is J itself: J = uv changes by u with each unit of v
    # slip: 1
    #   is 1: J = uv changes by u with each unit of v
    da = du
    # notes: dJ/da = dJ/du · du/da
    # slip: dv
    #   is dv: a is in u = a + b alone
    # slip: 1
    #   is du/da alone: the chain rule multiplies it by du
    # slip: du * a
    #   has the factor a: u = a + b changes by 1 with each unit of a
    # slip: du + dv
    #   adds the path over v, and a is not in v
    db = du + dv
    # notes: dJ/db = dJ/du · du/db + dJ/dv · dv/db
    # slip: du
    #   has the path over u alone: b is in v too, and what the two paths bring is added
    # slip: dv
    #   has the path over v alone: b is in u too, and what the two paths bring is added
    # slip: du * dv
    #   multiplies what the two paths bring: it is added
    # slip: a + b + c
    #   is a + b + c, where b is counted once: each of the two paths brings a b
    # slip: (du + dv) / 2
    #   is the mean of the two paths: what they bring is added
    # slip: du * dv * 2 * b
    #   multiplies all there is: each path brings a product, and the two products are added
    # slip: 2
    #   has the local derivatives alone: each is multiplied by du or dv before they are added
    dc = dv
    # notes: dJ/dc = dJ/dv · dv/dc
    # slip: du
    #   is du: c is in v = b + c alone
    # slip: 1
    #   is dv/dc alone: the chain rule multiplies it by dv
    # slip: dv * c
    #   has the factor c: v = b + c changes by 1 with each unit of c
    return du, dv, da, db, dc


def inputs(rng):
    """Draw three numbers."""
    a, b, c = rng.normal(size=3) * 2
    return {"a": float(a), "b": float(b), "c": float(c)}


def another_multiplied_out(a, b, c):
    """Differentiate ab + ac + b² + bc."""
    return b + c, a + b, b + c, a + 2 * b + c, a + b


def another_collecting(a, b, c):
    """Add what each path brings to a derivative that begins at 0."""
    u, v = a + b, b + c
    da = db = dc = 0
    du, dv = v, u
    da += du
    db += du
    db += dv
    dc += dv
    return du, dv, da, db, dc


def another_by_nudges(a, b, c):
    """Take central differences, which are exact for a square."""

    def J(a, b, c):
        return (a + b) * (b + c)

    da = (J(a + 1, b, c) - J(a - 1, b, c)) / 2
    db = (J(a, b + 1, c) - J(a, b - 1, c)) / 2
    dc = (J(a, b, c + 1) - J(a, b, c - 1)) / 2
    return da, dc, da, db, dc
