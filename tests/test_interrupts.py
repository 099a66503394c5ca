"""Ctrl-C between any two steps of the interpreter leaves a trainer that knows what it has done."""

import contextlib
import inspect
import signal
import sys
import threading

import numpy as np
import pytest
from networks import CUSTOM, KEPT, examples, of_kind

import nnlib
from nnlib import _batches, _measuring, _recording, _replay, _run, dropout, models, optimizers, training
from nnlib._run import Run
from nnlib.training import Trainer

X, Y = nnlib.datasets.flower(m=10, rng=1)
MODULES = (_batches, _measuring, _recording, _replay, _run, dropout, models, optimizers, training)
WATCHED = {inspect.getsourcefile(module) for module in MODULES}


def trainer(batch_size=4):
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=3)
    return Trainer(model, optimizer=nnlib.Adam(0.05), batch_size=batch_size, rng=0)


class InterruptAt:
    """Raises KeyboardInterrupt at the n-th bytecode that runs within `fit`, as a signal would."""

    def __init__(self, n):
        self.left, self.struck = n, False

    def __enter__(self):
        self.before = sys.gettrace()
        sys._getframe().f_trace_opcodes = True  # Python 3.12 asks for it before the tracer is set
        sys.settrace(self.trace)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)

    def trace(self, frame, event, _):
        """Count a call's bytecodes, if it is within `fit`: whether it is does not change while it runs."""
        code = frame.f_code
        if self.struck or code.co_filename not in WATCHED or not self.within_fit(frame):
            return None
        if code.co_name in {"settle", "__init__"}:  # `settle` itself answers the interrupt
            return None
        frame.f_trace_opcodes = True
        return self.count

    def count(self, _, event, __):
        if event == "opcode":
            self.left -= 1
            if self.left < 0:
                self.struck = True
                raise KeyboardInterrupt
        return self.count

    @staticmethod
    def within_fit(frame):
        """Whether `fit` is under way."""
        while frame is not None:
            if frame.f_code.co_name == Trainer.fit.__name__:
                return True
            frame = frame.f_back
        return False


def assert_agrees_with_itself(run, batches_per_epoch=3):
    """History, state and θ tell the same story."""
    history, epoch = run.history, run._run.epoch
    done = len(history.cost)
    assert epoch.updates == done
    assert epoch.position == done % batches_per_epoch
    assert history.epoch_end == list(range(batches_per_epoch, done + 1, batches_per_epoch))
    assert len(history.epoch_cost) == len(history.epoch_end)
    for start, end, mean in zip([0, *history.epoch_end], history.epoch_end, history.epoch_cost, strict=False):
        assert mean == pytest.approx(np.average(history.cost[start:end], weights=[4, 4, 2]))
    assert len(history.validation_cost) == len(history.validation_accuracy) == len(history.validation_epoch)
    assert len(history.validation_loss) == len(history.validation_epoch)
    assert len(history.training_accuracy) == len(history.training_epoch)
    assert np.isfinite(run.model.parameters.vector).all()


def thinned(kind="thinned"):
    return Trainer(of_kind(kind), optimizer=nnlib.Adam(0.05, clip_norm=0.1), batch_size=4, rng=0)


@pytest.mark.parametrize(
    ("make", "first_batches", "stride"),
    [
        (trainer, 16, 61),
        (trainer, 1, 307),
        (thinned, 16, 499),
        pytest.param(trainer, 16, 1, marks=pytest.mark.slow),
        pytest.param(trainer, 1, 29, marks=pytest.mark.slow),
        pytest.param(thinned, 16, 5, marks=pytest.mark.slow),
    ],
)
def test_an_interrupt_at_any_bytecode_leaves_a_trainer_that_can_go_on(make, first_batches, stride, monkeypatch):
    """Two epochs of three updates with validation, struck at each bytecode in turn; then the run is finished.

    With masks: those of the update that was interrupted may be drawn, and then the next ones are others. Updates are
    recorded from the second batch on, or go by the model's lines.
    """
    monkeypatch.setattr(_replay, "FIRST_BATCHES", first_batches)
    undisturbed = make()
    X, Y = examples(undisturbed.model, 10)
    measured = {"validation": (X, Y), "training_accuracy": True}
    undisturbed.fit(X, Y, epochs=2, **measured)
    n, numbers_done = 0, set()
    while True:
        run = make()
        # Struck between NumPy's error state and the block that is to leave it, it would stay for other tests.
        with contextlib.suppress(KeyboardInterrupt), np.errstate(), InterruptAt(n) as interrupt:
            run.fit(X, Y, epochs=2, **measured)
        if not interrupt.struck:
            break
        assert_agrees_with_itself(run)
        done = len(run.history.cost)
        assert run.history.cost == undisturbed.history.cost[:done]
        numbers_done.add(done)
        run.fit(X, Y, iterations=7 - done, **measured)
        assert_agrees_with_itself(run)
        assert len(run.history.cost) == 7
        n += stride
    assert n > 2000
    assert numbers_done == set(range(7))
    assert run.history == undisturbed.history


class Striking(list):
    """A list of the history, at which the interrupt comes just before, or just after, it grows to a length."""

    def __init__(self, length, *, after):
        super().__init__()
        self.length, self.after = length, after

    def append(self, value):
        strikes = len(self) + 1 == self.length
        if self.after or not strikes:
            super().append(value)
        if strikes:
            self.length = None
            raise KeyboardInterrupt


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("name", "length"),
    [
        *[("cost", 5), ("cost", 6), ("epoch_cost", 2), ("epoch_end", 2)],
        *[("validation_cost", 2), ("validation_loss", 2), ("validation_accuracy", 2), ("validation_epoch", 2)],
        *[("training_accuracy", 2), ("training_epoch", 2)],
    ],
)
def test_an_interrupt_at_any_line_of_the_history_is_made_up_for(name, length, after):
    undisturbed, run, measured = trainer(), trainer(), {"validation": (X, Y), "training_accuracy": True}
    undisturbed.fit(X, Y, epochs=4, **measured)
    setattr(run.history, name, Striking(length, after=after))
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=4, **measured)
    assert_agrees_with_itself(run)
    assert len(run.history.cost) == (5 if (name, length) == ("cost", 5) else 6)
    run.fit(X, Y, iterations=12 - len(run.history.cost), **measured)
    assert run.history.cost == undisturbed.history.cost
    assert run.history.epoch_cost == undisturbed.history.epoch_cost


@pytest.mark.parametrize("name", ["fit", "save"])
def test_what_an_interrupt_of_the_answer_itself_left_is_made_up_for(name, tmp_path, monkeypatch):
    """A second Ctrl-C, before `settle` has done anything."""
    run = trainer()
    run.history.cost = Striking(5, after=False)
    settle = Run.settle
    monkeypatch.setattr(Run, "settle", lambda self: None)
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=4, validation=(X, Y))
    monkeypatch.setattr(Run, "settle", settle)
    assert len(run.history.cost) == 4
    if name == "fit":
        run.fit(X, Y, iterations=1)
        assert len(run.history.cost) == 6
    else:
        run.save(tmp_path / "run.npz")
        assert len(Trainer.load(tmp_path / "run.npz").history.cost) == 5
    assert_agrees_with_itself(run)


@pytest.mark.parametrize("kind", [*KEPT, "convolutional", "recurrent, then dense"])
def test_a_run_of_any_kind_that_was_interrupted_is_saved_and_goes_on_as_it_would_have(kind, tmp_path):
    """Struck after the fifth update, in the middle of an epoch: masks are drawn on from there."""
    undisturbed, run = thinned(kind), thinned(kind)
    X, Y = examples(run.model, 10)
    undisturbed.fit(X, Y, epochs=4, validation=(X, Y))
    run.history.cost = Striking(5, after=True)
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=4, validation=(X, Y))
    assert_agrees_with_itself(run)
    run.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz", custom=CUSTOM)
    for one in (run, again):
        one.fit(X, Y, epochs=3, validation=(X, Y))
        assert one.history.cost == undisturbed.history.cost
        np.testing.assert_array_equal(one.model.parameters.vector, undisturbed.model.parameters.vector)


def test_an_interrupted_epoch_goes_on_with_its_permutation():
    """Struck by an activation in the middle of an epoch: every example is used once."""

    class Interrupting:
        """tanh, until its patience ends."""

        patience = 5

        def __call__(self, Z, out=None):
            if Z.shape[1] < 10:  # not where the network is built, nor measured
                self.patience -= 1
                if self.patience == 0:
                    raise KeyboardInterrupt
            return np.tanh(Z, out=out)

        def derivative(self, Z):
            return 1 - np.tanh(Z) ** 2

    seen = []

    class Watched(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            seen.append(forward_pass.A[0][0].tolist())
            return super().backward(forward_pass, Y, sample_weight, out=out)

    g = Interrupting()
    run = Trainer(Watched([2, 3, 1], hidden=g, rng=0), optimizer=nnlib.Adam(), batch_size=4, rng=0)
    g.patience = 5
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=2)
    assert len(run.history.cost) == 4
    run.fit(X, Y, epochs=1)
    assert run.history.epoch_end == [3, 6]
    assert sorted(x for batch in seen[3:] for x in batch) == sorted(X[0])


@pytest.fixture
def ctrl_c():
    """Python's own answer to SIGINT, which a shell's background jobs ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_the_signal_itself_does_the_same():
    """A real SIGINT, sent while a long run is under way."""
    run = trainer()
    alarm = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
    alarm.start()
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=10**9, validation=(X, Y))
    alarm.join()
    assert run.history.cost
    assert_agrees_with_itself(run)
    run.fit(X, Y, epochs=1)
    assert_agrees_with_itself(run)


def test_an_error_in_a_callback_does_the_same():
    run = trainer()

    def fail(trainer):
        if len(trainer.history.epoch_cost) == 2:
            message = "no space left"
            raise OSError(message)

    with pytest.raises(OSError, match="no space left"):
        run.fit(X, Y, epochs=5, callbacks=[fail])
    assert run.history.epoch_end == [3, 6]
    assert_agrees_with_itself(run)


def test_an_interrupt_after_the_parameters_have_left_the_numbers_undoes_the_call():
    """θ is infinite after the second update; before the cost shows it, the run is interrupted."""
    run = trainer(batch_size=None)
    run.fit(X, Y, iterations=3)
    before, history = run.model.parameters.vector.copy(), list(run.history.cost)

    def spoil(trainer):
        if len(trainer.history.cost) == 5:
            trainer.model.W[1][...] = np.inf
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, iterations=10, callbacks=[spoil])
    np.testing.assert_array_equal(run.model.parameters.vector, before)
    assert run.history.cost == history
    run.fit(X, Y, iterations=1)
    assert len(run.history.cost) == 4
