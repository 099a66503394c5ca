"""The notes' equations of forward and back propagation in their order, for the layers of a network."""

from collections.abc import Mapping
from types import MappingProxyType

from nnlib._arrays import Array
from nnlib.checking._backward_equations import (
    ActivationGradient,
    BiasGradient,
    InputGradient,
    WeightedSumGradient,
    WeightGradient,
)
from nnlib.checking._forward_equations import ActivationOutput, Equation, Input, WeightedSum
from nnlib.checking._plain_layers import PlainLayer
from nnlib.checking._quantities import Quantities
from nnlib.losses import MatchedOutput
from nnlib.models import Network


def equations_of(
    model: Network,
    X: Array,
    Y: Array,
    sample_weight: Array | None,
    D: Mapping[int, Array] = MappingProxyType({}),
) -> tuple[Quantities, list[Equation]]:
    """Return what is known before propagation, and the equations in order: Z[1], A[1], …, A[L], dA[L], dZ[L], …, db[1].

    `X` has been checked, and `Y` and `sample_weight` come from ``model.labels``. Layers that are not dense have P[l]
    and dP[l] as well; those that are an earlier one again have no dW[l] and db[l] of their own.
    """
    layers = {l: PlainLayer.of(layer, l, X) for l, layer in model.layers.items()}
    known = Quantities(
        model.W,
        model.b,
        model.g,
        layers,
        model.parameters.repeats,
        model.loss,
        isinstance(model.output_layer, MatchedOutput),
        Y,
        sample_weight,
        model.l2,
        D,
        A={0: X},
    )
    equations: list[Equation] = []
    for l, layer in layers.items():
        equations += [Input(l)] if layer.stages else []
        equations += [WeightedSum(l), ActivationOutput(l)]
    for l, layer in reversed(layers.items()):
        equations += [ActivationGradient(l), WeightedSumGradient(l)]
        equations += [WeightGradient(l), BiasGradient(l)] if l not in known.repeats else []
        equations += [InputGradient(l)] if layer.stages and l > 1 else []
    return known, equations
