"""A workspace with a living worker, on SQLite and on PostgreSQL, shared by the tests of a module."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import stepping
from postgres_server import new_database
from stepping import StepRequest
from worker_process import wait_for_state, working

from core.jobs.submitting import submit
from core.records import Job, JobState


@dataclass
class Worked:
    """A workspace whose worker is alive, with a project in it."""

    ws: object
    project: str

    def start(self, request, *, key: str = "", kind: str = "stepping", project: str = "") -> Job:
        return submit(
            self.ws,
            kind,
            request,
            key=key or uuid.uuid4().hex,
            project_id=project or self.project,
            account_id="local",
        )

    def wait(self, job: Job, *states: JobState, seconds: float = 60) -> Job:
        return wait_for_state(self.ws, job.id, *(states or (JobState.DONE,)), seconds=seconds)

    def do(self, request: StepRequest, **more) -> Job:
        return self.wait(self.start(request, **more))

    def new_project(self) -> str:
        return self.ws.ledger.projects.create(f"Project {uuid.uuid4().hex[:8]}").id


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def worked(request, tmp_path_factory) -> Iterator[Worked]:
    from core.settings import Settings
    from core.workspace import open_workspace

    stepping.register_test_kinds()
    folder: Path = tmp_path_factory.mktemp("worked")
    url = new_database(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None
    settings = Settings(workspace=str(folder), database_url=url, worker_autostart=False, _env_file=None)
    ws = open_workspace(settings)
    with working(ws):
        yield Worked(ws, ws.ledger.projects.create("Field notes").id)
    ws.ledger.dispose()
