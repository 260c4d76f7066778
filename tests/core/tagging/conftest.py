"""A small project in four languages, identified, of which nothing is tagged yet."""

import pytest
from identified import identify
from segment_tables import segments

from core.records import EventKind, NewEvent
from core.tagging import labelling


@pytest.fixture
def project(workspace):
    """Sixty segments, fifteen of each language."""
    made = workspace.ledger.projects.create("Mtaa")
    workspace.corpus(made.id).append(segments(0, 60))
    identify(workspace, made.id)
    return made


@pytest.fixture
def ids(workspace, project):
    """The ids of the segments, in the order of arrival."""
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.ids()


@pytest.fixture
def label(workspace, project):
    """A function that records one label and gives its event."""
    count = iter(range(1_000_000))

    def record(segment_id, value, scheme="formality", account="local", **more):
        event = NewEvent(f"key-{next(count)}", segment_id, EventKind.LABEL, value, scheme, **more)
        return labelling.record(workspace, project.id, account, [event])[0]

    return record


@pytest.fixture
def decide(workspace, project):
    """A function that records one decision of another kind."""
    count = iter(range(1_000_000))

    def record(segment_id, kind, value, account="local"):
        event = NewEvent(f"other-{next(count)}", segment_id, kind, value)
        return labelling.record(workspace, project.id, account, [event])[0]

    return record


@pytest.fixture
def human(workspace, project):
    """A function that reads what holds of a segment, as every page sees it."""

    def read(segment_id, **at):
        with workspace.snapshot(project.id, **at) as snapshot:
            return snapshot.rows([segment_id])[0]

    return read
