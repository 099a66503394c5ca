"""How a function failed, in a student's words, and what the commonest errors of Python and NumPy mean."""

from nnlib.exercises._tracing import Failure

ENDLESS = {"TooManySteps", "TimeoutError"}
"""How a function fails that does not end: the values up to there tell nothing."""

ADVICE = {
    "could not be broadcast": "Element by element, two shapes fit if the axes of each pair are equal, or one is 1.",
    "core dimension": "In a product A @ B, A must have as many columns as B has rows.",
    "enough dimensions": "`@` multiplies matrices: a number is multiplied with `*`.",
    "normal() takes": "A shape is one argument, a pair in brackets: rng.normal(size=(n_h, n_x)).",
    "not aligned": "In a product np.dot(A, B), A must have as many columns as B has rows.",
    "element with a sequence": "One element takes one number, and an array came: is an index missing, or a product?",
    "can be converted to Python scalar": "math.exp, math.log and float take one number: np.exp takes a whole array.",
    "truth value of an array": "`if` takes one True or False: np.where(condition, a, b) decides for each element.",
    "bitwise_xor": "A power is written `**`; `^` is something else.",
    "for ^": "A power is written `**`; `^` is something else.",
    "out of bounds": "Python counts from 0: the last index is the size minus 1.",
    "list index out of range": "Python counts from 0: the last index is the length minus 1.",
    "unhashable type: 'numpy.ndarray'": "A set holds no arrays: tuple(row) can be put in.",
    "Cannot interpret": "A shape is one argument, a pair in brackets: np.zeros((n_h, 1)).",
    "'NoneType'": "Something is None: does a function that you call end without a return?",
    "non-broadcastable output": "A change in place keeps the shape: write a = a + b, which may have another one.",
    "is not callable": "A name with brackets behind it is called: is a `*` missing between two factors?",
}
"""What to think of, by a part of what the error says."""


def advice(said: str) -> str:
    """Return what an error may come from; nothing where that is not known."""
    return next((told for part, told in ADVICE.items() if part in said), "")


def ended(failure: Failure) -> str:
    """Return how a function failed."""
    said, row, where = failure.said.rstrip("."), failure.row, f" in line {failure.row}" if failure.row else ""
    told = {
        "TooManySteps": f"Your function does not end: it was stopped{where}. Does a loop's condition never change?",
        "TimeoutError": f"Your function does not end: {said}.",
        "SystemExit": f"Your function leaves Python{where}, with exit() or the like: it should return.",
        "EOFError": f"Your function asks for input(){where}: all that it needs comes in as its arguments.",
        "MissingFunction": f"Your file has no function {said} any more: it must keep that name.",
        "SyntaxError": f"Python cannot read {f'line {row} of ' if row else ''}your file: {said}.",
    }
    if failure.kind == "TypeError" and not row:
        return f"Your function must keep the arguments that it had, with their names: {said}."
    in_row = f"\nIn this line: {failure.shapes}." if failure.shapes else ""
    what = "file" if failure.of_file else "function"
    means = f"\n{advice(said)}" if advice(said) else ""
    return told.get(failure.kind) or f"Your {what} fails{where}. {failure.kind}: {said}.{in_row}{means}"
