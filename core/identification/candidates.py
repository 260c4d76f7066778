"""The languages that come into question for each text: those that some detector named and that are written so.

Candidates of a batch lie in flat arrays, one entry a text and language, in the order of the texts. What a detector says
is brought to one set of tags first: scripts are left out of them (the veto knows scripts), and a label that stands for
several languages others name apart (`hbs`) counts for each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.identification import confusions, scripts
from core.identification import labels as label_table
from core.identification.votes import Votes

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

LEAST_LETTERS = 0.25
TELLING_LETTERS = 6  # from here on a text's lack of a script means something


@dataclass(frozen=True, slots=True)
class Speaker:
    """A detector's place in the vote: its share and what it can say.

    `decides`: its word on its languages settles the matter (a taught one); `later`: it is asked only where the others
    are in doubt.
    """

    name: str
    share: float
    tags: tuple[str | None, ...]
    decides: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Entries of `rows` texts: the text of each, its language (a place among the tags), and by detector the scores.

    `starts`: the first entry of each text that has any (`owners`). `near`: pairs of entries of one text whose
    languages are taken for one another, ordered by the first.
    """

    rows: int
    row: Places
    place: Places
    starts: Places
    owners: Places
    scores: tuple[Floats, ...]
    near: tuple[Places, Places]


class Ground:
    """The tags of some speakers, and what holds for each tag whatever the text says."""

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self.speakers = tuple(speakers)
        said = sorted({tag for speaker in speakers for tag in speaker.tags if tag})
        keys = sorted({key(tag) for tag in said})
        self.tags = tuple(tag for tag in keys if not _members(tag, keys))
        self._number = {tag: number for number, tag in enumerate(self.tags)}
        self._meant = [self._targets(speaker) for speaker in speakers]
        self.knows = np.array([self._known(targets) for targets in self._meant]).reshape(len(speakers), len(self.tags))
        self.mates = confusions.mates(self.tags)
        self.partly = self._partly()
        self._allowed = self._scripts(said)
        self._needs = self._needed()

    def candidates(
        self, counts: Floats, seen: Places, votes: Sequence[Votes | None], *, always: Places | None = None
    ) -> Candidates:
        """The candidates of texts with these letters by script, after the veto; `votes` in the speakers' order.

        The tags at the places `always` are candidates of every text that is written so, whoever named them.
        """
        said = [self._said(one, targets, counts, seen) for one, targets in zip(votes, self._meant, strict=True)]
        if always is not None:
            said.append(self._unsaid(always, counts, seen))
        cells, back = np.unique(np.concatenate([cell for cell, _ in said]), return_inverse=True)
        parts = np.split(back, np.cumsum([len(cell) for cell, _ in said])[:-1])
        scores = tuple(
            np.minimum(np.bincount(part, score, minlength=len(cells)), 1).astype(np.float32)
            for part, (_, score) in zip(parts[: len(votes)], said, strict=False)
        )
        row, place = np.divmod(cells, max(1, len(self.tags)))
        starts = np.flatnonzero(np.diff(row, prepend=-1))
        return Candidates(len(counts), row, place, starts, row[starts], scores, self._near(cells, row, place))

    def _said(self, votes: Votes | None, targets: list[Places], counts: Floats, seen: Places) -> tuple[Places, Floats]:
        """Cells (text, tag) and scores of one detector's votes, those vetoed left out."""
        if votes is None or not len(votes):
            return np.empty(0, np.intp), np.empty(0, np.float32)
        rows, columns = np.nonzero(votes.labels >= 0)
        label, score = votes.labels[rows, columns], votes.scores[rows, columns]
        found = [(rows, target[label], score) for target in targets]
        row, place, score = (np.concatenate(column) for column in zip(*found, strict=True))
        kept = place >= 0
        row, place, score = row[kept], place[kept], score[kept]
        fits = self._in_script(row, place, counts, seen)
        return row[fits] * len(self.tags) + place[fits], score[fits]

    def _unsaid(self, always: Places, counts: Floats, seen: Places) -> tuple[Places, Floats]:
        """Cells of every text with each of these tags, those vetoed left out, at a score of 0."""
        row, place = np.repeat(np.arange(len(counts)), len(always)), np.tile(always, len(counts))
        fits = self._in_script(row, place, counts, seen)
        return row[fits] * len(self.tags) + place[fits], np.zeros(int(fits.sum()), dtype=np.float32)

    def _in_script(self, row: Places, place: Places, counts: Floats, seen: Places) -> Flags:
        """Whether the scripts of a tag hold enough of a text's letters."""
        letters = np.maximum(counts.sum(axis=1), 1)
        inside = np.zeros(len(row), dtype=np.float32)
        for column, script in enumerate(seen):
            inside += counts[row, column] * self._allowed[script, place]
        fits: Flags = inside >= LEAST_LETTERS * letters[row]
        for wanted, needed in self._needs:
            lacking = (counts[:, np.isin(seen, needed)].sum(axis=1) == 0) & (letters >= TELLING_LETTERS)
            fits &= (place != wanted) | ~lacking[row]
        return fits

    def _near(self, cells: Places, row: Places, place: Places) -> tuple[Places, Places]:
        firsts, seconds = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
        same = row[1:] == row[:-1]
        several = np.flatnonzero(np.append(same, False) | np.append(False, same))  # most sure texts have one entry
        for one in range(len(self._mate_tables)):
            mate = self._mate_tables[one][place[several]]
            first, mate = several[mate >= 0], mate[mate >= 0]
            wanted = row[first] * len(self.tags) + mate
            second = np.searchsorted(cells, wanted)
            there = second < len(cells)
            there[there] = cells[second[there]] == wanted[there]
            firsts.append(first[there])
            seconds.append(second[there])
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        order = np.argsort(first, kind="stable")
        return first[order], second[order]

    @cached_property
    def _mate_tables(self) -> list[Places]:
        """Tables from tags to their first, second, … close tag; −1 where there is no more."""
        deep = max(map(len, self.mates), default=0)
        padded = [mates + [-1] * (deep - len(mates)) for mates in self.mates]
        return [np.array([mates[level] for mates in padded], dtype=np.intp) for level in range(deep)]

    def _targets(self, speaker: Speaker) -> list[Places]:
        """Tables from a speaker's labels to tags; a label that stands for several has an entry in several tables."""
        meant = [self._meanings(tag) for tag in speaker.tags]
        deep = max(map(len, meant), default=0)
        padded = [places + [-1] * (deep - len(places)) for places in meant]
        return [np.array([places[level] for places in padded], dtype=np.intp) for level in range(deep)]

    def _meanings(self, tag: str | None) -> list[int]:
        if tag is None:
            return []
        if key(tag) in self._number:
            return [self._number[key(tag)]]
        return [self._number[member] for member in _members(key(tag), list(self.tags))]

    def _known(self, targets: list[Places]) -> Flags:
        known = np.zeros(len(self.tags), dtype=bool)
        for target in targets:
            known[target[target >= 0]] = True
        return known

    def _partly(self) -> Flags:
        """Of shape (speakers, tags): whether the speaker lacks some language that is close to the tag."""
        return np.array(
            [[bool(mates) and not knows[mates].all() for mates in self.mates] for knows in self.knows], dtype=bool
        ).reshape(self.knows.shape)

    def _scripts(self, said: Sequence[str]) -> Floats:
        """1 where the script (row, by number) is one that the tag (column) is written in."""
        allowed = np.zeros((len(scripts.table().codes), len(self.tags)), dtype=np.float32)
        for tag in said:
            codes = [scripts.table().index(code) for code in label_table.scripts(tag)]
            for column in self._meanings(tag):
                allowed[codes, column] = 1
        allowed[0] = 0
        return allowed

    def _needed(self) -> list[tuple[int, list[int]]]:
        """(place of a tag, the scripts of which its texts hold at least one)."""
        needs = label_table.table().needs
        return [
            (place, [scripts.table().index(code) for code in needs[label_table.base(tag)]])
            for place, tag in enumerate(self.tags)
            if label_table.base(tag) in needs
        ]


def key(tag: str) -> str:
    """A tag without its script: `sr-Latn` and `sr` are one language to the vote."""
    first, *rest = tag.split("-")
    return "-".join([first, *(part for part in rest if not (len(part) == 4 and part.isalpha()))])


def _members(tag: str, keys: Sequence[str]) -> list[str]:
    """The languages among `keys` that a general tag stands for, without itself."""
    return [other for other in keys if other != tag and label_table.base(other) != label_table.base(tag)
            and label_table.says(tag, other)]  # fmt: skip
