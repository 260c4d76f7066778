"""Every ledger test runs on SQLite and on a real PostgreSQL, each on a fresh database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import new_database

from core.ledger import Ledger
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
    """A migrated, empty ledger to copy."""
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
    return new_database(request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_postgres"))


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
