"""The estimators beside scikit-learn's MLPClassifier and MLPRegressor, and in scikit-learn's own tools."""

import copy
import inspect
import pickle
import warnings

import numpy as np
import pytest

pytest.importorskip("sklearn")

import joblib
import sklearn
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import ConvergenceWarning, DataConversionWarning, FitFailedWarning, NotFittedError
from sklearn.inspection import permutation_importance
from sklearn.metrics import accuracy_score, get_scorer, r2_score
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import nnlib
from nnlib.interop.sklearn import NetworkClassifier, NetworkRegressor

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

WEIGHTED = tuple(map(int, sklearn.__version__.split(".")[:2])) >= (1, 7)
"""Whether MLPClassifier takes sample weights."""
PAIRS = {"classes": (NetworkClassifier, MLPClassifier), "numbers": (NetworkRegressor, MLPRegressor)}


def data(kind="binary", m=60, seed=0, dtype=np.float64):
    """Return X of four features in rows, and y of a kind."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((m, 4))
    y = {
        "binary": (X[:, 0] * X[:, 1] > 0).astype(int),
        "multiclass": np.digitize(X[:, 0] + X[:, 1], [-0.5, 0.5]),
        "multilabel": (X[:, :3] + X[:, 1:] > 0).astype(int),
        "number": np.sin(X[:, 0]) + X[:, 1],
        "numbers": X[:, :2] * X[:, 2:],
    }[kind]
    return X.astype(dtype), y


def of(kind, **settings):
    """Return an estimator for a kind of y that trains in a moment."""
    estimator = NetworkRegressor if kind.startswith("number") else NetworkClassifier
    return estimator(**{"hidden_layer_sizes": (5,), "max_iter": 3, "random_state": 0, **settings})


def same(one, other):
    """Whether two estimators have the same parameters, to the last bit."""
    return np.array_equal(one.network_.parameters.vector, other.network_.parameters.vector)


# Beside MLPClassifier and MLPRegressor.


@pytest.mark.parametrize(("ours", "theirs"), PAIRS.values(), ids=PAIRS)
def test_the_parameters_and_their_defaults_are_those_of_the_mlp(ours, theirs):
    mine, its = ours().get_params(), theirs().get_params()
    assert its.keys() <= mine.keys()
    assert mine.keys() - its.keys() <= {"loss"}  # which MLPRegressor has from 1.7
    assert {name for name in its if mine[name] != its[name]} == {"nesterovs_momentum"}
    assert list(inspect.signature(ours).parameters)[:2] == ["hidden_layer_sizes", "activation"]
    assert ours(**its).get_params() == {**mine, **its}


def started_alike(kind, weights, **settings):
    """Return one of ours and an MLP, trained from the same parameters with all examples at once."""
    X, y = data(kind)
    settings = {"hidden_layer_sizes": (7, 5), "alpha": 0.3, "batch_size": len(X), "learning_rate_init": 0.02} | settings
    settings |= {"max_iter": 1, "warm_start": True, "random_state": 0, "n_iter_no_change": 1000, "tol": 0}
    kinds = PAIRS["numbers" if kind.startswith("number") else "classes"]
    pair = [each(nesterovs_momentum=False, **settings) for each in kinds]
    ours, mlp = (each.fit(X, y) for each in pair)
    for l, (W, b) in enumerate(zip(mlp.coefs_, mlp.intercepts_, strict=True), start=1):
        ours.network_.W[l], ours.network_.b[l] = W.T, b.reshape(-1, 1)
    given = {} if weights is None else {"sample_weight": weights}
    for each in (ours, mlp):
        each.set_params(max_iter=20).fit(X, y, **given)
    return ours, mlp


@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "identity"])
@pytest.mark.parametrize("kind", ["binary", "multiclass", "multilabel", "number", "numbers"])
@pytest.mark.parametrize(
    "solver",
    [
        {"solver": "sgd", "momentum": 0.8},
        {"solver": "sgd", "momentum": 0},
        {"solver": "adam", "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-30},  # ε stands in another place there
    ],
    ids=["momentum", "sgd", "adam"],
)
def test_updates_are_those_of_the_mlp(kind, activation, solver):
    """From the same parameters, with the penalty, twenty updates of all examples are the same but for rounding."""
    weighted = WEIGHTED and activation in {"relu", "logistic"} and not kind.startswith("number")
    weights = np.random.default_rng(1).uniform(0.1, 2, 60) if weighted else None
    ours, mlp = started_alike(kind, weights, activation=activation, **solver)
    if kind != "numbers":  # of several outputs the MLP tells the mean, and takes steps by the sum
        assert ours.loss_curve_[1:] == pytest.approx(mlp.loss_curve_[1:], rel=1e-10)
        assert ours.loss_ == pytest.approx(mlp.loss_, rel=1e-10)
    for mine, its in zip(ours.coefs_ + ours.intercepts_, mlp.coefs_ + mlp.intercepts_, strict=True):
        assert mine.shape == its.shape
        np.testing.assert_allclose(mine, its, rtol=0, atol=1e-10 * np.abs(its).max())
    told = ("n_iter_", "t_", "n_layers_", "n_outputs_", "out_activation_", "n_features_in_", "validation_scores_")
    assert {name: getattr(ours, name) for name in told} == {name: getattr(mlp, name) for name in told}


def test_training_ends_at_the_epoch_at_which_that_of_the_mlp_ends():
    ours, mlp = started_alike("multiclass", None, solver="sgd", alpha=1.0)
    X, y = data("multiclass")
    for each in (ours, mlp):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            each.set_params(max_iter=2000, tol=1e-3, n_iter_no_change=4, learning_rate_init=0.05).fit(X, y)
    assert 5 < ours.n_iter_ == mlp.n_iter_ < 2000
    assert ours.best_loss_ == pytest.approx(mlp.best_loss_, rel=1e-10)
    assert ours.best_validation_score_ is mlp.best_validation_score_ is None
    mlp.fit(X, y)
    assert mlp.n_iter_ == 1  # it has waited long enough, for other examples too
    assert ours.fit(X, y).n_iter_ > 4  # each fit waits anew


def test_no_patience_is_needed_where_there_is_no_end_to_it():
    estimator = of("binary", n_iter_no_change=np.inf, tol=10.0, max_iter=30).fit(*data())
    assert estimator.n_iter_ == 30
    assert of("binary", n_iter_no_change=1, tol=10.0, max_iter=30).fit(*data()).n_iter_ == 3  # the first, and two more


@pytest.mark.parametrize("seed", range(50))
def test_a_random_network_predicts_as_itself_and_as_an_mlp_of_its_parameters(seed):
    rng = np.random.default_rng(seed)
    kind = ("binary", "multiclass", "multilabel", "number", "numbers")[seed % 5]
    X, y = data(kind, seed=seed)
    sizes = tuple(int(n) for n in rng.integers(1, 9, rng.integers(0, 4)))
    settings = {"hidden_layer_sizes": sizes, "activation": ("relu", "tanh", "logistic", "identity")[rng.integers(4)]}
    ours = of(kind, random_state=seed, max_iter=5, learning_rate_init=0.1, **settings).fit(X, y)
    mlp = PAIRS["numbers" if kind.startswith("number") else "classes"][1](max_iter=1, **settings).fit(X, y)
    mlp.coefs_, mlp.intercepts_ = ours.coefs_, ours.intercepts_
    outputs = ours.network_.predict_proba(X.T).T
    if kind.startswith("number"):
        assert np.array_equal(ours.predict(X), outputs if kind == "numbers" else outputs[:, 0])
        np.testing.assert_allclose(ours.predict(X), mlp.predict(X), rtol=1e-12, atol=1e-12)
        return
    probabilities = np.hstack([1 - outputs, outputs]) if kind == "binary" else outputs
    assert np.array_equal(ours.predict_proba(X), probabilities)
    assert np.array_equal(ours.predict_log_proba(X), np.log(probabilities))
    assert np.array_equal(ours.predict(X), outputs > 0.5 if kind == "multilabel" else probabilities.argmax(axis=1))
    np.testing.assert_allclose(ours.predict_proba(X), mlp.predict_proba(X), rtol=1e-12, atol=1e-12)
    assert np.array_equal(ours.predict(X), mlp.predict(X))


def test_the_logarithm_of_a_probability_of_0_is_minus_infinity():
    X, y = data()
    estimator = of("binary", hidden_layer_sizes=()).fit(X, y)
    estimator.network_.b[1] = [[1e4]]
    assert np.array_equal(estimator.predict_log_proba(X), np.tile([-np.inf, 0.0], (60, 1)))


# What the parameters mean.


def test_activations_may_be_the_librarys_and_ones_own():
    X, y = data()
    logistic = of("binary", activation="logistic").fit(X, y)
    assert same(logistic, of("binary", activation="sigmoid").fit(X, y))
    assert same(logistic, of("binary", activation=nnlib.activations.sigmoid).fit(X, y))
    assert of("binary", activation="leaky_relu").fit(X, y).network_.g[1] == nnlib.activations.leaky_relu
    two = of("binary", hidden_layer_sizes=np.array([3, 2]), activation=["tanh", "relu"]).fit(X, y)
    assert two.network_.layer_sizes == (4, 3, 2, 1)
    assert of("binary", hidden_layer_sizes=3).fit(X, y).network_.layer_sizes == (4, 3, 1)


@pytest.mark.parametrize("solver", [{"solver": "adam"}, {"solver": "sgd"}, {"solver": "sgd", "momentum": 0.0}])
def test_a_schedule_that_stays_is_a_number(solver):
    X, y = data()
    rate = 0.25  # a power of two: to divide by 1 - beta rounds the same, earlier or later
    stays = nnlib.schedules.Exponential(rate, factor=0.5, every=10**15)
    one, other = (of("binary", learning_rate_init=alpha, **solver).fit(X, y) for alpha in (rate, stays))
    np.testing.assert_allclose(one.network_.parameters.vector, other.network_.parameters.vector, rtol=1e-9)
    falls = nnlib.schedules.Exponential(rate, factor=0.5, every=1)
    assert not np.allclose(one.coefs_[0], of("binary", learning_rate_init=falls, **solver).fit(X, y).coefs_[0])


def test_the_penalty_of_a_mini_batch_is_that_of_its_weights():
    X, y = data(m=450)
    estimator = of("binary", alpha=0.6)
    assert estimator.fit(X, y).network_.l2 == pytest.approx(0.6 / 200)
    assert estimator.fit(X[:60], y[:60]).network_.l2 == pytest.approx(0.6 / 60)
    assert estimator.fit(X, y, np.full(450, 3)).network_.l2 == pytest.approx(0.6 / 600)
    assert estimator.set_params(batch_size=50).fit(X, y).network_.l2 == pytest.approx(0.6 / 50)
    assert len(estimator._trainer.history.cost) == 3 * 9


@pytest.mark.parametrize("batch_size", ["auto", 8])
def test_a_weight_of_0_takes_an_example_away(batch_size):
    X, y = data("multiclass")
    weight = np.arange(60) % 4 / 2.0
    estimator = of("multiclass", batch_size=batch_size)
    one = clone(estimator).fit(X, y, sample_weight=weight)
    assert same(one, clone(estimator).fit(X[weight > 0], y[weight > 0], sample_weight=weight[weight > 0]))
    assert not same(one, clone(estimator).fit(X[weight > 0], y[weight > 0]))


def test_a_whole_weight_repeats_an_example():
    X, y = data("number")
    weight = np.arange(60) % 3 + 1
    one, other = of("number", max_iter=20), of("number", max_iter=20)
    one.fit(X, y, weight), other.fit(np.repeat(X, weight, axis=0), np.repeat(y, weight))
    np.testing.assert_allclose(one.predict(X), other.predict(X), rtol=1e-9)
    assert one.loss_curve_ == pytest.approx(other.loss_curve_, rel=1e-12)


@pytest.mark.parametrize("kind", ["binary", "multiclass", "multilabel", "number", "numbers"])
@pytest.mark.parametrize("weighted", [False, True])
def test_early_stopping_keeps_the_parameters_of_the_best_score(kind, weighted):
    X, y = data(kind, m=100)
    weight = np.random.default_rng(2).uniform(0.5, 2, 100) if weighted else None
    settings = {"early_stopping": True, "max_iter": 60, "learning_rate_init": 0.3, "batch_size": 20}
    estimator = of(kind, n_iter_no_change=5, validation_fraction=0.2, **settings).fit(X, y, weight)
    scores = estimator.validation_scores_
    assert len(scores) == len(estimator.loss_curve_) == estimator.n_iter_ < 60
    assert estimator.best_validation_score_ == max(scores)
    assert estimator.best_loss_ is None
    assert estimator.t_ == 80 * estimator.n_iter_
    # The same run without the end, up to the best epoch: its parameters are those that are kept.
    again = clone(estimator).set_params(max_iter=scores.index(max(scores)) + 1).fit(X, y, weight)
    assert same(again, estimator)
    assert again.validation_scores_ == scores[: again.n_iter_]


def test_what_is_set_aside_is_scored_as_score_does():
    X, y = data("multiclass", m=100)
    weight = np.random.default_rng(2).uniform(0.5, 2, 100)
    for kind, labels, score in (("multiclass", y, accuracy_score), ("number", X[:, 0] ** 2, r2_score)):
        estimator = of(kind, early_stopping=True, validation_fraction=0.2, max_iter=1)
        seen = {}
        scored = type(estimator)._score

        def noting(self, aside, network, seen=seen, scored=scored):
            seen.update(aside=aside, network=network.copy())
            return scored(self, aside, network)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(estimator), "_score", noting)
            estimator.fit(X, labels, weight)
        aside, predicted = seen["aside"], estimator.predict(seen["aside"].X.T)
        assert aside.X.shape == (4, 20)
        expected = score(aside.Y[0], predicted, sample_weight=aside.sample_weight)
        assert estimator.best_validation_score_ == pytest.approx(expected, rel=1e-12)
        if kind == "multiclass":  # each class in its share
            shares = np.bincount(labels) / 5
            assert np.abs(np.bincount(aside.Y[0].astype(int)) - shares).max() <= 1


def test_a_progress_bar_is_shown_where_it_is_asked_for(capsys):
    pytest.importorskip("tqdm")
    of("binary").fit(*data())
    assert capsys.readouterr() == ("", "")
    of("binary", verbose=True).fit(*data())
    out, err = capsys.readouterr()
    assert not out
    assert "update" in err


@pytest.mark.parametrize("kind", ["binary", "number"])
def test_a_network_of_float32_comes_from_X_of_float32(kind):
    for dtype in (np.float32, np.float64):
        X, y = data(kind, dtype=dtype)
        estimator = of(kind).fit(X, y)
        assert estimator.network_.dtype == dtype
        outputs = estimator.predict_proba(X) if kind == "binary" else estimator.predict(X)
        assert outputs.dtype == dtype
    assert of("number").fit(np.arange(8).reshape(-1, 1), np.arange(8)).network_.dtype == np.float64


# Randomness.


def test_the_same_random_state_gives_the_same_bits_and_the_global_one_stays():
    X, y = data()
    before = np.random.get_state()  # noqa: NPY002  the one that must stay
    first = of("binary", batch_size=8, early_stopping=True).fit(X, y)
    assert same(first, of("binary", batch_size=8, early_stopping=True).fit(X, y))
    assert not same(first, of("binary", batch_size=8, early_stopping=True, random_state=1).fit(X, y))
    draws = np.random.RandomState(5)
    one, other = (of("binary", random_state=draws).fit(X, y) for _ in range(2))
    assert not same(one, other)  # since a RandomState goes on
    assert same(one, of("binary", random_state=np.random.RandomState(5)).fit(X, y))
    one, other = (of("binary", random_state=None, early_stopping=True).fit(X, y) for _ in range(2))
    assert not same(one, other)
    after = np.random.get_state()  # noqa: NPY002  as above
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_nothing_that_is_passed_in_is_changed():
    X, y = data("number")
    weight = np.arange(60) % 3 / 1.0
    for each in (X, y, weight):
        each.flags.writeable = False
    of("number", early_stopping=True).fit(X, y, weight).predict(X)
    assert np.array_equal(X, data("number")[0])


# Classes.


@pytest.mark.parametrize(
    ("kind", "dtype", "names"),
    [
        ("binary", bool, [False, True]),
        *((kind, str, ["no", "yes", "perhaps"]) for kind in ("binary", "multiclass")),
        *((kind, object, ["x", "a", "m"]) for kind in ("binary", "multiclass")),
        *((kind, dtype, [3, 7, 11]) for kind in ("binary", "multiclass") for dtype in (np.int8, float)),
    ],
)
def test_classes_are_of_any_type(kind, dtype, names):
    X, y = data(kind, m=150)
    labels = np.array(names, dtype)[y]
    estimator = of(kind, hidden_layer_sizes=(20,), max_iter=200, learning_rate_init=0.05).fit(X, labels)
    assert estimator.classes_.dtype == labels.dtype
    assert estimator.classes_.tolist() == sorted(set(labels.tolist()))
    predictions = estimator.predict(X)
    assert predictions.dtype == labels.dtype
    assert np.mean(predictions == labels) > 0.9
    assert estimator.score(X, labels) == np.mean(predictions == labels)
    parts = of(kind).partial_fit(X[:5], labels[:5], classes=names[: y.max() + 1])
    assert np.array_equal(parts.classes_, estimator.classes_)


def test_several_labels_may_be_sparse():
    sparse = pytest.importorskip("scipy.sparse")
    X, y = data("multilabel")
    assert same(of("multilabel").fit(X, y), of("multilabel").fit(X, sparse.csr_matrix(y)))


def test_a_column_of_classes_or_numbers_is_taken_with_a_warning():
    for kind in ("binary", "number"):
        X, y = data(kind)
        with pytest.warns(DataConversionWarning, match="column-vector"):
            column = of(kind).fit(X, y.reshape(-1, 1))
        assert same(column, of(kind).fit(X, y))
        assert column.predict(X).shape == (60,)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.ones(60), "y has one class alone, 1.0: a classifier needs two"),
        (np.tile([[0, 1, 2]], (60, 1)), "y must be one class an example, or 0 or 1 for each of several labels"),
        (np.linspace(0, 1, 60), "Unknown label type"),
    ],
)
def test_what_is_no_y_of_classes_is_refused(y, message):
    with pytest.raises(ValueError, match=message):
        of("binary").fit(data()[0], y)


def test_a_class_whose_examples_have_no_weight_stays_a_class():
    X, y = data("multiclass")
    estimator = of("multiclass", max_iter=50, learning_rate_init=0.05).fit(X, y, sample_weight=1.0 * (y > 0))
    assert estimator.classes_.tolist() == [0, 1, 2]
    assert estimator.predict_proba(X).shape == (60, 3)
    assert np.mean(estimator.predict(X)[y > 0] == y[y > 0]) > 0.8


# Going on.


def test_partial_fit_is_an_epoch_and_the_update_rule_goes_on():
    X, y = data("multiclass")
    parts = of("multiclass", batch_size=16)
    for epoch in range(1, 4):
        assert parts.partial_fit(X, y, classes=[0, 1, 2]) is parts
        assert (parts.n_iter_, parts.t_, len(parts.loss_curve_)) == (1, 60 * epoch, epoch)
    whole = of("multiclass", batch_size=16).fit(X, y)
    assert same(parts, whole)
    assert parts.loss_curve_ == whole.loss_curve_
    assert same(parts.partial_fit(X, y), whole.partial_fit(X, y))  # which goes on after fit, too
    assert not same(parts, of("multiclass", batch_size=16).fit(X, y))
    again = parts.fit(X, y)  # which begins anew
    assert (again.n_iter_, again.t_) == (3, 180)


def test_partial_fit_takes_parts_of_all_sizes_and_weights():
    X, y = data("number", m=100)
    estimator = of("number")
    for part in (slice(30), slice(30, 31), slice(31, 100)):
        estimator.partial_fit(X[part], y[part], sample_weight=np.full(len(y[part]), 2.0))
        assert estimator.network_.l2 == pytest.approx(0.0001 / (2 * len(y[part])))
    assert len(estimator.loss_curve_) == 3
    estimator.set_params(batch_size=10, alpha=0.5).partial_fit(X, y)  # the mini-batches stay those of the first call
    assert estimator.network_.l2 == pytest.approx(0.5 / 100)
    assert len(estimator._trainer.history.cost) == 4


def test_partial_fit_knows_all_classes_at_first():
    X, y = data("multiclass")
    estimator = of("multiclass")
    with pytest.raises(ValueError, match="classes must be passed on the first call to partial_fit"):
        estimator.partial_fit(X, y)
    estimator.partial_fit(X[y > 0], y[y > 0], classes=[2, 1, 0])
    assert estimator.predict_proba(X).shape == (60, 3)
    with pytest.raises(ValueError, match=r"classes must stay those of the first call, 0, 1, 2, got \[1, 2\]"):
        estimator.partial_fit(X, y, classes=[1, 2])
    with pytest.raises(ValueError, match=r"y must have the classes 0, 1, 2, but also has 3: the first call of part"):
        estimator.partial_fit(X, y + 1)
    with pytest.raises(ValueError, match="1d array"):
        of("multiclass").partial_fit(X, y, classes={0, 1, 2})
    with pytest.raises(ValueError, match="early_stopping=False"):
        estimator.set_params(early_stopping=True).partial_fit(X, y)


def test_several_labels_stay_several():
    X, y = data("multilabel")
    estimator = of("multilabel").partial_fit(X, y, classes=[0, 1, 2])
    before = estimator.network_.parameters.vector.copy()
    with pytest.raises(ValueError, match="several labels as before"):
        estimator.partial_fit(X, y[:, 0])
    assert estimator.partial_fit(X, y).n_outputs_ == 3
    assert not np.array_equal(estimator.network_.parameters.vector, before)


def test_a_warm_start_goes_on_with_the_parameters():
    X, y = data("multiclass")
    estimator = of("multiclass", warm_start=True).fit(X, y)
    first = estimator.network_
    theta = first.parameters.vector.copy()
    estimator.fit(X, y)
    assert (estimator.n_iter_, estimator.t_, len(estimator.loss_curve_)) == (3, 360, 6)
    assert estimator.loss_curve_[3] < estimator.loss_curve_[0]
    assert np.array_equal(first.parameters.vector, theta)  # that of the fit before
    goes_on = nnlib.Trainer(first, optimizer=nnlib.Adam(), batch_size=200)
    goes_on.fit(X.T, y[np.newaxis], epochs=3)
    np.testing.assert_allclose(estimator.network_.parameters.vector, first.parameters.vector, rtol=1e-6)
    with pytest.raises(ValueError, match=r"y must have the classes 0, 1, 2, but lacks 0: fit with warm_start=False"):
        estimator.fit(X[y > 0], y[y > 0])
    assert same(estimator.set_params(warm_start=False).fit(X, y), of("multiclass").fit(X, y))


def test_early_stopping_may_come_and_go_from_fit_to_fit():
    X, y = data(m=100)
    estimator = of("binary", warm_start=True, early_stopping=True).fit(X, y)
    estimator.fit(X, y)
    assert len(estimator.validation_scores_) == 3
    assert estimator.best_validation_score_ == max(estimator.validation_scores_)
    estimator.set_params(early_stopping=False).fit(X, y)
    assert (estimator.validation_scores_, estimator.best_validation_score_) == (None, None)
    assert estimator.best_loss_ == min(estimator.loss_curve_[6:])
    assert len(estimator.loss_curve_) == 9


@pytest.mark.parametrize("changed", [{"hidden_layer_sizes": (5, 5)}, {"activation": "tanh"}])
def test_a_network_that_goes_on_keeps_its_layers_and_activations(changed):
    X, y = data()
    estimator = of("binary", warm_start=True).fit(X, y).set_params(**changed)
    message = r"hidden_layer_sizes and activation stay \(\[5\], 'relu'\), got .*: fit with warm_start=False begins anew"
    for go_on in (estimator.fit, estimator.partial_fit):
        with pytest.raises(ValueError, match=message):
            go_on(X, y)
    assert estimator.set_params(warm_start=False).fit(X, y).n_outputs_ == 1


def test_what_a_shallow_copy_learns_is_its_own():
    X, y = data()
    estimator = of("binary").partial_fit(X, y, classes=[0, 1])
    theta, curve = estimator.network_.parameters.vector.copy(), list(estimator.loss_curve_)
    copy.copy(estimator).partial_fit(X, y)
    assert np.array_equal(estimator.network_.parameters.vector, theta)
    assert estimator.loss_curve_ == curve


def test_a_class_that_is_too_rare_for_two_shares_is_set_aside_by_chance():
    X, y = data("multiclass")
    y[:] = y > 0
    y[0] = 2
    estimator = of("multiclass", early_stopping=True).fit(X, y)
    assert estimator.n_outputs_ == 3
    assert len(estimator.validation_scores_) == 3


def test_each_hidden_layer_may_have_its_own_activation():
    estimator = of("binary", hidden_layer_sizes=np.array([4, 3]), activation=["logistic", "leaky_relu"]).fit(*data())
    assert [repr(g) for g in estimator.network_.g.values()] == ["sigmoid", "leaky_relu", "sigmoid"]


# What is refused, and what happens then.


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"solver": "lbfgs"}, r"unknown solver 'lbfgs': known are 'sgd', 'adam'\."),
        ({"learning_rate": "adaptive"}, "learning_rate must be 'constant', got 'adaptive': .* nnlib.schedules"),
        ({"power_t": 0.4}, "power_t must be 0.5, got 0.4: .* nnlib.schedules"),
        ({"shuffle": False}, "shuffle must be True, got False: .* permutation"),
        ({"shuffle": np.array([True, False])}, r"shuffle must be True, got an array of shape \(2,\)"),
        ({"max_fun": 10}, "max_fun must be 15000, got 10: .* 'sgd' and 'adam'"),
        ({"solver": "sgd", "nesterovs_momentum": True}, "no Nesterov momentum: give nesterovs_momentum=False"),
        ({"activation": "rleu"}, "unknown activation 'rleu': did you mean 'relu'"),
        ({"activation": "softmax"}, "softmax is for the output layer only"),
        ({"hidden_layer_sizes": 0}, "hidden_layer_sizes must be at least 1, got 0"),
        ({"hidden_layer_sizes": (5, -1)}, r"hidden_layer_sizes\[1\] must be at least 1, got -1"),
        ({"alpha": -1}, "alpha must be 0 or a positive, finite number, got -1"),
        ({"batch_size": 0}, "batch_size, where it is not 'auto', must be at least 1"),
        ({"learning_rate_init": 0.0}, "learning_rate_init must be a positive"),
        ({"momentum": 1.0}, "momentum must be at least 0 and below 1"),
        ({"beta_1": 1}, "beta_1 must be"),
        ({"beta_2": -0.1}, "beta_2 must be"),
        ({"epsilon": 0}, "epsilon must be"),
        ({"max_iter": 0}, "max_iter must be at least 1"),
        ({"tol": -1e-4}, "tol must be 0 or"),
        ({"validation_fraction": 1.0}, "validation_fraction must be"),
        ({"n_iter_no_change": 0}, "n_iter_no_change must be at least 1"),
        ({"early_stopping": True, "validation_fraction": 0.01}, "sets 1 of 60 examples aside"),
        ({"random_state": "one"}, "cannot be used to seed"),
    ],
    ids=lambda each: str(each) if isinstance(each, dict) else "",
)
def test_what_cannot_be_is_refused_by_fit_and_not_before(settings, message):
    estimator = of("number", **settings)
    with pytest.raises(ValueError, match=message):
        estimator.fit(*data("number"))
    assert not hasattr(estimator, "network_")


@pytest.mark.parametrize("name", ["early_stopping", "warm_start", "nesterovs_momentum"])
def test_what_is_neither_on_nor_off_is_refused(name):
    with pytest.raises(TypeError, match=f"{name} must be True or False, got 'no'"):
        of("binary", **{name: "no"}).fit(*data())


def test_what_can_be_gone_through_once_is_no_list_of_sizes():
    with pytest.raises(TypeError, match="hidden_layer_sizes must be a whole number, got"):
        of("binary", hidden_layer_sizes=(n for n in (5, 3))).fit(*data())


@pytest.mark.parametrize("name", ["alpha", "tol", "max_iter", "n_iter_no_change", "batch_size", "hidden_layer_sizes"])
def test_what_is_no_number_is_refused(name):
    with pytest.raises(TypeError, match=f"^{name}.* must be a (whole )?number, got None"):
        of("binary", **{name: None}).fit(*data())


def test_another_loss_is_refused():
    with pytest.raises(ValueError, match=r"unknown loss 'poisson': known are 'squared_error'\."):
        of("number", loss="poisson").fit(*data("number"))


def test_nesterovs_momentum_matters_only_where_there_is_momentum():
    X, y = data()
    for settings in ({"solver": "adam"}, {"solver": "sgd", "momentum": 0}):
        of("binary", nesterovs_momentum=True, **settings).fit(X, y)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (-np.ones(60), "a weight must not be negative"),
        (np.ones((60, 2)), "1D"),
        (np.ones(59), "59"),
        (np.zeros(60), "zero|0.0"),
    ],
)
def test_weights_that_are_none_are_refused(weight, message):
    with pytest.raises(ValueError, match=message):
        of("binary").fit(*data(), sample_weight=weight)


def test_what_is_not_fitted_predicts_nothing():
    estimator = NetworkClassifier()
    for method in (estimator.predict, estimator.predict_proba):
        with pytest.raises(NotFittedError):
            method(data()[0])
    assert not hasattr(estimator, "coefs_")
    assert not hasattr(NetworkRegressor(), "out_activation_")


@pytest.mark.parametrize("warm_start", [False, True])
def test_an_estimator_whose_fit_fails_is_as_it_was(warm_start):
    X, y = data("number")
    estimator = of("number", warm_start=warm_start, solver="sgd").fit(X, y)
    known, theta = dict(vars(estimator)), estimator.network_.parameters.vector.copy()
    curve = list(estimator.loss_curve_)
    estimator.set_params(learning_rate_init=1e9, max_iter=100)
    with pytest.raises(nnlib.DivergenceError):
        estimator.fit(X, y)
    with pytest.raises(ValueError, match="2 features" if warm_start else "negative"):
        estimator.fit(X[:, :2], y, sample_weight=-(y**2))
    estimator.set_params(learning_rate_init=known["learning_rate_init"], max_iter=known["max_iter"])
    assert vars(estimator) == known
    assert estimator.loss_curve_ == curve
    assert np.array_equal(estimator.network_.parameters.vector, theta)


@pytest.mark.parametrize("warm_start", [False, True])
def test_ctrl_c_ends_the_fit_and_leaves_the_estimator(warm_start, monkeypatch):
    X, y = data("number")
    estimator = of("number", early_stopping=True, warm_start=warm_start).fit(X, y)
    known, theta = dict(vars(estimator)), estimator.network_.parameters.vector.copy()
    scores = list(estimator.validation_scores_)
    answers = iter([0.5])

    def answer(*_):
        for score in answers:
            return score
        raise KeyboardInterrupt

    monkeypatch.setattr(NetworkRegressor, "_score", answer)
    with pytest.raises(KeyboardInterrupt):
        estimator.fit(X, y)
    assert vars(estimator) == known
    assert estimator.validation_scores_ == scores
    assert np.array_equal(estimator.network_.parameters.vector, theta)


def test_a_partial_fit_that_fails_has_changed_nothing():
    interrupts = []

    class Rate(nnlib.schedules.Schedule):
        """By its means a call is interrupted in the fourth update of the second epoch, as by Ctrl-C."""

        def __call__(self, t):
            if interrupts and t == 11:
                raise KeyboardInterrupt
            return 0.1

    X, y = data()
    estimator = of("binary", batch_size=8, solver="sgd", learning_rate_init=Rate()).partial_fit(X, y, classes=[0, 1])
    expected = copy.deepcopy(estimator).partial_fit(X, y).partial_fit(X[:20], y[:20])
    known, saved = dict(vars(estimator)), pickle.dumps(estimator.network_)
    interrupts.append(1)
    with pytest.raises(KeyboardInterrupt):
        estimator.partial_fit(X, y)
    interrupts.clear()
    with pytest.raises(nnlib.DivergenceError):
        estimator.set_params(alpha=7.0).partial_fit(X * 1e300, y)
    estimator.set_params(alpha=known["alpha"])
    assert vars(estimator) == known
    assert pickle.dumps(estimator.network_) == saved
    assert same(estimator.partial_fit(X, y).partial_fit(X[:20], y[:20]), expected)


def test_a_run_that_diverges_says_what_helps_in_the_words_of_scikit_learn():
    X, y = data("number")
    with pytest.raises(nnlib.DivergenceError) as raised:
        of("number", solver="sgd", learning_rate_init=1e9, max_iter=100).fit(X, y)
    assert "The learning_rate_init=1000000000.0 is probably too large: try a tenth of it." in str(raised.value)
    assert str(raised.value).endswith("The estimator is as it was before.")
    assert raised.value.history.cost
    advice = "features X .*: scale them with a StandardScaler, in a pipeline"
    with (
        pytest.raises(nnlib.DivergenceError, match=f"{advice}.* tenth of the learning_rate_init=0.001. The"),
        pytest.warns(UserWarning, match=advice),
    ):
        of("number", solver="sgd", max_iter=100).fit(1e6 * X, y)
    with pytest.warns(UserWarning, match=r"targets Y .* scale them with TransformedTargetRegressor\("):
        of("number").fit(X, 1e4 * y)
    model = nnlib.Network([4, 5, 1], output="identity", rng=0)
    with pytest.warns(UserWarning, match=r"scale them with nnlib\.datasets\.Standardizer\(Y_train\)"):
        nnlib.train(model, X.T, 1e4 * y[np.newaxis], learning_rate=1e-9, iterations=1)


@pytest.mark.parametrize(("activation", "span"), [("relu", 6), ("logistic", 2), ("sigmoid", 2)])
def test_the_first_parameters_are_drawn_as_those_of_the_mlp(activation, span):
    X, y = data("multiclass")
    settings = {"hidden_layer_sizes": (400, 300), "activation": activation, "learning_rate_init": 1e-12}
    estimator = of("multiclass", **settings).fit(X, y)
    for weights, biases in zip(estimator.coefs_, estimator.intercepts_, strict=True):
        bound = np.sqrt(span / sum(weights.shape))
        assert 0.99 * bound < np.abs(weights).max() < bound * (1 + 1e-9)  # of 900 draws or more, all but surely
        assert weights.std() == pytest.approx(bound / np.sqrt(3), rel=0.1)  # three standard errors of 900 are 0.05
        assert np.abs(biases).max() < bound * (1 + 1e-9)
        assert len(set(biases)) == len(biases)


def test_too_few_epochs_are_told_and_the_network_is_kept():
    estimator = of("binary")
    with pytest.warns(ConvergenceWarning, match="not converged after max_iter=3 epochs") as told:
        estimator.fit(*data())
    assert told[0].filename == __file__
    assert estimator.n_iter_ == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        of("binary").partial_fit(*data(), classes=[0, 1])


# In scikit-learn's tools.


@pytest.mark.parametrize("kind", ["binary", "multilabel", "numbers"])
def test_it_is_pickled_and_copied_with_the_run_that_goes_on(kind, tmp_path):
    X, y = data(kind)
    estimator = of(kind, activation=nnlib.activations.tanh, batch_size=16).fit(X, y)
    joblib.dump(estimator, tmp_path / "it.joblib")
    copies = [pickle.loads(pickle.dumps(estimator)), copy.deepcopy(estimator), joblib.load(tmp_path / "it.joblib")]  # noqa: S301  its own
    expected = estimator.partial_fit(X, y).predict(X)
    for each in copies:
        assert not same(each, estimator)
        assert np.array_equal(each.partial_fit(X, y).predict(X), expected)
        assert same(each, estimator)
        assert each.network_ is each._trainer.model


def test_a_clone_is_not_fitted_and_set_params_sets():
    estimator = clone(of("binary", activation=nnlib.activations.tanh).fit(*data()))
    assert not hasattr(estimator, "network_")
    assert estimator.set_params(alpha=1, hidden_layer_sizes=(2,)).fit(*data()).network_.layer_sizes == (4, 2, 1)
    assert repr(NetworkRegressor(alpha=1)) == "NetworkRegressor(alpha=1)"


def test_tags_say_what_it_takes():
    classifier, regressor = (each().__sklearn_tags__() for each in (NetworkClassifier, NetworkRegressor))
    assert classifier.classifier_tags.multi_label
    assert classifier.classifier_tags.multi_class
    assert regressor.target_tags.multi_output
    assert not classifier.input_tags.sparse
    assert not classifier.classifier_tags.poor_score
    assert not regressor.regressor_tags.poor_score


def test_a_search_in_a_pipeline_finds_the_settings_that_learn():
    X, y = data("multiclass", m=150)
    pipeline = make_pipeline(StandardScaler(), of("multiclass", max_iter=60))
    grid = {"networkclassifier__learning_rate_init": [1e-6, 0.05]}
    search = GridSearchCV(pipeline, grid, cv=3).fit(100 * X, y)
    assert search.best_params_ == {"networkclassifier__learning_rate_init": 0.05}
    assert search.best_score_ > 0.8
    scores = cross_val_score(search.best_estimator_, 100 * X, y, cv=3)
    assert scores.mean() == pytest.approx(search.best_score_, rel=1e-12)


def test_a_run_that_diverges_is_a_score_of_a_search():
    X, y = data("number")
    estimator = of("number", solver="sgd", max_iter=100)
    search = GridSearchCV(estimator, {"learning_rate_init": [0.01, 1e9]}, cv=2, error_score=-9.0)
    with pytest.warns(FitFailedWarning, match="DivergenceError"):
        search.fit(X, y)
    assert search.cv_results_["mean_test_score"][1] == -9
    assert search.best_params_ == {"learning_rate_init": 0.01}


def test_it_is_calibrated():
    X, y = data("multiclass", m=150)
    calibrated = CalibratedClassifierCV(of("multiclass", max_iter=60, learning_rate_init=0.05), cv=3).fit(X, y)
    assert calibrated.score(X, y) > 0.8
    np.testing.assert_allclose(calibrated.predict_proba(X).sum(axis=1), 1, rtol=1e-12)


def test_the_importance_of_a_feature_that_does_not_matter_is_small():
    X, y = data("multiclass", m=150)
    estimator = of("multiclass", max_iter=100, learning_rate_init=0.05).fit(X, y)
    importance = permutation_importance(estimator, X, y, n_repeats=5, random_state=0).importances_mean
    assert importance[:2].min() > 3 * importance[2:].max()


def test_weights_are_routed_to_it_through_a_pipeline_and_a_search():
    X, y = data("binary")
    weight = np.random.default_rng(3).integers(0, 3, 60)
    with sklearn.config_context(enable_metadata_routing=True):
        estimator = of("binary").set_fit_request(sample_weight=True)
        pipeline = make_pipeline(StandardScaler().set_fit_request(sample_weight=False), estimator)
        scorer = get_scorer("accuracy").set_score_request(sample_weight=True)
        search = GridSearchCV(pipeline, {}, cv=2, scoring=scorer).fit(X, y, sample_weight=weight)
        routed = search.best_estimator_[-1]
        request = NetworkClassifier().set_partial_fit_request(classes=True, sample_weight=False).get_metadata_routing()
    assert request.partial_fit.requests == {"classes": True, "sample_weight": False}
    assert same(routed, of("binary").fit(StandardScaler().fit_transform(X), y, sample_weight=weight))


def test_names_of_features_are_kept_and_asked_for():
    pandas = pytest.importorskip("pandas")
    X, y = data("multiclass")
    frame, names = pandas.DataFrame(X, columns=list("abcd")), pandas.Series(np.array(["u", "v", "w"])[y])
    estimator = of("multiclass").fit(frame, names)
    assert estimator.feature_names_in_.tolist() == ["a", "b", "c", "d"]
    assert estimator.classes_.tolist() == ["u", "v", "w"]
    with pytest.raises(ValueError, match="feature names should match"):
        estimator.predict(frame.rename(columns={"a": "z"}))
