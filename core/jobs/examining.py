"""Looking a workspace over: is everything whole that people rely on, and what would mend what is not.

Nothing is changed by looking. Every finding says where, what is wrong and what to do; a note is worth knowing but no
damage. The look reads all ids and all model files, so it takes seconds per million segments.
"""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from core.jobs.history import views
from core.records import Project

if TYPE_CHECKING:
    from core.workspace import Workspace

LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found; `repair` says what to do about it."""

    weight: Literal["damage", "note"]
    place: str
    problem: str
    repair: str


def examine(ws: "Workspace") -> list[Finding]:
    """All findings; an empty list when the workspace is whole."""
    findings = [*_databases(ws), *_folder(ws), *_jobs(ws), *_models(ws)]
    for project in [*ws.ledger.projects.list(), *ws.ledger.projects.list(archived=True)]:
        findings += [*_corpus(ws, project), *_products(ws, project)]
    return findings


def _databases(ws: "Workspace") -> Iterator[Finding]:
    for name, url in (("ledger", ws.settings.ledger_url), ("job engine", ws.settings.engine_url)):
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            yield from _sqlite_file(name, Path(parsed.database or ""))
    try:
        with ws.ledger.store.read() as session:
            session.execute(text("SELECT count(*) FROM projects"))
    except SQLAlchemyError as error:
        yield Finding("damage", "ledger", f"It cannot be read: {error}", "Restore it from a backup.")


def _sqlite_file(name: str, path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        answers = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
        strays = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        answers, strays = [str(error)], []
    finally:
        connection.close()
    if answers != ["ok"]:
        yield Finding("damage", name, f"{path.name}: {'; '.join(answers[:3])}", "Restore it from a backup.")
    if strays:
        problem = f"{path.name}: {len(strays)} rows refer to rows that are not there (first: {strays[0]})"
        yield Finding("damage", name, problem, "Restore it from a backup, or report this.")


def _folder(ws: "Workspace") -> Iterator[Finding]:
    free = shutil.disk_usage(ws.folder).free
    if free < LEAST_FREE_BYTES:
        problem = f"Only {free / 1e6:.0f} MB are free on the disk of {ws.folder}."
        yield Finding("note", "disk", problem, "Make room before the next import or training.")
    secret = ws.folder / "secret"
    if secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield Finding("damage", "secret", f"Others on this machine can read {secret}.", f"chmod 600 {secret}")


def _jobs(ws: "Workspace") -> Iterator[Finding]:
    waiting = [shown for shown in views(ws, limit=1000) if shown.waits_for_worker]
    if waiting:
        problem = f"{len(waiting)} jobs wait and no worker gives a sign of life."
        yield Finding("note", "jobs", problem, "Start the app, or run: python -m core worker")


def _models(ws: "Workspace") -> Iterator[Finding]:
    for card in ws.models.describe():
        if not card.present:
            continue
        for damage in ws.models.damage(card.name):
            repair = f"Remove {ws.models.folder / card.name} and run: python -m core models {card.name}"
            yield Finding("damage", f"model {card.name}", damage, repair)


def _corpus(ws: "Workspace", project: Project) -> Iterator[Finding]:
    corpus = ws.corpus(project.id)
    if not corpus.exists:
        return
    place = f"segments of {project.id}"
    try:
        dataset = corpus.open()
        dataset.validate()
    except (OSError, ValueError) as error:  # what Lance raises for damaged files
        yield Finding("damage", place, str(error), "Restore the project's folder from a backup.")
        return
    rows = dataset.count_rows()
    with ws.snapshot(project.id) as snapshot:
        distinct = snapshot.sql("SELECT count(DISTINCT id) AS n FROM segments", {})["n"][0].as_py()
    if rows != distinct:
        yield Finding("damage", place, f"{rows - distinct} segments are there twice.", "Report this; nothing is lost.")


def _products(ws: "Workspace", project: Project) -> Iterator[Finding]:
    for version in ws.ledger.data_versions.list(project.id):
        if not Path(version.path).exists():
            problem = f"Its files are not at {version.path}."
            yield Finding("damage", f"data version {version.name}", problem, "Restore the project's folder.")
    for run in ws.ledger.runs.list(project.id):
        if not Path(run.path).is_dir():
            yield Finding("damage", f"run {run.name}", f"Its folder {run.path} is gone.", "Restore it from a backup.")
