"""Which ways lead into a language here: the engines that are ready, from the languages that the project has text in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from core.records import Origin, Selection, Verdict
from core.translation.engines import Engine, EngineCard, engines, surroundings
from core.translation.engines.base import Pair, find_pair
from core.translation.options import TranslationChoice

if TYPE_CHECKING:
    from core.workspace import Workspace

BY_PEOPLE = (Origin.WEB, Origin.CORPUS, Origin.EXPERT, "")  # "": nobody said


@dataclass(frozen=True, slots=True)
class Offer:
    """A way into `target`: by which engine, from which language, perhaps through another, and there perhaps by a
    `second` engine; how many kept segments by people there are to start from."""

    card: EngineCard
    source: str
    via: str
    target: str
    segments: int
    second: EngineCard | None = None

    @property
    def key(self) -> str:
        """What names it among the others."""
        return f"{self.card.name} {self.source} {self.via} {self.second.name if self.second else ''}".strip()

    @property
    def cards(self) -> tuple[EngineCard, ...]:
        """The engines that take part."""
        return (self.card, self.second) if self.second else (self.card,)

    def choice(self, **more: object) -> TranslationChoice:
        """The choice that takes this way."""
        ends = {"engine": self.card.name, "source": self.source, "target": self.target, "via": self.via}
        ends |= {"second_engine": self.second.name} if self.second else {}
        return TranslationChoice.model_validate({**ends, **more})


def offers(ws: "Workspace", project_id: str, target: str) -> list[Offer]:
    """Direct ways first, then through a third language (by two engines only where none leads there alone), then other
    wordings of the language's own text; in each, the language with most text first."""
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.facet("tag", Selection(verdicts=(Verdict.KEEP,), origins=BY_PEOPLE))
    there = {tag: n for tag, n in found if tag}
    ready = [engine for engine in engines(surroundings(ws)) if engine.card().is_ready]
    ways = [way for engine in ready for way in _ways(engine, there, target)]
    left = {tag: n for tag, n in there.items() if tag not in {way.source for way in ways}}
    for first, second in permutations(ready, 2):
        ways += _joint(first, second, left, target)
    rank = {"": 0}
    return sorted(
        ways, key=lambda offer: (offer.source == target, rank.get(offer.via, 1), -offer.segments, offer.card.name)
    )


def targets(ws: "Workspace", project_id: str) -> list[str]:
    """The languages that can be translated into from what the project has, its own languages first."""
    with ws.snapshot(project_id) as snapshot:
        found = snapshot.facet("tag", Selection(verdicts=(Verdict.KEEP,), origins=BY_PEOPLE))
    there = [tag for tag, _n in found if tag]
    own = ws.ledger.projects.get(project_id).languages
    reached: dict[str, None] = {}
    for engine in engines(surroundings(ws)):
        if engine.card().is_ready:
            for pair in engine.pairs():
                if find_pair([pair], *_from(pair, there)) is not None:
                    reached[pair.target] = None
    named = [tag for tag in own if any(find_pair([Pair("x", one, "")], "x", tag) for one in reached)]
    return list(dict.fromkeys([*named, *sorted(reached)]))


def _from(pair: Pair, there: Sequence[str]) -> tuple[str, str]:
    near = next((tag for tag in there if find_pair([pair], tag, pair.target) is not None), "")
    return near, pair.target


def _ways(engine: Engine, there: Mapping[str, int], target: str) -> Iterator[Offer]:
    card, pairs = engine.card(), engine.pairs()
    into = [pair for pair in pairs if find_pair([pair], pair.source, target) is not None]
    for tag, segments in there.items():
        via = "" if tag != target and find_pair(into, tag, target) is not None else _via(pairs, into, tag)
        if via is not None:
            yield Offer(card, tag, via, target, segments)


def _joint(first: Engine, second: Engine, there: Mapping[str, int], target: str) -> Iterator[Offer]:
    into = [pair for pair in second.pairs() if find_pair([pair], pair.source, target) is not None]
    for tag, segments in there.items():
        via = _via(first.pairs(), into, tag)
        if via is not None and via != target:
            yield Offer(first.card(), tag, via, target, segments, second.card())


def _via(pairs: Sequence[Pair], into: Sequence[Pair], source: str) -> str | None:
    """The language to go through, where there is one: the general tag of a language before its varieties."""
    between = sorted({pair.source for pair in into}, key=lambda tag: (len(tag), tag))
    return next((tag for tag in between if tag != source and find_pair(pairs, source, tag) is not None), None)
