"""Several people to a segment: who is done with what, what is full for whom, and what stays unseen until then.

With an overlap of 1 a segment is done when it has a value in every scheme, whoever gave it. Above, it is done when so
many people each gave a value in every scheme, and none of them sees what the others said before.

Invariants: whoever finished a segment is not handed it again; in schemes that an open worklist asks several people for,
nobody is shown another's value through any worklist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import ConflictError, PermissionDeniedError
from core.records import Account, Worklist
from core.tagging.standing import Standing, by_segment
from core.workspace import Workspace


def is_done(worklist: Worklist, state: Standing) -> bool:
    """Whether a segment needs nobody any more."""
    if worklist.overlap == 1:
        return state.is_complete(worklist.schemes)
    return len(state.finished_by(worklist.schemes)) >= worklist.overlap


def is_done_for(worklist: Worklist, state: Standing, account_id: str) -> bool:
    """Whether a segment needs nobody any more, or at least not this person."""
    return is_done(worklist, state) or (worklist.overlap > 1 and account_id in state.finished_by(worklist.schemes))


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Of one worklist with several people to a segment: segment → who finished it, who holds it, and which segments
    somebody finished since the worklist was made (these are in it even where their labels take them out of its
    selection)."""

    overlap: int
    finished: dict[str, set[str]]
    holders: dict[str, set[str]]
    since: frozenset[str]

    def done(self) -> list[str]:
        """The segments that need nobody any more."""
        return [segment for segment, people in self.finished.items() if len(people) >= self.overlap]

    def beyond(self) -> dict[str, int]:
        """How many people more than asked for finished a segment: late labels are kept."""
        return {key: len(people) - self.overlap for key, people in self.finished.items() if len(people) > self.overlap}

    def begun(self) -> dict[str, int]:
        """How many people hold or finished a segment, of all that somebody does."""
        both = self.finished.keys() | self.holders.keys()
        return {one: len(self.finished.get(one, set()) | self.holders.get(one, set())) for one in both}

    def full_for(self, account_id: str) -> set[str]:
        """The segments that this person cannot be handed now; "" stands for somebody who has done nothing yet."""
        full = {segment for segment, people in self.finished.items() if account_id in people}
        for segment in self.finished.keys() | self.holders.keys():
            people = self.finished.get(segment, set()) | self.holders.get(segment, set())
            if len(people - {account_id}) >= self.overlap:
                full.add(segment)
        return full


def overlaps(ws: Workspace, worklist: Worklist) -> Overlaps:
    """How a worklist stands at this moment."""
    holders = ws.ledger.leases.holders(worklist.project_id)  # before the labels: who labels gives back after
    people: dict[str, set[str]] = {}
    since = set()
    for segment_id, account_id, at in ws.ledger.events.finished(worklist.project_id, worklist.schemes):
        people.setdefault(segment_id, set()).add(account_id)
        if _is_since(worklist, at):
            since.add(segment_id)
    return Overlaps(worklist.overlap, people, holders, frozenset(since))


def _is_since(worklist: Worklist, at: datetime) -> bool:
    return worklist.created_at is None or at >= worklist.created_at


def blind_schemes(ws: Workspace, project_id: str) -> frozenset[str]:
    """The schemes in which nobody is shown what others said: those that an open worklist asks several people for."""
    return frozenset(
        scheme
        for worklist in ws.ledger.worklists.list(project_id)
        if worklist.overlap > 1
        for scheme in worklist.schemes
    )


def visible(state: Standing, account_id: str, blind: frozenset[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values that this person may see of a segment, and the schemes in which that value is their own."""
    labels = {scheme: value for scheme, value in state.labels.items() if scheme not in blind}
    own = {scheme: value for scheme, value in state.own_labels(account_id).items() if scheme in blind}
    shared = (scheme for scheme, who in state.labelled_by.items() if who == account_id and scheme in labels)
    return labels | own, (*shared, *own)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a segment in one scheme."""

    account_id: str
    scheme: str
    value: str


def others_said(ws: Workspace, project_id: str, account: Account, worklist_id: str, segment_id: str) -> list[Said]:
    """What the others said of a segment, by scheme, in the order said; for those alone who finished it.

    Raises NotFoundError (worklist), PermissionDeniedError (the worklist does not show it), ConflictError (this person
    has not finished the segment).
    """
    worklist = ws.ledger.worklists.get(project_id, worklist_id)
    if not worklist.shows_others:
        raise PermissionDeniedError(
            f"The worklist “{worklist.name}” does not show what others said.", hint="Ask an owner of the project."
        )
    state = state_of(ws, project_id, segment_id)
    if account.id not in state.finished_by(worklist.schemes):
        raise ConflictError("You have not finished this segment.", hint="Say first what you think of it.")
    return said(state, worklist.schemes, without=account.id)


def said(state: Standing, schemes: Sequence[str], *, without: str = "") -> list[Said]:
    """All opinions that stand in these schemes, in the order said within each."""
    return [
        Said(account, scheme, value)
        for scheme in schemes
        for account, (_seq, value) in sorted(state.opinions.get(scheme, {}).items(), key=lambda item: item[1])
        if account != without
    ]


def state_of(ws: Workspace, project_id: str, segment_id: str) -> Standing:
    """What holds of one segment at this moment."""
    found = dict(by_segment(ws.ledger.events.decisions_of(project_id, [segment_id])))
    return found.get(segment_id) or Standing()
