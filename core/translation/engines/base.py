"""What an engine is: a card, its language pairs, and translators that it opens.

To add one: a file in this folder with a class like `Engine`, and a line in the registry (`engines/__init__.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from core.errors import InvalidInputError, IsoglossError

if TYPE_CHECKING:
    from core.models.store import ModelStore
    from core.settings import Settings

LONGEST = 10_000  # characters of one text; longer ones are refused rather than cut


class EngineFailedError(IsoglossError):
    """An engine gave no answer, or a useless one."""

    status = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """A direction: BCP 47 tags, and the engine's own name for it. `version` is that of this pair's data."""

    source: str
    target: str
    mode: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class EngineCard:
    """An engine as pages and commands show it.

    `sends_to` is the host that texts are sent to ("" = they stay on this machine); `missing` says why it cannot be
    used and `install` how to change that; `warning` is what must be read before its output is used.
    """

    name: str
    title: str
    kind: str  # "rules", "neural" or "service"
    version: str
    licence: str
    warning: str = ""
    sends_to: str = ""
    missing: str = ""
    install: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can translate now."""
        return not self.missing

    @property
    def limits_use(self) -> bool:
        """Whether the licence forbids commercial use, or is not known: then it stands beside what the engine made."""
        return bool(re.search(r"(?i)\b(nc|non-?commercial|not stated)\b", self.licence))


@dataclass(frozen=True, slots=True)
class Output:
    """One translation; `unknown` are words that the engine says it passed through, None where it does not say.

    `error` is a reason code where there is no translation ("too_long", "no_answer"); `text` is empty then.
    """

    text: str
    unknown: tuple[str, ...] | None = None
    error: str = ""


class Translator(Protocol):
    """One direction of an engine, open. Close it, or use it in `with`."""

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """The translations, in order. Raises EngineFailedError where the engine as a whole gives up."""

    def begin(self) -> None:
        """Forget what was translated before, so that what follows comes out the same whatever that was."""

    def close(self) -> None:
        """End what was started; harmless when repeated."""


class Engine(Protocol):
    """An engine; cheap to make, nothing is loaded before `open`."""

    @property
    def name(self) -> str:
        """Its name in requests."""

    def card(self) -> EngineCard:
        """What it is."""

    def pairs(self) -> tuple[Pair, ...]:
        """The directions that it can translate now, in a stable order."""

    def advice(self, source: str, target: str) -> str:
        """What to do to get a direction that is not among `pairs`; "" where nothing can be done."""

    def open(self, pair: Pair) -> Translator:
        """A translator for one of `pairs`. Raises MissingPartError, ModelMissingError or EngineFailedError."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What engines may need of a workspace."""

    settings: "Settings"
    models: "ModelStore"
    folder: Path | None = None  # of the workspace, where measured speeds are kept


class Closing:
    """A translator that can be used in `with`, and that remembers nothing between texts."""

    def begin(self) -> None:
        """Nothing to forget."""

    def close(self) -> None:
        """Nothing to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def find_pair(pairs: Sequence[Pair], source: str, target: str) -> Pair | None:
    """The pair that best serves: both tags as they are, else a variety of what is wanted, else its general tag."""
    ranked = [(_distance(pair.source, source) + _distance(pair.target, target), pair) for pair in pairs]
    near = [(distance, place, pair) for place, (distance, pair) in enumerate(ranked) if distance < _FAR]
    return min(near)[2] if near else None


def needed_pair(engine: Engine, source: str, target: str) -> Pair:
    """The same; raises InvalidInputError, with the engine's own hint, where there is none."""
    pair = find_pair(engine.pairs(), source, target)
    if pair is not None:
        return pair
    card = engine.card()
    known = sorted({f"{one.source}→{one.target}" for one in engine.pairs()})
    hint = engine.advice(source, target) or (f"It translates: {', '.join(known[:40])}." if known else card.install)
    raise InvalidInputError(f"{card.title} does not translate from {source} to {target}.", hint=hint)


_FAR = 100


def _distance(has: str, wanted: str) -> int:
    if has == wanted:
        return 0
    if has.startswith(f"{wanted}-"):
        return 1
    if wanted.startswith(f"{has}-"):
        return 2
    return _FAR
