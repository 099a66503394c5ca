"""Section 3: logistic regression on handwritten digits, and how the likelihood of their labels becomes the cost.

To change: the two digits that are told apart, such as 1 and 7, and see where the weights look; the number of
iterations: do the labels of the test set become more probable too, when those of the training set do?
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import likelihood
from nnlib.plots.style import BLUE, VERMILLION

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
ZERO, ONE = 3, 8  # the digits with the labels y = 0 and y = 1


def two_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the images of the two digits in columns, and their labels."""
    X, digits = nnlib.datasets.digits()
    chosen = np.isin(digits[0], (ZERO, ONE))
    return X[:, chosen], (digits[:, chosen] == ONE).astype(float)


# %% Is it a 3 or an 8?
X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*two_digits(), rng=1)
model = nnlib.LogisticRegression(n_x=64)
history = nnlib.train(model, X_train, Y_train, learning_rate=0.5, iterations=300)
print(f"X_train {X_train.shape}, w {model.w.shape}, b {model.b[1].shape}")
print(f"J goes from {history.cost[0]:.4f} to {history.cost[-1]:.4f}")
print(f"accuracy: training {model.accuracy(X_train, Y_train):.1%},", end=" ")
print(f"test {model.accuracy(X_test, Y_test):.1%}")

# %% The cost, the weights and the answers
answers = model.predict(X_test[:, :20])
figure, axes = plt.subplot_mosaic("JW;II", figsize=(6, 4.8), layout="constrained")
nnlib.plots.learning_curve(history, ax=axes["J"])
nnlib.plots.first_layer_weights(model, (8, 8), ax=axes["W"]).set_title("w, as a picture")
nnlib.plots.images(
    X_test[:, :20],
    (8, 8),
    labels=Y_test[:, :20],
    predictions=answers,
    classes=[str(ZERO), str(ONE)],
    columns=10,
    ax=axes["I"],
).set_title("test images and answers")
plt.savefig(PICTURES / "section_3_logistic_regression.png")

# %% The likelihood rises as the cost falls
model, m = nnlib.LogisticRegression(n_x=64), X_train.shape[1]
trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.5))
print(f"iteration  P of all {m} labels           -log P           m J           J")
for iterations in (0, 10, 90, 200):
    if iterations:
        trainer.fit(X_train, Y_train, iterations=iterations)
    labels, J = likelihood(model, X_train, Y_train), model.cost(X_train, Y_train)
    print(f"{len(trainer.history.cost):9}{labels.product:21.3e}", end="")
    print(f"{-labels.log:17.8f}{m * J:14.8f}{J:12.8f}")

# %% One weight: the probability and the cost
X_tumours, Y_tumours = nnlib.datasets.breast_cancer()
radius = nnlib.datasets.standardize(X_tumours[:1])
model = nnlib.LogisticRegression(n_x=1)
weights = np.linspace(1, 7, 601)
P, J_of_w = np.empty(601), np.empty(601)
for k in range(601):
    model.w = [[weights[k]]]
    P[k] = likelihood(model, radius, Y_tumours).product
    J_of_w[k] = model.cost(radius, Y_tumours)
best = weights[P.argmax()]
least, least_10 = weights[J_of_w.argmin()], weights[(J_of_w / np.log(10)).argmin()]
print(f"greatest P at w = {best:.2f}, log P at w = {weights[np.log(P).argmax()]:.2f}")
print(f"least J at w = {least:.2f}, in base 10 at w = {least_10:.2f}")

figure, axes = plt.subplot_mosaic("DD;PJ", figsize=(6, 4.8), layout="constrained")
data, product, cost = axes.values()
data.plot(radius[0], Y_tumours[0], "|", color=BLUE, alpha=0.4)
x = np.linspace(radius.min(), radius.max(), 200)
data.plot(x, nnlib.activations.sigmoid(best * x), color=VERMILLION, label="a = σ(wx)")
data.set(xlabel="radius x, standardized", ylabel="y, a")
data.legend(frameon=False, fontsize="small")
product.plot(weights, P, color=BLUE)
product.set(xlabel="w", ylabel="P, the product")
cost.plot(weights, J_of_w, color=BLUE)
cost.set(xlabel="w", ylabel="J(w) = −log P / m")
for ax in (product, cost):
    ax.axvline(best, color=VERMILLION, linestyle="--", linewidth=1)
plt.savefig(PICTURES / "section_3_likelihood.png")

# %% A product of many probabilities
X, digits = nnlib.datasets.digits()
model = nnlib.LogisticRegression(n_x=64)  # all weights are 0, so each label has P = 0.5
print("     m     product   sum of logs")
for m in (10, 100, 1000, 1797):
    labels = likelihood(model, X[:, :m], digits[:, :m] == ONE)
    print(f"{m:6}{labels.product:12.3g}{labels.log:14.4f}")

# %% The base of the logarithm
z, y, nudge = np.array(0.8), 1, 1e-6
sigmoid = nnlib.activations.sigmoid
print(f"a - y = {sigmoid(z) - y:.6f}")
for name, log in (("natural", np.log), ("base 10", np.log10)):
    L_above, L_below = -log(sigmoid(z + nudge)), -log(sigmoid(z - nudge))
    print(f"dz by a nudge, {name} logarithm: {(L_above - L_below) / (2 * nudge):.6f}")

# %% The mean or the sum of the losses
X, Y = two_digits()
print("     m  loss  alpha     J at the end   largest J")
for m in (35, 357):
    # The gradient of the sum is m times that of the mean.
    for name, rate in (("mean", 1.0), ("sum", m / 35)):
        model = nnlib.LogisticRegression(n_x=64)
        trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(rate))
        costs = trainer.fit(X[:, :m], Y[:, :m], iterations=300).cost
        alpha = "1" if name == "mean" else "1/35"
        print(f"{m:6}  {name:5} {alpha:8}{costs[-1]:13.4f}{max(costs):12.4f}")
