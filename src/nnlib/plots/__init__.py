"""Pictures: one function each, which draws on the axes it is given, or on new ones, and returns them.

The user's settings of matplotlib are left alone, and followed in text and ground: they may be light or dark.
"""

from nnlib.plots.activations import activation
from nnlib.plots.animated_boundary import boundary_animation
from nnlib.plots.animated_descent import descent_animation
from nnlib.plots.blocks import blocks
from nnlib.plots.boundaries import decision_boundary
from nnlib.plots.broadcast import broadcasting
from nnlib.plots.computation_graphs import computation_graph
from nnlib.plots.confusion import confusion_matrix
from nnlib.plots.curves import learning_curve, learning_curves
from nnlib.plots.descent import descent_on_contours, descent_on_curve
from nnlib.plots.diagram import network_diagram
from nnlib.plots.fits import fitted_curve
from nnlib.plots.heat_maps import heat_map
from nnlib.plots.layer_sizes import layer_sizes
from nnlib.plots.learning_rates import learning_rates
from nnlib.plots.mistakes import mistakes
from nnlib.plots.pictures import first_layer_weights, images
from nnlib.plots.run_times import run_times
from nnlib.plots.spreads import spread
from nnlib.plots.step_sizes import step_sizes
from nnlib.plots.traces import trace

__all__ = [
    "activation",
    "blocks",
    "boundary_animation",
    "broadcasting",
    "computation_graph",
    "confusion_matrix",
    "decision_boundary",
    "descent_animation",
    "descent_on_contours",
    "descent_on_curve",
    "first_layer_weights",
    "fitted_curve",
    "heat_map",
    "images",
    "layer_sizes",
    "learning_curve",
    "learning_curves",
    "learning_rates",
    "mistakes",
    "network_diagram",
    "run_times",
    "spread",
    "step_sizes",
    "trace",
]
