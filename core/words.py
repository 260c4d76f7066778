"""The catalogue of interface texts (gettext): one English string is the key, translations live in data/locale.

Every text that a person sees goes through `translator(language)`; English needs no file, since the keys are English.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from core.settings import ROOT

LOCALE = ROOT / "data" / "locale"


@lru_cache(maxsize=100)
def translator(language: str) -> Callable[[str], str]:
    """A function that translates interface texts into `language`; unknown texts and languages stay English."""
    path = LOCALE / f"{language}.po"
    if not path.is_file():
        return str
    texts = _read(path)
    return lambda text: texts.get(text) or text


def interface_languages() -> list[str]:
    """Tags of the languages that the interface speaks, English first."""
    return ["en", *sorted(path.stem for path in LOCALE.glob("*.po"))]


def _read(path: Path) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
