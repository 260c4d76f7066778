"""The balance board over ten million segments, and what one million answer at once.

`board_seconds_10m` is what a visit costs: counts of fragments that did not change are kept. `board_first_seconds_10m`
is the visit after everything changed (identification, another filter policy). The peer is the bare GROUP BY in DuckDB
over the same table, without verdicts.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import generating
from benchmarks.reporting import Result
from core.balancing.board import read_board
from core.corpus import schema
from core.corpus.engine import cursor, lance
from core.corpus.snapshot import Snapshot
from core.records import EventKind, FilterPolicy, NewEvent, Selection
from core.settings import Settings
from core.workspace import Workspace, open_workspace

ROWS = 10_000_000
SLIDER_ROWS = 1_000_000
EVENTS = 500
REPEATS = 5


def run(rows: int = ROWS, slider_rows: int = SLIDER_ROWS) -> Result:
    """Generate both corpora and measure."""
    with tempfile.TemporaryDirectory() as folder:
        ws = open_workspace(Settings(workspace=folder, worker_autostart=False, _env_file=None))
        small, large = _project(ws, "Small", slider_rows), _project(ws, "Large", rows)
        figures = {**_slider(ws, small), **_board(ws, large)}
        bare = _median(lambda: _bare_count(ws, large), 3)
        ws.ledger.dispose()
    figures["segments"] = rows
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(
        figures=figures,
        against={"duckdb_group_by": {"seconds_10m": bare}},
        ratio={"board_to_bare_group_by": figures["board_seconds_10m"] / bare},
    )


def _project(ws: Workspace, name: str, rows: int) -> str:
    project = ws.ledger.projects.create(name, languages=generating.LANGUAGES)
    uri = str(ws.project_folder(project.id) / "segments.lance")
    lance().write_dataset(schema.SCHEMA.empty_table(), uri)
    for part in generating.stored_parts(rows):
        lance().write_dataset(part, uri, mode="append")
    ws.corpus(project.id).maintain()
    return project.id


def _slider(ws: Workspace, project_id: str) -> dict[str, float]:
    """What the pages ask of one million segments."""

    def open_snapshot() -> Snapshot:
        return ws.snapshot(project_id)

    def slider() -> None:
        with open_snapshot() as snapshot:
            snapshot.what_if(FilterPolicy(project_id, 1, 0.8, {"sw": 0.6}))

    def grouped() -> None:
        with open_snapshot() as snapshot:
            snapshot.sql("select tag, domain, formality, count(*) from segments group by all")

    def page() -> None:
        with open_snapshot() as snapshot:
            snapshot.page(Selection(languages=("am",), verdicts=("review",)), after=500_000)

    return {
        "slider_ms_1m": 1000 * _median(slider),
        "three_axes_ms_1m": 1000 * _median(grouped),
        "filtered_page_ms_1m": 1000 * _median(page),
    }


def _board(ws: Workspace, project_id: str) -> dict[str, float | int | str]:
    """The board: first, again, with unfolded labels, and with another policy."""
    first = _median(lambda: read_board(ws, project_id), 1)
    again = _median(lambda: read_board(ws, project_id))
    with ws.snapshot(project_id) as snapshot:
        ids = snapshot.ids(limit=EVENTS)
    events = [NewEvent(f"label {name}", name, EventKind.LABEL, "formal", "formality", 1) for name in ids]
    ws.ledger.events.record(project_id, "local", events)
    labelled = _median(lambda: read_board(ws, project_id))
    board = read_board(ws, project_id)
    kept = sum(file.stat().st_size for file in Path(ws.project_folder(project_id), "cube").iterdir())
    return {
        "board_seconds_10m": again,
        "board_first_seconds_10m": first,
        "board_with_unfolded_labels_seconds_10m": labelled,
        "unfolded_labels": EVENTS,
        "cells": len(board.cells),
        "kept_counts_mb": kept / 1e6,
    }


def _bare_count(ws: Workspace, project_id: str) -> None:
    with cursor() as bare:
        bare.register("corpus", ws.corpus(project_id).open())
        query = "select language, domain, formality, count(*), sum(characters) from corpus group by all"
        bare.sql(query).to_arrow_table()


def _median(work: Callable[[], object], repeats: int = REPEATS) -> float:
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)
