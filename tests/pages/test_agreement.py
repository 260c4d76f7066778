"""Agreement: empty with a reason, filled with figures in words; people's own figures for owners only."""

from datetime import UTC, datetime

import pytest
from opinion_rows import say
from tagging_project import tagging_project

from core.agreement import adjudicating
from core.ledger.tables.people import AccountRow
from core.records import AdjudicationReason, Selection


@pytest.fixture
def project(workspace):
    """A project and a second person; one without a password, so that nobody has to sign in."""
    with workspace.ledger.store.write() as session:
        session.add(
            AccountRow(
                id="second",
                name="Second",
                name_key="second",
                is_admin=False,
                is_active=True,
                languages=[],
                interface_language="en",
                created_at=datetime.now(UTC),
            )
        )
    return tagging_project(workspace)


def label(workspace, project, people, tag, rows):
    """One row of values a person, a place a segment of the language."""
    with workspace.snapshot(project.id) as snapshot:
        segments = [row.segment.id for row in snapshot.page(Selection(languages=(tag,)), limit=10)]
    for person, values in zip(people, rows, strict=True):
        for segment, value in zip(segments, values, strict=True):
            say(workspace, project, person, segment, value)


def test_without_labels_it_says_so_and_leads_on(workspace, project, open_page, words):
    page = open_page(workspace, "agreement")
    assert not page.exception
    assert "No segment was labelled by two people yet" in words(page)


def test_figures_in_words(workspace, project, open_page, words):
    people = ("local", "second")
    label(workspace, project, people, "yo", [("formal", "colloquial", "neutral")] * 2)
    label(workspace, project, people, "ar", [("formal", "colloquial", "formal"), ("colloquial", "formal", "formal")])
    page = open_page(workspace, "agreement")
    assert not page.exception
    said = words(page)
    assert "6 labelled segments, 6 by several people, 2 people" in said
    assert "α is not reliable. Confused most: Colloquial and Formal (2 segments)." in said
    assert "α of 2 languages; 1 below 0.667." in said


def test_pairs_and_people(workspace, project, open_page, words):
    label(workspace, project, ("local", "second"), "yo", [("formal", "colloquial", "neutral")] * 2)
    page = open_page(workspace, "agreement", tab="Pairs")
    assert not page.exception
    assert list(page.dataframe[0].value["Cohen's κ (quadratic)"]) == [
        "1.00"
    ]  # three segments are too few for an interval
    page = open_page(workspace, "agreement", tab="People")
    assert dict(zip(page.dataframe[0].value["Person"], page.dataframe[0].value["On the scale"], strict=True)) == {
        "You": 3,
        "second": 3,  # no member any more
    }


def test_differing_values_are_decided_with_a_reason_and_taken_back(workspace, project, open_page, words, button):
    label(
        workspace,
        project,
        ("local", "second"),
        "ar",
        [("formal", "colloquial", "formal"), ("neutral", "formal", "formal")],
    )
    page = open_page(workspace, "agreement", tab="Decide")
    assert "2 segments to decide, 0 decided" in words(page)
    assert "All who were asked agree on 1 segment. Formal: 1" in words(page)
    page.radio(key="deciding-value").set_value("neutral")
    button(page, "Decide").click().run()
    assert [error.value for error in page.error] == ["**A decision needs a reason.**  \nSay why people differed."]
    page.radio(key="deciding-value").set_value("neutral")
    next(box for box in page.selectbox if box.label == "Why people differ").select(AdjudicationReason.AMBIGUOUS)
    button(page, "Decide").click().run()
    assert not page.exception and "1 segment to decide, 1 decided" in words(page)
    (decided,) = adjudicating.gold(workspace, project.id, "formality")
    assert (decided.value, decided.reason, len(decided.opinions)) == ("neutral", AdjudicationReason.AMBIGUOUS, 2)
    button(page, "Undo the last decision").click().run()
    assert "2 segments to decide, 0 decided" in words(page)
    button(page, "Accept them").click().run()
    assert "2 segments to decide, 1 decided" in words(page)
