"""Section 3: a colour photograph unrolled into a vector x and back, in the notes' order and in the course's.

To change: the file, for a picture of your own; its size; the side of the small pictures that a model is trained on.
"""

from pathlib import Path
from typing import Literal

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cbook

import nnlib
from nnlib.datasets import image_to_vector, read_image, vector_to_image

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
PHOTOGRAPH = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
ORDERS: tuple[Literal["planar", "interleaved"], ...] = ("planar", "interleaved")

# %% One photograph, two vectors
image = np.round(255 * read_image(PHOTOGRAPH, (96, 80, 3))).astype(np.uint8)
x = {order: image_to_vector(image, order=order) for order in ORDERS}

print(f"image {image.shape}, so n_x = 3 * 96 * 80 = {image.size}")
print("first pixel", image[0, 0], " second pixel", image[0, 1])
for order in ORDERS:
    print(f"x, {order}: {x[order].shape}, begins with {x[order][:8, 0]}")
same = np.array_equal(x["interleaved"], image.reshape(-1, 1))
print("interleaved is image.reshape(-1, 1):", same)

# %% From the vector back to the photograph
for unrolled in ORDERS:
    for taken in ORDERS:
        back = vector_to_image(x[unrolled], image.shape, order=taken)
        in_place = np.mean(back == image)
        print(f"{unrolled:11} read as {taken:11} {in_place:6.1%} in place")

channels = [image * np.eye(3, dtype=np.uint8)[k] for k in range(3)]
mixed_up = vector_to_image(x["planar"], image.shape, order="interleaved")
titles = ["image", "planar, read as interleaved", "red", "green", "blue"]
figure, axes = plt.subplot_mosaic("AAABBB;CCDDEE", figsize=(6, 6), layout="constrained")
pictures = [image, mixed_up, *channels]
for ax, picture, title in zip(axes.values(), pictures, titles, strict=True):
    ax.imshow(picture)
    ax.set_title(title, fontsize="medium")
    ax.set_axis_off()
plt.savefig(PICTURES / "section_3_images.png")

# %% Small pictures of a face and of a wall
photograph = read_image(PHOTOGRAPH, (300, 256, 3))
Y = np.arange(200)[np.newaxis] % 2  # 1: the face, 0: the wall
shifts = np.random.default_rng(1).integers((63, 48), size=(200, 2))
corners = shifts + np.where(Y.T == 1, (75, 95), (20, 190))
small = [photograph[top : top + 12, left : left + 12] for top, left in corners]
X = {}
for order in ORDERS:
    X[order] = np.hstack([image_to_vector(each, order=order) for each in small])
print(f"X {X['planar'].shape}, Y {Y.shape}")

# %% Train in both orders
models, costs = {}, {}
for order in ORDERS:
    model = models[order] = nnlib.LogisticRegression(n_x=432)
    history = nnlib.train(model, X[order], Y, learning_rate=0.01, iterations=200)
    costs[order] = np.array(history.cost)
    print(f"{order:11} J goes from {costs[order][0]:.6f} to {costs[order][-1]:.6f}")
difference = np.abs(costs["planar"] - costs["interleaved"]).max()
print(f"largest difference of the costs on the way: {difference:.0e}")

# %% Use the weights in both orders
for trained in ORDERS:
    for given in ORDERS:
        J, accuracy = models[trained].evaluate(X[given], Y)
        print(f"weights of {trained:11} on {given:11} ", end="")
        print(f"J = {J:.4f}, accuracy {accuracy:6.1%}")
w_as_image = vector_to_image(models["planar"].w, (12, 12, 3))
w = image_to_vector(w_as_image, order="interleaved")
difference = np.abs(w - models["interleaved"].w).max()
print(f"the weights, put into the other order: largest difference {difference:.0e}")
