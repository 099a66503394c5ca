"""The command python -m nnlib.playground, which serves the page until Ctrl-C."""

import argparse
import contextlib
import signal
import sys
import webbrowser
from collections.abc import Sequence
from threading import Thread

from nnlib.playground._server import Server


def main(arguments: Sequence[str]) -> int:
    """Serve the page, and return the status that the command ends with."""
    parser = argparse.ArgumentParser("python -m nnlib.playground", description="A page to play on with networks.")
    parser.add_argument("--port", type=int, default=0, help="a port of this machine (default: one that is free)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    options = parser.parse_args(arguments)
    try:
        server = Server(options.port)
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"Port {options.port} cannot be used: {error}. Leave --port out for a free one.\n")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), server:
        sys.stdout.write(f"The playground is at {server.address} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        if not options.no_browser:
            Thread(target=webbrowser.open, args=[server.address], daemon=True).start()  # some return only when they end
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
