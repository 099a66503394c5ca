"""The server of the page: on the loopback address alone, for those alone who know its token.

It reads no file but the assets of its table, and nothing but what a request asks for is done. A request is checked in
this order: its host, its token, where it comes from, its name, its method, its body.
"""

import contextlib
import hmac
import json
import math
import secrets
import socket
import socketserver
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nnlib
from nnlib._messages import said
from nnlib.playground._state import about
from nnlib.playground._tabs import ACTIONS, NoRunError, Tabs

ASSETS = {
    Path(__file__).parent / "assets": ("index.html", "page.css", "page.js", "drawing.js"),
    Path(nnlib.__path__[0]) / "_pages": ("common.css", "stepping.css", "stepping.js"),
}
"""All that is read, from which folder."""
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
LARGEST_BODY = 64 * 1024
MOST_CONNECTIONS = 128
SECONDS = 30.0
"""So long a connection may take to fetch its answer and to bring the next request."""
LAST_SECONDS = 0.5
"""So long the server waits at its end for what is being computed."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What each answer carries."""


class RefusalError(Exception):
    """A request that is refused, with a status and a reason."""

    def __init__(self, status: HTTPStatus, reason: str, **headers: str) -> None:
        super().__init__(reason)
        self.status, self.headers = status, headers


class Answer(bytes):
    """The body of an answer, which knows its type."""

    type: str

    def __new__(cls, content: object, kind: str = "application/json") -> "Answer":
        """Encode a text, or what JSON can hold."""
        text = content if isinstance(content, str) else json.dumps(content, allow_nan=False)
        answer = super().__new__(cls, text.encode())
        answer.type = f"{kind}; charset=utf-8"
        return answer


def pages() -> dict[str, Answer]:
    """Return what is fetched with GET, by name; the page itself has the empty one."""
    found = {"about": Answer(about())}
    for folder, names in ASSETS.items():
        for name in names:
            kind = name.rpartition(".")[2]
            if (folder / name).exists():
                text = (folder / name).read_text(encoding="utf-8")
                found["" if kind == "html" else name] = Answer(text, TYPES[kind])
    return found


def finite(text: str) -> float:
    """Return a number of JSON as a float; ValueError where it is too large, or none."""
    if not math.isfinite(number := float(text)):
        msg = f"{text} is no finite number"
        raise ValueError(msg)
    return number


class Handler(BaseHTTPRequestHandler):
    """One connection, with its requests one after the other."""

    server: "Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # an answer would wait 40 ms for the receipt of the one before

    def respond(self) -> None:
        """Answer a request."""
        stays, self.close_connection = self.close_connection, True  # what has not been read is no next request
        headers: dict[str, str] = {}
        try:
            name = self.name()
            given = self.given() if self.command == "POST" else {}
            self.close_connection = stays
            self.server.connections[self.connection] = math.inf
            status, answer = self.server.answer(name, given)
        except RefusalError as refusal:
            status, answer, headers = refusal.status, Answer({"error": said(refusal)}), refusal.headers
        self.reply(status, answer, headers)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = respond

    def name(self) -> str:
        """Return the name that a request asks for, by a method that it has; RefusalError where it may not be had."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or self.headers.defects:
            raise RefusalError(HTTPStatus.BAD_REQUEST, "the headers must be whole, and name one host")
        if hosts[0] not in self.server.hosts:
            raise RefusalError(HTTPStatus.FORBIDDEN, "this is no host of this server")
        target = self.requestline.split()[1]  # self.path has its first slashes merged
        if not target.startswith("/"):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "the target must be a path")
        _, token, name = [*target.split("/", 2), ""][:3]
        if not hmac.compare_digest(token.encode("latin-1"), self.server.token.encode()):
            raise RefusalError(HTTPStatus.FORBIDDEN, "the address lacks the token: use the one that was printed")
        foreign = any(origin != f"http://{hosts[0]}" for origin in self.headers.get_all("Origin", []))
        from_elsewhere = self.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}
        if foreign or (from_elsewhere and name):  # a link may lead to the page itself
            raise RefusalError(HTTPStatus.FORBIDDEN, "this comes from another page")
        if name not in self.server.pages and name not in ACTIONS:
            raise RefusalError(HTTPStatus.NOT_FOUND, "there is nothing of this name")
        method = "POST" if name in ACTIONS else "GET"
        if self.command != method:
            raise RefusalError(HTTPStatus.METHOD_NOT_ALLOWED, f"this takes {method} alone", Allow=method)
        if "Transfer-Encoding" in self.headers or (method == "GET" and "Content-Length" in self.headers):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "a body has a length, and comes with POST")
        return name

    def given(self) -> dict[str, Any]:
        """Return the object in a request's body; RefusalError where there is none."""
        lengths = self.headers.get_all("Content-Length", [])
        if not lengths:
            raise RefusalError(HTTPStatus.LENGTH_REQUIRED, "the header Content-Length is missing")
        if len(lengths) > 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "the header Content-Length must be a number")
        if len(lengths[0]) > len(str(LARGEST_BODY)) or int(lengths[0]) > LARGEST_BODY:
            raise RefusalError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {LARGEST_BODY:,} bytes")
        if self.headers.get_content_type() != "application/json":
            raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a body must be application/json")
        body = self.rfile.read(int(lengths[0]))
        try:
            given = json.loads(body.decode(), parse_float=finite, parse_constant=finite)
        except (ValueError, RecursionError) as error:
            raise RefusalError(HTTPStatus.BAD_REQUEST, f"the body is no JSON: {said(error)}") from None
        if not isinstance(given, dict):
            raise RefusalError(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
        return given

    def reply(self, status: int, answer: Answer, more: dict[str, str] | None = None) -> None:
        """Send an answer, at once and whole."""
        self.server.connections[self.connection] = time.monotonic() + SECONDS
        headers = {"Content-Type": answer.type, "Content-Length": len(answer), **HEADERS, **(more or {})}
        headers["Connection"] = "close" if self.close_connection else "keep-alive"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {headers[name]}" for name in headers)]
        body = b"" if self.command == "HEAD" else answer
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def send_error(self, code: int, message: str | None = None, _: str | None = None) -> None:
        """Answer what is no request of HTTP, or none by a known method."""
        self.close_connection = True
        self.reply(code, Answer({"error": message or HTTPStatus(code).phrase}))

    def handle_expect_100(self) -> bool:
        """Refuse to ask for a body before it is sent."""
        self.send_error(HTTPStatus.EXPECTATION_FAILED)
        return False

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Server(ThreadingHTTPServer):
    """The page, its token, its tabs, and the connections, each with the time until which it may rest."""

    request_queue_size = MOST_CONNECTIONS

    def __init__(self, port: int) -> None:
        self.pages, self.tabs = pages(), Tabs()
        self.connections: dict[Any, float] = {}
        self.token = secrets.token_urlsafe(16)
        super().__init__(("127.0.0.1", port), Handler)
        port = self.server_address[1]
        self.hosts = [name if port == 80 else f"{name}:{port}" for name in ("127.0.0.1", "localhost")]  # noqa: PLR2004
        self.address = f"http://{self.hosts[0]}/{self.token}/"

    def server_bind(self) -> None:
        """Bind without asking anybody for the name of this machine."""
        socketserver.TCPServer.server_bind(self)

    def answer(self, name: str, given: dict[str, Any]) -> tuple[HTTPStatus, Answer]:
        """Return the status and the answer to what is asked for."""
        if name in self.pages:
            return HTTPStatus.OK, self.pages[name]
        try:
            content = self.tabs.answer(name, given)
            return HTTPStatus.OK, Answer(content, "text/html" if isinstance(content, str) else "application/json")
        except NoRunError as error:
            return HTTPStatus.NOT_FOUND, Answer({"error": said(error)})
        except (TypeError, ValueError) as error:
            return HTTPStatus.UNPROCESSABLE_ENTITY, Answer({"error": str(error)})
        except Exception as error:  # noqa: BLE001  the server lives, whatever the library has met
            reason = f"the library has met an error of its own, {type(error).__name__}: {said(error)}"
            return HTTPStatus.INTERNAL_SERVER_ERROR, Answer({"error": reason})

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as socketserver has it
        """Give a connection its thread, or send it away where there are too many."""
        if len(self.connections) >= MOST_CONNECTIONS:
            with contextlib.suppress(OSError):
                request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            self.close_request(request)
            return
        self.connections[request] = time.monotonic() + SECONDS
        super().process_request(request, client_address)

    def service_actions(self) -> None:
        """End the connections that rest too long; this is called about twice a second."""
        for request, until in list(self.connections.items()):
            if until < time.monotonic():
                self.end(request)

    def end(self, request: Any) -> None:  # noqa: ANN401  as above
        """Let a connection's thread find its end."""
        with contextlib.suppress(OSError):
            request.shutdown(socket.SHUT_RDWR)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401  as above
        """Close a connection once its client has read the answer: with bytes unread, it would lose the answer."""
        with contextlib.suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            request.settimeout(1)
            for _ in range(64):
                if not request.recv(LARGEST_BODY):
                    break
        self.close_request(request)
        self.connections.pop(request, None)

    def server_close(self) -> None:
        """Close everything, and wait a moment for what is being computed."""
        super().server_close()
        self.tabs.runs.clear()  # who still waits for a turn has nothing to compute
        for request in list(self.connections):
            self.end(request)
        end = time.monotonic() + LAST_SECONDS
        while self.connections and time.monotonic() < end:
            time.sleep(0.01)

    def handle_error(self, *_: object) -> None:
        """Print nothing: a client that closes its connection is no error."""
