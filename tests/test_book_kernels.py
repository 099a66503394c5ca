"""Pages are executed by kernels that one process forks, each in a folder of its own, and nothing is left of them."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

pytest.importorskip("nbclient")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "book"))

import kernels
from kernels import ForkedKernel, SocketFileKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kernels are forked where processes can be")
CODE = """
import os, sys
print("nnlib" in globals(), "nnlib" in sys.modules, os.getcwd(), os.getpid(), os.getppid())
nnlib = 1
"""


@pytest.fixture
def events(monkeypatch):
    """Return what Sphinx calls, after the process of the kernels has begun."""
    handlers = {}
    monkeypatch.setenv("NNLIB_KERNELS", "")
    monkeypatch.setattr(kernels.local_provisioner, "launch_kernel", None)
    with TemporaryDirectory() as folder:  # a path of a socket has to be short, as that of tmp_path may not be
        monkeypatch.setenv("IPYTHONDIR", folder)
        kernels.fork_kernels(SimpleNamespace(connect=handlers.__setitem__), Path(folder))
        yield handlers
        handlers["build-finished"]()


def printed(folder):
    """Return what a kernel prints in a folder."""
    folder.mkdir()
    notebook = new_notebook(cells=[new_code_cell(CODE)])
    client = NotebookClient(notebook, kernel_manager_class=SocketFileKernelManager)
    client.execute(cwd=str(folder))
    return notebook.cells[0].outputs[0].text.split()


def test_each_page_has_a_kernel_of_its_own(events, tmp_path):
    one, two = printed(tmp_path / "one"), printed(tmp_path / "two")
    assert one[:3] == ["False", "True", str(tmp_path / "one")]
    assert two[:3] == ["False", "True", str(tmp_path / "two")]
    assert one[3] != two[3]
    assert one[4] == two[4] != str(os.getpid())
    for number in (one[3], two[3]):
        with pytest.raises(ProcessLookupError):
            os.kill(int(number), 0)


def test_a_kernel_is_a_process_that_can_be_asked_for_its_end(events, tmp_path):
    connection = tmp_path / "connection.json"
    kernel = ForkedKernel(["python", "-f", str(connection)], env=os.environ, cwd=str(tmp_path))
    assert kernel.poll() is None
    assert os.getpgid(kernel.pid) == kernel.pid  # a signal to it and its children is for no other
    kernel.send_signal(9)
    while kernel.poll() is None:
        pass
    kernel.send_signal(9)
    assert kernel.wait() == 0
