"""An examination changes nothing, takes whatever can be trained, and says what it could not look for."""

import contextlib
import copy
import io
import sys
import warnings
from dataclasses import dataclass

import networks
import numpy as np
import pytest
import runs
import test_hostile

import nnlib
from nnlib.layers import Dense

X, Y = nnlib.datasets.moons(m=120, rng=1)


def trained(model=None, *, rate=0.5, epochs=300, **options):
    model = model or nnlib.ShallowNetwork(n_x=2, n_h=8, rng=1)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(rate), rng=0, **options)
    trainer.fit(X, Y, epochs=epochs)
    return trainer


def names(report):
    return [finding.name for finding in report.findings]


def state(trainer):
    run = trainer._run
    return (
        trainer.model.parameters.vector.tobytes(),
        copy.deepcopy(vars(trainer.history)),
        str(run.rng.bit_generator.state),
        run.optimizer_state.t,
        {name: average.tobytes() for name, average in run.optimizer_state.averages.items()},
        trainer.model.l2,
    )


@pytest.mark.parametrize("ailment", ["learning rate too small", "l2 holds the weights down", "too few updates"])
def test_nothing_is_changed(ailment):
    run, trainer = runs.sick(ailment, 0, 0)
    before, arrays, seed = state(trainer), (run.X.tobytes(), run.Y.tobytes()), np.random.get_state()[1].tobytes()  # noqa: NPY002
    assert names(nnlib.diagnose(trainer, run.X, run.Y, validation=run.held_out))
    assert state(trainer) == before
    assert (run.X.tobytes(), run.Y.tobytes()) == arrays
    assert np.random.get_state()[1].tobytes() == seed  # noqa: NPY002  the global state is what is not touched


def test_the_same_run_has_the_same_diagnosis():
    trainer = trained(epochs=5)
    assert nnlib.diagnose(trainer, X, Y).findings
    assert nnlib.diagnose(trainer, X, Y) == nnlib.diagnose(trainer, X, Y)


@pytest.fixture
def short_trials(monkeypatch):
    """Trials take few updates."""
    monkeypatch.setattr("nnlib.doctor._case.LONGEST", 20)
    monkeypatch.setattr("nnlib.doctor._training.LONG", 20)


@pytest.mark.usefixtures("short_trials")
@pytest.mark.parametrize(("kind", "m"), [*((kind, 7) for kind in networks.KINDS), ("dense", 1)])
def test_networks_of_all_kinds_can_be_examined(kind, m):
    model = networks.of_kind(kind)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(networks.Decay(0.01)), batch_size=4, rng=0)
    examples = networks.examples(model, m=m)
    trainer.fit(*examples, epochs=2)
    assert str(nnlib.diagnose(trainer, *examples, validation=examples))
    assert str(nnlib.diagnose(model.astype("float32"), *examples))


@pytest.mark.usefixtures("short_trials")
@pytest.mark.parametrize(("output", "loss"), networks.PAIRS)
def test_networks_of_all_outputs_can_be_examined(output, loss):
    model = networks.network(output=output, loss=loss)
    examples = networks.examples(model, m=60)
    assert str(nnlib.diagnose(trained_on(model, examples), *examples))


def trained_on(model, examples):
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.1), rng=0)
    trainer.fit(*examples, epochs=5)
    return trainer


class Absolute(nnlib.losses.Loss):
    """Σ |a − y|: a loss of one's own, for which nobody knows what guessing costs."""

    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


def test_losses_and_layers_of_ones_own_can_be_examined():
    model = nnlib.Network([2, Dense(4), 1], output="identity", loss=Absolute(), hidden=networks.Swish(), rng=0)
    assert "exploding gradients" not in names(nnlib.diagnose(trained(model), X, Y))


def test_what_is_not_given_is_not_looked_for():
    trainer = trained(batch_size=32, epochs=200)
    report = nnlib.diagnose(trainer, X, Y, validation=nnlib.datasets.moons(m=60, rng=2))
    assert (report.findings, report.left_out) == ((), "")
    report = nnlib.diagnose(trainer.model, X, Y)
    assert report.left_out.startswith("Not looked for: learning rate and number of updates, without a Trainer; overfit")
    sick = nnlib.diagnose(trained(epochs=5), X, Y)
    assert sick.left_out.endswith("Fix the first finding, train, and run diagnose again: more may show then.")


def test_nothing_found_is_no_comfort_where_much_is_left():
    model = nnlib.Network([2, 8, 1], rng=1)
    model.b[2] = [[3.0]]
    report = nnlib.diagnose(model, X, Y)
    assert report.findings == ()
    assert "But the model explains 0% of Y, where neighbours or a straight line explain 100%" in report.left_out


def test_a_schedule_goes_on_from_where_the_run_has_come():
    """It is next to 0 by now: a copy with a large multiple of that learns, as one that began anew would."""
    trainer = nnlib.Trainer(
        nnlib.Network([2, 8, 1], rng=1),
        optimizer=nnlib.Adam(nnlib.schedules.Exponential(0.01, 0.1, every=50)),
        batch_size=30,
        rng=0,
    )
    trainer.fit(X, Y, epochs=50)
    assert names(nnlib.diagnose(trainer, X, Y)) == ["learning rate too small"]


def test_a_run_that_was_stopped_early_does_not_overfit_any_more():
    rng = np.random.default_rng(0)
    few, others = rng.normal(size=(2, 30, 200))
    labels, truth = ((array[:1] + rng.normal(size=(1, 200)) > 0).astype(float) for array in (few, others))
    model, stopping = nnlib.ShallowNetwork(30, 64, rng=1), nnlib.callbacks.EarlyStopping(30)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(0.02), batch_size=16, rng=1)
    trainer.fit(few, labels, epochs=100, validation=(others, truth), callbacks=[stopping])
    assert "overfitting" in names(nnlib.diagnose(trainer, few, labels))
    assert nnlib.diagnose(trainer, few, labels, validation=(others, truth)).findings == ()


def test_what_it_took_is_said():
    assert nnlib.diagnose(trained(batch_size=32), X, Y).cost == "Looked at 120 of 120 examples; no trial."
    told = "Looked at 120 of 120 examples; 4 trials of 2,000 updates in all."
    assert nnlib.diagnose(trained(epochs=5), X, Y).cost == told


def test_a_model_alone_can_be_too_small_or_held_down():
    run, trainer = runs.sick("network too small", 2, 0)
    assert names(nnlib.diagnose(trainer.model, run.X, run.Y)) == ["network too small"]
    run, trainer = runs.sick("l2 holds the weights down", 2, 3)
    assert names(nnlib.diagnose(trainer.model, run.X, run.Y))[0] == "l2 holds the weights down"


def test_after_a_divergence_the_trainer_can_be_examined():
    model = nnlib.Network([2, 8, 1], output="identity", rng=1)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1000.0), rng=0)
    with pytest.raises(nnlib.DivergenceError, match=r"learning rate 1000.0 is probably too large"):
        trainer.fit(X, Y, epochs=100)
    (finding,) = nnlib.diagnose(trainer, X, Y).findings
    assert finding.name == "learning rate too large"
    assert "with α = 1e+03 a copy diverges, with α = " in finding.evidence


@pytest.mark.parametrize("rate", [1e4, 1e9, 1e150])
def test_a_learning_rate_that_nothing_near_it_helps_is_too_large(rate):
    trainer = nnlib.Trainer(nnlib.Network([2, 8, 8, 1], rng=1), optimizer=nnlib.GradientDescent(rate), rng=0)
    with contextlib.suppress(nnlib.DivergenceError):
        trainer.fit(X, Y, epochs=20)
    assert names(nnlib.diagnose(trainer, X, Y))[0] == "learning rate too large"


def test_a_rule_or_a_schedule_of_ones_own_can_be_examined():
    trainer = nnlib.Trainer(nnlib.Network([2, 8, 1], rng=1), optimizer=Own(1e-6, note="mine"), rng=0)
    trainer.fit(X, Y, iterations=200)
    assert names(nnlib.diagnose(trainer, X, Y)) == ["learning rate too small"]
    trainer = nnlib.Trainer(nnlib.Network([2, 8, 1], rng=1), optimizer=nnlib.GradientDescent(Ending(1e-6, 150)), rng=0)
    trainer.fit(X, Y, iterations=149)
    assert str(nnlib.diagnose(trainer, X, Y))


class Own(nnlib.optimizers.Optimizer):
    def __init__(self, rate, *, note):
        super().__init__(rate)
        object.__setattr__(self, "note", note)

    def step(self, theta, gradient, state):
        theta -= state.learning_rate * gradient


@dataclass(frozen=True)
class Ending(nnlib.schedules.Schedule):
    start: float
    updates: int

    def __call__(self, t):
        return self.start / (t < self.updates)


@pytest.mark.parametrize("theta", [np.inf, np.nan, 1e200])
def test_a_model_that_has_left_the_numbers_can_be_examined(theta):
    model = nnlib.Network([2, 8, 8, 1], rng=1)
    model.W[1][:] = theta
    with np.errstate(all="raise"):
        assert str(nnlib.diagnose(model, X, Y))


def test_a_schedule_is_told_as_one():
    model = nnlib.Network([2, 8, 1], rng=1)
    trainer = nnlib.Trainer(
        model, optimizer=nnlib.GradientDescent(nnlib.schedules.Exponential(1e-5, 0.5, every=100)), rng=0
    )
    trainer.fit(X, Y, iterations=300)
    (finding,) = nnlib.diagnose(trainer, X, Y).findings
    assert finding.name == "learning rate too small"
    assert "with the schedule a copy" in finding.evidence
    assert " times the schedule; then" in finding.advice


def test_a_predictor_takes_x_and_y_before_scaling():
    rows = [{"size": 50.0 + 40 * i, "rooms": 20 * (i % 5), "price": 2.0 * i - 9 * (i % 5)} for i in range(60)]
    table = nnlib.datasets.read_csv(rows, target="price")
    scaling, prices = nnlib.datasets.Standardizer(table.X), nnlib.datasets.Standardizer(table.Y)
    model = nnlib.Network([2, 1], output="identity", rng=0)
    nnlib.train(model, scaling(table.X), prices(table.Y), learning_rate=0.1, iterations=200)
    predictor = nnlib.Predictor(table, model, X_scaling=scaling, Y_scaling=prices)
    assert nnlib.diagnose(predictor, table.X, table.Y).findings == ()
    assert nnlib.diagnose(predictor, table.X, table.Y, validation=(table.X[:, :9], table.Y[:, :9])).findings
    for wrong in ("no", (table.X, None), iter([1, 2])):
        with pytest.raises(TypeError, match="validation"):
            nnlib.diagnose(predictor, table.X, table.Y, validation=wrong)
    unscaled = nnlib.Predictor(table.recipe, model)
    assert names(nnlib.diagnose(unscaled, table.X, prices(table.Y))) == ["X not scaled"]
    assert names(nnlib.diagnose(model, table.X, prices(table.Y))) == ["X not scaled"]


def test_settings_and_warnings_of_the_user_do_not_matter():
    run, trainer = runs.sick("exploding gradients", 2, 0)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert names(nnlib.diagnose(trainer, run.X, run.Y, validation=run.held_out))


ARGUMENTS = {
    "patient": trained,
    "X": lambda: X[:, :5],
    "Y": lambda: Y[:, :5],
    "validation": lambda: (X[:, :5], Y[:, :5]),
}


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_whatever_comes_is_taken_or_refused_in_a_short_message(argument, monkeypatch):
    monkeypatch.setattr("nnlib.doctor._case.LONGEST", 20)
    monkeypatch.setattr("nnlib.doctor._training.LONG", 20)
    arguments = {name: make() for name, make in ARGUMENTS.items()}
    faults = {
        what: told
        for what, value in test_hostile.values().items()
        if (told := test_hostile.fault(nnlib.diagnose, arguments, argument, value))
    }
    assert not faults


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_diagnosis_prints_on_every_console(encoding, monkeypatch):
    report = nnlib.diagnose(trained(), 100 * X, Y)
    told = f"{report}{report.findings}{nnlib.doctor.Watch()}"
    assert not told.isascii()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    printed = f"{report}{report!r}{report.findings}".encode(encoding).decode(encoding)
    assert "?" not in printed


@pytest.mark.parametrize("scale", [1e-300, 1e150])
def test_numbers_of_any_size_can_be_examined(scale):
    assert names(nnlib.diagnose(trained(), scale * X, Y))[0] == "X not scaled"


def test_only_what_was_trained_can_be_examined():
    with pytest.raises(TypeError, match=r"a Trainer, a Network or a Predictor can be examined, got 3"):
        nnlib.diagnose(3, X, Y)
    with pytest.raises(TypeError, match=r"validation must be a pair \(X, Y\), got 'no'"):
        nnlib.diagnose(trained(), X, Y, validation="no")
    with pytest.raises(ValueError, match=r"validation: Y has 3 columns"):
        nnlib.diagnose(trained(), X, Y, validation=(X, Y[:, :3]))
    with pytest.raises(TypeError, match=r"validation: "):
        nnlib.diagnose(trained(), X, Y, validation=(X, None))
