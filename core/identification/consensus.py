"""From votes to one language a text: a weighted vote in which a detector has a say only inside its own languages.

* **Script.** A label whose scripts hold less than a quarter of the text's letters is vetoed, and so is one whose text
  lacks a script it never goes without (Japanese without kana, Korean without hangul), from a few letters on
  (`candidates`).
* **Evidence.** Each detector's word for each candidate is weighed by its kind, its coverage and the length of the text
  (`evidence`); the result is a probability for each candidate and for “none of them”.
* **Expected languages**: what is not expected counts UNEXPECTED times less. A text that is plainly in another language
  still comes out as that language, so that it can be left out for that reason.
* **Only the expected ones** (`only_expected`): the project says that no other language occurs. Then every expected
  language that is written in the text's script is a candidate, named or not, and nothing else is; a stranger comes out
  as the expected language that it looks most like. A text is `unsure` where none is written so, where no detector's
  word speaks for one (NEGLIGIBLE), or where the likeliest has less than LEAST.
* **The declared language** of the source weakens the evidence for all others by UNDECLARED, unless that is switched
  off: most sources know what they hold.
* **A detector that decides** (a taught one, which learnt to tell its language from what the others take for it) sets
  its language's probability; the others share what it leaves.
* **Calibration.** The winner's probability is brought in line with how often such winners are right (`calibrating`), by
  shipped coefficients or by those fitted to a project's own checks.
* **Doubt.** No letters: `no_text`. A declared language that no detector can say: `unsupported`. A probability under the
  floor, which is higher for a language that is not expected: `unsure`. None of these names a language. Where the doubt
  lies between languages that are taken for one another, the best is named and marked `close`; everything else is
  `identified`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.identification import calibrating, evidence
from core.identification import labels as label_table
from core.identification.calibrating import Calibration
from core.identification.candidates import Candidates, Flags, Floats, Ground, Places, Speaker
from core.identification.preparing import Prepared
from core.identification.votes import Votes, rounded

UNEXPECTED = (
    0.01  # of .003-.05 tried on lingua: ten expected languages .995 right on sentences, 3 % of strangers let in
)
UNDECLARED = 0.1
FLOOR = 0.3  # the lowest threshold FineWeb-2 sets for any language; below it no language is named
NEGLIGIBLE = np.float32(-9)  # logarithm of the odds, expected languages to all else, of what cannot be one of them
LEAST = 0.1  # where only expected languages occur; costs nothing on single words of ten languages (.15: .0006)
NEVER = 2.0  # a floor that no probability reaches
OUT = np.float32(-1e4)  # added to the weight of what cannot be
PLAIN = 0.5  # a text must be plainly in a language that is not expected
WIDE_FLOOR = 0.6  # where a language is expected that no detector can say: weak evidence may be that language
UNDOUBTED = (np.float32(0.001), np.float32(0.98))  # what a detector that decides may settle on
CLOSE = 0.8  # of the winner's and its rivals' probability together: a doubt between close languages
CERTAIN = 0.9  # from here on the winner stands, however close its rivals

SLICE = 2_048  # rows weighed at a time: their evidence stays in the processor's cache

STATUSES = ("identified", "close", "unsure", "unsupported", "no_text")
IDENTIFIED, IS_CLOSE, UNSURE, UNSUPPORTED, NO_TEXT = range(len(STATUSES))
NAMED = STATUSES[:2]  # those that name a language


@dataclass(frozen=True, slots=True)
class Decisions:
    """Columns of a batch: language (null where none is named), score 0..1, status (one of STATUSES)."""

    language: pa.Array
    score: Floats
    status: pa.Array


@dataclass(frozen=True, slots=True)
class _Heard:
    """Declared languages of a batch: the distinct ones, and for each row the number of its own."""

    choices: list[str | None]
    of_row: Places


@dataclass(frozen=True)
class Consensus:
    """The vote of `speakers` in a project that expects `expected` (none: any language is as good)."""

    speakers: tuple[Speaker, ...]
    expected: tuple[str, ...] = ()
    use_declared: bool = True
    calibration: Calibration = field(default_factory=calibrating.shipped)
    only_expected: bool = False

    @cached_property
    def ground(self) -> Ground:
        """What holds for these speakers whatever a text says."""
        return Ground(self.speakers)

    @property
    def tags(self) -> tuple[str, ...]:
        """Every language that some detector can say, sorted."""
        return self.ground.tags

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The tags that may come out and count as expected."""
        return label_table.accepted(self.tags, self.expected)

    @property
    def is_closed(self) -> bool:
        """Whether nothing but the expected languages may come out."""
        return self.only_expected and bool(self.expected)

    def fits(self, said: str) -> bool:
        """Whether `said` may mean an expected language."""
        return any(self._means(said, tag) for tag in self.expected)

    def _means(self, said: str, wanted: str) -> bool:
        """Where only expected languages occur, a part of one (`nb` where `no` is expected) can be nothing else."""
        return label_table.says(said, wanted) or (self.is_closed and label_table.says(wanted, said))

    @cached_property
    def floors(self) -> Floats:
        """For each tag the probability under which it is not named."""
        wide = any(not any(self._means(said, tag) for said in self.tags) for tag in self.expected)
        high, low = (NEVER, LEAST) if self.is_closed else (PLAIN, FLOOR)
        return np.maximum(np.where(self._fits, low, high), WIDE_FLOOR if wide else 0).astype(np.float32)

    def decide(self, prepared: Prepared, votes: Sequence[Votes], declared: Sequence[str | None]) -> Decisions:
        """Decide on prepared texts with their `votes` and the sources' declared languages."""
        parts = []
        for start in range(0, len(prepared.texts), SLICE):
            rows = slice(start, start + SLICE)
            cut = [one.slice(rows.start, rows.stop) for one in votes]
            parts.append(self._decide(prepared.counts[rows], prepared.seen, cut, declared[rows]))
        if not parts:
            return Decisions(pa.array([], pa.string()), np.empty(0, np.float32), pa.array([], pa.string()))
        written, score, status = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Decisions(pa.array(written, pa.string()), score, pa.array(STATUSES).take(pa.array(status)))

    def features(self, prepared: Prepared, votes: Sequence[Votes], declared: Sequence[str | None]) -> Floats:
        """What the calibrator sees of each text, for fitting it: shape (texts, calibrating.FEATURES)."""
        found, chance = self._chances(prepared.counts, prepared.seen, votes, _coded(declared))
        best, _ = _best(found, chance)
        return self._seen(found, chance, best, prepared.counts)

    def _decide(
        self, counts: Floats, seen: Places, votes: Sequence[Votes], declared: Sequence[str | None]
    ) -> tuple[npt.NDArray[np.object_], Floats, npt.NDArray[np.int64]]:
        heard = _coded(declared)
        found, chance = self._chances(counts, seen, votes, heard)
        best, any_found = _best(found, chance)
        sure = np.where(any_found, self.calibration.probability(self._seen(found, chance, best, counts)), 0)
        score = rounded(sure.astype(np.float32))
        place = found.place[best] if len(found.place) else np.zeros(len(counts), dtype=np.intp)
        status = self._status(found, chance, best, score)
        status[self._beyond(heard)] = UNSUPPORTED
        status[counts.sum(axis=1) == 0] = NO_TEXT
        status[~any_found & (status < UNSURE)] = UNSURE
        written = self._written(place, heard)
        written[status >= UNSURE] = None
        return written, np.where(status < UNSUPPORTED, score, 0).astype(np.float32), status

    def _chances(
        self, counts: Floats, seen: Places, votes: Sequence[Votes], heard: _Heard
    ) -> tuple[Candidates, Floats]:
        """The candidates and their probabilities; what is left of one is that of none of them."""
        by_name = {one.detector: one for one in votes}
        said = [by_name.get(speaker.name) for speaker in self.speakers]
        always = np.flatnonzero(self._fits) if self.is_closed else None
        found = self.ground.candidates(counts, seen, said, always=always)
        weight, none = evidence.weighed(self.ground, found, evidence.lengths(counts), self._weights)
        if self.is_closed:
            weight, none = self._closed(found, weight, none)
        elif self.expected:
            weight = weight + np.where(self._fits, 0, np.log(UNEXPECTED)).astype(np.float32)[found.place]
            none = none + np.float32(np.log(UNEXPECTED))
        if self.use_declared:
            weight, none = self._heed(found, weight, none, heard)
        most = np.maximum(none, _highest(found, weight))
        share, rest = np.exp(weight - most[found.row]), np.exp(none - most)
        total = rest + np.bincount(found.row, share, minlength=found.rows).astype(np.float32)
        return found, self._decided(found, share / total[found.row])

    def _closed(self, found: Candidates, weight: Floats, none: Floats) -> tuple[Floats, Floats]:
        """Shut out what is not expected; “none of them” too, or else (NEGLIGIBLE) everything but it."""
        fits = self._fits[found.place]
        most = np.maximum(none, _highest(found, weight))
        shares = np.exp(weight - most[found.row])
        own = np.bincount(found.row, shares * fits, minlength=found.rows)
        others = np.bincount(found.row, shares * ~fits, minlength=found.rows) + np.exp(none - most)
        odds = np.log(np.maximum(own, 1e-30)) - np.log(others)
        shut = np.where(odds >= NEGLIGIBLE, OUT, -OUT)
        return np.where(fits, weight, weight + OUT), (none + shut).astype(np.float32)

    def _decided(self, found: Candidates, chance: Floats) -> Floats:
        """Let a detector that decides have its own language's probability; the others share what it leaves."""
        for number, speaker in enumerate(self.speakers):
            if not speaker.decides:
                continue
            own = np.flatnonzero((self.ground.knows[number] & self._possible)[found.place])
            settled = np.clip(found.scores[number][own], UNDOUBTED[0], UNDOUBTED[1])
            scale = np.ones(found.rows, dtype=np.float32)
            scale[found.row[own]] = (1 - settled) / np.maximum(1 - chance[own], 1e-6)
            chance = np.minimum(chance * scale[found.row], 1)
            chance[own] = settled
        return chance

    @cached_property
    def _weights(self) -> evidence.Weights:
        return evidence.weights([speaker.name for speaker in self.speakers])

    @cached_property
    def _fits(self) -> Flags:
        """For each tag whether it may mean an expected language."""
        return np.array([not self.expected or self.fits(said) for said in self.tags], dtype=bool)

    @cached_property
    def _possible(self) -> Flags:
        """For each tag whether it may come out."""
        return self._fits if self.is_closed else np.ones(len(self.tags), dtype=bool)

    def _heed(self, found: Candidates, weight: Floats, none: Floats, heard: _Heard) -> tuple[Floats, Floats]:
        """Weaken the evidence against each row's declared language, where a detector can say it."""
        against = np.zeros((len(heard.choices), len(self.tags)), dtype=np.float32)
        for number, tag in enumerate(heard.choices):
            if tag is not None and label_table.covered(tag, self.tags):
                against[number] = [0 if label_table.says(said, tag) else np.log(UNDECLARED) for said in self.tags]
        weakened = (against.min(axis=1, initial=0) < 0) * np.float32(np.log(UNDECLARED))
        return weight + against[heard.of_row[found.row], found.place], none + weakened[heard.of_row]

    def _seen(self, found: Candidates, chance: Floats, best: Places, counts: Floats) -> Floats:
        """The calibrator's view of the winners."""
        rows = found.rows
        seen = np.zeros((rows, len(calibrating.FEATURES)), dtype=np.float32)
        if not len(found.place):
            return seen
        winner = chance[best]
        others = chance.copy()
        others[best] = 0
        spoke = np.stack([evidence.highest(found, score) > 0 for score in found.scores])
        can = spoke & self.ground.knows[:, found.place[best]]
        agree = np.stack(
            [(score[best] > 0) & (score[best] >= evidence.highest(found, score) - 1e-6) for score in found.scores]
        )
        agreeing = agree.sum(axis=0)
        columns = (
            np.log(np.maximum(winner, 1e-6) / np.maximum(1 - winner, 1e-6)),
            winner - evidence.highest(found, others),
            agreeing / np.maximum(spoke.sum(axis=0), 1),
            agreeing / np.maximum(can.sum(axis=0), 1),
            can.sum(axis=0) / len(self.speakers),
            evidence.lengths(counts),
        )
        for number, column in enumerate(columns):
            seen[:, number] = column
        return seen

    def _status(self, found: Candidates, chance: Floats, best: Places, score: Floats) -> npt.NDArray[np.int64]:
        """Whether each winner is sure enough, and whether its rivals are languages that are taken for it."""
        if not len(found.place):
            return np.full(found.rows, UNSURE, dtype=np.int64)
        status = np.where(score < self.floors[found.place[best]], UNSURE, IDENTIFIED).astype(np.int64)
        first, second = found.near
        own = best[found.row[first]] == first
        rivals = np.bincount(found.row[first[own]], chance[second[own]], minlength=found.rows)
        winner = chance[best]
        doubt = (
            (score >= np.minimum(FLOOR, self.floors)[found.place[best]])
            & (score < CERTAIN)
            & (rivals + winner >= CLOSE)
            & (rivals > 0.5 * (1 - winner))
        )
        status[doubt] = IS_CLOSE
        return status

    def _beyond(self, heard: _Heard) -> npt.NDArray[np.bool_]:
        """Whether each text is declared in a language that no detector can say."""
        beyond = np.array([tag is not None and not label_table.covered(tag, self.tags) for tag in heard.choices])
        return beyond[heard.of_row]

    @cached_property
    def _outcomes(self) -> npt.NDArray[np.object_]:
        outcomes = label_table.outcomes(self.tags, self.expected)
        if self.is_closed:  # a part is written for the whole that is expected
            wholes = {said: [tag for tag in self.expected if label_table.says(tag, said)] for said in self.tags}
            outcomes |= {
                said: found[0]
                for said, found in wholes.items()
                if found and not any(label_table.says(said, tag) for tag in self.expected)
            }
        return np.array([outcomes[tag] for tag in self.tags], dtype=object)

    def _written(self, place: Places, heard: _Heard) -> npt.NDArray[np.object_]:
        """The outcome tags: a detector's `pt` is the one expected or, among several, the declared variety."""
        written = self._outcomes[place] if len(self.tags) else np.full(len(place), None, dtype=object)
        for number, tag in enumerate(heard.choices):
            if tag is None or tag not in self.expected:
                continue
            for one in [one for one, said in enumerate(self.tags) if label_table.says(said, tag)]:
                written[(heard.of_row == number) & (place == one)] = tag
        return written


def _best(found: Candidates, chance: Floats) -> tuple[Places, npt.NDArray[np.bool_]]:
    """Each text's likeliest entry (the first of equals; 0 for a text without any), and whether it has one."""
    best = np.zeros(found.rows, dtype=np.intp)
    any_found = np.zeros(found.rows, dtype=bool)
    if len(found.starts):
        highest = np.maximum.reduceat(chance, found.starts)
        any_found[found.owners] = True
        among = np.flatnonzero(chance == np.repeat(highest, np.diff(found.starts, append=len(chance))))
        best[found.row[among[::-1]]] = among[::-1]
    return best, any_found


def _highest(found: Candidates, values: Floats) -> Floats:
    most = np.full(found.rows, -np.inf, dtype=np.float32)
    if len(found.starts):
        most[found.owners] = np.maximum.reduceat(values, found.starts)
    return most


def _coded(values: Sequence[str | None]) -> _Heard:
    """The distinct values, and for each row the number of its value."""
    if not any(values):
        return _Heard([None], np.zeros(len(values), dtype=np.intp))
    distinct = list(dict.fromkeys(values))
    numbers = {value: number for number, value in enumerate(distinct)}
    return _Heard(distinct, np.fromiter((numbers[value] for value in values), dtype=np.intp, count=len(values)))
