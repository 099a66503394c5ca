"""All that scikit-learn itself asks of an estimator, and processes of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pandas")  # without it, scikit-learn skips checks

from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.utils.estimator_checks import estimator_checks_generator

from nnlib.interop.sklearn import NetworkClassifier, NetworkRegressor

pytestmark = pytest.mark.slow

SKIPPED = {"check_classifiers_multilabel_output_format_decision_function": "has no decision_function, as MLPClassifier"}
"""The checks that do not fit, and why."""

CHECKS = """
import json, sys, warnings
from sklearn.utils.estimator_checks import check_estimator
from nnlib.interop.sklearn import NetworkClassifier, NetworkRegressor

warnings.simplefilter("ignore")  # of convergence, and of scale: the checks ask for warnings where they want them
told = {}
for estimator in (NetworkClassifier(), NetworkRegressor()):
    results = check_estimator(estimator, on_skip=None, on_fail=None)
    told[type(estimator).__name__] = [(each["check_name"], each["status"], str(each["exception"])) for each in results]
print(json.dumps(told))
"""


def test_scikit_learns_own_checks_pass():
    """In a fresh interpreter: SCIPY_ARRAY_API, without which some checks are skipped, counts where SciPy begins."""
    environment = os.environ | {"SCIPY_ARRAY_API": "1"}
    done = subprocess.run([sys.executable, "-c", CHECKS], capture_output=True, text=True, check=True, env=environment)
    for name, checked in json.loads(done.stdout).items():
        assert not [told for told in checked if told[1] not in {"passed", "skipped"}], name
        assert {check for check, status, _ in checked if status == "skipped"} <= SKIPPED.keys()
        assert sum(status == "passed" for _, status, _ in checked) >= 59  # of 1.6, whose regressor has the fewest


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(NetworkClassifier, MLPClassifier), (NetworkRegressor, MLPRegressor)],
    ids=["classes", "numbers"],
)
def test_no_check_is_avoided_that_the_mlp_has(ours, theirs):
    def names(estimator):
        return {check.func.__name__ for _, check in estimator_checks_generator(estimator)}

    assert {check for check in names(theirs()) - names(ours()) if "sparse" not in check} == set()


def test_processes_of_joblib_compute_the_same():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((90, 4))
    y = np.array(["a", "b", "c"])[np.digitize(X[:, 0], [-0.5, 0.5])]
    estimator = NetworkClassifier((5,), max_iter=400, learning_rate_init=0.05, alpha=0.1, random_state=0)
    alone, two = (cross_val_score(estimator, X, y, cv=3, n_jobs=n_jobs) for n_jobs in (1, 2))
    assert alone.tolist() == two.tolist()
    regressor = NetworkRegressor((3,), max_iter=400, tol=0.01, random_state=0)
    search = GridSearchCV(regressor, {"alpha": [0.1, 1.0]}, cv=2, n_jobs=2)
    assert search.fit(X, X[:, 0]).best_estimator_.network_.n_x == 4
