"""Importing a million segments from Parquet and from JSON lines, beside `datasets.load_dataset` on the same files.

The import does more than the peer: it checks every row, brings texts to NFC, makes ids, inserts what is absent and
writes a store that can be queried. Rates are segments a second from the start of the job to its report.
"""

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import generating
from benchmarks.reporting import Result
from core.corpus import Corpus
from core.corpus.identity import with_identity
from core.jobs.inline import run_inline
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.settings import Settings
from core.workspace import Workspace, open_workspace

ROWS = 1_000_000
PART = 100_000


def run(rows: int = ROWS) -> Result:
    """Write both files, import each into a project of its own, import one again, and ask the peer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {"parquet": folder / "segments.parquet", "jsonl": folder / "segments.jsonl"}
        _write(files, rows)
        ws = open_workspace(Settings(workspace=str(folder / "workspace"), worker_autostart=False, _env_file=None))
        figures: dict[str, float | int | str] = {"segments": rows}
        peer: dict[str, float | int | str] = {}
        for kind, path in files.items():
            figures[f"{kind}_segments_per_second"] = rows / _seconds(lambda p=path, k=kind: _import(ws, k, p, rows))
            peer[f"{kind}_rows_per_second"] = rows / _seconds(lambda p=path, k=kind: _load(k, p, folder / "cache"))
        figures["repeated_segments_per_second"] = rows / _seconds(lambda: _import(ws, "parquet", files["parquet"], 0))
        figures["append_segments_per_second"] = _append_rate(folder / "alone.lance", rows)
        figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ws.ledger.dispose()
    ratio = {kind: figures[f"{kind}_segments_per_second"] / peer[f"{kind}_rows_per_second"] for kind in files}
    return Result(figures=figures, against={"datasets.load_dataset": peer}, ratio=ratio)


def _write(files: dict[str, Path], rows: int) -> None:
    writer = None
    with files["jsonl"].open("w", encoding="utf-8") as lines:
        for start in range(0, rows, PART):
            made = generating.segments(start, min(PART, rows - start))
            part = pa.table({"text": made["text"], "lang": made["declared_language"], "speaker": made["document_id"]})
            writer = writer or pq.ParquetWriter(files["parquet"], part.schema)
            writer.write_table(part)
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in part.to_pylist())
    if writer is not None:
        writer.close()


def _import(ws: Workspace, kind: str, path: Path, expected: int) -> None:
    projects = {project.name: project.id for project in ws.ledger.projects.list()}
    project_id = projects.get(kind) or ws.ledger.projects.create(kind).id
    request = ImportRequest(project_id=project_id, files=[FileToImport(path=str(path))])
    report = run_inline(ws, "import", request, project_id=project_id)
    if report.added != expected:
        raise RuntimeError(f"{report.added} of {expected} segments of {path.name} were added")


def _load(kind: str, path: Path, cache: Path) -> None:
    os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
    from datasets import load_dataset

    builder = {"parquet": "parquet", "jsonl": "json"}[kind]
    load_dataset(builder, data_files=str(path), split="train", cache_dir=str(cache))


def _append_rate(uri: Path, rows: int) -> float:
    """Ids, duplicate keys and insert-if-absent alone, without reading or checking a file."""
    parts = [generating.segments(start, min(PART, rows - start)) for start in range(0, rows, PART)]
    corpus = Corpus(uri)
    return rows / _seconds(lambda: [corpus.append(with_identity(part, "generated")) for part in parts])


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
