"""The way from a text to its translation: one direction, or two with a language between them.

* forward: source → target;
* pivot: source → via → target, where no engine has the direct pair;
* back: source → via → source, another wording in the same language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.errors import InvalidInputError
from core.translation.engines.base import Closing, Engine, EngineCard, Output, Pair, Translator, find_pair, needed_pair

Way = Literal["forward", "pivot", "back"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One direction of one engine."""

    engine: Engine
    pair: Pair


@dataclass(frozen=True, slots=True)
class Route:
    """The hops in order."""

    way: Way
    hops: tuple[Hop, ...]
    source: str  # the tags as they were asked for
    target: str

    @property
    def key(self) -> str:
        """What names the route in reports: `apertium:eng-spa>apertium:spa-cat`."""
        return ">".join(f"{hop.engine.name}:{hop.pair.mode}" for hop in self.hops)

    @property
    def version(self) -> str:
        """Versions of all that takes part, in order."""
        return "; ".join(dict.fromkeys(hop.pair.version or hop.engine.card().version for hop in self.hops))

    @property
    def engine(self) -> str:
        """Names of the engines, in order."""
        return ", ".join(dict.fromkeys(hop.engine.name for hop in self.hops))

    def cards(self) -> list[EngineCard]:
        """The cards of its engines."""
        return [hop.engine.card() for hop in {hop.engine.name: hop for hop in self.hops}.values()]

    def open(self) -> "OpenRoute":
        """Translators for all hops."""
        return OpenRoute([hop.engine.open(hop.pair) for hop in self.hops])

    def reverse(self) -> "Route | None":
        """The way back by the same engines; None where a pair is missing, or where the route itself comes back."""
        if self.way == "back":
            return None
        pairs = [(hop, find_pair(hop.engine.pairs(), hop.pair.target, hop.pair.source)) for hop in reversed(self.hops)]
        hops = tuple(Hop(hop.engine, pair) for hop, pair in pairs if pair is not None)
        return Route(self.way, hops, self.target, self.source) if len(hops) == len(self.hops) else None


class OpenRoute(Closing):
    """The route with its translators; nothing is loaded before the first text."""

    def __init__(self, translators: Sequence[Translator]) -> None:
        self._translators = translators

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """The last hop's outputs; words unknown to any hop, and the first error on the way."""
        found = [Output(text) for text in texts]
        for translator in self._translators:
            open_places = [place for place, output in enumerate(found) if not output.error]
            made = translator.translate([found[place].text for place in open_places])
            for place, output in zip(open_places, made, strict=True):
                found[place] = replace(output, unknown=_joined(found[place].unknown, output.unknown))
        return found

    def begin(self) -> None:
        """Let all translators forget what came before."""
        for translator in self._translators:
            translator.begin()

    def close(self) -> None:
        """Close all translators."""
        for translator in self._translators:
            translator.close()


def make_route(engine: Engine, source: str, target: str, *, via: str = "", second: Engine | None = None) -> Route:
    """The route from `source` to `target` (BCP 47); `via` makes it a pivot, or back where both are one language.

    `second` is the engine of the second hop, by default the same. Raises InvalidInputError where a pair is missing.
    """
    if not via:
        if source == target:
            raise InvalidInputError(
                f"A text in {source} need not be translated into {target}.",
                hint="Choose another language, or one to go through, for another wording in the same language.",
            )
        return Route("forward", (Hop(engine, needed_pair(engine, source, target)),), source, target)
    if via in (source, target):
        raise InvalidInputError(f"The way cannot lead through {via}, where it begins or ends.", hint="Choose another.")
    after = second or engine
    hops = (Hop(engine, needed_pair(engine, source, via)), Hop(after, needed_pair(after, via, target)))
    return Route("back" if source == target else "pivot", hops, source, target)


def _joined(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """All words of the first hop, and those of the second that are new: what one leaves, the other does not know."""
    if first is None or second is None:
        return first if second is None else second
    return (*first, *(word for word in second if word not in first))
