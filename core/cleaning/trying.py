"""What a moved limit would change, before anything does: counts per language at once, and texts on either side.

The verdict's rule is not repeated here. For one limit the corpus is counted twice through the view, by language and
value of its figure: once with nobody beyond the limit, once with everybody. Any position of the limit, of any language,
is then a sum over the values on either side of it, exact and in milliseconds whatever the size of the corpus.
"""

# ruff: noqa: S608  (SQL is put together from this package's own words; values are bound)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.corpus import flaws
from core.corpus.rows import SegmentRow
from core.corpus.snapshot import Snapshot
from core.identification.summary import FIELD, NO_LANGUAGE, VerdictCounts
from core.limits import LIMITS, Action, Limit
from core.records import FilterPolicy

if TYPE_CHECKING:
    from core.workspace import Workspace

VALUES: Mapping[str, str] = {  # of each limit the figure it is moved over
    **{reason: figures[-1] for reason, figures in flaws.FIGURES.items()},
    "untranslated_copy": "graphemes",
}
MOVABLE = tuple(reason for reason in LIMITS if reason != "duplicate")  # the others are positions on a scale
LEAST, MOST = -1.0, 1e9  # beyond every value, on the side where nobody or everybody is beyond
EXAMPLES = 10
CANDIDATES = 60  # rows asked for to find EXAMPLES that change sides
WINDOW = 200_000  # rows looked at at once: where many would change sides, not all need to be read


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows by language, value of the figure, reason and verdict, as parallel arrays; NaN: without a value."""

    tags: npt.NDArray[np.object_]
    values: npt.NDArray[np.float32]
    reasons: npt.NDArray[np.object_]
    verdicts: npt.NDArray[np.object_]
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moved:
    """Texts that would change sides: those left out (or sent to review) now kept, and the other way round."""

    out: tuple[SegmentRow, ...]
    back: tuple[SegmentRow, ...]


class Trial:
    """One limit of one snapshot, to be moved; independent of the snapshot once each action was asked for.

    `policy` is what else is in force or intended.
    """

    def __init__(self, snapshot: Snapshot, policy: FilterPolicy, reason: str) -> None:
        self.reason = reason
        none = _with(policy, reason, Limit(0, Action.OFF))
        everybody = MOST if reason in flaws.BELOW else LEAST
        self._nobody = _counted(snapshot, none, reason)
        self._everybody = {
            action: _counted(snapshot, _with(policy, reason, Limit(everybody, action)), reason)
            for action in (Action.DROP, Action.REVIEW)
        }

    def counts(self, limit: Limit) -> dict[str, VerdictCounts]:
        """Per language ('und' where none is named) how many segments would have which verdict."""
        found: dict[str, VerdictCounts] = {}
        for counted, chosen in self._sides(limit):
            columns = (counted.tags[chosen], counted.verdicts[chosen], counted.rows[chosen])
            for tag, verdict, n in zip(*(column.tolist() for column in columns), strict=True):
                one, name = found.setdefault(tag or NO_LANGUAGE, VerdictCounts()), FIELD[verdict]
                setattr(one, name, getattr(one, name) + n)
        return dict(sorted(found.items()))

    def beyond(self, limit: Limit) -> dict[str, int]:
        """Per language how many segments would have this limit as their reason."""
        found: dict[str, int] = {}
        for counted, side in self._sides(limit):
            chosen = side & (counted.reasons == self.reason)
            for tag, n in zip(counted.tags[chosen].tolist(), counted.rows[chosen].tolist(), strict=True):
                found[tag or NO_LANGUAGE] = found.get(tag or NO_LANGUAGE, 0) + n
        return found

    def spread(self, tag: str | None) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The values that the figure has in a language (None: in all), ascending, and how many segments have each."""
        counted = self._nobody
        chosen = ~np.isnan(counted.values) & ((counted.tags == tag) | (tag is None))
        values, places = np.unique(counted.values[chosen], return_inverse=True)
        return values, np.bincount(places, counted.rows[chosen], minlength=len(values)).astype(np.int64)

    def languages(self) -> dict[str, int]:
        """The languages that have values of this figure, with their segments, the most frequent first."""
        chosen = ~np.isnan(self._nobody.values)
        found: dict[str, int] = {}
        for tag, n in zip(self._nobody.tags[chosen].tolist(), self._nobody.rows[chosen].tolist(), strict=True):
            if tag is not None:
                found[tag] = found.get(tag, 0) + n
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def _sides(self, limit: Limit) -> list[tuple[Counted, npt.NDArray[np.bool_]]]:
        """Which rows of which count hold: within the limit as nobody, beyond it as everybody."""
        if limit.action is Action.OFF:
            return [(self._nobody, np.ones(len(self._nobody.rows), dtype=bool))]
        beyond = self._everybody[limit.action]
        return [(self._nobody, ~self._is_beyond(self._nobody, limit)), (beyond, self._is_beyond(beyond, limit))]

    def _is_beyond(self, counted: Counted, limit: Limit) -> npt.NDArray[np.bool_]:
        lines = np.array([limit.at(tag) for tag in counted.tags.tolist()], dtype=np.float32)
        if self.reason in flaws.BELOW:
            return counted.values < lines
        inclusive = ">= {limit}" in flaws.CONDITIONS[self.reason]
        return counted.values >= lines if inclusive else counted.values > lines


def examples(
    ws: Workspace, project_id: str, draft: FilterPolicy, reason: str, tag: str | None = None, *, limit: int = EXAMPLES
) -> Moved:
    """Texts that would change sides if `draft` were in force, nearest to the line first; of one language or of all."""
    moved = draft.limits[reason]
    is_beyond = flaws.condition(reason, replace(moved, languages={}), draft).replace("e.", "s.")
    value = value_sql(reason, draft)
    line = moved.at(tag)
    if tag is not None:
        is_beyond = flaws.condition(reason, Limit(line, moved.action), draft).replace("e.", "s.")
    if moved.action is Action.OFF:
        is_beyond = "false"
    with ws.snapshot(project_id) as now, ws.snapshot(project_id, policy=draft) as then:
        sides: list[tuple[SegmentRow, ...]] = []
        conditions = (f"s.verdict = 'keep' and {is_beyond}", f"s.reason = '{reason}' and not ({is_beyond})")
        for condition, may_be in zip(conditions, _directions(now.policy.limits[reason], moved, reason), strict=True):
            if not may_be:
                sides.append(())
                continue
            ids = _candidates(now, condition, f"abs({value} - {float(line)!r})", tag)
            before = {row.segment.id: row.verdict for row in now.rows(ids)}
            after = then.rows(ids)
            sides.append(tuple(row for row in after if row.verdict != before[row.segment.id])[:limit])
    return Moved(*sides)


def _directions(present: Limit, moved: Limit, reason: str) -> tuple[bool, bool]:
    """Whether a moved limit may take texts out, and whether it may bring some back; where not, none are looked for."""
    tags = [None, *present.languages, *moved.languages]
    way = -1 if reason in flaws.BELOW else 1
    shifts = [way * (moved.at(tag) - present.at(tag)) for tag in tags]
    was, will = present.action is not Action.OFF, moved.action is not Action.OFF
    out = will and (not was or any(shift < 0 for shift in shifts))
    back = was and (not will or any(shift > 0 for shift in shifts))
    return out, back


def _candidates(snapshot: Snapshot, condition: str, distance: str, tag: str | None) -> list[str]:
    """Ids of rows that may change sides, the nearest of the part of the corpus that had to be read to find enough."""
    found: list[str] = []
    for low in range(0, snapshot.last_number + 1, WINDOW):
        part = snapshot.sql(
            f"select id from segments s where s.number >= {low} and s.number < {low + WINDOW} and {condition}"
            f" and ($tag is null or s.tag = $tag) order by {distance}, id limit {CANDIDATES}",
            {"tag": tag},
        )
        found += part["id"].to_pylist()
        if len(found) >= CANDIDATES:
            break
    return found


def value_sql(reason: str, policy: FilterPolicy) -> str:
    """The figure that a limit is moved over, of the row `s`; NULL for a row that no position of it concerns."""
    if reason == "untranslated_copy":
        return "case when s.untranslated then s.graphemes end"
    if reason == "mojibake":
        return flaws.mojibake_sql(policy, "s")
    return f"s.{VALUES[reason]}"


def _counted(snapshot: Snapshot, policy: FilterPolicy, reason: str) -> Counted:
    found = snapshot.under(
        policy,
        f"select tag, {value_sql(reason, policy)}::real as value, reason, verdict, count(*)::bigint as n"
        " from segments_if s group by all",
    )
    return Counted(
        tags=np.array(found["tag"].to_pylist(), dtype=object),
        values=found["value"].combine_chunks().to_numpy(zero_copy_only=False).astype(np.float32),
        reasons=np.array(found["reason"].to_pylist(), dtype=object),
        verdicts=np.array(found["verdict"].to_pylist(), dtype=object),
        rows=found["n"].to_numpy(),
    )


def _with(policy: FilterPolicy, reason: str, limit: Limit) -> FilterPolicy:
    return replace(policy, limits={**policy.limits, reason: limit})
