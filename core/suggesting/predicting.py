"""Suggestions for segments: the value a scheme's model holds most likely, how likely, and why.

Nothing here is written anywhere: a suggestion is made when it is asked for, and what a person decides is recorded
beside it. A model that is not in memory yet is read in the background, and until then there are no suggestions:
nobody waits. Before there is a model, marks of speech (`markers`) suggest where they are plain, without a probability.
"""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import IsoglossError
from core.records import Scheme
from core.suggesting import markers, modes, storing, teaching
from core.suggesting.explaining import Evidence, evidence
from core.suggesting.markers import COLLOQUIAL, FORMAL, Mark
from core.tagging import schemes
from core.workspace import Workspace

PLAIN = 2  # marks that must point one way, more than the other, to suggest without a model

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A segment to suggest for."""

    segment_id: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a machine holds of a segment in one scheme. `probability`: calibrated; None where marks alone suggest.
    `is_cross_language`: nobody labelled anything in the segment's language. `when`: whether the person sees it."""

    scheme: str
    value: str
    probability: float | None
    is_cross_language: bool
    evidence: tuple[Evidence, ...]
    when: modes.Mode


@dataclass
class Models:
    """The models of this process, each read once for each version, in a thread of its own."""

    _kept: dict[Path, storing.Kept] = field(default_factory=dict)
    _reading: dict[Path, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, folder: Path, *, wait: bool = False) -> storing.Kept | None:
        """The newest model that is in memory; a newer one on the disk is read meanwhile (with `wait`: before)."""
        newest = storing.seen(folder)
        with self._lock:
            kept = self._kept.get(folder)
            if newest == 0 or (kept is not None and kept.seq == newest):
                return kept
            reading = self._reading.get(folder)
            if reading is None or not reading.is_alive():
                reading = threading.Thread(target=self._read, args=(folder,), name="suggestions", daemon=True)
                self._reading[folder] = reading
                reading.start()
        if wait:
            reading.join()
            return self._kept.get(folder)
        return kept

    def _read(self, folder: Path) -> None:
        try:
            kept = storing.load(folder)
        except IsoglossError as error:
            logger.warning("No suggestions: %s", error)
            return
        if kept is not None:
            with self._lock:
                self._kept[folder] = kept


MODELS = Models()


def suggest(
    ws: Workspace,
    project_id: str,
    account_id: str,
    asked: Sequence[Asked],
    *,
    several: Collection[str] = (),
    wait: bool = False,
) -> dict[str, tuple[Suggestion, ...]]:
    """Segment → its suggestions, one a scheme at most. `several`: segments that more than one person judges, or whose
    answer is known. Empty where the project wants none."""
    mode = modes.mode_of(ws, project_id)
    if mode is modes.Mode.NEVER or not asked:
        return {}
    found: dict[str, tuple[Suggestion, ...]] = {one.segment_id: () for one in asked}
    whens = {one.segment_id: modes.shown(mode, one.segment_id, account_id, several) for one in asked}
    for scheme in schemes.of_project(ws, project_id):
        kept = MODELS.get(teaching.folder_of(ws, project_id, scheme.id), wait=wait)
        made = _by_model(scheme, kept, asked, whens) if kept else _by_marks(ws, scheme, asked, whens)
        for segment_id, suggestion in made.items():
            found[segment_id] += (suggestion,)
    return found


def _by_model(
    scheme: Scheme, kept: storing.Kept, asked: Sequence[Asked], whens: Mapping[str, modes.Mode]
) -> dict[str, Suggestion]:
    model, known = kept.model, set(scheme.keys())
    likely = model.probabilities([one.text for one in asked], [one.language or "" for one in asked])
    found = {}
    for one, row in zip(asked, likely, strict=True):
        value = model.values[int(row.argmax())]
        if value not in known:
            continue
        found[one.segment_id] = Suggestion(
            scheme.id,
            value,
            round(float(row.max()), 4),
            (one.language or "") not in model.labels,
            evidence(model, one.text, value),
            whens[one.segment_id],
        )
    return found


def _by_marks(
    ws: Workspace, scheme: Scheme, asked: Sequence[Asked], whens: Mapping[str, modes.Mode]
) -> dict[str, Suggestion]:
    if not {COLLOQUIAL, FORMAL} <= set(scheme.keys()):
        return {}
    found = {}
    for one in asked:
        seen = markers.marks(one.text, one.language, own_lists(ws))
        leaning = markers.leaning(seen)
        if abs(leaning) >= PLAIN:
            value = COLLOQUIAL if leaning > 0 else FORMAL
            reasons = _reasons(one.text, seen, value)
            found[one.segment_id] = Suggestion(scheme.id, value, None, True, reasons, whens[one.segment_id])
    return found


def own_lists(ws: Workspace) -> Path:
    """The workspace's folder of lists that take the place of the shipped ones."""
    return ws.folder / "suggesting"


def _reasons(text: str, seen: Sequence[Mark], value: str) -> tuple[Evidence, ...]:
    speaking = [one for one in seen if one.towards == value]
    share = round(1 / len(speaking), 4)
    return tuple(Evidence(one.kind, text[one.start : one.end], share, ((one.start, one.end),)) for one in speaking[:5])
