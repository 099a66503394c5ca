"""The process from which kernels are forked, when it has imported what most pages import and take long to import.

It is given the number of a socket that listens. Each connection asks for a kernel by a line of JSON, and is told the
number of its process. It ends with its standard input, which the build holds open; kernels end with it, as they do
with any parent.
"""

import gc
import json
import os
import signal
import socket
import sys
from importlib import import_module
from select import select

os.environ["JPY_PARENT_PID"] = str(os.getpid())  # whom kernels watch; read when ipykernel is imported
USED = ("ipykernel.kernelapp", "matplotlib.pyplot", "nnlib")


def run(connection: socket.socket) -> None:
    """Become the kernel that is asked for."""
    asked = json.loads(connection.makefile().readline())
    os.setsid()  # signals to the kernel and all that it starts are for no other
    connection.sendall(b"%d\n" % os.getpid())
    connection.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(asked["cwd"])
    os.environ |= asked["env"]
    gc.disable()  # a kernel ends soon: to look for the figures that it needs no more takes a tenth of its time
    import_module("ipykernel.kernelapp").launch_new_instance(argv=asked["argv"])


def serve(server: socket.socket) -> None:
    """Fork a kernel for each connection."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for a kernel's end
    while sys.stdin not in select([server, sys.stdin], [], [])[0]:
        connection, _ = server.accept()
        if not os.fork():
            server.close()
            run(connection)
            os._exit(0)
        connection.close()


if __name__ == "__main__":
    for module in USED:
        import_module(module)
    with socket.socket(fileno=int(sys.argv[1])) as listening:
        serve(listening)
