"""The durable engine (DBOS): the only module that imports it.

Every job is one workflow called `job` whose only argument is the job's id; kind and request stand in the ledger. The
queue is partitioned by project and lane with one running workflow each. Workflow ids begin with the job's creation
time, because SQLite keeps queue times in whole seconds and breaks ties by id. Executor and application version are
fixed, since the engine goes on with a workflow only under the names it began under; raise VERSION when the steps of a
kind change their order, not with every release.

Nothing is unpickled: results are JSON, and rows that claim to be pickled (a workspace may come from a stranger) are
refused.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer
from dbos._error import DBOSUnexpectedStepError
from dbos._serialization import DefaultSerializer
from sqlalchemy import make_url

from core.errors import IsoglossError
from core.jobs.registry import kind_of
from core.jobs.results import Envelope, disclose, enclose
from core.ledger import compacting
from core.ledger.engine import driver_url, make_engine
from core.records import Job

R = TypeVar("R")

APPLICATION = "isogloss"
VERSION = "1"
EXECUTOR = "worker"
QUEUE = "jobs"
WORKFLOW = "job"
AT_ONCE = 4  # jobs of different projects or lanes that one worker runs side by side
POLL_SECONDS = 0.3
ATTEMPTS = 50  # a job that killed its worker this often is given up
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

WAITING = frozenset({"ENQUEUED", "DELAYED"})
ENDED = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


def _refuse_pickle(_self: object, *_anything: object) -> Any:
    raise ValueError("pickled values are refused")


logging.getLogger("dbos").setLevel(logging.WARNING)

for name in ("serialize", "deserialize"):
    setattr(DefaultSerializer, name, _refuse_pickle)


@lru_cache(maxsize=50)
def client(url: str) -> DBOSClient:
    """A client of the engine's tables at `url`, made once a process; creates and migrates the tables when needed."""
    with _making:
        prepare(url)
        return DBOSClient(
            system_database_url=_address(url),
            application_name=APPLICATION,
            serializer=DBOSPortableJSONSerializer(),
            retry_connection_errors=False,
        )


_making = threading.Lock()


def prepare(url: str) -> None:
    """Create or migrate the engine's tables; SQLite is switched to WAL, which its file remembers."""
    DBOS.migrate(_address(url))
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        connection = sqlite3.connect(parsed.database, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()


def workflow_id(job: Job) -> str:
    """The workflow of a job: sorts by the job's creation time, the same for every caller."""
    if job.created_at is None:
        raise ValueError(f"job {job.id} has no creation time")
    return f"{(job.created_at - EPOCH) // timedelta(microseconds=1):020d}-{job.id}"


def partition(job: Job) -> str:
    """The queue partition of a job: jobs of one partition run one after the other."""
    return f"{job.project_id}:{kind_of(job.kind).lane}"


def enqueue(url: str, job: Job) -> None:
    """Put the job's workflow into the queue; one that is there already stays as it is."""
    client(url).enqueue(
        {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": workflow_id(job),
            "queue_partition_key": partition(job),
        },
        job.id,
    )


def statuses(url: str, jobs: Collection[Job]) -> dict[str, str]:
    """Job id → status of its workflow, for those that have one."""
    ids = {workflow_id(job): job.id for job in jobs}
    if not ids:
        return {}
    found = client(url).list_workflows(workflow_ids=list(ids), load_input=False, load_output=False)
    return {ids[row.workflow_id]: str(row.status) for row in found}


def queue_again(url: str, job: Job) -> None:
    """Put an ended workflow back into the queue, at the step that failed or was cut off; finished steps stay."""
    steps = client(url).list_workflow_steps(workflow_id(job))
    client(url).rewind_workflow(
        workflow_id(job), start_step=_first_to_repeat(steps), queue_name=QUEUE, queue_partition_key=partition(job)
    )


def _first_to_repeat(steps: Iterable[Any]) -> int:
    last = max(steps, key=lambda step: int(step["function_id"]), default=None)
    if last is None:
        return 1
    output = last["output"]
    failed = last["error"] is not None or (isinstance(output, dict) and "error" in output)
    return int(last["function_id"]) + (0 if failed else 1)


def forget(url: str, jobs: Collection[Job]) -> None:
    """Forget workflows that have ended, with the results of their steps; the jobs' rows in the ledger stay.

    One of these jobs that is retried begins again.
    """
    known = client(url)
    found = statuses(url, jobs)
    ended = [workflow_id(job) for job in jobs if found.get(job.id) in ENDED]
    if ended:
        known.delete_workflows(ended)


def compact(url: str) -> None:
    """Rewrite the engine's database, so that what was forgotten leaves its file. Raises LedgerUnavailableError."""
    database = make_engine(driver_url(url).render_as_string(hide_password=False))
    try:
        compacting.compact(database)
    finally:
        database.dispose()


class OutdatedJobError(IsoglossError):
    """A recorded job cannot be replayed, because the steps of its kind have changed since."""

    status = 409


class RecordedSteps:
    """Steps whose results the engine keeps; only usable inside the workflow."""

    def __init__(self, attempt: int) -> None:
        self._replaying = attempt > 1

    @property
    def replaying(self) -> bool:
        """Whether no step had to be computed yet in this attempt, which is not the first."""
        return self._replaying

    def run(self, name: str, function: Callable[..., R], call: Callable[[], R]) -> R:
        """The recorded result of the step, or a newly computed one that is recorded before it is used."""

        def compute() -> Envelope:
            self._replaying = False
            return enclose(function, call)

        try:
            return disclose(function, DBOS.run_step({"name": name}, compute))
        except DBOSUnexpectedStepError as error:
            raise OutdatedJobError(
                f"This job was begun by another version of Isogloss, whose steps were others (at “{name}”).",
                hint="Start a new job; what this one did already is kept.",
            ) from error


def launch(url: str, body: Callable[[str], str]) -> None:
    """Start working in this process: run `body(job_id)` for each job of the queue, go on with those cut off."""
    prepare(url)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": _address(url),
        "application_version": VERSION,
        "executor_id": EXECUTOR,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "enable_otlp": False,
        "run_migrations": False,
    }
    DBOS(config=config)

    def job(job_id: str) -> str:
        return body(job_id)

    DBOS.workflow(name=WORKFLOW, max_recovery_attempts=ATTEMPTS)(job)
    DBOS.launch()
    DBOS.register_queue(
        QUEUE,
        partition_concurrency=1,
        worker_concurrency=AT_ONCE,
        polling_interval_sec=POLL_SECONDS,
        on_conflict="always_update",
    )


def shut_down() -> None:
    """Stop taking jobs and let go of the database."""
    DBOS.destroy()


def _address(url: str) -> str:
    return driver_url(url).render_as_string(hide_password=False)
