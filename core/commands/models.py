"""`models`: what lies in the model store, its licence and languages; fetches what is missing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, say, write_report

if TYPE_CHECKING:
    from core.models.cards import ModelCard
    from core.models.store import ModelStore

MEGABYTE = 1_000_000


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("models")(models)


def models(
    names: Annotated[list[str] | None, typer.Argument(help="Models to fetch; otherwise all of the catalogue.")] = None,
    *,
    fetch: Annotated[bool, typer.Option(help="Fetch what is missing.")] = True,
    hub: Annotated[str | None, typer.Option(help="Add one from the hub: owner/name[@revision].")] = None,
    folder: Annotated[Path | None, typer.Option(help="Add a model from a folder on this machine.")] = None,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """List the models with licence and languages, fetch what is missing, or add one."""
    from core.models.store import ModelStore
    from core.settings import Settings

    settings = Settings(workspace=str(workspace)) if workspace else Settings()
    store = ModelStore(settings.model_folder)
    if hub or folder:
        added = _added(store, hub, folder)
        names = [card.name for card in added]
    elif fetch:
        for card in [store.card(name) for name in names] if names else store.describe():
            if not card.present:
                say(f"Fetching {card.name} ({card.download_bytes / MEGABYTE:.0f} MB) from {card.source} …")
                store.path(card.name)
    cards = [card for card in store.describe() if not names or card.name in names]
    for card in cards:
        typer.echo(_line(card))
    write_report({"folder": str(store.folder), "models": cards}, json_file)


def _added(store: "ModelStore", hub: str | None, folder: Path | None) -> "list[ModelCard]":
    """Add what was named; files that were left behind are said."""
    cards = []
    if hub:
        name, _, revision = hub.partition("@")
        say(f"Fetching {name} from the hub …")
        cards.append(store.add_hub(name, revision=revision or None))
    if folder:
        cards.append(store.add_folder(folder))
    for card in cards:
        for line in card.refused:
            say(f"Left out of {card.name}: {line}.")
    return cards


def _line(card: "ModelCard") -> str:
    state = f"{card.disk_bytes / MEGABYTE:.0f} MB" if card.present else "missing"
    languages = f"{len(card.languages)} languages" if len(card.languages) > 1 else ", ".join(card.languages)
    return f"{card.name:28} {card.kind:24} {state:>9}  {card.licence:18} {languages or card.languages_note}"
