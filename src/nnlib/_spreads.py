"""What was measured several times: means with their deviations, and in how many digits they are written."""

import math

import numpy as np

from nnlib._arrays import Array

LONGEST_NUMBER = 8  # characters; a longer one is written with an exponent
LARGEST = 1e300  # what is larger counts as this, since two of them may have no difference


def over_runs(values: Array) -> tuple[Array, Array]:
    """Return mean and standard deviation over the last axis; one run has a deviation of NaN."""
    if values.shape[-1] == 1:
        return values[..., 0], np.full(values.shape[:-1], np.nan)
    equal = (values == values[..., :1]).all(axis=-1)  # their mean may be rounded, so that they seem to deviate
    unit = 2.0 ** (math.frexp(np.abs(values).max(initial=0, where=np.isfinite(values)))[1] - 1)
    with np.errstate(all="ignore"):
        scaled = values / unit  # so that no square overflows
        return unit * scaled.mean(axis=-1), np.where(equal, 0, unit * scaled.std(axis=-1, ddof=1))


def precisions(means: Array, deviations: Array) -> tuple[str, str]:
    """Return how means and how deviations are written: with as many decimals as a typical deviation warrants.

    All have the same number of decimals, unless some would be long then, or would not be told from 0.
    """
    known = np.isfinite(means)
    if not known.any():
        return "", ""
    spread = np.sort(deviations[known & np.isfinite(deviations) & (deviations > 0)])
    unlike = np.ptp(means[known].clip(-LARGEST, LARGEST))
    typical = spread[len(spread) // 2] if spread.size else unlike / 10 or abs(means[known][0]) / 100 or 1
    decimals = max(0, 1 - math.floor(math.log10(typical)))

    pairs = list(zip(means[known].tolist(), np.nan_to_num(deviations[known]).tolist(), strict=True))
    texts = [(f"{mean:.{decimals}f}", f"{deviation:.{decimals}f}") for mean, deviation in pairs]
    lost = any(
        pair[0] != 0 == float(mean) == float(deviation) for pair, (mean, deviation) in zip(pairs, texts, strict=True)
    )
    each = [text for pair in texts for text in pair]
    if lost or max(len(text.lstrip("-")) for text in each) > LONGEST_NUMBER:
        return "#.3g", "#.2g"
    spare = min(len(text) - len(text.rstrip("0")) for text in each)  # zeros at the end of all
    precision = f"z.{max(0, decimals - spare)}f"
    return precision, precision
