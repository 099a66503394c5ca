"""Which lines of a solution use which: a line that does not use a wrong one does not follow from it."""

import ast
from collections.abc import Iterator, Sequence

from nnlib.exercises._exercise import Statement


def names_in(node: ast.AST) -> Iterator[str]:
    """Yield the variables in a piece of code, those that have a text for a key by this key."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        yield node.slice.value
    elif isinstance(node, ast.Name):
        yield node.id
    else:
        for child in ast.iter_child_nodes(node):
            yield from names_in(child)


def bound(statement: Statement) -> set[str]:
    """Return what a statement binds; of a loop, with what is bound in it."""
    found: set[str] = set()
    for node in ast.walk(statement.node):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        for target in filter(None, targets):
            of_item = isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Constant)
            found.update(names_in(target.value if of_item else target))
    return found


def used(statement: Statement) -> set[str]:
    """Return what a statement uses; of a loop or a condition, in its header."""
    match statement.node:
        case ast.For(iter=part) | ast.If(test=part) | ast.While(test=part):
            return set(names_in(part))
        case ast.AugAssign(target=target, value=value):
            return {*names_in(target), *names_in(value)}
        case ast.Assign(targets=[ast.Subscript() as target], value=value):
            return {*names_in(target), *names_in(value)}
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            return set(names_in(value))
    return set(names_in(statement.node))


def dependents(statement: Statement, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that use what a statement computes, at once or by way of others."""
    within_a_loop = statement.node.col_offset > min(other.node.col_offset for other in statements)
    later = [s for s in statements if s.first > statement.first or (within_a_loop and is_beside(s, statement))]
    tainted, found = bound(statement), list[Statement]()
    while more := [s for s in later if s not in found and (used(s) & tainted or is_within(s, statement))]:
        found += more
        for one in more:
            tainted |= bound(one)
    return found


def is_within(statement: Statement, loop: Statement) -> bool:
    """Whether a statement stands in the body of a loop or a condition."""
    return loop.last < statement.first <= (loop.node.end_lineno or 0)


def is_beside(statement: Statement, other: Statement) -> bool:
    """Whether two statements stand as deep in loops."""
    return statement is not other and statement.node.col_offset >= other.node.col_offset
