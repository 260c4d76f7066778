"""Jobs without worker and engine: states, reports, errors, progress, log."""

import pytest
import stepping
from stepping import StepRequest

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.jobs.history import read_log, view
from core.jobs.inline import run_inline
from core.jobs.submitting import cancel, create, job_id
from core.records import JobState


@pytest.fixture
def project(workspace) -> str:
    stepping.register_test_kinds()
    return workspace.ledger.projects.create("Field notes").id


def run(workspace, project: str, request: StepRequest, key: str = "k", **more):
    return run_inline(workspace, "stepping", request, project_id=project, key=key, **more)


def test_report_comes_back_typed_and_row_is_done(workspace, project):
    report = run(workspace, project, StepRequest(units=3))
    assert report == stepping.StepReport(units=[0, 1, 2], refused=0)
    job = workspace.ledger.jobs.get(job_id(project, "k"))
    assert (job.state, job.done, job.total, job.unit, job.phase) == (JobState.DONE, 3, 3, "units", "Stepping")
    assert job.started_at and job.finished_at and job.attempts == 1
    assert stepping.results(workspace.job_folder(job.id)) == [0, 1, 2]


def test_same_key_gives_the_first_report_again(workspace, project):
    run(workspace, project, StepRequest(units=2))
    assert run(workspace, project, StepRequest(units=2)).units == [0, 1]
    assert stepping.begun(workspace.job_folder(job_id(project, "k"))) == [0, 1]  # nothing was done a second time


def test_failure_keeps_message_and_hint(workspace, project):
    folder = workspace.job_folder(job_id(project, "k"))
    (folder / "broken").touch()
    with pytest.raises(InvalidInputError, match="unit 1 is broken"):
        run(workspace, project, StepRequest(fail_at=1))
    job = workspace.ledger.jobs.get(job_id(project, "k"))
    assert (job.state, job.error, job.hint) == (JobState.FAILED, "unit 1 is broken.", "Mend it.")
    assert any("unit 1 is broken. Mend it." in line for line in read_log(workspace, job.id))
    with pytest.raises(ConflictError):
        run(workspace, project, StepRequest(fail_at=1))


def test_defect_is_told_as_such_with_traceback_in_the_log(workspace, project):
    (workspace.job_folder(job_id(project, "k")) / "broken").touch()
    with pytest.raises(ZeroDivisionError):
        run(workspace, project, StepRequest(fail_at=0, defect=True))
    job = workspace.ledger.jobs.get(job_id(project, "k"))
    assert job.state is JobState.FAILED
    assert "ZeroDivisionError: the test divides by zero" in str(job.error)
    assert any("Traceback" in line for line in read_log(workspace, job.id))


def test_error_of_a_step_can_be_caught_as_its_class(workspace, project):
    report = run(workspace, project, StepRequest(units=3, refuse_at=1))
    assert (report.units, report.refused) == ([0, 2], 1)


def test_progress_reaches_the_listener(workspace, project):
    heard = []
    run(workspace, project, StepRequest(units=2), on_progress=heard.append)
    assert heard[0].done == 1 and heard[0].total == 2 and heard[0].phase == "Stepping"


def test_key_of_another_request_is_refused(workspace, project):
    run(workspace, project, StepRequest(units=1))
    with pytest.raises(ConflictError, match="another request"):
        run(workspace, project, StepRequest(units=2))


def test_wrong_request_model_unknown_kind_and_empty_key_are_refused(workspace, project):
    with pytest.raises(InvalidInputError, match="takes a StepRequest"):
        run(workspace, project, stepping.StepReport(units=[]))
    with pytest.raises(NotFoundError, match="no kind of job"):
        create(workspace, "brew", StepRequest(), key="k", project_id=project, account_id="local")
    with pytest.raises(InvalidInputError, match="key"):
        create(workspace, "stepping", StepRequest(), key=" ", project_id=project, account_id="local")


def test_cancel_of_a_waiting_job_is_at_once_and_of_a_done_one_refused(workspace, project):
    waiting = create(workspace, "stepping", StepRequest(), key="w", project_id=project, account_id="local")
    assert view(workspace, waiting.id).waits_for_worker
    assert cancel(workspace, waiting.id).state is JobState.CANCELLED
    assert cancel(workspace, waiting.id).state is JobState.CANCELLED  # twice is harmless
    run(workspace, project, StepRequest(), key="d")
    with pytest.raises(ConflictError, match="ended already"):
        cancel(workspace, job_id(project, "d"))


def test_view_says_share_and_what_can_be_done(workspace, project):
    run(workspace, project, StepRequest(units=4))
    shown = view(workspace, job_id(project, "k"))
    assert (shown.share, shown.is_final, shown.can_cancel, shown.can_retry) == (1.0, True, False, False)
    assert not shown.waits_for_worker


def test_ledger_that_does_not_answer_for_a_while_fails_no_job(workspace, project, monkeypatch):
    from core.ledger.errors import LedgerUnavailableError
    from core.ledger.jobs import Jobs

    change, failures = Jobs.change, []

    def flaky(jobs, job_id, *, when, **fields):
        if ("done" in fields or "report" in fields) and len(failures) < 3:
            failures.append(fields)
            raise LedgerUnavailableError("the server restarts")
        return change(jobs, job_id, when=when, **fields)

    monkeypatch.setattr(Jobs, "change", flaky)
    assert run(workspace, project, StepRequest(units=3)).units == [0, 1, 2]
    assert workspace.ledger.jobs.get(job_id(project, "k")).state is JobState.DONE
    assert "report" in failures[-1]  # its last word was repeated until it was heard


def test_unknown_project_is_said(workspace, project):
    with pytest.raises(NotFoundError, match="project"):
        run(workspace, "nowhere", StepRequest())
