"""Faults: killed while writing, a full or locked database, several processes at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from core.ledger import Ledger, LedgerUnavailableError, engine
from core.records import EventKind, NewEvent
from core.settings import ROOT

WRITER = """
import sys
from core.ledger import Ledger
from core.records import EventKind, NewEvent
url, project, name = sys.argv[1:]
ledger = Ledger(url)
n = 0
while True:
    batch = [NewEvent(f"{name}-{n}-{i}", "s", EventKind.LABEL, "formal", "formality", 1) for i in range(n % 4 + 1)]
    ledger.events.record(project, "local", batch)
    for event in batch:
        sys.stdout.write(event.key + "\\n")
    sys.stdout.flush()
    n += 1
"""


def started(url: str, project_id: str, name: str, output: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, project_id, name],
        stdout=output.open("wb"),
        cwd=ROOT,
        start_new_session=True,
    )


@pytest.mark.parametrize("seconds", [0.2, 0.7])
def test_kill_9_loses_nothing_that_was_acknowledged(ledger, ledger_url, project, tmp_path, seconds):
    outputs = [tmp_path / f"{name}.out" for name in "ab"]
    writers = [started(ledger_url, project.id, path.stem, path) for path in outputs]
    while not all(path.stat().st_size for path in outputs):
        assert all(writer.poll() is None for writer in writers)
        time.sleep(0.01)
    time.sleep(seconds)
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
    acknowledged = {line for path in outputs for line in path.read_text().split("\n")[:-1]}
    events = ledger.events.since(project.id, 0, limit=1_000_000)
    recorded = {event.key for event in events}
    assert len(acknowledged) > 4
    assert acknowledged <= recorded
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    for name in "ab":  # of the batch that was being written: all of it or nothing
        last = max(int(key.split("-")[1]) for key in recorded if key.startswith(name))
        for n in range(last + 1):
            assert {f"{name}-{n}-{i}" for i in range(n % 4 + 1)} <= recorded
    assert ledger.events.record(project.id, "local", [label("after")])[0].seq == len(events) + 1


def label(key: str) -> NewEvent:
    return NewEvent(key, "s", EventKind.LABEL, "formal", "formality", 1)


def test_only_leases_are_written_without_waiting_for_the_disk(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.migrate()
    found = []
    for passing in (False, True, False):
        with ledger.store.write(passing=passing) as session:
            found.append(session.connection().exec_driver_sql("PRAGMA synchronous").scalar())
    assert found == [2, 1, 2]  # FULL, NORMAL, FULL
    project = ledger.projects.create("Mtaa")
    asked = []

    def watch(statement: str) -> None:
        asked.append(statement)

    with ledger.store.engine.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(watch)
    ledger.events.record(project.id, "local", [label("k")])
    assert [one for one in asked if one.startswith("PRAGMA synchronous")] == ["PRAGMA synchronous=FULL"]
    ledger.dispose()


def test_a_full_disk_is_told_and_nothing_is_half_there(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.migrate()
    project = ledger.projects.create("Mtaa")
    with ledger.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    ledger.dispose()

    def fill_up(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages + 1}")

    engine.event.listen(ledger.store.engine, "connect", fill_up)
    with pytest.raises(LedgerUnavailableError, match="full") as told:
        ledger.events.record(project.id, "local", [label(f"k{n}") for n in range(2000)])
    assert "disk space" in told.value.hint
    assert ledger.events.latest(project.id) == 0
    assert ledger.events.since(project.id, 0) == []
    ledger.dispose()


def test_a_database_that_stays_locked_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    ledger.migrate()
    project = ledger.projects.create("Mtaa")
    other = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    with other.connect() as holding:
        holding.execute(text("UPDATE projects SET description = 'x'"))
        with pytest.raises(LedgerUnavailableError, match="locked"):
            ledger.events.record(project.id, "local", [label("k")])
        assert ledger.events.latest(project.id) == 0  # reading goes on
        holding.rollback()
    assert ledger.events.record(project.id, "local", [label("k")])[0].seq == 1
    other.dispose()
    ledger.dispose()


def test_a_server_that_is_away_is_told():
    with pytest.raises(LedgerUnavailableError, match="did not take part"):
        Ledger("postgresql://nobody@127.0.0.1:1/none").accounts.any()
