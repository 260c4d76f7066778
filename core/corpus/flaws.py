"""The part of the verdict's SQL that judges cleaning: of each limit the condition on stored figures, as one expression.

A figure that is NULL (not cleaned yet, not compared yet) is beyond no limit. FLAW is the first limit that drops a
segment, DOUBT the first thing that sends it to review. Values of languages that have their own travel in the rules
table, one column a reason; all others are literals of the view.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.limits import LIMITS, Action, Limit, PersonalData
from core.own_labels import GIVEN_TEXT, NORMALISED, ORIGINAL
from core.records import FilterPolicy, Verdict

PERSONAL_DATA = "personal_data"
# Of each reason the figures it reads, and the condition; `{limit}` is the value that holds for the row's language.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "untranslated_copy": ("untranslated", "graphemes"),
    "duplicate": ("similarity",),  # to the member that is kept, which has none itself
    "mojibake": ("mojibake",),
    "markup": ("markup",),
    "repetitive": ("repetition",),
    "near_duplicate": ("similarity",),
    "too_short": ("graphemes",),
    "too_long": ("graphemes",),
    "few_letters": ("letter_share",),
    "many_digits": ("digit_share",),
    "many_symbols": ("symbol_share",),
    "mixed_scripts": ("script_share",),
    "list_like": ("list_likeness",),
}
CONDITIONS: Mapping[str, str] = {
    "untranslated_copy": "e.untranslated and e.graphemes >= {limit}",
    "duplicate": "e.similarity >= {limit}",
    "mojibake": "e.mojibake > {limit}",
    "markup": "e.markup > {limit}",
    "repetitive": "e.repetition > {limit}",
    "near_duplicate": "e.similarity < 1 and e.similarity >= {limit}",
    "too_short": "e.graphemes < {limit}",
    "too_long": "e.graphemes > {limit}",
    "few_letters": "e.letter_share < {limit}",
    "many_digits": "e.digit_share > {limit}",
    "many_symbols": "e.symbol_share > {limit}",
    "mixed_scripts": "e.script_share < {limit}",
    "list_like": "e.list_likeness > {limit}",
}
BELOW = frozenset({"too_short", "few_letters", "mixed_scripts"})  # too little is what is wrong
REASONS = (*LIMITS, PERSONAL_DATA)


def active(policy: FilterPolicy) -> dict[str, Limit]:
    """The limits that do something, in the order in which they are told."""
    return {name: policy.limits[name] for name in LIMITS if policy.limits[name].action is not Action.OFF}


def verdicts(policy: FilterPolicy) -> dict[str, Verdict]:
    """What each reason of cleaning means under `policy`."""
    found = {name: Verdict(limit.action.value) for name, limit in active(policy).items()}
    if policy.personal_data is PersonalData.REVIEW:
        found[PERSONAL_DATA] = Verdict.REVIEW
    return found


def columns(policy: FilterPolicy) -> tuple[str, ...]:
    """The stored columns that the verdict reads under `policy`, besides those of the language; sorted."""
    names = {name for reason in active(policy) for name in FIGURES[reason]}
    names |= {"mojibake_left"} if "mojibake" in names else set()
    names |= {PERSONAL_DATA} if policy.personal_data is PersonalData.REVIEW else set()
    return tuple(sorted(names))


def own_values(policy: FilterPolicy, tag: str) -> dict[str, float | None]:
    """The cells of the rules table for `tag`: each active limit's value where the language has its own."""
    return {rule_column(name): limit.languages.get(tag) for name, limit in active(policy).items()}


def tags(policy: FilterPolicy) -> set[str]:
    """Languages with a limit of their own."""
    return {tag for limit in active(policy).values() for tag in limit.languages}


def rule_column(reason: str) -> str:
    """The column of the rules table that holds a limit's values."""
    return f"rule_{reason}"


def flaw_sql(policy: FilterPolicy) -> str:
    """The first reason of cleaning that drops the row `e` with the rules `r`; NULL where there is none."""
    return _first(_conditions(policy, Action.DROP))


def doubt_sql(policy: FilterPolicy) -> str:
    """The first reason of cleaning that sends the row to review; NULL where there is none."""
    conditions = _conditions(policy, Action.REVIEW)
    if policy.personal_data is PersonalData.REVIEW:
        conditions[PERSONAL_DATA] = f"e.{PERSONAL_DATA} is not null"
    return _first(conditions)


def all_sql(policy: FilterPolicy) -> str:
    """All reasons of cleaning that hold for the row `e`, as a list: which of them decides is FLAW's or DOUBT's say."""
    conditions = {name: condition(name, limit, policy) for name, limit in active(policy).items()}
    if policy.personal_data is PersonalData.REVIEW:
        conditions[PERSONAL_DATA] = f"e.{PERSONAL_DATA} is not null"
    listed = ", ".join(f"case when {text} then '{name}' end" for name, text in conditions.items())
    return f"list_filter([{listed}]::varchar[], lambda x: x is not null)"


def _conditions(policy: FilterPolicy, action: Action) -> dict[str, str]:
    return {name: condition(name, limit, policy) for name, limit in active(policy).items() if limit.action is action}


def condition(reason: str, limit: Limit, policy: FilterPolicy) -> str:
    """When a row `e` with the rules `r` is beyond a limit, as SQL; values are float32, as figures are."""
    value = f"{float(limit.value)!r}::real"
    text = CONDITIONS[reason]
    if reason == "mojibake":
        text = text.replace("e.mojibake", mojibake_sql(policy))
    return text.format(limit=f"coalesce(r.{rule_column(reason)}, {value})" if limit.languages else value)


def _first(conditions: Mapping[str, str]) -> str:
    cases = " ".join(f"when {text} then '{name}'" for name, text in conditions.items())
    return f"case {cases} end" if cases else "null::varchar"


def mojibake_sql(policy: FilterPolicy, row: str = "e") -> str:
    """The mojibake of the text that is given out of a row: what normalising repairs is no reason to leave it out."""
    usual = NORMALISED if policy.use_normalised else ORIGINAL
    return (
        f"case when coalesce({own_form_sql(row)}, '{usual}') = '{NORMALISED}'"
        f" then coalesce({row}.mojibake_left, {row}.mojibake) else {row}.mojibake end"
    )


def own_form_sql(row: str) -> str:
    """Which form of a row's text a person chose (ORIGINAL, NORMALISED), as SQL; NULL where nobody did."""
    chosen = f"json_extract_string({row}.labels, '$.{GIVEN_TEXT}')"
    return f"case when contains({row}.labels, '{GIVEN_TEXT}') then {chosen} end"  # few rows are parsed
