"""What may come: values that answer every question with an error, and values that are long."""

import itertools
from functools import partial

import numpy as np

LONGEST = 600
"""Characters of a message."""


class Poison(Exception):  # noqa: N818  it is raised by what comes, and by nothing else
    """What comes of asking a hostile value anything."""


def poisoned(*arguments, **options):
    raise Poison("o" * 1000)


SPECIAL = (
    "repr",
    "str",
    "format",
    "len",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "hash",
    "bool",
    "iter",
    "next",
    "contains",
)
SPECIAL += (
    "getitem",
    "setitem",
    "float",
    "int",
    "index",
    "complex",
    "add",
    "radd",
    "mul",
    "rmul",
    "sub",
    "rsub",
    "neg",
)
SPECIAL += ("array", "array_interface", "array_ufunc", "fspath", "call", "getattr", "reversed", "length_hint", "pow")
METHODS = {f"__{name}__": poisoned for name in SPECIAL}
PROPERTIES = {
    name: property(poisoned) for name in ("shape", "ndim", "dtype", "size", "T", "__name__", "toarray", "items")
}


def hostile(name, *bases, without=(), **more):
    """Return a class of which every question is answered by an error."""
    body = {key: value for key, value in {**METHODS, **PROPERTIES, **more}.items() if key.strip("_") not in without}
    return type(name, bases, body)


Hostile = hostile("Hostile", without=("call",))
Callable = hostile("Callable")
Masked = hostile("Masked", without=("call",), __class__=property(poisoned))
Sparse = type("Sparse", (), {"__len__": poisoned, "shape": (2, 5), "toarray": lambda self: np.ones((2, 5))})
Meta = type(
    "Meta", (type,), {"__repr__": poisoned, "__name__": property(poisoned), "__eq__": poisoned, "__hash__": poisoned}
)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def objects():
    array = np.empty(2, object)
    array[0] = Hostile()
    return array


class Frame:
    """Examples in rows, as data frames have them."""

    def __init__(self, values):
        self.values, self.shape = np.asarray(values), np.shape(values)

    def __array__(self, dtype=None, copy=None):
        return self.values

    def __len__(self):
        return len(self.values)

    def __repr__(self):
        return "row\n" * 10**5

    def to_numpy(self):
        return self.values


class Tensor(Frame):
    """A tensor of which NumPy can make no array until it is detached, or not before it is on the right device."""

    def __init__(self, values, requires_grad=True, device="cuda"):  # noqa: FBT002  as in PyTorch
        super().__init__(values)
        self.requires_grad, self.device = requires_grad, device

    to_numpy = property(poisoned)

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    def detach(self):
        return Tensor(self.values, requires_grad=False, device=self.device)

    def cpu(self):
        return Tensor(self.values, self.requires_grad, "cpu")

    def numpy(self):
        if self.requires_grad:
            msg = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            raise RuntimeError(msg)
        if self.device != "cpu":
            msg = "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() first."
            raise TypeError(msg)
        return self.values


VALUES = {
    "an object that raises": Hostile(),
    "a callable that raises": Callable(),
    "an object whose __class__ raises": Masked(),
    "a list that raises": hostile("List", list, without=("call",))([1, 2]),
    "a dict that raises": hostile("Dict", dict, without=("call",))(a=1),
    "a str that raises": hostile("Str", str, without=("call",))("relu"),
    "an int that raises": hostile("Int", int, without=("call",))(3),
    "a float that raises": hostile("Float", float, without=("call",))(0.5),
    "a class whose metaclass raises": Meta("Class", (), {}),
    "an object whose metaclass raises": Meta("Class", (), {})(),
    "an array that holds what raises": objects(),
    "a partial": partial(max, [0] * 10**3),
    "a long int": 10**5000,
    "a negative long int": -(10**5000),
    "a long list": [0.5] * 10**3,
    "a list of long texts": ["o" * 10**3] * 20,
    "a deep list": nested(10**4),
    "a long str": "o" * 10**4,
    "a str with breaks": "o\n" * 10**3,
    "long bytes": b"o" * 10**4,
    "a dict of arrays": {f"W{l}": np.ones((9, 9)) for l in range(20)},
    "a dict of long names": {"o" * 10**4 + str(l): 1 for l in range(10)},
    "a sparse matrix": Sparse(),
    "a data frame": Frame(np.ones((5, 2))),
    "a tensor": Tensor(np.ones((2, 5))),
    "an array of many axes": np.ones((1,) * 60),
    "an array of many fields": np.zeros(3, [(f"field{j}", "f4") for j in range(100)]),
    "an array of texts": np.full((2, 5), "o" * 1000),
    "a class": type("o" * 10**4, (), {}),
}


def values():
    """Return all that comes: what can be gone through once is made anew."""
    return VALUES | {"a generator": (i for i in range(3)), "a generator without an end": itertools.count()}
