"""The dimensions of all arrays of a network in one table: what to write down before the first line of code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nnlib._dense import require_dense
from nnlib._parts import Printed, Rows, as_text
from nnlib._printing import prints_everywhere
from nnlib._validation import count, require_instance
from nnlib.models import Network


@prints_everywhere
@dataclass(frozen=True, repr=False)
class Dimensions:
    """The shape of every array of a network; it prints as a table.

    Parameters
    ----------
    layer_sizes, m : tuple of int, and int
        n[0] = n_x, n[1], …, n[L] = n_y; and the number of examples.
    """

    layer_sizes: tuple[int, ...]
    m: int

    @property
    def shapes(self) -> Mapping[str, tuple[int, int]]:
        """The shape of each array by its name, such as "W[1]", layer by layer."""
        shapes = {"A[0]": (self.layer_sizes[0], self.m)}
        for l, n in enumerate(self.layer_sizes[1:], start=1):
            of_symbol = {"W": (n, self.layer_sizes[l - 1]), "b": (n, 1), "Z": (n, self.m), "A": (n, self.m)}
            for symbol, shape in of_symbol.items():
                shapes |= {f"{symbol}[{l}]": shape, f"d{symbol}[{l}]": shape}
        return MappingProxyType(shapes)

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table."""
        header = ("l", "W[l], dW[l]", "b[l], db[l]", "Z[l], A[l], dZ[l], dA[l]", "Z[l] = W[l] A[l−1] + b[l]")
        rows = [
            ("", "(n[l], n[l−1])", "(n[l], 1)", "(n[l], m)", ""),
            ("0", "", "", f"A[0] = X  {self.shapes['A[0]']}", ""),
        ]
        for l in range(1, len(self.layer_sizes)):
            W, b, Z, A_prev = (self.shapes[name] for name in (f"W[{l}]", f"b[{l}]", f"Z[{l}]", f"A[{l - 1}]"))
            rows.append((str(l), str(W), str(b), str(Z), f"{W} {A_prev} + {b}"))
        yield Rows(header, rows)

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__


def dimensions(model: Network, m: int) -> Dimensions:
    """Return the shape of each of a network's arrays with m examples: the notes' first tool against mistakes.

    L counts the layers that compute something, so the input is layer 0 and is not counted; n[0] is n_x. An array and
    its derivative have one shape. A product needs n[l−1] twice side by side; the outer two are the shape of Z[l].

    ``model.W[1] = W1`` refuses weights of another shape; `nnlib.compare_steps` checks the shapes of your other arrays.

    Parameters
    ----------
    model : Network
        The network.
    m : int
        The number of examples.

    Returns
    -------
    Dimensions
        Print it for the table; ``shapes`` has each shape by the array's name.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.DeepNetwork([2, 4, 1], rng=1)
    >>> print(dimensions(model, m=400))
    l     W[l], dW[l]  b[l], db[l]  Z[l], A[l], dZ[l], dA[l]  Z[l] = W[l] A[l−1] + b[l]
       (n[l], n[l−1])    (n[l], 1)                 (n[l], m)
    0                                     A[0] = X  (2, 400)
    1          (4, 2)       (4, 1)                  (4, 400)   (4, 2) (2, 400) + (4, 1)
    2          (1, 4)       (1, 1)                  (1, 400)   (1, 4) (4, 400) + (1, 1)
    >>> dimensions(model, m=400).shapes["dW[1]"]
    (4, 2)
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "dimensions", "print(model.layers) shows the shapes in any network")
    return Dimensions(model.layer_sizes, count("m", m))
