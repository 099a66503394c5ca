"""On noisy points every remedy helps against overfitting; on digits only more data do."""

import re

import pytest

REMEDIES = ("l2", "dropout", "early stopping", "more data")


@pytest.fixture
def run(run_example):
    return run_example("regularization")


def part(run, task):
    """Return what was printed of a task."""
    return run.printed.partition(f"{task} ")[2].partition("\n\n")[0]


def table(run, task):
    """Return for each row training and test accuracy, and mean, least and greatest gain in test accuracy."""
    rows = {}
    for name in ("no remedy", *REMEDIES):
        (line,) = re.findall(rf"^{name}  .*$", part(run, task), flags=re.MULTILINE)
        rows[name] = [float(number) for number in re.findall(r"[+-]?\d+\.\d", line)]
        assert len(rows[name]) == (2 if name == "no remedy" else 5)
    return rows


def settings(run, task, remedy):
    """Return the test accuracies of the settings that were tried."""
    line = re.search(rf"^{remedy}  .*\n    test by setting: (.*)$", part(run, task), flags=re.MULTILINE)[1]
    return [float(accuracy) for accuracy in re.findall(r"([\d.]+)%", line)]


def test_a_wide_network_learns_the_noise_of_the_points(run):
    training, test = table(run, "80 points")["no remedy"]
    best = float(re.search(r"a circle of radius 0\.8\d, accuracy ([\d.]+)%", run.printed)[1])
    assert training > 99
    assert test < best - 6


def test_the_validation_cost_falls_and_rises_while_the_training_cost_falls(run):
    costs = [
        [float(cost) for cost in row]
        for row in re.findall(r"^ *\d+ +(\d\.\d{4}) +(\d\.\d{4})$", run.printed, flags=re.MULTILINE)
    ]
    (first, lowest, last) = costs
    assert first[0] > 2 * lowest[0] > 100 * last[0]
    assert lowest[1] < first[1] - 0.2
    assert last[1] > 5 * lowest[1]


@pytest.mark.parametrize("remedy", REMEDIES[:3])
def test_each_remedy_helps_with_the_points_from_every_seed(run, remedy):
    rows = table(run, "80 points")
    training, _, gain, least, greatest = rows[remedy]
    assert training < rows["no remedy"][0] - 8
    assert gain > 3
    assert 0 < least < gain < greatest


def test_a_penalty_can_be_too_weak_and_too_strong(run):
    weak, good, strong = settings(run, "80 points", "l2")
    assert weak + 2 < good > strong + 0.5


def test_early_stopping_keeps_an_early_epoch(run):
    first, last = re.search(r"after epoch (\d+) to (\d+)", part(run, "80 points")).groups()
    assert 10 < int(first) < int(last) < 100  # of 800


def test_with_digits_no_remedy_helps_by_more_than_seeds_differ(run):
    for *_, gain, least, greatest in [table(run, "200 digits")[remedy] for remedy in REMEDIES[:3]]:
        assert abs(gain) < 0.6
        assert least < 0 < greatest


def test_with_digits_more_data_help(run):
    *_, gain, least, _ = table(run, "200 digits")["more data"]
    assert gain > 3
    assert least > 2


def test_the_recorded_cost_is_the_thinned_networks(run):
    assert "the same answers twice: True" in run.printed
    thinned = re.search(r"recorded cost: ([\d.]+)$", run.printed, flags=re.MULTILINE)[1]
    whole = re.search(r"cost of the whole network: +([\d.]+)$", run.printed, flags=re.MULTILINE)[1]
    assert float(thinned) > 1.3 * float(whole)


@pytest.mark.parametrize("name", ["boundaries", "costs", "dropout", "gains"])
def test_it_draws_its_pictures(run, name):
    run.picture(f"regularization_{name}.png")
