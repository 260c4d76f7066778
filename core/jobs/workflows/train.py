"""Train: make the run, then train it in a child process that can be stopped, can be killed, and goes on.

The run's id comes from the job's, so a repeated step finds the run it made. Invariants: the recipe, the data version
and the rows of a run never change once it began; what the child has saved is never thrown away by a repeat.
"""

from pathlib import Path

from pydantic import BaseModel, Field

from core.errors import ConflictError, IsoglossError, JobCancelledError, NotFoundError
from core.jobs.frozen import frozen_rows
from core.jobs.run import JobRun
from core.jobs.training_process import run_training_process
from core.records import DataVersion, Run
from core.training.folder import RunFolder, read_metrics, write_json
from core.training.recipe import Recipe, differences, read_recipe, write_recipe
from core.training.running import finished_outcome, newest_step


class TrainRequest(BaseModel):
    """What is trained: a recipe whose `data.version` names a data version of the project."""

    project_id: str
    recipe: Recipe
    name: str = Field(default="", max_length=120)


class TrainReport(BaseModel):
    """The finished run: measures of base and tuned model on the dev rows, by name."""

    run_id: str
    steps: int
    before: dict[str, float]
    after: dict[str, float]
    training_seconds: float


def run(job: JobRun, request: TrainRequest) -> TrainReport:
    """The job."""
    revision = job.step("fetch the model", fetch_model, job, request.recipe.model)
    run_id = job.step("make the run", make_run, job, request, revision)
    job.step("train", train_child, job, run_id)
    return job.step("finish", finish, job, run_id)


def version_of(job: JobRun, recipe: Recipe) -> DataVersion:
    """The data version that the recipe names, or the newest. Raises NotFoundError where there is none."""
    versions = job.ws.ledger.data_versions
    if recipe.data.version is not None:
        return versions.by_number(job.project_id, recipe.data.version)
    there = versions.list(job.project_id)
    if not there:
        raise NotFoundError("The project has no data version yet.", hint="Freeze one on the Balance page first.")
    return there[0]


def make_run(job: JobRun, request: TrainRequest, revision: str) -> str:
    """Make the run's row and folder; returns its id. `revision` is that of the base model.

    Raises ConflictError where the run is there with another recipe.
    """
    version = version_of(job, request.recipe)
    recipe = request.recipe.model_copy(
        update={"data": request.recipe.data.model_copy(update={"version": version.number})}
    )
    run_id = f"run-{job.id[:16]}"
    folder = RunFolder(job.ws.run_folder(job.project_id, run_id))
    if folder.recipe.is_file():
        if changed := differences(read_recipe(folder.recipe), recipe):
            raise ConflictError(f"The run {run_id} began with another recipe: {', '.join(changed)}.")
    else:
        write_json(folder.data_lock, _pins(job, recipe, version, revision))
        write_recipe(folder.recipe, recipe)
    job.ws.ledger.runs.add(
        Run(
            id=run_id,
            project_id=job.project_id,
            name=request.name.strip() or f"{recipe.goal} with {recipe.model}",
            kind=recipe.goal,
            model=recipe.model,
            data_version_id=version.id,
            recipe=recipe.model_dump_json(),
            seed=recipe.seed,
            path=str(folder.path),
            job_id=job.id,
            created_by=job.account_id,
        )
    )
    return run_id


def _pins(job: JobRun, recipe: Recipe, version: DataVersion, revision: str) -> dict[str, object]:
    """What the run is pinned to: the data version with its hash, the base model with its revision and licence."""
    card = job.ws.models.card(recipe.model)
    return {
        "project": job.project_id,
        "version": version.number,
        "name": version.name,
        "id": version.id,
        "content_hash": version.content_hash,
        "model": recipe.model,
        "model_revision": revision,
        "model_source": card.source,
        "model_licence": card.licence,
    }


def fetch_model(job: JobRun, name: str) -> str:
    """Fetch the model where the store lacks it; returns its revision."""
    job.ws.models.path(name, progress=lambda stage, done, total: job.progress(done, total, unit="bytes", phase=stage))
    return job.ws.models.card(name).revision


def train_child(job: JobRun, run_id: str) -> int:
    """Train in a child process, from the newest checkpoint where there is one; returns the last step.

    Raises JobCancelledError when the job was stopped: the run is saved and goes on when the job is retried.
    """
    runs = job.ws.ledger.runs
    found = runs.get(job.project_id, run_id)
    folder = RunFolder(Path(found.path))
    rows = frozen_rows(job.ws, job.ws.ledger.data_versions.get(job.project_id, found.data_version_id))
    runs.update(job.project_id, run_id, state="training", job_id=job.id)
    try:
        run_training_process(
            job,
            folder.path,
            job.ws.models.path(found.model),
            rows,
            on_step=lambda step, steps: _tell_ledger(job, run_id, step, steps),
        )
    except JobCancelledError:
        runs.update(job.project_id, run_id, state="stopped", step=newest_step(folder))
        job.log(f"Stopped and saved at step {newest_step(folder)}.")
        raise
    except IsoglossError:
        runs.update(job.project_id, run_id, state="failed", step=newest_step(folder))
        raise
    return newest_step(folder)


def finish(job: JobRun, run_id: str) -> TrainReport:
    """Tell the ledger, and report what the run came to."""
    found = job.ws.ledger.runs.get(job.project_id, run_id)
    folder = RunFolder(Path(found.path))
    outcome = finished_outcome(folder)
    job.ws.ledger.runs.update(job.project_id, run_id, state="trained", step=outcome.steps, steps=outcome.steps)
    return TrainReport(
        run_id=run_id,
        steps=outcome.steps,
        before=outcome.before,
        after=outcome.after,
        training_seconds=training_seconds(folder),
    )


def training_seconds(folder: RunFolder) -> float:
    """Seconds spent on steps; pauses between a stop and going on do not count."""
    seconds, before = 0.0, None
    for metric in read_metrics(folder):
        if before is not None and metric.step is not None and metric.stage == "train":
            seconds += (metric.at - before).total_seconds()
        before = metric.at
    return seconds


def _tell_ledger(job: JobRun, run_id: str, step: int, steps: int) -> None:
    job.ws.ledger.runs.update(job.project_id, run_id, step=step, steps=steps)
