"""The server answers the page, and twenty tabs at once; it waits for nobody, and ends when it is told to."""

import contextlib
import http.client
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib.playground import __main__ as command
from nnlib.playground import _server
from nnlib.playground._run import Run
from nnlib.playground._server import ASSETS, HEADERS, Handler, Server
from nnlib.playground._state import State, about

STATE = {"m": 20, "layers": [2]}
"""A small run, of which a frame takes little time."""
HURRY = 0.05
"""Seconds in place of those that the server has patience for."""


def wait_until(true):
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.001)


def silent(server):
    """Return a connection that says nothing yet, and that the server knows of."""
    n = len(server.connections)
    connection = socket.create_connection(server.server_address, timeout=20)
    wait_until(lambda: len(server.connections) > n)
    return connection


def test_each_asset_is_fetched_with_its_type(server, client):
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
    for asset in ASSETS:
        path = Path(nnlib.__file__).parent / asset
        client.connection.request("GET", f"/{server.token}/{'' if path.suffix == '.html' else path.name}")
        answer = client.connection.getresponse()
        assert answer.read() == path.read_bytes()
        assert answer.headers["Content-Type"] == f"{kinds[path.suffix]}; charset=utf-8"
        assert dict(answer.headers).items() >= HEADERS.items()


def test_the_page_is_told_what_there_is(client):
    status, told = client.get("about")
    assert status == 200
    assert told["defaults"]["layers"] == list(about()["defaults"]["layers"])
    assert set(told) >= {"defaults", "choices", "bounds"}


@pytest.mark.parametrize("site", ["none", "same-origin", "same-site", "cross-site"])
def test_a_link_may_lead_to_the_page(client, site):
    assert client.get("", **{"Sec-Fetch-Site": site})[0] == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_machine_has_two_names(server, client, name):
    host = f"{name}:{server.server_address[1]}"
    headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json; charset=utf-8"}
    assert client.ask("POST", "close", '{"tab": "tab_number_1"}', headers | {"Sec-Fetch-Site": "same-origin"}) == (
        200,
        {},
    )


def test_each_server_has_a_token_of_its_own_and_the_loopback_address_alone():
    with Server(0) as one, Server(0) as other:
        assert one.token != other.token
        assert len(one.token) > 20
        assert one.address == f"http://127.0.0.1:{one.server_address[1]}/{one.token}/"
        assert {one.server_address[0], other.server_address[0]} == {"127.0.0.1"}


def test_a_run_is_trained_through_one_connection(server, client):
    status, begun = client.post("start", state=STATE)
    assert (status, begun["frame"]["updates"]) == (200, 0)
    connection = client.connection.sock
    updates = [client.post("advance", updates=2)[1]["frame"]["updates"] for _ in range(3)]
    assert updates == [2, 4, 6]
    status, changed = client.post("change", change={"learning_rate": 0.5})
    assert (status, changed["edits"]) == (200, [[6, {"learning_rate": 0.5}]])
    assert client.post("code") == (200, {"code": server.tabs.runs["tab_of_the_tests"].script()})
    assert client.post("close") == (200, {})
    assert client.post("code")[0] == 404
    assert client.connection.sock is connection


def test_an_answer_is_a_page_where_it_is_a_text(server, client, monkeypatch):
    monkeypatch.setattr(server.tabs, "answer", lambda *_: "<p>größer</p>")
    assert client.post("export") == (200, "<p>größer</p>".encode())


def test_an_error_of_the_library_does_not_end_the_server(server, client, monkeypatch):
    client.post("start", state=STATE)
    with monkeypatch.context() as broken:
        broken.setattr(Run, "advance", lambda *_: 1 // 0)
        status, answer = client.post("advance", updates=1)
    assert status == 500
    assert answer["error"].endswith("ZeroDivisionError: integer division or modulo by zero")
    assert client.post("advance", updates=1)[1]["frame"]["updates"] == 1


def test_twenty_tabs_at_once_train_as_each_does_alone(server, connect):
    answers = {}

    def train(tab, seed, client):
        answers[tab] = [client.post("start", tab, state=STATE | {"seed": seed})]
        answers[tab] += [client.post("advance", tab, updates=2) for _ in range(3)]

    threads = [threading.Thread(target=train, args=(f"tab_number_{n}", n, connect())) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(20):
        alone = Run(State(m=20, layers=(2,), seed=n))
        alone.advance(6)
        run = server.tabs.runs[f"tab_number_{n}"]
        assert [status for status, _ in answers[f"tab_number_{n}"]] == [200] * 4
        assert run.updates == 6
        np.testing.assert_array_equal(run.model.parameters.vector, alone.model.parameters.vector)


def test_no_computation_is_beside_another(server, connect, monkeypatch):
    at_once, most = [], []

    def advance(self, updates):
        at_once.append(1)
        time.sleep(0.002)
        most.append(len(at_once))
        at_once.pop()

    clients = [connect() for _ in range(5)]
    for n, client in enumerate(clients):
        client.post("start", f"tab_number_{n}", state=STATE)
    monkeypatch.setattr(Run, "advance", advance)
    asking = [
        threading.Thread(target=client.post, args=("advance", f"tab_number_{n}"), kwargs={"updates": 1})
        for n, client in enumerate(clients)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert most == [1] * 5


def test_a_slow_client_is_answered(server):
    request = f"GET /{server.token}/about HTTP/1.1\r\nHost: {server.hosts[0]}\r\nConnection: close\r\n\r\n".encode()
    with silent(server) as connection:
        for start in range(0, len(request), 7):
            connection.sendall(request[start : start + 7])
            time.sleep(0.001)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("said", [b"", b"GET /", b"POST / HTTP/1.1\r\nHost: a\r\n"])
def test_a_silent_client_is_not_waited_for(server, monkeypatch, capfd, said):
    assert 0 < Handler.timeout <= 30
    monkeypatch.setattr(Handler, "timeout", HURRY)
    with silent(server) as connection:
        connection.sendall(said)
        assert connection.recv(1) == b""
    wait_until(lambda: not server.connections)
    assert capfd.readouterr() == ("", "")


def test_a_client_that_was_refused_and_stays_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(_server, "LAST_SECONDS", HURRY)
    with silent(server) as connection:
        connection.sendall(b"nonsense\r\n")
        wait_until(lambda: not server.connections)
        assert connection.recv(20) == b"HTTP/1.1 400 Bad Req"


def test_small_answers_are_sent_at_once(server, client):
    client.get("about")
    (connection,) = server.connections
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_client_that_does_not_fetch_its_answer_is_not_waited_for(server, client, monkeypatch):
    """Its answer fills what lies between, and its thread would wait for ever."""
    monkeypatch.setattr(Handler, "timeout", HURRY)
    monkeypatch.setattr(_server, "LAST_SECONDS", HURRY)
    monkeypatch.setitem(server.pages, "about", (200, "text/plain", b" " * 20_000_000))
    client.connection.request("GET", f"/{server.token}/about")
    wait_until(lambda: not server.connections)


def test_a_client_that_goes_away_in_mid_answer_harms_nobody(server, client, connect, capfd, monkeypatch):
    monkeypatch.setitem(server.pages, "about", (200, "text/plain", b" " * 20_000_000))
    client.connection.request("GET", f"/{server.token}/about")
    assert client.connection.sock.recv(10) == b"HTTP/1.1 2"
    client.connection.close()
    wait_until(lambda: not server.connections)
    assert connect().get("")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_client_that_sends_much_too_much_is_told_so(server, monkeypatch):
    """More than lies between the two: the client is still sending when it is refused."""
    monkeypatch.setattr(_server, "LAST_SECONDS", 20)
    request = f"POST /{server.token}/code HTTP/1.1\r\nHost: {server.hosts[0]}\r\nContent-Length: {10**7}\r\n\r\n"
    with silent(server) as connection:
        connection.sendall(request.encode() + b" " * 10**7)
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_client_that_goes_on_sending_is_left(server, monkeypatch):
    monkeypatch.setattr(_server, "LAST_SECONDS", HURRY)

    def send_without_end(connection):
        while True:
            connection.sendall(b" " * 100_000)

    with silent(server) as connection, pytest.raises(ConnectionError):
        send_without_end(connection)
    wait_until(lambda: not server.connections)


def test_one_connection_too_many_is_closed(server, client, connect, monkeypatch):
    monkeypatch.setattr(_server, "MOST_CONNECTIONS", 2)
    client.get("about")
    with silent(server) as second:
        with pytest.raises(ConnectionError):
            connect().get("about")
        assert client.get("about")[0] == 200
        second.close()
        wait_until(lambda: len(server.connections) == 1)
    assert connect().get("about")[0] == 200


def advance_in_the_background(server, connection, tab):
    """Ask for an update without waiting for the answer."""
    body = f'{{"tab": "{tab}", "updates": 1}}'
    connection.request("POST", f"/{server.token}/advance", body, {"Content-Type": "application/json"})


def test_the_end_does_not_wait_for_what_is_being_computed(server, client, connect, monkeypatch):
    monkeypatch.setattr(_server, "LAST_SECONDS", HURRY)
    begun, ending = threading.Event(), threading.Event()

    def advance(self, updates):
        begun.set()
        ending.wait(20)

    tabs = ("the_first_tab", "the_second_tab")
    for tab in tabs:
        client.post("start", tab, state=STATE)
    monkeypatch.setattr(Run, "advance", advance)
    for tab in tabs:
        advance_in_the_background(server, connect().connection, tab)
    begun.wait(20)
    server.shutdown()
    server.server_close()
    assert server.connections  # one is being computed for, and ends afterwards
    assert not server.tabs.runs
    ending.set()


def test_the_end_waits_a_moment_for_what_is_being_computed(server, client, monkeypatch):
    monkeypatch.setattr(_server, "LAST_SECONDS", 20)
    begun = threading.Event()

    def advance(self, updates):
        begun.set()
        time.sleep(HURRY)

    client.post("start", state=STATE)
    monkeypatch.setattr(Run, "advance", advance)
    advance_in_the_background(server, client.connection, "tab_of_the_tests")
    begun.wait(20)
    server.shutdown()
    server.server_close()
    assert not server.connections


def test_nothing_is_left_at_the_end(server, client, connect):
    """The fixture waits for the threads: those of connections that are open, and of some that said nothing."""
    client.get("about")
    connect().connection.connect()
    silent(server).close()


@pytest.fixture
def main(monkeypatch):
    """The command, which is interrupted at once."""
    before = signal.getsignal(signal.SIGTERM)

    def interrupted(self):
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Server, "serve_forever", interrupted)
    yield command.main
    signal.signal(signal.SIGTERM, before)


def test_the_command_prints_the_address_and_opens_it(main, capsys, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert main([]) == 0
    printed, errors = capsys.readouterr()
    (address,) = re.findall(r"^The playground is at (http://127\.0\.0\.1:\d+/[\w-]+/) \(Ctrl-C ends it\)\n$", printed)
    wait_until(lambda: opened == [address])
    assert errors == ""


def test_no_browser_is_opened_where_none_is_wanted(main, monkeypatch):
    monkeypatch.setattr(command, "Thread", None)  # which opens it
    assert main(["--no-browser"]) == 0


def test_a_port_that_cannot_be_had_is_told_in_one_line(main, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = [str(taken.getsockname()[1]), "65536", "-1"]
        assert [main(["--no-browser", "--port", port]) for port in ports] == [2, 2, 2]
    printed, errors = capsys.readouterr()
    assert printed == ""
    for port, line in zip(ports, errors.splitlines(), strict=True):
        assert line.startswith(f"Port {port} cannot be used: ")
        assert line.endswith("Leave --port out for a free one.")


def test_the_module_is_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["playground", "--help"])
    monkeypatch.delitem(sys.modules, "nnlib.playground.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("nnlib.playground", run_name="__main__")
    assert ended.value.code == 0
    assert "--no-browser" in capsys.readouterr().out


@pytest.fixture
def process():
    """The command in a process of its own, whose output is a pipe."""
    line = [sys.executable, "-m", "nnlib.playground", "--no-browser"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, env=buffered) as process:
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_at_once_while_tabs_train(process, ending, connect_to):
    port, token = re.search(r"http://127.0.0.1:(\d+)/(.*)/", process.stdout.readline()).groups()
    trained = []

    def train(tab):
        client = connect_to(int(port), token)
        with contextlib.suppress(OSError, http.client.HTTPException):  # the end
            client.post("start", tab, state={"m": 2000, "layers": [16] * 6, "hidden": ["tanh"] * 6})
            while True:
                trained.append(client.post("advance", tab, updates=1000))

    threads = [threading.Thread(target=train, args=(f"tab_number_{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    connect_to(int(port), token).connection.connect()  # and says nothing
    wait_until(lambda: len(trained) > 8)
    process.send_signal(ending)
    assert process.wait(timeout=20) == 0
    for thread in threads:
        thread.join()
    assert process.stdout.read() == process.stderr.read() == ""
