"""What stands in a file is a name with settings, and it comes back as what it was."""

import json
from dataclasses import dataclass

import pytest

import nnlib
from nnlib import _registry
from nnlib._files import FileError
from nnlib.activations import Activation, LeakyReLU, relu
from nnlib.optimizers import Optimizer
from nnlib.schedules import Schedule


class Trap:
    """A class of a user's own."""


@dataclass(frozen=True)
class Halving(Schedule):
    """A schedule of a user's own, with a setting that is a tuple."""

    start: float
    at: tuple[int, ...] = (10, 20)

    def __call__(self, t):
        return self.start * 0.5 ** sum(t >= place for place in self.at)


def test_names_of_classes():
    assert _registry.class_name(LeakyReLU) == "LeakyReLU"
    assert _registry.class_name(Trap) == "custom:Trap"
    assert _registry.class_named("custom:Trap", Trap, {"Trap": Trap}) is Trap
    assert _registry.class_named("LeakyReLU", Activation, {"LeakyReLU": Trap}) is LeakyReLU
    with pytest.raises(FileError, match=r"it uses 'Trap', which is not nnlib's: load it with custom=\{'Trap': ...\}"):
        _registry.class_named("custom:Trap", Trap, {})
    for unknown in ("Nadam", "LeakyReLU"):  # of another kind
        with pytest.raises(FileError, match=f"it uses {unknown!r}, which this nnlib does not have"):
            _registry.class_named(unknown, Optimizer, {"Nadam": Trap})


@pytest.mark.parametrize(
    "thing",
    [LeakyReLU(0.3), relu, nnlib.losses.squared_error, nnlib.Adam(0.1, beta1=0.5), nnlib.Momentum(Halving(0.1, (3,)))],
    ids=str,
)
def test_what_is_described_comes_back_by_way_of_json(thing):
    described = json.loads(json.dumps(_registry.describe(thing)))
    assert _registry.rebuild(described, type(thing), {"Halving": Halving}) == thing


def test_an_object_of_ones_own_of_another_kind_is_refused():
    with pytest.raises(FileError, match="it uses 'custom:relu' as Optimizer, which it is not"):
        _registry.rebuild(("custom:relu", {}), Optimizer, {"relu": relu})
