"""The guided tours of the page: each a state that shows one thing, three sentences about it, and what cures it.

`state` holds what differs from the page's defaults, `cure` what the last sentence changes. The page trains for 300
updates, in which no state learns the flower and each cure does.
"""

from typing import Any


def tour(title: str, state: dict[str, Any], cure: dict[str, Any], *sentences: str) -> dict[str, Any]:
    """Return a tour as the page takes it."""
    return {"title": title, "state": state, "cure": cure, "sentences": sentences}


TOURS: tuple[dict[str, Any], ...] = (
    tour(
        "All weights start at zero",
        {"initialization": "zeros"},
        {"initialization": None},
        "All weights and biases start at 0, so the four hidden nodes are copies: each answers a = tanh(0) = 0 to "
        "every example.",
        "dW[2] is a product with these answers and dW[1] a product with W[2], so both gradient norms are exactly "
        "0: only the output's bias moves, and the map has one colour all over.",
        "Small random numbers make the nodes differ: with the default initialization, the same network learns the "
        "flower.",
    ),
    tour(
        "The learning rate is too large",
        {"layers": [8], "hidden": ["sigmoid"], "learning_rate": 30.0},
        {"learning_rate": 1.2},
        "With α = 30 each update steps over the valley that it aims at, so the cost goes up about as often as it "
        "goes down.",
        "The answer 0.5 everywhere would cost log 2 = 0.69, and this network costs more: the doctor says that the "
        "learning rate is too large.",
        "With α = 1.2 and the same first weights, nearly every update lowers the cost, to about 0.2.",
    ),
    tour(
        "ReLUs die",
        {"layers": [8, 8], "hidden": ["relu", "relu"], "learning_rate": 3.0},
        {"hidden": ["leaky_relu", "leaky_relu"]},
        "The first updates with α = 3 are so large that z is below 0 for every example in all eight nodes of "
        "layer 2: crosses mark them as dead.",
        "Below 0 a ReLU answers 0 and its slope is 0, so no gradient passes layer 2: the gradient norms are 0 but "
        "for rounding, and the map has one colour all over.",
        "A leaky ReLU keeps a small slope below 0: with it, the same rate and the same first weights learn the flower.",
    ),
    tour(
        "Linear layers stay linear",
        {"layers": [8, 8], "hidden": ["identity", "identity"], "learning_rate": 0.1},
        {"hidden": ["tanh", "tanh"]},
        "Both hidden layers have the activation identity, a = z: three layers learn, and yet the boundary stays a "
        "straight line.",
        "A product of matrices is one matrix, W[3] W[2] W[1] = W, so the cost ends at 0.689, where a network "
        "without hidden layers ends too.",
        "With tanh in both hidden layers, the same network learns the flower.",
    ),
    tour(
        "Sigmoids saturate",
        {"layers": [8, 8], "hidden": ["sigmoid", "sigmoid"], "learning_rate": 100.0},
        {"learning_rate": 1.2},
        "A few updates with α = 100 make the weights so large that the eight nodes of layer 2 answer nearly 0 or "
        "nearly 1 to every example: bars mark them as saturated.",
        "There the slope g′(z) = a (1 − a) is nearly 0, and back propagation multiplies by it: the gradient norms "
        "are below 0.001, and a smaller rate from here on does not bring the nodes back.",
        "Begin anew with α = 1.2: z stays where the sigmoid is steep, no node saturates, and the network learns.",
    ),
    tour(
        "A batch of one example",
        {"batch_size": 1},
        {"batch_size": 32},
        "Each update sees one example alone, whose gradient often leads away from what the others need: the "
        "training curve, the cost of that example, jumps.",
        "The boundary jumps along, and the cost J of all examples stays far above the 0.2 that 300 updates on all "
        "of them reach.",
        "The mean of 32 examples is a better guess at the gradient: with this batch size, the same rate learns "
        "the flower.",
    ),
)
