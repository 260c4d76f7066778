"""Opening: from nothing to the newest revision; two at once; a newer ledger is left alone."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from postgres_server import new_database

from core.errors import WorkspaceVersionError
from core.ledger import Ledger
from core.ledger.migrating import FOLDER, revision
from core.ledger.migrations import NEWEST
from core.ledger.tables import Base
from core.limits import LIMITS


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path):
    """URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'ledger.db'}"
    return new_database(request.getfixturevalue("postgres_url"))


def test_the_newest_revision_is_the_end_of_the_scripts():
    assert ScriptDirectory(str(FOLDER)).get_current_head() == NEWEST


def test_migrations_build_what_the_tables_say(ledger):
    with ledger.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        checks = {
            (table, check["name"])
            for table in Base.metadata.tables
            for check in sa.inspect(connection).get_check_constraints(table)
        }
    wanted = {
        (
            table.name,
            f"ck_{table.name}_{constraint.name}".replace(f"ck_{table.name}_ck_{table.name}", f"ck_{table.name}"),
        )
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint)
    }
    assert checks == wanted


def test_migrating_again_changes_nothing(ledger, project):
    ledger.migrate()
    assert ledger.projects.get(project.id) == project
    assert not ledger.newer_than_code()


def test_two_that_open_a_new_ledger_at_once_both_get_it(empty_url):
    ledgers = [Ledger(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Ledger.migrate, ledgers))
    assert revision(ledgers[0].store.engine) == NEWEST
    assert ledgers[3].accounts.get("local").is_admin
    for ledger in ledgers:
        ledger.dispose()


def test_an_older_ledger_is_brought_on_with_what_is_in_it(empty_url):
    from alembic import command

    from core.ledger import migrating
    from core.ledger.engine import make_engine

    engine = make_engine(empty_url)
    with engine.begin() as connection:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(sa.text("UPDATE accounts SET languages = '[\"sw\"]' WHERE id = 'local'"))
    engine.dispose()
    ledger = Ledger(empty_url)
    ledger.migrate()
    assert ledger.accounts.get("local").languages == ("sw",)
    assert ledger.jobs.list() == []
    ledger.dispose()


def test_policies_and_projects_from_before_get_the_defaults_of_what_came_later(empty_url):
    from alembic import command

    from core.ledger import migrating
    from core.ledger.engine import make_engine

    engine = make_engine(empty_url)
    with engine.begin() as connection:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        tables = sa.MetaData()
        tables.reflect(connection, only=["projects", "policies"])
        when = datetime(2026, 1, 1, tzinfo=UTC)
        texts = {"id": "p", "name": "P", "name_key": "p", "description": "", "created_by": "local"}
        lists = {"languages": [], "schemes": [], "detectors": []}
        plain = {"archived": False, "created_at": when, "event_seq": 0}
        connection.execute(tables.tables["projects"].insert().values(**texts, **lists, **plain))
        policy = {"project_id": "p", "version": 1, "default_threshold": 0.7, "review_band": 0.1}
        policy |= {"thresholds": {"sw": 0.4}, "created_at": when, "created_by": "local"}
        connection.execute(tables.tables["policies"].insert().values(**policy))
    engine.dispose()
    ledger = Ledger(empty_url)
    ledger.migrate()
    assert ledger.projects.get("p").only_expected is False
    found = ledger.policies.current("p")
    assert (found.version, found.thresholds, found.limits) == (1, {"sw": 0.4}, LIMITS)
    assert (found.use_normalised, found.personal_data) == (False, "review")
    ledger.dispose()


def test_a_newer_ledger_is_refused_and_not_touched(ledger, ledger_url, project):
    with ledger.store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    ledger.dispose()
    before = _content(ledger_url)
    opened = Ledger(ledger_url)
    assert opened.newer_than_code()
    with pytest.raises(WorkspaceVersionError, match="9999") as refused:
        opened.migrate()
    assert "newer version" in refused.value.hint
    opened.dispose()
    assert _content(ledger_url) == before


def _content(url: str) -> object:
    path = url.removeprefix("sqlite:///")
    if path != url:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    engine = Ledger(url).store.engine
    with engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        return [connection.execute(sa.text(f"SELECT * FROM {table}")).fetchall() for table in tables]


def test_sqlite_is_set_to_keep_what_it_acknowledged(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.migrate()
    with ledger.store.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
