"""Mistakes, put into the other kinds of layers one at a time, and what refuses each of them.

A mistake on the way back alone contradicts the cost, and the gradient check sees it. A mistake that both ways share
gives another network, with a gradient that is right: the check passes it, and has to. Then an example by hand, in
tests/test_layers.py, is what refuses it, and PyTorch, where it is installed. `ONE_WAY` and `BOTH_WAYS` say which by
which.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import test_layers
from mutations import put_in
from networks import masks

import nnlib
from nnlib import _windows, dropout, layers, propagation
from nnlib.layers import Convolution, MaxPool, Recurrent

M = 4


class Kind(NamedTuple):
    """A network: its list, how else it is made, and what is made of numbers that are drawn for its examples."""

    entries: list
    options: dict
    pixels: Callable = np.asarray


KINDS = {
    "images": Kind([(2, 3, 4), Convolution(2, (1, 2)), Convolution(2, 2, stride=(2, 1), padding=1), 2], {"l2": 0.3}),
    "pools": Kind([(1, 4, 5), Convolution(2, 2, padding=(1, 0)), MaxPool((2, 3), stride=(2, 1)), 2], {}),
    "ties": Kind([(1, 2, 4), Convolution(1, 1), MaxPool(2), 2], {"hidden": "identity"}, np.sign),
    "sequences": Kind([(3, 2), Recurrent(2), 2], {"l2": 0.3}),
    "thinned": Kind([3, 4, 4, 2], {"keep_prob": {1: 0.6, 2: 0.8}}),
}


def case(kind):
    """Return a network with random biases, and examples."""
    entries, options, pixels = KINDS[kind]
    model = nnlib.Network(entries, **{"hidden": "tanh", "output": "softmax", "rng": 1} | options)
    rng = np.random.default_rng(3)
    model.parameters.vector += 0.4 * rng.normal(size=model.parameters.vector.size)
    X = rng.normal(size=(model.n_x, M))
    return model, pixels(X), np.resize([[0, 1, 1]], (1, M))


def checked(kind):
    return nnlib.gradient_check(*case(kind), coordinates=12, rng=0)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_right_passes(kind):
    assert checked(kind).passed


def random_case(seed):
    """A network of any other kind, on images of a few grey levels or on any numbers."""
    rng = np.random.default_rng(seed)

    def convolution():
        stride, padding = map(int, rng.integers(1, 3, 2))
        return Convolution(
            int(rng.integers(1, 4)), tuple(map(int, rng.integers(1, 4, 2))), stride=stride, padding=padding
        )

    pools = [MaxPool(2), MaxPool((1, 3)), MaxPool(2, stride=1), MaxPool(1, stride=2)]
    again = Convolution(1, 3, padding=1)
    entries = [
        [(2, 9, 13), convolution(), rng.choice(pools), convolution()],
        [(1, 13, 25), rng.choice(pools), convolution(), rng.choice(pools), 3],
        [(1, 5, 6), again, again, rng.choice(pools), 3],
        [tuple(map(int, rng.integers(1, 6, 2))), Recurrent(int(rng.integers(1, 5)))],
    ][seed % 4]
    options = {"l2": rng.choice([0, 0.1]), "keep_prob": rng.choice([1, 0.7])}
    hidden = str(rng.choice(["tanh", "relu", "leaky_relu"]))
    model = nnlib.Network([*entries, 2], hidden=hidden, output="softmax", rng=seed, **options)
    model.parameters.vector += 0.3 * rng.normal(size=model.parameters.vector.size)
    X = rng.normal(size=(model.n_x, M))
    return model, np.round(2 * X.clip(0, 1)) if seed % 3 else X, np.resize([[0, 1, 1]], (1, M))


@pytest.mark.parametrize("networks", [24, pytest.param(500, marks=pytest.mark.slow)], ids=["some", "many"])
def test_what_is_right_never_fails(networks):
    """Counts what random networks come to, most of them on images full of ties; shown with -rP."""
    reports = (nnlib.gradient_check(*random_case(seed), coordinates=2, rng=seed) for seed in range(networks))
    verdicts = Counter(report.verdict for report in reports)
    print(f"{networks} networks: {dict(verdicts)}")  # noqa: T201
    assert verdicts["failed"] == 0
    assert verdicts["passed"] > 0.9 * networks


# On the way back alone: the gradient check refuses it.

SHARE = "np.multiply(d_pooled, wins, out=share)"
ADDED = "d_image[seen] += d_patches[:, i, j, *patch]"
NOT_UNDONE = """
(p, q), (channels, height, width) = both(self.padding), self.input_shape
padded = np.zeros((channels, height + 2 * p, width + 2 * q, A[l - 1].shape[1]))
for i, j, patch, seen in Windows(padded.shape[:3], self.kernel_size, self.stride).pixels:
    padded[seen] += d_patches[:, i, j, *patch]
return padded[:, :height, :width].reshape(dA.shape)
"""
STRIDE_1 = """
part = d_patches[:, i, j, *patch]
d_image[:, seen[1].start :, seen[2].start :][:, : part.shape[1], : part.shape[2]] += part
"""
STACKED_OTHERWISE = "dZ.reshape(self.positions, self.n, -1).swapaxes(0, 1).reshape(self.n, -1)"


def convolution_back(**changes):
    return layers, "Convolution.back", {globals()[name]: new for name, new in changes.items()}


def back_propagation(*changes):
    return propagation, "backward", dict(changes)


# name: (which network, what is changed and how, which derivatives are wrong then)
ONE_WAY = {
    "padding is not undone": (
        "images",
        (layers, "Convolution.back", {"return dA": NOT_UNDONE}),
        "W[1] b[1]",
    ),
    "of the places in P at which a pixel stands, the last one counts": (
        "images",
        convolution_back(ADDED="d_image[seen] = d_patches[:, i, j, *patch]"),
        "W[1] b[1]",
    ),
    "the stride is forgotten": ("images", convolution_back(ADDED=STRIDE_1), "W[1] b[1]"),
    "the kernel is transposed": (
        "images",
        convolution_back(ADDED="d_image[seen] += d_patches[:, j, i, *patch]"),
        "W[1] b[1]",
    ),
    "the kernel is flipped": (
        "images",
        convolution_back(ADDED="d_image[seen] += d_patches[:, -1 - i, -1 - j, *patch]"),
        "W[1] b[1]",
    ),
    "dZ is taken position by position, and not channel by channel": (
        "images",
        (layers, "Layer.side_by_side", {"dZ.reshape(self.n, -1)": STACKED_OTHERWISE}),
        "W[1] b[1] W[2] b[2]",
    ),
    "the sum over the positions is divided by their number": (
        "images",
        back_propagation(("1 / m", "1 / (m * layers[l].positions)")),
        "W[1] b[1] W[2] b[2]",
    ),
    "db of one position": (
        "images",
        back_propagation(
            ("np.dot(dZ_over_m, out.ones[l], out=db[l])", "np.dot(dZ_over_m[:, :m], out.ones[l][:m], out=db[l])")
        ),
        "b[1] b[2]",
    ),
    "pooling's derivative goes to all pixels of a window": (
        "pools",
        (layers, "Pooled.back", {SHARE: "d_pooled"}),
        "W[1] b[1]",
    ),
    "pooling's derivative is shared among them": (
        "pools",
        (layers, "Pooled.back", {SHARE: "d_pooled / len(self.windows.pixels)"}),
        "W[1] b[1]",
    ),
    "of windows that overlap, the last one counts": (
        "pools",
        (layers, "Pooled.back", {f"d_image[seen] += {SHARE}": f"d_image[seen] = {SHARE}"}),
        "W[1] b[1]",
    ),
    "pooling's derivative goes to all that are the largest": (
        "ties",
        (layers, "Pooled.winners", {"wins &= still": "pass"}),
        "W[1] b[1]",
    ),
    "a shared W is counted at its first place": (
        "sequences",
        back_propagation(("dW[first] += dW[l]", "pass")),
        "W[1]",
    ),
    "a shared W is counted at its last place": (
        "sequences",
        back_propagation(("dW[first] += dW[l]", "dW[first][...] = dW[l]")),
        "W[1]",
    ),
    "a shared b is counted at its first place": (
        "sequences",
        back_propagation(("db[first] += db[l]", "pass")),
        "b[1]",
    ),
    "L2 counts a shared W at each place": (
        "sequences",
        back_propagation(("dW[first] += dW[l]", "dW[first] += dW[l] + l2 * W[l]")),
        "W[1]",
    ),
    "what comes back is the part of x<t>, and not of a<t-1>": (
        "sequences",
        (layers, "Recurrent.back", {"dP[: self.n]": "dP[self.n :]"}),
        "W[1] b[1]",
    ),
    "nothing comes back through time": (
        "sequences",
        (layers, "Recurrent.back", {"dA[...] = dP[: self.n]": "dA[...] = 0"}),
        "W[1] b[1]",
    ),
    "g' is that of the next time": (
        "sequences",
        back_propagation(
            ("None if l - 1 in D else A[l - 1]", "A[l] if A[l].shape == A[l - 1].shape and l > 1 else A[l - 1]")
        ),
        "W[1] b[1]",
    ),
    "dW is taken from the P of the next time": (
        "sequences",
        back_propagation(("P.get(l, A[l - 1])", "P.get(l + 1, P.get(l, A[l - 1]))")),
        "W[1]",
    ),
    "the mask is not applied": (
        "thinned",
        back_propagation(("dZ[l - 1] *= D[l - 1]", "pass")),
        "W[1] b[1] W[2] b[2]",
    ),
    "the mask is applied without its 1/keep_prob": (
        "thinned",
        back_propagation(("dZ[l - 1] *= D[l - 1]", "dZ[l - 1] *= D[l - 1] > 0")),
        "W[1] b[1] W[2] b[2]",
    ),
    "g' is taken from the thinned A": (
        "thinned",
        back_propagation(("None if l - 1 in D else A[l - 1]", "A[l - 1]")),
        "W[1] b[1] W[2] b[2]",
    ),
}


@pytest.mark.parametrize("mistake", ONE_WAY)
def test_the_gradient_check_refuses_a_mistake_on_the_way_back(mistake, monkeypatch):
    kind, change, wrong = ONE_WAY[mistake]
    put_in(monkeypatch, *change)
    report = checked(kind)
    assert report.verdict == "failed", report
    assert " ".join(name for name, tensor in report.tensors.items() if tensor.verdict == "failed") == wrong, report


# Both ways: the gradient check passes it, an example by hand and PyTorch refuse it.

OFF_BY_ONE = {
    "-(start // stride)": "-((start + 1) // stride)",
    "(n - 1 - start) // stride": "(n - 2 - start) // stride",
    "start + stride * first": "start + 1 + stride * first",
    "start + stride * (end - 1) + 1": "start + 1 + stride * (end - 1) + 1",
}
MAXIMUM = "np.maximum(pooled, image[pixel.seen], out=pooled)"
MEAN = {
    MAXIMUM: "np.add(pooled, image[pixel.seen] / len(self.windows.pixels), out=pooled)",
    "image[first.seen]": "image[first.seen] / len(self.windows.pixels)",
}
X_ON_TOP = {
    "P[: self.n] = A[l - 1]": "P[n_x:] = A[l - 1]",
    "P[self.n :] = X[(l - 1) * n_x : l * n_x]": "P[:n_x] = X[(l - 1) * n_x : l * n_x]",
}
ROW_COLUMN_CHANNEL = "reshape(*self.input_shape[1:], self.input_shape[0], -1).transpose(2, 0, 1, 3)"


def a_mask_holds_zeros_and_1_over_keep_prob():
    """0.8 of a hundred thousand, to five standard deviations: the mean is 1."""
    (D,) = masks({1: 0.8}, (1, 100), 1000, "float64", np.random.default_rng(0)).values()
    np.testing.assert_array_equal(np.unique(D), [0, 1.25])
    assert D.mean() == pytest.approx(1, abs=5 * 0.5 / 100_000**0.5)


BY_HAND = {
    name.removeprefix("test_"): example for name, example in vars(test_layers).items() if name.startswith("test_")
} | {"a_mask_holds_zeros_and_1_over_keep_prob": a_mask_holds_zeros_and_1_over_keep_prob}

# name: (which network, what is changed and how, the example that refuses it)
BOTH_WAYS = {
    "a patch off by one": ("images", [(_windows, "on_the_image", OFF_BY_ONE)], "the_columns_of_p_are_patches"),
    "height and width of the stride are mixed up": (
        "images",
        [(_windows, "Windows.along", {"both(self.stride)": "both(self.stride)[::-1]"})],
        "a_stride_leaves_positions_out_and_an_end_unseen",
    ),
    "a kernel that is flipped": (
        "images",
        [
            (
                layers,
                "Convolution.inputs",
                {"patches[:, i, j, *patch] = image[seen]": "patches[:, -1 - i, -1 - j, *patch] = image[seen]"},
            ),
            convolution_back(ADDED="d_image[seen] += d_patches[:, -1 - i, -1 - j, *patch]"),
        ],
        "the_kernel_is_not_flipped",
    ),
    "pixels in the order row, column, channel": (
        "images",
        [
            (
                layers,
                "Convolution.inputs",
                {"np.ascontiguousarray(_A).reshape(...)": f"np.ascontiguousarray(_A).{ROW_COLUMN_CHANNEL}"},
            ),
            (layers, "Convolution.back", {"dA.reshape(*self.input_shape, -1)": f"dA.{ROW_COLUMN_CHANNEL}"}),
        ],
        "the_rows_of_p_are_channel_row_and_column",
    ),
    "Z in the order position, channel": (
        "images",
        [
            (layers, "Layer.side_by_side", {"dZ.reshape(self.n, -1)": STACKED_OTHERWISE}),
            (
                layers,
                "Layer.stacked",
                {
                    "Z.reshape(self.n * self.positions, -1)": "Z.reshape(self.n, self.positions, -1).swapaxes(0, 1)"
                    ".reshape(self.n * self.positions, -1)"
                },
            ),
        ],
        "the_rows_of_z_are_channel_row_and_column",
    ),
    "the smallest of a window": (
        "pools",
        [(layers, "Pooled.largest", {MAXIMUM: "np.minimum(pooled, image[pixel.seen], out=pooled)"})],
        "the_largest_of_each_window",
    ),
    "the mean of a window": (
        "pools",
        [
            (layers, "Pooled.largest", MEAN),
            (layers, "Pooled.back", {SHARE: "d_pooled / len(self.windows.pixels)"}),
        ],
        "the_largest_of_each_window",
    ),
    "time reversed": (
        "sequences",
        [
            (
                layers,
                "Recurrent.inputs",
                {"X[(l - 1) * n_x : l * n_x]": "X[len(X) - l * n_x : len(X) - (l - 1) * n_x]"},
            )
        ],
        "sequences_come_out_in_time",
    ),
    "a<0> is 1": (
        "sequences",
        [(layers, "Recurrent.inputs", {"array_in(room, 'P', _shape, X.dtype)": "np.ones(_shape)"})],
        "p_is_the_last_state_on_top_of_the_piece_of_x_whose_turn_it_is",
    ),
    "x<t> on top of a<t-1>": (
        "sequences",
        [
            (layers, "Recurrent.inputs", X_ON_TOP),
            (layers, "Recurrent.back", {"dP[: self.n]": "dP[-self.n :]"}),
        ],
        "p_is_the_last_state_on_top_of_the_piece_of_x_whose_turn_it_is",
    ),
    "a mask without its 1/keep_prob": (
        "thinned",
        [(dropout, "draw", {"np.divide(D_l, kept[l], out=D_l)": "pass"})],
        "a_mask_holds_zeros_and_1_over_keep_prob",
    ),
    "keep_prob taken for the part that is dropped": (
        "thinned",
        [(dropout, "draw", {"np.less(D_l, kept[l], out=D_l)": "np.greater(D_l, kept[l], out=D_l)"})],
        "a_mask_holds_zeros_and_1_over_keep_prob",
    ),
}


@pytest.mark.parametrize("mistake", BOTH_WAYS)
def test_an_example_by_hand_refuses_what_the_gradient_check_cannot_see(mistake, monkeypatch):
    kind, changes, example = BOTH_WAYS[mistake]
    BY_HAND[example]()
    for change in changes:
        put_in(monkeypatch, *change)
    assert checked(kind).passed
    with pytest.raises(AssertionError):
        BY_HAND[example]()


def unlike_pytorch(kind):
    """Return by how much the cost differs from PyTorch's; of masks, which are drawn, their mean and largest number."""
    torch_networks = pytest.importorskip("torch_networks")
    model, X, Y = case(kind)
    if model.keep_prob:
        drawn = masks({1: 0.8}, (1, 100), 1000, "float64", np.random.default_rng(0))[1]
        torch_networks.torch.manual_seed(0)
        theirs = torch_networks.functional.dropout(torch_networks.torch.ones(100, 1000).double(), p=0.2).numpy()
        return max(abs(drawn.mean() - theirs.mean()) - 0.02, abs(drawn.max() - theirs.max()))
    hidden = KINDS[kind].options.get("hidden", "tanh")
    return abs(model.cost(X, Y) - torch_networks.by_torch(KINDS[kind].entries, model, X, Y, hidden=hidden)[0])


@pytest.mark.parametrize("mistake", BOTH_WAYS)
def test_pytorch_refuses_it_too(mistake, monkeypatch):
    kind, changes, _ = BOTH_WAYS[mistake]
    assert unlike_pytorch(kind) < 1e-12
    for change in changes:
        put_in(monkeypatch, *change)
    assert unlike_pytorch(kind) > 1e-4


# In arrays that are used again, update after update: a gradient check, whose arrays are new, may pass it.


@pytest.mark.parametrize("target", ["Convolution.back", "Pooled.back"])
def test_da_that_adds_to_that_of_the_last_update_is_refused_by_a_second_update(target, monkeypatch):
    put_in(monkeypatch, layers, target, {"dA.fill(0)": "pass"})
    with pytest.raises(AssertionError):
        test_layers.test_rooms_that_are_used_again_give_the_same_bits("images", "float64")
