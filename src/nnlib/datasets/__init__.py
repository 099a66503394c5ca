"""Data to learn on: synthetic shapes, real data that is shipped, and preprocessing.

Examples are columns: X is (n_x, m), Y is (1, m). X.T is C-ordered, as mini-batches want it.
"""

from nnlib.datasets.preprocessing import one_hot, split, standardize
from nnlib.datasets.shipped import digits
from nnlib.datasets.synthetic import flower

__all__ = ["digits", "flower", "one_hot", "split", "standardize"]
