"""Run benchmarks: `python -m benchmarks` for all, `python -m benchmarks NAME…` for some.

A benchmark is one module with `NAME` and `run() -> Result`; it is found by being listed in BENCHMARKS.
"""

import importlib
import sys

from benchmarks.reporting import write

BENCHMARKS = {
    "import": "benchmarks.import_files",
    "crawl": "benchmarks.crawl",
    "identify": "benchmarks.identify",
    "optional": "benchmarks.optional_detectors",
    "mixed": "benchmarks.mixed",
    "teach": "benchmarks.teach",
    "duplicates": "benchmarks.duplicates",
    "translate": "benchmarks.translate",
    "balance": "benchmarks.balance",
    "annotate": "benchmarks.annotate",
    "suggest": "benchmarks.suggest",
    "train": "benchmarks.train",
    "start": "benchmarks.start",
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}")
    for name in names or list(BENCHMARKS):
        write(name, importlib.import_module(BENCHMARKS[name]).run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
