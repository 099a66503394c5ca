"""What came of a sweep, without running one."""

import sys
from functools import partial
from itertools import product

import numpy as np
import pytest
from markup import text_of

import nnlib
from nnlib.sweeps import Job, SweepResults


def swept(grid, seeds, numbers):
    """Return results, where numbers(**case) is what the job returns; None where it fails."""
    cases = [dict(zip([*grid, "seed"], x, strict=True)) for x in product(*grid.values(), seeds)]
    jobs = [
        Job(case, found, "" if found else "ValueError: no such\nin job")
        for case in cases
        for found in [numbers(**case)]
    ]
    return SweepResults(grid, tuple(seeds), tuple(jobs))


def noisy(seed, n_h, rate):
    return {"accuracy": n_h / 100 + (seed - 1) * rate, "cost": rate}


GRID = {"n_h": (4, 20, 50), "rate": (0.25, 0.5)}
RESULTS = swept(GRID, range(3), noisy)


def test_numbers_have_an_axis_for_each_parameter_and_one_for_the_seeds():
    assert RESULTS["accuracy"].shape == (3, 2, 3)
    for (i, n_h), (j, rate), seed in product(enumerate(GRID["n_h"]), enumerate(GRID["rate"]), range(3)):
        assert RESULTS["accuracy"][i, j, seed] == noisy(seed, n_h, rate)["accuracy"]
    with pytest.raises(ValueError, match="unknown number 'acuracy': did you mean 'accuracy'"):
        RESULTS["acuracy"]


def test_the_table_has_means_and_standard_deviations_over_the_seeds():
    assert str(RESULTS) == repr(RESULTS)
    assert str(RESULTS).splitlines() == [
        "n_h  rate     accuracy         cost",
        "  4  0.25  0.04 ± 0.25  0.25 ± 0.00",
        "  4   0.5  0.04 ± 0.50  0.50 ± 0.00",
        " 20  0.25  0.20 ± 0.25  0.25 ± 0.00",
        " 20   0.5  0.20 ± 0.50  0.50 ± 0.00",
        " 50  0.25  0.50 ± 0.25  0.25 ± 0.00",
        " 50   0.5  0.50 ± 0.50  0.50 ± 0.00",
        "mean ± standard deviation over 3 seeds",
    ]


def test_one_seed_has_no_spread_and_a_long_table_is_cut_in_its_middle():
    lines = str(swept({"k": range(1000)}, [7], lambda seed, k: {"x": float(k)})).splitlines()
    assert len(lines) == 1 + 30 + 1 + 30 + 1
    assert [line.split() for line in (lines[1], lines[30], lines[32], lines[-2])] == [
        ["0", "0"],
        ["29", "29"],
        ["970", "970"],
        ["999", "999"],
    ]
    assert lines[31] == "... 940 more rows ..."
    assert lines[-1] == "one seed"


def test_a_grid_without_parameters_is_one_point():
    results = swept({}, [0, 1], lambda seed: {"x": 1.0})
    assert str(results).splitlines()[1].strip() == "1 ± 0"
    assert results.best("x") == {}


def failing(seed, n_h, rate):
    return None if (n_h, seed) == (20, 1) else noisy(seed, n_h, rate)


def test_failures_are_told_and_a_point_with_one_is_not_the_best():
    results = swept({"n_h": (4, 20), "rate": (0.5,)}, [0, 1], failing)
    assert [job.case["n_h"] for job in results.failed] == [20]
    assert np.isnan(results["accuracy"][1, 0]).tolist() == [False, True]
    lines = str(results).splitlines()
    assert lines[2].split() == ["20", "0.5", "1", "failed", "1", "failed"]
    assert lines[-1] == "1 of 4 jobs failed, such as {'n_h': 20, 'rate': 0.5, 'seed': 1}: ValueError: no such"
    assert results.best("accuracy") == {"n_h": 4, "rate": 0.5}


def test_where_there_is_nothing_to_tabulate_the_failure_is_told():
    results = swept({}, [0], lambda seed: None)
    assert str(results) == "one seed\n1 of 1 job failed, such as {'seed': 0}: ValueError: no such"


def test_a_notebook_shows_what_is_printed():
    for results in (RESULTS, swept(GRID, [0, 1], failing)):
        assert set(str(results).split()) <= set(text_of(results).split())


def test_a_number_that_is_nan_or_is_not_there_is_no_failure():
    results = swept({"a": (1, 2)}, [0], lambda seed, a: {"x": np.nan} if a == 1 else {"y": 1.0})
    assert [line.split() for line in str(results).splitlines()[1:3]] == [["1", "nan", "nan"], ["2", "nan", "1"]]


def test_a_long_point_is_shortened_where_it_failed():
    assert len(str(swept({"a": (list(range(9999)),)}, [0], lambda seed, a: None))) < 600


def test_where_all_fail_there_is_a_table_of_the_points_and_no_best():
    results = swept({"a": (1, 2)}, [0], lambda seed, a: None)
    assert str(results).splitlines()[:3] == ["a", "1", "2"]
    with pytest.raises(ValueError, match="unknown number 'x': known are 'none, since all jobs failed'"):
        results.best("x")
    results = swept({"a": (1, 2)}, [0, 1], lambda seed, a: {"x": 0.5} if seed else None)
    with pytest.raises(ValueError, match="at each point a job failed, or did not return x: print the results"):
        results.best("x")


def test_the_best_has_the_largest_mean_or_the_smallest():
    assert RESULTS.best("accuracy")["n_h"] == 50
    assert RESULTS.best("cost", smallest=True) == {"n_h": 4, "rate": 0.25}
    assert swept({"a": (1, 2)}, [0], lambda seed, a: {"x": np.inf if a == 1 else -1.0}).best("x", smallest=True) == {
        "a": 2
    }


def test_a_part_has_the_parameters_that_are_left():
    part = RESULTS.at(rate=0.5)
    assert part.grid == {"n_h": (4, 20, 50)}
    np.testing.assert_array_equal(part["accuracy"], RESULTS["accuracy"][:, 1])
    np.testing.assert_array_equal(RESULTS.at(rate=0.5, n_h=20)["accuracy"], RESULTS["accuracy"][1, 1])
    with pytest.raises(ValueError, match=r"rate was 0\.25, 0\.5 in this sweep, got 0\.3"):
        RESULTS.at(rate=0.3)
    with pytest.raises(ValueError, match="unknown parameter 'rates': did you mean 'rate'"):
        RESULTS.at(rates=0.5)


def test_a_data_frame_has_a_row_for_each_job():
    pytest.importorskip("pandas")
    frame = swept({"n_h": (4, 20), "rate": (0.5,)}, [0, 1], failing).to_frame()
    assert list(frame.columns) == ["n_h", "rate", "seed", "accuracy", "cost", "failure"]
    assert frame["accuracy"].tolist()[:2] == [noisy(seed, 4, 0.5)["accuracy"] for seed in (0, 1)]
    assert frame["failure"].tolist()[3].startswith("ValueError: no such")
    assert frame["failure"].isna().tolist() == [True, True, True, False]


# Pictures.


def test_curves_over_one_parameter_with_one_for_each_combination_of_the_others():
    ax = RESULTS.plot("accuracy", "n_h")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["rate=0.25", "rate=0.5"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["4", "20", "50"]
    for line, j in zip(ax.lines, range(2), strict=True):
        np.testing.assert_allclose(line.get_ydata(), RESULTS["accuracy"][:, j].mean(axis=-1))
    band = ax.collections[1].get_paths()[0].vertices
    np.testing.assert_allclose([band[:, 1].min(), band[:, 1].max()], [-0.46, 1.0])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("n_h", "accuracy")


def test_curves_of_points_that_read_alike_are_all_there():
    rates = (0.1, 0.10000001, 0.2)
    ax = swept({"n_h": (4, 20), "rate": rates}, [0], noisy).plot("cost", "n_h")
    assert [line.get_ydata().tolist() for line in ax.lines] == [[rate, rate] for rate in rates]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["rate=0.1", "rate=0.10000001", "rate=0.2"]


def test_one_curve_needs_no_legend_and_an_infinite_cost_is_a_gap():
    results = swept({"rate": (0.1, 10.0)}, [0], lambda seed, rate: {"cost": np.inf if rate > 1 else rate})
    ax = results.plot("cost", "rate")
    assert ax.get_legend() is None
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0.1, np.nan])


def test_a_heat_map_over_two_has_rows_and_columns_as_they_were_named():
    ax = RESULTS.plot("accuracy", "rate", "n_h")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("n_h", "rate")
    assert [text.get_text() for text in ax.texts][:4] == ["0.04", "± 0.25", "0.20", "± 0.25"]
    assert RESULTS.plot("accuracy", "n_h", "rate", ax=ax) is ax


@pytest.mark.parametrize("over", [(), ("n_h", "n_h"), ("n_h", "rate", "depth")])
def test_a_picture_over_something_else_is_refused(over):
    results = swept(GRID | {"depth": (1, 2)}, [0], lambda seed, n_h, rate, depth: {"x": 0.0})
    with pytest.raises(ValueError, match="name one parameter, or both of two: got "):
        results.plot("x", *over)


def test_a_parameter_that_is_not_there_is_told():
    with pytest.raises(ValueError, match="unknown parameter 'rates': did you mean 'rate'"):
        RESULTS.plot("accuracy", "rates")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_it_prints_on_every_console(encoding, monkeypatch):
    monkeypatch.setattr(sys, "stdout", type("Console", (), {"encoding": encoding})())
    str(RESULTS).encode(encoding)


def test_it_is_what_a_sweep_returns():
    assert isinstance(nnlib.sweep(partial(dict), {}, 1), SweepResults)
