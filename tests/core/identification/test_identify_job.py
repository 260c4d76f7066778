"""The job over a real corpus: every reason that a row can have, units, re-identification, decisions that outlive it."""

import pytest

from core.collection.paste import add_text
from core.identification import units
from core.identification.configuration import Question
from core.identification.pending import pending
from core.identification.pool import DetectorPool
from core.identification.restoring import leave_out, take_back, withdraw
from core.identification.summary import filter_summary
from core.identification.thresholds import apply
from core.identification.units import identify_unit, unit_rows
from core.jobs.inline import run_inline
from core.jobs.workflows.identify import IdentifyRequest
from core.records import EventKind, NewEvent, Selection
from core.tagging import labelling

pytestmark = pytest.mark.models

ENGLISH = "The library closes at six o'clock on Fridays, so come early."
GERMAN = "Die Kinder spielen jeden Abend auf der Straße vor unserem Haus."
FRENCH = "La bibliothèque ferme à dix-huit heures le vendredi soir."


@pytest.fixture
def project(workspace):
    return workspace.ledger.projects.create("Filter", languages=("de", "en"), detectors=("fasttext",))


@pytest.fixture
def add(workspace, project):
    def do(*texts, language=None):
        add_text(workspace, project.id, "local", "\n".join(texts), declared_language=language, key="k")

    return do


@pytest.fixture
def identify(workspace, project):
    def do(**more):
        return run_inline(workspace, "identify", IdentifyRequest(project_id=project.id, **more), project_id=project.id)

    return do


@pytest.fixture
def reasons(workspace, project):
    """{text: reason} as the snapshot has it."""

    def do():
        with workspace.snapshot(project.id) as snapshot:
            return {row.segment.text: row.reason for row in snapshot.page(limit=100)}

    return do


def ids_of(workspace, project, text):
    with workspace.snapshot(project.id) as snapshot:
        return snapshot.ids(Selection(text=text))


def test_each_row_gets_a_reason_and_the_report_counts_them(add, identify, reasons):
    add(ENGLISH, GERMAN, FRENCH, "12 345 ☎", "na mo jo wi")
    add("Eme amba o ngulu.", language="kmb")
    add("The train from platform four is late again today.", language="de")
    report = identify()
    assert reasons() == {
        ENGLISH: "identified",
        GERMAN: "identified",
        FRENCH: "not_expected",
        "12 345 ☎": "no_text",
        "na mo jo wi": "unsure",
        "Eme amba o ngulu.": "unsupported",
        "The train from platform four is late again today.": "declared_differs",
    }
    assert (report.rows, report.detectors) == (7, ("fasttext",))
    assert report.statuses == {"identified": 4, "no_text": 1, "unsure": 1, "unsupported": 1}
    counts = report.summary.counts
    assert (counts.kept, counts.review, counts.dropped, counts.unknown, counts.unsupported) == (2, 1, 2, 1, 1)
    assert report.summary.dropped == {"not_expected": 1, "no_text": 1}
    assert report.summary.per_language["de"].kept == 1
    assert report.summary.per_language["und"].total == 3


def test_both_detectors_vote(add, identify, workspace, project):
    add(GERMAN)
    identify(detectors=("fasttext", "eldc"))
    with workspace.snapshot(project.id) as snapshot:
        votes = snapshot.page()[0].votes
    assert {(vote.detector, vote.tag) for vote in votes} >= {("fasttext", "de"), ("eldc", "de")}


def test_a_moved_threshold_moves_rows_and_computes_nothing(add, identify, reasons, workspace, project):
    add(ENGLISH, GERMAN)
    identify()
    version = workspace.corpus(project.id).version
    apply(workspace, project.id, {"en": 1.0, "de": 0.5}, review_band=0.0)
    assert reasons() == {ENGLISH: "below_threshold", GERMAN: "identified"}
    apply(workspace, project.id, {}, review_band=1.0)
    assert reasons()[ENGLISH] == "near_threshold"
    assert workspace.corpus(project.id).version == version
    assert pending(workspace, project.id) == 0


def test_nothing_is_left_after_a_job_and_a_second_one_finds_nothing(add, identify, workspace, project):
    assert pending(workspace, project.id) == 0
    add(ENGLISH, GERMAN)
    assert pending(workspace, project.id) == 2
    identify()
    assert pending(workspace, project.id) == 0
    assert identify().rows == 0


def test_other_expected_languages_make_rows_pending_and_change_the_verdict(add, identify, reasons, workspace, project):
    add(ENGLISH, FRENCH)
    identify()
    workspace.ledger.projects.update(project.id, languages=("fr",))
    assert pending(workspace, project.id) == 2
    assert identify().rows == 2
    assert reasons() == {ENGLISH: "not_expected", FRENCH: "identified"}


def test_where_only_expected_languages_occur_rows_are_pending_and_a_stranger_is_let_in(
    add, identify, reasons, workspace, project
):
    stranger = "la casa"
    add(ENGLISH, stranger)
    identify()
    assert reasons()[stranger] in ("not_expected", "unsure")
    workspace.ledger.projects.update(project.id, only_expected=True)
    assert pending(workspace, project.id) == 2
    assert identify().rows == 2
    with workspace.snapshot(project.id) as snapshot:
        found = snapshot.sql("select text, language from segments").to_pylist()
    assert {row["text"]: row["language"] for row in found}[stranger] in ("de", "en")
    assert reasons()[ENGLISH] == "identified"
    assert pending(workspace, project.id) == 0


def test_a_persons_decision_outlives_identification_and_thresholds(add, identify, reasons, workspace, project):
    add(ENGLISH, GERMAN, FRENCH)
    identify()
    (french,), (english,) = ids_of(workspace, project, "biblioth"), ids_of(workspace, project, "library")
    take_back(workspace, project.id, "local", [french], key="r1")
    leave_out(workspace, project.id, "local", [english], key="r2")
    assert take_back(workspace, project.id, "local", [french], key="r1")  # sent twice, held once
    workspace.ledger.projects.update(project.id, languages=("en", "de", "sw"))
    identify()
    apply(workspace, project.id, {}, default_threshold=0.99)
    assert (reasons()[FRENCH], reasons()[ENGLISH]) == ("taken_back", "left_out_by_hand")
    withdraw(workspace, project.id, "local", [french], key="r3")
    assert reasons()[FRENCH] == "not_expected"
    corrected = NewEvent(key="l1", segment_id=french, kind=EventKind.LANGUAGE, value="de")
    labelling.record(workspace, project.id, "local", [corrected])
    assert reasons()[FRENCH] == "language_corrected"


def test_left_out_rows_can_be_browsed_by_reason(add, identify, workspace, project):
    add(ENGLISH, FRENCH, "12 345 ☎")
    identify()
    with workspace.snapshot(project.id) as snapshot:
        assert dict(snapshot.facet("reason", Selection(verdicts=("drop",)))) == {"not_expected": 1, "no_text": 1}
        assert [row.segment.text for row in snapshot.page(Selection(reasons=("not_expected",)))] == [FRENCH]


def test_units_take_what_is_pending_and_end(add, workspace, project, fasttext_spec):
    add(*(f"{ENGLISH} Number {n}." for n in range(7)))
    corpus, heard = workspace.corpus(project.id), []
    with DetectorPool([fasttext_spec], Question(("en",)), processes=1) as pool:
        sizes = []
        while rows := identify_unit(corpus, pool, limit=3, on_rows=heard.append).rows:
            sizes.append(rows)
        assert sizes == [3, 3, 1]
    assert heard == [3, 3, 1]


def test_a_unit_that_is_repeated_does_what_is_left(add, workspace, project, fasttext_spec):
    add(ENGLISH, GERMAN, FRENCH)
    corpus = workspace.corpus(project.id)
    with DetectorPool([fasttext_spec], Question(("en",)), processes=1) as pool:
        first = identify_unit(corpus, pool, limit=2)
        second = identify_unit(corpus, pool, limit=2)
    assert (first.rows, second.rows) == (2, 1)


def test_units_are_about_as_long_whatever_the_detectors():
    assert unit_rows(40_000) == units.MOST_ROWS
    assert unit_rows(1_000) == 15_000
    assert unit_rows(10) == units.LEAST_ROWS


def test_an_empty_project_is_identified_at_once(identify, workspace, project):
    assert identify().rows == 0
    with workspace.snapshot(project.id) as snapshot:
        assert filter_summary(snapshot).rows == 0
