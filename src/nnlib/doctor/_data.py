"""What is wrong with the data: the scale of X and Y, labels and classes, what is held out, inverted pictures."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnlib._arrays import Array
from nnlib._scale import FAR, of_features, of_targets, rounded, size_of
from nnlib.activations import Softmax
from nnlib.doctor._case import NEIGHBOURS, SAMPLE, Case, explained, outputs
from nnlib.doctor.findings import Finding, Level
from nnlib.losses import CrossEntropy
from nnlib.optimizers import Adam

TINY = 0.03
"""The root mean square below which the largest feature, or Y, is too small to learn from."""
PIXELS, BORDERED = 16, 64
"""The least that pictures have, and from which some at the border never change."""
ASSOCIATED, OPPOSED = 0.05, -0.5
"""What X explains of Y at least, where they belong together; far below 0 where neighbours always differ."""
RARE = 0.25
"""A class is rare that has less than this share of what it would have if all had the same."""
FEW, ENOUGH = 40, 10_000
"""The number of examples below which chance is not told from labels that do not belong to X, and what is enough."""


def of_outcome(case: Case) -> Level:
    """Return the level of what spoils a run, by whether this one is spoilt."""
    return "wrong" if case.gap > 0.15 or case.E < 0.3 else "doubtful"  # noqa: PLR2004  shares of Y


# The scale of X and Y.


def scale_of_targets(case: Case) -> Iterator[Finding]:
    """Tell targets that are far from unit size, where they are numbers."""
    if isinstance(case.model.loss, CrossEntropy):
        return
    rms = size_of(case.Y).rms
    if rms > FAR or 0 < rms < TINY:
        yield Finding("Y not scaled", of_outcome(case), of_targets(case.Y, case.model.output_layer.activation))


def scale_of_features(case: Case) -> Iterator[Finding]:
    """Tell features that are far from unit size: raw pixels, one feature, or several."""
    X = case.sample[0].astype(np.float64)
    peak = np.abs(X).max() or 1.0
    rms = peak * np.sqrt(np.square(X / peak).mean(axis=1))
    largest = int(rms.argmax())
    others = float(np.median(np.delete(rms, largest))) if len(rms) > 1 else FAR + 1
    if raw_pixels(X):
        told = f"the {len(X)} features go from {rounded(X.min())} to {rounded(X.max())}, as pixels do in files"
        yield Finding("raw pixels", of_outcome(case), told)
    elif rms[largest] > FAR and np.delete(rms, largest).max(initial=0) <= FAR >= others:
        sizes = f"{rounded(rms[largest])}, the others one of {rounded(others)} (median)"
        told = f"feature {largest} has a root mean square of {sizes}"
        yield Finding("one feature dominates", of_outcome(case), told)
    elif rms[largest] > FAR:
        yield Finding("X not scaled", of_outcome(case), of_features(case.X))
    elif 0 < rms[largest] < TINY:
        told = f"no feature has a root mean square of more than {rounded(rms[largest])}"
        yield Finding("X not scaled", of_outcome(case), told)


def raw_pixels(X: Array) -> bool:
    """Whether features look like pixels in 8 bits: none is negative, and most of them get as large as others."""
    largest = X.max(axis=1)
    alike = (largest >= largest.max() / 2).mean() >= 0.5  # noqa: PLR2004  most
    return bool(len(X) >= PIXELS and X.min() >= 0 and FAR < largest.max() < 256 and alike)  # noqa: PLR2004  8 bits


def constant_features(case: Case) -> Iterator[Finding]:
    """Tell features that never change, but for those where pictures have their ground."""
    lowest, highest = case.X.min(axis=1), case.X.max(axis=1)
    constant = lowest == highest
    if not constant.any() or case.X.shape[1] < FEW:
        return
    for ends in (lowest, highest):  # the value at which most others end, too, is the ground
        values, counts = np.unique(ends[~constant], return_counts=True)
        constant = constant & ~np.isin(ends, values[counts >= max(2, len(ends) / 4)])
    if len(constant) >= BORDERED:  # standardized, the ground at the border is 0, or a little below
        constant &= np.abs(lowest) >= 1
    if constant.any():
        i = int(constant.argmax())
        value = rounded(float(lowest[i]))
        told = f"{constant.sum()} of {len(constant)} features never change: feature {i} is always {value}"
        yield Finding("constant features", "note", told)


# Labels and classes.


def labels(case: Case) -> Iterator[Finding]:
    """Tell labels that nothing in X explains, and that the model does not explain for other examples either."""
    X, Y = case.sample
    m, positive = X.shape[1], Y.sum(axis=1)
    if m < FEW or (case.model.classifies and np.minimum(positive, m - positive).max() < FEW / 4):
        return
    neighbours, line = case.associations
    if max(neighbours, line) > ASSOCIATED or neighbours < OPPOSED or explains_others(case):
        return
    told = (
        f"neither an example's {NEIGHBOURS} nearest neighbours ({neighbours:.0%} of Y explained) nor a straight line "
        f"({line:.0%}) tell its label better than {'the class shares' if case.model.classifies else 'the mean'} (0%)"
    )
    yield Finding("labels do not match X", "wrong" if m >= 2 * FEW else "doubtful", told)


def explains_others(case: Case) -> bool:
    """Whether the model, or a fresh copy of it, explains examples that it was not trained on."""
    if case.validation is not None:
        X, Y = case.validation
        return explained(outputs(case.model, X), Y) > ASSOCIATED
    order = np.random.default_rng(0).permutation(case.X.shape[1])[:ENOUGH]
    training, others = np.split(order, [2 * len(order) // 3])
    larger = replace(case)
    larger.parts = case.X[:, training], case.Y[:, training], case.X[:, others], case.Y[:, others]
    E = larger.tried(case.fresh(case.plain), Adam(0.01), updates=4 * case.updates, batch_size=64)
    case.trials, case.updates_tried = larger.trials, larger.updates_tried
    return E > ASSOCIATED


def classes(case: Case) -> Iterator[Finding]:
    """Tell classes that have no example, and such that have few."""
    Y, softmax = case.Y, isinstance(case.model.output_layer.activation, Softmax)
    if not case.model.classifies or not ((Y == 0) | (Y == 1)).all():
        return
    share, K = shares(Y, softmax=softmax), max(2, len(Y))
    missing = np.flatnonzero(share == 0)
    if missing.size:
        names = [
            str(k) if softmax else f"{int(1 - Y[k, 0])}" + (f" in row {k}" if len(Y) > 1 else "") for k in missing[:5]
        ]
        told = f"among {Y.shape[1]} examples there is none of class {', '.join(names)}"
        if case.validation is not None and (shares(case.validation[1], softmax=softmax)[missing] > 0).any():
            told += ", but there are some in validation"
        yield Finding("missing class", "wrong", told)
    share = np.where(share > 0, share, 1)
    if share.min() < RARE / K and Y.shape[1] >= 10 * K:  # of fewer, it may be chance
        rare = int(share.argmin())
        name = rare if len(Y) > 1 else int(Y.mean() < 0.5)  # noqa: PLR2004  the rarer of two
        told = f"class {name} has {share.min():.1%} of {Y.shape[1]} examples, where {1 / K:.1%} would be its part"
        yield Finding("imbalanced classes", "note" if case.E > 0.5 else "doubtful", told)  # noqa: PLR2004  of Y


def shares(Y: Array, *, softmax: bool) -> Array:
    """Return the share of each class; where each row is a question of its own, that of the rarer answer."""
    positive = Y.mean(axis=1, dtype=np.float64)
    return positive if softmax else np.minimum(positive, 1 - positive)


# Examples that are held out, and pictures.


def validation_in_training(case: Case) -> Iterator[Finding]:
    """Tell examples that are held out and trained on as well, unless examples repeat anyway."""
    if case.validation is None:
        return
    training, held_out = ([x.tobytes() for x in np.ascontiguousarray(X.T) + 0.0] for X in (case.X, case.validation[0]))
    known = set(training)
    again = float(np.mean([x in known for x in held_out]))
    repeated = 1 - len(known) / len(training)
    if again > max(0.02, 2 * repeated):
        told = f"{again:.0%} of the {len(held_out)} examples of validation are among the {len(training)} of training"
        yield Finding("validation in training", "wrong" if again > 0.3 else "doubtful", told)  # noqa: PLR2004  of them


def inverted_pictures(case: Case) -> Iterator[Finding]:
    """Tell pictures on which the model is wrong, and right once light and dark change places."""
    if not case.model.classifies or case.model.n_x < PIXELS:
        return
    pictures = {"X": case.sample}
    if case.validation is not None:
        X, Y = case.validation
        pictures["validation"] = X[:, :SAMPLE], Y[:, :SAMPLE]
    for name, (X, Y) in pictures.items():
        as_is = max(explained(outputs(case.model, X), Y), 0)
        turned = max(explained(outputs(case.model, negative), Y) for negative in negatives(X, case.X))
        if turned > as_is + 0.3:
            told = f"the model explains {as_is:.0%} of the labels of {name}, {turned:.0%} with light and dark exchanged"
            yield Finding("inverted pictures", "wrong", told)
            return


def negatives(X: Array, training: Array) -> Iterator[Array]:
    """Yield pictures with light and dark exchanged, in the range of training: that of all pixels, or of each."""
    low, high, bottom, top = X.min(), X.max(), training.min(axis=1, keepdims=True), training.max(axis=1, keepdims=True)
    yield bottom.min() + (high - X) * ((top.max() - bottom.min()) / ((high - low) or 1))
    yield np.clip(
        bottom + top - X, bottom, top
    )  # at the border, pixels that hardly vary were divided by next to nothing


CHECKS = (
    scale_of_targets,
    scale_of_features,
    constant_features,
    classes,
    labels,
    validation_in_training,
    inverted_pictures,
)
