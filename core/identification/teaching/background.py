"""What a language is told apart from: the project's text in other languages, and the shipped declaration in all others.

The declaration's languages come from the wide detector's model. Of the project only what people vouch for counts: a
segment's language as a person set it, or as its source declares it; what detectors call it may be the very mistake
that teaching mends. A variety (`pt-MZ`, `wo-x-dakar`) is told apart from its language; a language is not told apart
from itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from core import languages
from core.identification import labels
from core.identification.ngrams.model import NGrams
from core.identification.teaching.material import LEAST_LINES, Line, grouped, sift
from core.identification.wide.text import paragraphs

if TYPE_CHECKING:
    from core.workspace import Workspace

MOST_LINES_EACH = 500
MOST_LANGUAGES = 30
PROJECT = "project:"  # before the tag of a language whose lines are the project's

COLUMNS = "s.text, s.document_id, s.position, s.source_id, s.human_language, s.declared_language, s.human_verdict"


@dataclass(frozen=True)
class Background:
    """The declaration's model of other languages (labels `fuv_Latn`), and the project's lines by tag."""

    model: NGrams
    lines: Mapping[str, Sequence[Line]]


def background(ws: "Workspace", project_id: str, tag: str, script: str, avoid: Sequence[str] = ()) -> Background:
    """What lines in `tag` and `script` are told apart from; sources in `avoid` give none."""
    from core.identification.wide.building import wide_model

    whole = NGrams.load(wide_model(ws.models))
    return Background(others(whole, tag, script), project_lines(ws, project_id, tag, avoid))


def others(model: NGrams, tag: str, script: str) -> NGrams:
    """The part of the wide model that is in `script` and not in the language itself."""
    kept = [
        place
        for place, label in enumerate(model.labels)
        if label.endswith(f"_{_detected(script)}") and not is_itself(labels.meaning("wide", label), tag)
    ]
    return NGrams(tuple(model.labels[place] for place in kept), _columns(model.weights, kept), model.absent[kept])


def is_itself(said: str | None, tag: str) -> bool:
    """Whether text called `said` may be in `tag`: the same language, where `tag` is no variety of one."""
    return said is None or (not is_variety(tag) and labels.says(said, tag)) or said == tag


def is_variety(tag: str) -> bool:
    """Whether the tag says more than language and script (`pt-MZ`, `wo-x-dakar`; not `hi-Latn`)."""
    first, *rest = tag.split("-")
    return first != "x" and any(len(part) != 4 or not part.isalpha() for part in rest)


def project_lines(ws: "Workspace", project_id: str, tag: str, avoid: Sequence[str] = ()) -> dict[str, list[Line]]:
    """The project's usable lines in other languages that people vouch for, by tag; the largest languages first."""
    if not ws.corpus(project_id).exists:
        return {}
    found: dict[str, list[tuple[str, str, int]]] = {}
    with ws.snapshot(project_id) as snapshot:
        for batch in snapshot.batches(COLUMNS):
            for row in batch.to_pylist():
                named = row["human_language"] or row["declared_language"]
                wanted = named and not is_itself(named, tag) and row["source_id"] not in avoid
                if wanted and row["human_verdict"] != "drop" and len(found.setdefault(named, [])) < MOST_LINES_EACH:
                    found[named].append((row["text"], row["document_id"], row["position"]))
    sifted = {named: sift(grouped(rows)).lines for named, rows in found.items()}
    enough = {named: lines for named, lines in sifted.items() if len(lines) >= LEAST_LINES}
    return dict(sorted(enough.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_LANGUAGES])


def held_out(tag: str, script: str) -> tuple[list[str], list[str]]:
    """Labels and texts of the declaration's held-out articles in `script` that are not in the language itself."""
    text = paragraphs(held_out=True)
    rows = [
        (label, one)
        for label, one in zip(text.labels, text.texts, strict=True)
        if label.endswith(f"_{_detected(script)}") and not is_itself(labels.meaning("wide", label), tag)
    ]
    return [label for label, _ in rows], [one for _, one in rows]


def label_name(label: str) -> str:
    """The tag of a label, whether the declaration's or the project's."""
    if label.startswith(PROJECT):
        return label.removeprefix(PROJECT)
    return labels.meaning("wide", label) or languages.standard_tag(label)


def _detected(script: str) -> str:
    """The script as the declaration's labels write it."""
    return "Jpan" if script in ("Hira", "Kana") else script


def _columns(weights: sp.csr_matrix, kept: Sequence[int]) -> sp.csr_matrix:
    return sp.csr_matrix(weights[:, np.asarray(kept, dtype=np.intp)])
