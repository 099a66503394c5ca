"""What is wrong with the data: the scale of X and Y, labels and classes, what is held out, inverted pictures."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import counted
from nnlib._scale import FAR, of_features, of_targets, rounded, size_of
from nnlib.activations import Softmax
from nnlib.doctor._case import NEIGHBOURS, SAMPLE, Case, r_squared, z_score
from nnlib.doctor.findings import Finding, Level
from nnlib.losses import CrossEntropy
from nnlib.optimizers import Adam

TINY = 0.03
"""The root mean square below which the largest feature, or Y, is too small to learn from."""
PIXELS, BORDERED = 16, 64
"""The least that pictures have, and from which some at the border never change."""
ASSOCIATED, OPPOSED = 0.05, -0.5
"""What X explains of Y at least, where they belong together; far below 0 where neighbours always differ."""
PERHAPS, SURELY = 2.0, 3.0
"""From how many standard deviations of chance outputs have something to do with labels."""
RARE = 0.25
"""A class is rare that has less than this share of what it would have if all had the same."""
FOLLOWS = 0.2
"""What neighbours have to explain of the labels of training for those of validation to be held against it."""
FEW, ENOUGH = 40, 10_000
"""The number of examples below which chance is not told from labels that do not belong to X, and what is enough."""


def of_outcome(case: Case) -> Level:
    """Return the level of what spoils a run, by whether this one is spoilt."""
    return "wrong" if case.gap > 0.15 or case.r2 < 0.3 else "doubtful"  # noqa: PLR2004  shares of Y


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


def scale_of_validation(case: Case) -> Iterator[Finding]:
    """Tell examples that are held out and have not been scaled as those of training were."""
    if case.validation is None:
        return
    with_it, held_out = (
        np.abs(X.astype(np.float64)).mean(axis=1) for X in (case.sample[0], case.validation[0][:, :SAMPLE])
    )
    ratios = held_out[with_it > 0] / with_it[with_it > 0]
    other = (ratios > FAR) | (ratios < 1 / FAR)
    if other.mean() > 0.3:  # noqa: PLR2004  of the features
        told = f"{other.mean():.0%} of the features of validation are ten times as large, or as small, as in training"
        yield Finding(
            "X not scaled", "wrong", told, "apply the scaling of training: scaling(X_val), with the same scaling"
        )


def raw_pixels(X: Array) -> bool:
    """Whether features look like pixels in 8 bits: none is negative, and most of them get as large as others."""
    largest = X.max(axis=1)
    alike = (largest >= largest.max() / 2).mean() >= 0.5  # noqa: PLR2004  most
    return bool(len(X) >= BORDERED and X.min() >= 0 and FAR < largest.max() < 256 and alike)  # noqa: PLR2004  8 bits


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
        yield Finding("constant features", "wrong" if constant.all() else "note", told)


# Labels and classes.


def labels(case: Case) -> Iterator[Finding]:
    """Tell labels that nothing in X explains, and that the model does not explain for other examples either."""
    X, Y = case.sample
    m, positive = X.shape[1], Y.sum(axis=1)
    if (
        m < FEW
        or not (Y[:, :1] != Y).any()
        or (case.model.classifies and np.minimum(positive, m - positive).max() < FEW / 4)
    ):
        return
    neighbours, line = case.associations
    if max(neighbours, line) > ASSOCIATED or neighbours < OPPOSED or case.z_score > SURELY:
        return
    if one_feature_tells(X, Y) or explains_others(case):
        return
    better = "the class shares" if case.model.classifies else "the mean"
    told = (
        f"neither an example's {NEIGHBOURS} nearest neighbours ({max(neighbours, 0):.0%} of Y explained) nor a "
        f"straight line ({max(line, 0):.0%}) tell its label better than {better}"
    )
    sure = m >= 3 * FEW and case.z_score < PERHAPS
    yield Finding("labels do not match X", "wrong" if sure else "doubtful", told)


def one_feature_tells(X: Array, Y: Array) -> bool:
    """Whether a single feature correlates with a row of Y more than the best of so many would by chance."""
    X, Y = (array - array.mean(axis=1, keepdims=True, dtype=np.float64) for array in (X, Y))
    norms = np.linalg.norm(X, axis=1)[:, np.newaxis] * np.linalg.norm(Y, axis=1)
    r = np.abs(X @ Y.T) / np.where(norms > 0, norms, 1)
    return bool(r.max() * math.sqrt(X.shape[1]) > math.sqrt(2 * math.log(2 * r.size)) + 1)


def explains_others(case: Case) -> bool:
    """Whether the model, or a fresh copy of it, explains examples that it was not trained on."""
    if (
        case.validation is not None
        and z_score(case.model.predict_proba(case.validation[0]), case.validation[1]) > PERHAPS
    ):
        return True
    order = np.random.default_rng(0).permutation(case.X.shape[1])[:ENOUGH]
    training, others = np.split(order, [2 * len(order) // 3])
    larger = replace(case)
    larger.parts = case.X[:, training], case.Y[:, training], case.X[:, others], case.Y[:, others]
    fresh = case.fresh(case.plain)
    r2 = larger.tried(fresh, Adam(0.01), updates=4 * case.updates, batch_size=64)
    case.trials, case.updates_tried = larger.trials, larger.updates_tried
    return r2 > ASSOCIATED or z_score(fresh.predict_proba(larger.parts[2]), larger.parts[3]) > PERHAPS


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
        told = f"among {counted(Y.shape[1], 'example')} there is none of class {', '.join(names)}"
        if case.validation is not None and (shares(case.validation[1], softmax=softmax)[missing] > 0).any():
            told += ", but there are some in validation"
        yield Finding("missing class", "wrong", told)
    share = np.where(share > 0, share, 1)
    if share.min() < RARE / K and Y.shape[1] >= 10 * K:  # of fewer, it may be chance
        k = int(share.argmin())
        name = f"class {k}" if softmax else f"class {int(Y[k].mean() < 0.5)}"  # noqa: PLR2004  the rarer of two
        name += f" of row {k}" if len(Y) > 1 and not softmax else ""
        told = f"{name} has {share.min():.1%} of {Y.shape[1]} examples"
        if softmax or len(Y) == 1:
            told += f", where {1 / K:.1%} would be its part"
        yield Finding("imbalanced classes", "note" if case.r2 > 0.5 else "doubtful", told)  # noqa: PLR2004  of Y


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
    times, m, n = Counter(training), len(training), len(held_out)
    again = sum(x in times for x in held_out)
    # So many are again in training by chance, where examples repeat anyway; and how far that may be off.
    p = sum(count for count in times.values() if count > 1) / m
    chance = p + 3 * math.sqrt(max(p * (1 - p), 1 / m) * (1 / m + 1 / n))
    if again > 2 and again / n > max(0.02, chance):  # noqa: PLR2004  two may be chance
        told = f"{again} of the {n} examples of validation are among the {m} of training"
        yield Finding("validation in training", "wrong" if again / n > 0.3 else "doubtful", told)  # noqa: PLR2004  of them


def labels_of_validation(case: Case) -> Iterator[Finding]:
    """Tell labels of validation that do not follow from X as those of training do."""
    if case.validation is None or case.associations[0] < FOLLOWS:
        return
    X, Y = case.sample
    X_val, Y_val = (array[:, :SAMPLE] for array in case.validation)
    if X_val.shape[1] < FEW or not (Y_val != Y_val[:, :1]).any():
        return
    guesses = from_training(X, Y, X_val)
    related = z_score(guesses, Y_val)
    if related < PERHAPS:
        told = (
            f"{NEIGHBOURS} neighbours in training explain {case.associations[0]:.0%} of the labels of training, "
            f"and {max(r_squared(guesses, Y_val), 0):.0%} of those of validation"
        )
        if related < -SURELY:
            told += ", and point away from these: classes may be exchanged"
        yield Finding("labels do not match X", "wrong", told)


def from_training(X: Array, Y: Array, X_val: Array) -> Array:
    """Return for each example of validation the mean of Y over its nearest neighbours in training."""
    mean, deviation = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    X, X_val = ((array - mean) / np.where(deviation > 0, deviation, 1) for array in (X, X_val))
    distances = np.square(X).sum(axis=0) - 2 * X_val.T @ X
    nearest = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    return Y[:, nearest].mean(axis=2)


def inverted_pictures(case: Case) -> Iterator[Finding]:
    """Tell pictures on which the model is wrong, and right once light and dark change places."""
    if not case.model.classifies or case.model.n_x < PIXELS:
        return
    pictures = {"X": case.sample}
    if case.validation is not None:
        X, Y = case.validation
        pictures["validation"] = X[:, :SAMPLE], Y[:, :SAMPLE]
    for name, (X, Y) in pictures.items():
        as_is = max(r_squared(case.model.predict_proba(X), Y), 0)
        turned = max(r_squared(case.model.predict_proba(negative), Y) for negative in negatives(X, case.X))
        if turned > as_is + 0.3:
            told = f"the model explains {as_is:.0%} of the labels of {name}, {turned:.0%} with light and dark exchanged"
            yield Finding("inverted pictures", "wrong", told)
            return


def negatives(X: Array, training: Array) -> Iterator[Array]:
    """Yield pictures with light and dark exchanged, in the range of training: that of all pixels, or of each."""
    low, high, bottom, top = X.min(), X.max(), training.min(axis=1, keepdims=True), training.max(axis=1, keepdims=True)
    yield bottom.min() + (high - X) * ((top.max() - bottom.min()) / ((high - low) or 1))
    # At the border, pixels that hardly vary were divided by next to nothing.
    yield np.clip(bottom + top - X, bottom, top)


def of_data(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the data; held out labels and pictures tell nothing where the scale is another."""
    scale = list(scale_of_features(case)) or list(scale_of_validation(case))
    for findings in (scale_of_targets(case), scale, constant_features(case), classes(case), labels(case)):
        yield from findings
    yield from validation_in_training(case)
    if not scale:
        yield from list(inverted_pictures(case)) or labels_of_validation(case)
