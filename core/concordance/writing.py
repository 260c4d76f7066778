"""The lines as a CSV file that spreadsheets open without running anything in it (`balancing.writers` guards cells)."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from core.balancing.writers import CsvWriter
from core.concordance.lines import Order, line, ordered
from core.concordance.searching import Hit

WIDTH = 60  # graphemes on each side


def as_csv(hits: Sequence[Hit], order: Order) -> bytes:
    """All lines in an order; offsets are code points of the stored text, UTF-8 with a mark that Excel understands."""
    lines = [line(hit, WIDTH) for hit in ordered(hits, order)]
    values = {
        "before": [one.before for one in lines],
        "hit": [one.form for one in lines],
        "after": [one.after for one in lines],
        "language": [one.hit.tag for one in lines],
        "formality": [one.hit.formality for one in lines],
        "domain": [one.hit.domain for one in lines],
        "source": [one.hit.source_id for one in lines],
        "document": [one.hit.document_id for one in lines],
        "segment": [one.hit.segment_id for one in lines],
    }
    columns: dict[str, pa.Array] = {name: pa.array(column, pa.string()) for name, column in values.items()}
    columns |= {
        "start": pa.array([one.hit.start for one in lines], pa.int64()),
        "end": pa.array([one.hit.end for one in lines], pa.int64()),
    }
    table = pa.table(columns)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        CsvWriter(bom=True)(path, table.schema, [table])
        return path.read_bytes()
