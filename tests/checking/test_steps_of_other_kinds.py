"""The first wrong line of a convolution, of pooling, of a recurrent network and of a thinned one is named."""

import numpy as np
import pytest

import nnlib
from nnlib._buffers import Buffers
from nnlib._diagnosis import wrong_shape
from nnlib.layers import Convolution, Dense, Layer, MaxPool

M = 5
T = 4
RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(2 * 6 * 5, M))
SEQUENCES = RNG.normal(size=(3 * T, M))
WEIGHT = RNG.uniform(0.5, 2, M)


def images(**options):
    layers = [(2, 6, 5), Convolution(3, 3, stride=2, padding=1), MaxPool(2), 4]
    return with_biases(nnlib.Network(layers, hidden="tanh", output="softmax", rng=0, **options))


def two_convolutions():
    layers = [(2, 6, 5), Convolution(3, 3, padding=1), Convolution(2, 3, padding=1), 4]
    return with_biases(nnlib.Network(layers, hidden="tanh", output="softmax", rng=0))


def recurrent(**options):
    return with_biases(nnlib.RecurrentNetwork(n_x=3, n_a=4, T=T, rng=0, **options))


def thinned():
    return with_biases(nnlib.Network([12, 5, 4, 1], hidden="tanh", keep_prob={1: 0.8, 2: 0.5}, rng=0))


def tied():
    twice = Dense(12)
    return with_biases(nnlib.Network([12, twice, twice, 1], hidden="tanh", rng=0))


def with_biases(model):
    model.parameters.vector += 0.3 * np.random.default_rng(1).normal(size=model.parameters.vector.size)
    return model


def examples(model):
    X = IMAGES if model.n_x == len(IMAGES) else SEQUENCES
    return X, np.resize(np.arange(max(model.n_y, 2)), (1, M))


def right_steps(model, weight=None):
    """Return all arrays of the library by a student's names, with the masks that it was thinned by."""
    X, Y = examples(model)
    drawn = model.buffers(M)
    drawn.draw_masks(np.random.default_rng(3))
    D = drawn.D
    forward_pass = model.forward(X, out=Buffers(D=D))
    gradients = model.backward(forward_pass, Y, weight)
    steps = {f"D{l}": mask for l, mask in D.items()} | {f"P{l}": P for l, P in forward_pass.P.items()}
    for l in model.g:
        steps |= {f"Z{l}": forward_pass.Z[l], f"A{l}": forward_pass.A[l], f"dZ{l}": gradients.dZ[l]}
        if l > 1:
            dP = model.W[l].T @ gradients.dZ[l].reshape(len(model.W[l]), -1)
            steps |= {f"dP{l}": dP} if l in forward_pass.P else {}
            steps[f"dA{l - 1}"] = model.layers[l].back(dP.copy(), forward_pass.A, l) * D.get(l - 1, 1)
        if l in model.parameters.distinct:
            steps |= {f"dW{l}": gradients.dW[l], f"db{l}": gradients.db[l]}
    return {name: array.copy() for name, array in steps.items()}


KINDS = [
    (images, {}),
    (images, {"l2": 0.1, "keep_prob": 0.6}),
    (two_convolutions, {}),
    (recurrent, {"l2": 0.1}),
    (recurrent, {"keep_prob": 0.6, "hidden": "relu"}),
    (thinned, {}),
    (tied, {}),
]


@pytest.mark.parametrize(("kind", "options"), KINDS)
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["unweighted", "weighted"])
def test_right_lines_are_right(kind, options, weight):
    model = kind(**options)
    steps = right_steps(model, weight)
    for dtype in ("float64", "float32"):
        rounded = {name: array.astype(dtype) for name, array in steps.items()}
        report = nnlib.compare_steps(model, *examples(model), rounded, weight)
        assert report.passed, report
    assert set(report.steps) == {name for name in steps if name[0] != "D"}


def test_the_lines_come_in_order_and_a_shared_W_has_one_derivative():
    names = " ".join(nnlib.compare_steps(recurrent(), *examples(recurrent()), right_steps(recurrent())).steps)
    assert names == (
        "P1 Z1 A1 P2 Z2 A2 P3 Z3 A3 P4 Z4 A4 Z5 A5 dZ5 dW5 db5 dA4 dZ4 dP4 dA3 dZ3 dP3 dA2 dZ2 dP2 dA1 dZ1 dW1 db1"
    )
    with pytest.raises(ValueError, match="unknown step 'dW2': did you mean"):
        nnlib.compare_steps(recurrent(), *examples(recurrent()), {"dW2": 1})
    names = " ".join(nnlib.compare_steps(images(), *examples(images()), right_steps(images())).steps)
    assert names == "P1 Z1 A1 P2 Z2 A2 dZ2 dW2 db2 dP2 dA1 dZ1 dW1 db1"


TEXTS = {
    images: [
        "P[1] = the 3x3 patches of X as columns, stride 2, padding 1",
        "Z[1] = W[1] P[1] + b[1]",
        "P[2] = the largest value of each 2x2 window of A[1]",
        "dA[1] = dP[2], each value at the one pixel that is the largest of its window",
        "dP[2] = W[2]ᵀ dZ[2]",
        "dZ[1] = dA[1] * g[1]′(Z[1]), where g[1] is tanh",
        "dW[1] = 1/m dZ[1] P[1]ᵀ",
        "db[1] = 1/m Σ dZ[1], each Σ over all examples and positions",
    ],
    two_convolutions: ["dA[1] = dP[2], at each pixel the sum over all patches that see it"],
    recurrent: [
        "P[1] = [0; X[0:3]], a<0> = 0",
        "P[3] = [A[2]; X[6:9]], a<2> on top of x<3>",
        "dA[2] = dP[3][:4], the rows of a<2>",
        "dA[4] = W[5]ᵀ dZ[5]",
        "dW[1] = 1/m (dZ[1] P[1]ᵀ + … + dZ[4] P[4]ᵀ)",
        "db[1] = 1/m (Σ dZ[1] + … + Σ dZ[4]), each Σ over all examples",
    ],
    thinned: [
        "A[1] = g[1](Z[1]) * D[1], where g[1] is tanh",
        "dA[1] = W[2]ᵀ dZ[2] * D[1]",
        "dZ[1] = dA[1] * g[1]′(Z[1]), where g[1] is tanh",
    ],
    tied: ["dW[1] = 1/m (dZ[1] Xᵀ + dZ[2] A[1]ᵀ)", "Z[2] = W[2] A[1] + b[2]"],
}


@pytest.mark.parametrize("kind", TEXTS)
def test_the_lines_are_told(kind):
    model = kind()
    steps = right_steps(model) | {f"dA{l}": np.ones((model.layer_sizes[l], M)) for l in model.g}
    told = {step.equation for step in nnlib.compare_steps(model, *examples(model), steps).steps.values()}
    assert set(TEXTS[kind]) <= told


def cut(around, stride=2, k=3):
    """Return the patches of an image with its padding as columns."""
    ys, xs = (range(0, n - k + 1, stride) for n in around.shape[1:3])
    return np.hstack([around[:, y : y + k, x : x + k].reshape(-1, M) for y in ys for x in xs])


def padded(image, above=1, below=1):
    return np.pad(image, ((0, 0), (above, below), (above, below), (0, 0)))


def spread(s, share):
    """Return the derivatives at the pixels of the one 2x2 window that pooling sees on 3x3 pixels."""
    d_image, windows = np.zeros((3, 3, 3, M)), s["A1"].reshape(3, 3, 3, M)[:, :2, :2].reshape(3, 4, M)
    d_image[:, :2, :2] = (share(windows) * s["dP2"][:, np.newaxis]).reshape(3, 2, 2, M)
    return d_image.reshape(-1, M)


IMAGE = IMAGES.reshape(2, 6, 5, M)
ORDER = "the order row, column, channel: it is channel, row, column"
ONE = "it belongs to the one that is the largest"
OF_IMAGES = [
    (
        "P1",
        lambda s, W, b: s["P1"].reshape(2, 3, 3, -1)[:, ::-1, ::-1].reshape(18, -1),
        "has its patches flipped: nothing is flipped here, pixel (0, 0) of a patch comes first",
    ),
    (
        "Z1",
        lambda s, W, b: W[1].reshape(3, 2, 3, 3)[:, :, ::-1, ::-1].reshape(3, -1) @ s["P1"] + b[1],
        "comes from a P[1] that has its patches flipped: nothing is flipped here, pixel (0, 0) of a patch comes first",
    ),
    ("P1", lambda s, W, b: cut(IMAGE), "has shape (18, 20), not (18, 45): it is made without padding"),
    (
        "Z1",
        lambda s, W, b: (W[1] @ cut(IMAGE) + b[1]).reshape(-1, M),
        "has shape (12, 5), not (27, 5): it comes from a P[1] that is made without padding",
    ),
    (
        "P1",
        lambda s, W, b: cut(padded(IMAGE, 0, 2)),
        "has all of its padding below and to the right: half of it belongs above and to the left",
    ),
    (
        "P1",
        lambda s, W, b: cut(padded(IMAGE, 2, 0)),
        "has all of its padding above and to the left: half of it belongs below and to the right",
    ),
    (
        "P1",
        lambda s, W, b: cut(padded(IMAGE), stride=1),
        "has shape (18, 150), not (18, 45): it is made with stride 1",
    ),
    (
        "P1",
        lambda s, W, b: cut(padded(IMAGE)[:, :5, :5], stride=1),
        "has its patches 1 pixel apart: the stride is forgotten",
    ),
    (
        "P1",
        lambda s, W, b: np.moveaxis(s["P1"].reshape(2, 9, -1), 0, 1).reshape(18, -1),
        f"has the rows of a patch in {ORDER}",
    ),
    (
        "P1",
        lambda s, W, b: cut(padded(np.moveaxis(IMAGES.reshape(6, 5, 2, M), 2, 0))),
        f"takes the rows of the image in {ORDER}",
    ),
    (
        "P1",
        lambda s, W, b: s["P1"].reshape(18, 9, M).swapaxes(1, 2).reshape(18, -1),
        "has its columns in the order example, position: position p of example i is column p m + i",
    ),
    (
        "P1",
        lambda s, W, b: s["P1"].reshape(18, 3, 3, M).swapaxes(1, 2).reshape(18, -1),
        "has its positions column by column: they go row by row",
    ),
    (
        "P1",
        lambda s, W, b: s["P1"].reshape(2, 3, 3, -1).swapaxes(1, 2).reshape(18, -1),
        "has the pixels of a patch column by column: they go row by row",
    ),
    ("Z1", lambda s, W, b: (W[1] @ s["P1"]).reshape(-1, M), "is W[1] P[1]: b[1] is missing"),
    ("Z1", lambda s, W, b: s["Z1"].reshape(3, 9, M).swapaxes(0, 1).reshape(-1, M), f"has its rows in {ORDER}"),
    (
        "Z1",
        lambda s, W, b: np.moveaxis(s["Z1"].reshape(3, 3, 3, M), 3, 0),
        "has shape (5, 3, 3, 3), not (27, 5): the examples stand first, and should stand last",
    ),
    ("Z1", lambda s, W, b: np.ones((5, 3, 3, 3)), "has shape (5, 3, 3, 3), not (27, 5)"),
    (
        "P2",
        lambda s, W, b: s["A1"].reshape(3, 3, 3, M)[:, :2, :2].mean(axis=(1, 2)),
        "has the mean of each window: the largest value was meant",
    ),
    (
        "P2",
        lambda s, W, b: s["A1"].reshape(3, 3, 3, M)[:, :2, :2].min(axis=(1, 2)),
        "has the smallest value of each window: the largest value was meant",
    ),
    (
        "Z2",
        lambda s, W, b: W[2] @ s["A1"].reshape(3, 3, 3, M)[:, 0, 0] + b[2],
        "comes from a P[2] that has the first pixel of each window: the largest value was meant",
    ),
    ("P2", lambda s, W, b: s["A1"], "has shape (27, 5), not (3, 5): it is not pooled"),
    (
        "P2",
        lambda s, W, b: s["Z1"].reshape(3, 3, 3, M)[:, :2, :2].max(axis=(1, 2)),
        "is made of Z[1]: A[1] was meant",
    ),
    ("dP2", lambda s, W, b: s["dW2"].T @ s["dZ2"], "is dW[2]ᵀ dZ[2]: W[2] was meant"),
    ("dA1", lambda s, W, b: s["dP2"], "has shape (3, 5), not (27, 5): it is dP[2] itself"),
    ("dA1", lambda s, W, b: spread(s, np.ones_like), f"goes to all pixels of a window: {ONE}"),
    (
        "dZ1",
        lambda s, W, b: spread(s, np.ones_like) * (1 - s["A1"] ** 2),
        f"comes from a dA[1] that goes to all pixels of a window: {ONE}",
    ),
    (
        "dA1",
        lambda s, W, b: spread(s, lambda window: np.full_like(window, 1 / 4)),
        f"is shared out over a window, as that of a mean: {ONE}",
    ),
    ("dZ1", lambda s, W, b: s["dA1"], "is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere"),
    (
        "dW1",
        lambda s, W, b: s["dZ1"].reshape(3, -1) @ cut(padded(IMAGE, 0, 2)).T / M,
        (
            "is made from a P[1] that has all of its padding below and to the right: half of it belongs above and to "
            "the left"
        ),
    ),
    ("dW1", lambda s, W, b: M * s["dW1"], "is 5 times too large, and m = 5: the factor 1/m is missing"),
    ("dW1", lambda s, W, b: s["dW1"] / 9, "is divided by the 9 positions, whose derivatives add up: 1/m is all"),
    (
        "dW1",
        lambda s, W, b: s["dA1"].reshape(3, -1) @ s["P1"].T / M,
        "is made from dA[1] where dZ[1] was meant: g[1]′(Z[1]) is missing",
    ),
    (
        "dW2",
        lambda s, W, b: s["dZ2"] @ s["A1"].T / M,
        "has shape (4, 27), not (4, 3): it is made from a P[2] that is not pooled",
    ),
    ("db1", lambda s, W, b: s["db1"] / 9, "is divided by the 9 positions, whose derivatives add up: 1/m is all"),
    (
        "db1",
        lambda s, W, b: s["dZ1"].sum(axis=1, keepdims=True) / M,
        "has shape (27, 1), not (3, 1): it is summed over the examples alone: the sum goes over the positions too",
    ),
]


def back_from_patches(s, add, *, flipped=False):
    """Return dA[1] of the second convolution, in its padding, each patch put in or added."""
    patches = s["dP2"].reshape(3, 3, 3, 30, M)
    d_image = np.zeros((3, 8, 7, M))
    for p in range(30) if add != "first" else reversed(range(30)):
        y, x = divmod(p, 5)
        patch = patches[:, ::-1, ::-1, p] if flipped else patches[:, :, :, p]
        d_image[:, y : y + 3, x : x + 3] = patch + (d_image[:, y : y + 3, x : x + 3] if add == "all" else 0)
    return d_image


def inner(d_image):
    return d_image[:, 1:-1, 1:-1].reshape(-1, M)


def of_examples(s):
    """Return dP[2] with the columns that another order would have."""
    return {"dP2": s["dP2"].reshape(27, M, 30).swapaxes(1, 2).reshape(27, -1)}


OF_TWO_CONVOLUTIONS = [
    *(
        (
            "dA1",
            lambda s, W, b, which=which: inner(back_from_patches(s, which)),
            f"has each pixel's derivative from the {which} patch that sees it: all of them add up",
        )
        for which in ("first", "last")
    ),
    (
        "dA1",
        lambda s, W, b: back_from_patches(s, "all").reshape(-1, M),
        "has shape (168, 5), not (90, 5): it has the padding left in",
    ),
    (
        "dZ1",
        lambda s, W, b: back_from_patches(s, "all")[:, :6, :5].reshape(-1, M) * (1 - s["A1"] ** 2),
        "comes from a dA[1] that has the padding cut off below and to the right: half of it is above and to the left",
    ),
    (
        "dA1",
        lambda s, W, b: inner(back_from_patches(s, "all", flipped=True)),
        "has the patches flipped: pixel (0, 0) of a patch comes first",
    ),
    (
        "dA1",
        lambda s, W, b: inner(back_from_patches(of_examples(s), "all")),
        "takes the columns in the order example, position: position p of example i is column p m + i",
    ),
    (
        "dP2",
        lambda s, W, b: W[2].T @ (s["dZ2"] / (1 - s["A2"] ** 2)).reshape(2, -1),
        "is W[2]ᵀ dA[2]: dZ[2] was meant",
    ),
    (
        "dA1",
        lambda s, W, b: inner(back_from_patches({"dP2": s["dW2"].T @ s["dZ2"].reshape(2, -1)}, "all")),
        "comes from a dP[2] that is dW[2]ᵀ dZ[2]: W[2] was meant",
    ),
]


def x(t):
    return SEQUENCES[3 * (t - 1) : 3 * t]


SHARED = "layers 1 to 4 share one W, and their derivatives add up"
OF_TIMES = [
    (
        "P1",
        lambda s, W, b: np.vstack([np.zeros((4, M)), x(T)]),
        "takes x<4>, as where time is reversed: x<1> was meant",
    ),
    ("P2", lambda s, W, b: np.vstack([s["A1"], x(1)]), "takes x<1>: x<2> was meant"),
    (
        "Z2",
        lambda s, W, b: W[1] @ np.vstack([x(2), s["A1"]]) + b[1],
        "comes from a P[2] that is x<2> on top of a<1>: a<1> stands on top",
    ),
    ("P1", lambda s, W, b: np.vstack([s["A4"], x(1)]), "has an a<0> that is not 0"),
    ("P3", lambda s, W, b: np.vstack([0 * s["A2"], x(3)]), "has 0 in place of a<2>"),
    ("P3", lambda s, W, b: x(3), "has shape (3, 5), not (7, 5): it is x<3> alone: a<2> belongs on top"),
    (
        "P2",
        lambda s, W, b: np.vstack([s["A1"], SEQUENCES[1::T]]),
        "takes every 4th row of X, as if it were feature by feature: X is time by time",
    ),
    ("P2", lambda s, W, b: np.vstack([s["Z1"], x(2)]), "is made of Z[1]: A[1] was meant"),
    ("dA2", lambda s, W, b: s["dP3"], "has shape (7, 5), not (4, 5): it is dP[3] itself"),
    ("dA2", lambda s, W, b: s["dP3"][3:], "is the last 4 rows of dP[3]: a<2> stands on top"),
    (
        "dZ2",
        lambda s, W, b: s["dP3"][3:] * (1 - s["A2"] ** 2),
        "comes from a dA[2] that is the last 4 rows of dP[3]: a<2> stands on top",
    ),
    ("dW1", lambda s, W, b: s["dZ4"] @ s["P4"].T / M, f"is that of layer 4 alone: {SHARED}"),
    ("dW1", lambda s, W, b: s["dZ1"] @ s["P1"].T / M, f"is that of layer 1 alone: {SHARED}"),
    ("dW1", lambda s, W, b: s["dZ1"] @ s["P1"].T, f"is that of layer 1 alone: {SHARED}; and 1/m is missing"),
    ("dW1", lambda s, W, b: s["dW1"] / T, f"is divided by 4: {SHARED}"),
    ("db1", lambda s, W, b: s["db1"] / T, f"is divided by 4: {SHARED}"),
    ("db1", lambda s, W, b: s["dZ4"].sum(axis=1, keepdims=True) / M, f"is that of layer 4 alone: {SHARED}"),
]
OF_THINNED = [
    ("A1", lambda s, W, b: np.tanh(s["Z1"]), "is not thinned: the mask D[1] is missing"),
    (
        "A1",
        lambda s, W, b: np.tanh(s["Z1"]) * (s["D1"] > 0),
        "is thinned by a mask of 0 and 1: D[1] is 0 or 1/keep_prob",
    ),
    ("A1", lambda s, W, b: np.maximum(s["Z1"], 0) * s["D1"], "is relu(Z[1]), but g[1] is tanh"),
    ("dA1", lambda s, W, b: W[2].T @ s["dZ2"], "is not thinned: the mask D[1] is missing"),
    (
        "dZ1",
        lambda s, W, b: W[2].T @ s["dZ2"] * (1 - np.tanh(s["Z1"]) ** 2),
        "comes from a dA[1] that is not thinned: the mask D[1] is missing",
    ),
    (
        "dZ1",
        lambda s, W, b: W[2].T @ s["dZ2"] * s["D1"] * (1 - s["A1"] ** 2),
        "is dA[1] * tanh′, had from A[1] behind the mask: it is that of g[1](Z[1]) alone",
    ),
    (
        "dZ1",
        lambda s, W, b: s["dW2"].T @ s["dZ2"] * s["D1"] * (1 - np.tanh(s["Z1"]) ** 2),
        "comes from a dA[1] that is dW[2]ᵀ dZ[2]: W[2] was meant",
    ),
]
SLIPS = {images: OF_IMAGES, two_convolutions: OF_TWO_CONVOLUTIONS, recurrent: OF_TIMES, thinned: OF_THINNED}


@pytest.mark.parametrize("kind", SLIPS)
def test_the_slip_is_named(kind):
    model = kind()
    right = right_steps(model)
    for name, change, mistake in SLIPS[kind]:
        report = nnlib.compare_steps(model, *examples(model), right | {name: change(right, model.W, model.b)})
        assert (report.first_wrong.name, report.first_wrong.mistake) == (name, mistake)
        assert {step.verdict for step in report.steps.values() if step.name != name} == {"right"}


def test_what_no_slip_explains_is_not_named():
    """A mistake of no kind, and each slip with a little of another beside it."""
    rng = np.random.default_rng(3)
    for kind, slips in SLIPS.items():
        model = kind()
        right = right_steps(model)
        for name, change, _ in slips:
            array = change(right, model.W, model.b)
            for wrong in (rng.normal(size=array.shape), array * (1 + 0.01 * rng.normal(size=array.shape))):
                step = nnlib.compare_steps(model, *examples(model), right | {name: wrong}).first_wrong
                shapes = array.shape, right[name].shape
                fits = shapes[0] in {shapes[1], (3, 45)}  # a product's is as good
                told = "and no known pattern fits" if fits else wrong_shape(*shapes)
                assert step.mistake.endswith(told)


def test_ties_go_to_the_first():
    """Of equal pixels the derivative belongs to one: here they are all 0, with ReLU."""
    model = nnlib.Network([(1, 2, 2), Convolution(1, 1), MaxPool(2), 1], initialization="zeros")
    model.W[2] = [[1.0]]
    dP2 = model.W[2].T @ (np.full((1, M), 0.5) - np.ones((1, M)))
    for rows, verdict in (([1, 0, 0, 0], None), ([1, 1, 1, 1], "goes to all"), ([0, 0, 0, 1], "goes to the last")):
        dA1 = np.array(rows)[:, np.newaxis] * dP2
        wrong = nnlib.compare_steps(model, np.ones((4, M)), np.ones((1, M)), {"dA1": dA1}).first_wrong
        assert wrong is None if verdict is None else verdict in wrong.mistake


def test_images_may_have_their_axes():
    model, right = images(), right_steps(images())
    shapes = {
        "P1": [(2, 3, 3, 3, 3, M), (18, 9, M), (2, 9, 45)],
        "Z1": [(3, 3, 3, M), (3, 9, M), (3, 45)],
        "A1": [(3, 3, 3, M), (3, 45)],
        "dZ1": [(3, 3, 3, M), (3, 45)],
        "dA1": [(3, 3, 3, M), (3, 45)],
        "dW1": [(3, 2, 3, 3)],
        "P2": [(3, 1, 1, M)],
        "dP2": [(3, 1, 1, M)],
    }
    for name, several in shapes.items():
        for shape in several:
            array = right[name].reshape(shape).copy()
            assert nnlib.compare_steps(model, *examples(model), {name: array}).passed, (name, shape)
            place = tuple(n - 1 for n in shape)
            array[place] += 3
            step = nnlib.compare_steps(model, *examples(model), {name: array}).first_wrong
            assert step.worst == place
            assert step.came == array[place] == pytest.approx(step.right + 3)
    dense = nnlib.compare_steps(tied(), *examples(tied()), {"Z3": np.ones((1, 1, M))}).first_wrong
    assert dense.mistake.startswith("has shape (1, 1, 5), not (1, 5)")


def test_the_arrays_in_other_shapes_are_what_the_next_lines_take():
    model, right = images(), right_steps(images())
    A1 = np.maximum(right["Z1"], 0).reshape(3, 45)
    P2 = A1.reshape(3, 3, 3, M)[:, :2, :2].max(axis=(1, 2))
    report = nnlib.compare_steps(model, *examples(model), {"A1": A1, "P2": P2})
    assert [step.verdict for step in report.steps.values()] == ["wrong", "follows"]


def test_a_product_is_not_taken_for_its_transpose():
    """Of as many kernels as examples, (n, positions · m) is the turned round shape of (n · positions, m)."""
    model = nnlib.Network([(1, 3, 3), Convolution(M, 2), 4], output="softmax", rng=0)
    x = RNG.normal(size=(9, M))
    A1 = np.maximum(model.forward(x).A[1], 0.1)
    Z2 = model.W[2] @ A1 + model.b[2]
    report = nnlib.compare_steps(model, x, np.zeros((1, M), int), {"A1": A1.reshape(M, 4 * M), "Z2": Z2})
    assert [step.verdict for step in report.steps.values()] == ["wrong", "follows"]


def test_many_positions_are_diagnosed_in_little_memory(allocated):
    model = nnlib.Network([(1, 30, 30), Convolution(8, 5), 1], hidden="tanh", rng=0)
    x, wrong = RNG.normal(size=(900, 3)), RNG.normal(size=(5408, 3))
    peak = allocated(lambda: nnlib.compare_steps(model, x, np.ones((1, 3)), {"dZ1": wrong}))
    assert peak < 60 * wrong.nbytes  # a product with its own transpose would take 1,800


def test_masks_of_0_and_1_will_do_and_without_them_the_network_is_whole():
    model, right = thinned(), right_steps(thinned())
    kept = right | {name: right[name] > 0 for name in ("D1", "D2")}
    assert nnlib.compare_steps(model, *examples(model), kept).passed
    X, Y = examples(model)
    Z1 = model.W[1] @ X + model.b[1]
    assert nnlib.compare_steps(model, X, Y, {"A1": np.tanh(Z1)}).passed
    assert nnlib.compare_steps(model, X, Y, {"A1": right["A1"], "D1": right["D1"]}).passed


def test_what_is_no_mask_is_refused():
    model, right = thinned(), right_steps(thinned())
    for array, message in (
        (np.full((5, M), 0.9), r"D1 must hold 0 and 1/keep_prob = 1.25, but D1\[0, 0\] is 0.9"),
        (np.where(right["D1"] > 0, 1.25, 1), "D1 must hold 0 and 1/keep_prob = 1.25, but D1.* is 1.0"),
        (right["D1"][:4], r"D1 must have shape \(5, 5\), got \(4, 5\)"),
    ):
        with pytest.raises(ValueError, match=message):
            nnlib.compare_steps(model, *examples(model), right | {"D1": array})
    with pytest.raises(ValueError, match="steps holds nothing but masks: give any of 'Z1', 'A1', 'Z2'"):
        nnlib.compare_steps(model, *examples(model), {"D1": right["D1"]})
    with pytest.raises(ValueError, match="unknown step 'D3'"):
        nnlib.compare_steps(model, *examples(model), right | {"D3": np.ones((1, M))})


def test_images_that_are_no_columns_yet_are_told_how_they_become_some():
    with pytest.raises(ValueError, match="X must have a column of n_x=60 features for each example of shape"):
        nnlib.compare_steps(images(), np.ones((M, 2, 6, 5)), np.zeros((1, M), int), {"A1": 1})


class Doubled(Layer):
    """A layer of a user's own."""

    def inputs(self, A, l):
        return 2 * A[l - 1]

    def back(self, dP, A, l):
        return 2 * dP


class Shifted(Convolution):
    """One that is derived from the library's, whose lines may be others."""


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([4, Doubled(3), 1], "layer 1 is Doubled"),
        ([(1, 4, 4), 16, Doubled(3), 1], "layer 2 is Doubled"),
        ([(1, 4, 4), MaxPool(2), Shifted(3, 1), 1], "layer 1 is Shifted"),
    ],
)
def test_layers_of_ones_own_are_refused(layers, told):
    with pytest.raises(TypeError, match=f"^compare_steps knows the library's own kinds of layers, but {told}$"):
        nnlib.compare_steps(nnlib.Network(layers, rng=0), IMAGES, [[1]], {"A1": 1})
