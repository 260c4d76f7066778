"""Migrations: the ledger is brought to the code's revision when it is opened, with Alembic, without a command line.

Invariants: a database at a revision that this code does not know is left exactly as it is; two processes that open
a new ledger at once migrate it once (the second waits and finds it done); a migration is one transaction.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from core.errors import WorkspaceVersionError
from core.ledger.engine import DURABLE, WRITING, use_write_ahead_log
from core.ledger.migrations import NEWEST

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x150_6105  # any number will do that every process takes


def revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def is_newer(engine: Engine) -> bool:
    """Whether the database is at a revision that this code does not know, so that a newer version wrote it."""
    return _is_newer(revision(engine))


def migrate(engine: Engine) -> None:
    """Bring the database to the code's revision. Raises WorkspaceVersionError, touching nothing, if it is newer."""
    at = revision(engine)
    if at == NEWEST:
        return
    _refuse_newer(at)
    use_write_ahead_log(engine)
    with engine.execution_options(**{WRITING: DURABLE}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        at = _revision(connection)  # another process may have been quicker
        _refuse_newer(at)
        if at != NEWEST:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _is_newer(at: str | None) -> bool:
    if at is None or at == NEWEST:
        return False
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return at not in known


def _refuse_newer(at: str | None) -> None:
    if _is_newer(at):
        raise WorkspaceVersionError(
            f"The ledger is at revision {at}, which this version of Isogloss does not know. It was not touched.",
            hint="Open it with the newer version of Isogloss that wrote it.",
        )


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
