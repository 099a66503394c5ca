"""The command python -m nnlib.playground, which serves the page until Ctrl-C."""

import argparse
import contextlib
import signal
import sys
import webbrowser
from collections.abc import Sequence
from threading import Thread

from nnlib.playground._server import Server


def port(text: str) -> int:
    """Return the number of a port; ValueError where it is none."""
    if not 0 <= (number := int(text)) < 65536:  # noqa: PLR2004  two bytes
        raise ValueError
    return number


def open_browser(address: str) -> None:
    """Open a browser, if there is one."""
    with contextlib.suppress(Exception):
        webbrowser.open(address)


def main(arguments: Sequence[str]) -> int:
    """Serve the page, and return the status that the command ends with."""
    parser = argparse.ArgumentParser("python -m nnlib.playground", description="A page to play on with networks.")
    parser.add_argument("--port", type=port, default=0, help="a port of this machine (default: one that is free)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    options = parser.parse_args(arguments)
    try:
        server = Server(options.port)
    except OSError as error:
        print(
            f"Port {options.port} cannot be used: {error.strerror}. Leave --port out for a free one.", file=sys.stderr
        )
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), server:
        print(f"The playground is at {server.address} (Ctrl-C ends it)", flush=True)
        if not options.no_browser:
            Thread(target=open_browser, args=(server.address,), daemon=True).start()  # some last until they are closed
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
