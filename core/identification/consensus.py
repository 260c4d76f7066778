"""From votes to one language a text: a weighted vote in which a detector has a say only inside its own languages.

* **Coverage.** Detectors speak in order of how many languages they know. A later one redistributes only that share of
  the evidence which lies inside its languages: langdetect, which knows no Yoruba, can neither raise nor lower it.
  (Measured on lingua's sentences, fastText + langdetect: .828; the pooled quotient of science.md a3: .822; the best
  single detector .802. The shares of the vote, 3 : 2, are the best of those tried there on half of the lines.)
* **Script.** A label whose scripts hold less than a quarter of the text's letters is vetoed, and so is one whose text
  lacks a script it never goes without (Japanese without kana, Korean without hangul), from a few letters on.
* **Expected languages** are the strongest evidence: what is not expected counts UNEXPECTED times less. A text that is
  plainly in another language still comes out as that language, so that it can be left out for that reason.
* **The declared language** of the source weakens the evidence for all others by UNDECLARED, unless that is switched
  off: most sources know what they hold, and fastText finds hardly any Yoruba without being told where to look.
* **Doubt.** No letters: `no_text`. A declared language that no detector can say: `unsupported`. A score under the
  floor, which is higher for a language that is not expected: `unsure`. None of these names a language; everything
  else is `identified`.

The score is the winner's share of all evidence after these steps, unseen labels included: 0..1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.identification import labels as label_table
from core.identification import scripts
from core.identification.preparing import Prepared
from core.identification.votes import Votes, rounded

Floats = npt.NDArray[np.float32]

UNEXPECTED = 0.15  # of .05-.5 tried on lingua: nearly all of the gain on expected languages, few strangers let in
UNDECLARED = 0.1
LEAST_LETTERS = 0.25
TELLING_LETTERS = 6  # from here on a text's lack of a script means something
FLOOR = 0.3  # the lowest threshold FineWeb-2 sets for any language; below it no language is named
PLAIN = 0.5  # a text must be plainly in a language that is not expected
WIDE_FLOOR = 0.6  # where a language is expected that no detector can say: weak evidence may be that language

SLICE = 1_024  # rows weighed at a time: their evidence stays in the processor's cache

STATUSES = ("identified", "unsure", "unsupported", "no_text")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A detector's place in the vote: its share and what it can say."""

    name: str
    share: float
    tags: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Columns of a batch: language (null where none is named), score 0..1, status (one of STATUSES)."""

    language: pa.Array
    score: Floats
    status: pa.Array


@dataclass(frozen=True)
class Consensus:
    """The vote of `speakers` in a project that expects `expected` (none: any language is as good)."""

    speakers: tuple[Speaker, ...]
    expected: tuple[str, ...] = ()
    use_declared: bool = True

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Every tag that some detector can say, sorted."""
        return tuple(sorted({tag for speaker in self.speakers for tag in speaker.tags if tag}))

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The tags that may come out and count as expected."""
        return label_table.accepted(self.tags, self.expected)

    @cached_property
    def floors(self) -> Floats:
        """For each tag the score under which it is not named."""
        wide = any(not label_table.covered(tag, self.tags) for tag in self.expected)
        unexpected = self._prior < 1
        return np.maximum(np.where(unexpected, PLAIN, FLOOR), WIDE_FLOOR if wide else 0).astype(np.float32)

    def decide(self, prepared: Prepared, votes: Sequence[Votes], declared: Sequence[str | None]) -> Decisions:
        """Decide on prepared texts with their `votes` and the sources' declared languages."""
        rows = len(prepared.texts)
        heard: list[str | None] = list(declared) if self.use_declared else [None] * rows
        parts = []
        for start in range(0, rows, SLICE):
            stop = start + SLICE
            cut = [one.slice(start, stop) for one in votes]
            counts = prepared.counts[start:stop]
            parts.append(self._decide(counts, prepared.seen, cut, heard[start:stop], declared[start:stop]))
        if not parts:
            return Decisions(pa.array([], pa.string()), np.empty(0, np.float32), pa.array([], pa.string()))
        written, score, status = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Decisions(pa.array(written, pa.string()), score, pa.array(STATUSES).take(pa.array(status)))

    def _decide(
        self,
        counts: Floats,
        seen: npt.NDArray[np.intp],
        votes: Sequence[Votes],
        heard: list[str | None],
        declared: Sequence[str | None],
    ) -> tuple[npt.NDArray[np.object_], Floats, npt.NDArray[np.int64]]:
        rows = len(counts)
        letters = counts.sum(axis=1)
        evidence = self._combined(rows, votes)
        evidence *= self._in_script(counts, letters, seen)
        self._gather_groups(evidence)
        rest = np.clip(1 - evidence.sum(axis=1), 0, 1) * (UNEXPECTED if self.expected else 1)
        evidence *= self._prior
        choices, of_row = _coded(heard)
        self._heed(evidence, rest, choices, of_row)
        best = evidence.argmax(axis=1)
        score = evidence[np.arange(rows), best] / np.maximum(evidence.sum(axis=1) + rest, 1e-9)
        score = rounded(score)
        status = self._status(score < self.floors[best], letters, declared)
        written = self._written(best, choices, of_row)
        written[status > 0] = None
        return written, np.where(status < 2, score, 0).astype(np.float32), status

    def _combined(self, rows: int, votes: Sequence[Votes]) -> Floats:
        """Evidence of shape (rows, tags): each detector has its share inside its own languages."""
        by_name = {one.detector: one for one in votes}
        spoken = sorted(self.speakers, key=lambda speaker: (-len(set(speaker.tags)), speaker.name))
        evidence = np.zeros((rows, len(self.tags)), dtype=np.float32)
        weight = np.zeros(rows, dtype=np.float32)
        for speaker in spoken:
            if speaker.name not in by_name:
                continue
            said = self._spread(by_name[speaker.name])
            spoke = (by_name[speaker.name].labels[:, 0] >= 0).astype(np.float32)
            inside = self._coverage(speaker)
            free = np.clip(1 - evidence @ (1 - inside), 0, 1)
            part = np.where(spoke, speaker.share / (speaker.share + weight), 0).astype(np.float32)
            evidence *= 1 - part[:, None] * inside
            evidence += (part * free)[:, None] * said
            weight += speaker.share * spoke
        return evidence

    def _spread(self, votes: Votes) -> Floats:
        """Votes as a matrix over `tags`; labels of the same meaning add up, labels without one are left out."""
        numbers = {tag: number for number, tag in enumerate(self.tags)}
        places = np.array([numbers.get(tag or "", -1) for tag in votes.tags], dtype=np.intp)
        rows, columns = np.nonzero(votes.labels >= 0)
        place = places[votes.labels[rows, columns]]
        meant = place >= 0
        cells = rows[meant] * len(self.tags) + place[meant]
        summed = np.bincount(cells, votes.scores[rows, columns][meant], minlength=len(votes) * len(self.tags))
        return np.minimum(summed, 1).astype(np.float32).reshape(len(votes), len(self.tags))

    def _coverage(self, speaker: Speaker) -> Floats:
        known = set(speaker.tags)
        return np.array([tag in known for tag in self.tags], dtype=np.float32)

    def _in_script(self, counts: Floats, letters: Floats, seen: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Which tags' scripts hold enough of each text's letters."""
        fits: npt.NDArray[np.bool_] = counts @ self._allowed[seen] >= LEAST_LETTERS * np.maximum(letters, 1)[:, None]
        for place, needed in self._needs:
            fits[:, place] &= (counts[:, np.isin(seen, needed)].sum(axis=1) > 0) | (letters < TELLING_LETTERS)
        return fits

    @cached_property
    def _allowed(self) -> Floats:
        """1 where the script (row, by number) is one that the tag (column) is written in."""
        allowed = np.zeros((len(scripts.table().codes), len(self.tags)), dtype=np.float32)
        for column, tag in enumerate(self.tags):
            allowed[[scripts.table().index(code) for code in label_table.scripts(tag)], column] = 1
        allowed[0] = 0
        return allowed

    @cached_property
    def _needs(self) -> list[tuple[int, list[int]]]:
        """(place of a tag, the scripts of which its texts hold at least one)."""
        needs = label_table.table().needs
        return [
            (place, [scripts.table().index(code) for code in needs[label_table.base(tag)]])
            for place, tag in enumerate(self.tags)
            if label_table.base(tag) in needs
        ]

    def _gather_groups(self, evidence: Floats) -> None:
        """Give a group label's evidence (`hbs`) to the expected member that has most evidence of its own, in place."""
        for group, members in self._groups:
            target = np.asarray(members)[evidence[:, members].argmax(axis=1)]
            evidence[np.arange(len(evidence)), target] += evidence[:, group]
            evidence[:, group] = 0

    @cached_property
    def _groups(self) -> list[tuple[int, list[int]]]:
        """(group label, its expected members that detectors can also say by name), as places in `tags`."""
        found = []
        for place, said in enumerate(self.tags):
            bases = {label_table.base(tag) for tag in self.expected if label_table.says(said, tag)}
            members = [other for other, tag in enumerate(self.tags) if other != place and tag in bases]
            if members and said not in bases:
                found.append((place, members))
        return found

    @cached_property
    def _prior(self) -> Floats:
        fits = [any(label_table.says(said, tag) for tag in self.expected) for said in self.tags]
        return np.where(np.array(fits) | (not self.expected), 1, UNEXPECTED).astype(np.float32)

    def _heed(self, weighed: Floats, rest: Floats, choices: list[str | None], of_row: npt.NDArray[np.intp]) -> None:
        """Weaken the evidence against each row's declared language, in place, where a detector can say it."""
        for number, tag in enumerate(choices):
            if tag is None or not label_table.covered(tag, self.tags):
                continue
            rows = np.flatnonzero(of_row == number)
            others = np.array([not label_table.says(said, tag) for said in self.tags])
            weighed[np.ix_(rows, np.flatnonzero(others))] *= UNDECLARED
            rest[rows] *= UNDECLARED

    def _status(
        self, weak: npt.NDArray[np.bool_], letters: Floats, declared: Sequence[str | None]
    ) -> npt.NDArray[np.int64]:
        status = weak.astype(np.int64)
        choices, of_row = _coded(declared)
        beyond = np.array([tag is not None and not label_table.covered(tag, self.tags) for tag in choices])
        status[beyond[of_row]] = 2
        status[letters == 0] = 3
        return status

    @cached_property
    def _outcomes(self) -> npt.NDArray[np.object_]:
        outcomes = label_table.outcomes(self.tags, self.expected)
        return np.array([outcomes[tag] for tag in self.tags], dtype=object)

    def _written(
        self, best: npt.NDArray[np.intp], choices: list[str | None], of_row: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.object_]:
        """The outcome tags: a detector's `pt` is the one expected or, among several, the declared variety."""
        written = self._outcomes[best]
        for number, tag in enumerate(choices):
            if tag not in self.expected:
                continue
            for place in [place for place, said in enumerate(self.tags) if tag and label_table.says(said, tag)]:
                written[(of_row == number) & (best == place)] = tag
        return written


def _coded(values: Sequence[str | None]) -> tuple[list[str | None], npt.NDArray[np.intp]]:
    """The distinct values, and for each row the number of its value."""
    if not any(values):
        return [None], np.zeros(len(values), dtype=np.intp)
    distinct = list(dict.fromkeys(values))
    numbers = {value: number for number, value in enumerate(distinct)}
    return distinct, np.fromiter((numbers[value] for value in values), dtype=np.intp, count=len(values))
