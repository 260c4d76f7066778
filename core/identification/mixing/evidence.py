"""How well each token of a text fits each language: py3langid's naive Bayes, added up token by token.

Idea: the model's score of a text is a sum over the byte n-grams that its automaton meets, so one walk over the text
gives every stretch of it a score in every language. A window that moves along (science.md a5: .95 exact with declared
languages at a few hundred texts a second) reads each word five times; this reads it once.

The evidence of a token is relative to its best language: 0 there, below 0 elsewhere, never below −CLIP, so that one
foreign name cannot outweigh its sentence. A language that is not written in the token's script has −CLIP.
"""

import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from core.identification import labels as label_table
from core.identification import scripts
from core.identification.mixing.tokens import WORD, TokenBatch

Floats = npt.NDArray[np.float32]

DETECTOR = "py3langid"
CLIP = 25.0  # nats a word; of 6-∞ tried on lingua's lines with 13 languages, best together with segmenting.SWITCH
BACK = 2  # bytes; of 0-4 tried, the most boundaries at the right word (.79 without, .83 with)
TOGETHER = 32  # texts from which on they are walked together
NO_LANGUAGE = "zxx"  # the model's label for text that is none


@dataclass(frozen=True)
class Candidates:
    """Languages that a text may switch between: columns of the model and the tag each is written as."""

    columns: tuple[int, ...]
    tags: tuple[str, ...]

    @cached_property
    def table(self) -> Floats:
        """The model's weights, of shape (features, candidates)."""
        return np.ascontiguousarray(model().nb_ptc[:, list(self.columns)], dtype=np.float32)

    @cached_property
    def allowed(self) -> npt.NDArray[np.bool_]:
        """Whether a script (row, by number) is one that the candidate is written in; row 0, no script, is true."""
        allowed = np.zeros((len(scripts.table().codes), len(self.tags)), dtype=np.bool_)
        for column, tag in enumerate(self.tags):
            allowed[[scripts.table().index(code) for code in label_table.scripts(tag)], column] = True
        allowed[0] = True
        return allowed


def candidates(tags: Sequence[str]) -> Candidates:
    """The columns that may mean one of these tags, each written as the consensus would write it (`labels.outcomes`)."""
    said = sayable()
    written = label_table.outcomes([own for own in said if own], tags)
    chosen = [
        (column, written[own])
        for column, own in enumerate(said)
        if own and any(label_table.says(own, tag) for tag in tags)
    ]
    return Candidates(tuple(column for column, _tag in chosen), tuple(tag for _column, tag in chosen))


@cache
def sayable() -> tuple[str | None, ...]:
    """What each column of the model means (BCP 47); None for what is no language."""
    return tuple(None if raw == NO_LANGUAGE else label_table.meaning(DETECTOR, raw) for raw in model().nb_classes)


def evidence(batch: TokenBatch, choice: Candidates) -> Floats:
    """The evidence of all tokens of a batch, of shape (tokens, candidates)."""
    if not len(batch.sizes):
        return np.zeros((0, len(choice.tags)), dtype=np.float32)
    walk = _walk_together if len(batch.written) >= TOGETHER else _walk_singly
    known = _summed(_credited(walk(batch.written), batch), batch, choice)
    barred = ~choice.allowed[batch.scripts]
    barred[barred.all(axis=1)] = False  # a script that none of them is written in tells nothing
    known[barred] = -np.inf
    known -= known.max(axis=1, keepdims=True)
    least = (-CLIP / WORD * batch.weights)[:, None]
    np.maximum(known, least, out=known)
    return known


def _summed(met: npt.NDArray[np.intp], batch: TokenBatch, choice: Candidates) -> Floats:
    """The weights of each token's features, added up: one sparse product."""
    from scipy.sparse import csr_array

    there = met >= 0
    ends = np.concatenate([[0], np.cumsum(there)])[np.concatenate([[0], np.cumsum(batch.sizes)])]
    features = met[there]
    counted = csr_array(
        (np.ones(len(features), dtype=np.float32), features, ends), shape=(len(batch.sizes), len(choice.table))
    )
    summed: Floats = counted @ choice.table
    return summed


def _credited(met: npt.NDArray[np.intp], batch: TokenBatch) -> npt.NDArray[np.intp]:
    """Each feature put BACK bytes before its end, into the token that holds most of it."""
    moved = np.full_like(met, -1)
    moved[:-BACK] = met[BACK:]
    ends = np.cumsum(np.fromiter(map(len, batch.written), dtype=np.intp, count=len(batch.written)))
    for back in range(1, BACK + 1):
        moved[ends[ends >= back] - back] = -1  # what came from the text behind
    return moved


def _walk_together(texts: Sequence[bytes]) -> npt.NDArray[np.intp]:
    """The feature met at each byte of the texts; −1 where none is. One byte of all a step."""
    moves, rows, output = _arrays()
    sizes = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    order = np.argsort(-sizes, kind="stable")
    begins = (np.cumsum(sizes) - sizes)[order]
    falling = -sizes[order]
    letters = np.frombuffer(b"".join(texts), dtype=np.uint8)
    met = np.empty(len(letters), dtype=np.intp)
    states = np.zeros(len(texts), dtype=np.intp)
    for step in range(int(sizes.max(initial=0))):
        alive = int(np.searchsorted(falling, -step, side="left"))  # the texts longer than this step come first
        at = begins[:alive] + step
        states = moves[rows[states[:alive]] + letters[at]]
        met[at] = output[states]
    return met


def _walk_singly(texts: Sequence[bytes]) -> npt.NDArray[np.intp]:
    """The same for a few texts, where a step at a time costs more than it saves."""
    found = model()
    moves, rows, output = found.tk_nextmove, found.tk_row, found.tk_output
    met: list[int] = []
    append = met.append
    for text in texts:
        state = 0
        for byte in text:
            state = moves[(rows[state] << 8) + byte]
            append(output[state])
    return np.array(met, dtype=np.intp)


@cache
def _arrays() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The model's automaton: next state by row and byte, the row of each state, the feature that it completes."""
    found = model()
    rows = np.asarray(found.tk_row, dtype=np.intp) << 8
    return np.asarray(found.tk_nextmove), rows, np.asarray(found.tk_output, dtype=np.intp)


@cache
def model() -> Any:
    """py3langid's model, read once a process (half a second). Raises ModelMissingError where it cannot be read."""
    from core.errors import ModelMissingError

    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE)
    except (ImportError, OSError, lzma.LZMAError) as error:
        raise ModelMissingError(
            f"The languages within a text cannot be told apart: {error}", hint="Install the package py3langid again."
        ) from error
