"""What is wrong with data is told where it is, and what is right is left alone."""

import itertools

import numpy as np
import pytest

import nnlib
from nnlib.doctor import _data
from nnlib.doctor._case import Case

RNG = np.random.default_rng(0)
TABLE, LABELS = RNG.normal(size=(5, 200)), (RNG.normal(size=(1, 200)) > 0).astype(float)


def found(check, X, Y=LABELS, *, output="sigmoid", n_y=1, validation=None, hidden=(8,), model=None):
    model = model or nnlib.Network([len(X), *hidden, n_y], output=output, rng=0)
    Y, _ = model.labels(Y, None, X.shape[1])
    return [(finding.name, finding.level, finding.evidence) for finding in check(Case(model, X, Y, None, validation))]


def names(*args, **options):
    return [name for name, *_ in found(*args, **options)]


def with_row(i, values):
    X = TABLE.copy()
    X[i] = values
    return X


@pytest.mark.parametrize("X", [TABLE, 9 * TABLE / 3, TABLE + 3, 0.05 * TABLE, with_row(2, 0.0), np.zeros((1, 50))])
def test_features_of_about_unit_size_are_left_alone(X):
    assert found(_data.scale_of_features, X, LABELS[:, : X.shape[1]]) == []


def test_the_scale_of_features_is_told_by_what_is_wrong_with_it():
    assert names(_data.scale_of_features, 100 * TABLE) == ["X not scaled"]
    assert names(_data.scale_of_features, 1e-3 * TABLE) == ["X not scaled"]
    assert names(_data.scale_of_features, 1000 * TABLE[:1]) == ["X not scaled"]
    assert names(_data.scale_of_features, TABLE + np.array([[2000.0], [0], [0], [0], [0]])) == ["one feature dominates"]
    ((_, _, evidence),) = found(_data.scale_of_features, with_row(3, 1000 * TABLE[3]))
    assert evidence.startswith("feature 3 has a root mean square of 1,")
    digits, Y = nnlib.datasets.digits()
    assert names(_data.scale_of_features, 16 * digits, Y, output="softmax", n_y=10) == ["raw pixels"]
    assert names(_data.scale_of_features, 300 * digits, Y, output="softmax", n_y=10) == ["X not scaled"]


def test_targets_are_looked_at_where_they_are_numbers():
    assert found(_data.scale_of_targets, TABLE) == []
    for scale, told in ((1, []), (100, ["Y not scaled"]), (1e-3, ["Y not scaled"])):
        assert names(_data.scale_of_targets, TABLE, scale * TABLE[:1], output="identity") == told


def test_constant_features_are_told_unless_pictures_have_them():
    assert found(_data.constant_features, TABLE) == []
    ((*_, evidence),) = found(_data.constant_features, with_row(3, 7.0))
    assert evidence == "1 of 5 features never change: feature 3 is always 7"
    assert names(_data.constant_features, with_row(0, 0.0)) == ["constant features"]
    digits, Y = nnlib.datasets.digits()
    for X in (digits, 1 - digits, nnlib.datasets.Standardizer(digits)(digits)):
        assert found(_data.constant_features, X, Y, output="softmax", n_y=10) == []
    X = digits.copy()
    X[10] = 5.0
    assert names(_data.constant_features, X, Y, output="softmax", n_y=10) == ["constant features"]
    assert found(_data.constant_features, with_row(3, 7.0)[:, :9], LABELS[:, :9]) == []


def test_labels_that_something_explains_are_left_alone():
    assert names(_data.labels, TABLE) == ["labels do not match X"]
    assert found(_data.labels, TABLE, TABLE[:1] > 0) == []
    assert found(_data.labels, *nnlib.datasets.spirals(m=200, rng=0)) == []
    assert found(_data.labels, TABLE[:, :30], LABELS[:, :30]) == []
    ((_, level, _),) = found(_data.labels, TABLE[:, :60], LABELS[:, :60])
    assert level == "doubtful"
    assert found(_data.labels, TABLE, np.zeros((1, 200))) == []


def test_a_parity_is_explained_by_neighbours_that_always_differ():
    bits = np.array(list(itertools.product([0.0, 1.0], repeat=8))).T
    assert found(_data.labels, bits, bits.sum(axis=0, keepdims=True) % 2) == []


def test_labels_that_the_model_explains_for_others_match(monkeypatch):
    """The sign of a product of two among many numbers: neither near points nor a straight line tell it."""
    rng = np.random.default_rng(1)
    X, others = rng.normal(size=(2, 32, 4000))
    Y, truth = ((array[:1] * array[1:2] > 0).astype(float) for array in (X, others))
    model = nnlib.Network([32, 32, 1], rng=1)
    assert found(_data.labels, X, Y, model=model) == []  # a fresh copy learns it
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.01), batch_size=64, epochs=15, rng=0)
    monkeypatch.setattr(_data, "SURELY", np.inf)  # neighbours are not asked
    monkeypatch.setattr("nnlib.doctor._case.Case.tried", None)  # nor is a copy
    assert found(_data.labels, X, Y, model=model, validation=(others, truth)) == []


def test_weak_signals_are_no_mismatch():
    """A correlation of 0.3 explains 8% of the variance, and neighbours or a line find less."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(10, 400))
        Y = 0.3 * X[:1] + rng.normal(size=(1, 400))
        assert all(level != "wrong" for _, level, _ in found(_data.labels, X, Y, output="identity"))


def test_an_overconfident_model_is_no_mismatch():
    """Its probabilities are worse than guessing, and right more often than not."""
    X, others = RNG.normal(size=(2, 30, 150))
    Y, truth = (
        (array[:4].sum(axis=0, keepdims=True) + 2 * RNG.normal(size=(1, 150)) > 0) * 1.0 for array in (X, others)
    )
    model = nnlib.Network([30, 64, 1], rng=0)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.01), batch_size=32, epochs=100, rng=0)
    assert found(_data.labels, X, Y, model=model, validation=(others, truth)) == []


def test_labels_of_validation_follow_as_those_of_training_do():
    X, Y = nnlib.datasets.digits()
    one_hot = nnlib.datasets.one_hot(Y)
    training, validation, options = X[:, :900], (X[:, 900:], one_hot[:, 900:]), {"output": "softmax", "n_y": 10}

    def told(X_val, Y_val):
        return names(_data.labels_of_validation, training, Y[:, :900], validation=(X_val, Y_val), **options)

    assert told(*validation) == []
    assert told(validation[0], validation[1][::-1]) == ["labels do not match X"]
    bars, two = TABLE[:1] + 0.0, (TABLE[:1] > 0) * 1.0
    ((*_, evidence),) = found(_data.labels_of_validation, bars, two, validation=(bars, 1 - two))
    assert evidence.endswith("classes may be exchanged")
    assert told(validation[0], np.roll(validation[1], 1, axis=1)) == ["labels do not match X"]
    rolled = 100 * validation[0], np.roll(validation[1], 1, axis=1)
    assert names(_data.of_data, training, Y[:, :900], validation=rolled, **options) == ["X not scaled"]
    assert told(validation[0][:, :20], np.roll(validation[1], 1, axis=1)[:, :20]) == []
    assert found(_data.labels_of_validation, TABLE, validation=(TABLE, LABELS)) == []


def test_validation_is_scaled_as_training_is():
    tumours = nnlib.datasets.breast_cancer()
    scaled = nnlib.datasets.Standardizer(tumours.X)(tumours.X)
    for X_val, named in ((scaled, []), (tumours.X, ["X not scaled"]), (1e-3 * scaled, ["X not scaled"])):
        assert names(_data.scale_of_validation, scaled, tumours.Y, validation=(X_val, tumours.Y)) == named
    assert found(_data.scale_of_validation, scaled, tumours.Y) == []
    assert names(_data.of_data, tumours.X, tumours.Y, validation=(scaled, tumours.Y)).count("X not scaled") == 1


def test_tables_of_percentages_are_no_pixels():
    assert names(_data.scale_of_features, np.round(100 * RNG.random((20, 200)))) == ["X not scaled"]


def test_what_never_changes_at_all_is_wrong():
    ((name, level, _),) = found(_data.constant_features, np.full((3, 200), 0.5))
    assert (name, level) == ("constant features", "wrong")


@pytest.mark.parametrize(("b", "m"), [(0.35, 100), (0.35, 120), (0.25, 200)])
def test_one_weak_feature_is_no_mismatch(b, m):
    wrong = 0
    for seed in range(20):
        rng = np.random.default_rng([m, seed])
        X = rng.normal(size=(6, m))
        Y = b * X[:1] + rng.normal(size=(1, m))
        wrong += any(level == "wrong" for _, level, _ in found(_data.labels, X, Y, output="identity"))
    assert wrong <= 3


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_examples_of_few_values_are_again_in_training_by_chance(bits):
    times = 0
    for seed in range(20):
        X = np.random.default_rng([bits, seed]).integers(0, 2, (bits, 1500)).astype(float)
        Y = X[:1]
        times += bool(
            names(_data.validation_in_training, X[:, :1000], Y[:, :1000], validation=(X[:, 1000:], Y[:, 1000:]))
        )
    assert times <= 1


def test_classes_are_missing_or_rare():
    three = np.arange(200)[np.newaxis] % 3
    options = {"output": "softmax", "n_y": 3}
    assert found(_data.classes, TABLE, three, **options) == []
    two = np.where(three == 1, 0, three)
    assert found(_data.classes, TABLE, two, **options) == [
        ("missing class", "wrong", "among 200 examples there is none of class 1")
    ]
    validation = TABLE[:, :9], np.eye(3)[:, three[0, :9]]
    ((*_, evidence),) = found(_data.classes, TABLE, two, validation=validation, **options)
    assert evidence.endswith("class 1, but there are some in validation")
    validation = TABLE[:, :9], np.eye(3)[:, two[0, :9]]
    ((*_, evidence),) = found(_data.classes, TABLE, two, validation=validation, **options)
    assert evidence.endswith("class 1")
    for missing in (0, 1):
        ((_, _, evidence),) = found(_data.classes, TABLE, np.full((1, 200), 1 - missing))
        assert evidence == f"among 200 examples there is none of class {missing}"
    rare = np.where(np.arange(200) < 10, 1.0, 0.0)[np.newaxis]
    assert found(_data.classes, TABLE, rare) == [
        ("imbalanced classes", "doubtful", "class 1 has 5.0% of 200 examples, where 50.0% would be its part")
    ]
    ((_, _, evidence),) = found(_data.classes, TABLE, 1 - rare)
    assert evidence.startswith("class 0 has 5.0%")
    several = np.vstack([rare, LABELS, np.ones((1, 200))])
    assert [evidence for *_, evidence in found(_data.classes, TABLE, several, n_y=3)] == [
        "among 200 examples there is none of class 0 in row 2",
        "class 1 of row 0 has 5.0% of 200 examples",
    ]
    assert found(_data.classes, TABLE[:, 9:24], rare[:, 9:24]) == []
    assert found(_data.classes, TABLE, TABLE[:1], output="identity") == []


def test_what_is_held_out_is_not_trained_on():
    others, some = RNG.normal(size=(5, 100)), LABELS[:, :100]
    assert found(_data.validation_in_training, TABLE) == []
    assert found(_data.validation_in_training, TABLE, validation=(others, some)) == []
    others[:, :10] = TABLE[:, 40:50]
    ((_, level, evidence),) = found(_data.validation_in_training, TABLE, validation=(others, some))
    assert (level, evidence) == ("doubtful", "10 of the 100 examples of validation are among the 200 of training")
    ((_, level, _),) = found(_data.validation_in_training, TABLE, validation=(TABLE, LABELS))
    assert level == "wrong"
    grid = RNG.integers(0, 2, size=(5, 200)).astype(float)  # whose examples repeat anyway
    assert found(_data.validation_in_training, grid, validation=(grid[:, :50], LABELS[:, :50])) == []


@pytest.mark.parametrize("scaled", [False, True])
def test_pictures_are_inverted_where_their_negatives_are_understood(scaled):
    digits, Y = nnlib.datasets.digits()
    scaling = nnlib.datasets.Standardizer(digits)
    X, inverted = (scaling(X) if scaled else X for X in (digits, 1 - digits))
    model = nnlib.Network([64, 32, 10], output="softmax", rng=0)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.005), batch_size=64, epochs=10, rng=0)
    options = {"output": "softmax", "n_y": 10, "model": model}
    one_hot = nnlib.datasets.one_hot(Y)
    assert found(_data.inverted_pictures, X, Y, validation=(X, one_hot), **options) == []
    ((_, level, evidence),) = found(_data.inverted_pictures, X, Y, validation=(inverted, one_hot), **options)
    assert (level, " of validation, " in evidence) == ("wrong", True)
    if not scaled:
        ((*_, evidence),) = found(_data.inverted_pictures, 1 - X, Y, **options)
        assert " of X, " in evidence
