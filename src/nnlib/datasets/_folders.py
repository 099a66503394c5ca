"""Folders of pictures: which files are pictures, which folders are classes, and what is neither."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from nnlib._messages import listed, shortened
from nnlib.datasets._damage import damaged
from nnlib.datasets._dialects import composed

ENDINGS = frozenset(
    ".apng .avif .bmp .dib .gif .heic .heif .j2k .jfif .jp2 .jpe .jpeg .jpg "  # noqa: SIM905  a list takes a screen
    ".jpx .jxl .pbm .pcx .pgm .png .pnm .ppm .qoi .sgi .tga .tif .tiff .webp".split()
)
"""Endings of the names of pictures. Pillow reads some of them in newer versions only, or with a plugin."""

LONGEST_NAME = 50
"""Characters that a sentence gives to a name."""


class Found(NamedTuple):
    """A picture: where it is, what it is called, and the class that its folder gives it, if any."""

    path: Path
    name: str
    label: str = ""


def found_in(folder: Path) -> tuple[list[Found], list[tuple[str, str]]]:
    """Return the pictures of a folder or of the folders inside it, and what else is there, with the reasons."""
    direct, folders, left_out = listing(folder, "")
    inside = []
    for path in folders:
        pictures, deeper, others = listing(path, f"{path.name}/")
        if pictures:
            inside += [Found(picture, f"{path.name}/{picture.name}", composed(path.name)) for picture in pictures]
            left_out += others + [(f"{path.name}/{each.name}", "a folder in the folder of a class") for each in deeper]
        else:
            left_out.append((path.name, "no picture in it, but folders" if deeper else "no picture in it"))
    left_out.sort()
    if direct and inside:
        classes = classes_in_order(picture.label for picture in inside)
        alone = listed([path.name for path in direct], quoted)
        both = f"pictures lie in it ({alone}) and in folders ({listed(classes, quoted)})"
        raise damaged(folder, f"{both}: move the first into folders of their classes, or elsewhere")
    if not direct and not inside:
        some = listed(left_out, lambda each: f"{quoted(each[0])}: {each[1]}")
        further = any("folders" in reason for _, reason in left_out)
        advice = ": the folder to read is the one in which the folders of the classes lie" if further else ""
        raise damaged(folder, f"there is no picture in it{f' ({some})' if some else ''}{advice}")
    return [Found(picture, picture.name) for picture in direct] or inside, left_out


def listing(folder: Path, prefix: str) -> tuple[list[Path], list[Path], list[tuple[str, str]]]:
    """Return the pictures that lie in a folder, the folders, and all else with the reason why it is neither."""
    pictures: list[Path] = []
    folders: list[Path] = []
    others: list[tuple[str, str]] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if reason := reason_to_leave_out(path):
            others.append((f"{prefix}{path.name}", reason))
        else:
            (folders if path.is_dir() else pictures).append(path)
    return pictures, folders, others


def reason_to_leave_out(path: Path) -> str | None:
    """Return why a path is neither a folder nor a picture, or None where it is one of them."""
    from PIL import Image  # noqa: PLC0415  `import nnlib` loads NumPy only

    ending = path.suffix.lower()
    if path.name.startswith("."):
        return "hidden"
    if path.is_dir():
        return None
    if not path.is_file():
        return "a link to nothing" if path.is_symlink() else "no file"
    if ending not in ENDINGS:
        return "no ending of a picture"
    if Image.registered_extensions().get(ending) not in Image.OPEN:
        return f"this Pillow does not read {ending}: save it as .png or .jpg"
    return None


def classes_in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the classes in alphabetical order, or in that of their values where all are whole numbers."""
    classes = sorted({label for label in labels if label})
    return tuple(sorted(classes, key=int) if all(name.isdecimal() for name in classes) else classes)


def quoted(name: str) -> str:
    """Return a name in quotation marks, cut where it is long."""
    return repr(shortened(name, LONGEST_NAME))
