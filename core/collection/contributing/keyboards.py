"""How a language is typed: its direction, which keyboard or input method serves, and letters that keyboards lack."""

from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from core import languages
from core.settings import ROOT

FILE = ROOT / "data" / "contributing" / "input.json"


class _Input(BaseModel):
    model_config = ConfigDict(frozen=True)

    scripts: dict[str, str]
    letters: dict[str, str]


@dataclass(frozen=True, slots=True)
class InputHelp:
    """For one language: `direction` is ltr or rtl, `hint` an English sentence, `letters` to be copied."""

    script: str
    direction: str
    hint: str
    letters: tuple[str, ...]


@lru_cache(maxsize=1)
def _data() -> _Input:
    return _Input.model_validate_json(FILE.read_bytes())


def input_help(tag: str) -> InputHelp:
    """The help for a language tag; a script that is not in the data gets the general sentence."""
    script = languages.script(tag)
    letters = _data().letters.get(tag) or _data().letters.get(tag.split("-", maxsplit=1)[0], "")
    if script != languages.script(tag.split("-", maxsplit=1)[0]):  # the letters are those of the usual script
        letters = ""
    hint = _data().scripts.get(script, _data().scripts[""])
    return InputHelp(script, languages.direction(tag), hint, tuple(letters.split()))


def hints() -> list[str]:
    """Every sentence, for the catalogue of interface texts."""
    return list(_data().scripts.values())
