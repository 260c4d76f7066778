"""Labels that a file already has: matched to the values of a scheme and recorded as events of the account `import`.

Invariants: importing the same file again records nothing new, since the key is made of segment, scheme and value;
a label by a person always outweighs an imported one (`standing`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.ledger.chunks import in_chunks
from core.records import LOCAL_ACCOUNT, EventKind, NewEvent, Scheme
from core.tagging import schemes
from core.tagging.standing import IMPORTER
from core.workspace import Workspace

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class FileLabel:
    """A label as it stands in a file."""

    segment_id: str
    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class ImportedLabels:
    """How many labels hold now, and which values of which scheme were not understood, with their counts."""

    recorded: int
    unknown: Mapping[str, Mapping[str, int]]


def match_values(scheme: Scheme, values: Iterable[str]) -> dict[str, str | None]:
    """For each distinct value of a file the key of the scheme's value that it means, or None.

    Keys and labels are compared without regard to case, spaces, hyphens and underscores.
    """
    known = {_folded(name): value.key for value in scheme.values for name in (value.label, value.key)}
    return {value: known.get(_folded(value)) for value in dict.fromkeys(values)}


def add_missing_values(
    ws: Workspace, project_id: str, scheme_id: str, values: Iterable[str], account_id: str = LOCAL_ACCOUNT.id
) -> Scheme:
    """Add the file's values that a list scheme lacks, as a new version. Raises InvalidInputError (ordinal scheme)."""
    scheme = schemes.current(ws, project_id, scheme_id)
    unmatched = [value for value, key in match_values(scheme, values).items() if key is None and value.strip()]
    missing = {_folded(value): value for value in reversed(unmatched)}  # of several spellings, the first
    if not missing:
        return scheme
    extended = scheme
    for label in reversed(missing.values()):
        on_scale = [value for value in extended.values if value.on_scale]
        off_scale = [value for value in extended.values if not value.on_scale]
        added = (*on_scale, schemes.new_value(extended, label), *off_scale)
        extended = Scheme(scheme.id, scheme.name, scheme.question, scheme.ordinal, added, scheme.version)
    return schemes.edit(ws, project_id, scheme_id, extended.values, after=scheme.version, account_id=account_id)


def record_file_labels(ws: Workspace, project_id: str, labels: Sequence[FileLabel]) -> ImportedLabels:
    """Record the labels of segments that are in the corpus already; empty values say nothing.

    Raises NotFoundError for a scheme that does not exist. Safe to repeat after a crash.
    """
    recorded, unknown = 0, {}
    by_scheme: dict[str, list[FileLabel]] = {}
    for label in labels:
        if label.value.strip():
            by_scheme.setdefault(label.scheme, []).append(label)
    for scheme_id, own in by_scheme.items():
        scheme = schemes.current(ws, project_id, scheme_id)
        keys = match_values(scheme, (label.value for label in own))
        events = [_event(label, key, scheme) for label in own if (key := keys[label.value]) is not None]
        for batch in in_chunks(events, BATCH):
            recorded += len(ws.ledger.events.record(project_id, IMPORTER, batch))
        refused = Counter(label.value for label in own if keys[label.value] is None)
        if refused:
            unknown[scheme_id] = dict(refused)
    return ImportedLabels(recorded=recorded, unknown=unknown)


def _event(label: FileLabel, key: str, scheme: Scheme) -> NewEvent:
    return NewEvent(
        key=f"{IMPORTER}:{label.scheme}:{label.segment_id}:{key}",
        segment_id=label.segment_id,
        kind=EventKind.LABEL,
        value=key,
        scheme=scheme.id,
        scheme_version=scheme.version,
    )


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if not character.isspace() and character not in "-_")
