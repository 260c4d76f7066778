"""Preview a training: what a recipe would do, measured in a child process; nothing is trained and no run is made."""

from pydantic import BaseModel

from core.jobs.frozen import frozen_rows
from core.jobs.run import JobRun
from core.jobs.training_process import run_training_process
from core.jobs.workflows.train import TrainRequest, fetch_model, version_of
from core.models.cards import ModelCard
from core.training.folder import RunFolder
from core.training.plan import Plan
from core.training.recipe import Recipe, write_recipe


class PlanReport(BaseModel):
    """The plan, and the recipe with the data version that it was made for."""

    plan: Plan
    recipe: Recipe


def run(job: JobRun, request: TrainRequest) -> PlanReport:
    """The job."""
    job.step("fetch the model", fetch_model, job, request.recipe.model)
    return job.step("plan", make_plan, job, request)


def make_plan(job: JobRun, request: TrainRequest) -> PlanReport:
    """Plan in a child process, in the job's own folder."""
    version = version_of(job, request.recipe)
    data = request.recipe.data.model_copy(update={"version": version.number})
    recipe = request.recipe.model_copy(update={"data": data})
    folder = RunFolder(job.folder)
    write_recipe(folder.recipe, recipe)
    model = job.ws.models.path(recipe.model)
    run_training_process(job, job.folder, model, frozen_rows(job.ws, version), plan_only=True)
    plan = Plan.model_validate_json(folder.plan.read_bytes())
    unknown = unknown_languages(plan, job.ws.models.card(recipe.model))
    return PlanReport(plan=plan.model_copy(update={"warnings": (*unknown, *plan.warnings)}), recipe=recipe)


def unknown_languages(plan: Plan, card: ModelCard) -> list[str]:
    """A warning that names the languages which the model's card does not list; none where it lists nothing."""
    known = {tag.split("-")[0] for tag in card.languages}
    missing = [tag for tag in plan.rows if tag.split("-")[0] not in known]
    if not known or not missing:
        return []
    return [f"The model was not made for {', '.join(missing)}: expect less there, or more to be gained."]
