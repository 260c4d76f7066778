"""Jobs and what comes out of them: data versions, runs, scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """Life of a job; the last four are final, and `interrupted` jobs go on by themselves when a worker is back."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Job:
    """A long operation and how far it is."""

    id: str
    project_id: str
    kind: str
    title: str
    state: JobState
    done: int = 0
    total: int | None = None
    unit: str = "segments"
    phase: str = ""
    request: str = "{}"  # JSON of the request model
    report: str | None = None  # JSON of the report model, once done
    error: str | None = None
    hint: str | None = None
    attempts: int = 0
    created_by: str = "local"
    created_at: datetime | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DataVersion:
    """A frozen selection: pins the corpus version and the event sequence number; written once, manifest last.

    Only an erasure changes it: `erased` rows are gone then, `rows` and `content_hash` are those of what is left, and
    it is `detached`: its texts lie in a table of its own, since the corpus version it pinned is gone.
    """

    id: str
    project_id: str
    number: int
    name: str
    corpus_version: int
    event_seq: int
    content_hash: str
    rows: Mapping[str, int]  # split -> rows
    path: str
    created_by: str = "local"
    created_at: datetime | None = None
    erased: int = 0
    detached: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A training: recipe, data version, base model, seed and environment, and where its files lie."""

    id: str
    project_id: str
    name: str
    kind: str  # "classification" or "rewriting"
    model: str
    data_version_id: str
    recipe: str  # JSON of the recipe model
    seed: int
    path: str
    state: str = "new"  # new, training, trained, stopped, failed
    step: int = 0
    steps: int | None = None
    job_id: str | None = None
    created_by: str = "local"
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A number with everything that makes it readable: interval, n, signature. None means 'not this cell'."""

    run_id: str
    system: str  # "base", "tuned", "n-gram"
    task: str  # formality, domain, rewriting
    metric: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    signature: str
    language: str | None = None
    formality: str | None = None
    domain: str | None = None
    note: str = ""  # why there is no value, or a caution
