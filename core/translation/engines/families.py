"""Translation models of transformers, by family: which languages one knows, and how it is told the target.

* Marian (opus-mt): one pair is the model itself; models with several targets want `>>es<<` before the text.
* M2M-100: source code `en`, target by a forced first token `__es__`.
* NLLB-200: codes of FLORES (`spa_Latn`), target by a forced first token.
* mBART-50: codes like `es_XX`, likewise.
* MADLAD-400 (T5): `<2es>` before the text; the source is not told.

Codes are read off the model's own tokenizer files, so that a trimmed model offers what it has. M2M-100's tokenizer
makes its tokens itself, from the hundred codes of its paper (Fan et al. 2020); where files list none, these are meant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import languages
from core.settings import ROOT

M2M100_CODES = ROOT / "data" / "translation" / "m2m100_codes.txt"
TOKENIZER_FILES = (
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.json",
    "vocab.json",
)


@dataclass(frozen=True, slots=True)
class Family:
    """A family: how a language code stands among the tokens (one group), and whether the source is told too."""

    name: str
    token: re.Pattern[str]
    tells_source: bool
    is_prefix: bool  # the target's token stands before the text; else it is the first one generated


FAMILIES: dict[str, tuple[Family, ...]] = {  # model_type of config.json -> families that use it
    "marian": (Family("Marian", re.compile(r">>([a-zA-Z_]{2,12})<<"), False, True),),
    "m2m_100": (
        Family("NLLB", re.compile(r"([a-z]{3}_[A-Z][a-z]{3})"), True, False),
        Family("M2M-100", re.compile(r"__([a-z]{2,3})__"), True, False),
    ),
    "mbart": (Family("mBART-50", re.compile(r"([a-z]{2}_[A-Z]{2})"), True, False),),
    "t5": (Family("MADLAD-400", re.compile(r"<2([a-zA-Z_-]{2,12})>"), False, True),),
}
# M2M-100, mBART and some opus-mt codes that mean something else in BCP 47, or nothing
# FLORES names one member of a macrolanguage where BCP 47 has the macrolanguage's short tag
MEMBERS = {
    "arb": "ar", "swh": "sw", "zsm": "ms", "lvs": "lv", "als": "sq", "ydd": "yi", "plt": "mg", "npi": "ne", "ory": "or",
    "khk": "mn", "gaz": "om", "pes": "fa", "uzn": "uz", "azj": "az", "ayr": "ay", "kmr": "ku", "pbt": "ps", "quy": "qu",
    "knc": "kr", "fuv": "ff", "dik": "din",
}  # fmt: skip
CODES = {"ns": "nso", "iw": "he", "no": "nb", "pt_XX": "pt", "cmn_Hans": "zh-Hans", "cmn_Hant": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Telling:
    """How a model is told one direction: `prefix` before the text, the tokenizer's `src_lang`, the first token."""

    prefix: str = ""
    source: str = ""
    forced: str = ""


@dataclass(frozen=True, slots=True)
class ModelLanguages:
    """Family of a model and its codes by BCP 47 tag: `tokens` as they stand in the vocabulary."""

    family: Family
    codes: Mapping[str, str]
    tokens: Mapping[str, str]

    def telling(self, source: str, target: str) -> Telling:
        """How the direction is told; both are tags in `codes`, or the model knows one pair only."""
        token = self.tokens.get(target, "")
        if self.family.is_prefix:
            return Telling(prefix=f"{token} " if token else "")
        return Telling(source=self.codes.get(source, ""), forced=token)


def languages_of(folder: Path) -> ModelLanguages | None:
    """The family and languages of the model in a folder; None where it belongs to none of the families."""
    config = _read(folder / "config.json")
    families = FAMILIES.get(str(config.get("model_type", "")), ()) if isinstance(config, dict) else ()
    for family in families:
        tokens: dict[str, str] = {}
        for tag, token in _tokens(folder, family):
            tokens.setdefault(tag, token)
        if not tokens and family.name == "M2M-100":
            tokens = {known: f"__{code}__" for code in M2M100_CODES.read_text().split() if (known := tag_of(code))}
        if tokens or family.name == "Marian":
            codes = {tag: _matched(family, token)[1] for tag, token in tokens.items()}
            return ModelLanguages(family, codes, tokens)
    return None


def tag_of(code: str) -> str | None:
    """The BCP 47 tag of a model's code: `spa_Latn` → es, `zho_Hant` → zh-Hant, `es_XX` → es; None where it has none."""
    known = CODES.get(code, code)
    parts = known.replace("_", "-").split("-")
    if len(parts) == 2 and parts[1] == "XX":
        parts = parts[:1]
    if not languages.is_tag("-".join(parts)):
        return None
    base = languages.standard_tag(MEMBERS.get(parts[0], parts[0]))
    if len(parts) == 1 or languages.script(base) == parts[1]:
        return base
    return languages.standard_tag("-".join([base, *parts[1:]]))


def _tokens(folder: Path, family: Family) -> Iterator[tuple[str, str]]:
    """(tag, token) of each language token in the tokenizer's files."""
    seen = set()
    for name in TOKENIZER_FILES:
        for text in _strings(_read(folder / name)):
            if text in seen or not family.token.fullmatch(text):
                continue
            seen.add(text)
            tag = tag_of(_matched(family, text)[1])
            if tag:
                yield tag, text


def _matched(family: Family, token: str) -> re.Match[str]:
    match = family.token.fullmatch(token)
    assert match is not None
    return match


def _strings(value: Any) -> Iterator[str]:
    """All texts in a JSON value, keys included; vocabularies have their tokens there."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if not isinstance(inner, int | float):
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
