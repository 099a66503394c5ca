"""On noisy points every remedy helps against overfitting; on digits only more data do."""

import re

import pytest

REMEDIES = ("l2", "dropout", "early stopping", "more data")


@pytest.fixture
def run(run_example):
    return run_example("regularization")


def table(run, task):
    """Return for each row training accuracy, mean, least and greatest test accuracy, and the gain in the same way."""
    part = run.printed[run.printed.index(f"{task}: ") :].partition("\n\n")[0]
    rows = {}
    for name in ("nothing", *REMEDIES):
        (line,) = re.findall(rf"^{name}  .*$", part, flags=re.MULTILINE)
        rows[name] = [float(number) for number in re.findall(r"[+-]?\d+\.\d", line)]
        assert len(rows[name]) == (4 if name == "nothing" else 7)
    return rows


def settings(run, task, option):
    """Return the test accuracies of the settings that were tried."""
    part = run.printed[run.printed.index(f"{task}: ") :]
    line = re.search(rf"^test accuracy by {option}: +(.*)$", part, flags=re.MULTILINE)[1]
    return [float(accuracy) for accuracy in re.findall(r"([\d.]+)%", line)]


def test_a_wide_network_learns_the_noise_of_the_points(run):
    training, test, *_ = table(run, "80 points")["nothing"]
    best = float(re.search(r"a circle of radius 0\.8\d, accuracy ([\d.]+)%", run.printed)[1])
    assert training > 99
    assert test < best - 6


@pytest.mark.parametrize("remedy", REMEDIES[:3])
def test_each_remedy_helps_with_the_points_from_every_seed(run, remedy):
    rows = table(run, "80 points")
    training, *_, gain, least, greatest = rows[remedy]
    assert training < rows["nothing"][0] - 8
    assert gain > 3
    assert 0 < least < gain < greatest


def test_a_penalty_can_be_too_weak_and_too_strong(run):
    weak, *_, good, strong = settings(run, "80 points", "l2")
    assert weak + 2 < good > strong + 0.5


def test_early_stopping_keeps_an_early_epoch(run):
    first, last = re.search(r"kept what was learned by epoch (\d+) to (\d+)", run.printed).groups()
    assert 10 < int(first) < int(last) < 100  # of 1,500


def test_with_digits_no_remedy_helps_by_more_than_seeds_differ(run):
    for *_, gain, least, greatest in [table(run, "200 digits")[remedy] for remedy in REMEDIES[:3]]:
        assert abs(gain) < 0.6
        assert least < 0 < greatest


def test_with_digits_more_data_help(run):
    *_, gain, least, _ = table(run, "200 digits")["more data"]
    assert gain > 3
    assert least > 2


def test_the_recorded_cost_is_the_thinned_networks(run):
    thinned, whole = re.search(r"recorded cost ([\d.]+), of the whole network ([\d.]+)", run.printed).groups()
    assert float(thinned) > 1.3 * float(whole)


@pytest.mark.parametrize("name", ["boundaries", "costs", "gains"])
def test_it_draws_its_pictures(run, name):
    run.picture(f"regularization_{name}.png")
