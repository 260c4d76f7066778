"""Two rounds: quick detectors read every text, slow ones only those that the quick ones leave in doubt.

A text goes to the second round where the quick detectors' vote, without regard to what is expected or declared, is not
SURE; where its declared language is one that none of them can say; where only expected languages occur and the vote is
for another; and always where the project expects a language that none of them can say.
That is settled by the quick detectors' votes and the question alone, so stored votes lead to the same answers again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.identification import labels as label_table
from core.identification.consensus import Consensus, Decisions
from core.identification.preparing import Prepared
from core.identification.votes import Votes

SURE = 0.97

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rounds:
    """The vote of `whole` in two rounds; with no quick detector or no slow one there is one round only."""

    whole: Consensus

    @cached_property
    def later(self) -> frozenset[str]:
        """The detectors of the second round."""
        slow = frozenset(speaker.name for speaker in self.whole.speakers if speaker.later)
        return slow if len(slow) < len(self.whole.speakers) else frozenset()

    def needing(self, prepared: Prepared, votes: Sequence[Votes], declared: Sequence[str | None]) -> Flags:
        """Which texts the detectors of the second round are asked about, from the votes of the first."""
        everything = np.ones(len(prepared.texts), dtype=bool)
        if not self.later or self._beyond(self.whole.expected):
            return everything
        found = self._unasked.decide(prepared, votes, declared)
        named = np.array([status == "identified" for status in found.status.to_pylist()], dtype=bool)
        unknown = {tag for tag in set(declared) if tag is not None and self._beyond([tag])}
        beyond = np.array([tag in unknown for tag in declared], dtype=bool)
        doubted: Flags = ~named | (found.score < SURE) | beyond
        if self.whole.is_closed:
            tags = found.language.to_pylist()
            own = {tag for tag in set(tags) if tag and self.whole.fits(tag)}
            doubted |= np.array([tag not in own for tag in tags], dtype=bool)
        return doubted

    def decide(
        self, prepared: Prepared, votes: Sequence[Votes], declared: Sequence[str | None], needing: Flags
    ) -> Decisions:
        """Decide each text by the vote of those that were asked about it."""
        if needing.all():
            return self.whole.decide(prepared, votes, declared)
        parts, rows = [], []
        for consensus, flags in ((self._first, ~needing), (self.whole, needing)):
            chosen = np.flatnonzero(flags)
            cut = [one.take(chosen) for one in votes]
            parts.append(consensus.decide(prepared.take(chosen), cut, [declared[row] for row in chosen.tolist()]))
            rows.append(chosen)
        back = pa.array(np.argsort(np.concatenate(rows), kind="stable"))
        language, status = (
            pa.concat_arrays(arrays).take(back)
            for arrays in ([one.language for one in parts], [one.status for one in parts])
        )
        return Decisions(language, np.concatenate([one.score for one in parts])[back.to_numpy()], status)

    @cached_property
    def _first(self) -> Consensus:
        return replace(self.whole, speakers=tuple(one for one in self.whole.speakers if one.name not in self.later))

    @cached_property
    def _unasked(self) -> Consensus:
        return replace(self._first, expected=(), use_declared=False, only_expected=False)

    def _beyond(self, tags: Sequence[str]) -> bool:
        return any(not label_table.covered(tag, self._first.tags) for tag in tags)
