"""The rule of what holds of a segment, given everything that was decided about it, oldest first.

* Labels, skips and notes are each person's own: a person's newest value in a scheme replaces the one before, and a
  withdrawal takes back that person's value alone. What holds is the newest label that stands; labels that came with a
  file (account `import`) hold only where no person's label stands, whenever they were imported.
* A decision over differing opinions holds over all of them, whoever labels later, until it is withdrawn; it is one
  shared decision like the language: the newest holds.
* An answer to “is this Yoruba?” holds together with the language that was asked about.
* The language and whether the row is taken back or left out are one shared decision: the newest holds, and
  withdrawing it leaves the segment to the machine again.

Nothing else decides: neither a later identification nor a moved threshold touches what is computed here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from core.ledger import finishing
from core.ledger.events import Decision
from core.own_labels import LANGUAGE_CHECK, checked
from core.records import Event, EventKind

IMPORTER = finishing.IMPORTER


@dataclass(slots=True)
class Standing:
    """What holds of one segment; `labels` maps a scheme to its value, `labelled_by` a scheme to whose value that is.

    `opinions` maps a scheme to what each person says: account → (seq, value); `adjudicated` are the schemes, with their
    values, in which somebody decided over the opinions.
    """

    language: str | None = None
    verdict: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    labelled_by: dict[str, str] = field(default_factory=dict)
    skipped_by: set[str] = field(default_factory=set)
    notes: list[tuple[str, str]] = field(default_factory=list)  # account, text
    opinions: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    adjudicated: dict[str, str] = field(default_factory=dict)
    schemes: set[str] = field(default_factory=set)  # that any event ever touched
    language_decided: bool = False  # whether an event ever touched it, even if withdrawn since
    verdict_decided: bool = False

    def is_complete(self, schemes: Iterable[str]) -> bool:
        """Whether it has a value in each of these schemes."""
        return all(scheme in self.labels for scheme in schemes)

    def finished_by(self, schemes: Sequence[str]) -> set[str]:
        """The people who gave a value in each of these schemes; labels that came with a file are nobody's."""
        given = [self.opinions.get(scheme, {}).keys() for scheme in schemes]
        return set.intersection(*map(set, given)) - {IMPORTER} if given else set()

    def own_labels(self, account_id: str) -> dict[str, str]:
        """What this person says, by scheme."""
        return {scheme: people[account_id][1] for scheme, people in self.opinions.items() if account_id in people}


def standing(decisions: Iterable[Decision | Event]) -> Standing:
    """What holds after the decisions about one segment."""
    state = Standing()
    opinions = state.opinions
    adjudicated: dict[str, tuple[str, str | None]] = {}  # scheme -> account, value
    asked: dict[str, str | None] = {}  # account -> language it was asked about: an undoing event does not say it
    for decision in decisions:
        kind, value = decision.kind, decision.value
        if kind == EventKind.LABEL:
            if decision.scheme == LANGUAGE_CHECK and value is not None:
                asked[decision.account_id] = decision.suggestion or asked.get(decision.account_id)
                value = checked(value, asked[decision.account_id])
            _opine(opinions.setdefault(decision.scheme or "", {}), decision, value)
        elif kind == EventKind.LANGUAGE:
            state.language, state.language_decided = value, True
        elif kind == EventKind.ADJUDICATE:
            adjudicated[decision.scheme or ""] = decision.account_id, value
        elif kind == EventKind.RESTORE:
            state.verdict, state.verdict_decided = value, True
        elif kind == EventKind.SKIP:
            (state.skipped_by.discard if value is None else state.skipped_by.add)(decision.account_id)
        else:
            _note(state.notes, decision)
    for scheme, by_account in opinions.items():
        state.schemes.add(scheme)
        if by_account:
            account, (_seq, value) = max(by_account.items(), key=_weight)
            state.labels[scheme], state.labelled_by[scheme] = value, account
    for scheme, (account, gold) in adjudicated.items():
        state.schemes.add(scheme)
        if gold is not None:
            state.labels[scheme], state.labelled_by[scheme], state.adjudicated[scheme] = gold, account, gold
    return state


def by_segment(decisions: Iterable[Decision]) -> Iterator[tuple[str, Standing]]:
    """What holds of each segment; `decisions` come grouped by segment."""
    for segment_id, own in groupby(decisions, key=attrgetter("segment_id")):
        yield segment_id, standing(own)


def _opine(by_account: dict[str, tuple[int, str]], decision: Decision | Event, value: str | None) -> None:
    if value is None:
        by_account.pop(decision.account_id, None)
    else:
        by_account[decision.account_id] = (decision.seq, value)


def _weight(opinion: tuple[str, tuple[int, str]]) -> tuple[bool, int]:
    account, (seq, _value) = opinion
    return account != IMPORTER, seq


def _note(notes: list[tuple[str, str]], decision: Decision | Event) -> None:
    if decision.value is not None:
        notes.append((decision.account_id, decision.value))
        return
    own = [place for place, (account, _text) in enumerate(notes) if account == decision.account_id]
    if own:
        del notes[own[-1]]
