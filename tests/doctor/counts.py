"""How often the doctor is right: 200 healthy runs, and each ailment in three strengths and ten seeds.

    python tests/doctor/counts.py [--first-seed 1000] [ailment ...]

It prints every finding in a healthy run, and every sick run whose ailment is not named first, or in which something is
named that the ailment does not bring. It fails where a healthy run has a finding of level "wrong", where they have more
than half a finding each in the mean, or where less than 90 % of an ailment's runs are named.
"""

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one for each process

import runs

import nnlib
from nnlib.doctor import AILMENTS, Diagnosis

HEALTHY, SEEDS = 200, range(10)
MOST_FINDINGS, LEAST_NAMED = 0.5, 0.9


def of_healthy(seed: int) -> Diagnosis:
    run, trainer = runs.healthy(seed)
    return nnlib.diagnose(trainer, run.X, run.Y, validation=run.held_out if run.validate else None)


def of_sick(run_of: tuple[str, int, int]) -> Diagnosis:
    run, trainer = runs.sick(*run_of)
    return nnlib.diagnose(trainer, run.X, run.Y, validation=run.held_out)


def right(ailment: str, report: Diagnosis) -> bool:
    """Return whether an ailment is named first, and all else is what it may bring."""
    names = [finding.name for finding in report.findings]
    return names[:1] == [ailment] and set(names[1:]) <= set(AILMENTS[ailment].brings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ailments", nargs="*", help="only these, and no healthy runs")
    parser.add_argument("--first-seed", type=int, default=0)
    arguments = parser.parse_args()
    with ProcessPoolExecutor() as executor:
        failed = [] if arguments.ailments else healthy(executor, arguments.first_seed)
        for ailment in arguments.ailments or AILMENTS:
            failed += sick(executor, ailment, arguments.first_seed)
    sys.exit("\n".join(failed) or 0)


def healthy(executor: ProcessPoolExecutor, first: int) -> list[str]:
    """Count what is found in healthy runs."""
    seeds, found = range(first, first + HEALTHY), Counter()
    for seed, report in zip(seeds, executor.map(of_healthy, seeds), strict=True):
        for finding in report.findings:
            found[finding.level] += 1
            print(f"    seed {seed}: {finding.level}, {finding.name}: {finding.evidence}")
    print(f"healthy: {len(seeds)} runs, {found.total()} findings, {dict(found)}", flush=True)
    if found["wrong"] or found.total() > MOST_FINDINGS * HEALTHY:
        return ["healthy runs are called sick"]
    return []


def sick(executor: ProcessPoolExecutor, ailment: str, first: int) -> list[str]:
    """Count how many of an ailment's runs are named."""
    kinds = [(ailment, strength, first + seed) for strength, seed in product(range(3), SEEDS)]
    named = 0
    for kind, report in zip(kinds, executor.map(of_sick, kinds), strict=True):
        named += right(ailment, report)
        if not right(ailment, report):
            print(f"    strength {kind[1]}, seed {kind[2]}: {[finding.name for finding in report.findings]}")
    print(f"{ailment}: {named} of {len(kinds)}", flush=True)
    if named < LEAST_NAMED * len(kinds):
        return [f"{ailment} is named in {named} of {len(kinds)} runs"]
    return []


if __name__ == "__main__":
    main()
