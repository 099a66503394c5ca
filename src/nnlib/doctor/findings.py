"""Findings: what may be wrong with a run, what that means, what to try next, and its consequences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Literal, NamedTuple, get_args

from nnlib._parts import Title, Within
from nnlib._printing import printable, prints_everywhere
from nnlib._validation import choice

Level = Literal["wrong", "doubtful", "note"]
WIDTH = 88


class Ailment(NamedTuple):
    """Something that can be wrong: what it means in the notes' symbols, what to try next, and what it may bring."""

    meaning: str
    advice: str
    brings: tuple[str, ...] = ()


STANDARDIZE = (
    "scaling = nnlib.datasets.Standardizer(X_train): train on scaling(X_train), and give the model scaling(X) later"
)
A_WRONG_SCALE_BRINGS = (
    "learning rate too large",
    "learning rate too small",
    "dead ReLUs",
    "saturated units",
    "vanishing gradients",
    "exploding gradients",
    "too few updates",
    "network too small",
    "overfitting",
)

AILMENTS: Mapping[str, Ailment] = {
    "Y not scaled": Ailment(
        "dZ[L] = A[L] − Y is as large as Y, and with it every gradient. A learning rate that suits standardized "
        "targets does not suit these.",
        "Y_scaling = nnlib.datasets.Standardizer(Y_train): train on Y_scaling(Y_train), and read predictions with "
        "Y_scaling.inverse",
        A_WRONG_SCALE_BRINGS,
    ),
    "raw pixels": Ailment(
        "Z[1] = W[1] X + b[1] and dW[1] = 1/m dZ[1] Xᵀ grow with X. Initial weights and learning rates are made for "
        "features of about unit size.",
        "divide the pixels by the largest that they can be, here and wherever the model is used",
        A_WRONG_SCALE_BRINGS,
    ),
    "X not scaled": Ailment(
        "Z[1] = W[1] X + b[1] and dW[1] = 1/m dZ[1] Xᵀ grow with X, feature by feature. Initial weights and learning "
        "rates are made for features of about unit size.",
        STANDARDIZE,
        A_WRONG_SCALE_BRINGS,
    ),
    "one feature dominates": Ailment(
        "Z[1] = W[1] X + b[1] is nearly this feature alone, and so is dW[1]: no α suits it and the others.",
        STANDARDIZE,
        A_WRONG_SCALE_BRINGS,
    ),
    "missing class": Ailment(
        "Every update lowers the probability of a class that has no example, so the model will not answer with it.",
        "look at how the data were read and split: nnlib.datasets.split(..., stratify=True) keeps the classes' shares",
        ("dead ReLUs", "overfitting"),
    ),
    "imbalanced classes": Ailment(
        "J is a mean over all examples, so a rare class hardly counts in it, and accuracy is high without it.",
        "sample_weight=nnlib.datasets.balanced_weights(Y) in train, and nnlib.metrics.recall beside the accuracy",
        ("dead ReLUs", "learning rate too small", "overfitting"),
    ),
    "labels do not match X": Ailment(
        "Where Y has nothing to do with X, the best A[L] is the same for every example. A large network can learn such "
        "labels by heart, and nothing else.",
        "look at some columns of X with their labels: X and Y may have been shuffled or sorted apart, or be a row off",
        ("vanishing gradients", "dead ReLUs", "saturated units", "overfitting"),
    ),
    "validation in training": Ailment(
        "A cost on examples that θ was fitted to does not tell what new examples will cost.",
        "split once, before anything else: X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X, Y, rng=0)",
    ),
    "inverted pictures": Ailment(
        "The network learned pictures that are light on dark, or dark on light, and these are the other way round.",
        "X = 1 − X where pixels go from 0 to 1, or invert=True in nnlib.datasets.read_images",
        ("overfitting",),
    ),
    "copies": Ailment(
        "Units that are alike get the same dW and db, so they stay alike: together they compute what one would.",
        "draw W at random, as is the default; b alone may begin at 0",
        ("vanishing gradients", "dead ReLUs", "saturated units", "learning rate too small"),
    ),
    "exploding gradients": Ailment(
        "Z[l] = W[l] A[l−1] + b[l] and dA[l−1] = W[l]ᵀ dZ[l]: where weights are too large, each layer makes Z larger "
        "on the way forward, and the gradient on the way back.",
        'initialization="he" for ReLU, "xavier" for tanh and sigmoid; clip_norm=1 in the update rule',
        ("learning rate too large", "vanishing gradients", "dead ReLUs", "saturated units"),
    ),
    "l2 holds the weights down": Ailment(
        "dW[l] has the term l2 W[l], which pulls each weight to 0 harder than the data pull it away.",
        "a smaller l2; the course's λ is l2 m",
        ("vanishing gradients", "dead ReLUs", "learning rate too small"),
    ),
    "learning rate too large": Ailment(
        "θ ← θ − α dθ oversteps the valley of J: the cost bounces from side to side, or grows without end.",
        "a smaller α, or a schedule: nnlib.schedules.Warmup before it, or one that decays",
        ("vanishing gradients", "dead ReLUs", "saturated units", "overfitting"),
    ),
    "vanishing gradients": Ailment(
        "dZ[l−1] = W[l]ᵀ dZ[l] * g′(Z[l−1]): each layer on the way back makes the gradient smaller (σ′ is at most "
        "1/4), so the first layers hardly learn.",
        'ReLU in place of sigmoid, initialization="he" (for tanh "xavier"), or fewer layers',
        ("dead ReLUs", "saturated units"),
    ),
    "network too small": Ailment(
        "The network has too few parameters to fit these labels.",
        "more nodes in the hidden layers, or a hidden layer where there is none",
        ("dead ReLUs", "saturated units"),
    ),
    "constant features": Ailment(
        "A constant x_i adds w_i x_i to z of every example alike, as b does, and tells nothing; a large one shifts z "
        "to where units are dead or flat.",
        "leave these rows of X out, or find out why they are constant",
        ("dead ReLUs", "saturated units"),
    ),
    "dead ReLUs": Ailment(
        "Where z ≤ 0, ReLU′(z) = 0: these units have dz = 0 for every example, so they get no gradient and will not "
        "come back.",
        'a smaller learning rate, biases that begin at 0, or hidden="leaky_relu"',
        ("learning rate too small",),
    ),
    "saturated units": Ailment(
        "dZ[l] = dA[l] * g′(Z[l]): hardly any gradient passes where σ or tanh is flat.",
        'smaller initial weights (initialization="xavier"), features of unit size, or ReLU',
        ("learning rate too small",),
    ),
    "too few updates": Ailment(
        "Each update is one step down. Without batch_size an epoch is a single update, which sees all m examples.",
        "batch_size=32, so that an epoch has m/32 updates; or more epochs",
    ),
    "learning rate too small": Ailment(
        "Each update changes θ by α dθ, which is next to nothing.",
        "a larger α; learning rates are tried in steps of a factor of 3 or 10",
    ),
    "overfitting": Ailment(
        "A network with many parameters learns each example by heart, its noise as well.",
        "stop earlier: nnlib.callbacks.EarlyStopping(patience=10); more examples; l2 or keep_prob; fewer nodes",
    ),
}
"""All that can be found, causes first."""


@prints_everywhere
@dataclass(frozen=True)
class Finding:
    """One thing that may be wrong with a run.

    Parameters
    ----------
    name : str
        The name, such as "learning rate too large"; `nnlib.doctor.AILMENTS` has all names.
    level : {"wrong", "doubtful", "note"}
        "wrong": the run cannot do well like this. "doubtful": it probably does harm. "note": good to know.
    evidence : str
        The measurement.
    advice : str, optional
        The next thing to try; by default the advice of AILMENTS.
    cause : str, optional
        The name of another finding that may have caused this one.

    Examples
    --------
    >>> print(Finding("copies", "wrong", "layer 1: 4 of 4 units are alike"))
    wrong: copies
        layer 1: 4 of 4 units are alike
        Units that are alike get the same dW and db, so they stay alike: together they
        compute what one would.
        Try: draw W at random, as is the default; b alone may begin at 0
    """

    name: str
    level: Level
    evidence: str
    advice: str = ""
    cause: str | None = None

    def __post_init__(self) -> None:
        """Take the advice that belongs to the name, where there is no better one; any console can show it."""
        choice("name", self.name, AILMENTS)
        choice("level", self.level, get_args(Level))
        object.__setattr__(self, "advice", printable(self.advice or AILMENTS[self.name].advice))
        object.__setattr__(self, "evidence", printable(self.evidence))

    @property
    def meaning(self) -> str:
        """The meaning, in the notes' symbols."""
        return printable(AILMENTS[self.name].meaning)

    @property
    def _told(self) -> tuple[str, ...]:
        """The sentences below the first line."""
        return self.evidence, self.meaning, f"Try: {self.advice}"

    @property
    def _origin(self) -> str:
        """Where it may come from, as the end of the first line."""
        return f", which may come from: {self.cause}" if self.cause else ""

    def _parts_(self) -> Iterator[object]:
        """Yield all of it, under its cause if there is one."""
        parts = Title(f"{self.level}: {self.name}", self.level, self._origin), Within(self._told)
        yield from (Within(parts),) if self.cause else parts

    def __str__(self) -> str:
        """Tell all of it, under its cause if there is one."""
        indent = "    " if self.cause else ""
        inner = indent + "    "
        lines = (fill(text, WIDTH, initial_indent=inner, subsequent_indent=inner) for text in self._told)
        return "\n".join([f"{indent}{self.level}: {self.name}{self._origin}", *lines])


@prints_everywhere
@dataclass(frozen=True)
class Diagnosis:
    """The findings of `diagnose`; print it.

    Attributes
    ----------
    findings : tuple of Finding
        Causes first, each followed by its possible consequences; empty if nothing was found.
    cost : str
        The time and updates of the examination.
    left_out : str
        The checks that were left out, and the reasons; empty if there were none.
    """

    findings: tuple[Finding, ...]
    cost: str
    left_out: str = ""

    def _parts_(self) -> Iterator[object]:
        """Yield the findings, or that there are none; then what it took, and what was not looked for."""
        yield from self.findings or ["nothing found"]
        yield from filter(None, (self.cost, self.left_out))

    def __str__(self) -> str:
        """List the findings, or say that there are none; then what it took, and what was not looked for."""
        told = [str(finding) for finding in self.findings] or ["nothing found"]
        return "\n".join([*told, *(fill(text, WIDTH) for text in (self.cost, self.left_out) if text)])

    __repr__ = __str__


def in_causal_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return causes in the order of AILMENTS, each followed by the findings that it may have brought."""
    names = list(AILMENTS)
    waiting = sorted(findings, key=lambda finding: names.index(finding.name))
    ordered: list[Finding] = []
    while waiting:
        cause, *others = waiting
        brought = [finding for finding in others if finding.name in AILMENTS[cause.name].brings]
        ordered += [cause, *(replace(finding, cause=cause.name) for finding in brought)]
        waiting = [finding for finding in others if finding not in brought]
    return tuple(ordered)
