"""Limits of cleaning as reasons: each one asserted, per language, beside the language's own verdict."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.corpus import flaws, schema, views
from core.corpus.snapshot import Snapshot
from core.limits import LIMITS, Action, Limit, PersonalData
from core.own_labels import NORMALISED, ORIGINAL
from core.records import FilterPolicy

FORMS = (ORIGINAL, NORMALISED)
CLEAN = {
    "language": "sw",
    "language_score": 0.9,
    "language_status": "identified",
    "identified": 1,
    "cleaned": 1,
    "graphemes": 40,
    "letter_share": 0.95,
    "digit_share": 0.0,
    "symbol_share": 0.0,
    "script_share": 1.0,
    "repetition": 0.0,
    "markup": 0.0,
    "list_likeness": 0.0,
    "mojibake": 0.0,
    "mojibake_left": None,
    "untranslated": False,
    "personal_data": None,
    "cluster": None,
    "similarity": None,
    "labels": None,
}
BEYOND = {  # what is wrong with a row that has just this reason
    "untranslated_copy": {"untranslated": True},
    "duplicate": {"cluster": "another", "similarity": 1.0},
    "mojibake": {"mojibake": 0.2},
    "markup": {"markup": 0.6},
    "repetitive": {"repetition": 0.95},
    "near_duplicate": {"cluster": "another", "similarity": 0.9},
    "too_short": {"graphemes": 1},
    "too_long": {"graphemes": 5_000},
    "few_letters": {"letter_share": 0.2},
    "many_digits": {"digit_share": 0.7},
    "many_symbols": {"symbol_share": 0.7},
    "mixed_scripts": {"script_share": 0.5},
    "list_like": {"list_likeness": 1.0},
}
ALL_ON = FilterPolicy("p", 1, limits={name: replace(limit, action=Action.DROP) for name, limit in LIMITS.items()})


def outcome(rows, policy=None, **more):
    given = [
        {**CLEAN, **row, "number": place, "id": f"{place:032d}", "text": "x", "document_id": "d", "position": 0}
        for place, row in enumerate(rows)
    ]
    data = pa.Table.from_pylist(given, schema=pa.schema([schema.SCHEMA.field(name) for name in given[0]]))
    with Snapshot(data, policy=policy, **more) as snapshot:
        found = snapshot.sql("select reason, verdict from segments order by number").to_pylist()
    return [(row["reason"], row["verdict"]) for row in found]


@pytest.mark.parametrize("reason", LIMITS)
def test_each_limit_is_a_reason_that_drops_reviews_or_does_nothing(reason):
    row = [BEYOND[reason], {}]
    limit = replace(LIMITS[reason], action=Action.DROP)
    others = {name: replace(one, action=Action.OFF) for name, one in LIMITS.items()}
    assert outcome(row, ALL_ON) == [(reason, "drop"), ("identified", "keep")]
    review = FilterPolicy("p", 1, limits={**others, reason: replace(limit, action=Action.REVIEW)})
    assert outcome(row, review) == [(reason, "review"), ("identified", "keep")]
    assert outcome(row, FilterPolicy("p", 1, limits=others)) == [("identified", "keep")] * 2


def test_a_new_project_leaves_out_only_what_hardly_anybody_wants():
    rows = [BEYOND[name] for name in LIMITS]
    dropped = {"untranslated_copy", "duplicate", "mojibake", "markup", "repetitive"}
    expected = [
        (name, "drop") if name in dropped else (name, "review") if name == "near_duplicate" else ("identified", "keep")
        for name in LIMITS
    ]
    assert outcome(rows) == expected


def test_what_is_not_cleaned_yet_is_beyond_no_limit():
    nothing = dict.fromkeys(name for name in CLEAN if name not in views.LANGUAGE_COLUMNS)
    assert outcome([nothing], ALL_ON) == [("identified", "keep")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PersonalData.REVIEW, ("personal_data", "review")),
        (PersonalData.REDACT, ("identified", "keep")),
        (PersonalData.KEEP, ("identified", "keep")),
    ],
)
def test_personal_data(data, found):
    row = {"personal_data": '[{"start": 0, "end": 3, "kind": "email"}]'}
    assert outcome([row], FilterPolicy("p", 1, personal_data=data)) == [found]


def test_a_language_has_its_own_limit_and_float32_meets_float32():
    limits = {**LIMITS, "few_letters": Limit(0.7, Action.DROP, {"th": 0.3})}
    rows = [{"letter_share": 0.7}, {"letter_share": 0.699}, {"language": "th", "letter_share": 0.3}]
    rows += [{"language": "th", "letter_share": 0.299}, {"language": "th-TH", "letter_share": 0.4}]
    dropped, kept = ("few_letters", "drop"), ("identified", "keep")
    assert outcome(rows, FilterPolicy("p", 1, limits=limits)) == [kept, dropped, kept, dropped, dropped]


def test_the_kept_member_of_a_cluster_stays():
    """Its cluster is its own id, and it is likened to nothing."""
    assert outcome([{"cluster": f"{0:032d}", "similarity": None}], ALL_ON) == [("identified", "keep")]


def test_mojibake_that_is_repaired_is_no_reason_where_the_repaired_text_is_used():
    repaired = {"mojibake": 0.2, "mojibake_left": 0.0}
    half = {"mojibake": 0.2, "mojibake_left": 0.1}
    policy = FilterPolicy("p", 1, use_normalised=True)
    assert outcome([repaired, half, BEYOND["mojibake"]], policy) == [
        ("identified", "keep"),
        ("mojibake", "drop"),
        ("mojibake", "drop"),
    ]
    assert outcome([repaired]) == [("mojibake", "drop")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"human_verdict": "keep"}, ("taken_back", "keep")),
        ({"language_status": "unsure"}, ("unsure", "unknown")),
        ({"language": "de"}, ("not_expected", "drop")),
        ({"language_score": 0.1}, ("below_threshold", "drop")),
        ({"language_score": 0.4}, ("mojibake", "drop")),  # a person need not look at what is left out anyway
        ({"declared_language": "en"}, ("mojibake", "drop")),
        ({"human_language": "sw"}, ("mojibake", "drop")),
    ],
)
def test_the_language_comes_first(row, found):
    assert outcome([{**BEYOND["mojibake"], **row}], ALL_ON, expected=["sw", "en"]) == [found]


def test_a_doubt_of_the_language_comes_before_one_of_cleaning():
    policy = FilterPolicy("p", 1)
    near = {**BEYOND["near_duplicate"], "language_score": 0.4}
    assert outcome([near, BEYOND["near_duplicate"]], policy) == [
        ("near_threshold", "review"),
        ("near_duplicate", "review"),
    ]


FIGURE = st.sampled_from([None, 0.0, 0.005, 0.3, 0.5, 0.7, 1.0])
ROW = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["sw", "am"]),
        "graphemes": st.sampled_from([None, 1, 2, 40, 3_000]),
        "untranslated": st.sampled_from([None, True, False]),
        "letter_share": FIGURE,
        "mojibake": FIGURE,
        "markup": FIGURE,
        "personal_data": st.sampled_from([None, "[]"]),
        "human_verdict": st.sampled_from([None, None, "keep", "drop"]),
    }
)


def limit(values):
    return st.builds(Limit, values, st.sampled_from(Action), st.dictionaries(st.just("am"), values))


SHARE = st.sampled_from([0.0, 0.3, 0.5, 1.0])
MOVED = st.fixed_dictionaries(
    {
        "mojibake": limit(SHARE),
        "markup": limit(SHARE),
        "too_short": limit(st.sampled_from([0.0, 2.0, 41.0])),
        "few_letters": limit(SHARE),
    }
)


def expected(row, policy):
    """The rule of cleaning, written out."""
    if row["human_verdict"]:
        return "taken_back" if row["human_verdict"] == "keep" else "left_out_by_hand"

    def beyond(name, one):
        value = one.at(row["language"])
        if name == "untranslated_copy":
            return row["untranslated"] and row["graphemes"] is not None and row["graphemes"] >= value
        column = {"too_short": "graphemes", "few_letters": "letter_share"}.get(name, name)
        if name not in MOVED_NAMES or row[column] is None:
            return False
        return row[column] < value if name in flaws.BELOW else row[column] > value

    for action in (Action.DROP, Action.REVIEW):
        for name, one in policy.limits.items():
            if one.action is action and beyond(name, one):
                return name
        if action is Action.REVIEW and row["personal_data"] and policy.personal_data is PersonalData.REVIEW:
            return "personal_data"
    return "identified"


MOVED_NAMES = ("mojibake", "markup", "too_short", "few_letters")


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20), MOVED, st.sampled_from(PersonalData))
def test_the_rule_of_cleaning(rows, moved, personal):
    policy = FilterPolicy("p", 1, limits={**LIMITS, **moved}, personal_data=personal)
    assert [reason for reason, _ in outcome(rows, policy)] == [expected(row, policy) for row in rows]


def test_every_reason_has_a_condition_and_only_known_columns_are_read():
    assert set(flaws.CONDITIONS) == set(flaws.FIGURES) == set(LIMITS) == set(BEYOND)
    assert set(flaws.columns(ALL_ON)) <= set(schema.SCHEMA.names)
    assert set(flaws.REASONS) <= set(views.REASONS)


@pytest.mark.parametrize("use", [False, True])
def test_the_mojibake_that_counts_is_that_of_the_form_a_person_chose(use):
    rows = [{"mojibake": 0.2, "mojibake_left": 0.0, "labels": f'{{"given_text": "{form}"}}'} for form in FORMS]
    rows.append({"mojibake": 0.2, "mojibake_left": 0.0, "labels": '{"topic": "given_text"}'})
    found = [reason for reason, _verdict in outcome(rows, replace(ALL_ON, use_normalised=use))]
    assert found == ["mojibake", "identified", "identified" if use else "mojibake"]
