"""A browser for each module, a page for each test that must not complain, and the playground that it shows."""

import json
import subprocess
import sys
from dataclasses import asdict
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from browsers import chromium

from nnlib.playground._state import State

PATIENCE = 30_000
"""Milliseconds after which what was waited for is taken not to come; nothing takes nearly as long."""


@pytest.fixture(scope="module")
def browser():
    """Chromium, where it and its driver are installed.

    It ends with the module, since the driver keeps a loop running meanwhile, in which no other test could run a loop.
    """
    with chromium() as started:
        yield started


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
    """A page of the playground, with what a visitor does on it, and what it was told by the server."""

    def __init__(self, page, address, server=None):
        self.page, self.address, self.server = page, address, server
        self.answers, self.asked = [], 0
        page.on("response", lambda answer: self.answers.append(answer) if answer.request.method == "POST" else None)
        page.on("request", self._count)

    def _count(self, request):
        self.asked += request.method == "POST"

    def open(self, edits=(), updates=0, **state):
        """Open the page with a state in its address, and wait until it has come as far as the address says."""
        fields = {name: json.dumps(value) for name, value in state.items()}
        if edits:
            fields["edits"] = json.dumps(edits)
        if updates:
            fields["updates"] = str(updates)
        return self.go(urlencode(fields, quote_via=quote)).until(lambda: self.updates() == updates)

    def go(self, fragment=""):
        """Open the page with a fragment, and wait for its first numbers."""
        self.page.goto("about:blank")  # another fragment alone would not load the page again
        self.answers.clear()
        self.asked = 0
        self.page.goto(self.address + ("#" + fragment if fragment else ""))
        return self.shows()

    def shows(self):
        """Wait until every question is answered, and the page shows what the last answer said."""

        def shown():
            if not self.text("cost") or len(self.answers) < self.asked:
                return False
            frame = self.told("frame")
            cost = self.page.evaluate("J => Drawing.number(J)", frame["cost"])
            return (self.updates(), self.text("cost")) == (frame["updates"], cost)

        return self.until(shown)

    def until(self, condition):
        """Wait until something holds; the page goes on meanwhile."""
        for _ in range(PATIENCE // 20):
            if condition():
                return self
            self.page.wait_for_timeout(20)
        pytest.fail(f"what was waited for does not come: the page says {self.text('status')!r}, at {self.page.url}")

    def text(self, name):
        return self.page.locator(f"#{name}").inner_text()

    def updates(self):
        """Return how many updates the page says there were."""
        return int("".join(filter(str.isdigit, self.text("updates"))) or 0)

    def told(self, what):
        """Return what the server told last under a name, such as the frame."""
        return next(found[what] for answer in reversed(self.answers) if what in (found := answer.json()))

    def run(self):
        """Return the run that the server has for this page."""
        return self.server.tabs.runs[json.loads(self.answers[-1].request.post_data)["tab"]]

    def numbers(self):
        """Return what the last frame says that does not depend on how many frames there were."""
        frame = self.told("frame")
        return {name: value for name, value in frame.items() if name not in {"costs", "messages", "findings"}}

    def saved(self):
        """Wait until the address tells the whole run that the server has, and nothing else."""
        defaults = asdict(State())

        def whole():
            run = self.run()
            told = {name: value for name, value in asdict(run.state).items() if value != defaults[name]}
            told |= {"edits": run.edits} if run.edits else {}
            told |= {"updates": run.updates} if run.updates else {}
            return self.fragment() == json.loads(json.dumps(told))

        return self.until(whole)

    def again(self, other):
        """Open the address of another page, and tell whether it comes to the same numbers, each to the last bit."""
        self.go(other.saved().page.url.partition("#")[2]).until(lambda: self.updates() == other.updates())
        assert self.numbers() == other.numbers()
        assert self.text("cost") == other.text("cost")
        assert self.saved().fragment() == other.fragment()
        return self

    def fragment(self):
        """Return what the address says: the state's fields that differ from the default, edits and updates."""
        return {name: json.loads(value) for name, value in parse_qsl(urlsplit(self.page.url).fragment)}

    def choose(self, name, value):
        """Choose from a list, or write into a field and leave it."""
        control = self.page.locator(f"#{name}")
        if control.evaluate("c => c.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(str(value))
            control.press("Tab")
        return self

    def press(self, name, times=1):
        """Press a button, each time when the page has come to rest, or plays."""
        for _ in range(times):
            self.page.locator(f"#{name}").click()
            if name == "one_update":
                self.shows()
        return self


@pytest.fixture
def visitors(server, context):  # in this order, so that pages are closed before their server
    """Return a function that opens one more tab."""
    return lambda: Visit(context.new_page(), server.address, server)


@pytest.fixture
def visit(visitors):
    return visitors()


@pytest.fixture
def phone(server, browser):
    """A tab on a small screen, with a finger for a mouse."""
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        yield Visit(context.new_page(), server.address, server)


class Command:
    """The command in a process of its own, with the address that it prints."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "nnlib.playground", "--no-browser"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = next(word for word in self.process.stdout.readline().split() if word.startswith("http"))

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def command():
    running = Command()
    yield running
    running.end()
