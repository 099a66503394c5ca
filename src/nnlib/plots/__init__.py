"""Pictures: one function each, which draws on the axes it is given, or on new ones, and returns them.

The user's settings of matplotlib are left alone.
"""

from nnlib.plots.boundaries import decision_boundary
from nnlib.plots.curves import learning_curve
from nnlib.plots.pictures import images

__all__ = ["decision_boundary", "images", "learning_curve"]
