"""The progress bar tells how a run does, in a terminal and in a notebook with or without widgets."""

import sys
from types import ModuleType

import numpy as np
import pytest

import nnlib
from nnlib._progress import kind_of_bar, latest, progress_bar

X, Y = np.array([[0.3, -1.0, 2.0, 0.1], [1.0, 0.5, -0.2, 0.4]]), np.array([[0, 1, 1, 0]])
tqdm = pytest.importorskip("tqdm").tqdm


def test_the_bar_ends_with_the_last_cost_and_what_was_measured(capsys):
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=0)
    options = {"validation": (X, Y), "training_accuracy": True}
    history = nnlib.train(model, X, Y, learning_rate=0.1, iterations=7, progress=True, **options)
    *_, last = capsys.readouterr().err.split("\r")
    assert "7/7" in last
    assert f", cost {history.cost[-1]:.4g}, accuracy 0.75, validation accuracy 0.75]" in last


def test_what_was_not_measured_is_not_told():
    assert latest(nnlib.History()) == ""
    assert latest(nnlib.History(cost=[0.75, 0.25])) == "cost 0.25"
    assert latest(nnlib.History([0.5], validation_accuracy=[0.25, 1.0])) == "cost 0.5, validation accuracy 1"


def test_what_is_told_is_asked_when_a_line_is_drawn_and_not_at_each_step(capsys):
    asked = []

    def told():
        asked.append(1)
        return "told"

    steps = progress_bar(range(1000), 1000, "step", told)
    steps.mininterval = float("inf")  # seconds between two lines
    assert list(steps) == list(range(1000))
    assert len(asked) == 1
    assert capsys.readouterr().err.endswith(", told]\n")


def test_a_notebook_has_the_bar_of_widgets_if_it_has_widgets(monkeypatch):
    notebook = pytest.importorskip("tqdm.notebook")
    monkeypatch.delitem(sys.modules, "ipykernel.zmqshell", raising=False)
    monkeypatch.setattr(notebook, "IProgress", object)
    assert kind_of_bar() is tqdm
    monkeypatch.setitem(sys.modules, "ipykernel.zmqshell", ModuleType("zmqshell"))
    assert kind_of_bar() is notebook.tqdm
    monkeypatch.setattr(notebook, "IProgress", None)
    assert kind_of_bar() is tqdm
