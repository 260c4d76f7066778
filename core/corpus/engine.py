"""The two engines, loaded when first needed: Lance (2.5 s to import) and one DuckDB that all snapshots share.

Invariants: DuckDB never reaches files or the network by itself (`enable_external_access` is off), it sees only what a
snapshot registers on its own cursor; no connection is shared between threads, each call gets a cursor. In a join, write
the small table on the right.
"""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "1GB"  # of all DuckDB queries of one process together

_lock = threading.Lock()
_base: duckdb.DuckDBPyConnection | None = None


def lance() -> Any:
    """The Lance module, imported on the first call."""
    import lance as module

    return module


def cursor() -> duckdb.DuckDBPyConnection:
    """A fresh cursor on the process's one in-memory database; close it after use."""
    global _base  # noqa: PLW0603  one connection per process is the point
    with _lock:
        if _base is None:
            _base = _connect()
        return _base.cursor()


def _connect() -> duckdb.DuckDBPyConnection:
    import duckdb

    spill = Path(tempfile.gettempdir()) / f"isogloss-duckdb-{os.getpid()}"
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    # A Lance table has no row count for the planner, which then builds its hash table on the corpus instead of on the
    # few rows joined to it. Without this optimizer the right side of a join is the one that is built.
    connection.execute("set disabled_optimizers = 'build_side_probe_side'")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection
