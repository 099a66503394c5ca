"""What is too large is named, with a way out that works on it; what is not is passed over in silence."""

import itertools
import re
import warnings

import numpy as np
import pytest

import nnlib
from nnlib import _scale
from nnlib.activations import ACTIVATIONS
from nnlib.losses import Loss
from nnlib.parameters import INITIALIZATIONS

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 200))
Z = RNG.normal(size=(1, 5)) @ X
PRICES = 200_000 + 80_000 * np.tanh(Z)
CLASSES = RNG.integers(0, 10, (1, 200))
PIXELS = np.where(RNG.random((784, 200)) < 0.3, RNG.integers(0, 256, (784, 200)), 0)
STANDARDIZED = (PRICES - PRICES.mean()) / PRICES.std()


def sets():
    """Yield all data sets that are shipped, as they are learned from, and some of moderate size that are not scaled."""
    for name in ("flower", "moons", "circles", "spirals", "xor"):
        yield getattr(nnlib.datasets, name)(m=100, rng=1)
    yield nnlib.datasets.demand_curve(m=100, rng=0)
    yield nnlib.datasets.demand(m=100, rng=0)
    for x, y in (nnlib.datasets.digits(), nnlib.datasets.fashion_mnist()[::2]):
        yield x[:, :100], y[:, :100]
    cancer = nnlib.datasets.breast_cancer()
    x = cancer.X[:, :100]
    yield (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True), cancer.Y[:, :100]
    irises = np.random.default_rng(1).normal([[5.8], [3.1], [3.8], [1.2]], [[0.8], [0.4], [1.8], [0.8]], (4, 100))
    yield irises, np.resize([0, 1, 2], (1, 100))
    yield np.linspace(-3, 3, 100)[np.newaxis], np.linspace(20, 60, 100)[np.newaxis]  # years, unscaled


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow, id="all"), pytest.param(4, id="some")])
def test_sane_starts_raise_no_warning(every):
    """All activations, initializations, outputs and losses on all data sets that are shipped; warnings are errors."""
    starts = itertools.product(list(sets()), [g for g in ACTIVATIONS if g != "softmax"], [None, *INITIALIZATIONS])
    for (x, y), hidden, initialization in itertools.islice(starts, 0, None, every):
        classes = (y > np.median(y)).astype(int) if y.max() > 9 or y.dtype.kind == "f" else y
        for output, labels, n_y in (
            ("sigmoid", classes > 0, 1),
            ("softmax", classes, max(2, int(classes.max()) + 1)),
            ("identity", y, 1),
            ("tanh", y, 1),
        ):
            sizes, options = [len(x), 16, 8, n_y], {"hidden": hidden, "initialization": initialization}
            model = nnlib.Network(sizes, output=output, rng=1, **options)
            nnlib.train(model, x, labels, learning_rate=1e-9, iterations=1)


class AbsoluteError(Loss):
    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


BELONGS_TO_Y = (
    r"^the targets Y have a mean of 20\d,000 and a standard deviation of 61,500: scale them with .*Standardizer"
)
PIXELS_TOLD = r"^the first cost is 1\d\d, and guessing costs log 10 = 2.3: the features X go up to 255: scale"
# (layer sizes, options, X, Y, what is said; None where nothing is)
STARTS = {
    "raw pixels": ([784, 32, 10], {"output": "softmax"}, PIXELS, CLASSES, PIXELS_TOLD),
    "raw pixels in float32": ([784, 32, 10], {"output": "softmax", "dtype": "float32"}, PIXELS, CLASSES, PIXELS_TOLD),
    "with L2": ([784, 32, 10], {"output": "softmax", "l2": 100.0}, PIXELS, CLASSES, PIXELS_TOLD),
    "scaled pixels": ([784, 32, 10], {"output": "softmax"}, PIXELS / 255, CLASSES, None),
    "scaled pixels with much L2": ([784, 32, 10], {"output": "softmax", "l2": 100.0}, PIXELS / 255, CLASSES, None),
    "large parameters": ([5, 8, 1], {"initialization": lambda *s: s[2].normal(0, 100, s[:2])}, X, Z > 0, None),
    "a feature in thousands": ([5, 8, 1], {}, X * [[1], [1], [-3000], [1], [1]], Z > 0, "log 2 = 0.693: the features"),
    "years": (
        [5, 8, 2],
        {"output": "sigmoid"},
        X - 2000,
        np.vstack([Z > 0, Z < 0]),
        "costs 2 log 2 = 1.39: .* down to",
    ),
    "prices": ([5, 8, 1], {"output": "identity"}, X, PRICES, BELONGS_TO_Y),
    "prices, standardized": ([5, 8, 1], {"output": "identity"}, X, STANDARDIZED, None),
    "prices and features": (
        [5, 8, 1],
        {"output": "identity"},
        X * 1e6,
        PRICES,
        r"inverse; and the first cost .* go down",
    ),
    "features alone": (
        [5, 8, 1],
        {"output": "identity"},
        X * 100,
        STANDARDIZED,
        "the mean of Y costs 0.5: the features",
    ),
    "absolute temperatures": ([5, 8, 1], {"output": "identity"}, X, 290 + 5 * STANDARDIZED, "a mean of 290"),
    "the second of two": ([5, 8, 2], {"output": "identity"}, X, np.vstack([Z, PRICES]), r"the targets Y\[1\] have"),
    "prices of a sigmoid": (
        [5, 8, 1],
        {"output": "sigmoid", "loss": "squared_error"},
        X,
        PRICES,
        r'\(Y_train\), with output="identity" in place of sigmoid, and take',
    ),
    "a line, which follows Y": ([5, 1], {"output": "identity"}, X, PRICES, None),
    "a loss of one's own": ([5, 8, 1], {"output": "identity", "loss": AbsoluteError()}, X, 290 + STANDARDIZED, None),
    "a start at zeros, with small steps": ([5, 1], {"initialization": "zeros"}, X * 100, Z > 0, None),
}


@pytest.mark.parametrize("start", STARTS)
def test_an_absurd_start_is_told_by_its_cause(start):
    sizes, options, x, y, told = STARTS[start]
    model = nnlib.Network(sizes, rng=0, **options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        nnlib.train(model, x, y, learning_rate=1e-12, batch_size=50, epochs=1, rng=0)
    if told is None:
        assert caught == []
        return
    [warning] = caught
    assert warning.filename == __file__
    assert len(str(warning.message)) <= 600
    assert re.search(told, str(warning.message))


@pytest.mark.parametrize(
    ("sizes", "options", "y", "told"),
    [
        ([784, 1], {}, PIXELS[400:401] > 0, "log 2 = 0.693"),
        ([784, 10], {"output": "softmax", "initialization": "zeros"}, CLASSES, "log 10 = 2.3"),
    ],
)
@pytest.mark.parametrize("fits", [1, 3])
def test_a_start_at_zeros_is_judged_after_its_first_step(sizes, options, y, told, fits):
    model = nnlib.Network(sizes, **{"initialization": "zeros", "output": "sigmoid"} | options)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.01))
    message = rf"^the cost after 1 update is [\d,.]+, and guessing costs {told}: the features X go up to 255: scale"
    with pytest.warns(UserWarning, match=message) as caught:
        [trainer.fit(PIXELS, y, iterations=4 - fits) for _ in range(fits)]
    assert [warning.filename for warning in caught] == [__file__]


def test_what_was_warned_of_at_the_first_update_is_not_warned_of_at_the_second():
    trainer = nnlib.Trainer(nnlib.Network([784, 32, 10], output="softmax", rng=0), optimizer=nnlib.GradientDescent(0.1))
    with pytest.warns(UserWarning, match=PIXELS_TOLD) as caught:
        [trainer.fit(PIXELS, CLASSES, iterations=1) for _ in range(3)]
    assert len(caught) == 1


def test_costs_that_grow_later_are_not_warned_of():
    """From the third update on a run diverges by its learning rate as well."""
    trainer = nnlib.Trainer(nnlib.Network([784, 1], initialization="zeros"), optimizer=nnlib.GradientDescent(1e-12))

    def break_it(trainer):
        if len(trainer.history.cost) == 2:
            trainer.model.W[1][...] = 1

    trainer.fit(PIXELS, CLASSES > 4, iterations=4, callbacks=[break_it])
    assert trainer.history.cost[-1] > 1000


@pytest.mark.parametrize("batch_size", [None, 16, 1])
@pytest.mark.parametrize("centre", [0, 2e5])
def test_targets_are_warned_of_whatever_the_seed(batch_size, centre):
    for seed in range(8):
        y = centre + 1e5 * np.random.default_rng(seed).normal(size=(1, 200))
        model = nnlib.Network([5, 8, 1], output="identity", rng=seed)
        with pytest.warns(UserWarning, match=r"^the targets Y have a mean of .* and a standard deviation of"):
            nnlib.train(model, X, y, learning_rate=1e-12, batch_size=batch_size, iterations=1, rng=seed)


def test_the_step_of_adam_does_not_follow_Y():
    model = nnlib.Network([5, 1], output="identity", rng=0)
    with pytest.warns(UserWarning, match=BELONGS_TO_Y):
        nnlib.train(model, X, PRICES, optimizer=nnlib.Adam(), iterations=1)


def test_a_model_that_fits_its_targets_is_not_warned_of():
    model = nnlib.Network([5, 8, 1], output="identity", rng=0)
    y = 200_000 + model.predict(X)
    model.b[2] = [[200_000.1]]
    nnlib.train(model, X, y, learning_rate=1e-9, iterations=1)


def test_it_is_looked_at_once_in_a_run(tmp_path):
    model = nnlib.Network([5, 8, 1], output="identity", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1e-12))
    with pytest.warns(UserWarning, match=BELONGS_TO_Y) as caught:
        trainer.fit(X, PRICES, iterations=3)
    assert [warning.filename for warning in caught] == [__file__]
    trainer.fit(X, PRICES, iterations=1)
    trainer.save(tmp_path / "run.npz")
    nnlib.Trainer.load(tmp_path / "run.npz").fit(X, PRICES, iterations=1)


def test_a_warning_that_is_an_error_stops_before_the_first_update():
    model = nnlib.Network([5, 8, 1], output="identity", rng=0)
    trainer, theta = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1e-12)), model.parameters.vector.copy()
    with pytest.raises(UserWarning, match=BELONGS_TO_Y):
        trainer.fit(X, PRICES, iterations=3)
    np.testing.assert_array_equal(model.parameters.vector, theta)
    assert trainer.history.cost == []
    assert trainer._run.examples is None


# (what is multiplied by, what Y is, the initialization, what is said)
DIVERGED = {
    "targets": (
        X,
        PRICES,
        None,
        r"Probably the targets Y have a mean of .* inverse\. If it diverges then, try a tenth",
    ),
    "targets before anything is far": (X, 30 * Z, None, "Probably the targets Y"),
    "features": (
        PIXELS[:5],
        STANDARDIZED,
        None,
        r"Probably the features X go up to 25\d: scale .*\. If it diverges then",
    ),
    "both": (PIXELS[:5], PRICES, None, r"Probably the targets Y .*; and the features X .*\. If it"),
    "neither": (
        X,
        STANDARDIZED,
        None,
        r"\d\. The learning rate 30.0 is probably too large: try a tenth of it\. The model",
    ),
    "features at once": (X * 1e200, STANDARDIZED, None, "before the first update: the features X go .*e.200: scale"),
    "parameters at once": (
        X,
        STANDARDIZED,
        lambda *s: np.full(s[:2], 1e200),
        "update: the parameters go up to 1e.200$",
    ),
}


@pytest.mark.filterwarnings("ignore:.*Standardizer:UserWarning")
@pytest.mark.parametrize("case", DIVERGED)
def test_a_divergence_names_what_is_too_large(case):
    x, y, initialization, told = DIVERGED[case]
    model = nnlib.Network([5, 8, 1], output="identity", initialization=initialization, rng=0)
    with pytest.raises(nnlib.DivergenceError, match=told) as caught:
        nnlib.train(model, x, y, learning_rate=30.0, iterations=100)
    message = str(caught.value)
    assert len(message) <= 600
    assert ("Standardizer" in message) == ("neither" not in case and "parameters" not in case)


def test_a_first_cost_that_is_infinite_raises_no_warning_besides():
    model = nnlib.Network([5, 8, 1], output="identity", rng=0)
    with pytest.raises(nnlib.DivergenceError, match="before the first update"):
        nnlib.train(model, X * 1e200, STANDARDIZED, learning_rate=1e-9, iterations=1)


def test_classes_are_never_too_large():
    assert (
        list(_scale.too_large(X, np.full((1, 200), 99), ACTIVATIONS["sigmoid"], nnlib.losses.binary_cross_entropy))
        == []
    )


def test_a_diverging_fit_within_a_callback_of_itself_is_told_as_such():
    model = nnlib.Network([5, 8, 1], output="identity", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1e-3))

    def again(trainer):
        if len(trainer.history.cost) == 1:
            trainer.fit(X, STANDARDIZED, iterations=1)
            model.W[1][...] = np.nan

    with pytest.raises(nnlib.DivergenceError, match="after 2 updates"):
        trainer.fit(X, STANDARDIZED, iterations=2, callbacks=[again])


def test_numbers_are_told_as_people_write_them():
    told = [_scale.rounded(x) for x in (255, 81_234, 200_000, 0.5, -1234.5, 1e200)]
    assert told == ["255", "81,200", "200,000", "0.5", "-1,230", "1e+200"]


def test_a_large_array_is_looked_at_in_little_memory(allocated):
    large = np.ones((100, 100_000), np.float32)
    assert allocated(lambda: _scale.size_of(large)) < 4e6
    assert _scale.size_of(large) == (0, 1.0, 1.0, 0.0, 1.0)
