"""The notes' arguments as objects that run: look at them, change them, and see what happens.

Nothing here is needed to train a network. Loops are written out where the notes write them, since they are the lesson.
"""

from nnlib.lessons.computation_graph import Variable
from nnlib.lessons.dead_units import dead_units
from nnlib.lessons.gradient_descent import CostFunction, descend
from nnlib.lessons.linear_layers import collapse
from nnlib.lessons.maximum_likelihood import likelihood
from nnlib.lessons.network_graph import graph_of
from nnlib.lessons.principal_components import largest_angle, principal_subspace

__all__ = [
    "CostFunction",
    "Variable",
    "collapse",
    "dead_units",
    "descend",
    "graph_of",
    "largest_angle",
    "likelihood",
    "principal_subspace",
]
