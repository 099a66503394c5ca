"""Your own pictures, in a folder or in one folder for each class, as columns of X with their labels Y."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, cast

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._files import FileError, StrPath, checked_path, short_names
from nnlib._messages import attempt, counted, is_a, listed, said, shortened
from nnlib._parts import Printed, Rows, Title
from nnlib._printing import prints_everywhere
from nnlib._registry import Described
from nnlib._validation import examples, names, number, require_instance, switch
from nnlib.datasets._damage import damaged
from nnlib.datasets._dialects import composed
from nnlib.datasets._folders import Found, classes_in_order, found_in, quoted
from nnlib.datasets.images import Order, image_to_vector, order_of_pixels, picture_in, picture_shape

PARTS_OF_DATA = {"train", "training", "test", "testing", "val", "valid", "validation", "dev", "predict", "new"}
"""Names of folders that hold parts of the data rather than classes."""

TURNED = "1 - X turns them"
"""What helps where pictures in columns are inverted."""

LONGEST_REASON = 60
"""Characters that a sentence gives to the reason why a picture cannot be read."""
MOST_DAMAGED = 5
"""The number of pictures that cannot be read after which reading stops."""

CLEARLY = 0.15
"""The distance from 1/2 at which the mean of a picture tells light on dark from dark on light."""
SEVERAL = 5
"""The number of pictures from which a third of that distance is enough."""


@prints_everywhere
@dataclass(frozen=True)
class PictureRecipe(Described):
    """The recipe that turns pictures into columns of X; new pictures are read by it.

    `read_images` makes it from the training pictures. If X came from elsewhere, make it by hand. A file can hold it.

    Parameters
    ----------
    shape : (int, int, 3) or (int, int)
        (height, width, 3) in colour, (height, width) in grey.
    order : {"planar", "interleaved"}, default "planar"
        As in `image_to_vector`.
    invert : bool, default False
        Whether each value v becomes 1 − v.
    classes : tuple of str, optional
        The names of the class indices in Y, if there are classes.
    brightness : float, optional
        The mean of the training pictures' values. With it, `read` notices inverted new pictures.

    Examples
    --------
    The shipped digits are light on dark. This recipe takes photographs of dark ink on white paper for the like:

    >>> from nnlib.datasets import digits
    >>> X, Y = digits()
    >>> recipe = PictureRecipe((8, 8), invert=True, classes=tuple("0123456789"), brightness=X.mean())
    >>> recipe.n_x
    64
    >>> recipe.read(X[:, :5])
    Pictures(n_x=64, m=5, no labels, left out: 0)
    >>> recipe.read(1 - X[:, :5]).doubts[0]
    'these pictures are light (mean 0.71) where those of training were dark (mean 0.31): 1 - X turns them'
    """

    shape: tuple[int, ...]
    order: Order = "planar"
    invert: bool = False
    classes: tuple[str, ...] = ()
    brightness: float | None = None

    def __post_init__(self) -> None:
        """Check every field: a file may hold anything."""
        object.__setattr__(self, "shape", picture_shape(self.shape))
        object.__setattr__(self, "order", order_of_pixels(self.order))
        require_instance("invert", self.invert, bool, "True or False")
        object.__setattr__(self, "classes", names("classes", self.classes))
        if len(set(map(composed, self.classes))) < len(self.classes):
            msg = f"classes must differ, got {listed(self.classes, quoted)}"
            raise ValueError(msg)
        if self.brightness is not None:
            object.__setattr__(self, "brightness", number("brightness", self.brightness))
            if not 0 <= self.brightness <= 1:
                msg = f"brightness must be a mean of values from 0 to 1, got {self.brightness}"
                raise ValueError(msg)

    @property
    def n_x(self) -> int:
        """The number of rows of X."""
        return math.prod(self.shape)

    @property
    def features(self) -> tuple[str, ...]:
        """No names: the rows of X are pixels."""
        return ()

    @property
    def target(self) -> None:
        """No name: Y tells which class a picture shows."""
        return

    @short_names()
    def read(self, source: StrPath | Sequence[StrPath] | ArrayLike, *, labels: bool = False) -> "Pictures":
        """Return new pictures as columns, as those of training were.

        Parameters
        ----------
        source : path-like, list of path-likes, Pictures, or array_like of shape (n_x, m)
            A folder, as in `read_images`; the file of one picture, or several files; or columns that are ready. A file
            that is given by its own name may have any ending.
        labels : bool, default False
            Whether folders inside a folder have to be classes of this recipe. By default pictures in other folders are
            taken too, and no picture gets a label.

        Returns
        -------
        Pictures
            With labels where the folder has a folder for each class. Columns that are ready are named "1", "2", ….

        Raises
        ------
        FileError
            If there is no picture, or some cannot be read; with `labels`, if a folder is no class.
        ValueError
            If X has another number of rows, or Pictures have another shape, order of pixels or other classes.
        """
        labels = switch("labels", labels)
        if names_a_file(source):
            path = checked_path(source)
            return pictures_in(path, self, labels=labels) if path.is_dir() else self.read([path])
        if (paths := paths_in(source)) is not None:
            return pictures_of([Found(path, str(path)) for path in paths], self, "pictures")
        if is_a(source, Pictures):
            return pictures_read(source, self)
        if (
            attempt(lambda: np.shape(cast("ArrayLike", source)) == self.shape, otherwise=False)
            and self.shape[0] != self.n_x
        ):
            msg = "an image is a column, image_to_vector(image): give that, or the path of the file"
            raise ValueError(msg)
        X = np.ascontiguousarray(examples(cast("ArrayLike", source), self.n_x, np.float64).T).T
        columns = tuple(str(i) for i in range(1, X.shape[1] + 1))
        return Pictures(X, no_labels(X), columns, self, (), tuple(doubts_about(X, self, TURNED)))


@prints_everywhere
@dataclass(frozen=True, repr=False, eq=False)
class Pictures:
    """Pictures as X and Y, with their names and a list of what was left out.

    ``X, Y = pictures`` gives the arrays if there are labels, and ``X, names = pictures`` if there are none.

    Parameters
    ----------
    X : ndarray of shape (n_x, m), float64
        One picture in each column. 0 is black and 1 is white; with ``invert=True`` 0 is white and 1 is black.
    Y : ndarray of shape (1, m), int64
        Class indices. The shape is (0, m) if there are no labels.
    names : tuple of str
        The m files: ``names[i]`` belongs to ``X[:, i]``, such as "1.png", or "cats/1.png" if folders are classes.
    recipe : PictureRecipe
        The recipe of the pictures, to read others in the same way.
    left_out : tuple of (str, str)
        Name and reason for every file and folder that was left out.
    doubts : tuple of str
        Sentences about possible mistakes: pictures that seem inverted; that were enlarged much, or cropped by more than
        half; of which only the first frame was read; in which all pixels are equal. None of them is an error.
    """

    X: Array
    Y: Array
    names: tuple[str, ...]
    recipe: PictureRecipe
    left_out: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the class indices."""
        return self.recipe.classes

    def taken(self, indices: Array) -> "Pictures":
        """Return some of the pictures."""
        names = tuple(self.names[i] for i in indices)
        return replace(self, X=self.X.T[indices].T, Y=self.Y.T[indices].T, names=names)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.X, self.Y if len(self.Y) else self.names))

    @property
    def _facts(self) -> str:
        """What they are, and how many were left out."""
        n_x, m = self.X.shape
        labels = f"classes {listed(self.classes, quoted)}" if len(self.Y) else "no labels"
        doubts = f", doubts: {len(self.doubts)}" if self.doubts else ""
        return f"n_x={n_x}, m={m}, {labels}, left out: {len(self.left_out)}{doubts}"

    def __repr__(self) -> str:
        return f"Pictures({self._facts})"

    def _parts_(self) -> Iterator[Printed]:
        """Yield what is printed, with the files that were left out and the doubts."""
        yield Title("Pictures", rest=f": {self._facts}")
        if self.left_out:
            yield Rows(("left out", ""), self.left_out, most=10)
        yield from self.doubts


def names_a_file(source: object) -> bool:
    """Whether something is a path."""
    return attempt(lambda: isinstance(source, str | PathLike), otherwise=False)


def paths_in(source: Any) -> list[Path] | None:  # noqa: ANN401  whatever was handed in
    """Return the files that a list or an iterator names; None where the source is no such thing."""
    if not (is_a(source, list) or is_a(source, tuple) or is_a(source, Iterator)):
        return None
    try:
        if not is_a(source, Iterator) and source and not any(map(names_a_file, source)):
            return None  # numbers
        paths = list(map(checked_path, source))
    except Exception as error:  # noqa: BLE001  the methods of what came may raise anything
        msg = f"pictures cannot be taken as files: {said(error)}"
        raise TypeError(msg) from None
    if not paths:
        msg = "pictures must list at least one file"
        raise ValueError(msg)
    return paths


@short_names()
def read_images(
    folder: StrPath,
    shape: tuple[int, ...] | None = None,
    *,
    order: Order = "planar",
    invert: bool | None = None,
    like: Pictures | PictureRecipe | None = None,
) -> Pictures:
    """Return the pictures of a folder as columns, with labels if it has a folder for each class.

    Pictures in the folder itself have no labels. If they are in folders inside it, such as ``cats/1.png`` and
    ``dogs/1.png``, each of these folders is a class. Classes are in alphabetical order; if all are whole numbers, "2"
    comes before "10".

    Files whose names end in .jpg, .png, .tif and the like, also in capitals, are read as pictures. All other files,
    hidden ones, and folders further down are left out and reported. `read_image` describes how each picture is read.

    Parameters
    ----------
    folder : path-like
        The folder of the pictures.
    shape : (int, int, 3) or (int, int)
        As in `read_image`: (height, width, 3) in colour, (height, width) in grey. Not needed with `like`.
    order : {"planar", "interleaved"}, default "planar"
        As in `image_to_vector`.
    invert : bool, optional
        False, the default, keeps values as in a photograph: 0 is black and 1 is white. In `digits` and `fashion_mnist`
        it is the other way round: 0 is paper and 1 is ink. True reads dark ink on light paper in this form.
    like : Pictures or PictureRecipe, optional
        Earlier pictures, whose shape, order, inversion and classes are used. A folder of test data, or of pictures to
        predict, is then read like the training data. Pass `invert` as well if the new pictures are light where those of
        training were dark, or the reverse.

    Returns
    -------
    Pictures
        ``X``, ``Y``, ``names``, and lists of what was left out or is doubtful.

    Raises
    ------
    FileError
        If there is no picture, or some cannot be read; if pictures are both in the folder and in folders inside it; if
        there is only one class; if there is a class that `like` does not have.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> with TemporaryDirectory() as folder:
    ...     for name, colour in [("day/1.png", "white"), ("day/2.png", "yellow"), ("night/1.png", "navy")]:
    ...         path = Path(folder, name)
    ...         path.parent.mkdir(exist_ok=True)
    ...         Image.new("RGB", (64, 48), colour).save(path)
    ...     pictures = read_images(folder, (32, 32, 3))
    >>> pictures, pictures.names
    (Pictures(n_x=3072, m=3, classes 'day', 'night', left out: 0, doubts: 1), ('day/1.png', 'day/2.png', 'night/1.png'))
    >>> X, Y = pictures
    >>> Y
    array([[0, 0, 1]])
    >>> pictures.doubts
    ("all pixels are alike in 3 pictures: 'day/1.png', 'day/2.png', 'night/1.png'",)
    """
    folder, order = checked_path(folder), order_of_pixels(order)
    if like is not None:
        recipe = like.recipe if is_a(like, Pictures) else like
        require_instance("like", recipe, PictureRecipe, "Pictures or a PictureRecipe")
        if shape is not None or order != "planar":
            msg = "with like, the earlier pictures say how these are read: no shape, no order"
            raise ValueError(msg)
        return pictures_in(folder, recipe if invert is None else replace(recipe, invert=invert), labels=True)
    if shape is None:
        msg = "shape is missing: (height, width, 3) for colour, (height, width) for grey, such as (64, 64, 3)"
        raise TypeError(msg)
    recipe = PictureRecipe(shape, order, False if invert is None else invert)
    pictures = pictures_in(folder, recipe, labels=True, new=True)
    return replace(pictures, recipe=replace(pictures.recipe, brightness=pictures.X.mean()))


def pictures_in(folder: Path, recipe: PictureRecipe, *, labels: bool, new: bool = False) -> Pictures:
    """Read a folder by a recipe: its classes are those that the recipe knows, or new ones.

    Where a folder inside it is neither, that is an error with `labels`, and without them no picture gets a label.
    """
    found, left_out = found_in(folder)
    classes = classes_in_order(picture.label for picture in found)
    if new:
        if len(classes) == 1:
            alone = f"all pictures are in the one folder {quoted(classes[0])}, so that there is nothing to tell apart"
            raise damaged(folder, f"{alone}; without labels they are read from {found[0].path.parent}")
        recipe = replace(recipe, classes=classes)
    known = {composed(name): k for k, name in enumerate(recipe.classes)}
    unknown = [name for name in classes if name not in known]
    if unknown and labels:
        earlier = (
            f"the earlier classes are {listed(recipe.classes, quoted)}" if known else "there were no classes earlier"
        )
        raise damaged(folder, f"the folder {quoted(unknown[0])} would be a class, but {earlier}")
    found.sort(key=lambda picture: known.get(picture.label, 0))
    pictures = replace(pictures_of(found, recipe, folder), left_out=tuple(left_out))
    doubts = pictures.doubts
    if unknown:
        doubts += (f"no picture has a label, since these folders are no classes: {listed(unknown, quoted)}",)
    if unknown or not classes:
        return replace(pictures, doubts=doubts)
    if {name.lower() for name in classes} <= PARTS_OF_DATA:
        doubts += (f"the folders {listed(classes, quoted)} are read as classes, but are called like parts of data",)
    return replace(pictures, Y=np.array([[known[picture.label] for picture in found]], np.int64), doubts=doubts)


def pictures_read(pictures: Pictures, recipe: PictureRecipe) -> Pictures:
    """Return pictures that have been read, with the doubts that another recipe than their own has about them."""
    theirs = pictures.recipe
    if theirs == recipe:
        return pictures
    if theirs.shape != recipe.shape or theirs.classes != recipe.classes:
        msg = "the pictures have another shape or other classes: read them with like="
        raise ValueError(msg)
    if theirs.order != recipe.order and len(recipe.shape) == 3:  # noqa: PLR2004  in grey both orders are one
        msg = f"the pictures have their pixels {theirs.order}, those of training {recipe.order}: read them with like="
        raise ValueError(msg)
    doubts = [*doubts_about(pictures.X, recipe, read_inverted(theirs))]
    if theirs.invert != recipe.invert and not tells_brightness(pictures.X, recipe):
        told = f"these pictures were read with invert={theirs.invert}, those of training with invert={recipe.invert}"
        doubts.append(f"{told}: {read_inverted(theirs)}")
    return replace(pictures, doubts=(*pictures.doubts, *doubts))


def pictures_of(found: list[Found], recipe: PictureRecipe, what: StrPath) -> Pictures:
    """Read picture after picture into the rows of one array."""
    rows = np.empty((len(found), recipe.n_x))
    noted: dict[str, list[str]] = defaultdict(list)
    damage: dict[str, FileError] = {}
    for row, (path, name, _) in zip(rows, found, strict=True):
        try:
            image, notes = picture_in(path, recipe.shape)
        except FileError as error:
            damage[name] = error
            if len(damage) == MOST_DAMAGED:
                break
            continue
        row[:] = image_to_vector(image, order=recipe.order)[:, 0]
        for note in notes:
            noted[note].append(name)
    if damage:
        raise next(iter(damage.values())) if len(damage) == 1 else unreadable(damage, what)
    if recipe.invert:
        np.subtract(1, rows, out=rows)
    doubts = [f"{note} in {counted(len(those), 'picture')}: {listed(those, quoted)}" for note, those in noted.items()]
    doubts += doubts_about(rows.T, recipe, read_inverted(recipe))
    return Pictures(rows.T, no_labels(rows.T), tuple(name for _, name, _ in found), recipe, (), tuple(doubts))


def unreadable(damage: dict[str, FileError], what: StrPath) -> FileError:
    """Return the error for several pictures."""
    n = f"{len(damage)} pictures{' or more' if len(damage) == MOST_DAMAGED else ''}"
    reasons = {name: str(error).rpartition("read as a picture: ")[-1] for name, error in damage.items()}
    some = listed(list(reasons), lambda name: f"{quoted(name)} ({shortened(reasons[name], LONGEST_REASON)})")
    return damaged(what, f"{n} cannot be read: {some}")


def tells_brightness(X: Array, recipe: PictureRecipe) -> bool:
    """Whether the mean of training is so far from 1/2 that it tells pictures that are inverted from others."""
    far = CLEARLY if X.shape[1] < SEVERAL else CLEARLY / 3
    return recipe.brightness is not None and abs(recipe.brightness - 0.5) > far


def read_inverted(recipe: PictureRecipe) -> str:
    """Say what turns pictures that this recipe has read."""
    return f"{TURNED}, as read_images(..., invert={not recipe.invert}, like=...) does"


def doubts_about(X: Array, recipe: PictureRecipe, remedy: str) -> Iterator[str]:
    """Yield a sentence if values are not those of pictures, or if pictures seem inverted beside those of training."""
    low, high, mean, then = X.min(), X.max(), X.mean(), cast("float", recipe.brightness)
    if low < 0 or high > 1:
        yield f"values go from {low:.4g} to {high:.4g}, but those of pictures from 0 (black) to 1 (white)"
    elif tells_brightness(X, recipe) and abs(mean - (1 - then)) < abs(mean - then) / 2:
        now, before = ("light", "dark") if mean > then else ("dark", "light")
        training = f"those of training were {before} (mean {then:.2f})"
        yield f"these pictures are {now} (mean {mean:.2f}) where {training}: {remedy}"


def no_labels(X: Array) -> Array:
    """Return Y of no rows."""
    return np.empty((0, X.shape[1]), np.int64)
