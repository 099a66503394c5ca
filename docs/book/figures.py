"""Each figure of an executed page is drawn twice, on light ground and on dark, and the page shows the one that fits.

The kernel that executes a page loads `drawn_twice`, which displays figures in pairs: the light one, then the dark one.
"""

import os
import shutil
import tempfile
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

CONFIGURATION = 'c.IPKernelApp.extensions = ["drawn_twice"]\nc.IPKernelApp.log_level = "ERROR"\n'


class LightAndDark(SphinxTransform):
    """Tell the figures of a pair apart, so that the style sheet shows one of them."""

    default_priority = 700

    def apply(self) -> None:
        """Mark the pictures that a cell displayed by turns, and put those of a pair above one caption."""
        for cell in self.document.findall(
            lambda node: "cell_output" in getattr(node, "attributes", {}).get("classes", [])
        ):
            pictures = list(cell.findall(nodes.image))
            for light, dark in zip(pictures[::2], pictures[1::2], strict=True):
                light["classes"].append("only-light")
                dark["classes"].append("only-dark")
                one, other = (self.figure(picture) for picture in (light, dark))
                if one and other:
                    one.insert(1, other[0])
                    other.parent.remove(other)

    @staticmethod
    def figure(node: nodes.Node | None) -> nodes.figure | None:
        """Return the figure that a picture stands in, if there is one."""
        while node is not None and not isinstance(node, nodes.figure):
            node = node.parent
        return node


def begin(app: Sphinx) -> None:
    """Give the kernels a profile of their own, a backend that needs no screen, and one thread each."""
    folder = Path(tempfile.mkdtemp(prefix="kernels-"))
    (folder / "profile_default").mkdir()
    (folder / "profile_default" / "ipython_kernel_config.py").write_text(CONFIGURATION, encoding="utf-8")
    app.connect("build-finished", lambda *_: shutil.rmtree(folder, ignore_errors=True))
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")]))
    os.environ["MPLBACKEND"] = "agg"
    os.environ.pop("DISPLAY", None)  # or agg warns that it shows nothing
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # several pages are executed at a time


def setup(app: Sphinx) -> dict[str, bool]:
    """Begin before the pages are read."""
    app.connect("builder-inited", begin)
    app.add_transform(LightAndDark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
