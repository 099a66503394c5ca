"""Units that cannot learn are counted, layer by layer, in networks whose weights are written by hand."""

import numpy as np
import pytest

import nnlib
from nnlib.doctor import _units
from nnlib.doctor._case import Case
from nnlib.doctor._units import Units

X, Y = nnlib.datasets.moons(m=100, rng=1)


def network(sizes=(2, 4, 1), **options):
    return nnlib.Network(list(sizes), rng=1, **options)


def found(model, check):
    case = Case(model, X, Y)
    return [(finding.level, finding.evidence) for finding in check(case, Units(case))]


def test_dead_units_are_counted():
    model = network()
    model.b[1][:2] = -100
    assert found(model, _units.dead_relus) == []
    model.b[1][2] = -100
    assert found(model, _units.dead_relus) == [("doubtful", "layer 1: 3 of 4 units give 0 for all of 100 examples")]
    model.b[1][3] = -100
    assert found(model, _units.dead_relus) == [("wrong", "layer 1: 4 of 4 units give 0 for all of 100 examples")]
    assert found(network(hidden="leaky_relu"), _units.dead_relus) == []


@pytest.mark.parametrize(("hidden", "z"), [("tanh", 3), ("sigmoid", 6)])
def test_units_are_saturated_where_the_slope_is_a_twentieth_of_the_steepest(hidden, z):
    model = network(hidden=hidden)
    model.W[1], model.b[1] = 1e-3 * model.W[1], np.full((4, 1), z)
    ((level, evidence),) = found(model, _units.saturated_units)
    assert (level, evidence) == (
        "wrong",
        f"layer 1: g′(z) is nearly 0 in 100% of all units and examples; the mean of |z| is {z}",
    )
    model.b[1] = np.full((4, 1), z / 2)
    assert found(model, _units.saturated_units) == []


def test_units_are_copies_by_what_comes_in_and_what_goes_out():
    model = network([2, 4, 3, 1])
    model.W[1][1], model.b[1][1] = model.W[1][0], model.b[1][0]
    assert found(model, _units.copies) == []
    model.W[2][:, 1] = model.W[2][:, 0]
    told = [("doubtful", "layer 1: 2 of 4 units have the same weights as another, in and out")]
    assert found(model, _units.copies) == told
    model.W[1][:2] *= 1e-9  # small as they are, they are alike
    assert found(model, _units.copies) == told
    model.W[1][1, 0] *= 1.01
    assert found(model, _units.copies) == []


def test_weights_of_zero_are_copies_and_dead_units_are_none():
    model = network(initialization="zeros")
    assert found(model, _units.copies) == [
        ("wrong", "layer 1: 4 of 4 units have the same weights as another, in and out")
    ]
    model = network()
    model.W[1][:], model.b[1][:], model.W[2][:] = 1e-9, -1.0, 1.0
    assert found(model, _units.copies) == []


def test_shared_layers_can_be_looked_at():
    model = nnlib.RecurrentNetwork(n_x=1, n_a=3, T=2, rng=1)
    assert found(model, _units.copies) == []


def test_gradients_explode_by_what_comes_back_or_by_the_first_cost():
    model = network([2, *[16] * 5, 1])
    assert found(model, _units.gradients) == []
    for l in model.W:
        model.W[l] *= 8
    ((_, evidence),) = found(model, _units.gradients)
    assert evidence.startswith("the first cost was ")
    case = Case(model, X, Y)
    case.guess = None  # of a loss of the user's own
    ((_, evidence),) = [(finding.level, finding.evidence) for finding in _units.gradients(case, Units(case))]
    assert evidence.startswith("dZ[1] is ")
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1e-9))
    trainer.fit(X, Y, epochs=1)
    case = Case(model, X, Y, trainer)
    (finding,) = _units.gradients(case, Units(case))
    assert finding.evidence.startswith("the first cost was ")


def test_an_l2_term_is_not_an_absurd_first_cost():
    model = network([2, *[16] * 3, 1], l2=1.0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1e-9))
    assert trainer.fit(X, Y, epochs=1).cost[0] > 30 * np.log(2)
    case = Case(model, X, Y, trainer)
    assert list(_units.gradients(case, Units(case))) == []


def test_gradients_vanish_from_a_fresh_start_or_now():
    ((_, evidence),) = found(network([2, *[8] * 9, 1], hidden="sigmoid"), _units.gradients)
    assert "after a fresh start" in evidence
    small = network([2, *[8] * 4, 1], hidden="tanh", initialization="small")
    ((_, evidence),) = found(small, _units.gradients)
    assert " now " in evidence
    flat = network([2, *[8] * 4, 1], hidden="tanh")
    flat.b[2][:] = 100  # which is told as such, and not as vanishing
    assert found(flat, _units.gradients) == []


def test_gradients_that_are_no_numbers_any_more_are_told_as_such():
    model = network([2, 4, 4, 1], hidden="identity")
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.1))
    trainer.fit(X, Y, iterations=1)
    model.W[2] *= 1e200
    model.W[3] *= 1e200
    with np.errstate(all="ignore"):
        case = Case(model, X, Y, trainer)
        (finding,) = _units.gradients(case, Units(case))
    assert finding.evidence == "dZ is too large for its root mean square to be a finite number"
