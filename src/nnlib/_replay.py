"""An update by the NumPy calls that it consists of, recorded from the model's and the rule's own lines."""

import copy
import operator
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from nnlib import propagation
from nnlib._arrays import Array
from nnlib._buffers import Buffers
from nnlib._recording import NotRecordable, Recorder
from nnlib._run import Run
from nnlib.activations import ACTIVATIONS
from nnlib.layers import Dense
from nnlib.losses import LOSSES, ChainedOutput, MatchedOutput
from nnlib.models import Network
from nnlib.optimizers import BLOCK_SIZE, Adam, GradientDescent, Momentum, Optimizer, OptimizerState, RMSProp
from nnlib.propagation import ForwardPass, Gradients

if TYPE_CHECKING:
    from nnlib.parameters import Parameters

FIRST_BATCHES = 16
"""How many batches of a size go through the model's lines: what that loses is what it takes to record them."""

RULES = {GradientDescent, Momentum, RMSProp, Adam}
"""The update rules whose lines make the same calls whatever the numbers are: the library's own."""

KNOWN = RULES | {MatchedOutput, ChainedOutput, *map(type, ACTIVATIONS.values()), *map(type, LOSSES.values())}
"""These, and the output layers, activations and losses whose lines do so."""

PARTS = {"parameters", "layers", "g", "output_layer", "l2"}
"""What lines look up in a model; as a property of a subclass, it may be another at each update."""


class ReplayedNetwork:
    """Makes the calls that a model makes in training, on batches that lie in the same arrays."""

    def __init__(self, model: Network, X: Array, Y: Array, out: Buffers) -> None:
        recorder = Recorder()
        noted_X, noted_Y, noted_out = recorder.noted(X), recorder.noted(Y), noting(out, recorder)
        twin = object.__new__(type(model))  # the model, of arrays that note what is done with them
        vars(twin).update(vars(model), parameters=model.parameters.over(recorder.noted(model.parameters.vector)))
        with recorder.recording() as self._forward:
            forward_pass = twin.forward(noted_X, out=noted_out)
        L = len(model.g)
        with recorder.recording() as self._cost:
            losses = model.output_layer.L(forward_pass.Z[L], forward_pass.A[L], noted_Y, out=noted_out.dZ[L])
        with recorder.recording() as self._backward:
            twin.backward(forward_pass, noted_Y, out=noted_out)
        self._model, self._losses = model, recorder.bare(losses)
        self._forward_pass = ForwardPass(out.Z, {0: X, **out.A}, {}, out.D)
        self._gradients = Gradients(cast("Parameters", out.derivatives), out.dZ)

    def forward(self, X: Array, *, out: Buffers) -> ForwardPass:  # noqa: ARG002  as a model's
        """Do forward propagation."""
        for call in self._forward:
            call()
        return self._forward_pass

    def cost_of(self, forward_pass: ForwardPass, Y: Array, weight: Array | None, *, out: Buffers) -> float:  # noqa: ARG002
        """Return the cost J."""
        for call in self._cost:
            call()
        return propagation.cost_from(self._losses, self._model.parameters, weight, self._model.l2)

    def backward(self, forward_pass: ForwardPass, Y: Array, weight: Array | None, *, out: Buffers) -> Gradients:  # noqa: ARG002
        """Do back propagation."""
        for call in self._backward:
            call()
        return self._gradients


def noting(out: Buffers, recorder: Recorder) -> Buffers:
    """Return buffers of the same memory whose arrays note what is done with them."""
    noting = copy.copy(out)
    for name in ("Z", "A", "dZ", "dP", "scratch", "slope", "ones", "dW", "db", "penalty", "D"):
        setattr(noting, name, {l: recorder.noted(array) for l, array in getattr(out, name).items()})
    return noting


class ReplayedRule:
    """Makes the calls that an update rule makes on the same arrays; its numbers, such as α, lie in arrays by then."""

    def __init__(self, rule: Optimizer, theta: Array, gradient: Array, state: OptimizerState) -> None:
        noted = (recorder := Recorder()).noted
        numbers = (state.learning_rate, *state.corrections)
        self._rule, self._numbers = rule, [np.array(number, theta.dtype) for number in numbers]
        self._change = len(numbers) > 1 or callable(rule.learning_rate)
        learning_rate, *corrections = cast("list[float]", [noted(number) for number in self._numbers])
        noted_state = replace(
            state,
            scratch=noted(state.scratch),
            averages={name: noted(average) for name, average in state.averages.items()},
            learning_rate=learning_rate,
            corrections=tuple(corrections),
        )
        with recorder.recording() as self._step:
            rule.step(noted(theta), noted(gradient), noted_state)

    def update(self, theta: Array, gradient: Array, state: OptimizerState) -> None:  # noqa: ARG002  as a rule's
        """Do one update."""
        if self._change:
            self._rule.begin(state)
            for array, number in zip(self._numbers, (state.learning_rate, *state.corrections), strict=True):
                array.fill(number)
        else:
            state.t += 1
        for call in self._step:
            call()


Computing: TypeAlias = tuple[Network | ReplayedNetwork, Optimizer | ReplayedRule]
"""What computes an update: forward propagation, cost and back propagation; and then the new θ."""


class Replays:
    """What computes a run's updates: the model and its rule, or their calls once a size of batch has come often."""

    def __init__(self, run: Run, buffers: Mapping[int, Buffers]) -> None:
        self.run, self.buffers = run, buffers
        self.seen: dict[int, int] = {}
        self.found: dict[int, Computing] = {}
        self.state = self.of_run()

    def of(self, X: Array, Y: Array, sample_weight: Array | None) -> Computing:
        """Return what computes the update of this batch."""
        m = X.shape[1]
        if m in self.found:
            return self.found[m]
        plain = self.run.model, self.run.optimizer
        self.seen[m] = self.seen.get(m, 0) + 1
        if self.seen[m] > FIRST_BATCHES:
            self.found[m] = self.recorded(X, Y) if sample_weight is None and recordable(self.run.model) else plain
        return self.found.get(m, plain)

    def look_again(self) -> None:
        """After callbacks, forget what was recorded if they have changed what the calls depend on."""
        before, self.state = self.state, self.of_run()
        # The very same objects: equal ones may compute other bits, and what is of one's own may not compare.
        if len(before) != len(self.state) or not all(map(operator.is_, before, self.state)):
            self.seen, self.found = {}, {}

    def of_run(self) -> list[object]:
        """Return what the calls depend on besides arrays that stay where they are."""
        model, rule, state = self.run.model, self.run.optimizer, self.run.optimizer_state
        parts = [*model.g.values(), model.output_layer, rule]
        for part in parts:  # and then for what an output layer is of: its activation and loss
            if type(part) in KNOWN:
                parts += vars(part).values()
        averages = state.averages.values() if type(rule) in RULES else ()
        # The names tell of a method of the model's own. l2 as it lies there: a property would be asked once more.
        kind = (type(model), *vars(model), vars(model).get("l2"))
        return [*kind, model.parameters, *model.layers.values(), *parts, state, *averages]

    def recorded(self, X: Array, Y: Array) -> Computing:
        """Return the recorded calls of a batch, as far as they can be recorded."""
        run, out = self.run, self.buffers[X.shape[1]]
        rule, theta = run.optimizer, run.model.parameters.vector
        try:
            network = ReplayedNetwork(run.model, X, Y, out)
        except NotRecordable:
            return run.model, rule
        if type(rule) not in RULES or rule.clip_norm is not None or theta.size > BLOCK_SIZE:
            return network, rule
        gradient = cast("Parameters", out.derivatives).vector
        return network, ReplayedRule(rule, theta, gradient, run.optimizer_state)


def recordable(model: Network) -> bool:
    """Whether a model's lines are known to make the same calls at each update."""
    ways, output = ("forward", "cost_of", "backward"), model.output_layer
    return (
        all(getattr(type(model), name) is getattr(Network, name) and name not in vars(model) for name in ways)
        and vars(model).keys() >= PARTS
        and all(type(layer) is Dense for layer in model.layers.values())
        and type(output) in KNOWN
        and {type(output.activation), type(output.loss), *map(type, model.g.values())} <= KNOWN
    )
