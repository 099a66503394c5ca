"""Files that earlier versions wrote still load, and what is loaded computes what it computed then.

They lie in the folder data. With X, YES_OR_NO, CLASSES and Swish as below, these lines wrote them at commit be266a1::

    deep = nnlib.DeepNetwork([3, 5, 4, 3], hidden=LeakyReLU(0.2), output="softmax", l2=0.01, dtype="float32", rng=0)
    nnlib.train(deep, X, CLASSES, learning_rate=0.5, iterations=60)
    deep.save("leaky_softmax.npz")

    shallow = nnlib.ShallowNetwork(n_x=3, n_h=4, hidden=Swish(), rng=1)
    nnlib.train(shallow, X, YES_OR_NO, learning_rate=0.5, iterations=60)
    shallow.save("own_activation.npz")

    trainer = nnlib.Trainer(nnlib.Network([3, 4, 1], hidden="tanh", rng=2), optimizer=nnlib.Adam(0.05), batch_size=6, rng=3)
    trainer.fit(X, YES_OR_NO, iterations=10, validation=(X[:, :5], YES_OR_NO[:, :5]))
    trainer.save("mid_epoch.npz")

And these wrote two of the other kinds, and a network with l2, at version 0.4.0::

    entries = [(1, 3, 5), Convolution(2, 2, padding=1), MaxPool(2, stride=1), Convolution(3, (1, 2)), 4, 3]
    options = {"hidden": "tanh", "output": "softmax", "keep_prob": {2: 0.8}, "dtype": "float32", "rng": 4}
    thinned = nnlib.Network(entries, **options)
    trainer = nnlib.Trainer(thinned, optimizer=nnlib.Momentum(0.05, clip_norm=1), batch_size=3, rng=5)
    trainer.fit(X.reshape(15, 4), CLASSES[:, :4], iterations=5)
    trainer.save("thinned_convolution.npz")

    recurrent = nnlib.RecurrentNetwork(n_x=3, n_a=2, T=5, rng=6)
    nnlib.train(recurrent, X.reshape(15, 4), YES_OR_NO[:, :4], learning_rate=0.5, iterations=60)
    recurrent.save("recurrent.npz")

    penalized = nnlib.Network([3, 4, 1], hidden="tanh", l2=0.1, rng=2)
    trainer = nnlib.Trainer(penalized, optimizer=nnlib.Adam(0.05), batch_size=6, rng=3)
    trainer.fit(X, YES_OR_NO, iterations=10, validation=(X[:, :5], YES_OR_NO[:, :5]))
    trainer.save("penalized.npz")

The numbers below are what they printed then. Another machine's BLAS may round otherwise in the last digits.
"""  # noqa: E501  the lines as they were run

from pathlib import Path

import numpy as np
import pytest
from networks import Swish

import nnlib
from nnlib.activations import LeakyReLU

DATA = Path(__file__).parent / "data"
X = np.sin(np.arange(1.0, 61.0) ** 2).reshape(3, 20)
YES_OR_NO, CLASSES = (X[:1] > X[1:2]).astype(int), X.argmax(axis=0)[np.newaxis]
VALIDATION = X[:, :5], YES_OR_NO[:, :5]


def written(name):
    """Return the θ that a file holds, as NumPy reads it."""
    with np.load(DATA / name) as arrays:
        return arrays["theta"]


def test_a_deep_network_in_float32():
    model = nnlib.load(DATA / "leaky_softmax.npz")
    assert repr(model) == (
        "DeepNetwork(3-5-4-3, leaky_relu(slope=0.2), softmax, categorical_cross_entropy, 59 parameters, float32, "
        "l2=0.01)"
    )
    assert type(model) is nnlib.DeepNetwork
    assert model.g[1] == model.g[2] == LeakyReLU(0.2)
    np.testing.assert_array_equal(model.parameters.vector, written("leaky_softmax.npz"), strict=True)
    expected = [
        [5.71193062e-02, 2.13053245e-05, 3.58888656e-01, 1.45904464e-03],
        [9.25138652e-01, 9.99741733e-01, 1.21197656e-01, 1.04061568e-04],
        [1.77419893e-02, 2.36942913e-04, 5.19913733e-01, 9.98436868e-01],
    ]
    np.testing.assert_allclose(model.predict_proba(X[:, :4]), expected, rtol=1e-5)
    np.testing.assert_array_equal(
        model.predict(X), [[1, 1, 2, 2, 2, 1, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 2, 2, 1, 2]]
    )  # fmt: skip
    assert nnlib.gradient_check(model, X, CLASSES).passed
    history = nnlib.train(model, X, CLASSES, learning_rate=0.5, iterations=3)
    np.testing.assert_allclose(history.cost, [0.2520717600039643, 0.2454610390283051, 0.2397766045944445], rtol=1e-5)


def test_a_network_with_an_activation_of_ones_own():
    swish = Swish()
    model = nnlib.load(DATA / "own_activation.npz", custom={"Swish": swish})
    assert repr(model) == "ShallowNetwork(3-4-1, Swish, sigmoid, binary_cross_entropy, 21 parameters, float64)"
    assert type(model) is nnlib.ShallowNetwork
    assert model.g[1] is swish
    np.testing.assert_array_equal(model.parameters.vector, written("own_activation.npz"), strict=True)
    expected = [[1.7012455295011417e-02, 4.8298632687393295e-04, 7.8442490129599050e-03, 9.4886879088724785e-01]]
    np.testing.assert_allclose(model.predict_proba(X[:, :4]), expected, rtol=1e-9)
    assert nnlib.gradient_check(model, X, YES_OR_NO).passed
    history = nnlib.train(model, X, YES_OR_NO, learning_rate=0.5, iterations=3)
    np.testing.assert_allclose(history.cost, [0.0564089607466413, 0.05475044432940478, 0.05317150594945781], rtol=1e-9)
    with pytest.raises(nnlib.FileError, match=r"it uses 'Swish', .*custom=\{'Swish': ...\}"):
        nnlib.load(DATA / "own_activation.npz")


def test_a_trainer_in_mid_epoch():
    trainer = nnlib.Trainer.load(DATA / "mid_epoch.npz")
    assert repr(trainer) == (
        "Trainer(Network(3-4-1, tanh, sigmoid, binary_cross_entropy, 21 parameters, float64), "
        "Adam(learning_rate=0.05, beta1=0.9, beta2=0.999, epsilon=1e-08), batch_size=6, History(10 updates, 2 epochs, "
        "epoch_cost 0.6104 to 0.4838, validation_cost 0.5374 to 0.4333))"
    )
    np.testing.assert_array_equal(trainer.model.parameters.vector, written("mid_epoch.npz"), strict=True)
    expected = [[0.3938615264155554, 0.22214418415079967, 0.24942480631900812, 0.5889949260487677]]
    np.testing.assert_allclose(trainer.model.predict_proba(X[:, :4]), expected, rtol=1e-9)
    assert nnlib.gradient_check(trainer.model, X, YES_OR_NO).passed
    history = trainer.fit(X, YES_OR_NO, epochs=2, validation=VALIDATION)  # the rest of this epoch, and another
    costs = [
        *(0.6644865648860661, 0.5727377636496213, 0.5749266973462753, 0.6675052939783954),
        *(0.4910346657430711, 0.5434434384815588, 0.44330516400054604, 0.40464269033044115),
        *(0.4380469707392665, 0.38436572515047135, 0.3727813603560735, 0.35500066133748165),
        *(0.3091219101664509, 0.24721561097273478, 0.4202147334489604, 0.20717361509256532),
    ]
    np.testing.assert_allclose(history.cost, costs, rtol=1e-9)
    epoch_costs = [0.6103958371624284, 0.48379924950059683, 0.39405828300749157, 0.31368303788570034]
    np.testing.assert_allclose(history.epoch_cost, epoch_costs, rtol=1e-9)
    assert history.epoch_end == [4, 8, 12, 16]
    assert history.validation_epoch == [1, 2, 3, 4]
    validation_costs = [0.5374370111709436, 0.43333165429978554, 0.33506021047162854, 0.2439312962964077]
    np.testing.assert_allclose(history.validation_cost, validation_costs, rtol=1e-9)
    assert history.validation_accuracy == [0.8, 1.0, 1.0, 1.0]
    assert history.validation_loss == history.validation_cost  # without l2 they are the same
    assert history.training_accuracy == history.training_epoch == []


def test_a_trainer_with_l2_has_no_losses_of_the_epochs_before_they_were_kept():
    trainer = nnlib.Trainer.load(DATA / "penalized.npz")
    assert trainer.model.l2 == 0.1
    np.testing.assert_array_equal(trainer.model.parameters.vector, written("penalized.npz"), strict=True)
    history = trainer.fit(X, YES_OR_NO, epochs=2, validation=VALIDATION, training_accuracy=True)
    validation_costs = [0.7456098826362263, 0.655956872797227, 0.5951407022090542, 0.5406567686528689]
    np.testing.assert_allclose(history.validation_cost, validation_costs, rtol=1e-9)
    assert np.isnan(history.validation_loss[:2]).all()
    assert history.validation_loss[-1] == pytest.approx(0.39681802249483344, rel=1e-9)
    assert len(history.validation_loss) == len(history.validation_cost)
    assert history.training_epoch == [3, 4]
    assert history.training_accuracy[-1] == trainer.model.accuracy(X, YES_OR_NO)


def test_a_convolution_in_mid_epoch_goes_on_with_the_masks_that_would_have_come():
    trainer = nnlib.Trainer.load(DATA / "thinned_convolution.npz")
    assert repr(trainer.model) == (
        "Network(1x3x5-Convolution(2, 2, padding=1)-MaxPool(2, stride=1)-Convolution(3, (1, 2))-4-3, tanh, softmax, "
        "categorical_cross_entropy, 188 parameters, float32, keep_prob={2: 0.8})"
    )
    assert repr(trainer.optimizer) == "Momentum(learning_rate=0.05, clip_norm=1.0, beta=0.9)"
    np.testing.assert_array_equal(trainer.model.parameters.vector, written("thinned_convolution.npz"), strict=True)
    expected = [
        [0.2232770323753357, 0.35674819350242615, 0.3236238360404968, 0.3662748336791992],
        [0.3556012809276581, 0.3287216126918793, 0.3382176458835602, 0.30725911259651184],
        [0.4211217164993286, 0.3145301938056946, 0.338158518075943, 0.32646608352661133],
    ]
    np.testing.assert_allclose(trainer.model.predict_proba(X.reshape(15, 4)), expected, rtol=1e-5)
    history = trainer.fit(X.reshape(15, 4), CLASSES[:, :4], epochs=2)
    costs = [
        *(1.1728010773658752, 1.05391263961792, 1.3414347966512044, 1.0834197998046875),
        *(1.134126861890157, 1.0764228105545044, 1.054182728131612, 0.9329012036323547),
    ]
    np.testing.assert_allclose(history.cost, costs, rtol=1e-5)


def test_a_recurrent_network():
    model = nnlib.load(DATA / "recurrent.npz")
    assert repr(model) == (
        "RecurrentNetwork(5x3-Recurrent(2)-1, tanh, sigmoid, binary_cross_entropy, 15 parameters, float64)"
    )
    assert model.W[1] is model.W[5]
    np.testing.assert_array_equal(model.parameters.vector, written("recurrent.npz"), strict=True)
    expected = [[0.013574800559495358, 0.013393484631007367, 0.013979816008735902, 0.9651661163779574]]
    np.testing.assert_allclose(model.predict_proba(X.reshape(15, 4)), expected, rtol=1e-9)
