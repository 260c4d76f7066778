"""Schemes: presets as data files, and each project's own versions of them.

Invariants: a project's first use of a preset stores it as version 1, so that a later release cannot change what old
labels mean; editing makes a new version and never changes one; the steps of an ordinal scheme cannot be edited.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex
from pydantic import TypeAdapter

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.records import LOCAL_ACCOUNT, Scheme, SchemeValue
from core.settings import ROOT
from core.workspace import Workspace

PRESETS = ROOT / "data" / "schemes"
LONGEST_LIST = 200
_FILE = TypeAdapter(Scheme)


@lru_cache(maxsize=1)
def presets() -> dict[str, Scheme]:
    """All presets by id, from `data/schemes/*.json`."""
    read = [_FILE.validate_json(path.read_bytes()) for path in sorted(PRESETS.glob("*.json"))]
    return {scheme.id: scheme for scheme in read}


def current(ws: Workspace, project_id: str, scheme_id: str) -> Scheme:
    """The version of a scheme that a project uses now. Raises NotFoundError where neither it nor a preset exists."""
    stored = ws.ledger.schemes.current(project_id, scheme_id)
    return stored or _adopted(ws, project_id, scheme_id)


def at(ws: Workspace, project_id: str, scheme_id: str, version: int) -> Scheme:
    """One version of a scheme in a project. Raises NotFoundError."""
    newest = current(ws, project_id, scheme_id)
    return newest if newest.version == version else ws.ledger.schemes.at(project_id, scheme_id, version)


def of_project(ws: Workspace, project_id: str) -> list[Scheme]:
    """The schemes that a project tags by, in its order."""
    ids = ws.ledger.projects.get(project_id).schemes
    stored = ws.ledger.schemes.newest(project_id, ids)
    return [stored.get(scheme_id) or _adopted(ws, project_id, scheme_id) for scheme_id in ids]


def edit(
    ws: Workspace,
    project_id: str,
    scheme_id: str,
    values: Sequence[SchemeValue],
    *,
    after: int,
    account_id: str = LOCAL_ACCOUNT.id,
) -> Scheme:
    """Give a list scheme new values, as the version after `after` (the one that was edited).

    Labels of values that are gone stay as they are. Raises InvalidInputError (an ordinal scheme, a bad list) or
    ConflictError (somebody else edited it meanwhile).
    """
    scheme = current(ws, project_id, scheme_id)
    if scheme.ordinal:
        raise InvalidInputError(
            f"The steps of “{scheme.name}” cannot be edited.", hint="Its steps are compared across projects."
        )
    changed = replace(scheme, values=tuple(_checked(values)))
    if scheme.version == after and changed.values == scheme.values:
        return scheme
    stored = ws.ledger.schemes.put(project_id, changed, after=after, account_id=account_id)
    ws.ledger.audit.append(
        account_id, "scheme.edit", scheme_id, project_id=project_id, detail={"version": str(stored.version)}
    )
    return stored


def new_value(scheme: Scheme, label: str, description: str = "", *, on_scale: bool = True) -> SchemeValue:
    """A value for `edit` with a key made from its label, unlike the keys that the scheme has."""
    taken = set(scheme.keys())
    base = key_of(label)
    key = next(free for n in range(1, len(taken) + 2) if (free := base if n == 1 else f"{base}_{n}") not in taken)
    return SchemeValue(key=key, label=" ".join(label.split()), description=description, on_scale=on_scale)


def key_of(label: str) -> str:
    """A key out of a label: its letters and digits in lower case, joined by underscores, in any script.

    Raises InvalidInputError where the label has none.
    """
    words = regex.findall(r"[\p{L}\p{M}\p{N}]+", unicodedata.normalize("NFC", label.casefold()))
    key = "_".join(words)[:48].rstrip("_")
    if not key:
        raise InvalidInputError(f"“{label}” cannot be a value.", hint="Give it a name with at least one letter.")
    return key


def _adopted(ws: Workspace, project_id: str, scheme_id: str) -> Scheme:
    preset = presets().get(scheme_id)
    if preset is None:
        raise NotFoundError(f"There is no scheme “{scheme_id}”.", hint=f"Presets are: {', '.join(presets())}.")
    ws.ledger.projects.get(project_id)
    try:
        return ws.ledger.schemes.put(project_id, preset, after=0)
    except ConflictError:  # another process was quicker
        return ws.ledger.schemes.at(project_id, scheme_id, 1)


def _checked(values: Sequence[SchemeValue]) -> Sequence[SchemeValue]:
    keys, labels = [value.key for value in values], [value.label.strip().casefold() for value in values]
    doubled = {key for key in keys if keys.count(key) > 1} | {label for label in labels if labels.count(label) > 1}
    if doubled:
        raise InvalidInputError(f"Two values are called “{doubled.pop()}”.", hint="Give each value its own name.")
    for value in values:
        if not value.label.strip() or not value.key or len(value.key) > 64:
            raise InvalidInputError(f"A value has no usable name (key “{value.key}”).", hint="Name it, or take it out.")
    if not 2 <= len(values) <= LONGEST_LIST:
        raise InvalidInputError(f"A list of {len(values)} values is no choice.", hint=f"Give 2 to {LONGEST_LIST}.")
    return values
