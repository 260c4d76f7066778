"""A job as people see it: a line in the tray, and a panel with progress, rate, time left, log and cancel.

The panel redraws itself while the job runs and reruns the page once when it ends; the page may be left or reloaded.
"""

import uuid
from datetime import UTC, datetime

import streamlit as st

from core.errors import NotFoundError
from core.jobs.submitting import cancel
from core.records import FINAL_STATES, Job, JobState
from pages.shared.words import _, duration, number
from pages.shared.workspace import get_workspace

STATE_WORDS = {
    JobState.QUEUED: "waits for its turn",
    JobState.RUNNING: "at work",
    JobState.STOPPING: "stopping",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}


def job_line(job: Job) -> None:
    """One line with a bar, for the tray."""
    st.progress(share_done(job), text=f"{_(job.title)}: {progress_words(job)}")


def share_done(job: Job) -> float:
    """How much is done, 0 to 1."""
    return min(1.0, job.done / job.total) if job.total else 0.0


def progress_words(job: Job) -> str:
    """Progress in words: how many of how many, and how long it may still take."""
    if job.state is not JobState.RUNNING:
        return _(STATE_WORDS[job.state])
    if not job.total:
        return _(job.phase) or _("starting")
    words = _("{done} of {total} {unit}").format(done=number(job.done), total=number(job.total), unit=_(job.unit))
    left = seconds_left(job)
    return words if left is None else _("{words}, about {left} left").format(words=words, left=duration(left))


def seconds_left(job: Job) -> float | None:
    """Seconds that the rest may take at the pace so far; None while there is no pace yet."""
    if not (job.started_at and job.total and job.done):
        return None
    spent = (datetime.now(UTC) - job.started_at).total_seconds()
    return max(0.0, spent / job.done * (job.total - job.done))


def job_panel(job_id: str) -> Job | None:
    """Draw the job and keep it fresh; gives the job as it was found, None where there is none."""
    try:
        job = get_workspace().ledger.jobs.get(job_id)
    except NotFoundError:
        return None
    if job.state in FINAL_STATES:
        _finished(job)
    else:
        _running(job_id)
    return job


@st.fragment(run_every="1s")
def _running(job_id: str) -> None:
    job = get_workspace().ledger.jobs.get(job_id)
    if job.state in FINAL_STATES:
        st.rerun()
    with st.container(border=True):
        phase = f"{_(job.phase)} " if job.total else ""  # without a total, the words are the phase
        st.progress(share_done(job), text=f"**{_(job.title)}**: {phase}{progress_words(job)}")
        if job.state is JobState.QUEUED and not get_workspace().ledger.heartbeat.alive():
            st.caption(_("It waits for a worker. One is started by the app, or by: python -m core worker"))
        if st.button(_("Cancel this job"), key=f"cancel-{job_id}", disabled=job.state is JobState.STOPPING):
            cancel(get_workspace(), job_id)
            st.rerun(scope="fragment")
        _log(job)


def _finished(job: Job) -> None:
    if job.state is JobState.FAILED:
        st.error(f"**{_(job.title)}: {_('failed')}.** {job.error or ''}  \n{job.hint or ''}")
        _log(job)
    elif job.state is JobState.CANCELLED:
        st.warning(_("{title}: cancelled. What was done until then is kept.").format(title=_(job.title)))


def _log(job: Job) -> None:
    path = get_workspace().job_folder(job.id) / "log.txt"
    if not path.exists():
        return
    with st.expander(_("Log"), icon=":material/notes:"):
        st.code("\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-40:]), language=None)


def request_key(*parts: object) -> str:
    """The key of a request that this session makes: the same for a double click, another after a job has been made.

    Parts name what is asked for; the number of jobs so far makes a later, equal request a new one.
    """
    session = st.session_state.setdefault("session_key", uuid.uuid4().hex)
    return "-".join([*(str(part) for part in parts), session])
