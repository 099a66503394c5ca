"""What was returned decides; what the lines computed explains, in words a student understands."""

import pytest

from nnlib.exercises import _tracing, check
from nnlib.exercises._exercise import exercises
from nnlib.exercises._grading import SEEDS, after_success, grade
from nnlib.exercises._tracing import run

BODY = """
def small(x, a, b):
    m = x.shape[1]
    S = a * x
    Y = np.zeros_like(a)
    for i in range(m):
        Y += S[:, [i]] + b
    M = Y / m
    return Y, M
"""


@pytest.fixture
def graded(small, student):
    """A maker of results from changes in right code."""

    def result(*changes, body=BODY):
        for old, new in changes:
            assert old in body
            body = body.replace(old, new)
        function = student(body)
        return grade(small, [run(function, small.inputs(seed)) for seed in SEEDS])

    return result


def test_right_code_passes_however_it_is_written(graded, small):
    for result in (graded(), *(grade(small, [run(f, small.inputs(s)) for s in SEEDS]) for f in small.others.values())):
        assert result.passed
        assert result.points == 1
        assert "- S has no factor a" in result.message
        assert result.message.endswith("Shorter: One line does: `x * a + b`.")


def test_after_success_the_line_with_most_slips_comes_first_and_each_line_once(small):
    assert after_success(small).splitlines() == [
        "What could have gone wrong:",
        "- S has no factor a",
        "- m is n, the number of rows",
        "- a line leaves out the last column",
        "Shorter: One line does: `x * a + b`.",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("a * x", "x")], "Line 5, S, is your first wrong line: it has no factor a.\nY follows from it."),
        ([("S", "T"), ("a * x", "x")], "Line 5, T, is your first wrong line: it has no factor a.\nY follows from it."),
        ([("S[:, [i]] + b", "S[:, [i]]")], "Line 8, Y, is your first wrong line: it has no b."),
        ([("range(m)", "range(m - 1)")], "Line 7 leaves out the last column."),
        ([("i in range(m)", "k in range(m - 1)"), ("[i]", "[k]")], "Line 7 leaves out the last column."),
        (
            [("a * x", "a @ x")],
            (
                "Line 5, S, is your first wrong line: it is a matrix product: the two are multiplied element by element."  # noqa: E501
                "\n"
                "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
                "(n?,k),(k,m?)->(n?,m?) (size 7 is different from 1).\nIn this line: a (7, 1), x (7, 2)."
            ),
        ),
        ([("a * x", "-a * x")], "Line 5, S, is your first wrong line: it has the wrong sign; it should be S = a x."),
        (
            [("return Y, M", "return M, Y")],
            "What you return has the right values in the wrong order: it should be Y, M.",
        ),
        (
            [("return Y, M", "print(Y, M)")],
            "What you return is None: the function ends without a return. You print the result; return it.",
        ),
        (
            [("return Y, M", "exit()")],
            "Your function leaves Python in line 10, with exit() or the like: it should return.",
        ),
        ([("S = a * x", "raise NotImplementedError")], None),
    ],
)
def test_a_mistake_is_told(graded, changes, message):
    result = graded(*changes)
    assert not result.passed
    if message is None:
        assert result.message.startswith("Line 5 still says `raise NotImplementedError`")
        return
    found = result.message
    assert [row for row in message.splitlines() if row not in found] == [], found


def test_a_size_that_is_written_out_is_told(graded, small):
    result = graded(("x.shape[1]", str(small.sizes(SEEDS[0])["m"])))
    assert not result.passed
    assert "It is right for m = 2, and wrong for m = " in result.message
    assert f"Is {small.sizes(SEEDS[0])['m']} written in your code where m was meant?" in result.message


def test_two_slips_are_told_one_after_the_other(graded):
    result = graded(("a * x", "x"), ("S[:, [i]] + b", "S[:, [i]]"))
    assert result.message.splitlines()[0] == "Line 5, S, is your first wrong line: it has no factor a."
    assert "Then look at Y (line 8): this line is wrong by itself." in result.message
    assert [(line.name, line.verdict) for line in result.lines] == [
        ("m", "right"),
        ("S", "wrong"),
        ("Y", "wrong"),
    ]
    assert result.points == 1 / 3


def test_points_are_the_share_of_lines_and_less_than_one_where_it_is_not_passed(graded):
    assert graded(("a * x", "x")).points == 2 / 3
    swapped = graded(("return Y, M", "return M, Y"))
    assert {line.verdict for line in swapped.lines} == {"right"}
    assert swapped.points == 2 / 3


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("a * x * x.shape[1]", "is m = 2 times too large; it should be S = a x"),
        ("-a * x / len(a)", "has the wrong sign and is n = 7 times too small; it should be S = a x"),
        ("a * x[:, ::-1]", "has its columns shifted by 1; it should be S = a x"),
        ("np.ones((2, 9))", "has shape (2, 9), and should have (7, 2); it should be S = a x"),
        ("(a * x) ** 3 + 1", "; it should be S = a x"),
    ],
)
def test_a_line_that_no_slip_explains_is_described(graded, changed, told):
    result = graded(
        ("S = a * x", f"S = {changed}\n    T = a * x"), ("+= S[", "+= T["), ("return Y, M", "return Y + S.sum(), M")
    )
    assert result.first_wrong.name == "S"
    assert told in result.message


def test_a_slip_in_a_line_that_is_seen_to_be_right_is_not_told(graded):
    result = graded(("+= S[", "+= x["))  # what is returned is as if S had no factor a
    assert result.first_wrong.name == "Y"
    assert "has no factor a" not in result.message


def test_a_line_that_fails_has_bound_nothing(graded):
    result = graded(("Y += S[:, [i]] + b", "Y += (S[:, [i]] + b).T"))
    assert result.first_wrong is None
    assert result.message.startswith("Your function fails in line 8. ValueError: non-broadcastable")


def test_a_slip_in_the_return_is_told_of_all_that_is_returned(small, student):
    small.path.write_text(
        small.source.replace("    return Y, M\n", "    return Y, M\n    # slip: (Y, Y)\n    #   has no mean\n")
    )
    small = type(small)(small.path, 7, 3)
    function = student(BODY.replace("return Y, M", "return Y, Y"))
    result = grade(small, [run(function, small.inputs(seed)) for seed in SEEDS])
    assert result.message.splitlines()[0].endswith("hat you return has no mean.")


def test_after_success_nothing_is_told_twice():
    for exercise in exercises().values():
        rows = after_success(exercise).splitlines()
        assert len(set(rows)) == len(rows)


def test_a_failure_after_the_first_wrong_line_is_told_too(graded):
    result = graded(("S = a * x", "S = a * x + 1"), ("M = Y / m", "M = 1 // 0"))
    assert result.message.splitlines()[0].startswith("Line 5, S, is your first wrong line: it is ")
    assert "Your function fails in line 9. ZeroDivisionError: integer" in result.message


def test_remarks_tell_what_is_not_wrong_but_not_right_either(graded):
    result = graded(
        ("    m =", "    print(1)\n    x += 0\n    x *= 1.5\n    x /= 1.5\n    m ="),
        body="T = 3\n" + BODY.replace("Y / m", "Y / m * T / T"),
    )
    assert result.passed
    assert result.remarks[0] == "It prints; what counts is what it returns."
    assert result.remarks[-1] == "It uses T from outside the function: take everything from its arguments."
    changing = graded(("    M = Y / m", "    x *= 2\n    M = Y / m"))
    assert changing.passed
    assert changing.remarks == ("It changes what comes in: x. That surprises whoever calls it; work on a copy.",)


def test_a_warning_counts_where_the_exercise_says_so(small, student):
    source = small.source.replace("SHORTER =", "NO_WARNINGS = True\nSHORTER =")
    small.path.write_text(source)
    careful = type(small)(small.path, 7, 3)
    function = student(BODY.replace("    S = a", "    np.exp(1e4 * np.ones(1))\n    S = a"))
    result = grade(careful, [run(function, careful.inputs(seed)) for seed in SEEDS])
    assert result.message == "What you return is right, but line 5 gives a warning: overflow encountered in exp."


def test_a_slip_of_a_planted_exercise_is_not_told(small, student):
    small.path.write_text(small.source.replace("SHORTER =", 'PLANTED = True\nCHECKED_BY = "Look."\nSHORTER ='))
    planted = type(small)(small.path, 7, 3)
    function = student(BODY.replace("a * x", "x"))
    result = grade(planted, [run(function, planted.inputs(seed)) for seed in SEEDS])
    assert (result.message, result.lines) == ("Look.", ())
    failing = student(BODY.replace("a * x", "x + 1 / 0"))
    assert "ZeroDivisionError" in grade(planted, [run(failing, planted.inputs(seed)) for seed in SEEDS]).message


def test_a_result_as_json(graded):
    result = graded(("a * x", "x"))
    assert result.as_dict()["lines"][1] == {
        "name": "S",
        "verdict": "wrong",
        "row": 5,
        "told": "has no factor a",
        "points": 0,
    }
    assert '"passed": false' in result.to_json()
    assert repr(result).splitlines()[0] == "small: not yet right"
    assert result.first_wrong.told == "has no factor a"


def test_no_slip_is_named_in_a_line_that_is_seen_to_be_right(graded):
    result = graded(("M = Y / m", "Z = Y - b * m\n    M = Z / m"), ("return Y, M", "return Z, M"))
    assert "has no b" not in result.message
    assert result.message.startswith("What you return is wrong in Y, which is ")


def test_a_function_without_end_is_told_as_that_alone(graded, monkeypatch):
    monkeypatch.setattr(_tracing, "MOST_STEPS", 5_000)
    result = graded(("S = a * x", "S = x"), ("M = Y / m", "while True: pass"))
    assert (
        result.message == "Your function does not end: it was stopped in line 9. Does a loop's condition never change?"
    )


def test_arguments_with_other_names_are_told(graded):
    result = graded(("def small(x, a, b):", "def small(x, A, b):\n    a = A"))
    assert result.message.startswith("Your function must keep the arguments that it had, with their names: ")


def test_a_line_that_gives_no_numbers_is_told(small, student):
    small.path.write_text(small.source.replace("    S = a * x", '    kind = "wide"\n    # notes: kind\n    S = a * x'))
    worded = type(small)(small.path, 7, 3)
    function = student(
        BODY.replace("    S = a * x", "    kind = 3\n    S = a * x").replace("return Y, M", "return Y, 2 * M")
    )
    result = grade(worded, [run(function, worded.inputs(seed)) for seed in SEEDS])
    assert "Line 5, kind, is your first wrong line: it is wrong; it should be kind." in result.message


def test_one_without_sizes_is_right_for_some_inputs(small, student):
    source = small.source.replace("n=2, m=3", "").replace("(n, m)", "(2, 3)").replace("(n, 1)", "(2, 1)")
    small.path.write_text(source)
    fixed = type(small)(small.path, 7, 3)
    first = float(fixed.inputs(1)["a"][0, 0])
    function = student(BODY.replace("return Y, M", f"return Y, M + (abs(a[0, 0] - {first!r}) > 1e-9)"))
    result = grade(fixed, [run(function, fixed.inputs(seed)) for seed in SEEDS])
    assert result.message.endswith("It is right for some inputs.")


def test_passes_that_a_failed_loop_did_not_reach_are_not_wrong(student):
    body = """
def ladder_one_loop(w, b, X, Y, alpha):
    n_x, m = X.shape
    dw, db = np.zeros((n_x, 1)), 0
    for i in range(m):
        x = X[:, i : i + 1]
        a = 1 / (1 + np.exp(-np.dot(w.T, x) - b))
        dz = a - Y
        dw += dz * x
        db += dz
    return w - alpha * dw / m, b - alpha * db / m
"""
    result = check("ladder_one_loop", student(body, "ladder_one_loop"))
    assert result.message.startswith("Line 9, dz, is your first wrong line: it subtracts all labels")
    assert "x (line" not in result.message


def test_a_slip_is_named_by_its_value_though_what_is_right_stands_in_the_line_before():
    def deep_backward(Y, W, Z, A):
        L, m, dW, db = len(W), Y.shape[1], {}, {}
        dA = A[L] - Y  # this is dZ[L] already
        for l in range(L, 0, -1):
            dZ = dA * (Z[l] > 0)
            dW[l] = dZ @ A[l - 1].T / m
            db[l] = dZ.sum(axis=1, keepdims=True) / m
            dA = W[l].T @ dZ
        return dW, db

    deep = exercises()["deep_backward"]
    result = grade(deep, [run(deep_backward, deep.inputs(seed)) for seed in SEEDS])
    assert "dZ, is your first wrong line: it has ReLU′ as a factor" in result.message


def test_the_line_that_had_the_wrong_value_first_is_told(graded):
    result = graded(("    S = a * x", "    t = 1 * x\n    S = t"))
    assert result.message.startswith("Line 5, t, is your first wrong line: it has no factor a.")


def test_a_failing_line_is_the_one_that_failed_though_another_has_such_a_slip(small, student):
    source = small.source.replace(
        "    Y = np.zeros_like(a)\n",
        "    Y = np.zeros_like(a)\n    # slip: a @ x\n    #   is a product\n",
    )
    small.path.write_text(source)
    again = type(small)(small.path, 7, 3)
    function = student(BODY.replace("    S = a * x", "    Y = np.zeros_like(a)\n    S = a @ x"))
    result = grade(again, [run(function, again.inputs(seed)) for seed in SEEDS])
    assert result.message.startswith("Line 6, S, is your first wrong line: it is a matrix product")


def test_a_fraction_that_is_dropped_is_pointed_at(graded):
    result = graded(("M = Y / m", "M = Y // m"))
    assert result.remarks == ("Mind the // in line 9: it drops the fraction, and / keeps it.",)


def test_what_is_wrong_in_a_loop_by_way_of_the_pass_before_is_not_wrong_by_itself(student):
    body = """
def descend(w, b, x, y, alpha, iterations):
    path = [(w, b)]
    for _ in range(iterations):
        dw = np.mean((w * x + b - y) * x) * 2
        db = np.mean(w * x + b - y)
        w, b = w - alpha * dw, b - alpha * db
        path.append((w, b))
    return path
"""
    assert "wrong by itself" not in check("descend", student(body, "descend")).message


def test_a_wrong_order_is_told_beside_a_wrong_line(graded):
    result = graded(("a * x", "x"), ("M = Y / m", "M = Y / m + 0"), ("return Y, M", "return M, Y"))
    assert result.message.splitlines()[0] == "Line 5, S, is your first wrong line: it has no factor a."
    assert result.message.splitlines()[-1] == "And return them in this order: Y, M."


def test_a_wrong_line_before_the_one_that_failed_comes_first(graded):
    result = graded(("x.shape[1]", "x.shape[1] + 1"), ("a * x", "a @ x"))
    assert result.message.startswith("Line 4, m, is your first wrong line: it is 3, and should be 2")
    assert "Your function fails in line 5. ValueError: matmul" in result.message


def test_lines_without_a_loop_are_not_compared_with_the_passes_of_one_where_the_function_fails(student):
    body = """
def cost_with_loops(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-w.T @ X - b))
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dZ = A - Y
    db = np.sum(dZ) / m
    dw = X @ dZ / m
    return J, dw, db
"""
    result = check("cost_with_loops", student(body, "cost_with_loops"))
    assert result.message.startswith("Your function fails in line 9. ValueError")
    assert "wrong" not in [line.verdict for line in result.lines]


def test_an_array_that_is_whole_at_once_is_not_compared_with_the_zeros_that_a_loop_begins_with(student):
    body = """
def numeric_gradient(theta, gradient, epsilon):
    nudges = epsilon * np.eye(len(theta))
    numeric = np.array([(cost(theta + nudge) - cost(theta - nudge)) / (2 * epsilon) for nudge in nudges])
    return numeric, np.max(np.abs(numeric - gradient))
"""
    function = student(body, "numeric_gradient")
    function.__globals__["cost"] = exercises()["numeric_gradient"].module["cost"]
    result = check("numeric_gradient", function)
    assert result.message.startswith("Line 6: what you return as difference is ")
    assert [line.name for line in result.lines if line.verdict == "wrong"] == ["difference"]


def test_a_slip_in_a_line_of_its_own_nowhere_is_told_by_what_comes_of_it(graded):
    body = """
def small(x, a, b):
    return np.sum(x + b, axis=1, keepdims=True), np.mean(x + b, axis=1, keepdims=True)
"""
    told = "What you return is what comes of one slip, where S is computed: it has no factor a."
    assert graded(body=body).message.splitlines()[0] == told
