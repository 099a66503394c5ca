"""A server of the playground, and what asks it for something."""

import http.client
import json
import threading
import time
from functools import partial

import pytest

from nnlib.playground import _run
from nnlib.playground._server import Server

TAB = "tab_of_the_tests"


@pytest.fixture(autouse=True)
def _all_the_time_in_the_world(monkeypatch):
    """Let a run do all that it is asked for, however busy the machine is."""
    monkeypatch.setattr(_run, "SLICE", 600.0)


class Client:
    """A connection to a server, which speaks HTTP as a browser does."""

    def __init__(self, port, token):
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, name, **headers):
        return self.ask("GET", name, None, headers)

    def post(self, name, tab=TAB, **fields):
        return self.ask("POST", name, json.dumps({"tab": tab, **fields}), {"Content-Type": "application/json"})

    def ask(self, method, name, body, headers):
        """Return the status, and what JSON stands for or the bytes that came."""
        self.connection.request(method, f"/{self.token}/{name}", body, headers)
        response = self.connection.getresponse()
        content = response.read()
        kind = response.headers.get_content_type()
        return response.status, json.loads(content) if kind == "application/json" else content


def serve(server):
    """Let a server serve in a thread, until the generator goes on; no thread stays."""
    before = set(threading.enumerate())
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    until = time.monotonic() + 20
    while set(threading.enumerate()) - before:
        assert time.monotonic() < until, threading.enumerate()
        time.sleep(0.001)


@pytest.fixture
def server():
    yield from serve(Server(0))


@pytest.fixture(scope="module")
def lasting_server():
    """One for all tests of a module."""
    yield from serve(Server(0))


@pytest.fixture
def connect_to():
    """Return a function that makes a connection, by a server's port and token."""
    made = []

    def connected(port, token):
        made.append(Client(port, token))
        return made[-1]

    yield connected
    for client in made:
        client.connection.close()


@pytest.fixture
def connect(connect_to, server):
    """Return a function that makes a connection to this server."""
    return partial(connect_to, server.server_address[1], server.token)


@pytest.fixture
def client(connect):
    return connect()
