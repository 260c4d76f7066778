"""`translate`: texts of a file into another language by an engine, each with its checks; or the engines listed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.options import JsonFile, WorkspaceFolder, listed, say, write_report
from core.errors import InvalidInputError

if TYPE_CHECKING:
    from core.translation.engines import Surroundings


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("translate")(translate)


def translate(
    source: Annotated[Path | None, typer.Argument(metavar="IN.jsonl", help="Lines with a “text” each.")] = None,
    *,
    to: Annotated[str, typer.Option("--to", help="Language of the translations, as a tag.")] = "",
    engine: Annotated[str, typer.Option(help="Name of the engine; see --list.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Where the translated lines go.")] = None,
    from_: Annotated[str, typer.Option("--from", help="Language of lines that do not say it themselves.")] = "",
    via: Annotated[str, typer.Option(help="Language to go through.")] = "",
    round_trip: Annotated[float, typer.Option(help="Least chrF of the way back; 0 does not ask.", min=0, max=100)] = 0,
    detectors: Annotated[str, typer.Option(help="Detectors for the check of the language, with commas.")] = "",
    list_: Annotated[bool, typer.Option("--list", help="Only list the engines and what they translate.")] = False,
    workspace: WorkspaceFolder = None,
    json_file: JsonFile = None,
) -> None:
    """Translate the lines of a file; each comes back with its translation and what was checked of it."""
    from core import languages
    from core.models.store import ModelStore
    from core.records import Project
    from core.settings import Settings
    from core.translation.checking import CheckLimits
    from core.translation.engines import Surroundings, engine_called
    from core.translation.files import FileTranslator, translate_file

    settings = Settings(workspace=str(workspace)) if workspace else Settings()
    around = Surroundings(settings, ModelStore(settings.model_folder), settings.folder)
    if list_:
        _list(around, json_file)
        return
    if source is None or out is None or not to or not engine:
        raise InvalidInputError(
            "There is nothing to translate.", hint="Give IN.jsonl --to TAG --engine NAME --out OUT.jsonl, or --list."
        )
    chosen = engine_called(around, engine)
    card = chosen.card()
    for line in (card.warning, f"Texts are sent to {card.sends_to}." if card.sends_to else ""):
        if line:
            say(line)
    if not card.is_ready:
        raise InvalidInputError(card.missing, hint=card.install)
    translator = FileTranslator(
        engine=chosen,
        target=languages.standard_tag(to),
        models=around.models,
        detectors=listed(detectors) or Project(id="", name="").detectors,
        limits=CheckLimits(round_trip=round_trip or None),
        source=languages.standard_tag(from_) if from_ else None,
        via=languages.standard_tag(via) if via else "",
    )
    report = translate_file(source, out, translator)
    kept = report.verdicts.get("keep", 0)
    typer.echo(f"{report.rows:,} lines translated, {report.per_second:,.1f} a second, written to {out}.")
    typer.echo(f"{kept:,} passed all checks.")
    for reason, count in sorted(report.reasons.items(), key=lambda item: -item[1]):
        typer.echo(f"{reason:16} {count:>10,} failed")
    write_report(report, json_file)
    if report.refused:
        say(f"{report.refused:,} lines could not be translated; each stands in {out} with its error.")
        raise typer.Exit(1)


def _list(around: "Surroundings", json_file: Path | None) -> None:
    from core.translation import speeds
    from core.translation.engines import engines

    measured = speeds.speeds(around.folder)
    shown = []
    for engine in engines(around):
        card, pairs = engine.card(), engine.pairs()
        typer.echo(f"{card.name}: {card.title}, {card.licence}")
        for line in (card.version, card.warning, card.missing, card.install):
            if line:
                typer.echo(f"    {line}")
        for pair in pairs[:60]:
            speed = measured.get(f"{card.name}:{pair.mode}")
            said = f"{speed.per_second:,.1f} a second, measured on {speed.day}" if speed else "not measured yet"
            typer.echo(f"    {pair.source} → {pair.target}: {said}")
        if len(pairs) > 60:
            typer.echo(f"    … and {len(pairs) - 60:,} more directions")
        shown.append({"card": card, "pairs": pairs})
    write_report({"engines": shown}, json_file)
