"""The view `segments`: every stored column, the effective human columns, and the verdict of the filter.

The verdict is never stored. REASON, one SQL expression, says why a row is kept or left out; VERDICTS maps each reason
to its verdict (that of a limit of cleaning is the policy's choice). So a moved threshold computes nothing: it is
another small table `rules`, joined on the language.

Order of the rule (first match decides): what a person said of the row; a whole text whose sentences are rows of
their own; what a person said of its language; a check that a machine translation failed when it was made; no
identification yet; no text, unsure, unsupported; a language the project does not expect; a score more than the review
band below the threshold (drop); a limit of cleaning that drops (`flaws`); then what asks for a person's eye: a person
who said that it is not this language, without saying which (whoever knows can; once it is found to be another
language, the answer says nothing of it), a score within the review band, a declared language that differs, a doubt
between close languages, a limit of cleaning that reviews; else keep. So a language outweighs cleaning, and whatever
leaves a row out outweighs what only doubts it.
"""

# ruff: noqa: S608  (the view is put together from this package's own words)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from core.corpus import flaws, schema
from core.own_labels import LANGUAGE_CHECK, NO
from core.records import FilterPolicy, Verdict

CHECKS = ("language", "length", "copied", "unknown_words", "round_trip")  # of a machine translation
FAILED = "translation_"  # a reason that begins so names the check that failed
VERDICTS = {
    "identified": Verdict.KEEP,
    "taken_back": Verdict.KEEP,  # a person took it back
    "language_corrected": Verdict.KEEP,  # a person said which language it is
    "checked_wrong": Verdict.REVIEW,  # a person said that it is not this language, not which
    "close_language": Verdict.REVIEW,  # it may as well be a language that is taken for this one
    "near_threshold": Verdict.REVIEW,  # below the threshold, within the review band
    "declared_differs": Verdict.REVIEW,  # found with confidence, but declared as another language
    "below_threshold": Verdict.DROP,
    "not_expected": Verdict.DROP,  # a language outside the project's expected ones
    "no_text": Verdict.DROP,  # nothing in it that belongs to a language
    "left_out_by_hand": Verdict.DROP,
    "cut_into_sentences": Verdict.DROP,  # a whole text whose sentences are rows of their own
    **{f"{FAILED}{check}": Verdict.DROP for check in CHECKS},
    "unsure": Verdict.UNKNOWN,
    "unsupported": Verdict.UNSUPPORTED,
}
NOT_IDENTIFIED = "not_identified"  # the reason of rows without a verdict yet
REASONS = (*VERDICTS, *flaws.REASONS, NOT_IDENTIFIED)

# Whether what holds of “is this …?” is a no about the language that the row `e` is given to.
WRONG = f"""case when contains(e.labels, '{LANGUAGE_CHECK}')
    then json_extract_string(e.labels, '$.{LANGUAGE_CHECK}') = '{NO} ' || e.language else false end"""

REASON = f"""case
    when human_verdict = 'keep' then 'taken_back'
    when human_verdict = 'drop' then 'left_out_by_hand'
    when relation = 'document' then 'cut_into_sentences'
    when human_language is not null then case
        when not expected then 'not_expected' else coalesce(flaw, doubt, 'language_corrected') end
    when failed_check is not null then '{FAILED}' || failed_check
    when identified is null then '{NOT_IDENTIFIED}'
    when language_status not in ('identified', 'close') then language_status
    when not expected then 'not_expected'
    when language_score < floor then 'below_threshold'
    when flaw is not null then flaw
    when wrong then 'checked_wrong'
    when language_score < threshold then 'near_threshold'
    when language_status = 'close' and declared_language is distinct from language then 'close_language'
    when declared_language <> language
        and string_split(declared_language, '-')[1] <> string_split(language, '-')[1] then 'declared_differs'
    else coalesce(doubt, 'identified')
end"""
LANGUAGE_COLUMNS = (  # what the rule reads, besides `flaws.columns`
    "human_verdict",
    "human_language",
    "relation",
    "identified",
    "language",
    "language_status",
    "language_score",
    "declared_language",
    "failed_check",
    "labels",
)

_SQL_TYPES = {
    pa.string(): "varchar",
    pa.int64(): "bigint",
    pa.int32(): "integer",
    pa.float32(): "real",
    pa.bool_(): "boolean",
    pa.timestamp("us", tz="UTC"): "timestamptz",
}

RULES = pa.schema(
    [
        pa.field("rule_tag", pa.string()),
        pa.field("rule_threshold", pa.float32()),
        pa.field("rule_floor", pa.float32()),
        pa.field("rule_expected", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A filter policy and the expected languages in the form that the view needs: a table RULES of the tags that they
    name, and what holds for all other tags."""

    table: pa.Table
    threshold: float
    floor: float
    expected: tuple[str, ...]
    policy: FilterPolicy


def rules(policy: FilterPolicy, expected: Sequence[str]) -> Rules:
    """The rules of `policy` in a project that expects the languages `expected` (none: everything is expected).

    Scores are float32, so thresholds are too: 0.7 compared as a double would leave out a score of 0.7.
    """
    general = {"-".join(tag.split("-")[:size]) for tag in expected for size in range(1, tag.count("-") + 1)}
    rows = [
        {
            "rule_tag": tag,
            "rule_threshold": policy.threshold(tag),
            "rule_floor": policy.threshold(tag) - policy.review_band,
            "rule_expected": is_expected(tag, expected),
            **flaws.own_values(policy, tag),
        }
        for tag in sorted({*policy.thresholds, *expected, *general, *flaws.tags(policy)})
    ]
    limits = [pa.field(flaws.rule_column(reason), pa.float32()) for reason in flaws.active(policy)]
    return Rules(
        table=pa.Table.from_pylist(rows, schema=pa.schema([*RULES, *limits])),
        threshold=float(policy.default_threshold),
        floor=float(policy.default_threshold - policy.review_band),
        expected=tuple(expected),
        policy=policy,
    )


def is_expected(tag: str, expected: Sequence[str]) -> bool:
    """Whether a text in `tag` belongs to the expected languages: one of them, a variety of one (pt-BR where pt is
    expected) or the general tag of one (zh where zh-Hant is). Without expected languages, everything is."""
    return not expected or any(
        tag == item or tag.startswith(f"{item}-") or item.startswith(f"{tag}-") for item in expected
    )


def view_sql(
    view: str,
    corpus: str,
    columns: Sequence[str],
    rules: Rules,
    *,
    rules_table: str = "rules",
    overlay: str | None = None,
) -> str:
    """`create view` over registered tables; `columns` are those of the corpus, `rules.table` is registered under the
    name `rules_table`. Names are the program's own.

    `flaw` is the reason of cleaning that drops a row, `doubt` the one that asks for review, `flaws` the list of all
    that hold, `wrong` whether a person said no to its language. A table with columns `flaw`, `doubt` and `wrong` brings
    them along: they are taken as they are.
    """
    stored = _stored(corpus, columns)
    effective = _with_overlay(stored, overlay) if overlay else _without_overlay(stored)
    judged = "flaw" in columns
    found = {"flaw": flaws.flaw_sql, "doubt": flaws.doubt_sql, "flaws": flaws.all_sql}
    cleaning = "" if judged else "".join(f", {sql(rules.policy)} as {name}" for name, sql in found.items())
    cleaning += "" if judged else f", coalesce({WRONG}, false) as wrong"
    left_out = ", ".join([*rules.table.column_names, "expected", "floor"])
    return f"""create or replace temp view {view} as
        select *, {_verdict(rules.policy)} as verdict from (
            select * exclude ({left_out}), {REASON} as reason
            from (
                select e.*, r.*, coalesce(r.rule_threshold, {rules.threshold!r}::real) as threshold,
                    coalesce(r.rule_floor, {rules.floor!r}::real) as floor,
                    case when r.rule_tag is null then {_is_variety(rules.expected)} else r.rule_expected end as expected
                    {cleaning}
                from ({effective}) e left join {rules_table} r on r.rule_tag = e.tag
            )
        )"""


def _verdict(policy: FilterPolicy) -> str:
    """The verdict that each reason means, as SQL."""
    meant = {**VERDICTS, **flaws.verdicts(policy)}
    return "case reason {} end".format(" ".join(f"when '{key}' then '{value}'" for key, value in meant.items()))


def _is_variety(expected: Sequence[str]) -> str:
    """Whether a tag that the rules do not name is a variety of an expected language, as SQL."""
    prefixes = ["'{}-'".format(tag.replace("'", "''")) for tag in expected]
    return " or ".join(f"starts_with(e.tag, {prefix})" for prefix in prefixes) or "true"


def _without_overlay(stored: str) -> str:
    return f"select *, coalesce(human_language, language) as tag from ({stored})"


def _with_overlay(stored: str, overlay: str) -> str:
    human = {name: f"case when o.{name}_set then o.{name} else s.{name} end" for name in schema.HUMAN.names}
    replaced = ", ".join(f"{expression} as {name}" for name, expression in human.items())
    tag = f"coalesce({human['human_language']}, s.language)"
    return f"select s.* replace ({replaced}), {tag} as tag from ({stored}) s left join {overlay} o on o.id = s.id"


def _stored(corpus: str, columns: Sequence[str]) -> str:
    """The corpus with the columns that a version from before they existed lacks, as NULL."""
    absent = [f"null::{_SQL_TYPES[item.type]} as {item.name}" for item in schema.SCHEMA if item.name not in columns]
    return f"select {', '.join(['*', *absent])} from {corpus}"
