"""A run that diverges and the doctor use the same words for the same cause."""

import warnings

import pytest

import nnlib

X, Y = nnlib.datasets.demand(m=100, rng=0)


@pytest.mark.parametrize(
    ("scales", "rate", "words"),
    [
        ((1, 1), 1e4, "learning rate"),
        ((1e4, 1), 0.1, "scale them with nnlib.datasets.Standardizer(X_train)"),
        ((1, 1e4), 0.1, "scale them with nnlib.datasets.Standardizer(Y_train)"),
    ],
)
def test_the_cause_is_told_in_the_same_words(scales, rate, words):
    inputs, targets = scales[0] * X, scales[1] * Y
    model = nnlib.Network([4, 8, 1], hidden="identity", output="identity", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(rate))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with pytest.raises(nnlib.DivergenceError) as error:
            trainer.fit(inputs, targets, epochs=100)
    finding = nnlib.diagnose(trainer, inputs, targets).findings[0]
    assert words in str(error.value)
    assert words in f"{finding.name}: {finding.evidence}"
