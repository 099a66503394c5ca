"""A convolutional network on all of Fashion-MNIST: its accuracy, and its seconds beside PyTorch's.

    python tests/benchmarks/convolution.py --data DIR

DIR holds the four IDX files. The network, its learning rate and its batches were chosen on 10,000 of the training
images, held out; here it is trained on all 60,000, and what counts is the state after the 5th and the 10th epoch,
whatever the test set says. Where PyTorch is installed, it trains the same network in batches of the same size, an epoch
in turn with nnlib, and the last table tells what an update of nnlib is made of.
"""

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import nnlib
from nnlib._arrays import Array
from nnlib.layers import Convolution, MaxPool

LAYERS = [(1, 28, 28), Convolution(16, 3, padding=1), MaxPool(2), Convolution(32, 3, padding=1), MaxPool(2), 45, 10]
ALPHA, BATCH_SIZE = 2e-3, 128
REACHED = {5: 0.898, 10: 0.903}
"""The mean test accuracy that is to be reached after so many epochs."""
ROUNDS = 3
"""So many epochs of each are timed, in turn."""


def main() -> None:
    """Train, print the accuracies, and race."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four IDX files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments = parser.parse_args()
    X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
    print(f"NumPy {np.__version__}, float32, Adam({ALPHA}), batches of {BATCH_SIZE}\n{new(0).model.layers}\n")
    print(f"{'seed':>6}{'epochs':>8}{'seconds':>9}{'training':>10}{'test':>9}")
    found: dict[int, list[float]] = {epochs: [] for epochs in REACHED}
    for seed in arguments.seeds:
        trainer, seconds = new(seed), 0.0
        for epochs, accuracies in found.items():
            start = time.perf_counter()
            trainer.fit(X_train, Y_train, epochs=epochs - len(trainer.history.epoch_cost))
            seconds += time.perf_counter() - start
            accuracies.append(trainer.model.accuracy(X_test, Y_test))
            training = trainer.model.accuracy(X_train, Y_train)
            print(f"{seed:6}{epochs:8}{seconds:9.1f}{training:10.4f}{accuracies[-1]:9.4f}", flush=True)
    means = {epochs: float(np.mean(accuracies)) for epochs, accuracies in found.items()}
    for epochs, mean in means.items():
        print(f"after {epochs} epochs: mean {mean:.4f}, to be reached {REACHED[epochs]}")
    race(X_train, Y_train)
    sys.exit(any(mean < REACHED[epochs] for epochs, mean in means.items()))


def new(seed: int) -> nnlib.Trainer:
    """Return a trainer at its start."""
    model = nnlib.Network(LAYERS, output="softmax", dtype="float32", rng=seed)
    return nnlib.Trainer(model, optimizer=nnlib.Adam(ALPHA), batch_size=BATCH_SIZE, rng=seed)


def race(X: Array, Y: Array) -> None:
    """Print the seconds of an epoch, and what they are made of."""
    trainer = new(0)
    contenders: dict[str, Callable[[], object]] = {"nnlib": lambda: trainer.fit(X, Y, epochs=1)}
    try:
        contenders["PyTorch"] = in_pytorch(X, Y)
    except ImportError:
        print("\nPyTorch is not installed")
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, epoch in contenders.items():
            start = time.perf_counter()
            epoch()
            times[name].append(time.perf_counter() - start)
    print("\nseconds an epoch: " + ", ".join(f"{name} {np.median(taken):.1f}" for name, taken in times.items()))
    if "PyTorch" in times:
        ratios = np.array(times["nnlib"]) / times["PyTorch"]
        print(f"nnlib / PyTorch, epoch by epoch: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")
    parts(X, Y)


def in_pytorch(X: Array, Y: Array) -> Callable[[], object]:
    """Return what trains the same network in PyTorch for an epoch; ImportError where it is not installed."""
    import torch  # noqa: PLC0415  it may not be there
    from torch import nn  # noqa: PLC0415  as above

    torch.manual_seed(0)
    convolutions = [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    convolutions += [nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(32 * 49, 45), nn.ReLU(), nn.Linear(45, 10))
    assert sum(each.numel() for each in model.parameters()) == new(0).model.parameters.vector.size
    optimizer = torch.optim.Adam(model.parameters(), ALPHA, fused=True)
    images = torch.tensor(np.ascontiguousarray(X.T)).reshape(-1, 1, 28, 28)
    labels = torch.tensor(Y[0], dtype=torch.long)

    def epoch() -> None:
        for chosen in torch.randperm(len(images)).split(BATCH_SIZE):
            cost = nn.functional.cross_entropy(model(images[chosen]), labels[chosen])
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            cost.item()

    return epoch


def parts(X: Array, Y: Array) -> None:
    """Print where nnlib spends an update, and how long its products take by themselves."""
    trainer, updates = new(0), 100
    trainer.fit(X, Y, iterations=1)
    with cProfile.Profile() as profile:
        trainer.fit(X, Y, iterations=updates)
    seconds: dict[str, float] = {}
    for (file, _, name), (_, _, own, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        part = f"{Path(file).stem}.{name}" if "nnlib" in file else "NumPy's own functions"
        seconds[part] = seconds.get(part, 0.0) + own
    print(f"\nmilliseconds an update, {sum(seconds.values()) / updates * 1e3:.1f} in all, of which in")
    for part, own in sorted(seconds.items(), key=lambda item: -item[1])[:10]:
        print(f"{own / updates * 1e3:8.2f}  {part}")
    print(f"{products(trainer.model) * 1e3:8.2f}  all matrix products by themselves, which forward and backward hold")


def products(model: nnlib.Network, rounds: int = 50) -> float:
    """Return the median seconds of the matrix products of one update, on arrays of their shapes."""
    rng = np.random.default_rng(0)
    arrays = []
    for l, layer in model.layers.items():
        columns = layer.positions * BATCH_SIZE
        P, dZ = rng.random((layer.n_in, columns), np.float32), rng.random((layer.n, columns), np.float32)
        arrays.append((l, model.W[l], P, dZ, np.empty_like(dZ), np.empty_like(P), np.empty_like(model.W[l])))
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        for l, W, P, dZ, Z, dP, dW in arrays:
            np.dot(W, P, out=Z)
            np.dot(dZ, P.T, out=dW)
            if l > 1:
                np.dot(W.T, dZ, out=dP)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


if __name__ == "__main__":
    main()
