"""While somebody writes: does it look like the language it is said to be, and is it here already?

A hint never keeps anybody from sending; the writer knows her language better than a detector does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

import pyarrow as pa

from core.collection.paste import Unit
from core.collection.sources.files.plain_text import pieces
from core.errors import InvalidInputError, ModelMissingError
from core.records import Project, Segment
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.identification.detectors import DetectorSpec
    from core.identification.identifying import Identifier

SHORTEST = 12  # letters and signs below which a guess is worth nothing
SHOWN = 20
LOOKED_AT = 200  # pieces of a long paste that are looked at


@dataclass(frozen=True, slots=True)
class Hint:
    """`found`: the language that the detectors see (None: too short, unsure, or no detector at hand) with its `score`
    (0..1); `agrees`: whether it is the one that was said (None: nobody can say). `duplicates`: segments that are the
    same but for case and white space. `pieces`: how many segments this would be."""

    pieces: int
    found: str | None
    score: float
    agrees: bool | None
    duplicates: tuple[Segment, ...]


def hint(ws: Workspace, project: Project, text: str, language: str, unit: Unit = "whole") -> Hint:
    """What there is to say of a text before it is sent; quick, since it is asked for after each change."""
    from core.corpus.identity import exact_key

    cut = [piece for _, piece in pieces(normalize("NFC", text.replace("\r\n", "\n")), unit)]
    if not cut:
        return Hint(0, None, 0.0, None, ())
    looked = cut[:LOOKED_AT]
    duplicates = ws.corpus(project.id).with_exact_keys([exact_key(piece) for piece in looked], limit=SHOWN)
    found, score = _found(ws, project, " ".join(looked), language)
    return Hint(len(cut), found, score, _agrees(ws, project, found, language), tuple(duplicates))


def _found(ws: Workspace, project: Project, text: str, language: str) -> tuple[str | None, float]:
    if len(text) < SHORTEST:
        return None, 0.0
    try:
        identifier = _identifier(_specs(ws, project), _asked(project, language))
    except ModelMissingError:
        return None, 0.0
    row = identifier.identify(pa.table({"text": pa.array([text], pa.string())})).to_pylist()[0]
    if row["language_status"] not in ("identified", "close"):
        return None, 0.0
    return str(row["language"]), float(row["language_score"])


def _agrees(ws: Workspace, project: Project, found: str | None, language: str) -> bool | None:
    from core.identification import labels

    if found is None:
        return None
    if labels.says(found, language):
        return True
    try:
        known = {
            tag for one in _identifier(_specs(ws, project), _asked(project, language)).detectors for tag in one.tags
        }
    except (ModelMissingError, InvalidInputError):
        return None
    return False if labels.covered(language, {tag for tag in known if tag}) else None


def _asked(project: Project, language: str) -> tuple[str, ...]:
    return tuple(sorted({*project.languages, language}))


def _specs(ws: Workspace, project: Project) -> "tuple[DetectorSpec, ...]":
    """Those of the project's detectors whose models are there; none is fetched, since somebody waits for the answer."""
    from core.identification.configuration import specs_at_hand

    return specs_at_hand(ws, project)


@lru_cache(maxsize=4)
def _identifier(asked: "tuple[DetectorSpec, ...]", expected: Sequence[str]) -> "Identifier":
    from core.identification.configuration import Question
    from core.identification.identifying import Identifier

    return Identifier.of(asked, Question(tuple(expected), use_declared=False))
