"""Buffers: arrays that forward and back propagation write into, update after update."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from nnlib._arrays import Array, Generator
from nnlib.activations import Activation
from nnlib.dropout import draw
from nnlib.layers import Dense, Layer, Room
from nnlib.parameters import Parameters


@dataclass(eq=False)
class Buffers:
    """Room for the arrays of a network's equations, by layer; forward propagation makes what is missing for itself.

    The hidden Z[l] share one array, unless g[l]′ needs Z[l]. On the way back it is free again: for 1/m dZ[l], as
    `scratch`, and for g[l]′(Z[l]), as `slope`. Z[l] and scratch have the shape of the product, (n, positions · m).
    `room` is what a layer makes for itself, and finds dA[l−1] in; the dP[l] of all such layers share one array. `D` are
    the masks of dropout, drawn anew for each update.
    """

    m: int = 0
    layers: Mapping[int, Layer] = field(default_factory=dict)
    Z: dict[int, Array] = field(default_factory=dict)
    A: dict[int, Array] = field(default_factory=dict)
    dZ: dict[int, Array] = field(default_factory=dict)
    dP: dict[int, Array] = field(default_factory=dict)
    scratch: dict[int, Array] = field(default_factory=dict)
    slope: dict[int, Array] = field(default_factory=dict)
    ones: dict[int, Array] = field(default_factory=dict)
    dW: dict[int, Array] = field(default_factory=dict)
    db: dict[int, Array] = field(default_factory=dict)
    penalty: dict[int, Array] = field(default_factory=dict)
    room: dict[int, tuple[Room]] = field(default_factory=dict)
    D: dict[int, Array] = field(default_factory=dict)
    kept: Mapping[int, float] = field(default_factory=dict)
    derivatives: Parameters | None = None

    @classmethod
    def allocate(
        cls,
        parameters: Parameters,
        layers: Mapping[int, Layer],
        g: Mapping[int, Activation],
        m: int,
        l2: float,
        kept: Mapping[int, float] = MappingProxyType({}),
    ) -> "Buffers":
        """Return buffers for m examples, not initialized."""
        dtype, derivatives = parameters.vector.dtype, parameters.over(np.zeros_like(parameters.vector), ("dW", "db"))
        own = {l: l in parameters.distinct for l in layers}  # the others' derivatives are added to those
        buffers = cls(
            m,
            layers,
            dW={l: dW if own[l] else np.empty_like(dW) for l, dW in derivatives.W.items()},
            db={l: db if own[l] else np.empty_like(db) for l, db in derivatives.b.items()},
            penalty={l: np.empty_like(parameters.W[l]) for l in parameters.distinct if l2},
            kept=kept,
            derivatives=derivatives,
        )
        sizes = {l: layer.n * layer.positions for l, layer in layers.items()}
        shared = np.empty(max(sizes.values()) * m, dtype)
        inputs = {l: layer.n_in * layer.positions for l, layer in layers.items() if l > 1 and layer.has_room}
        shared_dP = np.empty(max(inputs.values(), default=0) * m, dtype)
        ones: dict[int, Array] = {}
        for l, layer in layers.items():
            rows, columns = layer.n, layer.positions * m
            buffers.A[l], buffers.dZ[l] = np.empty((sizes[l], m), dtype), np.empty((sizes[l], m), dtype)
            buffers.scratch[l] = shared[: sizes[l] * m].reshape(rows, columns)
            buffers.slope[l] = layer.stacked(buffers.scratch[l])
            needs_Z = l == len(layers) or l in kept or not hasattr(g[l], "derivative_from_output")
            buffers.Z[l] = np.empty((rows, columns), dtype) if needs_Z else buffers.scratch[l]
            buffers.ones[l] = ones[columns] = ones[columns] if columns in ones else np.ones((columns, 1), dtype)
            if type(layer) is Dense and l > 1:  # there dP[l] is dA[l-1], which becomes dZ[l-1]
                buffers.dP[l] = buffers.dZ[l - 1]
            if l in inputs:
                buffers.dP[l] = shared_dP[: inputs[l] * m].reshape(layer.n_in, columns)
            if l in kept:
                buffers.D[l] = np.empty((sizes[l], m), dtype)
        buffers.make_room()
        return buffers

    def make_room(self) -> None:
        """Begin with rooms that are empty but for dA[l−1], which becomes dZ[l−1]."""
        self.room = {
            l: ({"dA": self.dZ[l - 1]} if l > 1 else {},) for l, layer in self.layers.items() if layer.has_room
        }

    def draw_masks(self, rng: Generator) -> None:
        """Draw the masks of an update, if there are any."""
        if self.D:
            draw(self.D, self.kept, rng)

    def holding(self, m: int) -> "Buffers":
        """Return the same memory for m examples, as in a ragged last batch: views without gaps, and rooms made anew."""
        if m == self.m:
            return self

        def narrowed(arrays: dict[int, Array]) -> dict[int, Array]:
            columns = {l: array.shape[1] // self.m * m for l, array in arrays.items()}
            flat = {l: array.reshape(-1)[: len(array) * columns[l]] for l, array in arrays.items()}
            return {l: flat[l].reshape(len(array), columns[l]) for l, array in arrays.items()}

        Z, A, dZ, dP, scratch, D = map(narrowed, (self.Z, self.A, self.dZ, self.dP, self.scratch, self.D))
        slope = {l: self.layers[l].stacked(array) if m else array for l, array in scratch.items()}
        ones = {l: array[: len(array) // self.m * m] for l, array in self.ones.items()}
        held = replace(self, m=m, Z=Z, A=A, dZ=dZ, dP=dP, scratch=scratch, slope=slope, ones=ones, D=D)
        held.make_room()
        return held
