"""Images as arrays of pixels, as vectors, and as files."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._files import StrPath, checked_path, short_names
from nnlib._messages import attempt, shown
from nnlib._validation import choice, count, real_array
from nnlib.datasets._damage import damage_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile


Order = Literal["planar", "interleaved"]  # how the pixels of a colour image follow one another in a vector

OPAQUE = frozenset(("1", "L", "RGB", "CMYK", "YCbCr"))
"""Pillow's names for pixels of 8 bits or 1 that have no transparency but in a note beside them."""

PHOTOMETRIC = 262
"""The tag of a TIFF that says whether 0 is white."""


def image_to_vector(image: ArrayLike, *, order: Order = "planar") -> Array:
    """Return the pixels of an image as one column, x.

    Parameters
    ----------
    image : array_like of shape (height, width, 3) or (height, width)
        Red, green and blue of each pixel, or its grey value; any other number of channels is accepted, too.
    order : {"planar", "interleaved"}, default "planar"
        "planar" is the notes' order (section 3). It lists all red values row by row, then all green, then all blue.
        "interleaved" is the order of ``image.reshape(-1, 1)``, as in the course's programs. It lists red, green and
        blue of the first pixel, then of the next. A dense network works with either order, if all images have the same;
        a convolution needs "planar".

    Returns
    -------
    ndarray of shape (n_x, 1)
        A copy of the values, in their own type; n_x = height · width · 3.

    Examples
    --------
    >>> image = [[[1, 2, 3], [4, 5, 6]]]  # one row of two pixels
    >>> image_to_vector(image).T, image_to_vector(image, order="interleaved").T
    (array([[1, 4, 2, 5, 3, 6]]), array([[1, 2, 3, 4, 5, 6]]))
    """
    order = order_of_pixels(order)
    pixels = real_array("image", image)
    if pixels.ndim not in {2, 3} or pixels.size == 0:
        msg = (
            f"image must have shape (height, width, channels) or (height, width), got {pixels.shape}: "
            "several images are several columns, np.hstack([image_to_vector(image) for image in images])"
        )
        raise ValueError(msg)
    if order == "planar" and pixels.ndim == 3:  # noqa: PLR2004  with an axis of channels
        pixels = pixels.transpose(2, 0, 1)
    return pixels.flatten()[:, np.newaxis]


def vector_to_image(x: ArrayLike, shape: tuple[int, ...], *, order: Order = "planar") -> Array:
    """Return a column of pixels as an image again.

    Parameters
    ----------
    x : array_like of shape (n_x, 1) or (n_x,)
        The pixels: what `image_to_vector` returned, or ``X[:, i]``.
    shape : (int, int, int) or (int, int)
        (height, width, channels) or (height, width).
    order : {"planar", "interleaved"}, default "planar"
        As in `image_to_vector`.

    Returns
    -------
    ndarray of that shape
        A copy of the values, in their own type.

    Examples
    --------
    >>> vector_to_image([1, 4, 2, 5, 3, 6], (1, 2, 3)).tolist()
    [[[1, 2, 3], [4, 5, 6]]]
    """
    order = order_of_pixels(order)
    height, width, *channels = image_shape(shape)
    values = real_array("x", x)
    n_x = math.prod((height, width, *channels))
    if values.shape not in {(n_x,), (n_x, 1)}:
        expected = f"an image of shape {(height, width, *channels)} is one column of {n_x} values"
        msg = f"x has shape {values.shape}, but {expected}"
        raise ValueError(msg)
    if order == "planar" and channels:
        return values.reshape(*channels, height, width).transpose(1, 2, 0).copy()
    return values.reshape(height, width, *channels).copy()


@short_names()
def read_image(path: StrPath, shape: tuple[int, ...]) -> Array:
    """Return a picture in a file as an image of a given size.

    A picture of other proportions is cropped around its centre, not distorted. The orientation that the camera recorded
    is applied, and transparent parts become white. If there are several frames, the first is read.

    Values are those of a photograph: 0 is black and 1 is white. `digits` and `fashion_mnist` are inverted: 0 is paper
    and 1 is ink. ``1 - image`` converts one into the other, like ``invert=True`` in `read_images`.

    Parameters
    ----------
    path : path-like
        A picture in a format that Pillow reads, such as JPEG, PNG, GIF, WebP or TIFF.
    shape : (int, int, 3) or (int, int)
        The size to return: (height, width, 3) in colour, (height, width) in grey.

    Returns
    -------
    ndarray of that shape, float64
        Values from 0 (black) to 1 (white).

    Raises
    ------
    FileError
        If the file is not a picture, is damaged, or has more pixels than Pillow unpacks (179 million).

    Warns
    -----
    UserWarning, RuntimeWarning
        Warnings of Pillow: damaged notes of the camera, or a picture of more than 89 million pixels.

    Examples
    --------
    >>> from matplotlib import cbook
    >>> with cbook.get_sample_data("grace_hopper.jpg") as file:
    ...     image = read_image(file.name, (64, 64, 3))
    >>> image.shape, image_to_vector(image).shape
    ((64, 64, 3), (12288, 1))
    """
    return picture_in(path, shape).image


class PictureRead(NamedTuple):
    """A picture in the size that is wanted, and notes of what was done that may not have been."""

    image: Array
    notes: list[str]


def picture_in(path: StrPath, shape: tuple[int, ...]) -> PictureRead:
    """Read a picture, with notes."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  `import nnlib` loads NumPy only

    height, width, *channels = picture_shape(shape)
    mode = "RGB" if channels else "L"
    path = checked_path(path)
    notes: list[str] = []
    content = path.open("rb")  # a file that is not there, or may not be read, says so itself
    with content, damage_of(path, "a picture"):
        try:
            opened = Image.open(content)
        except UnidentifiedImageError:
            msg = "it is in none of the formats that Pillow reads"
            raise ValueError(msg) from None
        with opened:
            picture = on_white(upright(opened, notes), notes)
        picture = picture if picture.mode == mode else picture.convert(mode)
    image = np.asarray(ImageOps.fit(picture, (width, height))) / 255
    notes += doubts_of(image, picture.size)
    return PictureRead(image, notes)


def upright(opened: "ImageFile", notes: list[str]) -> "Image":
    """Return the first frame of a picture with its upper side up."""
    from PIL import ImageOps  # noqa: PLC0415  `import nnlib` loads NumPy only

    opened.load()
    # An MPO is a photograph: what follows in it is a preview, the depth, or what the other eye sees.
    if getattr(opened, "is_animated", False) and opened.format != "MPO":
        notes.append("of several frames only the first was taken")
    if opened.mode.startswith("I") and getattr(opened, "tag_v2", {}).get(PHOTOMETRIC) == 0:
        msg = "its 16-bit numbers have 0 for white, which Pillow does not heed: make it a PNG"
        raise ValueError(msg)
    try:
        return ImageOps.exif_transpose(opened)
    except Exception:  # noqa: BLE001  whatever a camera wrote there, the pixels are all right
        notes.append("the camera's note which side is up cannot be read")
        return opened


def on_white(picture: "Image", notes: list[str]) -> "Image":
    """Return a picture without transparency, in 8 bits."""
    from PIL import Image  # noqa: PLC0415  `import nnlib` loads NumPy only

    if picture.mode in OPAQUE and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith("I") and np.asarray(picture).max() < 2**14:
        notes.append("the 16-bit values stay below a quarter of white")  # as numbers of 8, 10 or 12 bits do
    layer = eight_bits(picture).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)


def eight_bits(picture: "Image") -> "Image":
    """Return a picture of 16-bit greys as one of 8 bits: Pillow itself would take all above 255 for white."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    from PIL.Image import fromarray  # noqa: PLC0415  `import nnlib` loads NumPy only

    values = np.asarray(picture)
    if picture.mode == "F" or values.min() < 0 or values.max() > 65535:  # noqa: PLR2004  the largest 16-bit number
        msg = "its pixels are numbers of which nobody says what is white"
        raise ValueError(msg)
    greys = fromarray(np.round(values / 257).astype(np.uint8))
    if "transparency" in picture.info:
        greys.putalpha(fromarray(np.where(values == picture.info["transparency"], 0, 255).astype(np.uint8)))
    return greys


def doubts_of(image: Array, size: tuple[int, int]) -> Iterator[str]:
    """Yield what became of a picture of some width and height that may not have been wanted."""
    height, width = image.shape[:2]
    scale = max(width / size[0], height / size[1])
    if width * height < size[0] * size[1] * scale**2 / 2:
        yield f"more than half was cut off to get the proportions of {height} by {width}"
    if scale > 2:  # noqa: PLR2004  each pixel has become more than four
        yield f"each pixel became more than four to get {height} by {width}"
    if height * width > 1 and (image == image[0, 0]).all():
        yield "all pixels are alike"


def order_of_pixels(order: str) -> Order:
    """Return the order in which pixels follow one another, checked."""
    return cast("Order", choice("order", order, ("planar", "interleaved")))


def picture_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape in which a picture can be read, checked."""
    _, _, *channels = checked = image_shape(shape)
    if channels not in ([], [3]):
        msg = f"shape must be (height, width, 3) for colour or (height, width) for grey, got {checked}"
        raise ValueError(msg)
    return checked


def image_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return (height, width) or (height, width, channels), checked."""
    names = ("height", "width", "channels")
    lengths = attempt(lambda: shape.tolist() if isinstance(shape, np.ndarray) else shape, otherwise=None)
    lengths = attempt(lambda: tuple(lengths) if isinstance(lengths, tuple | list) else (), otherwise=())
    if len(lengths) not in {2, 3}:
        msg = f"shape must be (height, width) or (height, width, channels), got {shown(shape)}"
        raise ValueError(msg)
    return tuple(count(names[axis], n) for axis, n in enumerate(lengths))
