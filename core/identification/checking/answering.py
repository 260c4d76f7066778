"""Answers to “is this Yoruba?” as events: recorded once, undone by events, read back for the estimates.

An answer is a label in the scheme LANGUAGE_CHECK with the value yes, no or unsure, and the language asked about as its
suggestion. “No, it is Hausa” records the language correction beside it; a “no” alone sends the segment to review for
as long as the detectors give it to that language (`corpus.views`). The scheme is no question of the annotation
card: a project does not switch it on, and its answers mean nothing without the language they were asked about.

Invariants: an answer that came back is on disk; the same key twice is one answer; a person's newest answer about a
segment and language counts, the newest person's where several answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.languages import standard_tag
from core.own_labels import LANGUAGE_CHECK
from core.records import Event, EventKind, NewEvent
from core.tagging import undoing
from core.workspace import Workspace

VERSION = 1
CORRECTION = ":language"  # behind an answer's key: the event that says which language it is instead
LONGEST_KEY = 150


class Answer(StrEnum):
    """What was answered."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class NewCheck:
    """An answer as a client sends it: is the segment in `language`? `correction` is what it is instead."""

    key: str
    segment_id: str
    language: str
    answer: Answer
    correction: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An answer that holds: what `account_id` said of a segment that the detectors had given to `language`."""

    segment_id: str
    language: str
    answer: Answer
    account_id: str
    seq: int


def record(ws: Workspace, project_id: str, account_id: str, checks: Sequence[NewCheck]) -> list[Event]:
    """Record answers, all or none; the event of each answer, in their order.

    Raises InvalidInputError (a key, a tag, a correction to the same language), NotFoundError (segment, project),
    ConflictError (a key that was used for something else).
    """
    wanted = [_events(check) for check in checks]
    _check_segments(ws, project_id, {check.segment_id for check in checks})
    recorded = ws.ledger.events.record(project_id, account_id, [event for events in wanted for event in events])
    by_key = {event.key: event for event in recorded}
    return [by_key[check.key] for check in checks]


def undo(ws: Workspace, project_id: str, account_id: str, key: str) -> Event:
    """Take back one's own answer and the correction that came with it; twice is once.

    Raises NotFoundError (no such answer of this person), ConflictError (it was answered anew since).
    """
    undone = undoing.undo(ws, project_id, account_id, key)
    if ws.ledger.events.by_key(project_id, key + CORRECTION) is not None:
        try:
            undoing.undo(ws, project_id, account_id, key + CORRECTION)
        except ConflictError:  # somebody decided on the language since: that stands
            return undone
    return undone


def checks(ws: Workspace, project_id: str, language: str | None = None) -> list[Check]:
    """The answers that hold, of one language or of all, in the order they were given."""
    return holding(ws.ledger.events.of_scheme(project_id, LANGUAGE_CHECK), language)


def holding(events: Iterable[Event], language: str | None = None) -> list[Check]:
    """What holds after these events of the scheme, oldest first."""
    found: dict[tuple[str, str], dict[str, Check]] = {}
    asked: dict[tuple[str, str], str] = {}  # an undoing event does not say what was asked
    for event in events:
        person = (event.segment_id, event.account_id)
        tag = event.suggestion or asked.get(person, "")
        asked[person] = tag
        by_account = found.setdefault((event.segment_id, tag), {})
        by_account.pop(event.account_id, None)
        if event.value is not None:
            answer = Answer(event.value)
            by_account[event.account_id] = Check(event.segment_id, tag, answer, event.account_id, event.seq)
    newest = [max(own.values(), key=lambda check: check.seq) for own in found.values() if own]
    return sorted((one for one in newest if language in (None, one.language)), key=lambda check: check.seq)


def _events(check: NewCheck) -> list[NewEvent]:
    if not 0 < len(check.key) <= LONGEST_KEY or not check.key.isprintable():
        raise InvalidInputError(f"“{check.key[:40]}” cannot be a key.", hint="Use a random UUID for each answer.")
    asked = standard_tag(check.language)
    answer = NewEvent(
        key=check.key,
        segment_id=check.segment_id,
        kind=EventKind.LABEL,
        value=check.answer.value,
        scheme=LANGUAGE_CHECK,
        scheme_version=VERSION,
        seconds=check.seconds,
        suggestion=asked,
        suggestion_shown=True,
    )
    if check.correction is None:
        return [answer]
    tag = standard_tag(check.correction)
    if check.answer is not Answer.NO or tag == asked:
        raise InvalidInputError(
            f"A segment that is {asked} cannot be corrected to {tag}.", hint="Answer “no” and name another language."
        )
    named = NewEvent(key=check.key + CORRECTION, segment_id=check.segment_id, kind=EventKind.LANGUAGE, value=tag)
    return [answer, named]


def _check_segments(ws: Workspace, project_id: str, wanted: set[str]) -> None:
    from core.corpus.filling import is_one_of

    corpus = ws.corpus(project_id)
    there = corpus.open().to_table(columns=["id"], filter=is_one_of(sorted(wanted))) if corpus.exists else None
    missing = wanted - set(there["id"].to_pylist() if there is not None else [])
    if missing:
        raise NotFoundError(f"There is no segment “{sorted(missing)[0]}”.", hint="It may have been erased since.")
