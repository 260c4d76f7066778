"""The plan of a recipe, asked for once: the same recipe on the same data version finds the plan it had.

What a page or a program calls between the questions and the start of a training.
"""

import hashlib
from typing import TYPE_CHECKING

from core.errors import InvalidInputError, NotFoundError
from core.jobs.submitting import job_id, submit
from core.jobs.workflows.plan import PlanReport
from core.jobs.workflows.train import TrainRequest
from core.records import DataVersion, Job, JobState
from core.training.recipe import Recipe

if TYPE_CHECKING:
    from core.workspace import Workspace


def plan_job(ws: "Workspace", version: DataVersion, recipe: Recipe) -> Job | None:
    """The job that planned, or is planning, this recipe; None where nobody asked yet."""
    try:
        return ws.ledger.jobs.get(job_id(version.project_id, _key(version, recipe)))
    except NotFoundError:
        return None


def ask_for_plan(ws: "Workspace", version: DataVersion, recipe: Recipe, *, account_id: str) -> Job:
    """Queue the plan of a recipe, or find it. Raises InvalidInputError where the recipe names another data version."""
    if recipe.data.version != version.number:
        raise InvalidInputError(
            f"The recipe is for data version {recipe.data.version}, not {version.number}.", hint="Choose one of them."
        )
    return submit(
        ws,
        "plan",
        TrainRequest(project_id=version.project_id, recipe=recipe),
        key=_key(version, recipe),
        project_id=version.project_id,
        account_id=account_id,
    )


def read_plan(job: Job | None) -> PlanReport | None:
    """What a planning job found; None while there is nothing yet."""
    if job is None or job.state is not JobState.DONE or not job.report:
        return None
    return PlanReport.model_validate_json(job.report)


def _key(version: DataVersion, recipe: Recipe) -> str:
    text = f"{recipe.model_dump_json()}\0{version.content_hash}"
    return f"plan-{hashlib.sha256(text.encode()).hexdigest()[:40]}"
