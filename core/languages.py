"""Language tags: BCP 47 through `langcodes`, with the names, scripts and directions that pages and filters need.

Invariant: every tag that is stored went through `standard_tag`. Detector labels go through
`identification.labels` first, since several of them mean something else than BCP 47 does.
"""

import unicodedata
from collections import Counter
from functools import lru_cache

from langcodes import Language

from core.errors import InvalidInputError

RTL_SCRIPTS = frozenset({"Arab", "Hebr", "Thaa", "Nkoo", "Syrc", "Adlm", "Rohg", "Mand", "Samr"})


def standard_tag(tag: str) -> str:
    """The normal form of a BCP 47 tag (`EN_us` → `en-US`, `iw` → `he`).

    Raises InvalidInputError where `tag` is not a well-formed tag of a known language.
    """
    known = _standard(tag.strip())
    if known is None:
        raise InvalidInputError(
            f"“{tag}” is not a language tag.", hint="Use a BCP 47 tag such as sw, pt-BR or zh-Hant, or search by name."
        )
    return known


def is_tag(tag: str) -> bool:
    """Whether `tag` is a tag of a known language."""
    return _standard(tag.strip()) is not None


@lru_cache(maxsize=10_000)
def _standard(tag: str) -> str | None:
    try:
        language = Language.get(tag)
    except ValueError:
        return None
    if not language.language or language.language in ("und", "x-default") or not language.is_valid():
        return None
    return str(language.to_tag())


@lru_cache(maxsize=10_000)
def name(tag: str, display: str = "en") -> str:
    """The language's name in the interface language `display`.

    The group of Bosnian, Croatian, Montenegrin and Serbian (`hbs`) has a CLDR name under its old code only.
    """
    return str(Language.get("sh" if tag == "hbs" else tag, normalize=False).display_name(display))


@lru_cache(maxsize=10_000)
def autonym(tag: str) -> str:
    """The language's name in itself (`ja` → 日本語)."""
    return str(Language.get(tag).autonym())


@lru_cache(maxsize=10_000)
def script(tag: str) -> str:
    """The ISO 15924 script a text in this language is most likely written in."""
    return str(Language.get(tag).maximize().script or "Zyyy")


def direction(tag: str) -> str:
    """`rtl` or `ltr`, from the likely script; pages use `dir="auto"` where the tag is unknown."""
    return "rtl" if script(tag) in RTL_SCRIPTS else "ltr"


def direction_of(text: str, tag: str | None) -> str:
    """`rtl` or `ltr` by the majority of the text's strong letters; without any by its language, else `auto`."""
    kinds = Counter(unicodedata.bidirectional(character) for character in text[:2000])
    right, left = kinds["R"] + kinds["AL"], kinds["L"]
    if right != left:
        return "rtl" if right > left else "ltr"
    return direction(tag) if tag else "auto"


@lru_cache(maxsize=1)
def choices() -> tuple[str, ...]:
    """Tags of the languages that CLDR gives a number of speakers for (some 700), in the order of their English names.

    Any other BCP 47 tag is accepted where it is typed; this is what pickers offer.
    """
    from language_data.population_data import LANGUAGE_SPEAKING_POPULATION

    tags = {str(standard_tag(tag)) for tag in LANGUAGE_SPEAKING_POPULATION if "-" not in tag and is_tag(tag)}
    return tuple(sorted(tags, key=name))
