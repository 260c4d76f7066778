"""What each detector's word is worth for each candidate: the columns of the vote, and their sum with fitted weights.

The vote is a conditional logit: a candidate's weight is the exponential of a sum over detectors, and its probability
its share among the candidates of its text and the possibility that the language is none of them. For a detector the sum
has these parts, each once as it is and once times the length of the text (logarithm of its letters):

* `said`: the logarithm of its score over the least score it gives, where it can say the language; `missed`: it could
  have named it and did not; `named`, `top` (its first choice), `gap` (to its first choice).
* **Coverage.** `cannot`: it cannot say the language, and so neither confirms nor denies it, less so the surer it is of
  another (`cannot_sure`).
* **Close languages** (`confusions`): `mate`, `mate_top`: it cannot say this language, but says one that is taken for
  it; `partly`, `partly_top`: it says this language, but cannot say one that is taken for it; `rival`: it knows both.

A detector with no fitted weights of its own counts as any fastText model does, times its share.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.identification.candidates import Candidates, Flags, Floats, Ground
from core.settings import ROOT

WEIGHTS = ROOT / "data" / "identification" / "weights.json"
ANY = "any"  # the weights of a detector that has none of its own
USUAL_SHARE = 3.0
LEAST = {"fasttext": 0.005, "py3langid": 0.001, "pycld2": 0.05, "eldc": 0.05}  # scores that say nothing
LEAST_OF_ANY = 0.005

Column = tuple[str, Floats]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the columns by detector, and of the possibility that the language is none of the candidates."""

    detectors: Mapping[str, Mapping[str, float]]
    none: Mapping[str, float]

    def of(self, name: str) -> Mapping[str, float]:
        """The weights of a detector."""
        return self.detectors.get(name) or self.detectors[ANY]


def weights(names: Sequence[str]) -> Weights:
    """The weights fitted for a pool of these detectors, or else those fitted for any pool."""
    pools = _pools()
    fitted = sorted(name for name in names if name in pools[ANY].detectors)
    return pools.get("+".join(fitted)) or pools[ANY]


@cache
def _pools() -> Mapping[str, Weights]:
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))["pools"]
    return {name: Weights(pool["detectors"], pool["none"]) for name, pool in read.items()}


def lengths(counts: Floats) -> Floats:
    """The length of each text as the columns use it: about 0 for a long word, 1 for a sentence."""
    made: Floats = ((np.log(np.maximum(counts.sum(axis=1), 1)) - 3) / 1.5).astype(np.float32)
    return made


def columns(ground: Ground, found: Candidates, number: int, length: Floats) -> Iterator[Column]:
    """The columns of one detector, by name; one value an entry."""
    of_entry = length[found.row]
    for name, column in _parts(ground, found, number):
        yield name, column
        yield f"{name}_long", column * of_entry


def _parts(ground: Ground, found: Candidates, number: int) -> Iterator[Column]:
    score = found.scores[number]
    least = np.float32(LEAST.get(ground.speakers[number].name, LEAST_OF_ANY))
    top_score = highest(found, score)[found.row]
    spoke = top_score > 0
    can = ground.knows[number][found.place] & spoke
    cannot = spoke & ~can
    named, top = score > 0, (score > 0) & (score >= top_score - 1e-6)
    said = np.log(np.maximum(score, least) / least)
    mate = _of_mates(found, score)
    mate_said = np.log(np.maximum(mate, least) / least)
    partly = can & ground.partly[number][found.place]
    yield "said", said
    yield "named", _as_floats(named)
    yield "missed", _as_floats(can & ~named)
    yield "top", _as_floats(top)
    yield "gap", (score - top_score) * can
    yield "cannot", _as_floats(cannot)
    yield "cannot_sure", top_score * cannot
    yield "mate", mate_said * cannot
    yield "mate_top", _as_floats(cannot & (mate > 0) & (mate >= top_score - 1e-6))
    yield "partly", said * partly
    yield "partly_top", _as_floats(partly & top)
    yield "rival", mate_said * can


def nothing(ground: Ground, found: Candidates, length: Floats) -> Iterator[Column]:
    """The columns of the possibility that the language is none of the candidates; one value a text.

    `sure`, `surest`: the mean and the highest of the scores that detectors give their first choice; `silent`: the share
    of them that say nothing.
    """
    heard = [number for number, speaker in enumerate(ground.speakers) if not speaker.decides]
    best = np.zeros((max(1, len(heard)), found.rows), dtype=np.float32)
    for place, number in enumerate(heard):
        best[place] = highest(found, found.scores[number])
    spoke = (best > 0).sum(axis=0, dtype=np.float32)
    parts = (
        ("none", np.ones(found.rows, dtype=np.float32)),
        ("sure", best.sum(axis=0) / np.maximum(spoke, 1)),
        ("surest", best.max(axis=0)),
        ("silent", 1 - spoke / np.float32(len(best))),
    )
    for name, column in parts:
        yield name, column
        yield f"{name}_long", column * length


def weighed(ground: Ground, found: Candidates, length: Floats, chosen: Weights) -> tuple[Floats, Floats]:
    """The logarithms of the candidates' weights, and of each text's weight for none of them."""
    total = np.zeros(len(found.row), dtype=np.float32)
    for number, speaker in enumerate(ground.speakers):
        if speaker.decides:
            continue
        own = chosen.of(speaker.name)
        part = np.zeros(len(found.row), dtype=np.float32)
        for name, column in columns(ground, found, number, length):
            part += np.float32(own.get(name, 0)) * column
        fitted = speaker.name in chosen.detectors
        total += part if fitted else part * np.float32(speaker.share / USUAL_SHARE)
    none = np.zeros(found.rows, dtype=np.float32)
    for name, column in nothing(ground, found, length):
        none += np.float32(chosen.none.get(name, 0)) * column
    return total, none


def highest(found: Candidates, values: Floats) -> Floats:
    """The highest value among each text's entries; 0 for a text without any."""
    best = np.zeros(found.rows, dtype=np.float32)
    if len(found.starts):
        best[found.owners] = np.maximum.reduceat(values, found.starts)
    return best


def _of_mates(found: Candidates, score: Floats) -> Floats:
    """For each entry the highest score among the entries close to it."""
    first, second = found.near
    best = np.zeros(len(score), dtype=np.float32)
    if len(first):
        starts = np.flatnonzero(np.diff(first, prepend=-1))
        best[first[starts]] = np.maximum.reduceat(score[second], starts)
    return best


def _as_floats(flags: Flags) -> Floats:
    return flags.astype(np.float32)
