"""Moved limits: counts that agree with the view under that policy, texts that change sides, proposals, the flow."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from identified import identify
from segment_tables import segments

from core.cleaning.flowing import CLEAN, COLLECTED, IDENTIFIED, KEPT, OTHERS, Cell, Step, cells, steps, streams
from core.cleaning.limits import GUARDS, apply, moved, proposal
from core.cleaning.trying import MOVABLE, Trial, examples
from core.corpus import schema
from core.corpus.snapshot import Snapshot
from core.errors import InvalidInputError
from core.identification.summary import filter_summary
from core.identification.thresholds import WhatIf
from core.limits import LIMITS, Action, Limit, PersonalData
from core.records import FilterPolicy

SHARE = st.sampled_from([None, 0.0, 0.005, 0.3, 0.5, 0.7, 1.0])
ROW = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["sw", "am", None]),
        "language_score": st.sampled_from([0.1, 0.4, 0.9]),
        "graphemes": st.sampled_from([None, 1, 2, 15, 40, 3_000]),
        "untranslated": st.sampled_from([None, True, False]),
        "letter_share": SHARE,
        "digit_share": SHARE,
        "symbol_share": SHARE,
        "script_share": SHARE,
        "repetition": SHARE,
        "markup": SHARE,
        "list_likeness": SHARE,
        "mojibake": SHARE,
        "mojibake_left": SHARE,
        "cluster": st.sampled_from([None, "another"]),
        "similarity": st.sampled_from([None, 0.6, 0.9, 1.0]),
        "personal_data": st.sampled_from([None, "[]"]),
        "human_verdict": st.sampled_from([None, None, None, "keep"]),
    }
)


def snapshot(rows, policy=None):
    fixed = {"language_status": "identified", "identified": 1, "text": "x"}
    given = [{**fixed, **row, "number": place, "id": f"{place:032d}"} for place, row in enumerate(rows)]
    fields = [schema.SCHEMA.field(name) for name in (*fixed, *ROW_NAMES, "number", "id")]
    return Snapshot(pa.Table.from_pylist(given, schema=pa.schema(fields)), policy=policy)


ROW_NAMES = ("language", "language_score", "graphemes", "untranslated", "letter_share", "digit_share", "symbol_share")
ROW_NAMES += ("script_share", "repetition", "markup", "list_likeness", "mojibake", "mojibake_left", "cluster")
ROW_NAMES += ("similarity", "personal_data", "human_verdict")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=15),
    st.sampled_from(MOVABLE),
    st.sampled_from(Action),
    st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0, 15.0, 41.0]),
    st.dictionaries(st.sampled_from(["sw", "am"]), st.sampled_from([0.0, 0.3, 0.7, 2.0])),
    st.booleans(),
)
def test_what_a_moved_limit_would_do_is_what_it_then_does(rows, reason, action, value, own, normalised):
    limit = Limit(value, action, own)
    policy = FilterPolicy("p", 1, use_normalised=normalised)
    draft = replace(policy, limits={**policy.limits, reason: limit})
    with snapshot(rows, policy) as now, snapshot(rows, draft) as then:
        trial = Trial(now, policy, reason)
        there = filter_summary(then)
        assert trial.counts(limit) == there.per_language
        assert sum(trial.beyond(limit).values()) == there.reasons.get(reason, 0)


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=15), st.sampled_from([0.0, 0.3, 0.5, 0.95]))
def test_a_moved_threshold_counts_what_cleaning_leaves_out(rows, threshold):
    policy = FilterPolicy("p", 1, limits={**LIMITS, "too_short": Limit(16, Action.DROP)})
    draft = replace(policy, thresholds={"sw": threshold})
    with snapshot(rows, policy) as now, snapshot(rows, draft) as then:
        assert WhatIf(now).counts(draft) == filter_summary(then).per_language


@pytest.fixture
def project(workspace):
    project = workspace.ledger.projects.create("Trying")
    corpus = workspace.corpus(project.id)
    corpus.append(segments(0, 40))
    identify(workspace, project.id, tags=["sw", "am"])
    for fragment in corpus.fragments():
        rows = corpus.fragment_table(fragment, ["number"])
        shares = [number % 20 / 20 for number in rows["number"].to_pylist()]
        values = pa.array(shares, pa.float32())
        corpus.fill_fragment(fragment, pa.table({"_rowid": rows["_rowid"], "digit_share": values}))
    return project


def test_examples_lie_near_the_line_and_change_sides_in_both_directions(workspace, project):
    apply(workspace, project.id, {"many_digits": Limit(0.5, Action.DROP)})
    policy = workspace.ledger.policies.current(project.id)
    lower = replace(policy, limits={**policy.limits, "many_digits": Limit(0.3, Action.DROP)})
    found = examples(workspace, project.id, lower, "many_digits")
    assert (len(found.out), found.back) == (8, ())
    assert {row.reason for row in found.out} == {"many_digits"}
    higher = replace(policy, limits={**policy.limits, "many_digits": Limit(0.7, Action.DROP)})
    found = examples(workspace, project.id, higher, "many_digits", limit=3)
    assert (found.out, {row.verdict for row in found.back}, len(found.back)) == ((), {"keep"}, 3)
    off = replace(policy, limits={**policy.limits, "many_digits": Limit(0.5, Action.OFF)})
    assert len(examples(workspace, project.id, off, "many_digits").back) == 10
    own = replace(policy, limits={**policy.limits, "many_digits": Limit(0.5, Action.DROP, {"am": 0.3})})
    found = examples(workspace, project.id, own, "many_digits", "am")
    assert {row.tag for row in found.out} == {"am"}


def test_a_language_proposes_its_own_limit_within_guards():
    values = np.arange(0, 1.001, 0.001, dtype=np.float32)
    even = np.ones(len(values), dtype=np.int64)
    assert proposal("few_letters", values, even) == 0.3
    high = np.where(values > 0.6, 10, 0).astype(np.int64)
    assert proposal("few_letters", values, high) == pytest.approx(0.6)
    assert proposal("mixed_scripts", values, high) == pytest.approx(0.6)
    assert proposal("many_digits", values, np.where(values < 0.5, 10, 0).astype(np.int64)) == pytest.approx(0.49)
    assert proposal("many_digits", values, np.where(values < 0.05, 10, 0).astype(np.int64)) == GUARDS["many_digits"][0]
    assert proposal("few_letters", values[:5], even[:5]) is None, "too few to say"


def test_applying_limits_is_a_new_version_with_an_entry_of_who_did_it(workspace, project):
    made = apply(workspace, project.id, {"too_short": Limit(4, Action.DROP, {"am": 2.0})}, use_normalised=True)
    again = apply(workspace, project.id, personal_data=PersonalData.REDACT)
    assert (made.version, again.version, again.limits["too_short"].at("am")) == (1, 2, 2.0)
    assert (again.use_normalised, again.personal_data) == (True, PersonalData.REDACT)
    entries = workspace.ledger.audit.list(project.id)
    assert {entry.action for entry in entries} == {"apply limits"}
    with pytest.raises(InvalidInputError):
        apply(workspace, project.id, {"markup": Limit(3)})


def test_a_value_of_one_language_comes_and_goes():
    general = LIMITS["few_letters"]
    own = moved(general, action=Action.DROP, tag="th", value=0.2)
    assert own == Limit(0.5, Action.DROP, {"th": 0.2})
    assert moved(own, action=Action.DROP, tag="th", value=0.5) == Limit(0.5, Action.DROP)
    assert moved(own, action=Action.OFF, tag=None, value=0.6) == Limit(0.6, Action.OFF, {"th": 0.2})


def test_what_flows_in_flows_out():
    found = [
        Cell("a", "identified", "keep", 10),
        Cell("a", "mojibake", "drop", 2),
        Cell("b", "below_threshold", "drop", 3),
        Cell("b", "near_duplicate", "review", 4),
        Cell("c", "not_identified", None, 1),
        Cell("c", "left_out_by_hand", "drop", 1),
    ]
    flows = {(one.begin, one.end): one.rows for one in streams(found, most=2)}
    assert flows == {
        ("a", IDENTIFIED): 12,
        (IDENTIFIED, CLEAN): 15,
        (CLEAN, KEPT): 10,
        (IDENTIFIED, "mojibake"): 2,
        ("b", "below_threshold"): 3,
        ("b", IDENTIFIED): 4,
        (CLEAN, "near_duplicate"): 4,
        (OTHERS, "not_identified"): 1,
        (OTHERS, IDENTIFIED): 1,
        (CLEAN, "left_out_by_hand"): 1,
    }


def test_cells_count_every_segment_once(workspace, project):
    with workspace.snapshot(project.id) as view:
        for by in ("source", "language"):
            assert sum(cell.rows for cell in cells(view, by)) == 40
        assert {cell.part for cell in cells(view, "language")} == {"sw", "am"}


def test_steps_tell_who_leaves_where():
    found = [
        Cell("a", "identified", "keep", 50),
        Cell("b", "identified", "keep", 4),
        Cell("a", "unsure", "unknown", 3),
        Cell("b", "unsure", "unknown", 2),
        Cell("a", "markup", "drop", 7),
        Cell("b", "below_threshold", "drop", 6),
        Cell("b", "near_threshold", "review", 1),
    ]
    assert steps(found) == [
        Step(COLLECTED, 73, (("below_threshold", 6), ("unsure", 5))),
        Step(IDENTIFIED, 62, (("markup", 7),)),
        Step(CLEAN, 55, (("near_threshold", 1),)),
        Step(KEPT, 54, ()),
    ]
    assert steps([]) == [Step(stage, 0, ()) for stage in (COLLECTED, IDENTIFIED, CLEAN, KEPT)]
