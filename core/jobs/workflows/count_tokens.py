"""Count the tokens of a project's segments with a model's tokenizer, fragment by fragment.

Each step takes the first fragment that is still pending and commits its counts at once, so a repeated step goes on
where the store stands; the job ends when nothing is pending.
"""

from pydantic import BaseModel

from core.balancing.tokens import count_fragment, open_counter, pending_fragments, pending_rows
from core.jobs.run import JobRun


class CountTokensRequest(BaseModel):
    """Which project, and the name of the model in the store whose tokenizer counts."""

    project_id: str
    model: str


class CountTokensReport(BaseModel):
    """How many segments were counted."""

    model: str
    segments: int


def run(job: JobRun, request: CountTokensRequest) -> CountTokensReport:
    """The job."""
    total = job.step("plan", make_plan, job, request)
    segments = 0
    while rows := job.step("count", count_next, job, request, segments, total):
        segments += rows
        job.progress(segments, max(total, segments), phase="Counting tokens")
        job.check_cancelled()
    job.log(f"{segments} segments counted with {request.model}")
    return CountTokensReport(model=request.model, segments=segments)


def make_plan(job: JobRun, request: CountTokensRequest) -> int:
    """Fetch the model where it is missing and count the segments that are pending."""
    job.progress(0, None, phase="Fetching the model")
    job.ws.models.path(request.model)
    return pending_rows(job.ws.corpus(request.project_id), request.model)


def count_next(job: JobRun, request: CountTokensRequest, done: int, total: int) -> int:
    """Count the first pending fragment; 0 when there is none."""
    corpus = job.ws.corpus(request.project_id)
    pending = pending_fragments(corpus, request.model)
    if not pending:
        return 0

    def heard(rows: int) -> None:
        job.progress(done + rows, max(total, done + rows), phase="Counting tokens")
        job.check_cancelled()

    counter = open_counter(job.ws.models.path(request.model))
    return count_fragment(corpus, pending[0], request.model, counter, heard)
