"""How a benchmark reports: a table on the screen and benchmarks/results/NAME.json."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
LIBRARIES = ("pylance", "duckdb", "fasttext-community", "datasets", "transformers", "streamlit", "pyarrow")


@dataclass(frozen=True)
class Result:
    """Figures of ours, figures of peers measured in the same run, and the ratios between them."""

    figures: Mapping[str, float | int | str]
    against: Mapping[str, Mapping[str, float | int | str]] = field(default_factory=dict)
    ratio: Mapping[str, float] = field(default_factory=dict)


def write(name: str, result: Result) -> Path:
    """Print the result and write it to its JSON file."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    report = {
        "name": name,
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "versions": {library: version(library) for library in LIBRARIES},
        "figures": dict(result.figures),
        "against": {peer: dict(figures) for peer, figures in result.against.items()},
        "ratio": dict(result.ratio),
    }
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(f"\n== {name}")
    for title, figures in (("", result.figures), *result.against.items(), ("ratio", result.ratio)):
        for key, value in figures.items():
            shown = f"{value:,.3f}" if isinstance(value, float) else str(value)
            print(f"{title:>20} {key:<45} {shown:>15}")
    return path
