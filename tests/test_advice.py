"""What messages advise is done, on the very thing that came, and is taken in the end."""

import functools
import gzip
import io
import json
import re

import numpy as np
import pytest
from hostile import LONGEST, Frame, Sparse, Tensor

import nnlib
from nnlib import metrics
from nnlib.datasets import PictureRecipe, Standardizer, image_to_vector, k_fold, read_csv, read_images, split

X, Y = np.arange(10.0).reshape(2, 5), np.array([[0.0, 1, 1, 0, 1]])
MODEL = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=0)


def followed(name, value, take, expressions, **known):
    """Follow one piece of advice after the other, and return what is taken in the end."""
    for expression in expressions:
        with pytest.raises((TypeError, ValueError), match=re.escape(expression)) as refused:
            take(value)
        assert len(str(refused.value)) <= LONGEST
        value = eval(expression, {"np": np, name: value, **known})  # noqa: S307  it is what the message says
    return take(value)


def sparse():
    return pytest.importorskip("scipy.sparse").csr_array(np.ones((2, 5)))


def series():
    return pytest.importorskip("pandas").Series([0.0, 1, 1, 0, 1])


def rows():
    return pytest.importorskip("pandas").DataFrame({"a": range(5), "b": range(5)})


def mixed():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({"a": [1.5, 2.5], "b": [3, 4], "colour": ["red", "blue"]})


def gaps():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({"a": pandas.array([1, None, 3], dtype="Int64"), "b": [1.5, 2.5, 3.5]})


def nullable():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({"a": pandas.array([1, 2, 3], dtype="Int64"), "b": [True, False, True]})


def names_of_classes():
    return pytest.importorskip("pandas").Series(["no", "yes", "yes", "no", "yes"])


def torch_tensor():
    return pytest.importorskip("torch").ones((2, 5), requires_grad=True)


def masked(*shape):
    return np.ma.masked_greater(np.arange(float(np.prod(shape))).reshape(shape), 3)


def structured():
    return np.array([(1, 2), (3, 4), (5, 6)], [("a", "f4"), ("b", "i4")])


ROW, COLUMN = "np.asarray(X).reshape(1, -1)", "np.asarray(X).reshape(-1, 1)"
DETACHED = "X.detach().cpu().numpy()"
ADVISED = [
    (1, lambda: [0.0, 1, 2, 3, 4], [ROW]),
    (5, lambda: [0.0, 1, 2, 3, 4], [COLUMN]),
    (1, lambda: range(5), [ROW]),
    (1, lambda: np.arange(5), ["X.reshape(1, -1)"]),
    (5, lambda: np.arange(5), ["X.reshape(-1, 1)"]),
    (1, series, ["X.to_numpy().reshape(1, -1)"]),
    (1, lambda: 5.0, ["[[X]]"]),
    (1, lambda: np.array(5.0), ["[[X]]"]),
    (2, lambda: np.ones((5, 2)).tolist(), ["np.asarray(X).T"]),
    (2, rows, ["X.to_numpy().T"]),
    (2, lambda: Frame(np.ones((5, 2))), ["X.to_numpy().T"]),
    (6, lambda: np.ones((5, 2, 3)), ["X.reshape(len(X), -1).T"]),
    (6, lambda: np.ones((5, 2, 3)).tolist(), ["np.asarray(X).reshape(5, -1).T"]),
    (2, lambda: masked(2, 5), ["X.filled(0)"]),
    (2, lambda: [masked(5), masked(5)], ["np.ma.array(X).filled(0)"]),
    (2, lambda: (np.arange(5.0), masked(5)), ["np.ma.array(X).filled(0)"]),
    (2, Sparse, ["X.toarray()"]),
    (2, sparse, ["X.toarray()"]),
    (2, lambda: Tensor(np.ones((2, 5))), [DETACHED]),
    (2, lambda: Tensor(np.ones((2, 5)), device="cpu"), [DETACHED]),
    (2, lambda: Tensor(np.ones((2, 5)), requires_grad=False), [DETACHED]),
    (2, lambda: [Tensor(np.ones(5)), Tensor(np.ones(5))], ["np.array([x.detach().cpu().numpy() for x in X])"]),
    (2, torch_tensor, [DETACHED]),
    (2, lambda: {"a": np.ones(5), "b": range(5)}, ["np.vstack(list(X.values()))"]),
    (2, lambda: {"size": 90, "rooms": 3}, ["np.vstack(list(X.values()))"]),
    (2, lambda: [["1", "2"], ["3", "4.5"]], ["np.array(X, float)"]),
    (2, lambda: np.array([[1, 2.5], [3, 4]], object), ["np.array(X, float)"]),
    (2, lambda: [[2**64, 1], [1, 1]], ["np.array(X, float)"]),
    (2, structured, ["np.array([X[name] for name in X.dtype.names])"]),
    (1, lambda: (i for i in range(3)), ["np.array(list(X))", "X.reshape(1, -1)"]),
    (2, mixed, ["X.select_dtypes('number').to_numpy(float).T"]),
    (2, gaps, ["X.dropna().to_numpy(float).T"]),
    (2, nullable, ["X.to_numpy(float).T"]),
]


@pytest.mark.parametrize(("n_x", "make", "expressions"), ADVISED, ids=range(len(ADVISED)))
def test_advice_works_on_the_examples_that_came(n_x, make, expressions):
    followed("X", make(), nnlib.LogisticRegression(n_x).predict, expressions)


@pytest.mark.parametrize(
    ("make", "expressions"),
    [
        (lambda: [0, 1, 1, 0, 1], ["np.asarray(Y).reshape(1, -1)"]),
        (series, ["Y.to_numpy().reshape(1, -1)"]),
        (lambda: [[0], [1], [1], [0], [1]], ["np.asarray(Y).T"]),
        (lambda: Frame([[0], [1], [1], [0], [1]]), ["Y.to_numpy().T"]),
        (lambda: [[-1, 1, 1, -1, 1]], ["np.asarray(Y) == 1"]),
        (lambda: np.array([[1, 2, 2, 1, 2]]), ["Y == 2"]),
        (lambda: [["no", "yes", "yes", "no", "yes"]], ["np.unique(Y, return_inverse=True)[1]"]),
        (names_of_classes, ["np.unique(Y, return_inverse=True)[1]", "Y.reshape(1, -1)"]),
    ],
    ids=range(8),
)
def test_advice_works_on_the_labels_that_came(make, expressions):
    assert followed("Y", make(), lambda Y: MODEL.cost(X, Y), expressions) == MODEL.cost(X, [[0, 1, 1, 0, 1]])


def test_memory_that_is_not_there_is_no_slip_of_the_users():
    def without_room(self, dtype=None, copy=None):
        raise MemoryError

    large = type("Large", (), {"__array__": without_room})()
    with pytest.raises(MemoryError):
        nnlib.LogisticRegression(2).predict(large)


def test_advice_works_on_weights_and_parameters():
    weigh = functools.partial(MODEL.cost, X, Y)
    for column, expression in ((np.ones((5, 1)), "sample_weight"), ([[1.0]] * 5, "np.asarray(sample_weight)")):
        assert followed("sample_weight", column, weigh, [f"{expression}.reshape(1, 5)"]) == MODEL.cost(X, Y)
    logistic = nnlib.LogisticRegression(n_x=2)
    followed("w", [1.0, 2.0], functools.partial(setattr, logistic, "w"), ["np.reshape(w, (2, 1))"])
    np.testing.assert_array_equal(logistic.w, [[1], [2]])


@pytest.mark.parametrize("make", [rows, series, lambda: Tensor(np.ones((2, 5)), requires_grad=False, device="cpu")])
def test_what_makes_an_array_of_numbers_is_taken(make):
    value = make()
    X = value.T if value.shape == (5, 2) else value
    if len(X.shape) == 1:
        assert nnlib.LogisticRegression(2).cost(np.ones((2, 5)), [[0, 1, 1, 0, 1]], X) > 0
    else:
        assert nnlib.LogisticRegression(2).predict(X).shape == (1, 5)


def test_targets_between_0_and_1_have_a_way_out():
    grey = [[0.2, 0.4, 0.6, 0.8, 1.0]]
    with pytest.raises(ValueError, match=r'loss="squared_error", and keep the sigmoid output$'):
        MODEL.cost(X, grey)
    assert nnlib.ShallowNetwork(2, 3, output="sigmoid", loss="squared_error", rng=0).cost(X, grey) > 0
    both = np.vstack([grey, 1 - np.array(grey)])
    with pytest.raises(ValueError, match=r'take output="sigmoid" and loss="squared_error"$'):
        nnlib.Network([2, 2], output="softmax").cost(X, both)
    assert nnlib.Network([2, 2], output="sigmoid", loss="squared_error", rng=0).cost(X, both) > 0
    with pytest.raises(ValueError, match=r"the labels 0 and 1$"):
        MODEL.cost(X, [[0.2, 0.4, 1.5, 0, 1]])
    with pytest.raises(ValueError, match=r"one 1, and 0 elsewhere$"):
        nnlib.Network([2, 2], output="softmax").cost(X, np.ones((2, 5)))


@pytest.mark.parametrize("output", ["sigmoid", "softmax", "identity"])
def test_a_table_without_labels_says_so(output):
    model = nnlib.Network([2, 2], output=output)
    message = r"^Y is empty: its shape is \(0, 5\): there are no labels; predict\(X\) needs none$"
    with pytest.raises(ValueError, match=message):
        MODEL.cost(np.ones((2, 5)), np.empty((0, 5)))
    assert model.predict(np.ones((2, 5))).shape[1] == 5


# Options that are advised.


def taken_with(take, advised, **more):
    """Take what is refused with the options that the message advises, and return what comes."""
    with pytest.raises((TypeError, ValueError), match=re.escape(advised)) as refused:
        take()
    assert len(str(refused.value)) <= LONGEST
    return take(**eval(f"dict({advised})", {}) | more)  # noqa: S307  it is what the message says


COUNTED = "".join(f"{i},{i % 7}\n" for i in range(25))
NAMED = "".join(f"{chr(97 + i)},{i % 7}\n" for i in range(26))
TABLES = [
    ("a,b\n1,2\n,4\n6,3", "missing='median'", (2, 3)),
    ("a,b\n1,2\n,4\n6,3", "missing='drop'", (2, 2)),
    ("a;b\n1;2", "delimiter=';'", (2, 1)),
    ("a\tb\n1\t2", "delimiter='\\t'", (2, 1)),
    ("größe\n1".encode("cp1252"), "encoding='cp1252'", (1, 1)),
    ("1.5,2.5\n3,4", "header=False", (2, 2)),
    ("1.5,2.5\n3,4", "header=True", (2, 1)),
    ('a\n"1,5"', "decimal=','", (1, 1)),
    ("a\n1’500", 'thousands="\'"', (1, 1)),
    ("a\n$300", "text=['a']", (1, 1)),
    (",b\n1,2", "ignore=['']", (1, 1)),
    (f"id,b\n{COUNTED}", "ignore=['id']", (1, 25)),
    (f"id,b\n{COUNTED}", "numbers=['id']", (2, 25)),
    (f"a,b\n{NAMED}", "ignore=['a']", (1, 26)),
    (f"a,b\n{NAMED}", "text=['a']", (27, 26)),
]


@pytest.mark.parametrize(("content", "advised", "shape"), TABLES, ids=range(len(TABLES)))
def test_options_that_are_advised_read_the_table(content, advised, shape):
    source = io.StringIO if isinstance(content, str) else io.BytesIO
    assert taken_with(lambda **options: read_csv(source(content), **options), advised).X.shape == shape


def test_options_whose_value_only_the_user_knows_read_the_table(tmp_path):
    for content, advised, options, shape in (
        ("a,a\n1,2", "names=[...] names the columns, with header=True", {"names": ["a", "b"], "header": True}, (2, 1)),
        ("a,b\n1,2\nno,4\n6,3", "list it in missing_values", {"missing_values": ["no"], "missing": "drop"}, (2, 2)),
    ):
        with pytest.raises(ValueError, match=re.escape(advised)):
            read_csv(io.StringIO(content))
        assert read_csv(io.StringIO(content), **options).X.shape == shape
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2", encoding="utf-16")
    assert taken_with(functools.partial(read_csv, path), "encoding='utf-16'").X.shape == (2, 1)


def test_what_is_advised_makes_a_source_of_what_came(tmp_path):
    assert followed("text", "a,b\n1,2", read_csv, ["io.StringIO(text)"], io=io).X.shape == (2, 1)
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2"))
    assert followed("path", path, read_csv, ["gzip.open(path)"], gzip=gzip).X.shape == (2, 1)
    path.write_text('[{"a": 1, "b": 2}]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"hand in a list of dicts, such as json.load\(...\) returns"):
        read_csv(path)
    assert read_csv(json.loads(path.read_text(encoding="utf-8"))).X.shape == (2, 1)
    for rows in ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])):
        advice = ["[dict(zip(names, row)) for row in rows]"]
        assert followed("rows", rows, read_csv, advice, names=["a", "b"]).X.tolist() == [[1, 3], [2, 4]]


ROWS = [{"size": size, "wall": wall} for size, wall in ((60, "wood"), (90, "brick"), (75, "wood"))]
HOLED = [*ROWS, {"size": None, "wall": "brick"}]


def test_predictors_advise_what_answers_the_rows_that_came():
    def predictor(**options):
        return nnlib.Predictor(read_csv(ROWS, "wall", **options), nnlib.LogisticRegression(n_x=1))

    answers = taken_with(lambda **options: predictor(**options).predict(HOLED), "missing='median'")
    assert len(answers) == len(HOLED)
    advice = "read_csv(..., like=predictor.recipe, missing='drop')"
    with pytest.raises(ValueError, match=re.escape(advice)):
        predictor().mistakes(HOLED)
    whole = eval(advice.replace("...", "rows"), {"read_csv": read_csv, "predictor": predictor(), "rows": HOLED})  # noqa: S307  it is what the message says
    assert predictor().mistakes(whole).m == len(ROWS)
    table, model = read_csv(ROWS, "wall"), nnlib.LogisticRegression(n_x=1)
    with pytest.raises(ValueError, match=r"leave Y_scaling out$"):
        nnlib.Predictor(table, model, Y_scaling=Standardizer(table.Y))
    numbers = nnlib.Predictor(read_csv([{"a": 1, "b": 2}], "b"), nnlib.Network([1, 1], output="identity"))
    with pytest.raises(TypeError, match=r"use predict$"):
        numbers.predict_proba([{"a": 1}])
    assert len(numbers.predict([{"a": 1}])) == 1


def test_one_row_of_a_frame_is_asked_as_the_message_says():
    frame = pytest.importorskip("pandas").DataFrame(ROWS)
    predictor = nnlib.Predictor(read_csv(frame, "wall"), nnlib.LogisticRegression(n_x=1))
    with pytest.raises(TypeError, match=re.escape("frame.loc[[i]]")):
        predictor.predict(frame.loc[0])
    assert len(predictor.predict(frame.loc[[0]])) == 1


def test_advice_works_on_classes():
    names, classes = [["cat", "dog"]], ["cat", "dog"]
    advice = ["np.array(classes)[numbers]"]
    assert followed("numbers", [[0, 1]], lambda p: metrics.accuracy(names, p), advice, classes=classes) == 1
    ask = functools.partial(metrics.recall, names, [["cat", "cat"]])
    assert taken_with(ask, "positive='dog'") == 0
    one_hot, outputs = np.eye(3), np.array([[0.6, 0.1, 0.2], [0.4, 0.7, 0.1], [0.1, 0.2, 0.3]])
    assert taken_with(functools.partial(metrics.f1, one_hot, outputs), "largest=True").tolist() == [1, 1, 1]
    for k in range(3):
        outputs = np.array([[0, 1, 0, 1], [1, 0, 0, 1], [1, 1, 0, 0]])
        with pytest.raises(ValueError, match=re.escape("pass Y[k:k+1] and predictions[k:k+1]")):
            metrics.f1(outputs, outputs)
        assert metrics.f1(outputs[k : k + 1], outputs[k : k + 1]) == 1
    with pytest.raises(ValueError, match=re.escape("listed as classes=[...]")):
        metrics.confusion_matrix([[-1, 1]], [[1, 1]])
    assert metrics.confusion_matrix([[-1, 1]], [[1, 1]], classes=[-1, 1]).tolist() == [[0, 1], [0, 1]]
    with pytest.raises(ValueError, match=r"for numbers to predict there are rmse, mae and r2$"):
        metrics.confusion_matrix([[7000, 8000]], [[7000, 8000]])
    assert metrics.rmse([[7000, 8000]], [[7000, 8000]]) == 0


def test_splits_and_folds_go_as_the_message_says():
    for divide in (lambda Y, **options: split(Y, Y, test_size=2, **options), functools.partial(k_fold, k=2)):
        for Y, advice in (([[0, 0, 0, 1, 1, 1, 2]], "leave it out"), ([[1, 2, 3, 4, 5]], "leave stratify out")):
            with pytest.raises(ValueError, match=advice):
                divide(Y, stratify=True)
        assert divide([[0, 0, 0, 1, 1, 1]], stratify=True)  # the class of one example is left out
        assert divide([[1, 2, 3, 4, 5]])
        with pytest.raises(TypeError, match=r"with True, the classes are those of Y$"):
            divide([[0, 0, 1, 1]], stratify=[[0, 0, 1, 1]])
    with pytest.raises(ValueError, match=r"keep the Standardizer, and apply it to one example as to many$"):
        Standardizer(X[:, :1])
    assert Standardizer(X)(X[:, :1]).shape == (2, 1)


def test_advice_works_on_pictures():
    images = np.ones((3, 2, 2, 3))
    advice = "np.hstack([image_to_vector(image) for image in images])"
    with pytest.raises(ValueError, match=re.escape(advice)):
        image_to_vector(images)
    assert eval(advice, {"np": np, "image_to_vector": image_to_vector, "images": images}).shape == (12, 3)  # noqa: S307  it is what the message says
    recipe, light = PictureRecipe((1, 2), brightness=0.1), np.array([[0.9, 0.8], [0.9, 1.0]])
    assert recipe.read(light).doubts[0].endswith("1 - X turns them")
    assert recipe.read(1 - light).doubts == ()


def test_options_that_are_advised_turn_the_pictures(tmp_path):
    image = pytest.importorskip("PIL.Image")
    image.fromarray(np.array([[230, 240]], np.uint8)).save(tmp_path / "1.png")
    recipe = PictureRecipe((1, 2), brightness=0.1)
    came = recipe.read(tmp_path)
    assert "1 - X turns them, as read_images(..., invert=True, like=...) does" in came.doubts[0]
    assert recipe.read(1 - came.X).doubts == ()
    assert recipe.read(read_images(tmp_path, invert=True, like=recipe)).doubts == ()
