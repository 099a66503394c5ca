import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib
from nnlib.datasets import one_hot
from nnlib.metrics import accuracy, confusion_matrix, f1, mae, precision, r2, recall, rmse

Y = [[0, 0, 0, 1, 1, 2, 2, 2, 2]]
PREDICTIONS = [[0, 0, 1, 1, 2, 2, 2, 1, 2]]
NAMES = np.array(["ant", "bee", "cow"])


def pairs(largest=3, columns=12):
    row = hnp.arrays(np.int64, (1, columns), elements=st.integers(0, largest))
    return st.tuples(row, row)


# By hand.


def test_classes_counted_by_hand():
    np.testing.assert_array_equal(confusion_matrix(Y, PREDICTIONS), [[2, 1, 0], [0, 1, 1], [0, 1, 3]])
    assert accuracy(Y, PREDICTIONS) == 6 / 9
    np.testing.assert_array_equal(precision(Y, PREDICTIONS), [1, 1 / 3, 3 / 4])
    np.testing.assert_array_equal(recall(Y, PREDICTIONS), [2 / 3, 1 / 2, 3 / 4])
    np.testing.assert_array_equal(f1(Y, PREDICTIONS), [4 / 5, 2 / 5, 3 / 4])


def test_two_classes_counted_by_hand():
    truth, answers = [[1, 1, 1, 0, 0]], [[1, 1, 0, 1, 0]]
    for metric, value, of_0 in ((precision, 2 / 3, 1 / 2), (recall, 2 / 3, 1 / 2), (f1, 2 / 3, 1 / 2)):
        assert metric(truth, answers) == metric(truth, answers, positive=1) == value
        assert metric(truth, answers, positive=0) == of_0
        assert type(metric(truth, answers)) is float
    assert type(accuracy(truth, answers)) is float
    assert precision([[1, 1, 1, 0]], [[1, 0, 0, 0]]) == 1
    assert recall([[1, 1, 1, 0]], [[1, 0, 0, 0]]) == 1 / 3
    assert f1([[1, 1, 1, 0]], [[1, 0, 0, 0]]) == 1 / 2


def test_numbers_measured_by_hand():
    truth, answers = [[1, 2, 3, 6]], [[2, 2, 1, 6]]
    assert mae(truth, answers) == 3 / 4
    assert rmse(truth, answers) == pytest.approx((5 / 4) ** 0.5, rel=1e-15)
    assert r2(truth, answers) == pytest.approx(1 - 5 / 14, rel=1e-15)
    assert {type(metric(truth, answers)) for metric in (mae, rmse, r2)} == {float}
    np.testing.assert_array_equal(r2([[1, 3], [0, 2]], [[1, 3], [2, 2]]), [1, -1])
    assert mae([[1, 3], [0, 2]], [[1, 3], [2, 2]]) == 0.5


def test_nothing_to_divide_by_gives_0():
    assert precision([[0, 1]], [[0, 0]]) == 0
    assert recall([[0, 0]], [[0, 1]]) == 0
    assert precision([[0, 0]], [[0, 0]]) == recall([[0, 0]], [[0, 0]]) == f1([[0, 0]], [[0, 0]]) == 0
    np.testing.assert_array_equal(f1([[0, 2]], [[0, 2]]), [1, 0, 1])


def test_r2_of_a_constant_target():
    assert r2([[0.1, 0.1, 0.1]], [[0.1, 0.1, 0.1]]) == 1
    assert r2([[0.1, 0.1, 0.1]], [[0.1, 0.1, 0.2]]) == 0
    np.testing.assert_array_equal(r2([[1, 1], [1, 3]], [[1, 2], [1, 3]]), [0, 1])


@pytest.mark.parametrize("size", [1e-300, 1e-170, 1e160, 1e300])
def test_numbers_of_any_size(size):
    truth, answers = size * np.array([[1.0, 2, 3, 6]]), size * np.array([[2.0, 2, 1, 6]])
    assert rmse(truth, answers) / size == pytest.approx((5 / 4) ** 0.5, rel=1e-14)
    assert r2(truth, answers) == pytest.approx(1 - 5 / 14, rel=1e-14)
    assert r2([[1e-200, 3e-200]], [[1e200, 1e200]]) == -np.inf


# In whatever form they come.


@pytest.mark.parametrize("metric", [accuracy, confusion_matrix, precision, recall, f1])
def test_classes_come_in_many_forms(metric):
    expected = metric(Y, PREDICTIONS)
    for truth in (Y, Y[0], np.array(Y), np.array(Y, float), np.array(Y, np.uint8), one_hot(Y)):
        for answers in (PREDICTIONS, PREDICTIONS[0], np.array(PREDICTIONS), np.array(PREDICTIONS, np.float32)):
            np.testing.assert_array_equal(metric(truth, answers), expected)
    names, answers = NAMES[Y], NAMES[PREDICTIONS]
    for form in (lambda a: a, lambda a: a[0], lambda a: a.tolist(), lambda a: a.astype(object)):
        np.testing.assert_array_equal(metric(form(names), form(answers)), expected)
    outputs = 0.1 + 0.5 * one_hot(PREDICTIONS)
    for truth in (Y, one_hot(Y)):
        np.testing.assert_array_equal(metric(truth, outputs, largest=True), expected)
    np.testing.assert_array_equal(metric([[True, False]], [[1, 1]]), metric([[1, 0]], [[1, 1]]))


@pytest.mark.parametrize("metric", [r2, rmse, mae])
def test_numbers_come_in_many_forms(metric):
    for truth in (Y, Y[0], np.array(Y, np.float32)):
        assert metric(truth, PREDICTIONS[0]) == metric(Y, PREDICTIONS)


def test_several_outputs_are_right_where_all_rows_agree():
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, n_y=3, output="sigmoid", rng=0)
    X = np.random.default_rng(0).normal(size=(2, 40))
    labels = one_hot(np.arange(40)[np.newaxis] % 3)
    assert accuracy(labels, model.predict(X)) == model.accuracy(X, labels)
    assert accuracy([[1, 1], [0, 1]], [[1, 1], [0, 0]]) == 0.5
    outputs = model.predict_proba(X)
    right = labels.argmax(axis=0) == outputs.argmax(axis=0)
    assert accuracy(labels, outputs, largest=True) == right.mean() != model.accuracy(X, labels)


def test_classes_may_be_listed():
    np.testing.assert_array_equal(
        confusion_matrix([[0, 1]], [[0, 0]], classes=range(3)), [[1, 0, 0], [1, 0, 0], [0] * 3]
    )
    np.testing.assert_array_equal(confusion_matrix([[-1, 1]], [[1, 1]], classes=[1, -1]), [[1, 0], [1, 0]])
    np.testing.assert_array_equal(confusion_matrix(["b", "a"], ["b", "b"], classes=["b", "a"]), [[1, 0], [1, 0]])
    np.testing.assert_array_equal(recall([[0, 1]], [[0, 0]], classes=np.arange(3)), [1, 0, 0])
    np.testing.assert_array_equal(recall([[0.0, 1]], [[0, 0]], classes=np.unique([0.0, 1, 2])), [1, 0, 0])
    assert precision(["yes", "no"], ["yes", "yes"], positive="yes") == 0.5
    assert recall([[-1, 1]], [[1, 1]], classes=[-1, 1], positive=-1) == 0
    assert recall(Y, PREDICTIONS, positive=1) == 0.5


def test_a_one_hot_row_is_a_class_that_may_be_missing():
    truth = np.eye(4)[:, [0, 1, 1]]
    assert confusion_matrix(truth, [[0, 1, 0]]).shape == (4, 4)
    assert recall(truth, np.eye(4)[:, [0, 1, 0]], largest=True).tolist() == [1, 0.5, 0, 0]


# Laws.


@settings(max_examples=30)
@given(pairs())
def test_the_confusion_matrix_holds_the_other_metrics(both):
    truth, answers = both
    counts = confusion_matrix(truth, answers, classes=range(4))
    np.testing.assert_array_equal(counts, confusion_matrix(answers, truth, classes=range(4)).T)
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(truth[0], minlength=4))
    assert accuracy(truth, answers) == counts.trace() / counts.sum()
    p, r = precision(truth, answers, classes=range(4)), recall(truth, answers, classes=range(4))
    np.testing.assert_array_equal(p, np.diag(counts) / np.maximum(counts.sum(axis=0), 1))
    np.testing.assert_array_equal(r, recall(truth, answers, classes=[3, 2, 1, 0])[::-1])
    mean = np.divide(2 * p * r, p + r, out=np.zeros(4), where=p + r > 0)
    np.testing.assert_allclose(f1(truth, answers, classes=range(4)), mean, rtol=1e-14)


@settings(max_examples=30)
@given(hnp.arrays(np.float64, (2, 1, 9), elements=st.floats(-1e6, 1e6)), st.integers(-1000, 1000))
def test_a_constant_error_is_both_their_mean_and_their_root_mean_square(both, error):
    truth = np.trunc(both[0])
    assert mae(truth, truth + error) == rmse(truth, truth + error) == abs(error)
    assert rmse(*both) >= mae(*both) * (1 - 1e-12)
    assert r2(truth, truth) == 1


# The oracle.


def test_they_are_scikit_learns():
    sklearn = pytest.importorskip("sklearn.metrics", reason="scikit-learn, an oracle for the metrics, is not installed")

    @settings(max_examples=12)
    @given(pairs(), pairs(largest=1), hnp.arrays(np.float64, (2, 9), elements=st.floats(-1e3, 1e3, width=16)))
    def compare(several, two, both):
        truth, answers = several
        plain = {"labels": range(4), "average": None, "zero_division": 0.0}
        theirs = sklearn.precision_recall_fscore_support(truth[0], answers[0], **plain)
        ours = [metric(truth, answers, classes=range(4)) for metric in (precision, recall, f1)]
        np.testing.assert_allclose(ours, theirs[:3], rtol=1e-12)
        theirs = sklearn.confusion_matrix(truth[0], answers[0], labels=range(4))
        np.testing.assert_array_equal(confusion_matrix(truth, answers, classes=range(4)), theirs)
        assert accuracy(truth, answers) == pytest.approx(sklearn.accuracy_score(truth[0], answers[0]), rel=1e-12)
        (truth,), (answers,) = two
        for ours, theirs in (
            (precision, sklearn.precision_score),
            (recall, sklearn.recall_score),
            (f1, sklearn.f1_score),
        ):
            assert ours(truth, answers) == pytest.approx(theirs(truth, answers, zero_division=0.0), rel=1e-12)
        truth, answers = both
        assert r2(truth, answers) == pytest.approx(sklearn.r2_score(truth, answers), rel=1e-12, abs=1e-12)
        assert mae(truth, answers) == pytest.approx(sklearn.mean_absolute_error(truth, answers), rel=1e-12)
        assert rmse(truth, answers) == pytest.approx(sklearn.mean_squared_error(truth, answers) ** 0.5, rel=1e-12)

    compare()


# What is refused.

CLASSES = [accuracy, confusion_matrix, precision, recall, f1]
OUTPUTS = np.array([[0.4, 0.1], [0.3, 0.7], [0.2, 0.6]])
SEVERAL = np.array([[1, 0], [1, 1], [0, 1]])


NO_CLASSES = [
    (
        [[0, 1]],
        [[0.3, 0.9]],
        {},
        r"predictions\[0, 0\] is 0.3, but classes are .*: pass what model.predict\(X\) returns$",
    ),
    ([0, 1], [0.3, 0.9], {}, r"predictions\[0\] is 0.3"),
    ([[0, 1]], OUTPUTS, {}, r"predictions\[0, 0\] is 0.4, .* returns, or largest=True for several outputs"),
    (
        [[0, 1]],
        SEVERAL,
        {},
        r"predictions has shape \(3, 2\) and Y \(1, 2\): pass what model.predict\(X\) returns, or",
    ),
    (SEVERAL, SEVERAL[:2], {}, r"predictions has shape \(2, 2\) and Y \(3, 2\)"),
    (SEVERAL, 2 * SEVERAL, {}, r"predictions\[0, 0\] is 2, but several outputs are 0 or 1"),
    (SEVERAL - 1, SEVERAL, {}, r"Y\[0, 1\] is -1, but several outputs are 0 or 1"),
    (SEVERAL, [[0, 1]], {}, r"column 0 of Y is \[1, 1, 0\], which is not one-hot"),
    ([[0], [1]], [[0], [1]], {}, r"shape \(2, 1\), one example: are they transposed\? Examples are columns"),
    ([[0], [1]], [[0, 1]], {}, r"Y has 1 example and predictions 2: is Y transposed\?"),
    ([[0, 1]], [[0], [1]], {}, "Y has 2 examples and predictions 1: is predictions transposed"),
    ([[0, 1, 1]], [[0, 1]], {}, "Y has 3 examples and predictions 2$"),
    ([[0, np.nan]], [[0, 1]], {}, r"Y\[0, 1\] is nan"),
    (SEVERAL, np.where(SEVERAL == 1, np.inf, 0), {"largest": True}, r"predictions\[0, 0\] is inf"),
    ([[0, 1]], [[0, 1]], {"largest": True}, r"largest=True takes several outputs, .* got shape \(1, 2\)"),
    (SEVERAL, OUTPUTS, {"largest": True}, "column 0 of Y is .* which is not one-hot"),
    ([[0, 3]], OUTPUTS, {"largest": True}, r"Y\[0, 1\] is 3, but class indices are whole numbers from 0 to 2"),
    ([], [], {}, "Y is empty"),
    (
        NAMES[SEVERAL],
        NAMES[SEVERAL],
        {},
        r"Y must hold names in one row, of shape \(1, m\) or \(m,\), got shape \(3, 2\)",
    ),
    ("ant", [[0]], {}, r"Y must hold names in one row, .* got shape \(\)"),
    ([[0, 1], [1]], [[0, 1]], {}, "Y is not a rectangular array"),
]


@pytest.mark.parametrize("metric", CLASSES)
def test_what_are_no_classes_is_refused(metric):
    for truth, answers, options, message in NO_CLASSES:
        with pytest.raises(ValueError, match=message):
            metric(truth, answers, **options)


@pytest.mark.parametrize("metric", CLASSES)
def test_names_and_numbers_are_not_mixed(metric):
    for truth, answers, message in (
        (NAMES, [0, 1, 2], r"Y holds names and predictions numbers: turn numbers into names with np.array\(classes\)"),
        (np.eye(3), NAMES, "Y holds numbers and predictions names"),
        (["a", 1], ["a", "b"], r"Y holds names, but Y\[1\] is 1"),
        (np.array(["a", None], object), ["a", "b"], r"Y holds names, but Y\[1\] is None"),
        ([1 + 2j], [1], "complex numbers have no place here"),
    ):
        with pytest.raises(TypeError, match=message):
            metric(truth, answers)


NOT_COUNTED = [
    (SEVERAL, SEVERAL, None, r"predictions has 3 rows of 0 and 1, which .*largest=True takes .* pass Y\[k:k\+1\]"),
    ([[0, 1]], [[0, -1]], None, r"predictions is -1 for example 1, .*from 0: other numbers .* classes=\[...\]"),
    ([[0, 1e300]], [[0, 1]], None, r"the largest class is 1e\+300, and at most 5000 .* rmse, mae and r2"),
    ([[0, 1]], [[0, 1]], range(5001), "there are 5001 classes, and at most 5000 are counted"),
    ([[0, 2]], [[0, 1]], [0, 1, 3], r"Y is 2 for example 1, which is none of the classes, \[0, 1, 3\]"),
    ([[0, 1]], [[4, 1]], [0, 1, 3], "predictions is 4 for example 0, which"),
    (["a"], ["c"], ["a", "b"], r"predictions is 'c' for example 0, which is none of the classes, \['a', 'b'\]"),
    (np.eye(3), [[0, 1, 3]], None, r"predictions is 3 for example 2, .* range\(0, 3\)"),
    ([[0, 1]], [[0, 1]], ["a", "b"], "classes must be whole numbers, as those of Y are"),
    (["a"], ["a"], [0, 1], "classes must be names, as those of Y are"),
    ([[0, 1]], [[0, 1]], [], "classes must be whole numbers"),
    ([[0, 1]], [[0, 1]], [[0, 1]], "classes must be whole numbers"),
    ([[0, 1]], [[0, 1]], [0, 1, 1], r"classes has one class twice: \[0, 1, 1\]"),
]


@pytest.mark.parametrize("metric", CLASSES[1:])
def test_what_cannot_be_counted_is_refused(metric):
    for truth, answers, classes, message in NOT_COUNTED:
        with pytest.raises(ValueError, match=message):
            metric(truth, answers, classes=classes)


def test_classes_are_a_list():
    for classes in ("ab", 3):
        with pytest.raises(TypeError, match="classes must list all classes, such as"):
            confusion_matrix(["a"], ["b"], classes=classes)


@pytest.mark.parametrize("metric", CLASSES[2:])
def test_of_two_classes_one_is_meant(metric):
    for truth, options, message in (
        (["no", "yes"], {}, r"the classes are \['no', 'yes'\]: say which of them is meant, with positive='yes'"),
        ([-1, 1], {"classes": [-1, 1]}, r"the classes are \[-1, 1\]: say which"),
        (["no", "no"], {}, r"the classes are \['no'\]: say which"),
        (["no", "yes"], {"positive": "maybe"}, r"positive must be one of the classes, \['no', 'yes'\], got 'maybe'"),
        ([0, 0], {"positive": 2}, r"positive must be one of the classes, range\(0, 2\), got 2"),
    ):
        with pytest.raises(ValueError, match=message):
            metric(truth, truth, **options)


@pytest.mark.parametrize("metric", [r2, rmse, mae])
@pytest.mark.parametrize(
    ("truth", "answers", "message"),
    [
        ([[1.0], [2.0]], [[1.0, 2.0]], "is Y transposed"),
        ([[1.0, 2.0]], [[1.0, 2.0], [3.0, 4.0]], "Y has 1 row and predictions 2: each row is one output"),
        ([1.0, np.nan], [1.0, 2.0], r"Y\[0, 1\] is nan"),
        (np.ones((2, 2, 2)), [1.0], "Y must have two axes"),
    ],
    ids=range(4),
)
def test_what_are_no_numbers_is_refused(metric, truth, answers, message):
    with pytest.raises(ValueError, match=message):
        metric(truth, answers)
    with pytest.raises(TypeError, match="Y must hold real numbers"):
        metric(["a", "b"], [1.0, 2.0])


def test_r2_needs_a_mean():
    with pytest.raises(ValueError, match=r"r2 compares with the mean of at least two examples, got shape \(2, 1\)"):
        r2([[1.0], [2.0]], [[1.0], [2.0]])
