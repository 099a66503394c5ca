"""What was unrolled comes back exactly in its own order, and in no other; training does not mind, weights do."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_3_images")


def test_the_shape_of_x(run):
    height, width, channels = map(int, re.search(r"image \((\d+), (\d+), (\d+)\)", run.printed).groups())
    n_x = int(re.search(r"n_x = 3 \* \d+ \* \d+ = (\d+)", run.printed)[1])
    assert channels == 3
    assert n_x == 3 * height * width
    assert run.printed.count(f"({n_x}, 1)") == 2


def test_the_first_numbers_of_both_vectors(run):
    first, second = (
        row.split() for row in re.search(r"first pixel \[(.*?)\]  second pixel \[(.*?)\]", run.printed).groups()
    )
    vectors = {
        order: numbers.split() for order, numbers in re.findall(r"x, (\w+): .*begins with \[(.*?)\]", run.printed)
    }
    assert vectors["interleaved"][:6] == first + second
    assert vectors["planar"][:2] == [first[0], second[0]]
    assert "interleaved is image.reshape(-1, 1): True" in run.printed


def test_only_its_own_order_gives_the_image_back(run):
    rows = re.findall(r"(\w+) +read as (\w+) +([\d.]+)% in place", run.printed)
    assert len(rows) == 4
    for unrolled, rolled_up, share in rows:
        assert float(share) == 100 if unrolled == rolled_up else float(share) < 10


def test_training_does_not_mind_the_order(run):
    costs = re.findall(r"J goes from (\S+) to (\S+)", run.printed)
    assert costs[0] == costs[1]
    assert costs[0][0] == "0.693147"
    assert float(costs[0][1]) < 0.1
    assert float(re.search(r"costs on the way: (\S+)", run.printed)[1]) < 1e-12


def test_trained_weights_do(run):
    rows = re.findall(r"weights of (\w+) +on (\w+) +J = ([\d.]+), accuracy +([\d.]+)%", run.printed)
    assert len(rows) == 4
    for trained, given, J, accuracy in rows:
        if trained == given:
            assert float(J) < 0.1
            assert float(accuracy) > 99
        else:
            assert float(J) > 0.4
            assert float(accuracy) < 95
    assert float(re.search(r"other order: largest difference (\S+)", run.printed)[1]) < 1e-12


def test_it_draws_its_picture(run):
    run.picture("section_3_images.png")
