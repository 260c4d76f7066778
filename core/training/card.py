"""What is told about a finished run (card.md), and its adapter as one file to take away."""

import json
import zipfile
from pathlib import Path

from core.errors import NotFoundError
from core.records import DataVersion
from core.training.folder import RunFolder, write_whole
from core.training.plan import Plan
from core.training.recipe import Recipe

USE = {
    "classification": "It says how formal a text is and what it is about, in the languages it was trained on.",
    "rewriting": "It puts a colloquial text into formal wording, and the reverse, in the languages it was trained on.",
}
TAKEN = ("recipe.yaml", "plan.json", "data.lock.json", "environment.txt", "labels.json", "heads.safetensors", "card.md")
ERASED_HEAD = "\n\n## Erased since\n\n"


def write_card(folder: RunFolder, recipe: Recipe, before: dict[str, float], after: dict[str, float]) -> None:
    """Write card.md, the last file of a training."""
    plan = Plan.model_validate_json(folder.plan.read_bytes())
    pins = json.loads(folder.data_lock.read_text(encoding="utf-8"))
    lines = [
        f"# {folder.path.name}: {recipe.goal} with {recipe.model}",
        "",
        USE[recipe.goal],
        "",
        f"- Base model: {recipe.model}, {plan.parameters:,} weights, of which {plan.trainable:,} were trained "
        f"({recipe.method.kind}, rank {recipe.method.rank}).",
        *(f"- {name.replace('_', ' ')}: {_plain(value)}" for name, value in pins.items()),
        f"- Steps: {plan.steps}, seed {recipe.seed}; the whole recipe is in recipe.yaml.",
        f"- Languages left out of the training: {', '.join(recipe.data.left_out) or 'none'}.",
        "",
        "| language | examples | passes |",
        "|---|---|---|",
        *(f"| {tag} | {count} | {plan.epochs[tag]:g} |" for tag, count in plan.rows.items()),
        "",
        "Measured on the dev rows, which also chose the base's penalty; the test rows are for the evaluation:",
        "",
        "| measure | base | tuned |",
        "|---|---|---|",
        *(f"| {name} | {_number(before.get(name))} | {_number(after.get(name))} |" for name in sorted(before | after)),
        "",
    ]
    write_whole(folder.card, "\n".join(lines))


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return str(value)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def zip_adapter(folder: RunFolder) -> Path:
    """One file with the adapter, the heads, the recipe and the card; made once.

    Raises NotFoundError where the training has not finished.
    """
    if not folder.finished:
        raise NotFoundError(f"The run {folder.path.name} has no adapter yet.", hint="Its training has not finished.")
    place = folder.path / "adapter.zip"
    if not place.is_file():
        files = [folder.path / name for name in TAKEN if (folder.path / name).is_file()]
        files += sorted(path for path in folder.adapter.rglob("*") if path.is_file())
        draft = folder.path / ".adapter.zip.part"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.relative_to(folder.path).as_posix())
        draft.replace(place)
    return place


def erased_since(folder: RunFolder, version: DataVersion) -> int:
    """How many of the texts that a run may have learnt from were erased on request after it began; 0 for a run that
    began with what is left. `version` is the run's data version as it is now."""
    pins = json.loads(folder.data_lock.read_text(encoding="utf-8")) if folder.data_lock.is_file() else {}
    return version.erased if pins.get("content_hash") != version.content_hash else 0


def mark_erased(folder: RunFolder, version: DataVersion) -> None:
    """Say on the card of a finished run that it learnt from texts which were erased since; saying it once is enough."""
    gone = erased_since(folder, version)
    if not gone or not folder.finished:
        return
    text = folder.card.read_text(encoding="utf-8").split(ERASED_HEAD)[0].rstrip("\n")
    said = f"{gone} segments of “{version.name}”, which this model was trained on, were erased on request since."
    write_whole(folder.card, f"{text}{ERASED_HEAD}{said}\n")
