"""A browser for each module, a page for each test that must not complain, and the playground that it shows."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the browser is called in the distributions."""
PATIENCE = 60_000
"""Milliseconds after which what was waited for is taken not to come; nothing takes nearly as long."""


@pytest.fixture(scope="module")
def browser():
    """Chromium, where it and its driver are installed.

    It ends with the module, since the driver keeps a loop running meanwhile, in which no other test could run a loop.
    """
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'")
    names = (os.environ["NNLIB_CHROMIUM"],) if "NNLIB_CHROMIUM" in os.environ else NAMES
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(names)} is installed")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"] if root else [])
        yield chromium
        chromium.close()


class Complaints(list):
    """What a browser's pages complained of, and where they asked beyond this machine; at the end there must be none."""

    def forgive(self, *texts):
        """Drop the complaints that a test has provoked: each text is in some of them, and one of the texts in each."""
        for text in texts:
            assert any(text in complaint for complaint in self), (text, self)
        self[:] = [complaint for complaint in self if not any(text in complaint for text in texts)]


@pytest.fixture
def complaints():
    return Complaints()


@pytest.fixture
def context(browser, complaints):
    """A fresh profile of the browser, whose pages may ask this machine only."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    fresh.set_default_timeout(PATIENCE)
    fresh.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    fresh.on("weberror", lambda error: complaints.append(str(error.error)))

    def asked(request):
        parts = urlsplit(request.url)
        if parts.hostname != "127.0.0.1" and parts.scheme not in {"file", "data", "blob"}:
            complaints.append(f"asked {request.url}")

    fresh.on("request", asked)
    yield fresh
    fresh.close()
    assert not complaints


@pytest.fixture
def page(context):
    return context.new_page()


class Visit:
    """A page of the playground, with what a visitor does on it and reads from it."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def open(self, edits=(), updates=0, **state):
        """Open the page, or open it anew, with a state in its address."""
        fields = {name: json.dumps(value) for name, value in state.items()}
        if edits:
            fields["edits"] = json.dumps(edits)
        if updates:
            fields["updates"] = str(updates)
        return self.go(urlencode(fields, quote_via=quote))

    def go(self, fragment=""):
        """Open the page with a fragment, as if its address had come in a letter."""
        self.page.goto("about:blank")  # another fragment alone would not load the page again
        self.page.goto(self.address + ("#" + fragment if fragment else ""))
        return self

    def wait(self, condition, *values):
        """Wait until a JavaScript expression, in which the values are called v[0], v[1], …, is true."""
        self.page.wait_for_function(f"v => {condition}", arg=list(values))
        return self

    def updates(self):
        return int(self.text("updates").replace(",", ""))

    def text(self, name):
        return self.page.locator(f"#{name}").inner_text()

    def fragment(self):
        """Return what the address says beside the server's: the state's fields that differ from the default."""
        return {name: json.loads(value) for name, value in parse_qsl(urlsplit(self.page.url).fragment)}

    def choose(self, name, value):
        """Choose from a list, or write into a field, and leave it."""
        control = self.page.locator(f"#{name}")
        if control.evaluate("c => c.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(str(value))
            control.blur()
        return self

    def press(self, name):
        self.page.locator(f"#{name}").click()
        return self


class Command:
    """The command, in a process of its own, with its address."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-u", "-m", "nnlib.playground", "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # the tests' own threads, so that costs have the same bits
        )
        lines = queue.SimpleQueue()
        self.thread = threading.Thread(target=lambda: [lines.put(line) for line in self.process.stdout], daemon=True)
        self.thread.start()
        self.address = None
        while self.address is None:
            line = lines.get(timeout=PATIENCE / 1000)
            self.address = next((word for word in line.split() if word.startswith("http://127.0.0.1:")), None)

    def end(self):
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()


@pytest.fixture
def command() -> Iterator[Command]:
    """Begin the command, for tests that end it."""
    running = Command()
    yield running
    running.end()


@pytest.fixture
def playground(command) -> str:
    return command.address


@pytest.fixture
def visit(page, playground):
    return Visit(page, playground)


@pytest.fixture
def visitors(context, playground):
    """Return a function that opens one more tab."""
    return lambda: Visit(context.new_page(), playground)
