"""What is taken home makes the same run: the copied code, and the page in one file."""

import os
import re
import runpy
import subprocess
import sys

import matplotlib.pyplot as plt
import pytest

pytestmark = pytest.mark.slow


def copied(visit):
    """Copy the code with the page's button, and return what the clipboard has."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.evaluate("navigator.clipboard.writeText('')")
    visit.press("copy_code").until(lambda: visit.page.evaluate("navigator.clipboard.readText()"))
    return visit.page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")


def costs_of(visit):
    """Return the costs that the page was told, by the number of their update."""
    return dict(
        cost for answer in visit.answers if "frame" in (told := answer.json()) for cost in told["frame"]["costs"]
    )


def executed(code, tmp_path, monkeypatch):
    """Run code as a script, in this process, and return its variables."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.py").write_text(code, encoding="utf-8")
    variables = runpy.run_path("run.py", run_name="__main__")
    plt.close("all")
    return variables


def check(visit, code, tmp_path, monkeypatch):
    """Compare a run on the page with its script, each number to the last bit."""
    told = visit.told("frame")
    script = executed(code, tmp_path, monkeypatch)
    model, X, Y = script["model"], script["X"], script["Y"]
    assert len(script["costs"]) == told["updates"]
    assert model.evaluate(X, Y)[0] == told["cost"]
    assert [model.W[l].tolist() for l in model.g] == [layer["W"] for layer in told["layers"]]
    assert [model.b[l].ravel().tolist() for l in model.g] == [layer["b"] for layer in told["layers"]]
    shown = costs_of(visit)
    assert shown
    assert {update: script["costs"][update] for update in shown} == shown
    assert (X.tolist(), Y.tolist()) == (visit.run().X.tolist(), visit.run().Y.tolist())


def test_the_copied_code_makes_the_run_again(visit, tmp_path, monkeypatch):
    visit.go().press("play").until(lambda: visit.updates() > 100).press("play").shows()
    code = copied(visit)
    assert code == visit.page.locator("#code").input_value()
    check(visit, code, tmp_path, monkeypatch)


def test_with_everything_edited_in_mid_run(visit, tmp_path, monkeypatch):
    visit.open(data="moons", m=200, noise=0.2, layers=[5, 3], hidden=["relu", "tanh"], batch_size=32, seed=8)
    visit.choose("speed", "20").press("play").until(lambda: visit.updates() > 60).press("play").shows()
    for i, (name, value) in enumerate(
        {"learning_rate": 0.1, "batch_size": 50, "optimizer": "Adam", "l2": 0.01, "learning_rate ": 0.02}.items()
    ):
        visit.choose(name.strip(), value).until(lambda: len(visit.run().edits) == i + 1)  # noqa: B023  called at once
        visit.press("one_update", times=2 + i)
    visit.page.locator("#map").click(position={"x": 50, "y": 60})
    visit.until(lambda: len(visit.run().edits) == 6).press("play")
    visit.until(lambda: visit.updates() > 200).press("play").shows()
    code = copied(visit)
    assert "points" in code
    check(visit, code, tmp_path, monkeypatch)


def test_from_an_address_with_edits(visit, tmp_path, monkeypatch):
    edits = [[3, {"optimizer": "RMSProp", "learning_rate": 0.01}], [40, {"batch_size": 16, "add_points": [[1, 2, 1]]}]]
    visit.open(data="spirals", output="softmax", validation=0, l2=0.001, edits=edits, updates=77)
    check(visit, copied(visit), tmp_path, monkeypatch)


def test_in_a_process_of_its_own(visit, tmp_path):
    visit.open(batch_size=64, updates=50)
    (tmp_path / "run.py").write_text(copied(visit), encoding="utf-8")
    printed = subprocess.run(
        [sys.executable, "-W", "error", "run.py"],
        cwd=tmp_path,
        env=os.environ | {"MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert repr(visit.told("frame")["cost"]) in printed


def exported(visit, tmp_path):
    """Export the run, and return its file."""
    with visit.page.expect_download() as download:
        visit.press("export")
    path = tmp_path / "run.html"
    path.write_bytes(download.value.path().read_bytes())  # save_as would leave a thread behind
    return path


def test_the_export_replays_without_a_server_or_a_network(visit, context, server, tmp_path):
    visit.open(layers=[4, 2], hidden=["tanh", "relu"], updates=60)
    path = exported(visit, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert server.token not in text
    assert not re.search(r"""(src|href)=|url\(|https?:""", text)
    code = copied(visit)
    context.set_offline(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.keyboard.press("End")
    assert page.locator("#now").inner_text().startswith("Update 60 ")
    assert f"J = {visit.text('cost')}" in page.locator("#now").inner_text()
    assert f"J = {visit.text('validation_cost')}" in page.locator("#now").inner_text()
    assert page.locator("#code").text_content() == code
    picture = "e => (e.querySelector('canvas') || e).toDataURL()"
    last = page.locator("#map").evaluate(picture)
    page.keyboard.press("Home")
    assert page.locator("#map").evaluate(picture) != last


def test_there_is_nothing_to_export_before_the_first_update(visit, complaints):
    visit.go().press("export").until(lambda: visit.text("status"))
    complaints.forgive("422")
