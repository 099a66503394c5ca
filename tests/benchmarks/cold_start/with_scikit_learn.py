"""Train with scikit-learn's MLPClassifier, which keeps the cost of an epoch: ``with_scikit_learn.py JOB FILE``."""

import sys
import warnings

import numpy as np
from jobs import JOBS
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

job = JOBS[sys.argv[1]]
data = np.load(sys.argv[2])
X, Y = data["X"], data["Y"]
warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped after a number of epochs

model = MLPClassifier(
    job.sizes[1:-1],
    activation=job.hidden,
    solver="sgd",
    alpha=0.0,
    batch_size=job.batch_size or len(X),
    learning_rate_init=job.learning_rate,
    max_iter=job.epochs,
    momentum=0.0,
    nesterovs_momentum=False,
    shuffle=job.batch_size is not None,
    random_state=0,
    tol=0.0,
    n_iter_no_change=job.epochs,
)
model.fit(X, Y)
updates = model.n_iter_ * -(-len(X) // (job.batch_size or len(X)))
print(updates, model.loss_curve_[0], model.loss_curve_[-1])
