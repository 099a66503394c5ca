"""Inverted dropout, forward and backward.

In training, dropout removes nodes of a hidden layer at random, different ones for each example, so that no node can
rely on another. A mask D does it: keep_prob is the probability that a node is kept. D is 1/keep_prob where the node
is kept and 0 where it is not, and A is multiplied by it, element by element. The division keeps the expected value
of A, so that predictions need no mask. On the way back, dA is multiplied by the same D. So that your mask can be
compared, draw one array of numbers between 0 and 1 from `rng`, of the shape of A, and keep a node where its number
is below keep_prob.
"""

import numpy as np

SHORTER = "A model with keep_prob=0.8, such as nnlib.DeepNetwork([30, 20, 1], keep_prob=0.8), does it in training."


def dropout(A, dA, keep_prob, seed):
    """Return the mask of a layer, and A and dA multiplied by it.

    Comes in:  A, dA (n, m); keep_prob, a number between 0 and 1; seed, a whole number
    Goes out:  D, A_dropped, dA_dropped, each (n, m), in this order
    """
    rng = np.random.default_rng(seed)  # given
    # slip: np.random.RandomState(seed)
    #   is the old generator of np.random, which gives other numbers for this seed: rng is given
    numbers = rng.random(A.shape)
    # slip: numbers = rng.random(A.shape[0]).reshape(-1, 1) * np.ones(A.shape)
    #   removes a node for all examples at once: each node and example has a number of its own, of the shape of A
    # slip: numbers = rng.random((A.shape[0], 1))
    #   has one column for all examples: each node and example has a number of its own, of the shape of A
    # slip: numbers = rng.random(A.shape[::-1]).T
    #   is drawn as its transpose, so that the numbers come in another order: draw the shape of A
    # slip: numbers = rng.random()
    #   is drawn once for the whole layer: each node and example has a number of its own, of the shape of A
    # slip: numbers = rng.normal(size=A.shape)
    #   is drawn with rng.normal: numbers between 0 and 1 come from rng.random
    D = (numbers < keep_prob) / keep_prob
    # notes: D[l] is 1/keep_prob with probability keep_prob, and else 0
    # slip: 1.0 * (numbers < keep_prob)
    #   is not divided by keep_prob, so that A is smaller in training than in predictions
    # slip: (numbers > keep_prob) / keep_prob
    #   keeps the nodes whose number is above keep_prob: with keep_prob = 0.8 only one in five
    # slip: (numbers < 1 - keep_prob) / keep_prob
    #   keeps a node with the probability 1 - keep_prob: keep_prob is the probability that it stays
    # slip: (numbers < keep_prob) / (1 - keep_prob)
    #   is divided by 1 - keep_prob: the nodes that are kept make up keep_prob of all
    # slip: (numbers < keep_prob) * keep_prob
    #   is multiplied by keep_prob: dividing by it keeps the expected value
    # slip: numbers / keep_prob
    #   is not compared with keep_prob: a node is kept or removed, and nothing in between
    A_dropped = A * D
    # notes: A[l] = A[l] * D[l]
    # slip: A * (D > 0)
    #   is not divided by keep_prob: A is multiplied by D, in which the division is done
    # slip: A * D / keep_prob
    #   is divided by keep_prob twice: D has the division in it
    # slip: A @ D.T
    #   has a matrix product where * was meant: each element of A has its own element of D
    # slip: np.dot(A, D)
    #   has a matrix product where * was meant: each element of A has its own element of D
    # slip: A + D
    #   has the mask added: A is multiplied by it
    # slip: A
    #   is not multiplied by D
    # slip: A[D > 0]
    #   is a list of what is kept: the array keeps its shape, with zeros for what is removed
    # slip: D
    #   is D itself: A is multiplied by it
    dA_dropped = dA * D
    # notes: dA[l] = dA[l] * D[l]
    # slip: dA
    #   is not multiplied by D: what was removed has no part in the loss, so its derivative is 0
    # slip: dA * (D > 0)
    #   is not divided by keep_prob: dA is multiplied by the same D as A
    # slip: dA * D / keep_prob
    #   is divided by keep_prob twice: D has the division in it
    # slip: dA_dropped = dA * (rng.random(A.shape) < keep_prob) / keep_prob
    #   has a new mask, which removes other nodes than A's did: multiply by the same D
    # slip: dA * (A_dropped > 0)
    #   asks for the sign of A: multiply by D
    # slip: dA * A_dropped
    #   is multiplied by A: the derivative of A D with respect to A is D
    # slip: A * D
    #   uses A where dA was meant
    return D, A_dropped, dA_dropped
    # slip: 1.0 * (D > 0), A_dropped, dA_dropped
    #   has D without its division: D is 1/keep_prob where a node is kept, and A is multiplied by that
    # slip: A_dropped, dA_dropped
    #   lacks the mask: the order is D, A_dropped, dA_dropped
    # slip: A_dropped, dA_dropped, D
    #   has D at the end: the order is D, A_dropped, dA_dropped
    # slip: A_dropped, D, dA_dropped
    #   has A_dropped before D: the order is D, A_dropped, dA_dropped


def inputs(rng, n=3, m=4):
    """Draw activations of both signs and derivatives, and look for a seed that removes some nodes and keeps some."""
    keep_prob = float(rng.choice([0.6, 0.7, 0.8]))
    seed = int(rng.integers(1, 1000))
    while not 0.4 < np.mean(np.random.default_rng(seed).random((n, m)) < keep_prob) < 0.9:
        seed += 1
    return {"A": rng.normal(size=(n, m)), "dA": rng.normal(size=(n, m)), "keep_prob": keep_prob, "seed": seed}


def another_with_where(A, dA, keep_prob, seed):
    """Choose with np.where."""
    numbers = np.random.default_rng(seed).uniform(size=A.shape)
    mask = np.where(numbers < keep_prob, 1 / keep_prob, 0.0)
    return mask, mask * A, mask * dA


def another_divides_last(A, dA, keep_prob, seed):
    """Remove first, and divide last."""
    rng = np.random.default_rng(seed)
    kept = (rng.random(A.shape) < keep_prob).astype(int)
    A = A * kept
    A /= keep_prob
    dA = dA * kept
    dA /= keep_prob
    return kept / keep_prob, A, dA


def another_sets_zeros(A, dA, keep_prob, seed):
    """Set what is removed to 0, in arrays that are divided by keep_prob."""
    removed = np.random.default_rng(seed).random(A.shape) >= keep_prob
    results = [np.ones(A.shape) / keep_prob, A / keep_prob, dA / keep_prob]
    for result in results:
        result[removed] = 0
    return tuple(results)
