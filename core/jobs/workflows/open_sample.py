"""Open the sample: import its text, identify and clean it, and give most of it the tags its authors meant.

One situation in five stays untagged, so that there is something to tag in every language from the first minute on.
The tags are recorded like labels that a file brings along: any label by a person outweighs them.
"""

from pydantic import BaseModel

from core.collection.sample import gold, sample_languages, sample_rows
from core.jobs.run import JobRun
from core.jobs.workflows import identify, import_files
from core.tagging.importing import FileLabel, record_file_labels
from core.tagging.projection import fold

UNTAGGED_EVERY = 5


class OpenSampleRequest(BaseModel):
    """The import of the sample's files, as `sample_project` makes it."""

    project_id: str
    files: import_files.ImportRequest


class OpenSampleReport(BaseModel):
    """How many segments came in, how many are kept, how many tags they have."""

    added: int
    kept: int
    labels: int


def run(job: JobRun, request: OpenSampleRequest) -> OpenSampleReport:
    """The job."""
    imported = import_files.run(job, request.files)
    identified = identify.run(job, identify.IdentifyRequest(project_id=request.project_id, clean=True))
    labels = job.step("tag", tag, job)
    return OpenSampleReport(added=imported.added, kept=identified.summary.counts.kept, labels=labels)


def tag(job: JobRun) -> int:
    """Record the authors' tags of four situations in five; returns how many there are."""
    job.progress(0, None, unit="labels", phase="Tagging")
    recorded = record_file_labels(job.ws, job.project_id, tagged_labels()).recorded
    fold(job.ws, job.project_id)
    return recorded


def tagged_labels() -> list[FileLabel]:
    """Formality and domain of every segment of four situations in five."""
    found: list[FileLabel] = []
    for language in sample_languages():
        labels = list(gold(languages=(language,)))
        for place, row in enumerate(sample_rows(language)):
            if int(row.situation.rsplit("-", 1)[1]) % UNTAGGED_EVERY:
                found += labels[2 * place : 2 * place + 2]
    return found
