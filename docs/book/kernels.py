"""The kernels that execute the pages: what they load, how they draw, and how they are spoken to."""

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import jupyter_client
from sphinx.application import Sphinx
from traitlets import default

CONFIGURATION = 'c.IPKernelApp.extensions = ["drawn_twice"]\nc.IPKernelApp.log_level = "ERROR"\n'
DRAWING = "savefig.dpi: 150\n"


class SocketFileKernelManager(jupyter_client.AsyncKernelManager):
    """Speaks to its kernel over files: a port that is free now may be taken before the kernel opens it."""

    @default("transport")
    def _files(self) -> str:
        return "ipc"

    @default("connection_file")
    def _a_name_that_no_other_has(self) -> str:
        return f"{os.environ['IPYTHONDIR']}/{uuid4().hex}.json"

    async def shutdown_kernel(self, **options: bool) -> None:
        """End the kernel at once: it has nothing left to keep."""
        await super().shutdown_kernel(**options | {"now": True})


def begin(app: Sphinx) -> None:
    """Give the kernels a profile of their own, settings for pictures, and one thread each."""
    folder = Path(tempfile.mkdtemp(prefix="kernels-"))
    app.connect("build-finished", lambda *_: shutil.rmtree(folder, ignore_errors=True))
    (folder / "profile_default").mkdir()
    (folder / "profile_default" / "ipython_kernel_config.py").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "matplotlibrc").write_text(DRAWING, encoding="utf-8")
    os.environ |= {
        "IPYTHONDIR": str(folder),
        "MATPLOTLIBRC": str(folder),
        "MPLBACKEND": "agg",  # needs no screen
        "OMP_NUM_THREADS": "1",  # several pages are executed at a time
        "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH")])),
    }
    os.environ.pop("DISPLAY", None)  # or agg warns that it shows nothing
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each page compiles the library anew
    if os.name == "posix":
        jupyter_client.AsyncKernelManager = SocketFileKernelManager  # which nbclient asks for when it begins


def setup(app: Sphinx) -> dict[str, bool]:
    """Begin before the pages are read."""
    app.connect("builder-inited", begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
