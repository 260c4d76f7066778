"""Searching a project: which segments may hold what is looked for, the hits in them, and how many there are.

Where more segments come into question than are looked through at once, those looked through are a random draw (ids are
hashes of the text's origin, so their order has nothing to do with it), the same at every call; `Concordance` says so.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.concordance.querying import Kind, Matcher, Query
from core.corpus.selecting import where
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.corpus.snapshot import Snapshot

LOOKED_THROUGH = 10_000  # segments; a second's work
LOOKED_THROUGH_BY_PATTERN = 40_000  # of a pattern's candidates few may have a hit
SECONDS = 3.0  # that a pattern may take over all
KEPT = 6  # answers, so that turning a page or sorting does not search again

_COLUMNS = "id as segment_id, number, text, tag, source_id, document_id, formality, domain"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a segment: (start, end) in code points; `formality` and `domain` are what holds of the segment."""

    segment_id: str
    number: int
    text: str
    tag: str | None
    source_id: str
    document_id: str
    formality: str | None
    domain: str | None
    start: int
    end: int

    @property
    def form(self) -> str:
        """What stands there."""
        return self.text[self.start : self.end]


@dataclass(frozen=True)
class Concordance:
    """All hits that were found, by segment id. `candidates` segments came into question, `looked` were looked through:
    all of them (`is_complete`), or a random draw."""

    query: Query
    hits: tuple[Hit, ...]
    candidates: int
    looked: int

    @property
    def is_complete(self) -> bool:
        """Whether every candidate was looked through."""
        return self.looked >= self.candidates

    @cached_property
    def segment_ids(self) -> tuple[str, ...]:
        """The segments with a hit, each once."""
        return tuple(dict.fromkeys(hit.segment_id for hit in self.hits))

    @cached_property
    def languages(self) -> list[tuple[str | None, int]]:
        """The hits of each language, most first."""
        return Counter(hit.tag for hit in self.hits).most_common()

    @cached_property
    def forms(self) -> list[tuple[str, int]]:
        """What the hits look like in the texts, most frequent first."""
        return Counter(" ".join(hit.form.split()) for hit in self.hits).most_common()


_kept: OrderedDict[tuple[object, ...], Concordance] = OrderedDict()
_kept_lock = threading.Lock()


def search(ws: Workspace, project_id: str, query: Query) -> Concordance:
    """The concordance of a query in the project as it is now.

    Raises InvalidInputError for a query that cannot be used and NotFoundError for an unknown project.
    """
    matcher = Matcher(query)
    with ws.snapshot(project_id) as snapshot:
        state = (snapshot.version, ws.ledger.events.latest(project_id), snapshot.policy.version, snapshot.expected)
        key = (str(ws.folder), project_id, *state, query)
        with _kept_lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        found = _searched(snapshot, query, matcher)
    with _kept_lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _searched(snapshot: "Snapshot", query: Query, matcher: Matcher) -> Concordance:
    condition, parameters = where(query.selection)
    if matcher.condition:
        condition = f"regexp_matches(text, $in_question) and {condition}"
        parameters = {**parameters, "in_question": matcher.condition}
    most = LOOKED_THROUGH_BY_PATTERN if query.kind is Kind.PATTERN else LOOKED_THROUGH
    found = snapshot.sql(
        f"with found as materialized (select {_COLUMNS} from segments where {condition})"
        f" select *, (select count(*) from found) as candidates from found order by segment_id limit {most}",
        parameters,
    )
    candidates = int(found["candidates"][0].as_py()) if len(found) else 0
    hits: list[Hit] = []
    looked, until = 0, time.monotonic() + SECONDS
    for row in found.drop_columns("candidates").to_pylist():
        hits += [Hit(**row, start=start, end=end) for start, end in matcher.find(row["text"], row["tag"])]
        looked += 1
        if query.kind is Kind.PATTERN and time.monotonic() > until:
            break
    return Concordance(query, tuple(hits), candidates, looked)
