"""Make the thumbnails in the table of examples from the pictures that the examples drew; give their folder."""

import sys
from pathlib import Path

from PIL import Image

THUMBNAILS = Path(__file__).parents[1] / "examples" / "thumbnails"


def main() -> None:
    """Write a small picture for each large one; of an animation, its last frame."""
    for path in sorted(Path(sys.argv[1]).glob("*.[pg][ni][gf]")):
        with Image.open(path) as picture:
            picture.seek(getattr(picture, "n_frames", 1) - 1)
            small = picture.convert("RGB")
        small.thumbnail((240, 240))
        small.quantize(64).save(THUMBNAILS / f"{path.stem}.png", optimize=True)


if __name__ == "__main__":
    main()
