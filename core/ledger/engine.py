"""The engine: how the ledger talks to SQLite and to PostgreSQL.

SQLite: WAL with `synchronous=FULL`, so that a commit that returned survives a power cut; foreign keys on; a busy
timeout; and transactions that mean to write take the write lock at once (BEGIN IMMEDIATE), since a transaction that
reads first and writes later fails under concurrency whatever the timeout. Only what is PASSING is written without
waiting for the disk; each writing transaction says which it is.
PostgreSQL: psycopg 3, its default READ COMMITTED; dead connections are noticed before use.
"""

from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

BUSY_SECONDS = 30
WRITING = "isogloss_writing"
"""Execution option of a connection whose transaction means to write: DURABLE or PASSING."""
DURABLE = "durable"
PASSING = "passing"
"""What is written may be forgotten by a power cut (never by a crash of the program): leases, which only keep order."""


def make_engine(url: str) -> Engine:
    """The engine for `url`; nothing is connected or created yet, apart from a missing folder for SQLite's file."""
    parsed = driver_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=10, max_overflow=30, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgres)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=10, max_overflow=50, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def driver_url(url: str) -> URL:
    """`url` with psycopg 3 named as the driver of PostgreSQL, also for the old spelling `postgres://`."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _set_up_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would open transactions by its own rules
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    if writing:
        connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if writing == PASSING else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITING) == PASSING:
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def use_write_ahead_log(engine: Engine) -> None:
    """Switch SQLite's file to WAL, which it remembers; done when migrating, so that a newer ledger is never touched."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()
    finally:
        raw.close()
