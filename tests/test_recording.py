"""What is recorded of some lines does what the lines do, to the last bit; what cannot be recorded is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib._recording import Noted, NotRecordable, Recorder

RNG = np.random.default_rng(0)

LINES = {
    "a product": lambda A, B, out: np.dot(A[:, :3], B, out=out),
    "a product of its own": lambda A, B, out: np.add(out[:, :3], np.dot(A, B.T), out=out[:, :3]),
    "in place": lambda A, B, out: A.__iadd__(B).__imul__(0.3),
    "numbers": lambda A, B, out: np.multiply(np.subtract(1, A, out=out), 1 / 3, out=out),
    "a column": lambda A, B, out: np.add(A, B[:, :1], out=out),
    "one number in an array": lambda A, B, out: np.add(A, B[:1, :1], out=out),
    "fresh arrays": lambda A, B, out: np.exp(-(A**2) - 0.5 * B, out=out),
    "sums": lambda A, B, out: np.subtract(A, B.sum(axis=0), out=out),
    "sums that keep their axis": lambda A, B, out: np.subtract(A, B.sum(axis=1, keepdims=True), out=out),
    "a sum over one row": lambda A, B, out: np.subtract(A, (-B[:1] * 0.0).sum(axis=0, keepdims=True), out=out),
    "a sum over one row, in float64": lambda A, B, out: np.multiply(A, B[:1].sum(axis=0, dtype=np.float64), out=out),
    "a sum over all": lambda A, B, out: np.multiply(A, B[:1].sum(axis=(0, 1)), out=out),
    "sums in float64": lambda A, B, out: np.multiply(A, B.sum(dtype=np.float64), out=out),
    "the largest": lambda A, B, out: np.divide(A, np.abs(B).max(axis=0), out=out),
    "clipped": lambda A, B, out: A.clip(0, np.inf, out=out),
    "the larger": lambda A, B, out: np.maximum(A, 0.1, out=out),
    "compared": lambda A, B, out: np.greater(A, 0, out=out),
    "booleans": lambda A, B, out: np.multiply(A, np.less(A, B), out=out),
    "filled": lambda A, B, out: np.copyto(out, 1),
    "a view of a view": lambda A, B, out: np.tanh(A.T[1:].T, out=out[:, 1:]),
    "turned": lambda A, B, out: np.add(A.reshape(-1), 1, out=out.reshape(-1)),
    "apart": lambda A, B, out: np.sqrt(np.abs(A), out=None if np.may_share_memory(A, out) else out),
    "as they are": lambda A, B, out: np.negative(A.astype(A.dtype, copy=False), out=out),
}

REFUSED = {
    "a decision": lambda A: 0.0 if A.max() > 0 else 1.0,
    "a number": lambda A: A + float(A.sum()),
    "a number of the array": lambda A: A + A[0, 0],
    "a list": lambda A: A.tolist(),
    "an item": lambda A: A.item(0),
    "rows in turn": lambda A: [row + 1 for row in A],
    "items that are chosen": lambda A: A[[0, 1]] + 1,
    "in another order": lambda A: A.T.reshape(-1) + 1,
    "a copy": lambda A: A.copy() + 1,
    "another type": lambda A: A.astype(np.float16) + 1,
    "written to": lambda A: A.__setitem__(0, 1.0),
    "filled": lambda A: A.fill(1),
    "a choice": lambda A: np.where(A > 0, A, 0),
    "a function of NumPy's": lambda A: np.sort(A, axis=0),
    "a running sum": lambda A: np.cumsum(A, axis=0),
    "an accumulation": lambda A: np.add.accumulate(A, axis=0),
    "an outer product": lambda A: np.multiply.outer(A, A),
    "some alone": lambda A: np.add(A, 1, where=[True, False, True, False]),
    "a type of its own": lambda A: np.add(A, 1, dtype=np.float64),
    "a vector product": lambda A: np.vdot(A, A),
    "a careful copy": lambda A: np.copyto(A, 1, casting="no"),
}


def arrays(dtype, shape=(3, 4)):
    return [np.asarray(RNG.normal(size=shape), dtype) for _ in range(3)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LINES)
def test_the_recorded_calls_do_what_the_lines_do_on_what_the_arrays_hold_by_then(name, dtype):
    lines, mine, recorder = LINES[name], arrays(dtype), Recorder()
    with recorder.recording() as calls:
        lines(*map(recorder.noted, mine))
    for _ in range(3):
        theirs = arrays(dtype)
        for own, new in zip(mine, theirs, strict=True):
            own[...] = new
        for call in calls:
            call()
        lines(*theirs)
        for own, other in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(own, other)


def test_recording_makes_no_call():
    recorder, (A, B, out) = Recorder(), arrays("float64")
    before = [array.copy() for array in (A, B, out)]
    with recorder.recording() as calls:
        for lines in LINES.values():
            lines(*map(recorder.noted, (A, B, out)))
    assert len(calls) > len(LINES)
    for array, old in zip((A, B, out), before, strict=True):
        np.testing.assert_array_equal(array, old)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_made_again_is_refused(name):
    recorder, (A, *_) = Recorder(), arrays("float64")
    with recorder.recording(), pytest.raises(NotRecordable):
        REFUSED[name](recorder.noted(A))


def test_calls_before_and_after_are_refused():
    recorder, (A, *_) = Recorder(), arrays("float64")
    with pytest.raises(NotRecordable):
        np.exp(recorder.noted(A))
    with recorder.recording() as calls:
        np.exp(recorder.noted(A))
    with pytest.raises(NotRecordable):
        np.exp(recorder.noted(A))
    assert len(calls) == 1


REDUCED = {  # lines, and how many of their calls are left
    "again": (lambda A, B, out: np.add(A.max(axis=0), A.max(axis=0), out=out[0]), 2),
    "along another axis": (lambda A, B, out: np.add(A.max(axis=0)[:3], A.max(axis=1), out=out[0, :3]), 3),
    "of another kind": (lambda A, B, out: np.add(A.max(axis=0), A.min(axis=0), out=out[0]), 3),
    "of another array": (lambda A, B, out: np.add(A.max(axis=0), B.max(axis=0), out=out[0]), 3),
    "after a change": (lambda A, B, out: np.add(A.max(axis=0), A.__iadd__(1.0).max(axis=0), out=out[0]), 4),
    "after a change of a part": (
        lambda A, B, out: (
            np.copyto(out[0], A.max(axis=0)),
            np.exp(A[1:], out=A[1:]),
            np.copyto(out[1], A.max(axis=0)),
        ),
        5,
    ),
    "after a change of the result": (
        lambda A, B, out: (np.copyto(out[0], np.negative(Z := A.max(axis=0), out=Z)), np.copyto(out[1], A.max(axis=0))),
        5,
    ),
}


@pytest.mark.parametrize("name", REDUCED)
def test_a_reduction_is_made_again_only_where_its_array_has_changed(name):
    (lines, left), mine, recorder = REDUCED[name], arrays("float64"), Recorder()
    with recorder.recording() as calls:
        lines(*map(recorder.noted, mine))
    assert len(calls) == left
    theirs = [array.copy() for array in mine]
    for call in calls:
        call()
    lines(*theirs)
    np.testing.assert_array_equal(mine, theirs)


def test_lists_do_not_mix():
    recorder = Recorder()
    A, B, out = map(recorder.noted, arrays("float64"))
    with recorder.recording() as first:
        np.add(A, B, out=out)
    with recorder.recording() as second:
        np.exp(out, out=out)
        np.exp(out, out=out)
    assert (len(first), len(second)) == (1, 2)


@given(number=st.floats(-1e300, 1e300) | st.integers(-(2**60), 2**60), dtype=st.sampled_from(["float32", "float64"]))
def test_a_number_becomes_what_numpy_makes_of_it(number, dtype):
    recorder, A = Recorder(), np.asarray(RNG.normal(size=(3, 4)), dtype)
    with np.errstate(all="ignore"), recorder.recording() as calls:
        result = np.multiply(recorder.noted(A), number)
        calls[0]()
        assert isinstance(result, Noted)
        np.testing.assert_array_equal(np.asarray(result), A * number)
