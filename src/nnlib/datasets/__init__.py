"""Data sets: generated shapes, real data that comes with the library, your own files, and preprocessing.

Examples are columns: X is (n_x, m), Y is (1, m). X.T is C-ordered, which is fastest for mini-batches.
Arguments that do not fit raise a TypeError or ValueError that says what was expected; docstrings list other errors.
"""

from nnlib.datasets.columns import CategoryColumn, NumberColumn
from nnlib.datasets.csv_tables import read_csv
from nnlib.datasets.demand import demand, demand_curve, demand_factors
from nnlib.datasets.idx import read_idx, read_mnist
from nnlib.datasets.images import image_to_vector, read_image, vector_to_image
from nnlib.datasets.pictures import PictureRecipe, Pictures, read_images
from nnlib.datasets.preprocessing import balanced_weights, k_fold, one_hot, split, standardize
from nnlib.datasets.scaling import Standardizer
from nnlib.datasets.sequences import sequences_to_columns
from nnlib.datasets.shipped import FASHION_CLASSES, breast_cancer, digits, fashion_mnist
from nnlib.datasets.synthetic import circles, flower, moons, spirals, xor
from nnlib.datasets.tables import Table, TableRecipe

__all__ = [
    "FASHION_CLASSES",
    "CategoryColumn",
    "NumberColumn",
    "PictureRecipe",
    "Pictures",
    "Standardizer",
    "Table",
    "TableRecipe",
    "balanced_weights",
    "breast_cancer",
    "circles",
    "demand",
    "demand_curve",
    "demand_factors",
    "digits",
    "fashion_mnist",
    "flower",
    "image_to_vector",
    "k_fold",
    "moons",
    "one_hot",
    "read_csv",
    "read_idx",
    "read_image",
    "read_images",
    "read_mnist",
    "sequences_to_columns",
    "spirals",
    "split",
    "standardize",
    "vector_to_image",
    "xor",
]
