"""What a detector's label means: BCP 47 tag, the languages it stands for, the scripts a language is written in.

Several labels are no tags or mean something else than BCP 47 does (lid.176's `als` is Alemannic, BCP 47 reads Tosk
Albanian). The exceptions are a data file, `data/identification/labels.json`; everything else is a tag as it stands.
A script is part of the tag where it is not the language's likely one (`srp_Latn` → `sr-Latn`, `eng_Latn` → `en`), and a
macrolanguage is written for its chief member (`arb` → `ar`, `zsm` → `ms`), so that all detectors speak of one thing.
Invariant: raw labels are kept beside the tags wherever votes are stored.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from core import languages
from core.settings import ROOT

LABELS = ROOT / "data" / "identification" / "labels.json"

# Likely-script codes that stand for several Unicode scripts (ISO 15924 aliases; Unicode has no Hans, Hant, Jpan, Kore).
ALIASES = {
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
    "Jpan": ("Hira", "Kana", "Hani"),
    "Kore": ("Hang", "Hani"),
}

LID_176_ONLY = frozenset({"als", "bh", "eml", "sh"})  # Wikipedia's codes, by which lid.176's labels are known
NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
PLAIN_SCRIPTS = {"ja": ("Jpan",), "ko": ("Kore", "Hang"), "zh": ("Hani", "Hans")}  # as other detectors write them


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The content of the data file."""

    meanings: Mapping[str, Mapping[str, str]]  # detector or style -> raw label -> tag
    chief: Mapping[str, str]  # individual language -> the macrolanguage that is written for it
    stands_for: Mapping[str, tuple[str, ...]]  # tag a detector says -> languages it may also mean
    scripts: Mapping[str, tuple[str, ...]]  # language -> scripts, where the likely one is not all
    needs: Mapping[str, tuple[str, ...]]  # language -> scripts of which a text of some length holds at least one


@cache
def table() -> LabelTable:
    """The label table, read once."""
    raw = json.loads(LABELS.read_text(encoding="utf-8"))
    return LabelTable(
        meanings=raw["meanings"],
        chief=raw["chief"],
        stands_for={tag: tuple(others) for tag, others in raw["stands_for"].items()},
        scripts={tag: tuple(codes) for tag, codes in raw["scripts"].items()},
        needs={tag: tuple(codes) for tag, codes in raw["needs"].items()},
    )


def meaning(detector: str, raw: str) -> str | None:
    """The BCP 47 tag that `detector` means by `raw`; None where it means no language we know."""
    special = table().meanings.get(detector, {})
    if raw in special:
        return special[raw]
    if not languages.is_tag(raw):
        return None
    first, *rest = languages.standard_tag(raw).split("-")
    if first in NO_LANGUAGE:
        return None
    written = table().chief.get(first, first)
    script = rest[0] if rest and len(rest[0]) == 4 else None
    if script is not None and script in (_usual_script(written), *PLAIN_SCRIPTS.get(written, ())):
        rest = rest[1:]
    return languages.standard_tag("-".join([written, *rest]))


def _usual_script(language: str) -> str:
    known = table().scripts.get(language)
    return known[0] if known else languages.script(language)


def style(raw_labels: Sequence[str]) -> str:
    """Whose labels a model file speaks: lid.176's (`fasttext`), or tags and `hrv_Latn` (`tags`)."""
    return "fasttext" if set(raw_labels) >= LID_176_ONLY else "tags"


def base(tag: str) -> str:
    """The language subtag of a tag (`pt-BR` → `pt`)."""
    return tag.split("-", 1)[0].lower()


@cache
def scripts(tag: str) -> tuple[str, ...]:
    """ISO 15924 codes of the scripts that text in `tag` may be written in; an explicit script subtag decides."""
    for part in tag.split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return ALIASES.get(part, (part,))
    known = table().scripts.get(base(tag))
    if known:
        return known
    likely = languages.script(tag)
    return ALIASES.get(likely, (likely,))


def says(said: str, wanted: str) -> bool:
    """Whether a detector that says `said` may mean `wanted` (`pt` covers `pt-BR`, `no` covers `nb`)."""
    return base(said) == base(wanted) or base(wanted) in table().stands_for.get(base(said), ())


def covered(wanted: str, sayable: Iterable[str]) -> bool:
    """Whether any of the tags in `sayable` may mean `wanted`."""
    return any(says(said, wanted) for said in sayable)


def outcomes(sayable: Sequence[str], expected: Sequence[str]) -> dict[str, str]:
    """How each tag a detector can say is to be written, given the expected languages of a project.

    A tag that can only mean one expected language is written as that one (`pt` as `pt-BR`, `no` as `nb`). Where it
    could mean several expected ones it stays as said: a detector cannot tell them apart. A language that some
    detector says by its own name is not written for a wider label (`hbs` stays, though `hr` is expected: the
    consensus gives its evidence to `hr` before that).
    """
    own = {base(tag) for tag in sayable}
    written = {}
    for said in sayable:
        meant = [tag for tag in expected if base(tag) == base(said) or (says(said, tag) and base(tag) not in own)]
        written[said] = meant[0] if len(meant) == 1 else said
    return written


def accepted(sayable: Sequence[str], expected: Sequence[str]) -> frozenset[str]:
    """The outcome tags that count as expected: the declared ones and the wider tags that stand for several of them."""
    written = outcomes(sayable, expected)
    return frozenset(expected) | {written[said] for said in sayable if any(says(said, tag) for tag in expected)}
