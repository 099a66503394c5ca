"""scikit-learn's MLPClassifier, where it does the same work: it draws its own first θ and its own permutations."""

import warnings
from collections.abc import Callable

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from workloads import Workload


def prepare(workload: Workload) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each epoch: it records no other."""
    X, Y = workload.examples()
    rule = workload.optimizer
    match type(rule).__name__:
        case "GradientDescent":
            settings = {"solver": "sgd", "momentum": 0.0, "nesterovs_momentum": False}
        case "Momentum":  # v without (1 − β): as many operations, other numbers
            settings = {"solver": "sgd", "momentum": rule.beta, "nesterovs_momentum": False}
        case "Adam":
            settings = {"solver": "adam", "beta_1": rule.beta1, "beta_2": rule.beta2, "epsilon": rule.epsilon}
        case name:
            msg = f"it has no {name}"
            raise NotImplementedError(msg)
    network = MLPClassifier(
        workload.sizes[1:-1],
        activation=workload.hidden,
        alpha=0.0,
        batch_size=workload.batch,
        learning_rate_init=rule.learning_rate,
        shuffle=workload.batch_size is not None,
        tol=0.0,
        n_iter_no_change=10**9,
        warm_start=True,
        random_state=1,
        **settings,
    )

    def train(epochs: int) -> list[float]:
        network.max_iter = epochs
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped after a number of epochs
            network.fit(X, Y.ravel())
        return network.loss_curve_[-epochs:]

    return train
