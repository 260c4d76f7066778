"""Ended jobs whose results the engine forgets: nothing of them stays in its database, and a retry begins again."""

from stepping import StepRequest

from core.jobs import engine
from core.jobs.submitting import job_id, retry
from core.records import JobState


def test_results_are_gone_and_a_retry_begins_again(worked):
    ws, url = worked.ws, worked.ws.settings.engine_url
    folder = ws.job_folder(job_id(worked.project, "forgotten"))
    (folder / "broken").touch()
    job = worked.start(StepRequest(units=3, fail_at=2), key="forgotten")
    failed = worked.wait(job, JobState.FAILED)
    other = worked.do(StepRequest(units=1))
    assert set(engine.statuses(url, [failed, other])) == {failed.id, other.id}
    engine.forget(url, [failed])
    engine.forget(url, [failed])
    engine.compact(url)
    assert set(engine.statuses(url, [failed, other])) == {other.id}
    if url.startswith("sqlite"):
        found = [path.name for path in ws.folder.glob("jobs.db*") if failed.id.encode() in path.read_bytes()]
        assert found == []
    (folder / "broken").unlink()
    retry(ws, failed.id)
    assert worked.wait(failed).state is JobState.DONE
    begun = [line.split()[0] for line in (folder / "begun.txt").read_text().splitlines()]
    assert begun == ["0", "1", "2", "0", "1", "2"], "all units once more, since their results were forgotten"


def test_what_is_under_way_is_never_forgotten(worked):
    job = worked.start(StepRequest(units=2, seconds=0.3))
    engine.forget(worked.ws.settings.engine_url, [job])
    assert worked.wait(job).state is JobState.DONE
