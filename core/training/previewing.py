"""The preview of a training, as a process of its own does it: open, tokenise, plan, write plan.json; nothing more."""

from collections.abc import Sequence
from pathlib import Path

from core.training.data import TrainingRow
from core.training.folder import RunFolder, write_whole
from core.training.plan import Plan
from core.training.recipe import read_recipe
from core.training.running import Tell


def preview(run_folder: Path, rows: Sequence[TrainingRow], model_folder: Path, tell: Tell, *, threads: int = 0) -> Plan:
    """Plan what recipe.yaml in the folder says and write plan.json.

    Raises InvalidInputError where there is nothing to learn.
    """
    folder = RunFolder(run_folder)
    recipe = read_recipe(folder.recipe)
    tell("load", 0, 0, None)
    from core.training.engines import engine
    from core.training.planning import make_plan, order_of

    learner = engine(recipe.goal).open(recipe, rows, model_folder)
    tell("tokenise", 0, 0, None)
    learner.tokenise()
    plan = make_plan(recipe, learner, order_of(recipe, learner), run_folder, threads=threads)
    write_whole(folder.plan, plan.model_dump_json(indent=1) + "\n")
    return plan
