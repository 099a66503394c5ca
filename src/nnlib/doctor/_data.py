"""What is wrong with the data: the scale of X and Y, labels, classes, and examples that are held out."""

from collections.abc import Iterator

import numpy as np

from nnlib._arrays import Array
from nnlib._scale import FAR, of_features, of_targets, rounded, size_of
from nnlib.activations import Softmax
from nnlib.doctor._case import Case, explained
from nnlib.doctor.findings import Finding, Level
from nnlib.losses import CrossEntropy

TINY = 0.03
"""The root mean square below which even the largest feature is too small to learn from."""
BORDERED = 64
"""Pictures of so many pixels have some that never change."""
PIXELS = 16
"""Pictures have so many at least."""
ASSOCIATED = 0.05
"""The share of Y that X has to explain for labels to belong to it."""
OPPOSED = -0.5
"""What neighbours of the other class explain, as in a parity: less than this."""
RARE = 0.25
"""A class is rare that has less than this share of what it would have if all were of one size."""
FEW = 40
"""Fewer examples cannot tell that labels do not belong to X."""


def of_outcome(case: Case) -> Level:
    """Return the level of what has spoilt the run, or may."""
    return "wrong" if case.gap > 0.15 or case.E < 0.3 else "doubtful"  # noqa: PLR2004  of all that could be explained


# X and Y.


def scale_of_targets(case: Case) -> Iterator[Finding]:
    """Tell targets that are far from unit scale, where they are numbers."""
    output, loss = case.model.output_layer.activation, case.model.loss
    if isinstance(loss, CrossEntropy):
        return
    rms = size_of(case.Y).rms
    if rms > FAR or 0 < rms < TINY:
        yield Finding(
            "Y not scaled",
            of_outcome(case),
            of_targets(case.Y, output),
            "dZ[L] = A[L] − Y is as large as Y, and with it every gradient: a learning rate that is right for standardized "
            "targets is not right for these.",
            "Y_scaling = nnlib.datasets.Standardizer(Y_train), train on Y_scaling(Y_train), and read predictions with "
            "Y_scaling.inverse.",
        )


def scale_of_features(case: Case) -> Iterator[Finding]:
    """Tell features that are far from unit scale: raw pixels, one among others, or all."""
    X, _ = case.sample
    X = X.astype(np.float64)
    rms = np.sqrt(np.square(X).mean(axis=1))
    largest, meaning = int(rms.argmax()), "dW[1] = 1/m dZ[1] Xᵀ grows with X, feature by feature, and so do Z[1] and J."
    standardize = (
        "scaling = nnlib.datasets.Standardizer(X_train), train on scaling(X_train), and apply the same scaling "
        "to whatever the model is given."
    )
    if raw_pixels(X):
        yield Finding(
            "raw pixels",
            of_outcome(case),
            f"the {len(X)} features go from {rounded(X.min())} to {rounded(X.max())}: pixels as files hold them",
            meaning,
            f"divide them by {255 if X.max() > 16 else 16}: X / {255 if X.max() > 16 else 16}, for training and for all that follows.",  # noqa: PLR2004
        )
    elif rms[largest] > FAR and len(X) > 1 and np.partition(rms, -2)[-2] <= FAR:
        others = float(np.median(rms))
        yield Finding(
            "one feature dominates",
            of_outcome(case),
            f"feature {largest} has a root mean square of {rounded(rms[largest])}, the others one of {rounded(others)} "
            "(median)",
            f"{meaning} Z[1] is nearly this feature alone, and no α suits it and the others.",
            standardize,
        )
    elif rms[largest] > FAR:
        yield Finding("X not scaled", of_outcome(case), of_features(case.X), meaning, standardize)
    elif 0 < rms[largest] < TINY:
        told = f"the largest feature has a root mean square of {rounded(rms[largest])}"
        yield Finding("X not scaled", of_outcome(case), told, meaning, standardize)


def raw_pixels(X: Array) -> bool:
    """Whether features look like pixels in whole steps: not negative, up to 255, and many of them nearly as large."""
    largest = X.max(axis=1)
    alike = (largest >= largest.max() / 2).mean() >= 0.5  # noqa: PLR2004  most
    return bool(len(X) >= PIXELS and X.min() >= 0 and FAR < largest.max() <= 256 and alike)  # noqa: PLR2004  8 bits


def constant_features(case: Case) -> Iterator[Finding]:
    """Tell features that never change, but for the ground of pictures."""
    X = case.X
    lowest, highest = X.min(axis=1), X.max(axis=1)
    constant = lowest == highest
    for ends in (lowest, highest):  # the value at which others end, too, is the ground that pictures stand on
        values, counts = np.unique(ends[~constant], return_counts=True)
        ground = values[counts >= max(2, (~constant).sum() / 2)]
        constant &= ~np.isin(ends, ground)
    if len(X) >= BORDERED:  # the pixels at the border of pictures, standardized, are a little below 0, or 0
        constant &= np.abs(lowest) >= 1
    if constant.any() and X.shape[1] > 1:
        features = np.flatnonzero(constant)
        yield Finding(
            "constant features",
            "note",
            f"{len(features)} of {len(X)} features never change, such as feature {features[0]}, which is always "
            f"{rounded(float(lowest[features[0]]))}",
            "A constant x_i adds w_i x_i to z for every example alike, as b does: it tells nothing, and its weights are lost.",
            "leave these columns out, or find out why they are constant.",
        )


# Labels and classes.


def labels(case: Case) -> Iterator[Finding]:
    """Tell labels that nothing in X explains, and that the model does not explain for others either."""
    X, Y = case.sample
    m = X.shape[1]
    rarest = np.minimum(Y.sum(axis=1), m - Y.sum(axis=1)).max() if case.model.classifies else m
    if m < FEW or rarest < FEW / 4 or explains_others(case):
        return
    neighbours, line = case.associations
    if max(neighbours, line) > ASSOCIATED or neighbours < OPPOSED:
        return
    baseline = "the most frequent class" if case.model.classifies else "the mean"
    yield Finding(
        "labels do not match X",
        "wrong" if X.shape[1] >= 2 * FEW else "doubtful",
        f"of {X.shape[1]} examples, neither the {5} nearest neighbours ({neighbours:.0%} of the variance) nor a straight line "
        f"({line:.0%}) tells more about the label of one that is left out than {baseline} does",
        "Where Y has nothing to do with X, the best A[L] is the same for every example. A large network can learn such "
        "labels by heart, and nothing else.",
        "look at some columns of X with their labels. Were X and Y shuffled or sorted apart, or is one of them a row off?",
    )


def explains_others(case: Case) -> bool:
    """Whether the model explains examples that it was not trained on, or more than it could have learned by heart."""
    if case.validation is not None:
        X, Y = case.validation
        return explained(case.outputs(X), Y) > ASSOCIATED
    m, n = case.X.shape[1], case.model.parameters.vector.size
    return case.guess is not None and (case.guess - case.loss) * m > n * np.log(m) / 2  # as BIC counts


def shares(Y: Array, *, softmax: bool) -> Array:
    """Return the share of each class: where each row is a question of its own, of the rarer answer."""
    positive = Y.mean(axis=1, dtype=np.float64)
    return positive if softmax else np.minimum(positive, 1 - positive)


def classes(case: Case) -> Iterator[Finding]:
    """Tell classes that have no example, and such that have few."""
    model, Y = case.model, case.Y
    if not model.classifies or not np.isin(Y, (0, 1)).all():
        return
    softmax = isinstance(model.output_layer.activation, Softmax)
    share = shares(Y, softmax=softmax)
    missing, K = np.flatnonzero(share == 0), len(Y) if softmax or len(Y) > 1 else 2
    if missing.size:
        where, elsewhere = f"class {', '.join(map(str, missing[:5]))}", ""
        if len(Y) == 1:
            where = f"class {0 if Y[0, 0] else 1}"
        if case.validation is not None:
            seen = shares(case.validation[1], softmax=softmax)[missing] > 0
            elsewhere = f"; validation has examples of {seen.sum()} of them" if seen.any() else ""
        yield Finding(
            "missing class",
            "wrong",
            f"among {Y.shape[1]} examples there is none of {where}{elsewhere}",
            "Every update lowers the probability of a class that has no example, so the model will never answer with it.",
            "look at how the data were split or read: split(..., stratify=True) keeps the shares. Or take fewer output nodes.",
        )
    share = np.where(share > 0, share, 1)
    if share.min() < RARE / K and Y.shape[1] >= 10 * K:  # of fewer, it may be chance
        rare = int(share.argmin())
        name = f"class {rare}" if len(Y) > 1 else f"class {int(Y.mean() < 0.5)}"  # noqa: PLR2004  the rarer of two
        yield Finding(
            "imbalanced classes",
            "note" if case.E > 0.5 else "doubtful",  # noqa: PLR2004  of what is to be explained
            f"{name} has {share.min():.1%} of the {Y.shape[1]} examples, where {1 / K:.1%} would be its part of {K}",
            "J is a mean over examples, so a rare class hardly counts, and accuracy is high without it.",
            "sample_weight=nnlib.datasets.balanced_weights(Y) in train, and nnlib.metrics.recall beside the accuracy.",
        )


# Held out examples, and pictures.


def validation_in_training(case: Case) -> Iterator[Finding]:
    """Tell examples that are held out and trained on, unless examples repeat anyway."""
    if case.validation is None:
        return
    training, held_out = [column.tobytes() for column in columns(case.X)], columns(case.validation[0])
    known = set(training)
    again = np.mean([column.tobytes() in known for column in held_out])
    repeats = 1 - len(known) / len(training)
    if again > 0.02 and again > 2 * repeats:  # noqa: PLR2004  more than a chance
        yield Finding(
            "validation in training",
            "wrong" if again > 0.3 else "doubtful",  # noqa: PLR2004
            f"{again:.0%} of the {len(held_out)} examples to validate on are among the {len(training)} to train on",
            "A cost measured on examples that θ was fitted to does not tell what new ones will cost.",
            "split once, before everything else: X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X, Y, rng=0).",
        )


def columns(X: Array) -> Array:
    """Return the examples as rows whose bytes can be compared."""
    return np.ascontiguousarray(X.T) + 0.0  # so that -0 is 0


def inverted_pictures(case: Case) -> Iterator[Finding]:
    """Tell pictures on which the model is wrong, and right once dark and light change places."""
    if not case.model.classifies or case.model.n_x < PIXELS:
        return
    pictures = {"X": case.sample}
    if case.validation is not None:
        X, Y = case.validation
        pictures["validation"] = X[:, :600], Y[:, :600]
    for name, (X, Y) in pictures.items():
        as_is = explained(case.outputs(X), Y)
        turned = max(explained(case.outputs(other), Y) for other in negatives(X, case.X))
        if turned > max(0.3, as_is + 0.3):  # noqa: PLR2004  of what is to be explained
            yield Finding(
                "inverted pictures",
                "wrong",
                f"the model explains {max(as_is, -1):.0%} of the labels of {name}, and {turned:.0%} once light and dark change places",
                "The network learned light on dark, or dark on light, and these are the other way round: for W[1] X they are far "
                "from everything it was trained on.",
                "X = 1 − X where pixels are from 0 to 1, or read_images(..., invert=True).",
            )
            return


def negatives(X: Array, training: Array) -> Iterator[Array]:
    """Yield pictures with light and dark exchanged, in the range of the training pictures, of all pixels or of each."""
    low, high = X.min(), X.max()
    bottom, top = training.min(), training.max()
    yield bottom + (high - X) / ((high - low) or 1) * (top - bottom)
    yield training.min(axis=1, keepdims=True) + training.max(axis=1, keepdims=True) - X


CHECKS = (
    scale_of_targets,
    scale_of_features,
    constant_features,
    classes,
    labels,
    validation_in_training,
    inverted_pictures,
)
