"""How well a taught detector tells its language from its neighbours, on lines it had not seen.

Its neighbours are the languages that its own lines are most taken for: by the present detectors, and by the model
when the language itself is left out. Each has lines of its own: the project's, held out by groups as the language's
are, else the declaration's held-out articles. Intervals are Wilson's, 95 %.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

from pydantic import BaseModel

from core.identification.detectors import Detector
from core.identification.ngrams.target import Target
from core.identification.preparing import detection_copy
from core.identification.teaching.background import held_out, is_itself, label_name
from core.identification.teaching.learning import Judged, Learnt

SAID = 0.5  # from here on a text counts as said to be in the language
NEIGHBOURS = 12
LEAST_SHARE = 0.01  # of the language's lines, for a language to be a neighbour
EXAMPLES = 3


class Share(BaseModel):
    """`part` of `whole`, with its 95 % interval."""

    part: int
    whole: int
    value: float
    low: float
    high: float


class Neighbour(BaseModel):
    """A language that is confused with the one taught; `called` and `wrong` count the two ways of confusing them."""

    tag: str
    called: int  # lines of the taught language that a present detector calls so, or that come closest to it
    lines: int  # of the neighbour, held out
    origin: str  # project or declaration
    wrong: int  # of these so many are said to be the taught language
    examples: list[str]


class Scores(BaseModel):
    """Held-out scores. `precision` and `f1` are against the neighbours' lines; `strangers` is how many of all other
    languages' held-out paragraphs are said to be the language; `missed` are lines not recognised, with what they come
    closest to.
    """

    recall: Share
    precision: Share
    f1: float
    strangers: Share
    neighbours: list[Neighbour]
    missed: list[tuple[str, str]]


def score(learnt: Learnt, script: str, calls: Mapping[str, int]) -> Scores:
    """Scores of a learnt language. `calls`: tag → how many of its lines a present detector calls so."""
    tag = learnt.target.tag
    own = learnt.own
    found = int((own.probabilities >= SAID).sum())
    elsewhere = _elsewhere(learnt.target, script)
    neighbours = [
        _neighbour(name, count, learnt.others.get(name), elsewhere.get(name, []))
        for name, count in _near(own, calls, tag)
    ]
    wrong = sum(one.wrong for one in neighbours)
    every = [one for said in elsewhere.values() for _, one in said]
    missed = [
        (line.text, label_name(rival))
        for line, said, rival in zip(own.lines, own.probabilities, own.rivals, strict=True)
        if said < SAID
    ]
    return Scores(
        recall=share(found, len(own.lines)),
        precision=share(found, found + wrong),
        f1=round(2 * found / (found + wrong + len(own.lines)), 4),
        strangers=share(sum(said >= SAID for said in every), len(every)),
        neighbours=neighbours,
        missed=missed[: 2 * EXAMPLES],
    )


def share(part: int, whole: int) -> Share:
    """A share with Wilson's interval (z = 1.96); nothing of nothing may be anything."""
    if not whole:
        return Share(part=0, whole=0, value=0, low=0, high=1)
    z, value = 1.96, part / whole
    middle = (value + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = z * sqrt(value * (1 - value) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    low, high = max(0.0, middle - spread), min(1.0, middle + spread)
    return Share(part=part, whole=whole, value=round(value, 4), low=round(low, 4), high=round(high, 4))


def calls(detectors: Sequence[Detector], copies: Sequence[str], tag: str) -> dict[str, int]:
    """What detectors call the lines (detection copies): per tag the most lines that one of them calls so."""
    most: dict[str, int] = {}
    for detector in detectors:
        votes = detector.detect(copies)
        said = Counter(votes.tags[label] for label in votes.labels[:, 0] if label >= 0)
        for name, count in said.items():
            if name is not None and not is_itself(name, tag):
                most[name] = max(most.get(name, 0), count)
    return most


def _near(own: Judged, called: Mapping[str, int], tag: str) -> list[tuple[str, int]]:
    """The languages its lines come closest to, or are called, with how many lines; most first."""
    closest = Counter(label_name(rival) for rival in own.rivals)
    counts = {name: max(count, called.get(name, 0)) for name, count in {**called, **closest}.items()}
    least = LEAST_SHARE * len(own.rivals)
    near = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, count) for name, count in near if count >= least and name != tag][:NEIGHBOURS]


def _neighbour(name: str, called: int, project: Judged | None, declared: Sequence[tuple[str, float]]) -> Neighbour:
    if project is not None:
        said = list(zip((line.text for line in project.lines), project.probabilities.tolist(), strict=True))
    else:
        said = list(declared)
    wrong = sorted((one for one in said if one[1] >= SAID), key=lambda one: -one[1])
    return Neighbour(
        tag=name,
        called=called,
        lines=len(said),
        origin="project" if project is not None else "declaration",
        wrong=len(wrong),
        examples=[text for text, _ in wrong[:EXAMPLES]],
    )


def _elsewhere(target: Target, script: str) -> dict[str, list[tuple[str, float]]]:
    """Of each language of the declaration the held-out paragraphs, with how likely each is said to be the target's."""
    names, texts = held_out(target.tag, script)
    said: dict[str, list[tuple[str, float]]] = {}
    for name, text, one in zip(names, texts, target.probabilities(detection_copy(texts)).tolist(), strict=True):
        said.setdefault(label_name(name), []).append((text, one))
    return said
