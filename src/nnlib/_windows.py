"""Windows on an image: where a kernel or a pool looks, position by position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple, TypeAlias, cast

from nnlib._messages import attempt, counted, is_a, shown
from nnlib._validation import count

Size: TypeAlias = int | tuple[int, int]
"""Of height and width: one number for both, or a pair."""


def size(name: str, value: Size, least: int = 1) -> Size:
    """Return a size, checked: a number where height and width are the same."""
    several = is_a(value, tuple) or is_a(value, list)
    given = cast("list[int]", attempt(lambda: list(cast("Sequence[int]", value)), []) if several else [value])
    numbers = [count(name, n, least) for n in given[:3]]
    if several and len(numbers) != 2:  # noqa: PLR2004  height and width
        msg = f"{name} must be a number or a pair (height, width), got {shown(value)}"
        raise ValueError(msg)
    return (numbers[0], numbers[1]) if numbers[0] != numbers[-1] else numbers[0]


def both(value: Size) -> tuple[int, int]:
    """Return height and width."""
    return value if isinstance(value, tuple) else (value, value)


class Pixel(NamedTuple):
    """One pixel (i, j) of a window: at which positions it lies on the image, and the image's pixels that it is there.

    Both are indices of an array whose first axis are the channels, and whose last are the examples.
    """

    i: int
    j: int
    positions: tuple[slice, slice]
    seen: tuple[slice, slice, slice]


@dataclass(frozen=True)
class Windows:
    """The windows of one size on an image that is surrounded by zeros; ValueError where none fits.

    A window (y, x) begins at the pixel (stride · y − padding, stride · x − padding). `name` is what the size is called.
    """

    shape: tuple[int, ...]
    size: Size
    stride: Size
    padding: Size = 0
    name: str = "size"

    def __post_init__(self) -> None:
        """Refuse what is no image, and an image that is too small."""
        if len(self.shape) != 3:  # noqa: PLR2004  channels, height, width
            msg = f"it takes images of shape (channels, height, width), but is given {self.shape}{self.slip()}"
            raise ValueError(msg)
        most = tuple(n + 2 * p for n, p in zip(self.shape[1:], both(self.padding), strict=True))
        if any(k > n for k, n in zip(both(self.size), most, strict=True)):
            given = f"is given images of {self.shape[1]}x{self.shape[2]} pixels, in {counted(self.shape[0], 'channel')}"
            fits = f"{self.name} can be at most {most if most[0] != most[1] else most[0]}"
            msg = f"it {given}: {fits}{self.channels_last()}"
            raise ValueError(msg)

    def slip(self) -> str:
        """Return what may have been meant, where numbers came that are no image."""
        if len(self.shape) == 2:  # noqa: PLR2004  height and width
            return f": a grey image has one channel, (1, {self.shape[0]}, {self.shape[1]})"
        side = round(self.shape[0] ** 0.5) if len(self.shape) == 1 else 0
        if side * side != self.shape[0]:
            return ": the first entry of the list tells the shape of an image, such as (3, 32, 32)"
        return f": if X holds grey images, begin the list with (1, {side}, {side}), and put dense layers at its end"

    def channels_last(self) -> str:
        """Return what is meant where the last number is that of the channels, as in photographs."""
        height, width, channels = self.shape
        grey_or_colour = channels in {1, 3} and channels < min(height, width)
        return f"; the channels come first: is it ({channels}, {height}, {width})?" if grey_or_colour else ""

    @property
    def along(self) -> Iterator[tuple[int, int, int, int]]:
        """Of height and width: the image's length, the window's, the stride and the padding."""
        return zip(self.shape[1:], both(self.size), both(self.stride), both(self.padding), strict=True)

    @cached_property
    def positions(self) -> tuple[int, ...]:
        """How many windows there are, one below another and side by side."""
        return tuple((n + 2 * p - k) // s + 1 for n, k, s, p in self.along)

    @cached_property
    def pixels(self) -> list[Pixel]:
        """All pixels of a window, row by row; at some or all positions a pixel may lie outside of the image."""
        rows, columns = (
            [(i, *on_the_image(i - p, n, s, last)) for i in range(k)]
            for (n, k, s, p), last in zip(self.along, self.positions, strict=True)
        )
        return [
            Pixel(i, j, (y, x), (slice(None), seen_y, seen_x))
            for (i, y, seen_y), (j, x, seen_x) in product(rows, columns)
        ]


def on_the_image(start: int, n: int, stride: int, positions: int) -> tuple[slice, slice]:
    """Return at which positions start + stride · position is one of n pixels, and these pixels."""
    first = max(0, -(start // stride))
    end = min(positions, max(first, (n - 1 - start) // stride + 1))
    begin = start + stride * first
    return slice(first, end), slice(begin, max(begin, start + stride * (end - 1) + 1), stride)
