"""Each figure of an executed page is drawn twice, on light ground and on dark, and the page shows the one that fits.

The kernel that executes a page displays figures in pairs, as `drawn_twice` says: the light one, then the dark one.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


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


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell the figures of each page apart as it is read."""
    app.add_transform(LightAndDark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
