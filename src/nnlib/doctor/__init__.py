"""The doctor: what is wrong with a run, with evidence in numbers, and what to try next."""

from nnlib.doctor.examination import diagnose
from nnlib.doctor.findings import AILMENTS, Diagnosis, Finding
from nnlib.doctor.watch import Watch

__all__ = ["AILMENTS", "Diagnosis", "Finding", "Watch", "diagnose"]
