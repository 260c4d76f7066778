"""Rewriting a database so that deleted and overwritten values leave its files.

SQLite keeps old pages in the file and in its write-ahead log until they are used again: VACUUM rewrites the file, and a
truncating checkpoint empties the log. PostgreSQL's VACUUM frees the old rows for reuse; its server decides when their
bytes are overwritten, as with its own write-ahead log and backups.
"""

import sqlite3
import time

from sqlalchemy import Engine, text

from core.ledger.errors import LedgerUnavailableError

ATTEMPTS = 60
PAUSE_SECONDS = 0.5
BUSY = 1  # first column of the checkpoint's answer: somebody was still reading the log


def compact(engine: Engine) -> None:
    """Rewrite the database. Raises LedgerUnavailableError where others keep it busy."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
        return
    if engine.url.database:
        compact_file(engine.url.database)


def compact_file(path: str) -> None:
    """Rewrite one SQLite file; waits for readers and writers of the moment. Raises LedgerUnavailableError."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        for _ in range(ATTEMPTS):
            if _compacted(connection):
                return
            time.sleep(PAUSE_SECONDS)
    finally:
        connection.close()
    raise LedgerUnavailableError(
        "The database was too busy to be rewritten, so erased values may still be in its file.",
        hint="Retry when less is going on; nothing is lost.",
    )


def _compacted(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("VACUUM")
        return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] != BUSY)
    except sqlite3.OperationalError:  # locked by another process
        return False
