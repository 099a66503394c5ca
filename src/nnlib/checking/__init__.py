"""Checks: gradients against central differences, steps against the notes' lines, and a diagnosis of each mistake."""

from nnlib.checking._reports import GradientReport, TensorReport, Verdict
from nnlib.checking.functions import check_functions
from nnlib.checking.gradients import gradient_check
from nnlib.checking.steps import Step, StepsReport, compare_steps

__all__ = [
    "GradientReport",
    "Step",
    "StepsReport",
    "TensorReport",
    "Verdict",
    "check_functions",
    "compare_steps",
    "gradient_check",
]
