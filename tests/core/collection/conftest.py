"""A project to collect into, and readers asked in blocks of any size."""

import pytest

from core.collection.options import ReadOptions
from core.collection.sources.files import format_of


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Fieldwork", languages=("en", "sw", "yo"))


@pytest.fixture
def read(tmp_path):
    """read(bytes, name, size) -> (rows with their lines, refusals as (line, reason)) of a file of that content."""

    def do(content: bytes, name: str, size: int = 1 << 20, options: ReadOptions | None = None):
        path = tmp_path / name
        path.write_bytes(content)
        reader = format_of(path, (options or ReadOptions()).format).open(path, options or ReadOptions(), size)
        batches = list(reader.batches())
        rows = [
            (line, row)
            for batch in batches
            for line, row in zip(batch.lines.to_pylist(), batch.table.to_pylist(), strict=True)
        ]
        return rows, [(bad.line, bad.reason) for batch in batches for bad in batch.refused]

    return do
