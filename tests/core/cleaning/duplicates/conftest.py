"""A project to put texts into and to look for duplicates in."""

import pytest

from core.collection.paste import add_text
from core.jobs.inline import run_inline
from core.jobs.workflows.find_duplicates import FindDuplicatesRequest


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Clean", languages=("de", "en"))


@pytest.fixture
def add(workspace, project):
    """Add texts as one source; returns the source's id."""

    def do(*texts, language=None, into=None):
        report = add_text(
            workspace, (into or project).id, "local", "\n".join(texts), declared_language=language, key=texts[0][:20]
        )
        return report.source_id

    return do


@pytest.fixture
def find(workspace, project):
    def do(into=None, **more):
        name = (into or project).id
        return run_inline(workspace, "find_duplicates", FindDuplicatesRequest(project_id=name, **more), project_id=name)

    return do


@pytest.fixture
def columns(workspace, project):
    """{text: (text of the kept member, similarity)} of all rows; the kept text is None where there is no cluster."""

    def do(into=None):
        with workspace.snapshot((into or project).id) as snapshot:
            rows = snapshot.sql("select id, text, cluster, similarity from segments order by number").to_pylist()
        texts = {row["id"]: row["text"] for row in rows}
        return {row["text"]: (texts.get(row["cluster"]), row["similarity"]) for row in rows}

    return do
