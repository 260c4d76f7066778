"""The sample as a project: made once, filled by a job."""

from collections.abc import Sequence

from core.collection.options import ReadOptions
from core.collection.sample import CONSENT, GROUP, MAPPING, NAME, sample_languages, write_sample_files
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import FileToImport, ImportRequest
from core.jobs.workflows.open_sample import OpenSampleRequest
from core.records import Origin, Project
from core.workspace import Workspace


def make_sample_project(workspace: Workspace, account_id: str = "local", *, name: str = NAME) -> Project:
    """The project without text; the one that is there already where there is one."""
    present = next((project for project in workspace.ledger.projects.list() if project.name == name), None)
    return present or workspace.ledger.projects.create(
        name,
        account_id=account_id,
        description="Everyday situations in a colloquial and a formal wording, machine-written and unreviewed (CC0).",
        languages=sample_languages(),
        group_column=GROUP,
    )


def sample_import(
    workspace: Workspace, project_id: str, *, languages: Sequence[str] = (), situations: Sequence[str] = ()
) -> ImportRequest:
    """The import of the sample, or of some languages and situations of it; writes the files that it reads."""
    folder = workspace.project_folder(project_id) / "uploads" / "sample"
    options = ReadOptions(format="jsonl", encoding="utf-8")
    paths = write_sample_files(folder, languages=languages, situations=situations)
    return ImportRequest(
        project_id=project_id,
        files=[FileToImport(path=str(path), name=path.name, options=options, mapping=MAPPING) for path in paths],
        kind="sample",
        origin=Origin.CORPUS,
        licence="CC0-1.0",
        consent=CONSENT,
    )


def open_sample_project(workspace: Workspace, account_id: str = "local") -> Project:
    """Make the sample project where it is missing and start the job that fills it; returns at once."""
    project = make_sample_project(workspace, account_id)
    request = OpenSampleRequest(project_id=project.id, files=sample_import(workspace, project.id))
    submit(workspace, "sample", request, key=f"sample-{project.id}", project_id=project.id, account_id=account_id)
    return project
