"""A run that was saved anywhere, and taken up again, is the run without a break, bit by bit."""

import itertools
import tracemalloc
from dataclasses import dataclass
from functools import cached_property

import networks
import numpy as np
import pytest
from networks import KINDS, of_kind

import nnlib
from nnlib import _files, _reading
from nnlib._checkpoints import read as read_checkpoint
from nnlib._files import FileError
from nnlib.history import History
from nnlib.optimizers import Optimizer
from nnlib.training import Trainer

X, Y = nnlib.datasets.flower(m=50, rng=1)
WEIGHT = np.random.default_rng(0).uniform(0.5, 2, 50)
RULES = [nnlib.GradientDescent(0.5), nnlib.Momentum(0.5), nnlib.RMSProp(0.01), nnlib.Adam(0.02)]


@dataclass(frozen=True)
class Halving(Optimizer):
    """A rule of a user's own, with an average and a setting."""

    averages = ("u",)
    decay: float = 0.5

    def step(self, theta, gradient, state):
        state.averages["u"] *= self.decay
        state.averages["u"] += gradient
        theta -= self.learning_rate / state.t * state.averages["u"]


def trainer(rule=RULES[-1], batch_size=16, rng=0, dtype="float64"):
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, hidden="relu", l2=0.01, dtype=dtype, rng=3)
    return Trainer(model, optimizer=rule, batch_size=batch_size, rng=rng)


def assert_same(one, other):
    """All that a trainer is, to the last bit."""
    assert one.history == other.history
    assert one.model.parameters.vector.tobytes() == other.model.parameters.vector.tobytes()
    assert one.optimizer == other.optimizer
    assert one.batch_size == other.batch_size
    assert one._run.epoch == other._run.epoch
    mine, others = one._run.optimizer_state, other._run.optimizer_state
    assert mine.t == others.t
    assert mine.averages.keys() == others.averages.keys()
    for name, average in mine.averages.items():
        assert average.tobytes() == others.averages[name].tobytes()
    assert one._run.rng.random() == other._run.rng.random()


@pytest.mark.parametrize(
    ("rule", "batch_size", "dtype"),
    [
        *((rule, 16, "float64") for rule in [*RULES, Halving(0.5)]),
        *((RULES[-1], size, "float64") for size in (None, 1, 50)),
        (RULES[-1], 16, "float32"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Optimizer) else str(value),
)
def test_a_break_anywhere_changes_nothing(rule, batch_size, dtype, tmp_path):
    """Breaks at the start, within the first and the third epoch, and at an epoch's end; with weights and validation."""
    path = tmp_path / "run.npz"
    fit = {"sample_weight": WEIGHT, "validation": (X, Y), "training_accuracy": True}
    whole, broken = trainer(rule, batch_size, dtype=dtype), trainer(rule, batch_size, dtype=dtype)
    done = 0
    for updates in (0, 1, 2, 8, 12):
        if updates > done:
            whole.fit(X, Y, iterations=updates - done, **fit)
            broken.fit(X, Y, iterations=updates - done, **fit)
            done = updates
        broken.save(path)
        broken = Trainer.load(path, custom={"Halving": Halving})
        broken.save(path)  # again, before anything is drawn
        broken = Trainer.load(path, custom={"Halving": Halving})
    whole.fit(X, Y, epochs=2, **fit)
    broken.fit(X, Y, epochs=2, **fit)
    assert_same(whole, broken)


@pytest.mark.parametrize(("kind", "batch_size"), [*((kind, 16) for kind in KINDS), ("thinned", None)])
def test_a_break_anywhere_changes_nothing_of_any_kind(kind, batch_size, tmp_path):
    """Masks are drawn on from where the generator stood, in the middle of an epoch, too; the last batch is ragged."""
    path, rule = tmp_path / "run.npz", nnlib.Adam(networks.Decay(0.02), clip_norm=0.1)
    whole, broken = (Trainer(of_kind(kind), optimizer=rule, batch_size=batch_size, rng=0) for _ in range(2))
    X, Y = networks.examples(whole.model, 50)
    fit = {"sample_weight": WEIGHT, "validation": (X, Y)}
    done = 0
    for updates in (0, 1, 3, 8, 10):
        if updates > done:
            whole.fit(X, Y, iterations=updates - done, **fit)
            broken.fit(X, Y, iterations=updates - done, **fit)
            done = updates
        broken.save(path)
        broken = Trainer.load(path, custom=networks.CUSTOM)
    whole.fit(X, Y, epochs=2, **fit)
    broken.fit(X, Y, epochs=2, **fit)
    assert broken.optimizer == rule
    assert broken.model.keep_prob == whole.model.keep_prob
    assert_same(whole, broken)


def test_ten_epochs_are_five_and_five(tmp_path):
    whole, half = trainer(), trainer()
    whole.fit(X, Y, epochs=10)
    half.fit(X, Y, epochs=5)
    half.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    again.fit(X, Y, epochs=5)
    assert_same(whole, again)


@pytest.mark.parametrize("kind", ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"])
def test_every_generator_of_numpy_is_kept(kind, tmp_path):
    one = trainer(rng=np.random.Generator(getattr(np.random, kind)(7)))
    one.fit(X, Y, iterations=6)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    one.fit(X, Y, epochs=2)
    again.fit(X, Y, epochs=2)
    assert_same(one, again)


def test_a_generator_of_ones_own_is_refused(tmp_path):
    class Odd(np.random.PCG64):
        pass

    with pytest.raises(TypeError, match="a generator of NumPy's own can be saved, but not"):
        trainer(rng=np.random.Generator(Odd(0))).save(tmp_path / "run.npz")
    assert not list(tmp_path.iterdir())


def test_in_the_middle_of_an_epoch_another_m_is_refused(tmp_path):
    one = trainer()
    one.fit(X, Y, iterations=6)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    with pytest.raises(ValueError, match="the running epoch has 50 examples and 49 came"):
        again.fit(X[:, 1:], Y[:, 1:], epochs=1)
    one.fit(X, Y, epochs=1)
    again.fit(X, Y, epochs=1)
    assert_same(one, again)


def test_the_permutation_is_not_in_the_file_and_is_drawn_again(tmp_path):
    one = trainer()
    one.fit(X, Y, iterations=6)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    assert again._run.order is None
    again.fit(X, Y, iterations=1)
    np.testing.assert_array_equal(again._run.order, one._run.order)


def test_a_permutation_that_numpy_draws_otherwise_is_told(tmp_path):
    one = trainer()
    one.fit(X, Y, iterations=6)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    again._run.checksum += 1
    before = again.model.parameters.vector.copy()
    with pytest.raises(ValueError, match="draws another permutation of the running epoch than the NumPy that"):
        again.fit(X, Y, iterations=1)
    np.testing.assert_array_equal(again.model.parameters.vector, before)
    assert len(again.history.cost) == 6


def test_a_redraw_that_is_interrupted_is_drawn_once_more(tmp_path, monkeypatch):
    """The generator itself is not moved by it, so that nothing is lost."""
    one = trainer()
    one.fit(X, Y, iterations=6)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")

    class Interrupting(np.random.Generator):
        def permutation(self, m):
            super().permutation(m)
            raise KeyboardInterrupt

    monkeypatch.setattr(np.random, "Generator", Interrupting)
    with pytest.raises(KeyboardInterrupt):
        again.fit(X, Y, epochs=1)
    monkeypatch.undo()
    again.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    one.fit(X, Y, epochs=2)
    again.fit(X, Y, epochs=2)
    assert_same(one, again)


def test_a_generator_that_others_use_too_goes_on_where_it_was(tmp_path):
    rng = np.random.default_rng(0)
    one = trainer(rng=rng)
    one.fit(X, Y, iterations=6)
    rng.normal(size=3)
    one.save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    one.fit(X, Y, epochs=3)
    again.fit(X, Y, epochs=3)
    assert_same(one, again)


@dataclass(frozen=True)
class Nested(Optimizer):
    """A rule with a setting that is more than JSON can hold."""

    schedule: object = None

    def step(self, theta, gradient, state):
        theta -= self.learning_rate * gradient


class Forgetful(Optimizer):
    """A rule that keeps a setting in its own way: from its dataclass's fields it comes back as another one."""

    def __init__(self, learning_rate, decay=1.0):
        super().__init__(learning_rate)
        object.__setattr__(self, "decay", decay)

    def step(self, theta, gradient, state):
        theta -= self.learning_rate * self.decay * gradient


class OddAverages(Nested):
    """A rule with averages of another shape."""

    averages = ("u",)

    def start(self, theta):
        state = super().start(theta)
        state.averages["u"] = np.zeros(1)
        return state


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Nested(0.1, schedule=History()), "Object of type History is not JSON serializable"),
        (Nested(0.1, schedule={1: 2}), "would come back as"),
        (Nested(0.1, schedule=[(1, 2)]), "would come back as"),
        (Nested(0.1, schedule=[np.float32(1)]), "Object of type float32 is not JSON serializable"),
        (Nested(0.1, schedule="o" * 2**22), "a description has up to 4,194,304 characters, but"),
        (Forgetful(0.1, decay=0.5), "would come back as"),
        (OddAverages(0.1), "needs .* but the file holds"),
    ],
    ids=range(7),
)
def test_what_could_not_be_loaded_is_not_saved(rule, message, tmp_path):
    """Found out while the run is still there."""
    with pytest.raises((TypeError, ValueError), match=message):
        trainer(rule).save(tmp_path / "run.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda one: one.history.epoch_end.clear(),
        lambda one: setattr(one.history, "mine", [1]),
        lambda one: setattr(one.history, "epoch_cost", [[1.0]]),
        lambda one: setattr(one.history, "epoch_cost", ["x"]),
        lambda one: one.model.g.update({1: nnlib.activations.softmax}),
        lambda one: one.model.g.update({1: None}),
        lambda one: one.model.g.update({2: nnlib.activations.tanh}),
        lambda one: one.model.g.update({3: nnlib.activations.tanh}),
        lambda one: one.model.g.pop(2),
    ],
    ids=range(9),
)
def test_a_run_that_was_tampered_with_is_not_saved(tamper, tmp_path):
    one = trainer()
    one.fit(X, Y, epochs=1)
    one.save(tmp_path / "run.npz")
    good = (tmp_path / "run.npz").read_bytes()
    tamper(one)
    with pytest.raises((TypeError, ValueError)):
        one.save(tmp_path / "run.npz")
    assert (tmp_path / "run.npz").read_bytes() == good


@pytest.mark.parametrize(
    "setting", [[1, [2, 3]], (1, (2, 3)), np.float32(0.5), np.int64(3), Halving(0.5), "text", None], ids=str
)
def test_settings_of_all_kinds_come_back_as_they_were(setting, tmp_path):
    trainer(Nested(0.1, schedule=setting)).save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz", custom={"Nested": Nested, "Halving": Halving}).optimizer
    assert again == Nested(0.1, schedule=setting)
    assert type(again.schedule) in {type(setting), int, float}


def test_what_a_rule_caches_is_no_setting(tmp_path):
    @dataclass(frozen=True)
    class Caching(Halving):
        @cached_property
        def half(self):
            return 0.5

    rule = Caching(0.5)
    assert rule.half == 0.5
    trainer(rule).save(tmp_path / "run.npz")
    assert Trainer.load(tmp_path / "run.npz", custom={"Caching": Caching}).optimizer == rule


def test_the_history_has_its_own_types_again(tmp_path):
    one = trainer()
    one.fit(X, Y, epochs=3, validation=(X, Y), training_accuracy=True, every=2)
    one.save(tmp_path / "run.npz")
    history = Trainer.load(tmp_path / "run.npz").history
    assert history == one.history
    assert history.training_epoch == [2]
    for name, values in vars(history).items():
        kind = int if name in {"epoch_end", "validation_epoch", "training_epoch"} else float
        assert {type(value) for value in values} == {kind}
    Trainer.load(tmp_path / "run.npz").history.cost.append(0.0)  # they are lists that grow


def test_a_fresh_trainer_is_kept_too(tmp_path):
    trainer().save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz")
    assert again.history == History()
    assert_same(trainer(), again)


def test_a_model_is_no_trainer(tmp_path):
    nnlib.LogisticRegression(n_x=2).save(tmp_path / "net.npz")
    with pytest.raises(FileError, match="it holds a model, not a trainer"):
        Trainer.load(tmp_path / "net.npz")


def test_what_is_the_users_own_has_to_be_handed_in(tmp_path):
    trainer(Halving(0.5)).save(tmp_path / "run.npz")
    with pytest.raises(FileError, match=r"it uses 'Halving', .* custom=\{'Halving': ...\}"):
        Trainer.load(tmp_path / "run.npz")
    assert Trainer.load(tmp_path / "run.npz", custom={"Halving": Halving}).optimizer == Halving(0.5)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A good file's bytes."""
    path = tmp_path_factory.mktemp("good") / "run.npz"
    one = trainer()
    one.fit(X, Y, iterations=6)
    one.save(path)
    return path.read_bytes()


@pytest.fixture
def parts(tmp_path, good):
    """The path, content and arrays of a good file, to be spoilt."""
    path = tmp_path / "run.npz"
    path.write_bytes(good)
    return path, *_reading.read(path, "trainer")[1:]


@pytest.mark.parametrize("key", ["model", "optimizer", "batch_size", "t", "epoch", "examples_per_epoch", "generator"])
@pytest.mark.parametrize("value", [..., -1, [], {}, "x", {"class": "Adam", "settings": {"beta1": 2}}], ids=str)
def test_a_description_that_is_none_is_told(parts, key, value):
    path, content, arrays = parts
    spoilt = {name: old for name, old in content.items() if name != key}
    if value is not ...:
        spoilt[key] = value
    _files.write(path, "trainer", spoilt, arrays)
    with pytest.raises(FileError, match=r"run\.npz: "):
        read_checkpoint(path)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("checksum",), None),
        (("checksum",), "x"),
        (("t",), 10**400),
        (("epoch", "position"), 4),
        (("epoch", "position"), 10**9),
        (("epoch", "weight_sum"), -1.0),
        (("epoch", "weight_sum"), float("nan")),
        (("epoch", "cost_sum"), float("inf")),
        (("epoch", "updates"), 7),
        (("generator", "bit_generator"), "PCG64DXSM2"),
        (("generator", "state"), {}),
        (("generator", "state", "state"), "x"),
        (("drawn_from",), None),
        (("drawn_from", "has_uint32"), 1.5),
    ],
    ids=str,
)
def test_parts_of_a_description_that_are_none_are_told(parts, keys, value):
    path, content, arrays = parts
    inner = content
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    _files.write(path, "trainer", content, arrays)
    with pytest.raises(FileError, match=r"run\.npz: "):
        read_checkpoint(path)


@pytest.mark.parametrize(
    ("kind", "keys", "value"),
    [
        ("MT19937", ("state", "pos"), 10**8),
        ("MT19937", ("state", "pos"), -1),
        ("MT19937", ("state", "key", "values"), [1, 2]),
        ("MT19937", ("state", "key"), {"dtype": "S500000000", "values": ["a"]}),
        ("Philox", ("buffer_pos",), -(10**8)),
        ("Philox", ("buffer_pos",), 5),
        ("SFC64", ("state", "state", "values"), [1]),
    ],
    ids=str,
)
def test_a_state_that_would_lead_a_generator_astray_is_told(kind, keys, value, tmp_path):
    """NumPy takes places outside of a generator's numbers, and reads what lies there."""
    path = tmp_path / "run.npz"
    one = trainer(rng=np.random.Generator(getattr(np.random, kind)(7)))
    one.fit(X, Y, epochs=1)
    one.save(path)
    _, content, arrays = _reading.read(path, "trainer")
    inner = content["generator"]
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    _files.write(path, "trainer", content, arrays)
    with pytest.raises(FileError, match=r"run\.npz: "):
        read_checkpoint(path)


NEWER = ("validation_loss", "training_accuracy", "training_epoch")
"""The lists of the history that files of versions 1 to 3 do not have."""


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *itertools.product(
            ["theta", "averages/v", "averages/s", "history/cost", "history/epoch_end"],
            ["missing", "longer", "flat", "integers"],
        ),
        *itertools.product([f"history/{name}" for name in NEWER], ["missing", "flat", "integers"]),
    ],
)
def test_arrays_that_do_not_fit_are_told(parts, name, change):
    path, content, arrays = parts
    old = arrays.pop(name)
    if change != "missing":
        arrays[name] = {
            "longer": np.append(old, 1.0).astype(old.dtype),
            "flat": old.reshape(1, -1),
            "integers": old.astype(np.int32 if old.dtype.kind == "f" else np.float64),
        }[change]
    _files.write(path, "trainer", content, arrays)
    with pytest.raises(FileError, match=r"run\.npz: "):
        read_checkpoint(path)


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_a_history_without_the_newer_lists_is_that_of_an_earlier_version(l2, tmp_path):
    path, one = tmp_path / "run.npz", trainer()
    one.model.l2 = l2
    one.fit(X, Y, epochs=3, validation=(X, Y), training_accuracy=True)
    one.save(path)
    _, content, arrays = _reading.read(path, "trainer")
    older = {name: array for name, array in arrays.items() if name.removeprefix("history/") not in NEWER}
    assert len(older) == len(arrays) - 3
    _files.write(path, "trainer", content, older)
    history = Trainer.load(path).history
    assert history.validation_cost == one.history.validation_cost
    assert history.training_accuracy == history.training_epoch == []
    if l2:
        assert len(history.validation_loss) == 3
        assert np.isnan(history.validation_loss).all()
    else:
        assert history.validation_loss == one.history.validation_cost


def test_a_rule_that_was_written_before_there_was_clipping_does_not_clip(parts):
    """And one that does not clip is written as it was then."""
    path, content, _ = parts
    assert content["optimizer"] == ["Adam", {"learning_rate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08}]
    assert Trainer.load(path).optimizer.clip_norm is None


@pytest.mark.parametrize("clip_norm", [0, -1.0, "1", True, float("nan"), float("inf"), [1.0], {}])
def test_a_clip_norm_that_is_none_is_told(clip_norm, parts):
    path, content, arrays = parts
    content["optimizer"][1]["clip_norm"] = clip_norm
    _files.write(path, "trainer", content, arrays)
    with pytest.raises(FileError, match=r"run\.npz: .* clip_norm must be a"):
        read_checkpoint(path)


def test_clipping_is_kept_with_rules_of_ones_own(tmp_path):
    rule = Halving(0.5, decay=0.3, clip_norm=2)
    trainer(rule).save(tmp_path / "run.npz")
    again = Trainer.load(tmp_path / "run.npz", custom={"Halving": Halving}).optimizer
    assert again == rule
    assert again.clip_norm == 2.0


def test_arrays_that_nobody_knows_are_told(parts):
    path, content, arrays = parts
    _files.write(path, "trainer", content, arrays | {"averages/w": arrays["theta"]})
    with pytest.raises(FileError, match=r"Adam\(.*\) needs"):
        read_checkpoint(path)


def outcome(path, damaged, load):
    """What loading comes to: the run or the model itself, or "told"."""
    path.write_bytes(damaged)
    try:
        return load(path)
    except FileError:
        return "told"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layers", "kind"),
    [
        ("dense", "trainer"),
        ("thinned convolutional", "trainer"),
        ("recurrent", "model"),
        ("shared behind pools", "model"),
    ],
)
def test_a_saved_file_that_is_damaged_anywhere_is_told_or_the_same(layers, kind, tmp_path):
    """One bit of each byte flipped, and cut off at each length (of a trainer's longer file, every fourth)."""
    path = tmp_path / "saved.npz"
    one = Trainer(of_kind(layers), optimizer=nnlib.Adam(0.02, clip_norm=1.0), batch_size=16, rng=0)
    one.fit(*networks.examples(one.model, 50), iterations=6)
    {"model": one.model, "trainer": one}[kind].save(path)
    load = {"model": nnlib.load, "trainer": lambda path: Trainer.load(path).model}[kind]
    whole, theta = path.read_bytes(), one.model.parameters.vector.tobytes()
    tracemalloc.start()
    outcomes = []
    for place in range(0, len(whole), 1 if kind == "model" else 4):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        outcomes += [outcome(path, bytes(damaged), load), outcome(path, whole[:place], load)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    same = [found for found in outcomes if found != "told"]
    assert 0 < len(same) < len(whole) / 2
    assert {model.parameters.vector.tobytes() for model in same} == {theta}
    assert peak < 50e6
