"""What comes from elsewhere, is broken or out of bounds gets its status and changes nothing; the server lives."""

import http.client
import json
import socket
import struct

import numpy as np
import pytest

from nnlib.playground import _run
from nnlib.playground._server import HEADERS, LARGEST_BODY

TAB = "the_tab_of_another"
"""Whose run all these requests are about."""


@pytest.fixture(scope="module")
def run(lasting_server):
    """A run that has begun."""
    tabs = lasting_server.tabs
    monkeypatched = pytest.MonkeyPatch()
    monkeypatched.setattr(_run, "SLICE", 600.0)  # as for each test, but this comes before
    tabs.answer("start", {"tab": TAB, "state": {"m": 20, "layers": [2]}})
    for updates in (1, 2, 3):
        tabs.answer("advance", {"tab": TAB, "updates": 1})
        assert tabs.runs[TAB].updates == updates
    monkeypatched.undo()
    return tabs.runs[TAB]


@pytest.fixture
def server(lasting_server, run):
    """A server that lives afterwards, with nothing changed."""
    parameters, trainer = run.model.parameters.vector.copy(), run.trainer
    yield lasting_server
    assert lasting_server.tabs.runs == {TAB: run}
    assert (run.updates, run.edits, run.trainer, len(run.trainer.history.cost)) == (3, [], trainer, 3)
    np.testing.assert_array_equal(run.model.parameters.vector, parameters)
    assert ask(lasting_server, request(lasting_server))[0].status == 200


def request(server, name="code", *more, method="POST", target="/{token}/{name}", body=None, fields=None, **headers):
    """Return the bytes of a request, which would be a good one but for what is given.

    Headers are named with _ for -; those that are None are left out, and `more` are lines that come behind them.
    """
    if body is None:
        body = json.dumps({"tab": TAB} | (fields or {})).encode() if method == "POST" else b""
    known = {"Host": "{host}"}
    known |= {"Content_Type": "application/json", "Content_Length": len(body)} if method == "POST" else {}
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{key.replace('_', '-')}: {value}" for key, value in (known | headers).items() if value is not None]
    (host, port), text = server.server_address, "\r\n".join([*lines, *more, "", ""])
    for word, value in {"host": f"{host}:{port}", "port": port, "token": server.token, "name": name}.items():
        text = text.replace(f"{{{word}}}", str(value))
    return text.encode("latin-1") + body


def ask(server, data):
    """Return the answer to some bytes, and its body."""
    with socket.create_connection(server.server_address, timeout=20) as connection:
        connection.sendall(data)
        return answer_of(connection, method="HEAD" if data.startswith(b"HEAD") else "GET")  # HEAD has no body


def answer_of(connection, method="GET"):
    with http.client.HTTPResponse(connection, method=method) as answer:
        answer.begin()
        return answer, answer.read()


def get(name="", *more, method="GET", **headers):
    return lambda server: request(server, name, *more, method=method, **headers)


def post(name="advance", *more, **headers):
    if name == "advance" and "body" not in headers:
        headers = {"fields": {"updates": 1}} | headers
    return lambda server: request(server, name, *more, **headers)


def start(**state):
    return post("start", fields={"state": {"m": 20} | state})


def body_of(text):
    return post(body=text.encode() if isinstance(text, str) else text)


HOSTILE = {
    # Hosts: a page whose own name has been made to mean this machine
    "another host": (403, post(Host="evil.example:{port}")),
    "a host without its port": (403, post(Host="127.0.0.1")),
    "a host of another port": (403, post(Host="127.0.0.1:1")),
    "a host that begins like this one": (403, post(Host="{host}.evil.example")),
    "a host with a user": (403, post(Host="{host}@evil.example")),
    "a host in other letters": (403, post(Host="LOCALHOST:{port}")),
    "a host in other digits": (403, post(Host="2130706433:{port}")),
    "the host of IPv6": (403, post(Host="[::1]:{port}")),
    "an empty host": (400, post(Host="")),
    "no host": (400, post(Host=None)),
    "two hosts": (400, post("advance", "Host: {host}")),
    "the page for another host": (403, get(Host="evil.example")),
    # Tokens
    "no token": (403, post(target="/advance")),
    "no token for the page": (403, get(target="/")),
    "an empty token": (403, post(target="//advance")),
    "a part of the token": (403, lambda server: request(server, target=f"/{server.token[:-1]}/advance")),
    "the token in other letters": (403, lambda server: request(server, target=f"/{server.token.swapcase()}/advance")),
    "more than the token": (403, post(target="/{token}x/advance")),
    "a token that is not ASCII": (403, post(target="/\xe9\xff/advance")),
    "a percent sign for a token": (403, post(target="/%/advance")),
    # Where it comes from
    "another page": (403, post(Origin="http://evil.example")),
    "a page of no origin": (403, post(Origin="null")),
    "a page of another port": (403, post(Origin="http://127.0.0.1:1")),
    "a page by the other name": (403, post(Origin="http://localhost:{port}")),
    "a page by https": (403, post(Origin="https://{host}")),
    "two origins": (403, post("advance", "Origin: http://evil.example", Origin="http://{host}")),
    "another site": (403, post(Sec_Fetch_Site="cross-site")),
    "another port of this site": (403, post(Sec_Fetch_Site="same-site")),
    "a script of another site": (403, get("page.js", Sec_Fetch_Site="cross-site")),
    # Paths
    "a folder above": (404, get("../_server.py")),
    "a folder far above": (404, get("../../../../../../etc/passwd")),
    "a folder above in code": (404, get("%2e%2e/_server.py")),
    "a folder above in double code": (404, get("%252e%252e%252f_server.py")),
    "a folder above by backslashes": (404, get("..\\_server.py")),
    "a path from the root": (404, get("/etc/passwd")),
    "two slashes first": (403, get(target="//{token}/page.js")),
    "two slashes within": (404, get(target="/{token}//page.js")),
    "a byte zero": (404, get("page.js%00.html")),
    "a byte zero itself": (404, get("page.js\0")),
    "a query": (404, get("page.js?download=1")),
    "a file that is no asset": (404, get("_server.py")),
    "the page by its file's name": (404, get("index.html")),
    "the page without its last slash": (404, get(target="/{token}")),
    "an action that is none": (404, post("__class__")),
    "a method of the tabs": (404, post("run_of")),
    "a whole address": (400, get(target="http://{host}/{token}/page.js")),
    "a whole address elsewhere": (400, get(target="http://evil.example/")),
    "a star": (400, get(target="*")),
    "a very long path": (404, get("a" * 60_000)),
    "too long a path": (414, get("a" * 70_000)),
    # Methods and HTTP itself
    "an action by GET": (405, get("advance")),
    "the page by POST": (405, post("")),
    "PUT": (405, post(method="PUT")),
    "DELETE": (405, get("close", method="DELETE")),
    "what a browser asks before": (405, get("advance", method="OPTIONS", Origin="http://{host}")),
    "HEAD": (405, get(method="HEAD")),
    "an unknown method": (501, get(method="EVIL")),
    "a very long method": (501, get(method="EVIL" * 1000)),
    "a method in small letters": (501, get(method="get")),
    "no version": (400, lambda server: f"GET /{server.token}/\r\n\r\n".encode()),
    "a version to come": (505, lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "a version that is none": (400, lambda _: b"GET / HTTP/x\r\n\r\n"),
    "four words": (400, lambda server: f"GET /{server.token}/ page.js HTTP/1.1\r\n\r\n".encode()),
    "a greeting of TLS": (400, lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n"),
    "a hundred headers": (431, post("advance", *(f"X-{n}: 1" for n in range(101)))),
    "a very long header": (431, post(X="a" * 70_000)),
    "a header without a colon": (400, post("advance", "nonsense")),
    # Bodies by their headers
    "no length": (411, post(Content_Length=None)),
    "chunks": (400, post(body=b"0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked")),
    "chunks and a length": (400, post(Transfer_Encoding="chunked")),
    "two lengths": (400, post("advance", "Content-Length: 3")),
    "a negative length": (400, post(Content_Length=-1)),
    "a length with a sign": (400, post(Content_Length="+5")),
    "a length in words": (400, post(Content_Length="five")),
    "a length with an exponent": (400, post(Content_Length="1e3")),
    "a length in other digits": (400, post(Content_Length="\xb2")),
    "a body too large": (413, body_of(" " * (LARGEST_BODY + 1))),
    "a length of a million millions": (413, post(Content_Length=10**12)),
    "a length that is long itself": (413, post(Content_Length="9" * 5000)),
    "a body with GET": (400, get(Content_Length=3, body=b"abc")),
    "a body of a form": (415, post(Content_Type="application/x-www-form-urlencoded")),
    "a body of text": (415, post(Content_Type="text/plain")),
    "a body of no type": (415, post(Content_Type=None)),
    # Bodies
    "an empty body": (400, body_of("")),
    "half an object": (400, body_of('{"tab": "the_tab_of')),
    "two objects": (400, body_of("{}{}")),
    "a list": (400, body_of("[]")),
    "a number": (400, body_of("1")),
    "null": (400, body_of("null")),
    "lists in lists": (400, body_of("[" * LARGEST_BODY)),
    "objects in objects": (400, body_of('{"a":' * 10_000)),
    "NaN": (422, body_of('{"updates": NaN}')),
    "Infinity": (422, body_of('{"updates": -Infinity}')),
    "an infinite number": (422, body_of('{"updates": 1e999}')),
    "a number of 5000 digits": (400, body_of(f'{{"updates": {"9" * 5000}}}')),
    "bytes that are not UTF-8": (400, body_of(b'{"tab": "\xff"}')),
    "UTF-16": (400, body_of('{"updates": 1}'.encode("utf-16"))),
    "a byte order mark": (400, body_of(b"\xef\xbb\xbf{}")),
    "a script": (400, body_of("<script>alert(1)</script>")),
    # Fields
    "no tab": (422, body_of('{"updates": 1}')),
    "a short tab": (422, post(fields={"tab": "tab", "updates": 1})),
    "a long tab": (422, post(fields={"tab": "t" * 41, "updates": 1})),
    "a path for a tab": (422, post(fields={"tab": "../../../etc", "updates": 1})),
    "a list for a tab": (422, post(fields={"tab": ["the_tab_of_another"], "updates": 1})),
    "a tab that is not ASCII": (422, post(fields={"tab": "the_täb_of_another", "updates": 1})),
    "half a character": (422, body_of(r'{"tab": "\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800", "updates": 1}')),
    "a field that is unknown": (422, post(fields={"updates": 1, "self": 1})),
    "a field with a long name": (422, post(fields={"updates": 1, "a" * 50_000: 1})),
    "no updates": (422, post(fields={})),
    "0 updates": (422, post(fields={"updates": 0})),
    "too many updates": (422, post(fields={"updates": 1001})),
    "very many updates": (422, post(fields={"updates": 10**400})),
    "True updates": (422, post(fields={"updates": True})),
    "half an update": (422, post(fields={"updates": 0.5})),
    "updates in words": (422, post(fields={"updates": "10"})),
    "no state": (422, post("start", fields={})),
    "a state that is a list": (422, post("start", fields={"state": []})),
    "too many examples": (422, start(m=2001)),
    "a million million examples": (422, start(m=10**12)),
    "too many layers": (422, start(layers=[1] * 7, hidden=["tanh"] * 7)),
    "too many nodes": (422, start(layers=[17])),
    "no nodes": (422, start(layers=[0])),
    "an activation that is unknown": (422, start(hidden=["__import__('os')"])),
    "a rule that is unknown": (422, start(optimizer="Trainer")),
    "data from a file": (422, start(data="/etc/passwd")),
    "a negative rate": (422, start(learning_rate=-1)),
    "a very large rate": (422, start(learning_rate=1e300)),
    "a point far away": (422, start(points=[[1e9, 0, 1]])),
    "too many points": (422, start(points=[[0, 0, 1]] * 501)),
    "a point of three numbers too many": (422, start(points=[[0, 0, 1, 1, 1, 1]])),
    "a class too many": (422, start(points=[[0, 0, 3]])),
    "an unknown field of the state": (422, start(__class__="State")),
    "too many edits": (422, post("start", fields={"state": {}, "edits": [[0, {}]] * 201})),
    "an edit of what the network is": (422, post("start", fields={"state": {}, "edits": [[0, {"layers": [1]}]]})),
    "a change of what the network is": (422, post("change", fields={"change": {"layers": [1]}})),
    "a change that is none": (422, post("change", fields={"change": None})),
    "a rate that is a text": (422, post("change", fields={"change": {"learning_rate": "1"}})),
    "a point of a third class": (422, post("change", fields={"change": {"add_points": [[0, 0, 2]]}})),
    "too many examples to step": (422, post("steps", fields={"examples": 7})),
    "a tab without a run": (404, post(fields={"tab": "the_tab_of_nobody", "updates": 1})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_gets_its_status(server, name):
    status, made = HOSTILE[name]
    answer, body = ask(server, made(server))
    assert answer.status == status, body
    assert all(answer.headers[header] == value for header, value in HEADERS.items())
    assert not {"Server", "Access-Control-Allow-Origin"} & set(answer.headers)
    if name == "HEAD":
        return
    message = json.loads(body)["error"]
    assert body.isascii()
    assert 0 < len(message) <= 600
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "allowed"), [("an action by GET", "POST"), ("PUT", "POST"), ("the page by POST", "GET")]
)
def test_a_wrong_method_is_told_the_right_one(server, name, allowed):
    assert ask(server, HOSTILE[name][1](server))[0].headers["Allow"] == allowed


def test_head_has_no_body(server):
    with socket.create_connection(server.server_address, timeout=20) as connection:
        connection.sendall(request(server, "", method="HEAD"))
        with connection.makefile("rb") as answer:
            assert answer.read().endswith(b"\r\n\r\n")


@pytest.mark.parametrize("length", [1, 20, 150, -20, -1])
@pytest.mark.parametrize("ending", ["close", "reset"])
def test_a_client_that_goes_away_in_mid_request_changes_nothing(server, length, ending):
    with socket.create_connection(server.server_address) as connection:
        connection.sendall(request(server, "advance", fields={"updates": 1})[:length])
        if ending == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_body_that_ends_early_is_refused(server):
    with socket.create_connection(server.server_address) as connection:
        connection.sendall(request(server, "advance", fields={"updates": 1}, Content_Length=1000))
        connection.shutdown(socket.SHUT_WR)
        assert answer_of(connection)[0].status == 400


def test_what_follows_a_refused_request_is_none(server):
    """A body that was not read would be taken for the next request."""
    smuggled = request(server, "advance", fields={"updates": 1})
    with socket.create_connection(server.server_address) as connection:
        connection.sendall(request(server, "advance", body=smuggled, Content_Type="text/plain"))
        answer, _ = answer_of(connection)
        assert (answer.status, answer.headers["Connection"]) == (415, "close")
        assert connection.recv(1) == b""


def test_a_refused_body_that_was_read_leaves_the_connection_open(server):
    with socket.create_connection(server.server_address) as connection:
        for status, name in ((422, "advance"), (200, "code"), (422, "advance"), (200, "code")):
            connection.sendall(request(server, name))
            assert answer_of(connection)[0].status == status
