"""Tagging many segments at once: looked over before, a sample read, recorded in one batch, taken back as a whole.

Labels of a batch are events of the person who made it, like any other; their keys name the batch.

Invariants: a segment that has another label is left alone unless `replace` is said, and then too the other person's own
label stays on record; nothing is recorded before the whole sample was looked at; what was rejected there is not
tagged. A batch that was cut off goes on when it is sent again, and one that is done is recorded once however often it
is sent. Undoing puts back what this person had said before, except where they decided anew since.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.batches import BEGUN, TAGGED, UNDONE, BatchEvent, key_of
from core.ledger.chunks import in_chunks
from core.records import EventKind, NewEvent, Scheme
from core.tagging import schemes
from core.tagging.handing import states
from core.workspace import Workspace

MOST = 20_000  # segments in a batch
SAMPLE = 10
AT_ONCE = 1_000  # events in a transaction: others who are tagging wait no longer than for one
UNDO = "undo:"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be tagged with what; `key` (a random UUID) makes sending it twice harmless.

    `looked_at` are the segments of the sample that somebody read, `rejected` those of all that are not to be tagged.
    """

    key: str
    scheme: str
    value: str
    segment_ids: tuple[str, ...]
    replace: bool = False
    looked_at: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a batch would do: the segments it tags and their languages; how many have the label `already`,
    have `other` labels (by value; `replaced` says whether these are tagged too), are `gone`; and the `sample`."""

    segment_ids: tuple[str, ...]
    languages: tuple[tuple[str | None, int], ...]
    already: int
    other: tuple[tuple[str, int], ...]
    replaced: bool
    gone: int
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A batch that is on disk: how many segments it tagged."""

    batch_id: str
    tagged: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A batch that was taken back: how many labels, and how many were left because they were decided anew since."""

    batch_id: str
    undone: int
    left: int


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """A batch as the audit log knows it; `tagged` is None for one that was cut off."""

    batch_id: str
    at: datetime
    account_id: str
    scheme: str
    value: str
    tagged: int | None
    is_undone: bool


def batch_id(project_id: str, account_id: str, batch: Batch) -> str:
    """The id of a batch: the same for the same request of the same person."""
    parts = (project_id, account_id, batch.key, batch.scheme, batch.value)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def plan(ws: Workspace, project_id: str, account_id: str, batch: Batch) -> Plan:
    """What applying the batch would do now. Raises InvalidInputError (too many, an unknown value) and NotFoundError."""
    _checked(ws, project_id, batch)
    done = {event.segment_id for event in _events(ws, project_id, account_id, batch)}
    languages = _languages(ws, project_id, batch.segment_ids)
    held = states(ws, project_id, [one for one in languages if one not in done])
    chosen: list[str] = []
    other: Counter[str] = Counter()
    already = 0
    for segment_id in languages:
        if segment_id in done:
            continue
        label = held[segment_id].labels.get(batch.scheme)
        if label == batch.value:
            already += 1
            continue
        if label is not None:
            other[label] += 1
        if label is None or batch.replace:
            chosen.append(segment_id)
    sample = _sample(batch, [*done, *chosen])
    kept = tuple(one for one in chosen if one not in batch.rejected)
    return Plan(
        segment_ids=kept,
        languages=tuple(Counter(languages[one] for one in kept).most_common()),
        already=already,
        other=tuple(other.most_common()),
        replaced=batch.replace,
        gone=len(set(batch.segment_ids)) - len(languages),
        sample=sample,
    )


def apply(ws: Workspace, project_id: str, account_id: str, batch: Batch) -> Tagged:
    """Record the batch's labels; returned means durable.

    Raises InvalidInputError (a part of the sample was not looked at; see `plan`) and ConflictError (the batch was taken
    back); LedgerUnavailableError in between leaves the rest for the next time that it is sent.
    """
    name = batch_id(project_id, account_id, batch)
    finished = ws.ledger.batches.entries(project_id, TAGGED, name)
    if ws.ledger.batches.entries(project_id, UNDONE, name):
        raise ConflictError("This batch was taken back.", hint="Start a new one.")
    if finished:
        return Tagged(name, int(finished[0].detail["tagged"]))
    planned = plan(ws, project_id, account_id, batch)
    unread = [one for one in planned.sample if one not in batch.looked_at]
    if unread:
        raise InvalidInputError(
            f"{len(unread)} of the {len(planned.sample)} texts drawn were not looked at yet.",
            hint="Read each of them, and accept or reject it; the draw changes when labels change.",
        )
    scheme = schemes.current(ws, project_id, batch.scheme)
    detail = {"scheme": batch.scheme, "value": batch.value, "replace": str(batch.replace).lower()}
    if not ws.ledger.batches.entries(project_id, BEGUN, name):
        ws.ledger.audit.append(account_id, BEGUN, name, project_id=project_id, detail=detail)
    for ids in in_chunks(planned.segment_ids, AT_ONCE):
        ws.ledger.events.record(project_id, account_id, [_event(name, one, batch, scheme) for one in ids])
    tagged = len(_events(ws, project_id, account_id, batch))
    counts = {"tagged": str(tagged), "rejected": str(len(batch.rejected)), "looked_at": str(len(planned.sample))}
    ws.ledger.audit.append(account_id, TAGGED, name, project_id=project_id, detail=detail | counts)
    return Tagged(name, tagged)


def undo(ws: Workspace, project_id: str, account_id: str, name: str) -> Undone:
    """Take back a whole batch of this person; twice is once. Raises NotFoundError for a batch that is not theirs."""
    events = ws.ledger.batches.events(project_id, account_id, name)
    if not events:
        raise NotFoundError("There is no such batch of yours.", hint="Only whoever tagged can take it back.")
    undone = 0
    for chunk in in_chunks(events, AT_ONCE):
        taken_back = list(_taken_back(ws, project_id, account_id, chunk))
        undone += len(ws.ledger.events.record(project_id, account_id, taken_back))
    if not ws.ledger.batches.entries(project_id, UNDONE, name):
        detail = {"undone": str(undone), "left": str(len(events) - undone)}
        ws.ledger.audit.append(account_id, UNDONE, name, project_id=project_id, detail=detail)
    return Undone(name, undone, len(events) - undone)


def batches(ws: Workspace, project_id: str, account_id: str | None = None, limit: int = 50) -> list[BatchEntry]:
    """The project's newest batches (of one person), those first that were made last."""
    tagged = {one.subject: one for one in ws.ledger.batches.entries(project_id, TAGGED, limit=limit)}
    undone = {one.subject for one in ws.ledger.batches.entries(project_id, UNDONE, limit=limit)}
    return [
        BatchEntry(
            batch_id=one.subject,
            at=one.at,
            account_id=one.account_id,
            scheme=one.detail["scheme"],
            value=one.detail["value"],
            tagged=int(tagged[one.subject].detail["tagged"]) if one.subject in tagged else None,
            is_undone=one.subject in undone,
        )
        for one in ws.ledger.batches.entries(project_id, BEGUN, limit=limit)
        if account_id in (None, one.account_id)
    ]


def share_wrong(rejected: int, read: int) -> tuple[float, float]:
    """The Wilson interval (95 %) of the share of wrong ones, when `rejected` of `read` drawn at random were."""
    if not read:
        return 0.0, 1.0
    z, share = 1.959964, rejected / read
    middle = share + z * z / (2 * read)
    spread = z * ((share * (1 - share) + z * z / (4 * read)) / read) ** 0.5
    return max(0.0, (middle - spread) / (1 + z * z / read)), min(1.0, (middle + spread) / (1 + z * z / read))


def _checked(ws: Workspace, project_id: str, batch: Batch) -> None:
    if not 0 < len(batch.key) <= 100 or not batch.key.isprintable():
        raise InvalidInputError("A batch needs a key of its own.", hint="Send a random UUID.")
    if not 0 < len(batch.segment_ids) <= MOST:
        raise InvalidInputError(
            f"A batch of {len(batch.segment_ids)} segments cannot be tagged.", hint=f"Choose 1 to {MOST}."
        )
    if batch.scheme not in ws.ledger.projects.get(project_id).schemes:
        raise InvalidInputError(f"This project does not tag by “{batch.scheme}”.")
    scheme = schemes.current(ws, project_id, batch.scheme)
    keys = scheme.keys()
    if batch.value not in keys:
        raise InvalidInputError(
            f"“{batch.value}” is not a value of {scheme.name}.", hint=f"Its values are: {', '.join(keys)}."
        )


def _events(ws: Workspace, project_id: str, account_id: str, batch: Batch) -> list[BatchEvent]:
    return ws.ledger.batches.events(project_id, account_id, batch_id(project_id, account_id, batch))


def _languages(ws: Workspace, project_id: str, segment_ids: Sequence[str]) -> dict[str, str | None]:
    """The languages of those segments that are there, in the order given."""
    import pyarrow as pa

    wanted = pa.table({"id": pa.array(dict.fromkeys(segment_ids), pa.string())})
    with ws.snapshot(project_id) as snapshot, snapshot.registered(wanted=wanted):
        found = snapshot.sql("select id, tag from segments where id in (select id from wanted)")
    tags = dict(zip(found["id"].to_pylist(), found["tag"].to_pylist(), strict=True))
    return {one: tags[one] for one in dict.fromkeys(segment_ids) if one in tags}


def _sample(batch: Batch, segment_ids: Sequence[str]) -> tuple[str, ...]:
    """SAMPLE of the segments, at random and the same for the same batch, whatever else is in it."""
    drawn = sorted(segment_ids, key=lambda one: hashlib.sha256(f"{batch.key}\0{one}".encode()).digest())
    return tuple(drawn[:SAMPLE])


def _event(name: str, segment_id: str, batch: Batch, scheme: Scheme) -> NewEvent:
    return NewEvent(
        key=key_of(name, segment_id),
        segment_id=segment_id,
        kind=EventKind.LABEL,
        value=batch.value,
        scheme=batch.scheme,
        scheme_version=scheme.version,
    )


def _taken_back(ws: Workspace, project_id: str, account_id: str, events: Sequence[BatchEvent]) -> Iterator[NewEvent]:
    """The events that take these back, with what this person had said before; none for what was decided anew since."""
    ours = {event.segment_id: event for event in events}
    histories: dict[str, list[tuple[int, str, str | None]]] = {one: [] for one in ours}
    for past in ws.ledger.events.of_segments(project_id, list(ours)):
        own = ours[past.segment_id]
        if (past.account_id, past.kind, past.scheme) == (account_id, EventKind.LABEL, own.scheme):
            histories[past.segment_id].append((past.seq, past.key, past.value))
    for segment_id, own in ours.items():
        history = histories[segment_id]
        undone = {key.removeprefix(UNDO) for _seq, key, _value in history if key.startswith(UNDO)} - {own.key}
        stand = [one for one in history if one[1] not in undone and not one[1].startswith(UNDO)]
        if stand and stand[-1][0] == own.seq:
            yield NewEvent(
                key=UNDO + own.key,
                segment_id=segment_id,
                kind=EventKind.LABEL,
                value=stand[-2][2] if len(stand) > 1 else None,
                scheme=own.scheme,
                scheme_version=own.scheme_version,
            )
