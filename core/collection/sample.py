"""The sample project: the parallel sentences of `data/samples`, and the dirty files beside them.

Each language's file becomes one source. A situation is a document, and the column `situation` holds it too, so that
all languages and wordings of one situation stay in one split. Which wording is the colloquial one and which domain a
situation belongs to is not imported as labels; `gold` gives it to whoever plays the expert.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.collection.mapping import ColumnMapping
from core.settings import ROOT
from core.tagging.importing import FileLabel

SAMPLES = ROOT / "data" / "samples"
NAME = "Sample project"
GROUP = "situation"
WORDINGS = ("colloquial", "formal")
MAPPING = ColumnMapping(text="text", language="language", document=GROUP)
CONSENT = "Written for this project by a language model; not reviewed by speakers yet."


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One wording of one situation in one language; `line` is its line in the imported file."""

    language: str
    situation: str
    wording: str
    domain: str
    text: str
    line: int


def sample_languages() -> tuple[str, ...]:
    """The languages of the parallel part, as tags, in alphabetical order."""
    return tuple(path.stem for path in sorted((SAMPLES / "parallel").glob("*.tsv")))


def dirt_files() -> tuple[Path, ...]:
    """The files with faults; each is an ordinary file to be imported."""
    return tuple(sorted(path for path in (SAMPLES / "dirt").iterdir() if path.is_file()))


def sample_rows(language: str, situations: Sequence[str] = ()) -> list[SampleRow]:
    """Both wordings of each situation (of those named, or all) in `language`."""
    domains = _domains()
    rows: list[SampleRow] = []
    for line in (SAMPLES / "parallel" / f"{language}.tsv").read_text(encoding="utf-8").split("\n")[1:]:
        situation, *texts = line.split("\t")
        if len(texts) != len(WORDINGS) or (situations and situation not in situations):
            continue
        for wording, text in zip(WORDINGS, texts, strict=True):
            rows.append(SampleRow(language, situation, wording, domains[situation], text, len(rows) + 1))
    return rows


def write_sample_files(folder: Path, *, languages: Sequence[str] = (), situations: Sequence[str] = ()) -> list[Path]:
    """Write the sample (or some languages and situations of it) as files to be imported, one a language."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in languages or sample_languages():
        path = folder / f"{language}.jsonl"
        path.write_bytes(_content(sample_rows(language, situations)))
        paths.append(path)
    return paths


def gold(*, languages: Sequence[str] = (), situations: Sequence[str] = ()) -> Iterator[FileLabel]:
    """The formality and domain of each segment that the files of the same choice bring in."""
    from core.corpus.identity import segment_id

    for language in languages or sample_languages():
        rows = sample_rows(language, situations)
        identity = f"sha256:{sha256(_content(rows)).hexdigest()}"
        for row in rows:
            name = segment_id(identity, row.situation, row.line, row.text)
            yield FileLabel(name, "formality", row.wording)
            yield FileLabel(name, "domain", row.domain)


def _content(rows: Sequence[SampleRow]) -> bytes:
    objects = ({"text": row.text, "language": row.language, GROUP: row.situation} for row in rows)
    lines = [json.dumps(one, ensure_ascii=False) for one in objects]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _domains() -> dict[str, str]:
    lines = (SAMPLES / "situations.tsv").read_text(encoding="utf-8").split("\n")[1:]
    return {cells[0]: cells[1] for line in lines if len(cells := line.split("\t")) > 1}
