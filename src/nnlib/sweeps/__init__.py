"""Many runs at once: every point of a grid from several seeds, on all cores or on a cluster, with the same results."""

from nnlib.sweeps.results import Job, SweepResults
from nnlib.sweeps.running import sweep

__all__ = ["Job", "SweepResults", "sweep"]
