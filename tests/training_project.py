"""A project that is frozen and a model that is tiny: what a training in a test needs."""

from pathlib import Path

from balance_project import LANGUAGES, SAMPLES, balance_project, read
from tiny_models import make_encoder

from core.jobs.inline import run_inline
from core.jobs.workflows.freeze import FreezeRequest
from core.settings import Settings
from core.training.recipe import Recipe, write_recipe
from core.workspace import Workspace, open_workspace

PROJECT = "everyday"


def training_workspace(folder: Path) -> Workspace:
    """A workspace with a store of its own that holds the model `tiny`, and a project with data version 1."""
    settings = Settings(workspace=str(folder / "w"), models=folder / "models", worker_autostart=False, _env_file=None)
    ws = open_workspace(settings)
    texts = [row["formal"] for tag in LANGUAGES for row in read(SAMPLES / "parallel" / f"{tag}.tsv")[:20]]
    ws.models.add_folder(make_encoder(folder / "tiny", texts))
    balance_project(ws)
    run_inline(ws, "freeze", FreezeRequest(project_id=PROJECT), project_id=PROJECT)
    return ws


def recipe_file(folder: Path, **effort: object) -> Path:
    """A recipe of about twenty steps of that model, as YAML."""
    recipe = Recipe.model_validate(
        {
            "goal": "classification",
            "model": "tiny",
            "data": {"version": 1},
            "method": {"rank": 4, "dropout": 0.2, "layers": 2},
            "effort": {"epochs": 1, "batch_rows": 8, "learning_rate": 0.01, **effort},
            "machine": {"threads": 1, "checkpoint_seconds": 1},
        }
    )
    path = folder / "recipe.yaml"
    write_recipe(path, recipe)
    return path
