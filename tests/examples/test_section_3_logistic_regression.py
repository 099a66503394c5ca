"""The likelihood rises as the cost falls, −log P is m J, and one w is best for both."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_3_logistic_regression")


def test_minus_log_P_is_m_times_J_while_the_likelihood_rises(run):
    m = int(re.search(r"P of all (\d+) labels", run.printed)[1])
    rows = re.findall(r"^ +(\d+) +(\S+e-\d+) +([\d.]+) +([\d.]+) +([\d.]+)$", run.printed, flags=re.MULTILINE)
    assert [row[0] for row in rows] == ["0", "10", "100", "300"]
    P, minus_log, m_J, J = ([float(row[k]) for row in rows] for k in (1, 2, 3, 4))
    assert sorted(P) == P
    assert sorted(J, reverse=True) == J
    assert minus_log == pytest.approx(m_J, abs=2e-8)
    assert m_J == pytest.approx([m * each for each in J], rel=1e-6)


def test_it_tells_the_digits_apart(run):
    training, test = map(float, re.search(r"training ([\d.]+)%, test ([\d.]+)%", run.printed).groups())
    assert training > 98
    assert test > 93


def test_a_product_of_many_is_zero_and_the_sum_of_logarithms_is_not(run):
    assert re.search(r"^ +1000 +9\.33e-302 +-693\.1472$", run.printed, flags=re.MULTILINE)
    assert re.search(r"^ +1797 +0 +-1245\.5855$", run.printed, flags=re.MULTILINE)


def test_one_w_is_best_for_all(run):
    assert len(set(re.findall(r"at w = ([\d.]+)", run.printed))) == 1
    assert len(re.findall(r"at w = ([\d.]+)", run.printed)) == 4


def test_dz_is_a_minus_y_for_the_natural_logarithm_only(run):
    a_minus_y = float(re.search(r"a - y = (\S+)", run.printed)[1])
    natural, base_10 = (
        float(re.search(rf"{name} logarithm: (\S+)", run.printed)[1]) for name in ("natural", "base 10")
    )
    assert natural == pytest.approx(a_minus_y, abs=2e-6)
    assert base_10 == pytest.approx(0.4342945 * a_minus_y, abs=2e-6)


def test_a_learning_rate_for_the_mean_does_for_any_number_of_examples_and_one_for_the_sum_does_not(run):
    table = run.printed.partition("largest J")[2]
    rows = re.findall(r"^ +(\d+)  (mean|sum) +(\S+) +([\d.]+) +([\d.]+)$", table, flags=re.MULTILINE)
    few_mean, few_sum, many_mean, many_sum = rows
    assert [row[:3] for row in rows[1:]] == [("35", "sum", "1/35"), ("357", "mean", "1"), ("357", "sum", "1/35")]
    assert few_mean[3:] == few_sum[3:]
    assert float(many_mean[4]) < 0.7
    assert float(many_sum[4]) > 5


@pytest.mark.parametrize("name", ["section_3_logistic_regression.png", "section_3_likelihood.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
