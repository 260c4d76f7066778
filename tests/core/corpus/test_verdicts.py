"""The one SQL expression of the verdict against the rule written out in Python."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.corpus import schema, views
from core.corpus.snapshot import Snapshot
from core.records import FilterPolicy, Verdict

TAGS = ["sw", "pt", "pt-BR", "zh", "zh-Hant", "zh-Hant-HK", "am", "swc"]
CHECKED = '{"language_check": "no %s", "topic": "yes"}'
ROW = st.fixed_dictionaries(
    {
        "language": st.sampled_from([*TAGS, None]),
        "language_score": st.sampled_from([0.0, 0.29, 0.3, 0.5, 0.69, 0.7, 0.9, 1.0]),
        "language_status": st.sampled_from(
            ["identified", "identified", "identified", "unsure", "unsupported", "no_text"]
        ),
        "identified": st.sampled_from([1, 1, 1, 2, None]),
        "declared_language": st.sampled_from([None, None, *TAGS]),
        "human_language": st.sampled_from([None, None, None, *TAGS]),
        "human_verdict": st.sampled_from([None, None, None, "keep", "drop"]),
        "relation": st.sampled_from([None, None, None, "translation-of", "document"]),
        "labels": st.sampled_from([None, None, '{"topic": "no sw"}', *(CHECKED % tag for tag in TAGS)]),
    }
)
POLICY = st.builds(
    FilterPolicy,
    project_id=st.just("p"),
    version=st.just(1),
    default_threshold=st.sampled_from([0.0, 0.5, 0.7, 1.0]),
    thresholds=st.dictionaries(st.sampled_from(TAGS), st.sampled_from([0.3, 0.5, 0.9])),
    review_band=st.sampled_from([0.0, 0.2]),
)


def expected_reason(row, policy, languages):
    tag = row["human_language"] or row["language"]
    score = np.float32(row["language_score"])
    threshold = policy.threshold(tag) if tag else policy.default_threshold
    floor = threshold - policy.review_band
    if row["human_verdict"]:
        return "taken_back" if row["human_verdict"] == "keep" else "left_out_by_hand"
    if row["relation"] == "document":
        return "cut_into_sentences"
    if row["human_language"]:
        return "language_corrected" if views.is_expected(tag, languages) else "not_expected"
    if row["identified"] is None:
        return "not_identified"
    if row["language_status"] != "identified":
        return row["language_status"]
    if tag and not views.is_expected(tag, languages):
        return "not_expected"
    if score < np.float32(floor):
        return "below_threshold"
    if row["labels"] == CHECKED % row["language"]:
        return "checked_wrong"
    if score < np.float32(threshold):
        return "near_threshold"
    declared = row["declared_language"]
    if declared and tag and declared.split("-")[0] != tag.split("-")[0]:
        return "declared_differs"
    return "identified"


def table(rows):
    base = {"text": "x", "document_id": "d", "position": 0}
    given = [{**base, **row, "number": place, "id": f"{place:032d}"} for place, row in enumerate(rows)]
    return pa.Table.from_pylist(given, schema=pa.schema([schema.SCHEMA.field(name) for name in given[0]]))


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=30), POLICY, st.lists(st.sampled_from(TAGS), unique=True, max_size=3))
def test_the_rule(rows, policy, languages):
    with Snapshot(table(rows), policy=policy, expected=languages) as snapshot:
        found = snapshot.sql("select reason, verdict, tag from segments order by number").to_pylist()
    for row, got in zip(rows, found, strict=True):
        reason = expected_reason(row, policy, languages)
        assert got["reason"] == reason, row
        assert got["verdict"] == views.VERDICTS.get(reason)
        assert got["tag"] == (row["human_language"] or row["language"])


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=30), POLICY, POLICY)
def test_what_if_is_what_then_is(rows, now, then):
    with Snapshot(table(rows), policy=now) as snapshot, Snapshot(table(rows), policy=then) as later:
        before = snapshot.verdicts()
        assert snapshot.what_if(then) == later.verdicts()
        assert snapshot.verdicts() == before, "asking changes nothing"
        assert sum(before.values()) == len(rows)


def test_a_score_that_equals_the_threshold_is_kept():
    """0.7 is not the same number in 32 and in 64 bits."""
    rows = [{"language": "sw", "language_score": 0.7, "language_status": "identified", "identified": 1}]
    with Snapshot(table(rows), policy=FilterPolicy("p", 1, default_threshold=0.7)) as snapshot:
        assert snapshot.verdicts() == {("sw", "keep"): 1}
        assert snapshot.sql("select threshold from segments")["threshold"][0].as_py() == pytest.approx(0.7)


def test_every_verdict_has_a_reason_and_every_status_is_one():
    assert set(views.VERDICTS.values()) == set(Verdict)
    assert set(schema.LANGUAGE_STATUSES) - {"close"} <= set(views.VERDICTS)
    assert views.VERDICTS["close_language"] is Verdict.REVIEW


@pytest.mark.parametrize(
    ("tag", "expected", "belongs"),
    [
        ("pt-BR", ["pt"], True),
        ("zh", ["zh-Hant"], True),
        ("zh-Hans", ["zh-Hant"], False),
        ("pt", ["ptx"], False),
        ("swc", ["sw"], False),
        ("sw", [], True),
    ],
)
def test_which_languages_belong_to_the_expected(tag, expected, belongs):
    assert views.is_expected(tag, expected) is belongs


@pytest.mark.parametrize(
    ("labels", "language", "reason", "verdict"),
    [
        ('{"language_check": "no sw"}', "sw", "checked_wrong", "review"),
        ('{"language_check": "no sw"}', "swc", "identified", "keep"),
        ('{"language_check": "yes sw"}', "sw", "identified", "keep"),
        ('{"language_check": "unsure sw"}', "sw", "identified", "keep"),
        ('{"topic": "language_check no sw"}', "sw", "identified", "keep"),
        (None, "sw", "identified", "keep"),
    ],
)
def test_a_no_holds_for_the_language_that_was_asked_about(labels, language, reason, verdict):
    row = {"language": language, "language_score": 0.9, "language_status": "identified", "identified": 1}
    with Snapshot(table([{**row, "labels": labels}])) as snapshot:
        assert snapshot.sql("select reason, verdict from segments").to_pylist() == [
            {"reason": reason, "verdict": verdict}
        ]
