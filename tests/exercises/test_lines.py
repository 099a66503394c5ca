"""A student's values stand beside the solution's lines, each computed from the values before it."""

import numpy as np
import pytest

from nnlib.exercises._exercise import exercises
from nnlib.exercises._lines import Comparison, matched, one_by_one, set_in_rows
from nnlib.exercises._tracing import Event, run


def verdicts(small, function, seed=1):
    inputs = small.inputs(seed)
    came = run(function, inputs)
    found = Comparison(small, inputs).with_student(came.events, came.failure)
    return [(line.name, line.verdict) for line in found], found


RIGHT = [("m", "right"), ("S", "right"), ("Y", "right")]


def lines(m, S, *Y):
    return [("m", m), ("S", S), *(("Y", y) for y in Y)]


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


def test_all_lines_of_the_solution_are_right(small, student):
    found, _ = verdicts(small, student(BODY))
    m = small.sizes(1)["m"]
    assert found == [("m", "right"), ("S", "right"), ("Y", "right"), *[("Y", "right")] * m]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("S = a * x", "S = x", ["S"]),
        ("S = a * x", "S = x\n    S = S * 1", ["S"]),  # the last value of a name counts
        ("S = a * x", "S = a + 0 * x\n    S *= x", []),
        ("+= S[:, [i]] + b", "+= S[:, [i]]", ["Y"]),
    ],
)
def test_the_wrong_line_is_found_and_the_others_follow(small, student, old, new, names):
    _, found = verdicts(small, student(BODY.replace(old, new)))
    assert list(dict.fromkeys(line.name for line in found if line.verdict == "wrong")) == names
    first = next((line for line in found if line.verdict == "wrong"), None)
    if first:
        rest = found[found.index(first) + 1 :]
        assert {line.verdict for line in rest if line.name == "Y"} - {"right"} in ({"follows"}, {"wrong"})
        assert rest[-1].verdict != "right"


def test_a_slip_is_recognised_from_the_students_own_values_before_it(small, student):
    _, found = verdicts(small, student(BODY.replace("a * x", "a * x + 1").replace("S[:, [i]] + b", "S[:, [i]]")))
    wrong = [line for line in found if line.verdict == "wrong"]
    assert (wrong[0].name, wrong[0].slips) == ("S", ())
    assert [slip.told for slip in wrong[1].slips] == ["has no b"]


def test_names_may_be_written_differently(small, student):
    body = (
        BODY.replace("S", "s_")
        .replace("Y", "cache['Y']")
        .replace("    cache['Y'] = np", "    cache = {}\n    cache['Y'] = np")
    )
    found, _ = verdicts(small, student(body))
    assert ("S", "right") in found
    assert ("Y", "right") in found


def test_a_counter_is_not_taken_for_a_number_that_differs_in_case():
    events = [*(Event(3, "l", l) for l in (1, 2, 3)), Event(4, "z1", np.ones(2))]
    assert matched(events, ["L", "Z[1]"]) == {"Z[1]": events[-1:]}


def test_names_that_are_not_there_are_unseen(small, student):
    found, _ = verdicts(small, student("def small(x, a, b):\n    return x\n"))
    assert {verdict for _, verdict in found} == {"unseen"}


def test_another_number_of_passes_is_no_evidence(small, student):
    found, _ = verdicts(small, student(BODY.replace("range(m)", "range(m - 1)")))
    assert {verdict for name, verdict in found if name == "Y"} == {"right", "unseen"}


def test_an_error_is_recognised_by_what_it_says(small, student):
    _, found = verdicts(small, student(BODY.replace("a * x", "a @ x")))
    wrong = next(line for line in found if line.verdict == "wrong")
    assert (wrong.name, wrong.row) == ("S", 5)
    assert "matrix product" in wrong.slips[0].told


def test_what_comes_after_a_value_that_cannot_be_carried_on_follows(small, student):
    _, found = verdicts(small, student(BODY.replace("a * x", "a * x * np.inf")))
    assert [line.verdict for line in found][1:] == ["wrong", *["follows"] * (len(found) - 2)] or [
        line.name for line in found if line.verdict == "wrong"
    ] == ["S"]


def test_passes_before_an_error_are_compared(small, student):
    body = BODY.replace("        Y +=", "        if i == 1:\n            raise ValueError\n        Y +=")
    found, _ = verdicts(small, student(body.replace("S[:, [i]] + b", "S[:, [i]]")))
    assert [verdict for name, verdict in found if name == "Y"][:2] == ["right", "wrong"]


def test_a_whole_number_stays_one_for_the_lines_that_follow(small, student):
    found, _ = verdicts(
        small, student(BODY.replace("x.shape[1]", "float(x.shape[0])").replace("range(m)", "range(int(m))"))
    )
    assert found[0] == ("m", "wrong")
    assert ("S", "right") in found


def test_numbers_that_a_loop_sets_in_an_array_stand_for_the_array():
    def events(*values):
        return [Event(row, "z", np.array(value)) for row, value in enumerate(values)]

    found = one_by_one(events([0.0, 0.0], [3.0, 0.0], [3.0, 4.0]))
    assert [(event.row, event.value) for event in found] == [(1, 3.0), (2, 4.0)]
    whole = events([1.0, 2.0], [3.0, 4.0])
    assert one_by_one(whole) == whole
    assert [event.row for event in one_by_one(events([0.0, 0.0], 5.0))] == [1]


def test_a_name_that_differs_in_case_only_is_another_where_the_name_itself_is_there(small, student):
    body = BODY.replace("    S = a * x", "    s = x\n    S = a * x").replace("return", "s = 2\n    return")
    found, _ = verdicts(small, student(body))
    assert ("S", "right") in found


def test_rows_that_a_loop_sets_in_an_array_are_seen_as_items():
    def events(*values):
        return [Event(row, "dw", np.array(value)) for row, value in enumerate(values)]

    found = list(set_in_rows(events([[0.0], [0.0]], [[0.0], [2.0]], [[1.0], [2.0]], [[5.0], [6.0]], 0.0)))
    assert [(k, event.row, event.value.tolist()) for k, event in found] == [(1, 1, [2.0]), (0, 2, [1.0])]


def test_an_item_of_an_array_is_compared_as_the_solutions_is(small, student):
    source = small.source.replace(
        "    M = Y / m  # given\n", "    M = Y * 0\n    for j in range(len(M)):\n        M[j] += Y[j] / m\n"
    )
    small.path.write_text(source)
    small = type(small)(small.path, 7, 3)
    body = BODY.replace("    M = Y / m\n", "    M = 0 * Y\n    for j in range(len(a)):\n        M[j, 0] = Y[j, 0]\n")
    _, found = verdicts(small, student(body))
    wrong = [(line.name, line.row, line.statement.target) for line in found if line.verdict == "wrong"]
    assert wrong[0] == ("M", 11, "M[j]")


def test_what_is_right_in_one_line_is_no_slip_of_another(student):
    body = """
def backward(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / X.shape[1]
    db2 = dZ2.mean(axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (1 - A2**2)
"""
    found, _ = verdicts(exercises()["backward"], student(body, "backward"))
    assert ("dZ1", "wrong") in found
    assert {("dW2", "right"), ("db2", "right"), ("dW1", "unseen"), ("db1", "unseen")} <= set(found)


def test_a_value_of_ones_own_name_that_no_slip_gives_is_nowhere(small, student):
    body = BODY.replace("S = a * x", "T = a * x + 3").replace("S[", "T[")
    found, _ = verdicts(small, student(body))
    assert ("S", "unseen") in found


def test_a_slip_is_recognised_by_its_value_under_ones_own_name(student):
    body = """
def backward(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    d = A2 - Y
    back = W2.T @ d * (1 - A1)
    return back
"""
    _, found = verdicts(exercises()["backward"], student(body, "backward"))
    wrong = next(line for line in found if line.verdict == "wrong")
    assert (wrong.name, wrong.row) == ("back", 5)
    assert [slip.told for slip in wrong.slips] == ["has 1 - A1 for tanh′, without the square"]
