"""The questions below the prompts: each answer is computed anew, and the pages and the questions name each other."""

import ast
import re
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib import lessons
from nnlib.exercises._asking import Question, ask
from nnlib.exercises._questions import QUESTIONS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = {path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text("utf-8") for path in DOCS.rglob("*.md")}
ASKED = re.compile(r'`nnlib\.exercises\.check\("(\w+)", \.\.\.\)`')
"""As it stands below a prompt. Where a function is checked, its name stands in place of the dots."""


def example(name):
    """Return what a script defines, so that an answer comes from what its reader runs: all but the run itself."""
    path = ROOT / "examples" / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    script = ast.parse(text)
    if "__main__" not in text:
        script.body = [line for line in script.body if defines(line)]
    module = types.ModuleType(name)
    exec(compile(script, path, "exec"), module.__dict__)  # noqa: S102  our own lines
    return module


def defines(line):
    """Return whether a line of a script defines: imports, a function, a class, or settings with names in capitals."""
    if isinstance(line, ast.Assign | ast.AnnAssign):
        targets = line.targets if isinstance(line, ast.Assign) else [line.target]
        names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        return all(name.isupper() and len(name) > 1 for name in names)
    return isinstance(line, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


# What is right, computed anew. A function's name is the question's.


def cost_of_the_dead_neuron():
    X, Y = nnlib.datasets.demand_curve(m=100, rng=1)
    model = example("section_2_one_neuron").neuron(2.0, -7.0)
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
    assert model.cost(X, Y) == pytest.approx(np.mean(Y**2) / 2)
    return model.cost(X, Y)


def hidden_nodes_for_demand():
    script = example("section_2_demand")
    X, Y = nnlib.datasets.demand(m=1000, noise=0.05, rng=1)
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(X, Y, test_size=500, rng=1)
    X_train, X_test = nnlib.datasets.standardize(X_train, X_test)
    medians = {}
    for n_h in (3, 10, 100):
        costs = [script.train(n_h, X_train, Y_train, seed).cost(X_test, Y_test) for seed in script.SEEDS]
        medians[n_h] = np.median(costs)
    return min(medians, key=medians.get)


def without_standardize():
    """The data that the script standardizes; on one split they lose more than the splits differ."""
    script = example("section_2_2_supervised_learning")
    (scaled,) = (name for name, (_, _, make) in script.data().items() if make is script.from_table)
    raw, Y, make = script.data()[scaled]
    test, train = np.split(np.random.default_rng(0).permutation(len(raw)), [len(raw) // 5])
    with pytest.warns(UserWarning, match="scale them"):
        unscaled = script.learn(raw[train].T, Y[:, train], raw[test].T, Y[:, test], hidden=[])
    X_train, X_test = make(raw[train], raw[test])
    assert script.learn(X_train, Y[:, train], X_test, Y[:, test], hidden=[]) > unscaled + 0.03
    return scaled


def gradients_with_tanh():
    script = example("section_2_3_algorithms")
    X, Y = nnlib.datasets.digits()
    X, Y = nnlib.datasets.standardize(X[:, :240]), Y[:, :240]
    norms = [script.norms(script.network("tanh", script.DEEP, seed), X, Y) for seed in script.SEEDS]
    return np.mean([each[4] / each[0] for each in norms])


def dropout_variance():
    D = (np.random.default_rng(0).random(1_000_000) < 0.2) / 0.2
    return (2.0 * D).var()


def noise_without_remedy():
    script = example("regularization")
    helped = {}
    for noise in (0.3, 0.2, 0.1):
        gains = []
        for seed in range(4):
            data = script.circles(seed, noise)
            settings = ({"l2": 0.003}, {"keep_prob": 0.6}, {"l2": 0.003, "keep_prob": 0.6}, {"stop": True})
            nothing, *remedies = (script.run("80 points", data, seed, **one)[1] for one in ({}, *settings))
            gains.append([remedy - nothing for remedy in remedies])
        helped[noise] = np.mean(gains, axis=0) > 0.005
    (none,) = (noise for noise, of_remedies in helped.items() if not of_remedies.any())
    assert all(of_remedies.all() for noise, of_remedies in helped.items() if noise != none)
    return none


def parameters_of_a_convolutional_network():
    kinds = nnlib.layers.Convolution, nnlib.layers.MaxPool
    network = [(3, 32, 32), kinds[0](6, 5), kinds[1](2), kinds[0](16, 5), kinds[1](2), 10]
    return nnlib.Network(network, output="softmax").parameters.vector.size


def convolution_on_200_images():
    script = example("section_2_kinds_images")
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    leads = []
    for m in (200, 2000):
        convolution, dense = (
            [
                script.train(networks["clothes"], X_train[:, :m], Y_train[:, :m], seed).accuracy(X_test, Y_test)
                for seed in script.SEEDS
            ]
            for networks in (script.CONVOLUTION, script.DENSE)
        )
        leads.append(np.mean(convolution) - np.mean(dense))
    return "more" if leads[0] > leads[1] else "less"


def parameters_at_200_times():
    script = example("section_2_kinds_sequences")
    return tuple(make(200, seed=0).parameters.vector.size for make in (script.recurrent, script.dense))


def rule_at_80_times():
    script = example("section_2_kinds_sequences")
    X_new, Y_new, _ = script.flagged(4000, 80, rng=0)
    found = []
    for seed in (1, 3):  # one that finds it, and one that does not
        X, Y, _ = script.flagged(8000, 80, rng=100 + seed)
        run = script.trainer(script.recurrent(80, seed), seed)
        run.fit(X, Y, epochs=30)
        found.append(run.model.accuracy(X_new, Y_new) > 0.9)
    return "all" if all(found) else "some" if any(found) else "none"


def seed_of_the_programs():
    def first_weights(program, seed):
        if not program.hidden_layers:
            return nnlib.LogisticRegression(n_x=784).parameters.vector
        draw = lessons.legacy_initialization(seed, program.scale)
        return nnlib.DeepNetwork([784, *program.hidden_layers, 1], initialization=draw).parameters.vector

    programs = example("course_programs").PROGRAMS
    for program in programs:
        assert np.array_equal(program.network(784).parameters.vector, first_weights(program, 1))
    (same,) = (one.name for one in programs if np.array_equal(first_weights(one, 1), first_weights(one, 2)))
    return same


def picture_of_120_by_90():
    n_x = nnlib.datasets.image_to_vector(np.zeros((90, 120, 3))).size
    return n_x, nnlib.LogisticRegression(n_x).parameters.vector.size


def told_apart(zero, one, iterations):
    script = example("section_3_logistic_regression")
    script.ZERO, script.ONE = zero, one
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*script.two_digits(), rng=1)
    model = nnlib.LogisticRegression(len(X_train))
    nnlib.train(model, X_train, Y_train, learning_rate=0.5, iterations=iterations)
    return model, (X_train, Y_train), (X_test, Y_test)


def one_or_seven():
    w = told_apart(1, 7, 300)[0].w.reshape(8, 8)
    assert np.allclose(told_apart(7, 1, 300)[0].w.reshape(8, 8), -w)  # whichever is y = 1
    assert np.unravel_index(w.argmax(), w.shape) == (1, 2)
    return np.unravel_index(w.argmin(), w.shape)


def alpha_of_25():
    J = example("section_3_5_gradient_descent").COSTS["cross-entropy"]
    path = lessons.descend(J.gradient, [0, 0], learning_rate=25, steps=500)
    costs = [J(*parameters) for parameters in path[:, -4:].T]
    assert costs[:2] == pytest.approx(costs[2:])
    return tuple(sorted(costs[:2]))


def two_paths_to_b():
    a, b, c = (lessons.Variable(value, name) for name, value in {"a": 5, "b": 3, "c": 2}.items())
    return ((a + b) * (b + c)).named("J").backward()["db"]


def sure_and_wrong():
    script = example("section_3_7_one_example")
    a, L = script.graph_from(lessons.Variable(5, "z"), y=0)
    d = L.backward()
    return d["da"], a.backward()["dz"], d["dz"]


def probabilities_after_long_training():
    model, train, test = told_apart(3, 8, 10_000)
    assert lessons.likelihood(model, *test).product == pytest.approx(0.190, abs=0.001)
    return lessons.likelihood(model, *train).product


def lines_run(function, *arguments):
    """Return how many of a function's own lines are run in one call."""
    lines, before = [], sys.gettrace()

    def trace(frame, event, argument):
        if event == "line" and frame.f_code is function.__code__:
            lines.append(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return len(lines)


def step_that_gains_less():
    """What a step gains are lines that Python no longer runs: in one of the steps there are fewer for each feature."""
    gains = {}
    for n_x in (64, 784):
        arguments = np.ones((n_x, 5)), np.ones((1, 5)), np.ones((n_x, 1)), 0.0
        two, one, no = (lines_run(way, *arguments) for way in (lessons.two_loops, lessons.one_loop, lessons.no_loop))
        gains[n_x] = {"one loop": (two - one) / n_x, "no loop": (one - no) / n_x}
    (less,) = (step for step in gains[64] if gains[784][step] < gains[64][step] / 2)
    return less


def fits(a, b):
    try:
        return np.broadcast_shapes(a, b) == a
    except ValueError:
        return False


def shapes_that_fit():
    return tuple(sum(fits(shape, one) for one in ((3,), (1, 3), (3, 1))) for shape in ((3, 4), (4, 3)))


def column_minus_rank_1():
    return (np.zeros((5, 1)) - np.zeros(5)).shape


def petals_found(n_h, seed, petals=8):
    """Return how many petals have most of their points right, of 10,000 fresh ones."""
    script = example("section_5_shallow_networks")
    X_fresh, _ = nnlib.datasets.flower(m=10_000, petals=petals, rng=0)
    model = script.network(n_h, seed)
    nnlib.train(model, *nnlib.datasets.flower(m=400, petals=petals, rng=seed), learning_rate=1.2, iterations=3000)
    petal = np.round(np.arctan2(X_fresh[1], X_fresh[0]) / (2 * np.pi / petals)) % petals
    answered = model.predict(X_fresh)[0]
    return sum(np.mean(answered[petal == k] == k % 2) > 0.5 for k in range(petals))


def eight_petals():
    starts = example("section_5_shallow_networks").SEEDS
    found = {n_h: [petals_found(n_h, seed) for seed in starts] for n_h in (4, 5, 6)}
    assert max(found[4]) < 8
    return min(n_h for n_h, of_starts in found.items() if min(of_starts) == 8)


def two_halves():
    script = example("section_5_activations")

    def halves(n_out, n_in, rng):
        W = np.full((n_out, n_in), 0.1)
        if n_out == 32:
            W[16:] = 0.2
        return W

    X_train, _, Y_train, _ = nnlib.datasets.split(*nnlib.datasets.digits(), test_size=0.5, rng=0)
    model = script.network("relu", 0, "float64", initialization=halves)
    nnlib.train(model, X_train, Y_train, learning_rate=0.3, iterations=200)
    units = np.hstack([model.W[1], model.b[1], model.W[2].T])
    return len(np.unique(units.round(6), axis=0))


def pixels_to_blame():
    X, _ = nnlib.datasets.digits()
    X = X - X.mean(axis=1, keepdims=True)
    with pytest.raises(ValueError, match="differ in 61 dimensions"):
        lessons.principal_subspace(X, 64)
    return tuple(np.flatnonzero(X.std(axis=1) == 0))


def traced(model):
    X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.3, -0.7]]), np.array([[1, 1, 0]])
    return lessons.trace(model, X, Y, learning_rate=1.0)


def shallow(hidden):
    return nnlib.ShallowNetwork(n_x=2, n_h=2, n_y=1, hidden=hidden, rng=1)


def dw1_by_hand():
    trace = traced(shallow("tanh"))
    by_hand = (-0.1845 * 0.5 + 0.3492 * 1 + 0.3663 * 2) / 3
    assert by_hand == pytest.approx(trace.backward["dW[1]"].value[0, 0], abs=1e-4)
    return by_hand


def zeros_of_dz1():
    return np.sum(traced(shallow("relu")).backward["dZ[1]"].value == 0)


def lines_of_logistic_regression():
    def lines(trace):
        return len(trace.forward) + len(trace.backward) + len(trace.update)

    assert lines(traced(shallow("tanh"))) == 16
    return lines(traced(nnlib.LogisticRegression(n_x=2)))


def turned_over():
    model = nnlib.DeepNetwork([2, 3, 3, 1], hidden="tanh", rng=1)
    model.W[2] = model.W[2].T
    return "no"


def nudged_wave():
    wave = lessons.triangle_wave(3)
    assert 1 + len(lessons.kinks(wave)) == 8
    wave.b[1][0, 0] += 0.01
    assert wave.predict([[0.49, 0.5, 0.51]]) == pytest.approx(np.zeros((1, 3)), abs=1e-12)
    return 1 + len(lessons.kinks(wave))


def eight_nodes_wide():
    script = example("section_6_deep_networks")
    script.WIDTH, script.DEPTHS, script.SEEDS = 8, (0, 6), 3
    X, _, Y, _ = nnlib.datasets.fashion_mnist()
    data = {"digits": (*nnlib.datasets.digits(), 30), "clothes": (X, Y, 20)}
    data["spirals"] = (*nnlib.datasets.spirals(m=1000, turns=1.5, rng=1), 60)
    means = {name: script.accuracy_by_depth(*of_task).mean(axis=0) for name, of_task in data.items()}
    losses = {name: without - with_six for name, (without, with_six) in means.items()}
    assert losses["spirals"] < 0 < losses["digits"]
    return max(losses, key=losses.get)


def notes_lines(model, X, Y, *, W1=None, slope_at="Z1", m_of_dW1=None):
    """Return what the page's lines differ by from the library's gradients, with one of the changes."""
    m = X.shape[1]
    b1, W2, b2 = model.b[1], model.W[2], model.b[2]
    Z1 = np.dot(model.W[1] if W1 is None else W1, X) + b1
    A1 = np.tanh(Z1)
    A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
    dZ2 = A2 - Y
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.tanh({"Z1": Z1, "A1": A1}[slope_at]) ** 2)
    ours = {"dW[1]": dZ1 @ X.T / (m_of_dW1 or m), "db[1]": dZ1.sum(axis=1, keepdims=True) / m}
    ours |= {"dW[2]": dZ2 @ A1.T / m, "db[2]": dZ2.sum(axis=1, keepdims=True) / m}
    gradients = model.gradients(X, Y)
    theirs = {f"{symbol}[{l}]": getattr(gradients, symbol)[l] for symbol in ("dW", "db") for l in (1, 2)}
    return {name: np.abs(ours[name] - theirs[name]).max() for name in ours}, theirs


def page_of_equations(n_h=4):
    return nnlib.ShallowNetwork(n_x=2, n_h=n_h, n_y=1, hidden="tanh", rng=3), *nnlib.datasets.flower(m=400, rng=1)


def tanh_of_a1():
    assert max(notes_lines(*page_of_equations())[0].values()) < 1e-12
    differences, _ = notes_lines(*page_of_equations(), slope_at="A1")
    return tuple(name for name, difference in differences.items() if difference > 1e-12)


def square_transposed():
    model, X, Y = page_of_equations()
    with pytest.raises(ValueError, match="not aligned"):
        notes_lines(model, X, Y, W1=model.W[1].T)
    model, X, Y = page_of_equations(n_h=2)
    differences, _ = notes_lines(model, X, Y, W1=model.W[1].T)
    assert min(differences.values()) > 1e-4
    return "no"


def one_over_m_left_out():
    differences, gradients = notes_lines(*page_of_equations(), m_of_dW1=1)
    return differences["dW[1]"] / np.abs(gradients["dW[1]"]).max()


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def compared(names, *, hidden=np.tanh, slope=lambda A1: 1 - A1**2, m_of_dZ2=1, m_of_dW=20):
    """Return the names of the lines that are wrong, and how the page's network compares with them."""
    X, Y = nnlib.datasets.flower(m=20, rng=1)
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=1, hidden="tanh", rng=3)
    steps = {"Z1": model.W[1] @ X + model.b[1]}
    steps["A1"] = hidden(steps["Z1"])
    steps["Z2"] = model.W[2] @ steps["A1"] + model.b[2]
    steps["dZ2"] = (sigmoid(steps["Z2"]) - Y) / m_of_dZ2
    steps["dZ1"] = model.W[2].T @ steps["dZ2"] * slope(steps["A1"])
    steps["dW1"], steps["dW2"] = (steps[dZ] @ A.T / m_of_dW for dZ, A in (("dZ1", X), ("dZ2", steps["A1"])))
    return str(nnlib.compare_steps(model, X, Y, {name: steps[name] for name in names}))


def said_of(report, verdict):
    return tuple(re.findall(rf"^ *(\w+) +{verdict} ", report, flags=re.MULTILINE))


def mistakes_in_the_steps():
    """Two lines of the page's program are wrong; with other ones in their place all are right."""
    page = cells("how_to/first_wrong_line", "A1 = sigmoid(Z1)", "report = nnlib.compare_steps(\n    parameters")
    names = ("Z1", "A1", "Z2", "dZ2", "dZ1")
    wrong = said_of(str(page["report"]), "wrong")
    assert said_of(compared(names, hidden=sigmoid, slope=lambda A1: 1), "wrong") == wrong
    assert said_of(compared(names), "right") == names
    return wrong


def one_over_m_in_dz2():
    report = compared(("Z1", "A1", "dZ2", "dZ1", "dW2", "dW1"), m_of_dZ2=20, m_of_dW=1)
    assert said_of(report, "right") == ("Z1", "A1", "dW2", "dW1")
    (first,) = said_of(report, "wrong")
    return first


def cells(page, *begins):
    """Return what the code of a page defines, of those blocks that have one of these texts."""
    blocks = re.findall(r"```(?:\{code-cell\} )?\w+\n(.*?)```", PAGES[page], flags=re.DOTALL)
    defined = {"np": np, "nnlib": nnlib, "dataclass": dataclass, "print": lambda *_: None}
    defined |= {
        "Schedule": nnlib.schedules.Schedule,
        "Optimizer": nnlib.optimizers.Optimizer,
        "Layer": nnlib.layers.Layer,
    }
    for begin in begins:
        (block,) = (block for block in blocks if begin in block)
        exec(block.partition("\n\n\ntheta =")[0].partition("\n\n\nmodel =")[0], defined)  # noqa: S102  what the page shows
    return defined


def pooling_mended():
    def right(lines):
        report = nnlib.compare_steps(lines["model"], lines["X"], lines["Y"], lines["steps"])
        return len(said_of(str(report), "right"))

    assert right(cells("how_to/first_wrong_line", "convolution, pool =")) == 6
    return right(cells("how_to/first_wrong_line", "convolution, pool =", "np.argmax"))


def undecided_at_zero():
    _, Y = nnlib.datasets.flower(m=20, rng=1)
    X, model = np.zeros((2, 20)), nnlib.ShallowNetwork(n_x=2, n_h=4, hidden="relu", rng=3)
    (name,) = re.findall(r"^(\w+\[\d\]) +undecided", str(nnlib.gradient_check(model, X, Y)), flags=re.MULTILINE)
    model.b[1] = np.random.default_rng(0).normal(size=(4, 1))
    assert nnlib.gradient_check(model, X, Y).verdict == "passed"
    return name


def quotient(function, at, h=1e-6):
    return (function(at + h) - function(at - h)) / (2 * h)


def half_in_average():
    layer = cells("how_to/write_your_own/layer", "class Average")["Average"](1)
    shares = layer.back(np.ones((1, 1)), {0: np.zeros((2, 1))}, 1)
    return np.unique(shares).item()


def derivative_of_log_cosh():
    x = np.linspace(-2, 2, 9)
    candidates = {"tanh": np.tanh, "sinh": np.sinh, "cosh": np.cosh}
    slopes = quotient(lambda x: np.log(np.cosh(x)), x)
    (name,) = (name for name, function in candidates.items() if np.allclose(function(x), slopes))
    return name


def triangle_at_0():
    alphas = [cells("how_to/write_your_own/learning_rate", "class Triangle")["Triangle"](1.0, 8)(t) for t in range(9)]
    assert alphas == [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0]
    return alphas[0]


def elementwise_clipping():
    """Given θ in parts, it takes other steps."""
    rule = cells("how_to/write_your_own/update_rule", "class ClippedDescent")["ClippedDescent"](0.1)
    gradient = np.array([30.0, 40.0])
    whole, in_parts = np.zeros(2), np.zeros(2)
    rule.update(whole, gradient, rule.start(whole))
    for k in (slice(0, 1), slice(1, 2)):
        rule.update(in_parts[k], gradient[k], rule.start(in_parts[k]))
    return "yes" if np.allclose(whole, in_parts) else "no"


SLOW = {"hidden_nodes_for_demand", "noise_without_remedy", "convolution_on_200_images", "rule_at_80_times"}
SLOW |= {"eight_petals", "eight_nodes_wide", "probabilities_after_long_training"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in QUESTIONS])
def test_the_answer_is_what_running_the_library_gives(name):
    passed, said = ask(QUESTIONS[name], globals()[name]())
    assert passed, said
    assert said == QUESTIONS[name].told


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_each_known_wrong_answer_is_told_as_what_it_is(question):
    for answer, told in question.wrong.items():
        assert ask(question, answer) == (False, told)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_what_is_said_is_short_and_plain(question):
    for said in (question.told, *question.wrong.values(), ask(question, ...)[1], ask(question, "nonsense")[1]):
        assert said.isascii()
        assert len(said) < 300
        assert said.endswith((".", "?"))


NUMBER, NAME = QUESTIONS["eight_petals"], QUESTIONS["without_standardize"]
NUMBERS, NAMES = QUESTIONS["alpha_of_25"], QUESTIONS["tanh_of_a1"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *((NUMBER, each) for each in (6, 6.0, np.int64(6), np.array(6), np.array([[6]]), [6])),
        *((NAME, each) for each in ("tumours", "Tumours", " TUMOURS. ", np.str_("tumours"))),
        *((NUMBERS, each) for each in ((0.321, 0.3294), [0.32, 0.33], np.array([0.3210, 0.3294]))),
        *((NAMES, each) for each in (("dW[1]", "db[1]"), ["db1", "dW1"], ("DW[1]", "DB[1]"))),
        *((QUESTIONS["turned_over"], each) for each in ("no", "No", False, np.False_)),
    ],
)
def test_an_answer_may_be_written_in_several_ways(question, answer):
    assert ask(question, answer) == (True, question.told)


class Raises:
    def __getattribute__(self, name):
        raise RuntimeError(name)


@pytest.mark.parametrize(
    ("question", "answer", "wanted", "came"),
    [
        (NUMBER, "six", "one number", "'six'"),
        (NUMBER, ..., "one number", "Ellipsis"),
        (NUMBER, None, "one number", "None"),
        (NUMBER, True, "one number", "True"),
        (NUMBER, (5, 6), "one number", "(5, 6)"),
        (NUMBER, 10**400, "one number", "an int"),
        (NUMBER, 6j, "one number", "6j"),
        (NUMBER, {6}, "one number", "{6}"),
        (NUMBER, Raises, "one number", "a Raises"),
        (NUMBER, np.zeros(10**6), "one number", "shape (1000000,)"),
        (NAME, 3, "a name in quotes", "3"),
        (NAME, print, "a name in quotes", "print"),
        (NUMBERS, 0.321, "2 numbers in a tuple", "0.321"),
        (NUMBERS, [0.3] * 21, "2 numbers in a tuple", "length 21"),
        (NUMBERS, ("0.321", 0.3294), "2 numbers in a tuple", "'0.321'"),
        (NAMES, (1, 2), "2 names in quotes in a tuple", "(1, 2)"),
    ],
)
def test_an_answer_of_another_kind_is_told_what_is_wanted(question, answer, wanted, came):
    passed, said = ask(question, Raises() if answer is Raises else answer)
    assert not passed
    assert said.startswith(question.text)
    assert f"The answer is {wanted}, and this is" in said
    assert came in said
    assert len(said) < 600


@pytest.mark.parametrize("answer", [np.zeros(10**6), [0.0] * 10**6])
def test_no_more_of_a_long_answer_is_looked_at_than_a_question_asks_for(answer, allocated):
    assert allocated(lambda: ask(NUMBERS, answer)) < 10_000


def test_other_wrong_answers_are_told_the_question_again_or_that_the_order_is_another():
    assert ask(NUMBER, 17) == (False, f"This is not the answer. {NUMBER.text}")
    assert ask(NUMBER, float("nan")) == (False, f"This is not the answer. {NUMBER.text}")
    assert ask(NUMBERS, (0.3294, 0.321)) == (False, "These are the right ones in another order.")
    assert ask(QUESTIONS["turned_over"], np.True_) == ask(QUESTIONS["turned_over"], "yes")
    question = Question("name", "page", "Which two?", ("a", "b"), "Right.", wrong={"a": "b is missing."})
    assert ask(question, "A") == (False, "b is missing.")


def test_a_number_may_be_rounded_but_not_another_one():
    question = Question("name", "page", "How large?", 0.5, "Right.", tolerance=0.01, wrong={0.51: "Too large."})
    assert [ask(question, answer)[0] for answer in (0.494, 0.496, 0.504, 0.506, -0.5)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert ask(question, 0.512) == (False, "Too large.")


def test_every_question_stands_on_its_page_and_every_name_on_a_page_is_a_question():
    asked = {page: ASKED.findall(text) for page, text in PAGES.items()}
    assert [question.name for question in QUESTIONS.values() if asked[question.page].count(question.name) != 1] == []
    assert {name for names in asked.values() for name in names} == set(QUESTIONS)


def test_every_prompt_and_every_exercise_has_a_hint_and_an_answer_that_are_folded():
    beginnings = r"^(\*Change\*:|\*Exercise \d+\*:|## Exercise$)"
    for page, text in PAGES.items():
        parts = re.split(beginnings, text, flags=re.MULTILINE)[2::2]
        for part in parts:
            folded = re.findall(r"<details><summary>(.*?)</summary>", part)
            assert folded == ["Hint", "Answer"], f"{page}: {part[:200]}"
            assert part.count("</details>") == len(folded)
        assert not re.search(r"^(\*Exercises\*|\*Answer)", text, flags=re.MULTILINE), page
