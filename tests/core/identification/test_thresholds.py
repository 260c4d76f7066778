"""Thresholds: histograms, FineWeb-2's start, what-if counts that agree with the view, applying."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access.commands import add_account
from core.access.permissions import PermissionDeniedError
from core.corpus.snapshot import Snapshot
from core.errors import InvalidInputError
from core.identification.summary import filter_summary
from core.identification.thresholds import BINS, WhatIf, apply, language_scores, proposal
from core.records import FilterPolicy, Role

STATUSES = ("identified", "unsure", "unsupported", "no_text")


def snapshot(rows, policy=None, expected=("en", "sw")):
    """A snapshot over rows (language, score, status, declared, human language, human verdict)."""
    names = ("language", "language_score", "language_status", "declared_language", "human_language", "human_verdict")
    columns = {name: pa.array([row[place] for row in rows]) for place, name in enumerate(names)}
    for name in names:
        columns[name] = columns[name].cast(pa.float32() if name == "language_score" else pa.string())
    columns["number"] = pa.array(range(len(rows)), pa.int64())
    columns["identified"] = pa.array([1] * len(rows), pa.int32())
    return Snapshot(pa.table(columns), policy=policy, expected=expected)


def identified(tag, score, declared=None):
    return (tag, score, "identified", declared, None, None)


def policy(thresholds=None, default=0.5, band=0.2):
    return FilterPolicy("p", 1, default, thresholds or {}, band)


def test_scores_are_counted_in_bins_with_median_and_deviation():
    scores = [0.0, 0.019, 0.5, 0.99, 1.0] * 5
    with snapshot([identified("sw", score) for score in scores]) as seen:
        (found,) = language_scores(seen)
    assert (found.tag, found.rows, found.threshold) == ("sw", 25, 0.5)
    assert (found.bins[0], found.bins[25], found.bins[49], sum(found.bins), len(found.bins)) == (10, 5, 10, 25, BINS)
    assert found.median == pytest.approx(0.5)
    assert found.deviation == pytest.approx(np.std(scores), abs=1e-6)
    assert found.proposal == proposal(found.median, found.deviation)


def test_few_rows_give_no_proposal_and_rows_without_language_no_histogram():
    with snapshot([identified("sw", 0.9), (None, 0.2, "unsure", None, None, None)]) as seen:
        (found,) = language_scores(seen)
    assert (found.tag, found.proposal) == ("sw", None)


@pytest.mark.parametrize(
    ("median", "deviation", "start"), [(0.99, 0.02, 0.9), (0.9, 0.2, 0.7), (0.5, 0.3, 0.3), (0.856, 0.1, 0.76)]
)
def test_the_start_is_fineweb2s(median, deviation, start):
    assert proposal(median, deviation) == start


SCORE = st.floats(0, 1, width=32)
FOUND = st.builds(identified, st.sampled_from(["en", "sw", "fr"]), SCORE, st.sampled_from([None, "en"]))
DOUBTFUL = st.tuples(
    st.none(),
    SCORE,
    st.sampled_from(STATUSES[1:]),
    st.none(),
    st.sampled_from([None, "sw"]),
    st.sampled_from([None, "keep", "drop"]),
)
ROWS = st.lists(FOUND | DOUBTFUL, max_size=25)


@settings(deadline=None, max_examples=40)
@given(ROWS, st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.5))
def test_what_if_counts_are_those_of_the_view_under_that_policy(rows, english, default, band):
    other = policy({"en": english}, default, band)
    with snapshot(rows) as now, snapshot(rows, other) as then:
        assert WhatIf(now).counts(other) == filter_summary(then).per_language


def test_applying_writes_a_new_version_and_keeps_other_languages(workspace):
    project = workspace.ledger.projects.create("Filter")
    first = apply(workspace, project.id, {"sw": 0.62})
    second = apply(workspace, project.id, {"EN": 0.4}, default_threshold=0.55)
    assert (first.version, second.version) == (1, 2)
    assert (dict(second.thresholds), second.default_threshold) == ({"sw": 0.62, "en": 0.4}, 0.55)
    assert workspace.ledger.policies.current(project.id) == second
    (entry, *_) = workspace.ledger.audit.list(project.id)
    assert (entry.action, entry.subject) == ("apply thresholds", "version 2")


@pytest.mark.parametrize(
    ("thresholds", "more"), [({"sw": 1.2}, {}), ({"sw": -0.1}, {}), ({"no tag!": 0.5}, {}), ({}, {"review_band": 2.0})]
)
def test_values_and_tags_that_make_no_sense_are_refused(workspace, thresholds, more):
    project = workspace.ledger.projects.create("Filter")
    with pytest.raises(InvalidInputError):
        apply(workspace, project.id, thresholds, **more)
    assert workspace.ledger.policies.current(project.id).version == 0


def test_only_owners_apply_thresholds(workspace):
    project = workspace.ledger.projects.create("Owned", languages=("en",))
    ada, bea = (add_account(workspace, name, "mlima mrefu wa theluji") for name in ("Ada", "Bea"))
    workspace.ledger.members.put(project.id, bea.id, Role.ANNOTATOR)
    with pytest.raises(PermissionDeniedError):
        apply(workspace, project.id, {"en": 0.9}, account_id=bea.id)
    assert workspace.ledger.policies.current(project.id).version == 0
    assert apply(workspace, project.id, {"en": 0.9}, account_id=ada.id).version == 1, "the first account may do all"
