"""The verdict on a tensor, and how a report reads."""

import numpy as np
import pytest

from nnlib.checking._differences import Comparison
from nnlib.checking._reports import GradientReport, TensorReport, judge


def found(agree=0, unclear=0, skipped=0, wrong=0):
    """Return so many comparisons of each kind."""
    kinds = [Comparison(1.0, 1.0, 1e-6, agrees=True, clear=True)] * agree
    kinds += [Comparison(1.0, 1.0, 0.5, agrees=True, clear=False)] * unclear
    kinds += [Comparison(1.0, 3.0, 1e-6, agrees=False, clear=True)] * wrong
    return dict(enumerate(kinds + [None] * skipped))


KINDS = [
    ({"agree": 99, "skipped": 1}, "passed"),
    ({"agree": 98, "skipped": 2}, "undecided"),
    ({"agree": 90, "unclear": 10}, "passed"),
    ({"agree": 89, "unclear": 11}, "undecided"),
    ({"agree": 99, "wrong": 1}, "failed"),
    ({"agree": 49, "unclear": 25, "skipped": 25, "wrong": 1}, "failed"),
    ({"skipped": 100}, "undecided"),
]


def test_how_much_may_be_skipped_or_unclear():
    index = np.arange(100).reshape(10, 10)
    for kinds, verdict in KINDS:
        report = judge("W[1]", index, found(**kinds))
        assert report.verdict == verdict
        assert report.checked + report.skipped == 100
        assert bool(report.reason) == (verdict == "undecided")
        if verdict == "failed":
            assert (report.numeric, report.backprop) == (1.0, 3.0)
            assert report.error == pytest.approx(2 / 3)


def tensor(name, culprit="", mistake="", verdict="failed"):
    return TensorReport(name, verdict, 4, 0, 0.5, (0, 1), 1.0, 1.5, culprit=culprit, mistake=mistake)


def report(*tensors, **remarks):
    return GradientReport({tensor.name: tensor for tensor in tensors}, 0.5, 0.1, **remarks)


def test_a_diagnosis_is_a_sentence():
    assert tensor("W[1]", "dW[1]", "is transposed").diagnosis == "dW[1] is transposed"
    assert tensor("W[1]").diagnosis == ""


def test_one_mistake_is_told_once():
    told = report(
        tensor("W[1]", "dZ[1]", "is dA[1]"),
        tensor("b[1]", "dZ[1]", "is dA[1]"),
        tensor("W[2]", "dW[2]", "has the wrong sign"),
        tensor("b[2]", "db[2]", "has the wrong sign"),
        tensor("W[3]", "dW[3]", "is transposed"),
        tensor("b[3]", verdict="passed"),
    ).mistakes()
    assert told == [
        "dZ[1] is dA[1]; dW[1], db[1] follow from it.",
        "each of dW[2], db[2] has the wrong sign.",
        "dW[3] is transposed.",
    ]
    assert report(tensor("W[1]", "J", "is 2")).mistakes() == ["J is 2; dW[1] follows from it."]


VERDICTS = [
    (["passed"], {}, "passed"),
    (["passed", "undecided"], {}, "undecided"),
    (["undecided", "failed"], {}, "failed"),
    (["passed"], {"problems": ("it grows",)}, "failed"),
    (["passed"], {"doubts": ("copies",)}, "undecided"),
    (["failed"], {"doubts": ("copies",)}, "failed"),
]


def test_the_worst_decides():
    for verdicts, remarks, verdict in VERDICTS:
        tensors = [tensor(f"W[{l}]", verdict=verdict) for l, verdict in enumerate(verdicts, start=1)]
        assert report(*tensors, **remarks).verdict == verdict
        assert report(*tensors, **remarks).passed == (verdict == "passed")


def test_the_printed_report_says_everything():
    text = str(report(tensor("W[1]", "dW[1]", "is transposed"), problems=("it grows",), doubts=("copies",)))
    assert text.splitlines() == [
        "gradient check: failed (J = 0.5, relative error 1.0e-01)",
        "      verdict  checked  skipped    error  worst at          numeric         backprop",
        "W[1]   failed        4        0  5.0e-01    [0, 1]  +1.00000000e+00  +1.50000000e+00",
        "dW[1] is transposed.",
        "it grows.",
        "copies.",
    ]


def test_most_of_what_is_not_clear_decides_on_the_advice():
    class Nudged:
        knows_kinks = False

        def has_kink(self, i):
            return i < self.kinks

        def is_coarse(self, i, derivative):
            return False

    nudged, index = Nudged(), np.arange(5)
    for nudged.kinks, told in ((2, "drown in the noise"), (3, "the cost has a kink at 5 of 5 places")):
        assert told in judge("W1", index, found(unclear=5), nudged).reason
