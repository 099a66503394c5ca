"""What copies do when they are trained in another way: the findings rest on it, and so do these tests."""

import numpy as np
import pytest

import nnlib
from nnlib.doctor import _training
from nnlib.doctor._case import Case, constant_cost, multiple, r_squared

X, Y = nnlib.datasets.moons(m=150, rng=1)
RNG = np.random.default_rng(0)


def case_of(model, optimizer=None, *, epochs=0, validation=None, **options):
    trainer = nnlib.Trainer(model, optimizer=optimizer or nnlib.Adam(0.01), rng=0, **options)
    if epochs:
        trainer.fit(X, Y, epochs=epochs, validation=validation)
    return Case(model, X, Y, trainer, validation)


def test_guessing_is_explaining_nothing():
    Y = np.array([[1.0, 0, 0, 1, 1], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0]])
    mean = Y.mean(axis=1, keepdims=True)
    assert r_squared(np.broadcast_to(mean, Y.shape), Y) == pytest.approx(0)
    assert r_squared(Y, Y) == 1
    assert r_squared(np.full(Y.shape, np.nan), Y) < -1e6
    assert r_squared(np.ones((1, 5)), np.ones((1, 5))) == 0


@pytest.mark.parametrize(
    ("output", "Y"),
    [("sigmoid", [[1, 0, 0, 1, 1]]), ("softmax", [[0, 1, 2, 0, 0]]), ("identity", [[3.0, 1.0, -1.0, 2.0, 0.0]])],
)
def test_what_guessing_costs_is_the_lowest_cost_of_a_constant(output, Y):
    """The network has no weights; trained with the bias alone it comes to what guessing costs."""
    model = nnlib.Network([1, 3 if output == "softmax" else 1], output=output, initialization="zeros")
    Y, _ = model.labels(Y, None, 5)
    nnlib.train(model, np.zeros((1, 5)), Y, learning_rate=0.5, iterations=2000)
    assert constant_cost(Y, model) == pytest.approx(model.cost(np.zeros((1, 5)), Y))
    assert (
        constant_cost(np.ones((1, 5)), nnlib.Network([1, 1], output=output if output != "softmax" else "identity"))
        is None
    )


def test_a_multiple_of_a_rule_is_the_rule_with_a_multiple_of_its_learning_rate():
    assert multiple(nnlib.Momentum(0.5, beta=0.8), 0.1) == nnlib.Momentum(0.05, beta=0.8)
    rule = multiple(nnlib.Adam(nnlib.schedules.Step(0.5, 10)), 10)
    assert [rule.learning_rate(t) for t in (0, 10)] == pytest.approx([5, 0.5])


def test_a_trial_is_of_bounded_length():
    small, large = nnlib.Network([2, 8, 1], rng=0), nnlib.Network([2, 3000, 3000, 1], initialization="zeros")
    assert Case(small, X, Y).updates == 250
    assert Case(large, X, Y).updates == 20


def test_few_updates_are_told_with_how_many_more_would_help():
    (finding,) = _training.too_few_updates(case_of(nnlib.Network([2, 16, 1], rng=0), epochs=9))
    assert finding.evidence.startswith("9 updates so far; after 1250 more, with nothing changed, a copy explains ")
    assert finding.advice.startswith("batch_size=32")
    (finding,) = _training.too_few_updates(case_of(nnlib.Network([2, 16, 1], rng=0), epochs=1, batch_size=50))
    assert finding.advice == "more epochs"
    assert list(_training.too_few_updates(case_of(nnlib.Network([2, 16, 1], rng=0), epochs=99 + 1))) == []
    assert list(_training.too_few_updates(Case(nnlib.Network([2, 16, 1], rng=0), X, Y))) == []


def test_overfitting_is_told_with_its_epoch_or_by_the_gap():
    few, wrong = RNG.normal(size=(20, 60)), RNG.integers(0, 2, (1, 60)).astype(float)
    others = RNG.normal(size=(20, 60)), RNG.integers(0, 2, (1, 60)).astype(float)
    trainer = nnlib.Trainer(nnlib.Network([20, 64, 1], rng=0), optimizer=nnlib.Adam(0.01), batch_size=16, rng=0)
    losses = trainer.fit(few, wrong, epochs=60, validation=others).validation_loss
    case = Case(trainer.model, few, wrong, trainer, others)
    (finding,) = _training.overfitting(case)
    assert f"after epoch {1 + int(np.argmin(losses))}, about " in finding.evidence
    case.trainer = None
    (finding,) = _training.overfitting(case)
    assert finding.evidence.startswith("the mean loss is ")
    assert list(_training.overfitting(Case(trainer.model, few, wrong))) == []
    assert list(_training.overfitting(Case(trainer.model, few, wrong, None, (few, wrong)))) == []


def test_unknown_losses_of_an_old_file_are_no_curve():
    """A run with l2 that an earlier version saved has no validation losses."""
    case = case_of(nnlib.Network([2, 4, 1], rng=0), epochs=9, validation=(X, Y))
    case.trainer.history.validation_loss[:] = [np.nan] * 9
    case.validation = None
    assert list(_training.overfitting(case)) == []


def test_a_constant_truth_cannot_be_overfitted():
    model = nnlib.Network([2, 4, 1], output="identity", rng=0)
    assert list(_training.overfitting(Case(model, X, np.ones((1, 150)), None, (X, Y)))) == []


def test_a_run_bounces_by_how_far_its_cost_goes_up_and_down():
    assert _training.bounced([1.0, 0.2, 0.9, 0.1, 0.8, 0.2, 0.9], 0.7)
    assert not _training.bounced([1.0, 0.8, 0.6, 0.5, 0.45, 0.44, 0.43], 0.7)
    assert not _training.bounced([1.0, 0.2, 0.9], 0.7)
    assert not _training.bounced([1.0, 0.2, 0.9, 0.1, 0.8, 0.2, 0.9], None)
