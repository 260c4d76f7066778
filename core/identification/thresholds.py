"""Thresholds per language: what the scores look like, where to start, what would change, and putting them in force.

Preview and application are apart: everything here only reads until `apply`, which writes a new version of the policy.
The verdict rule itself is not repeated: counts under another policy come from `core.corpus.views`, asked over the
distinct combinations of what the rule reads (`WhatIf`), of which there are few whatever the size of the corpus.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core import languages
from core.access import require
from core.corpus.snapshot import Snapshot
from core.errors import InvalidInputError
from core.identification.summary import FIELD, NO_LANGUAGE, VerdictCounts
from core.records import FilterPolicy, Role

if TYPE_CHECKING:
    from core.workspace import Workspace

BINS = 50
LEAST_ROWS = 20  # under so many scores nothing is proposed
LOWEST, HIGHEST = 0.3, 0.9  # FineWeb-2 (arXiv 2506.20920): max(.3, min(.9, median − σ)) per language

CUBE = """select language, language_score, language_status, identified, declared_language, human_language,
    human_verdict, case relation when 'document' then relation end as relation, failed_check, flaw, doubt, wrong,
    count(*) as n from segments group by all"""  # limits of cleaning are not moved here: their outcome is enough


@dataclass(frozen=True, slots=True)
class LanguageScores:
    """How sure the detectors were of one language: counts in BINS equal steps from 0 to 1, median and deviation.

    `proposal` is where a threshold may start; None under LEAST_ROWS rows. `threshold` is the one in force.
    """

    tag: str
    rows: int
    bins: tuple[int, ...]
    median: float
    deviation: float
    proposal: float | None
    threshold: float


def language_scores(snapshot: Snapshot) -> list[LanguageScores]:
    """The scores of each language that was identified, most frequent first; people's decisions play no part."""
    found = snapshot.sql(
        f"select language, least(floor(language_score * {BINS}), {BINS - 1})::int as bin, count(*) as n,"  # noqa: S608
        " from segments where language_status in ('identified', 'close') group by all"
    ).to_pylist()
    figures = snapshot.sql(
        "select language, count(*) as n, median(language_score) as middle, stddev_pop(language_score) as spread"
        " from segments where language_status in ('identified', 'close') group by language order by n desc, language"
    ).to_pylist()
    bins: dict[str, npt.NDArray[np.int64]] = {row["language"]: np.zeros(BINS, dtype=np.int64) for row in figures}
    for row in found:
        bins[row["language"]][row["bin"]] = row["n"]
    return [
        LanguageScores(
            tag=row["language"],
            rows=row["n"],
            bins=tuple(bins[row["language"]].tolist()),
            median=float(row["middle"]),
            deviation=float(row["spread"]),
            proposal=proposal(float(row["middle"]), float(row["spread"])) if row["n"] >= LEAST_ROWS else None,
            threshold=snapshot.policy.threshold(row["language"]),
        )
        for row in figures
    ]


def proposal(median: float, deviation: float) -> float:
    """FineWeb-2's starting threshold for scores with this median and standard deviation, to two decimals."""
    return round(max(LOWEST, min(HIGHEST, median - deviation)), 2)


class WhatIf:
    """The counts of one snapshot under any policy, in milliseconds; independent of the snapshot once made."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._cube = snapshot.sql(CUBE)
        self._expected = snapshot.expected

    def counts(self, policy: FilterPolicy) -> dict[str, VerdictCounts]:
        """Per language ('und' where none is named) how many segments would have which verdict."""
        with Snapshot(self._cube, policy=policy, expected=self._expected) as view:
            found = view.sql("select tag, verdict, sum(n)::bigint as n from segments group by all order by tag")
        counts: dict[str, VerdictCounts] = {}
        for row in found.to_pylist():
            field = FIELD[row["verdict"]]
            one = counts.setdefault(row["tag"] or NO_LANGUAGE, VerdictCounts())
            setattr(one, field, getattr(one, field) + row["n"])
        return counts


def checked(thresholds: Mapping[str, float]) -> dict[str, float]:
    """Thresholds under standard tags. Raises InvalidInputError for a bad tag or a value outside 0..1."""
    for tag, value in thresholds.items():
        if not 0 <= value <= 1:
            raise InvalidInputError(
                f"The threshold {value} for “{tag}” is outside 0 to 1.", hint="Choose a value from 0 to 1."
            )
    return {languages.standard_tag(tag): float(value) for tag, value in thresholds.items()}


def apply(
    ws: "Workspace",
    project_id: str,
    thresholds: Mapping[str, float],
    *,
    default_threshold: float | None = None,
    review_band: float | None = None,
    account_id: str = "local",
) -> FilterPolicy:
    """Put thresholds in force as a new version of the policy; languages not named keep theirs.

    Nothing is computed and no row is touched: verdicts are a view. Raises InvalidInputError (see `checked`) and
    PermissionDeniedError for somebody who is no owner.
    """
    require(ws, ws.ledger.accounts.get(account_id), project_id, Role.OWNER)
    present = ws.ledger.policies.current(project_id)
    band = present.review_band if review_band is None else review_band
    default = present.default_threshold if default_threshold is None else default_threshold
    checked({"en": default, "fr": band})
    made = ws.ledger.policies.put(
        project_id,
        thresholds={**present.thresholds, **checked(thresholds)},
        default_threshold=default,
        review_band=band,
        account_id=account_id,
    )
    detail = {tag: str(value) for tag, value in made.thresholds.items()}
    ws.ledger.audit.append(
        account_id, "apply thresholds", f"version {made.version}", project_id=project_id, detail=detail
    )
    return made
