"""The notes' arguments as objects that run: look at them, change them, and see what happens.

Nothing here is needed to train a network. Loops are written out where the notes write them, since they are the lesson.
Arguments that do not fit raise a TypeError or ValueError that says what was expected; docstrings list other errors.
"""

from nnlib.lessons.blocks import backward_block, forward_block
from nnlib.lessons.computation_graph import Variable
from nnlib.lessons.course_pictures import read_course_pictures
from nnlib.lessons.dead_units import dead_units
from nnlib.lessons.dimensions import dimensions
from nnlib.lessons.gradient_descent import CostFunction, descend
from nnlib.lessons.legacy_initialization import legacy_initialization
from nnlib.lessons.linear_layers import collapse
from nnlib.lessons.maximum_likelihood import likelihood
from nnlib.lessons.network_graph import graph_of
from nnlib.lessons.parity import parity_network
from nnlib.lessons.principal_components import largest_angle, principal_subspace
from nnlib.lessons.timing import run_times
from nnlib.lessons.tracing import trace
from nnlib.lessons.triangle_waves import kinks, triangle_wave
from nnlib.lessons.vectorization import all_examples, no_loop, node_by_node, one_loop, stacked_rows, two_loops

__all__ = [
    "CostFunction",
    "Variable",
    "all_examples",
    "backward_block",
    "collapse",
    "dead_units",
    "descend",
    "dimensions",
    "forward_block",
    "graph_of",
    "kinks",
    "largest_angle",
    "legacy_initialization",
    "likelihood",
    "no_loop",
    "node_by_node",
    "one_loop",
    "parity_network",
    "principal_subspace",
    "read_course_pictures",
    "run_times",
    "stacked_rows",
    "trace",
    "triangle_wave",
    "two_loops",
]
