"""A child process that appends or fills until it is done or killed: `corpus_writer.py append|fill URI UNITS ROWS`."""

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import pyarrow as pa  # noqa: E402  the path comes first
from segment_tables import segments  # noqa: E402

from core.corpus import Corpus  # noqa: E402


def append(corpus: Corpus, units: int, rows: int) -> None:
    for unit in range(units):
        report = corpus.append(segments(unit * rows, rows, unit=unit))
        print(unit, report.added, report.present, flush=True)


def fill(corpus: Corpus, number: int) -> None:
    for fragment in corpus.pending_fragments(number):
        rows = corpus.fragment_table(fragment, ["characters"])
        values = {"_rowid": rows["_rowid"], "tokens": rows["characters"]}
        corpus.fill_fragment(fragment, pa.table({**values, "identified": pa.array([number] * len(rows), pa.int32())}))
        print(fragment, flush=True)
        time.sleep(0.01)


if __name__ == "__main__":
    action, uri, units, rows = sys.argv[1:]
    print("ready", flush=True)
    append(Corpus(uri), int(units), int(rows)) if action == "append" else fill(Corpus(uri), int(units))
