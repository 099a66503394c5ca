"""Every picture that the library draws, on small data: functions of the axes."""

import numpy as np

import nnlib
from nnlib import schedules
from nnlib.lessons.timing import RunTimes

RNG = np.random.default_rng(0)
X, Y = nnlib.datasets.moons(m=60, rng=1)
DIGITS, DIGIT_LABELS = nnlib.datasets.digits()
CLOTHES, _, CLOTHES_LABELS, _ = nnlib.datasets.fashion_mnist()
CLASSES = nnlib.datasets.FASHION_CLASSES


def trained(**options):
    return nnlib.train(nnlib.LogisticRegression(n_x=2), X, Y, learning_rate=0.5, validation=(X, Y), rng=0, **options)


BATCH, MINI_BATCHES = trained(iterations=200), trained(epochs=12, batch_size=10)
RATES = {
    "Step": schedules.Step(0.1, every=300, factor=0.5),
    "InverseTime, with the floor": schedules.InverseTime(0.1, 1, every=100, floor=True),
    "Cosine after Warmup": schedules.Warmup(schedules.Cosine(0.1, 900), 100),
}
SIZES = {l: 10.0 ** (l - 4) * (1 + 0.3 * RNG.random(10)) for l in (1, 2, 3)}
SPIRALS = nnlib.datasets.spirals(m=60, arms=5, rng=1)
SIX = RNG.integers(0, 6, (1, 500)), RNG.integers(0, 6, (1, 500))
WRONG = (CLOTHES_LABELS[:, :20] + 1) % 10
CURVE = nnlib.datasets.demand_curve(m=60, rng=1)
RUNS = {name: np.sort(RNG.random((4, 3)), axis=1) for name in ("logistic regression", "small", "middle", "large")}
MEASURED = 0.9 + 0.02 * np.random.default_rng(1).standard_normal((3, 4, 5))
MEASURED[0, 0], MEASURED[2, 3, 1] = np.inf, np.nan
PATH = np.cumprod(np.full((2, 20), [[-0.9], [0.8]]), axis=1)

U = (nnlib.lessons.Variable(3, "b") * nnlib.lessons.Variable(2, "c")).named("u")
TIMES = RunTimes({"two loops": (0.2, 0.3), "one loop": (0.04,), "no loop": (0.000012345,)})
TRACE = nnlib.lessons.trace(nnlib.ShallowNetwork(2, 2, rng=1), RNG.standard_normal((2, 2)), [[0, 1]], learning_rate=1)
COST = (3 * (nnlib.lessons.Variable(5, "a") + U).named("v")).named("J")

PRICES = nnlib.datasets.read_csv([{"size": n, "price": 3000 * n + 9 * n**2} for n in range(40, 90)], "price")
HOUSES = nnlib.Predictor(PRICES.recipe, nnlib.Network([1, 1], output="identity", rng=0)).mistakes(PRICES)
TUMOURS = nnlib.Predictor(nnlib.datasets.breast_cancer().recipe, nnlib.LogisticRegression(n_x=30)).mistakes(
    nnlib.datasets.breast_cancer()
)
SCAN = nnlib.datasets.PictureRecipe((8, 8), classes=tuple("0123456789"))
SCANS = nnlib.Predictor(SCAN, nnlib.Network([64, 10], output="softmax", rng=0)).mistakes(
    *(a[:, :12] for a in nnlib.datasets.digits())
)


PICTURES = {
    "activation": lambda ax: nnlib.plots.activation("tanh", ax=ax),
    "learning_curve": lambda ax: nnlib.plots.learning_curve(MINI_BATCHES, ax=ax),
    "learning_curves": lambda ax: nnlib.plots.learning_curves({"batch": BATCH, "mini-batches": MINI_BATCHES}, ax=ax),
    "layer_sizes": lambda ax: nnlib.plots.layer_sizes(range(0, 500, 50), SIZES, name="size of dW[l]", ax=ax),
    "learning_rates": lambda ax: nnlib.plots.learning_rates(RATES, 1000, ax=ax),
    "decision_boundary": lambda ax: nnlib.plots.decision_boundary(
        nnlib.ShallowNetwork(2, 4, rng=0), X, Y, resolution=50, ax=ax
    ),
    "decision_boundary softmax": lambda ax: nnlib.plots.decision_boundary(
        nnlib.Network([2, 5], output="softmax", rng=0), *SPIRALS, resolution=50, ax=ax
    ),
    "descent_on_curve": lambda ax: nnlib.plots.descent_on_curve(lambda w: 1e4 * w**2, PATH[:1], ax=ax),
    "descent_on_contours": lambda ax: nnlib.plots.descent_on_contours(
        lambda w, b: w**2 + 9 * b**2, PATH, resolution=30, ax=ax
    ),
    "images": lambda ax: nnlib.plots.images(
        DIGITS[:, :20], (8, 8), labels=DIGIT_LABELS[:, :20], predictions=DIGIT_LABELS[:, 1:21], ax=ax
    ),
    "images named": lambda ax: nnlib.plots.images(
        CLOTHES[:, :20], (28, 28), labels=CLOTHES_LABELS[:, :20], predictions=WRONG, classes=CLASSES, ax=ax
    ),
    "first_layer_weights": lambda ax: nnlib.plots.first_layer_weights(
        nnlib.Network([784, 10], output="softmax", initialization="xavier", rng=0), (28, 28), classes=CLASSES, ax=ax
    ),
    "blocks": lambda ax: nnlib.plots.blocks(nnlib.DeepNetwork([12288, 20, 7, 5, 1], rng=0), ax=ax),
    "blocks softmax": lambda ax: nnlib.plots.blocks(
        nnlib.Network([784, 10], hidden="leaky_relu", output="softmax", rng=0), ax=ax
    ),
    "broadcasting": lambda ax: nnlib.plots.broadcasting((4, 1), (3,), ax=ax),
    "broadcasting scalar": lambda ax: nnlib.plots.broadcasting((2, 8), (), ax=ax),
    "computation_graph": lambda ax: nnlib.plots.computation_graph(COST, ax=ax),
    "computation_graph reused": lambda ax: nnlib.plots.computation_graph((U * U + U).log().named("s"), ax=ax),
    "confusion_matrix": lambda ax: nnlib.plots.confusion_matrix(
        CLOTHES_LABELS, np.roll(CLOTHES_LABELS, 7), classes=CLASSES, ax=ax
    ),
    "confusion_matrix numbers": lambda ax: nnlib.plots.confusion_matrix(*SIX, ax=ax),
    "heat_map": lambda ax: nnlib.plots.heat_map(
        MEASURED, rows=["sgd", "momentum", "adam"], columns=[[20], [20, 7], [20, 7, 5], [20, 7, 5, 3]], ax=ax
    ),
    "heat_map large": lambda ax: nnlib.plots.heat_map(
        np.add.outer(range(20), range(30)) / 7, rows=[f"name {k}" for k in range(20)], columns=range(30), ax=ax
    ),
    "mistakes": lambda ax: nnlib.plots.mistakes(HOUSES, ax=ax),
    "mistakes classes": lambda ax: nnlib.plots.mistakes(TUMOURS, most=8, ax=ax),
    "mistakes pictures": lambda ax: nnlib.plots.mistakes(SCANS, ax=ax),
    "network_diagram": lambda ax: nnlib.plots.network_diagram(
        nnlib.Network([4, 3, 1], rng=0), features=["price", "shipping", "marketing", "material"], outputs=["y"], ax=ax
    ),
    "network_diagram elided": lambda ax: nnlib.plots.network_diagram(
        nnlib.Network([784, 256, 10, 10], hidden=["leaky_relu", "sigmoid"], output="softmax", rng=0), ax=ax
    ),
    "run_times": lambda ax: nnlib.plots.run_times(TIMES, ax=ax),
    "fitted_curve": lambda ax: nnlib.plots.fitted_curve(nnlib.Network([1, 1], output="relu", rng=0), *CURVE, ax=ax),
    "spread": lambda ax: nnlib.plots.spread([20, 200, 2000], RUNS, ax=ax),
    "step_sizes": lambda ax: nnlib.plots.step_sizes(
        nnlib.ShallowNetwork(2, 4, rng=0), X[:, :9], Y[:, :9], coordinates=5, ax=ax
    ),
    "trace": lambda ax: nnlib.plots.trace(TRACE, ax=ax),
}

MODELS = {f"after {k}": nnlib.ShallowNetwork(2, 4, rng=k) for k in range(2)}
ANIMATIONS = {
    "boundary_animation": lambda ax: nnlib.plots.boundary_animation(MODELS, X, Y, resolution=20, ax=ax),
    "descent_animation": lambda ax: nnlib.plots.descent_animation(
        lambda w, b: w**2 + 9 * b**2, PATH, resolution=30, ax=ax
    ),
}
