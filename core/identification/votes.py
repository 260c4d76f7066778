"""What detectors said about a batch: at most DEPTH labels a text with a probability each.

Scores are rounded to four decimals when a vote is made, so that a consensus from stored votes equals the first one.
Stored form, one JSON list a row, detectors in the order they were asked, labels by falling score:
`[{"detector": "fasttext", "tag": "sw", "score": 0.9312, "raw": "sw"}, …]`; `tag` is null for a label without a meaning.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DEPTH = 10  # labels kept a text and detector; a doubtful text's right label is often far down
STEPS = 10_000  # scores are kept in steps of 1/STEPS


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes of one detector: arrays of shape (texts, DEPTH); label −1 means no more votes."""

    detector: str
    raw_labels: tuple[str, ...]
    tags: tuple[str | None, ...]  # parallel to raw_labels
    labels: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: npt.NDArray[np.intp]) -> "Votes":
        """The votes on the texts of these numbers."""
        return replace(self, labels=self.labels[rows], scores=self.scores[rows])

    def slice(self, start: int, stop: int) -> "Votes":
        """The votes on some of the texts."""
        return replace(self, labels=self.labels[start:stop], scores=self.scores[start:stop])


def asked_singly(
    detector: str,
    raw_labels: tuple[str, ...],
    tags: tuple[str | None, ...],
    texts: Sequence[str],
    ask: Callable[[str], list[tuple[int, float]]],
) -> Votes:
    """Votes of a detector that takes one text at a time: `ask` gives at most DEPTH pairs (label's number, score)."""
    votes = blank(detector, raw_labels, tags, len(texts))
    for row, text in enumerate(texts):
        for column, (number, score) in enumerate(ask(text)):
            votes.labels[row, column] = number
            votes.scores[row, column] = score
    votes.scores[:] = rounded(votes.scores)
    return votes


def rounded(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Scores clipped to 0..1 and rounded to the stored precision."""
    return (np.rint(np.clip(scores, 0, 1) * STEPS) / STEPS).astype(np.float32)


def to_json(votes: Sequence[Votes], rows: int) -> pa.Array:
    """The stored form of all detectors' votes, one string a row."""
    parts = [_joined(one) for one in votes if len(one)]
    if not parts:
        return pa.array(["[]"] * rows, type=pa.string())
    joined = pc.binary_join_element_wise(*parts, "") if len(parts) > 1 else parts[0]
    return pc.binary_join_element_wise("[", pc.utf8_slice_codeunits(joined, 2), "]", "")


def _joined(votes: Votes) -> pa.Array:
    """One detector's votes a row, each with a comma and a space before it; empty where it has none."""
    heads = pa.array([_head(votes.detector, tag, raw) for tag, raw in zip(votes.tags, votes.raw_labels, strict=True)])
    given = votes.labels >= 0
    steps = np.rint(votes.scores[given] * STEPS).astype(np.int32)
    written = pc.binary_join_element_wise(
        heads.take(pa.array(votes.labels[given])), _score_texts().take(pa.array(steps)), ""
    )
    offsets = np.concatenate([[0], np.cumsum(given.sum(axis=1))]).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), written), "")


def blank(detector: str, raw_labels: tuple[str, ...], tags: tuple[str | None, ...], rows: int) -> Votes:
    """Votes of a detector that has said nothing yet."""
    labels = np.full((rows, DEPTH), -1, dtype=np.int32)
    return Votes(detector, raw_labels, tags, labels, np.zeros((rows, DEPTH), dtype=np.float32))


def from_json(stored: Sequence[str | None], like: Sequence[Votes]) -> list[Votes]:
    """Stored votes as arrays again; `like` (may be empty votes) names the detectors and their labels.

    Entries of other detectors and labels that a detector no longer has are left out.
    """
    made = [blank(one.detector, one.raw_labels, one.tags, len(stored)) for one in like]
    places = {one.detector: (one, {raw: i for i, raw in enumerate(one.raw_labels)}) for one in made}
    for row, text in enumerate(stored):
        filled = dict.fromkeys(places, 0)
        for vote in json.loads(text) if text else ():
            one, numbers = places.get(vote["detector"], (None, {}))
            if one is not None and vote["raw"] in numbers and filled[one.detector] < DEPTH:
                one.labels[row, filled[one.detector]] = numbers[vote["raw"]]
                one.scores[row, filled[one.detector]] = vote["score"]
                filled[one.detector] += 1
    return made


def _head(detector: str, tag: str | None, raw: str) -> str:
    fields = json.dumps({"detector": detector, "tag": tag, "raw": raw}, ensure_ascii=False)
    return f', {fields[:-1]}, "score": '


@cache
def _score_texts() -> pa.Array:
    return pa.array([f"{step / STEPS:g}}}" for step in range(STEPS + 1)])
