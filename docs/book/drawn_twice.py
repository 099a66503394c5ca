"""An extension of IPython: what a cell draws is shown on light ground, drawn again on dark, and shown again.

Drawn again is the part of the cell that begins with the first statement that names `plt`, `plots` or `Figure`; so a
cell computes first and draws last. Shown are the files that it wrote into `pictures`; or else, the figures that are
open when it ends.
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
DRAWING = {"plt", "plots", "Figure"}


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
        self.written: dict[Path, int] = {}

    def pictures(self) -> list[Image]:
        """Return the pictures that the cell has written, or else those of its open figures; close them."""
        import matplotlib.pyplot as plt  # noqa: PLC0415  most pages draw nothing

        written = {path: path.stat().st_mtime_ns for path in sorted(Path("pictures").glob("*"))}
        new = [path for path, time in written.items() if self.written.get(path) != time]
        self.written = written
        shown = [Image(path.read_bytes(), format=path.suffix.removeprefix(".")) for path in new]
        for number in [] if shown else plt.get_fignums():
            content = io.BytesIO()
            plt.figure(number).savefig(content, format="png")
            shown.append(Image(content.getvalue(), format="png"))
        plt.close("all")
        return shown

    def after_cell(self, result: ExecutionResult) -> None:
        """Display each picture of a cell that has ended well, on light ground and then on dark."""
        if not result.success or "matplotlib" not in sys.modules:
            return
        try:
            light = self.pictures()
            dark = self.dark_pictures(drawing_part(result.info.raw_cell)) if light else []
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
