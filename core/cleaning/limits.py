"""Limits per language from the language's own figures, and putting limits in force.

A proposal takes the outermost hundredth of a language's own segments, never another language's: Thai has no spaces,
German has long words, and what is rare in each is another thing. Guards keep a proposal from cutting into a language
that has nothing to be cut, and from letting everything through where a source is full of rubbish (FineWeb-2,
arXiv 2506.20920, derives its filters likewise; its rules for documents are not taken over).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.access import require
from core.corpus import flaws
from core.errors import InvalidInputError
from core.limits import Action, Limit, PersonalData
from core.records import FilterPolicy, Role

if TYPE_CHECKING:
    from core.workspace import Workspace

TAIL = 0.01  # of a language's segments lie beyond a proposed limit
LEAST_ROWS = 100  # under so many a hundredth says nothing
GUARDS: Mapping[str, tuple[float, float]] = {  # a proposal is at least and at most this
    "untranslated_copy": (10, 40),
    "mojibake": (0.01, 0.05),
    "markup": (0.2, 0.6),
    "repetitive": (0.3, 0.9),
    "near_duplicate": (0.5, 1),
    "too_short": (1, 10),
    "too_long": (500, 20_000),
    "few_letters": (0.3, 0.7),
    "many_digits": (0.2, 0.6),
    "many_symbols": (0.1, 0.6),
    "mixed_scripts": (0.5, 0.9),
    "list_like": (0.5, 0.95),
}


def proposal(
    reason: str, values: npt.NDArray[np.float32], rows: npt.NDArray[np.int64], tail: float = TAIL
) -> float | None:
    """The limit that a language's own values propose; None under LEAST_ROWS segments.

    `values` ascend, `rows` says how many segments have each (`trying.Trial.spread`).
    """
    total = int(rows.sum())
    if total < LEAST_ROWS or reason not in GUARDS:
        return None
    low, high = GUARDS[reason]
    reached = np.cumsum(rows) / total
    place = int(np.searchsorted(reached, tail if reason in flaws.BELOW else 1 - tail))
    found = float(values[min(place, len(values) - 1)])
    return round(min(high, max(low, found)), 2)


def apply(
    ws: Workspace,
    project_id: str,
    limits: Mapping[str, Limit] | None = None,
    *,
    use_normalised: bool | None = None,
    personal_data: PersonalData | None = None,
    account_id: str = "local",
) -> FilterPolicy:
    """Put limits in force as a new version of the policy; what is not named stays. Nothing is computed.

    Raises InvalidInputError for an unknown reason or a value that makes no sense, PermissionDeniedError for somebody
    who is no owner.
    """
    require(ws, ws.ledger.accounts.get(account_id), project_id, Role.OWNER)
    present = ws.ledger.policies.current(project_id)
    made = ws.ledger.policies.put(
        project_id,
        thresholds=present.thresholds,
        default_threshold=present.default_threshold,
        review_band=present.review_band,
        limits=limits,
        use_normalised=use_normalised,
        personal_data=personal_data,
        account_id=account_id,
    )
    said = {name: limit_words(limit) for name, limit in (limits or {}).items()}
    said |= {"text": "normalised" if made.use_normalised else "as stored"} if use_normalised is not None else {}
    said |= {"personal_data": made.personal_data.value} if personal_data is not None else {}
    ws.ledger.audit.append(account_id, "apply limits", f"version {made.version}", project_id=project_id, detail=said)
    return made


def limit_words(limit: Limit) -> str:
    """A limit in a line, for the record."""
    own = ", ".join(f"{tag} {value:g}" for tag, value in sorted(limit.languages.items()))
    return f"{limit.action.value} {limit.value:g}" + (f" ({own})" if own else "")


def moved(limit: Limit, *, action: Action, tag: str | None, value: float) -> Limit:
    """The limit with another action, and another value: of one language (back to the general one where it equals it),
    or in general. Raises InvalidInputError for a language without a tag."""
    if tag is None:
        return Limit(value, action, limit.languages)
    if not tag:
        raise InvalidInputError("A limit of one language needs the language.")
    own = {name: there for name, there in limit.languages.items() if name != tag}
    return Limit(limit.value, action, own if value == limit.value else {**own, tag: value})
