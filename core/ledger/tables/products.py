"""What machines do for a project: sources, jobs, the worker's heartbeat, data versions, runs, scores."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.ledger.tables.base import Base, Key, one_of
from core.records import JobState, Origin


class SourceRow(Base):
    """Where a body of segments came from; the same `identity` in a project is the same source."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("project_id", "identity"), one_of("origin", Origin))

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    identity: Mapped[str]
    locator: Mapped[str]
    origin: Mapped[str] = mapped_column(String(20))
    licence: Mapped[str]
    consent: Mapped[str]
    job_id: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    taken_down_at: Mapped[datetime | None]


class JobRow(Base):
    """A long operation; its id is made from the client's request key, so that a double click is one job."""

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("state", JobState),
        CheckConstraint("done >= 0", name="done"),
        Index(None, "project_id", "created_at"),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    project_id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int]
    total: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(40))
    phase: Mapped[str]
    request: Mapped[str]
    report: Mapped[str | None]
    error: Mapped[str | None]
    hint: Mapped[str | None]
    attempts: Mapped[int]
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class HeartbeatRow(Base):
    """The last sign of life of a worker."""

    __tablename__ = "heartbeats"

    name: Mapped[Key] = mapped_column(primary_key=True)
    pid: Mapped[int]
    host: Mapped[str] = mapped_column(String(255))
    version: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class DataVersionRow(Base):
    """A frozen selection; written once, and changed by nothing but an erasure."""

    __tablename__ = "data_versions"
    __table_args__ = (UniqueConstraint("project_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    corpus_version: Mapped[int]
    event_seq: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(128))
    rows: Mapped[dict[str, int]] = mapped_column(JSON)
    path: Mapped[str]
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    erased: Mapped[int] = mapped_column(default=0, server_default="0")
    detached: Mapped[bool] = mapped_column(default=False, server_default=false())


class RunRow(Base):
    """A training."""

    __tablename__ = "runs"
    __table_args__ = (
        one_of("kind", ("classification", "rewriting")),
        one_of("state", ("new", "training", "trained", "stopped", "failed")),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    model: Mapped[str]
    data_version_id: Mapped[Key] = mapped_column(ForeignKey("data_versions.id"))
    recipe: Mapped[str]
    seed: Mapped[int]
    path: Mapped[str]
    state: Mapped[str] = mapped_column(String(20))
    step: Mapped[int]
    steps: Mapped[int | None]
    job_id: Mapped[str | None] = mapped_column(String(200))
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]


class ScoreRow(Base):
    """One number with what makes it readable; '' stands for 'over all' in the three cell columns."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint(
            "run_id", "system", "task", "metric", "language", "formality", "domain", "signature", name="uq_scores_cell"
        ),
        CheckConstraint("n >= 0", name="n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    run_id: Mapped[Key] = mapped_column(ForeignKey("runs.id"))
    system: Mapped[str] = mapped_column(String(64))
    task: Mapped[str] = mapped_column(String(64))
    metric: Mapped[str] = mapped_column(String(64))
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    n: Mapped[int]
    signature: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    formality: Mapped[Key]
    domain: Mapped[Key]
    note: Mapped[str]
