"""How many frames a second the playground draws in Chromium, and what its server and its page keep in memory.

    python tests/benchmarks/playground.py

A network of 2-8-8-1 learns 400 examples of the flower, with every panel open, and the next update's steps and the code
shown. The server is a process of its own; the page runs in a headless Chromium, which draws without a graphics card.
Memory is the server's resident set, and the page's JavaScript heap and nodes of its document after a collection.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

STATE = "#layers=[8,8]&hidden=[%22tanh%22,%22tanh%22]"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def served() -> tuple[subprocess.Popen[str], str]:
    """Start the server; return its process and its address."""
    command = [sys.executable, "-m", "nnlib.playground", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, next(word for word in process.stdout.readline().split() if word.startswith("http"))


def opened(page: Page, address: str) -> None:
    """Open the page with all of its panels."""
    page.goto(address + STATE)
    page.wait_for_function("() => document.querySelector('#cost').textContent !== ''")
    page.evaluate("document.querySelectorAll('details').forEach((panel) => { panel.open = true; })")
    page.locator("#steps").click()
    page.locator("#stepper table").first.wait_for()
    page.locator("#copy_code").click()
    page.locator("#code").wait_for()


def updates(page: Page) -> int:
    return int(page.locator("#updates").inner_text())


def play_until(page: Page, count: int) -> None:
    """Play until there were so many updates, and pause."""
    page.locator("#play").click()
    page.wait_for_function("n => Number(document.querySelector('#updates').textContent) >= n", arg=count)
    page.locator("#play").click()


def rates(page: Page, seconds: float, speed: str) -> tuple[float, float]:
    """Return how many frames were drawn and how many updates made in a second of play."""
    page.locator("#speed").select_option(speed)
    page.locator("#play").click()
    page.wait_for_timeout(500)
    start, frames, made = time.perf_counter(), page.evaluate("Page.frames"), updates(page)
    page.wait_for_timeout(1000 * seconds)
    frames, made = page.evaluate("Page.frames") - frames, updates(page) - made
    took = time.perf_counter() - start
    page.locator("#play").click()
    return frames / took, made / took


def memory(page: Page, process: subprocess.Popen[str]) -> str:
    """Return what the server and the page keep, as cells of the table."""
    (resident,) = [line for line in Path(f"/proc/{process.pid}/status").read_text().splitlines() if "VmRSS" in line]
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    heap, nodes = metrics["JSHeapUsedSize"] / 2**20, metrics["Nodes"]
    return f"{int(resident.split()[1]) / 1024:11.1f} {heap:11.2f} {nodes:9,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="of play, for the frames")
    parser.add_argument("--shorten", type=int, default=1, help="divide the updates and resets by this")
    arguments = parser.parse_args()
    path = os.environ.get("NNLIB_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)))
    process, address = served()
    try:
        with sync_playwright() as driver:
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            chromium = driver.chromium.launch(executable_path=path, args=flags)
            page = chromium.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(600_000)
            opened(page, address)
            print(f"Chromium {chromium.version}\n\nupdates a frame  frames/s  updates/s")
            for speed in ("1", "5", "100"):
                frames, made = rates(page, arguments.seconds, speed)
                print(f"{speed:>15} {frames:9.1f} {made:10,.0f}", flush=True)
            print("\n                server, MiB   heap, MiB     nodes")
            page.locator("#reset").click()
            page.wait_for_function("() => document.querySelector('#updates').textContent === '0'")
            for count in (1_000, 5_000, 10_000):
                play_until(page, count // arguments.shorten)
                print(f"{count // arguments.shorten:>8,} updates {memory(page, process)}", flush=True)
            for reset in range(1, 50 // arguments.shorten + 1):
                page.locator("#reset").click()
                page.wait_for_function("() => document.querySelector('#updates').textContent === '0'")
                play_until(page, 100)
                if reset % max(25 // arguments.shorten, 1) == 0:
                    print(f"{reset:>9,} resets {memory(page, process)}", flush=True)
            chromium.close()
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
