"""An extension of IPython: what a cell draws is shown on light ground, drawn again on dark, and shown again.

Drawn again is the part of the cell that begins with the first statement that names `plt` or `plots`; so a cell computes
first and draws last. Shown are the figures that are open when the cell ends, and the animations that it wrote.
"""

import ast
import io
import sys
import warnings
from contextlib import redirect_stdout
from pathlib import Path

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.display import Image, display

DARK = {"figure.facecolor": "#131416", "axes.facecolor": "#131416", "savefig.facecolor": "#131416"}  # as the page
DRAWING = {"plt", "plots"}


def drawing_part(code: str) -> str:
    """Return a cell from the first statement that draws to its end; where none is known to draw, its last one."""
    statements = ast.parse(code).body

    def draws(statement: ast.stmt) -> bool:
        """Return whether a statement, other than an import or a definition, names what draws."""
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            return False
        names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
        return bool(names & DRAWING)

    first = next((number for number, statement in enumerate(statements) if draws(statement)), -1)
    return "\n".join(ast.unparse(statement) for statement in statements[first:])


class DrawnTwice:
    """What watches the cells of one page."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.animations: dict[Path, int] = {}

    def written(self) -> dict[Path, int]:
        """Return the animations that lie below the page's folder, with the times at which they were written."""
        return {path: path.stat().st_mtime_ns for path in sorted(Path().glob("*/*.gif"))}

    def pictures(self) -> list[Image]:
        """Return the figures that are open, which are closed, and the animations that are new."""
        import matplotlib.pyplot as plt  # noqa: PLC0415  most pages draw nothing

        pictures = []
        for number in plt.get_fignums():
            content = io.BytesIO()
            plt.figure(number).savefig(content, format="png", dpi=150, bbox_inches="tight", pad_inches=0.05)
            pictures.append(Image(content.getvalue(), format="png"))
        plt.close("all")
        written = self.written()
        changed = [path for path, time in written.items() if self.animations.get(path) != time]
        self.animations = written
        return pictures + [Image(path.read_bytes(), format="gif") for path in changed]

    def after_cell(self, result: ExecutionResult) -> None:
        """Display each picture of a cell that has ended well, on light ground and then on dark."""
        if not result.success or "matplotlib.pyplot" not in sys.modules or not (light := self.pictures()):
            return
        try:
            dark = self.dark_pictures(drawing_part(result.info.raw_cell))
            for pair in zip(light, dark, strict=True):
                display(*pair)
        except Exception as error:  # noqa: BLE001  whatever it is, IPython would only print it; so it fails the cell
            result.error_in_exec = error
            self.shell.showtraceback()

    def dark_pictures(self, code: str) -> list[Image]:
        """Return what code draws on dark ground; what it prints and warns of was seen before."""
        import matplotlib.pyplot as plt  # noqa: PLC0415  most pages draw nothing

        settings = plt.style.context(["dark_background", DARK])
        with settings, redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(compile(code, "<drawn again>", "exec"), self.shell.user_ns)  # noqa: S102  the page's own lines
                return self.pictures()
            finally:
                plt.close("all")


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Watch the cells; axes that a cell's last line returns are seen and need no line of text.

    What a cell prints is sent when it ends: in pieces, each would begin a line of its own on the page.
    """
    sys.stdout.flush_interval = sys.stderr.flush_interval = 3600
    shell.events.register("post_run_cell", DrawnTwice(shell).after_cell)
    formatter = shell.display_formatter.ipython_display_formatter
    for kind in ("matplotlib.axes._axes.Axes", "matplotlib.figure.Figure"):
        formatter.for_type_by_name(*kind.rsplit(".", 1), lambda _: None)
