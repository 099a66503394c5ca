"""An exercise is read from its annotated file."""

import ast

import numpy as np
import pytest

from nnlib.exercises._exercise import SIZES, Statement


def test_what_stands_in_the_file(small):
    assert (small.name, small.title, small.text, small.file_name) == (
        "small",
        "Scale and add",
        "Text for the reader.",
        "07_small.py",
    )
    assert {s.target: s.notes for s in small.statements if s.notes} == {"S": "S = a x", "Y": "Y = sum over i of S + b"}
    told = [(statement.target, slip.told) for statement, slip in small.slips]
    assert told == [
        ("m", "is n, the number of rows"),
        ("S", "has no factor a"),
        ("S", "is a matrix product: the two are multiplied element by element"),
        ("", "leaves out the last column"),
        ("Y", "has no b"),
    ]
    assert set(small.others) == {"another_sum", "another_mean", "another_loop"}


@pytest.mark.parametrize(
    ("k", "row"),
    [
        (0, "    m = x.shape[0]"),
        (1, "    S = x"),
        (3, "    for i in range(m - 1):"),
        (4, "        Y += S[:, [i]]"),
    ],
)
def test_a_slip_is_planted_in_its_row(small, k, row):
    statement, slip = small.slips[k]
    changed = small.with_slip(statement, slip).splitlines()
    differing = [new for new, old in zip(changed, small.rows, strict=True) if new != old]
    assert differing == [row]


def test_a_statement_takes_the_place_of_one_of_several_rows(small):
    small.rows[small.rows.index("    S = a * x")] = "    S = (\n        a * x\n    )"
    again = type(small)(small.path, 7, 3)
    small.path.write_text("\n".join(small.rows))
    again = type(small)(small.path, 7, 3)
    statement, slip = again.slips[1]
    rows = again.with_slip(statement, slip).splitlines()
    assert rows[statement.first - 1 : statement.last] == ["    S = x", "", ""]
    assert len(rows) == len(again.rows)


def test_a_reader_gets_neither_annotations_nor_inputs_nor_other_solutions(small):
    stub, solution = small.stub(), small.solution_text
    assert "def given_double" in stub
    assert not {"slip", "notes:", "another", "inputs(", "# given", "SHORTER"} & {
        word for word in ("slip", "notes:", "another", "inputs(", "# given", "SHORTER") if word in stub + solution
    }
    assert stub.rstrip().endswith("    M = Y / m\n    raise NotImplementedError")
    assert "Y += S[:, [i]] + b" in solution
    assert "Y +=" not in stub
    for text in (stub, solution):
        ast.parse(text)


def test_one_with_a_planted_slip_begins_with_it_and_the_seed_chooses_which(small):
    small.path.write_text(small.source.replace("SHORTER =", 'PLANTED = True\nCHECKED_BY = "Look."\nSHORTER ='))
    planted = type(small)(small.path, 7, 3)
    assert planted.planted
    assert planted.checked_by == "Look."
    assert "m = x.shape[0]" in planted.stub(0)
    assert "S = x\n" in planted.stub(1)
    assert "for i in range(m - 1):\n        Y += S[:, [i]] + b\n    M = Y / m" in planted.stub(3)
    assert "NotImplementedError" not in planted.stub(0)
    for seed in range(5):
        ast.parse(planted.stub(seed))


def test_sizes_all_differ_and_a_seed_gives_the_same_inputs_again(small):
    for seed in range(1, 30):
        sizes = small.sizes(seed)
        assert len(set(sizes.values())) == 2
        assert set(sizes.values()) <= set(SIZES)
        assert small.inputs(seed)["x"].shape == (sizes["n"], sizes["m"])
    assert small.sizes(0) == {"n": 2, "m": 3}
    np.testing.assert_array_equal(small.inputs((4, 2))["x"], small.inputs((4, 2))["x"])


@pytest.mark.parametrize(
    ("row", "computes"),
    [
        ("W[l] = 1", True),
        ("W += 1", True),
        ("return W + b", True),
        ("return W, b", False),
        ("return", False),
        ("W, b = 1, 2", False),
        ("print(W)", False),
    ],
)
def test_what_a_statement_computes(row, computes):
    [function] = ast.parse(f"def f():\n    {row}").body
    assert Statement(function.body[0], 2, 2).computes == computes


def test_a_slip_of_a_call_takes_the_place_of_the_call(small):
    rows = [
        "    for i in range(m):",
        "        parts.append(S[:, i])",
        "        # slip: parts.append(S)",
        "        #   x",
    ]
    source = small.source.replace("    for i in range(m):", "    parts = []\n" + "\n".join(rows), 1)
    small.path.write_text(
        source.replace("        # slip: for i in range(m - 1):\n        #   leaves out the last column\n", "")
    )
    called = type(small)(small.path, 7, 3)
    found = next(pair for pair in called.slips if pair[1].code == "parts.append(S)")
    assert "        parts.append(S)\n" in called.with_slip(*found)
