"""The kernels that execute the pages: where they come from, what they load, how they draw, how they are spoken to."""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import jupyter_client
from jupyter_client.provisioning import local_provisioner
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


class ForkedKernel:
    """A kernel that `forked` has forked, as if it were a process of this one."""

    stdin = stdout = stderr = None

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str], cwd: str, **_: object) -> None:
        asked = {"argv": command[command.index("-f") :], "env": dict(env), "cwd": cwd}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(os.environ["NNLIB_KERNELS"])
            connection.sendall(json.dumps(asked).encode() + b"\n")
            self.pid = int(connection.makefile().readline())

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Return at once: it is asked once it has ended."""
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


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
    logging.getLogger("traitlets").setLevel(logging.WARNING)  # that a page is executed is said already
    os.environ.pop("DISPLAY", None)  # or agg warns that it shows nothing
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each page compiles the library anew
    if os.name == "posix":
        jupyter_client.AsyncKernelManager = SocketFileKernelManager  # which nbclient asks for when it begins
        fork_kernels(app, folder)


def fork_kernels(app: Sphinx, folder: Path) -> None:
    """Begin the process from which kernels are forked; pages that ask before it is ready wait for it."""
    os.environ["NNLIB_KERNELS"] = path = str(folder / "kernels")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        number = server.fileno()
        command = [sys.executable, str(Path(__file__).with_name("forked.py")), str(number)]
        forked = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[number])  # noqa: S603  it is our own
    local_provisioner.launch_kernel = ForkedKernel
    app.connect("build-finished", lambda *_: forked.communicate())  # ends its input, and so the process


def setup(app: Sphinx) -> dict[str, bool]:
    """Begin before the pages are read, and beside what else is done first."""
    app.connect("builder-inited", begin, priority=50)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
