"""Each tour shows what its sentences say, and its cure learns: the numbers are those of a run of nnlib."""

from dataclasses import asdict

import numpy as np
import pytest

from nnlib.playground._run import DOCTOR, Run
from nnlib.playground._state import State, about

TOURS = about()["tours"]
UPDATES = 300
GUESSING = np.log(2)
BY_TITLE = {tour["title"]: tour for tour in TOURS}


class Seen:
    """A run after a tour's updates: its last frame, and the cost of each update."""

    def __init__(self, fields):
        self.run = Run(State.check("state", fields))
        self.costs = []
        while self.run.updates < UPDATES:
            self.run.advance(UPDATES - self.run.updates)
            self.costs += [cost for _, cost in self.run.costs]
            self.run.costs.clear()
        self.frame = self.run.frame()
        self.layers = self.frame["layers"]
        self.gradients = [layer["gradient"] for layer in self.layers]
        self.findings = {finding["name"] for finding in self.frame["findings"]}

    def is_told(self, name):
        """Return whether the doctor, if there is one, finds this."""
        return DOCTOR is None or name in self.findings

    @property
    def rises(self):
        """The share of updates after which the cost was higher than before."""
        return np.mean(np.diff(self.costs) > 0)

    @property
    def answers(self):
        return np.unique(self.run.model.predict_proba(self.run.X).round(3))


@pytest.fixture(scope="module")
def seen():
    """What a tour shows, by its title, and what its cure does."""
    kept = {}

    def look(title, *, cure=False):
        if (title, cure) not in kept:
            tour = BY_TITLE[title]
            kept[title, cure] = Seen(tour["state"] | (tour["cure"] if cure else {}))
        return kept[title, cure]

    return look


@pytest.mark.parametrize("tour", TOURS, ids=BY_TITLE)
def test_a_tour_is_a_state_three_sentences_and_a_cure(tour):
    assert set(tour) == {"title", "state", "sentences", "cure"}
    assert len(tour["sentences"]) == 3
    assert all(sentence.endswith(".") and ". " not in sentence for sentence in tour["sentences"])
    words = " ".join(tour["sentences"]).split()
    assert 40 <= len(words) <= 120  # a minute, to read and to look
    defaults = asdict(State())
    assert State.check("state", tour["state"] | tour["cure"]) != State.check("state", tour["state"])
    assert all(tour["state"][name] != defaults[name] for name in tour["state"])


@pytest.mark.parametrize("title", BY_TITLE)
def test_the_cure_learns_what_the_state_does_not(seen, title):
    before, after = seen(title), seen(title, cure=True)
    assert before.frame["cost"] > 2 * after.frame["cost"]
    assert before.frame["accuracy"] < 0.8
    assert after.frame["accuracy"] > 0.85


def test_from_zeros_only_the_output_bias_moves(seen):
    zeros = seen("All weights start at zero")
    assert zeros.gradients == [0, 0]
    assert all(w == 0 for layer in zeros.layers for row in layer["W"] for w in row)
    assert zeros.layers[0]["b"] == [0, 0, 0, 0]
    assert zeros.layers[1]["b"] != [0]
    assert len(zeros.answers) == 1
    assert zeros.is_told("copies")


def test_too_large_a_rate_goes_up_as_often_as_down(seen):
    large, cured = seen("The learning rate is too large"), seen("The learning rate is too large", cure=True)
    assert 0.4 < large.rises < 0.7
    assert min(large.costs[5:]) > GUESSING / 2
    assert np.mean(large.costs) > GUESSING
    assert large.frame["cost"] > GUESSING
    assert large.is_told("learning rate too large")
    assert cured.rises < 0.05
    assert cured.frame["cost"] == pytest.approx(0.2, abs=0.03)


def test_all_relus_of_layer_2_die_and_nothing_passes(seen):
    dead = seen("ReLUs die")
    assert dead.layers[1]["dead"] == list(range(8))
    assert max(dead.gradients) < 1e-12
    assert len(dead.answers) == 1
    assert dead.is_told("dead ReLUs")
    assert not any(layer["dead"] for layer in seen("ReLUs die", cure=True).layers)


def test_linear_layers_end_where_logistic_regression_ends(seen):
    linear = seen("Linear layers stay linear")
    alone = Seen({"layers": [], "hidden": [], "learning_rate": 0.3})
    assert linear.frame["cost"] == pytest.approx(alone.frame["cost"], abs=1e-6)
    assert round(linear.frame["cost"], 3) == 0.689
    W = np.linalg.multi_dot([np.array(layer["W"]) for layer in reversed(linear.layers)])
    X = linear.run.X
    straight = W @ (X - X[:, :1])  # z of the output, but for a constant
    z = linear.run.model.forward(X).Z[3]
    assert np.allclose(z - z[:, :1], straight)


def test_saturated_sigmoids_do_not_come_back(seen):
    title = "Sigmoids saturate"
    saturated = Seen(BY_TITLE[title]["state"])  # of its own, as it goes on
    assert saturated.layers[1]["saturated"] == list(range(8))
    A = saturated.run.model.forward(saturated.run.X).A[2]
    assert np.abs(A - A.round()).max() < 0.05
    assert max(saturated.gradients) < 1e-3
    assert saturated.is_told("saturated units")
    saturated.run.change({"learning_rate": 1.2})
    saturated.run.advance(UPDATES)
    frame = saturated.run.frame()
    assert frame["layers"][1]["saturated"] == list(range(8))
    assert frame["accuracy"] < 0.6
    assert not any(layer["saturated"] for layer in seen(title, cure=True).layers)


def test_a_batch_of_one_jumps(seen):
    one = seen("A batch of one example")
    all_of_them = Seen({})
    assert one.rises > 0.3
    assert all_of_them.rises < 0.05
    assert one.frame["cost"] > 2 * all_of_them.frame["cost"]
    assert all_of_them.frame["cost"] == pytest.approx(0.2, abs=0.03)
