"""A batch of texts in, the columns of mixed language out: `spans`, `second_language`, `second_share`.

Which languages a text may switch between: those the project declares, and the one that the consensus found; without
declared languages all that the model knows. A text in a language that the model cannot say is left alone: its evidence
would be noise. So is one of fewer than twice LEAST_WORDS words.

Invariant: the columns of a row depend on its text, its language and the declared languages alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from core.identification import labels as label_table
from core.identification.mixing import evidence, segmenting
from core.identification.mixing.evidence import Candidates, Floats
from core.identification.mixing.segmenting import Path
from core.identification.mixing.spans import Span, Stretch, cover, shares, to_json
from core.identification.mixing.tokens import places, read
from core.identification.preparing import LONGEST, prepare
from core.identification.votes import Votes

SLICE = 512  # texts weighed at a time: their evidence stays in the processor's cache
SURE = 0.95  # 8 of 100 texts of 8 + 8 words pass for sure of one language, 65 of 100 in one language do
PRECISION = 4  # decimals of a span's score
COLUMNS = pa.schema(
    [
        pa.field("spans", pa.string()),
        pa.field("second_language", pa.string()),
        pa.field("second_share", pa.float32()),
    ]
)


@dataclass
class Mixing:
    """Finds the languages within texts of a project that declares `expected` (none: any language may come)."""

    expected: tuple[str, ...] = ()
    _choices: dict[str | None, Candidates | None] = field(default_factory=dict)  # by the language that was found
    _made: dict[str | None, Candidates | None] = field(default_factory=dict)  # by the language added to the expected

    def columns(
        self,
        texts: Sequence[str],
        copies: Sequence[str],
        languages: Sequence[str | None],
        sure: Sequence[bool] | None = None,
    ) -> pa.Table:
        """COLUMNS for stored texts with their detection copies and the languages that the consensus found.

        Texts that are `sure` (see `unanimous`) are not looked at: worth the while where no languages are declared, as
        ten times as many must be weighed then.
        """
        rows: list[tuple[str | None, str | None, float | None]] = [(None, None, None)] * len(texts)
        if sure is not None:
            copies = ["" if one else copy for one, copy in zip(sure, copies, strict=True)]
        for row, spans in self.spans(texts, copies, languages).items():
            rows[row] = (to_json(spans), *second(texts[row], spans, languages[row]))
        arrays = [pa.array(column, item.type) for column, item in zip(_turned(rows), COLUMNS, strict=True)]
        return pa.table(arrays, schema=COLUMNS)

    def spans(
        self, texts: Sequence[str], copies: Sequence[str], languages: Sequence[str | None]
    ) -> dict[int, tuple[Span, ...]]:
        """The spans of those texts that are in several languages, by their place among `texts`."""
        whole = [_whole_copy(text, copy) for text, copy in zip(texts, copies, strict=True)]
        groups: dict[int, list[int]] = defaultdict(list)
        choices: dict[int, Candidates] = {}
        for row, language in enumerate(languages):
            choice = self._choice(language)
            if choice is not None and whole[row].strip():
                choices[id(choice)] = choice
                groups[id(choice)].append(row)
        found: dict[int, tuple[Span, ...]] = {}
        for name, rows in groups.items():
            for start in range(0, len(rows), SLICE):
                part = rows[start : start + SLICE]
                for place, stretches in self._stretches([whole[row] for row in part], choices[name]):
                    found[part[place]] = cover(texts[part[place]], stretches)
        return found

    def _stretches(self, copies: Sequence[str], choice: Candidates) -> Iterator[tuple[int, list[Stretch]]]:
        batch = read(copies)
        known = evidence.evidence(batch, choice)
        ends = np.cumsum(batch.counts)
        lost = -np.add.reduceat(known, ends - batch.counts, axis=0).max(axis=1)
        for place in np.flatnonzero(lost > self._switch).tolist():
            own = slice(int(ends[place] - batch.counts[place]), int(ends[place]))
            path = segmenting.languages_of(known[own], batch.weights[own], self._switch)
            if path is not None:
                yield place, _joined(places(copies[place]), known[own], path, choice)

    @property
    def _switch(self) -> float:
        return segmenting.SWITCH if self.expected else segmenting.SWITCH_UNDECLARED

    def _choice(self, language: str | None) -> Candidates | None:
        """What a text in `language` (None: unsure) may switch between; None where the model cannot say it.

        Languages with the same choices share one object.
        """
        if language not in self._choices:
            said = [tag for tag in evidence.sayable() if tag]
            if language is None:  # it may be a declared language that the model cannot say
                known = all(label_table.covered(tag, said) for tag in self.expected)
            else:
                known = label_table.covered(language, said)
            strange = self.expected and language and not label_table.covered(language, self.expected)
            more = language if strange else None
            self._choices[language] = self._among(more) if known else None
        return self._choices[language]

    def _among(self, more: str | None) -> Candidates | None:
        if more not in self._made:
            wanted = self.expected or [tag for tag in evidence.sayable() if tag]
            made = evidence.candidates([*wanted, more] if more else wanted)
            self._made[more] = made if len(set(made.tags)) > 1 else None
        return self._made[more]


def unanimous(votes: Sequence[Votes], rows: int) -> list[bool]:
    """Which texts all detectors that spoke gave to one language, each with a score of at least SURE."""
    sure = np.ones(rows, dtype=np.bool_)
    tags: list[object] = [None] * rows
    for one in votes:
        spoke = one.labels[:, 0] >= 0
        sure &= ~spoke | (one.scores[:, 0] >= SURE)
        for row in np.flatnonzero(spoke & sure).tolist():
            said = one.tags[one.labels[row, 0]]
            sure[row] = tags[row] in (None, said)
            tags[row] = said
    return [bool(one) for one in sure]


def second(text: str, spans: Sequence[Span], language: str | None) -> tuple[str, float]:
    """The language with the most letters besides the text's own (`language`, else the largest), and its share."""
    found = shares(text, spans)
    own = next((tag for tag in found if language and label_table.says(tag, language)), next(iter(found)))
    other = next(tag for tag in found if tag != own)
    return other, round(found[other], PRECISION)


def _whole_copy(text: str, copy: str) -> str:
    """The detection copy of the whole text, however long."""
    if len(copy) == len(text) or not copy:
        return copy
    return "".join(prepare([text[start : start + LONGEST] for start in range(0, len(text), LONGEST)]).texts)


def _joined(tokens: Sequence[tuple[int, int]], known: Floats, path: Path, choice: Candidates) -> list[Stretch]:
    """Neighbouring tokens in one language, joined."""
    tags = np.array(choice.tags, dtype=object)[path]
    begins = [0, *(np.flatnonzero(tags[1:] != tags[:-1]) + 1).tolist(), len(tags)]
    return [
        Stretch(tokens[first][0], tokens[last - 1][1], tags[first], _score(known[first:last], path[first:last], choice))
        for first, last in pairwise(begins)
    ]


def _score(known: Floats, path: Path, choice: Candidates) -> float:
    """How sure the language of a stretch is: py3langid's own measure, exponents divided by a root of the length."""
    summed = known.sum(axis=0, dtype=np.float64) / np.sqrt(len(known))
    odds = np.exp(summed - summed.max())
    own = np.isin(np.array(choice.tags, dtype=object), choice.tags[path[0]])
    return round(float(odds[own].sum() / odds.sum()), PRECISION)


def _turned(rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
