"""Training on a file that is larger than the memory that the process may have.

    python tests/benchmarks/memory_mapped.py [--gibibytes 1] [--mebibytes 64] [--folder DIR]

A file of examples is written. A process that may allocate no more than so many MiB, besides what it has once NumPy is
imported, fails to read it whole. Another one maps it, and trains for an epoch. A third one reads it whole without a
limit, and has to come to the same θ, to the last bit. Linux only.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from memory import Job, write_examples

SIZES = (784, 128, 10)
MiB = 2**20


def main() -> None:
    """Train three times, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gibibytes", type=float, default=1, help="the size of the file")
    parser.add_argument("--mebibytes", type=int, default=64, help="how much may be allocated")
    parser.add_argument("--folder", type=Path, help="where the file is written; else where temporary files go")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        file = Path(folder, "X.npy")
        m = int(arguments.gibibytes * 2**30) // (4 * SIZES[0])
        write_examples(file, m, SIZES[0])
        print(f"{file.stat().st_size / MiB:,.0f} MiB: {m:,} examples of {SIZES[0]} features, float32")
        print(f"network {'-'.join(map(str, SIZES))}, batches of 128, Adam, one epoch\n")
        limited = Job(str(file), SIZES, mapped=False, limit=arguments.mebibytes * MiB)
        limit = f"at most {arguments.mebibytes} MiB allocated"
        refused = told(f"read whole, {limit}", limited)
        mapped = told(f"mapped, {limit}", replace(limited, mapped=True))
        whole = told("read whole, no limit", replace(limited, limit=None))
    same = mapped.get("digest") == whole["digest"]
    print(f"\nmapped and read whole come to the same θ, to the last bit: {'yes' if same else 'no'}")
    sys.exit(not (same and "error" in refused))


def told(what: str, job: Job) -> dict[str, Any]:
    """Run a job, and print what came of it."""
    start = time.perf_counter()
    result = job.run()
    print(f"{what}:")
    print(f"  {result.get('error') or 'trained, the last cost is {cost:.4f}'.format(**result)}")
    peaks = f"{result['anonymous'] / MiB:,.1f} MiB anonymous, {result['resident'] / MiB:,.1f} MiB resident"
    print(f"  peak beyond import nnlib: {peaks}; {time.perf_counter() - start:.1f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
