"""Every ledger test runs on SQLite and on a real PostgreSQL, each on an empty database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import new_database
from sqlalchemy import text

from core.ledger import Ledger
from core.ledger.engine import make_engine
from core.ledger.migrations import NEWEST
from core.ledger.tables import Base
from core.records import Account, Project


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty ledger to copy."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    made = Ledger(f"sqlite:///{path}")
    made.migrate()
    made.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """A migrated ledger for all tests."""
    url = new_database(postgres_url)
    made = Ledger(url)
    made.migrate()
    made.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a fresh, migrated ledger."""
    if request.param == "sqlite":
        copied = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "ledger.db")
        return f"sqlite:///{copied}"
    return emptied(request.getfixturevalue("migrated_postgres"))


def emptied(url: str) -> str:
    """The same database as if it had just been migrated; a new one for each test would take longer to remove."""
    engine = make_engine(url)
    tables = ", ".join(name for name in Base.metadata.tables if name != "accounts")
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        connection.execute(text("DELETE FROM accounts WHERE password_hash IS NOT NULL"))
        connection.execute(text("UPDATE accounts SET languages = '[]'"))
        connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": NEWEST})
    engine.dispose()
    return url


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """A fresh ledger."""
    opened = Ledger(ledger_url)
    yield opened
    opened.dispose()


@pytest.fixture
def project(ledger: Ledger) -> Project:
    """A project of the local user."""
    return ledger.projects.create("Mtaa")


@pytest.fixture
def wanjiru(ledger: Ledger) -> Account:
    """An account that can sign in."""
    return ledger.accounts.create("Wanjirũ", "maji baridi sana", languages=("sw",))
