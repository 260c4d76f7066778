"""A small project of real sample sentences: some situations in six languages, in a colloquial and a formal wording."""

import csv
from pathlib import Path

import pyarrow as pa

from core.corpus import identity
from core.records import EventKind, NewEvent, Project, Source
from core.workspace import Workspace

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
LANGUAGES = ("ar", "de", "en", "pt", "yo", "zh")
PER_DOMAIN = 3


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def balance_project(ws: Workspace, *, tagged: bool = True) -> Project:
    """7 domains x 3 situations x 6 languages x 2 wordings = 252 segments, identified; one source a language."""
    project = ws.ledger.projects.create("Everyday", languages=LANGUAGES, group_column="situation")
    domains: dict[str, str] = {}
    for row in read(SAMPLES / "situations.tsv"):
        if list(domains.values()).count(row["domain"]) < PER_DOMAIN:
            domains[row["id"]] = row["domain"]
    events: list[NewEvent] = []
    for unit, language in enumerate(LANGUAGES):
        table = _table(project, language, unit, domains)
        ws.ledger.sources.add(
            Source(
                id=f"{project.id}-{language}",
                project_id=project.id,
                kind="sample",
                name=f"{language}.tsv",
                identity=f"sample {language}",
                licence="" if language == "yo" else "CC0-1.0",
            )
        )
        ws.corpus(project.id).append(table.drop_columns(["formality", "domain"]))
        for scheme in ("formality", "domain"):
            for name, value in zip(table["id"].to_pylist(), table[scheme].to_pylist(), strict=True):
                events.append(NewEvent(f"{scheme} {name}", name, EventKind.LABEL, value, scheme, 1))
    identify(ws, project)
    if tagged:
        ws.ledger.events.record(project.id, "local", events)
    return project


def identify(ws: Workspace, project: Project) -> None:
    """Every segment is what it was declared as."""
    corpus = ws.corpus(project.id)
    for fragment in corpus.pending_fragments(1):
        rows = corpus.fragment_table(fragment, ["declared_language"])
        size = len(rows)
        values = {
            "language": rows["declared_language"],
            "language_score": pa.array([0.9] * size, pa.float32()),
            "language_status": pa.array(["identified"] * size),
            "identified": pa.array([1] * size, pa.int32()),
        }
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], **values}))


def _table(project: Project, language: str, unit: int, domains: dict[str, str]) -> pa.Table:
    rows = [
        {
            "text": row[formality],
            "document_id": f"row {place}",
            "position": position,
            "source_id": f"{project.id}-{language}",
            "declared_language": language,
            "extra": f'{{"situation": "{row["situation"]}"}}',
            "job_id": "sample",
            "job_unit": unit,
            "formality": formality,
            "domain": domains[row["situation"]],
        }
        for place, row in enumerate(read(SAMPLES / "parallel" / f"{language}.tsv"))
        if row["situation"] in domains
        for position, formality in enumerate(("colloquial", "formal"))
    ]
    return identity.with_identity(pa.Table.from_pylist(rows), f"sample {language}")
