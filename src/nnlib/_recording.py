"""The NumPy calls that some lines make, recorded once, to be made again without the lines between them.

Arrays that are `Noted` note each NumPy call that they take part in, with its arguments and the array that it writes to.
As long as all that the lines compute with stays in the same arrays, these calls in turn are what the lines do, to the
last bit. What is no such call, such as a number that is read out of an array, or a copy, raises `NotRecordable`.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, TypeAlias

import numpy as np

from nnlib._arrays import Array, NotingArray

Calls: TypeAlias = list[Callable[[], object]]
"""Calls in the order in which they were made, each with all its arguments."""


class NotRecordable(Exception):  # noqa: N818  a reason to go another way, and no error
    """Lines did what cannot be recorded."""


class Recorder:
    """Notes calls while it is `recording`."""

    def __init__(self) -> None:
        self.calls: Calls | None = None
        self.arrays: dict[object, Array] = {}
        self.reduced: dict[object, tuple[Array, Array]] = {}

    @contextmanager
    def recording(self) -> Iterator[Calls]:
        """Note what the lines within call, in a list of their own."""
        self.calls = []
        try:
            yield self.calls
        finally:
            self.calls = None

    def note(self, written: Array, call: Callable[..., object], /, *arguments: object, **options: object) -> None:
        """Note a call, and which array it writes to; it is not made."""
        if self.calls is None:
            raise NotRecordable
        self.calls.append(partial(call, *arguments, **options))
        # A reduction holds until what it was made of, or its result, is written to.
        for key, arrays in list(self.reduced.items()):
            if any(np.may_share_memory(written, array) for array in arrays):
                del self.reduced[key]

    def noted(self, array: Array) -> Array:
        """Return an array as one that notes calls here: the same memory."""
        view = array.view(Noted)
        view.recorder = weakref.proxy(self)  # no collector sees a cycle that goes through a plain array's base
        return view

    def bare(self, value: Any) -> Any:  # noqa: ANN401  whatever NumPy is called with
        """Return an array that notes nothing, the same object for the same memory; anything else as it is.

        Where a call reads and writes two arrays of the same memory, NumPy takes longer.
        """
        if isinstance(value, np.generic):  # read out of an array: at the next update it would be another
            raise NotRecordable
        if not isinstance(value, np.ndarray):
            return value
        memory = (value.ctypes.data, value.shape, value.strides, value.dtype)
        return self.arrays.setdefault(memory, value.view(np.ndarray))


class Noted(NotingArray):
    """An array that notes each NumPy call that it takes part in; so do its views, and what is computed from it."""

    recorder: Recorder

    def __array_finalize__(self, source: object) -> None:
        """Note calls where the array does that this is a view of. A copy would hold what was there when it was made."""
        if isinstance(source, Noted):
            if self.base is None:
                raise NotRecordable
            self.recorder = source.recorder

    def __getitem__(self, items: Any) -> Any:  # noqa: ANN401  whatever picks items
        """Return a view; what is chosen item by item is a copy."""
        found = super().__getitem__(items)
        if not np.may_share_memory(found, self):
            raise NotRecordable
        return found

    def __array_ufunc__(
        self,
        ufunc: np.ufunc,
        method: str,
        *inputs: object,
        out: tuple[object, ...] = (),
        **options: Any,  # noqa: ANN401  as NumPy names them
    ) -> Array:
        """Note an elementwise function, or its reduction; one without `out` is given the array that it returns now."""
        if options.pop("where", True) is not True or not options.keys() <= {"axis", "dtype", "keepdims"}:
            raise NotRecordable
        bare, note = self.recorder.bare, self.recorder.note
        operands, call = [bare(each) for each in inputs], getattr(ufunc, method)
        made = (call, id(operands[0]), *options.items()) if method == "reduce" and not out else None
        if made in self.recorder.reduced:  # as softmax's largest z in the output and again in the cost
            return self.recorder.noted(self.recorder.reduced[made][1])
        result = bare(out[0] if out else np.asarray(call(*operands, **options)))
        if method == "reduce" and ufunc is np.add and operands[0].size == result.size:  # a sum over one row
            note(result, ufunc, operands[0].reshape(result.shape), np.zeros((), result.dtype), result)
        elif method == "reduce":
            axis, dtype, keepdims = options.get("axis", 0), options.get("dtype"), options.get("keepdims", False)
            note(result, call, *operands, axis, dtype, result, keepdims)
        elif method != "__call__" or options:
            raise NotRecordable
        elif ufunc in {np.maximum, np.minimum}:  # which want it by its name
            note(result, ufunc, *without_axes(operands, result), out=result)
        else:
            note(result, ufunc, *without_axes(operands, result), result)
        if made:
            self.recorder.reduced[made] = operands[0], result
        return self.recorder.noted(result)

    def __array_function__(
        self,
        function: Callable[..., Any],
        types: Iterable[type],
        arguments: Iterable[Any],
        options: Mapping[str, Any],
    ) -> Any:  # noqa: ANN401  whatever the function returns
        """Note a product, or what is copied into an array; answer what is asked about memory alone."""
        operands = [self.recorder.bare(each) for each in arguments]
        if function in {np.may_share_memory, np.empty_like}:
            return function(*operands, **options)
        if function is np.copyto and not options:
            return self.recorder.note(operands[0], function, *operands)
        if function is not np.dot or not options.keys() <= {"out"}:
            raise NotRecordable
        left, right = operands
        out = options.get("out")
        result = self.recorder.bare(left.dot(right) if out is None else out)
        self.recorder.note(result, left.dot, right, result)  # NumPy's function would first ask whose they are
        return self.recorder.noted(result)

    def refuse(self, *_: object) -> NoReturn:
        """Refuse to tell a value, and to be written to in other ways than by NumPy's functions."""
        raise NotRecordable

    __bool__ = __int__ = __float__ = __index__ = __iter__ = __setitem__ = item = tolist = fill = refuse  # type: ignore[assignment]


def without_axes(operands: list[Any], result: Array) -> list[Any]:
    """Return operands with each number as an array without axes, of the others' type, as NumPy takes it soonest."""
    dtypes = {each.dtype for each in operands if isinstance(each, np.ndarray)}
    if len(dtypes) != 1 or (dtype := dtypes.pop()).kind != "f":
        return operands
    arrays = [np.asarray(each, dtype) if type(each) in {int, float} else each for each in operands]
    return [each.reshape(()) if each.size == 1 < result.size else each for each in arrays]
