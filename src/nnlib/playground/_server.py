"""The server of the page: on the loopback address alone, and for those alone who know its token.

It reads the files of its table and no others. What is refused has not been done.
"""

import contextlib
import hmac
import json
import secrets
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

from nnlib._messages import said, shortened
from nnlib.playground._state import about
from nnlib.playground._tabs import ACTIONS, NoRunError, Tabs

OWN, SHARED = ("index.html", "page.css", "page.js", "drawing.js"), ("common.css", "stepping.css", "stepping.js")
ASSETS = (*(f"playground/assets/{name}" for name in OWN), *(f"_pages/{name}" for name in SHARED))
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
LARGEST_BODY, MOST_CONNECTIONS = 64 * 1024, 128
LAST_SECONDS = 0.5  # the end waits: of a connection for its client, of the server for what is being computed
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STATUSES = {**BaseHTTPRequestHandler.responses, 403: ("Forbidden", "open the address with the token in it")}
Answer = tuple[int, str, bytes]  # status, type, body


def in_json(status: int, content: object) -> Answer:
    """Return an answer in JSON."""
    return status, "application/json", json.dumps(content, allow_nan=False).encode()


def pages() -> dict[str, Answer]:
    """Return what GET fetches, by name; the page itself has the empty one."""
    paths = [Path(__file__).parents[1] / asset for asset in ASSETS]
    found: dict[str, Answer] = {path.name: (200, TYPES[path.suffix], path.read_bytes()) for path in paths}
    return found | {"": found.pop("index.html"), "about": in_json(200, about())}


class Handler(BaseHTTPRequestHandler):
    """A connection, with its requests one after the other."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # else an answer waits 40 ms for the receipt of the one before
    allowed = "GET"

    def respond(self) -> None:
        """Answer a request, or refuse it."""
        if wrong := next((status for status, is_so in self.checks() if is_so), 0):
            self.send_error(wrong)
        else:
            self.reply(*self.server.answer(self.name, self.body))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = respond

    def checks(self) -> Iterator[tuple[int, bool]]:
        """Yield what can be wrong with a request, part by part: the status, and whether it is so."""
        host, *more = self.headers.get_all("Host", [""])
        address = self.requestline.split()[1]  # self.path has its first slashes merged
        yield 400, bool(self.headers.defects or more or not host or not address.startswith("/"))
        _, token, self.name = [*address.split("/", 2), "/"][:3]  # without its last /, the page has no name
        yield 403, host not in self.server.hosts
        yield 403, not hmac.compare_digest(token.encode(), self.server.token.encode())
        yield 403, any(origin != f"http://{host}" for origin in self.headers.get_all("Origin", []))
        if self.name:  # a link may lead to the page itself
            yield 403, self.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}
        yield 404, self.name not in self.server.pages and self.name not in ACTIONS
        self.allowed = "POST" if self.name in ACTIONS else "GET"
        yield 405, self.command != self.allowed
        length = ",".join(self.headers.get_all("Content-Length", []))
        yield 400, "Transfer-Encoding" in self.headers or (self.command == "GET" and length != "")
        if self.command == "POST":
            yield 411, not length
            yield 400, not length.isdecimal()
            yield 413, len(length) > len(str(LARGEST_BODY)) or int(length) > LARGEST_BODY
            yield 415, self.headers.get_content_type() != "application/json"
        self.body = self.rfile.read(int(length or 0))
        yield 400, len(self.body) < int(length or 0)

    def reply(self, status: int, kind: str, body: bytes) -> None:
        """Send an answer, whole and at once."""
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": len(body), "Allow": self.allowed}
        headers |= HEADERS | {"Connection": "close" if self.close_connection else "keep-alive"}
        lines = [f"HTTP/1.1 {status} {STATUSES[status][0]}", *(f"{name}: {headers[name]}" for name in headers)]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + (b"" if self.command == "HEAD" else body))

    def send_error(self, code: int, message: str | None = None, _: str | None = None) -> None:
        """Refuse a request."""
        self.close_connection = True  # what has not been read is not the next request
        self.reply(*in_json(code, {"error": shortened(message or STATUSES[code][1])}))

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Server(ThreadingTCPServer):
    """The page, its token, its tabs, and the connections that are open."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, port: int) -> None:
        self.pages, self.tabs = pages(), Tabs()
        self.connections: set[Any] = set()
        self.token = secrets.token_urlsafe(16)
        super().__init__(("127.0.0.1", port), Handler)
        self.hosts = [f"{name}:{self.server_address[1]}" for name in ("127.0.0.1", "localhost")]
        self.address = f"http://{self.hosts[0]}/{self.token}/"

    def answer(self, name: str, body: bytes) -> Answer:
        """Return the answer to what is asked for."""
        if name in self.pages:
            return self.pages[name]
        status = 400
        try:
            given = {**json.loads(body.decode())}  # an object, and no list
            status = 422
            content = self.tabs.answer(name, given)
            return (200, "text/html", content.encode()) if isinstance(content, str) else in_json(200, content)
        except NoRunError as error:
            return in_json(404, {"error": str(error)})
        except (RecursionError, TypeError, ValueError) as error:
            return in_json(status, {"error": str(error)})
        except Exception as error:  # noqa: BLE001  the server lives, whatever the library met
            return in_json(500, {"error": f"the library met an error: {type(error).__name__}: {said(error)}"})

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection its thread, unless there are too many."""
        if len(self.connections) < MOST_CONNECTIONS:
            self.connections.add(request)
            super().process_request(request, client_address)
        else:
            self.close_request(request)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection when its client has the answer, which it would lose if something were left unread."""
        with contextlib.suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            request.settimeout(LAST_SECONDS)
            end = time.monotonic() + LAST_SECONDS
            while time.monotonic() < end and request.recv(LARGEST_BODY):
                pass
        self.close_request(request)
        self.connections.discard(request)

    def server_close(self) -> None:
        """Close everything, and wait a moment for what is being computed."""
        super().server_close()
        self.tabs.runs.clear()  # who still waits for a turn has nothing to do
        for request in list(self.connections):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        end = time.monotonic() + LAST_SECONDS
        while self.connections and time.monotonic() < end:
            time.sleep(0.01)

    def handle_error(self, *_: object) -> None:
        """Print nothing: a client may close its connection at any time."""
