"""A batch of texts in, the machine columns of the language out.

Invariant: the columns depend on text, declared language, detectors and question alone, never on the batch they came
in, so that any cutting of the work into units and processes gives the same corpus.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.identification import configuration
from core.identification.consensus import Consensus
from core.identification.detectors import Detector, DetectorSpec, made_for
from core.identification.mixing import finding
from core.identification.mixing.finding import Mixing
from core.identification.preparing import prepare
from core.identification.rounds import Flags, Rounds
from core.identification.votes import Votes, blank, from_json, to_json

BATCH = 8_192

COLUMNS = pa.schema(
    [
        pa.field("language", pa.string()),
        pa.field("language_score", pa.float32()),
        pa.field("language_status", pa.string()),
        pa.field("votes", pa.string()),
        *finding.COLUMNS,
    ]
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Loaded detectors with the question they are asked; `mixing` finds the languages within texts, where it is on."""

    detectors: tuple[Detector, ...]
    rounds: Rounds
    number: int
    mixing: Mixing | None = None

    @property
    def consensus(self) -> Consensus:
        """The vote of all detectors."""
        return self.rounds.whole

    @classmethod
    def of(cls, specs: Sequence[DetectorSpec], question: configuration.Question) -> "Identifier":
        """An identifier for `question`; loads the detectors. Errors as `DetectorSpec.make` and `made_for`."""
        specs = made_for(specs, question.expected)
        detectors = configuration.load(specs)
        made = Rounds(configuration.consensus(detectors, question))
        mixing = Mixing(question.expected) if configuration.finds_mixing(specs) else None
        return cls(tuple(detectors), made, configuration.number(specs, question), mixing)

    def identify(self, table: pa.Table) -> pa.Table:
        """COLUMNS for a table with `text` and, where known, `declared_language`, `votes`, `identified`; same order.

        Stored votes are used again where `identified` says that the same detectors cast them.
        """
        batches = [self._batch(part) for part in _cut(table)]
        return pa.concat_tables(batches) if batches else COLUMNS.empty_table()

    def _batch(self, table: pa.Table) -> pa.Table:
        prepared = prepare(table["text"])
        texts = prepared.texts
        has_declared = "declared_language" in table.column_names
        declared = table["declared_language"].to_pylist() if has_declared else [None] * len(texts)
        votes = self._stored(table, texts) or self._first_round(texts)
        needing = self.rounds.needing(prepared, votes, declared)
        votes = [
            self._asked(one, detector, texts, needing) for one, detector in zip(votes, self.detectors, strict=True)
        ]
        decided = self.rounds.decide(prepared, votes, declared, needing)
        kept = to_json(votes, len(texts))
        mixed = self._mixed(table["text"], texts, decided.language, votes)
        return pa.table(
            [decided.language, pa.array(decided.score), decided.status, kept, *mixed.columns], schema=COLUMNS
        )

    def _first_round(self, texts: list[str]) -> list[Votes]:
        """The votes of the quick detectors; those of the others are blank."""
        later = self.rounds.later
        return [
            blank(one.name, one.raw_labels, one.tags, len(texts)) if one.name in later else one.detect(texts)
            for one in self.detectors
        ]

    def _asked(self, votes: Votes, detector: Detector, texts: list[str], needing: Flags) -> Votes:
        """The votes with those of a detector of the second round on the texts that it is asked about."""
        if detector.name not in self.rounds.later:
            return votes
        given = votes.labels[:, 0] >= 0
        missing = np.flatnonzero(needing & ~given)
        labels, scores = votes.labels.copy(), votes.scores.copy()
        labels[~needing], scores[~needing] = -1, 0
        if len(missing):
            found = detector.detect([texts[row] for row in missing.tolist()])
            labels[missing], scores[missing] = found.labels, found.scores
        return replace(votes, labels=labels, scores=scores)

    def _mixed(
        self, texts: pa.ChunkedArray, copies: list[str], languages: pa.Array, votes: Sequence[Votes]
    ) -> pa.Table:
        """The columns of `finding`; empty where mixing is off."""
        if self.mixing is None:
            return pa.table([pa.nulls(len(copies), kind) for kind in finding.COLUMNS.types], schema=finding.COLUMNS)
        stored = [text or "" for text in texts.to_pylist()]
        sure = None if self.mixing.expected else finding.unanimous(votes, len(copies))
        return self.mixing.columns(stored, copies, languages.to_pylist(), sure)

    def _stored(self, table: pa.Table, texts: list[str]) -> list[Votes] | None:
        """The batch's votes where all rows hold them from the same detectors; None where they must be asked.

        What was taught changes more often than all else, and is quick: such detectors are asked anew.
        """
        if not {"votes", "identified"} <= set(table.column_names) or not len(table):
            return None
        numbers = table["identified"]
        if numbers.null_count or table["votes"].null_count:
            return None
        if not all(configuration.same_detectors(one, self.number) for one in pc.unique(numbers).to_pylist()):
            return None
        like = [blank(one.name, one.raw_labels, one.tags, 0) for one in self.detectors]
        stored = from_json(table["votes"].to_pylist(), like)
        return [
            one.detect(texts) if getattr(one, "decides", False) else votes
            for one, votes in zip(self.detectors, stored, strict=True)
        ]


def machine_columns(rows: pa.Table, identified: pa.Table, number: int) -> pa.Table:
    """What `Corpus.fill_fragment` takes: the row ids of `rows`, the columns of `identified`, and the number."""
    made = {"_rowid": rows["_rowid"], **{name: identified[name] for name in COLUMNS.names}}
    return pa.table({**made, "identified": pa.array(np.full(len(rows), number, dtype=np.int32))})


def _cut(table: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, len(table), BATCH):
        yield table.slice(start, BATCH)
