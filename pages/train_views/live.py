"""One run: live while it trains, from its files and its job, so a reload or a second page shows the same."""

from pathlib import Path

import streamlit as st

from core.access import require
from core.jobs.history import JobView, read_log, view
from core.jobs.submitting import cancel, retry
from core.records import JobState, Project, Role, Run
from core.training.folder import RunFolder, Stage
from core.training.watching import STAGES, Watched, watch
from pages.shared.feedback import reported_errors
from pages.shared.words import _, duration, mark, number
from pages.shared.workspace import current_account, get_workspace, is_owner
from pages.train_views.curves import draw_curves
from pages.train_views.outcome import draw_outcome

STAGE_WORDS: dict[Stage, str] = {
    "load": mark("load the model"),
    "tokenise": mark("cut texts into tokens"),
    "baseline": mark("measure the base"),
    "train": mark("train"),
    "evaluate": mark("measure the tuned model"),
    "save": mark("save"),
}
LOG_LINES = 60


def draw_run(project: Project, run: Run) -> None:
    """The run as it is now; while it is at work, it is drawn anew every two seconds."""
    job = _job_of(run)
    if job is not None and not job.is_final:
        _at_work(project, run)
    else:
        _at_rest(project, run, job)


@st.fragment(run_every="2s")
def _at_work(project: Project, run: Run) -> None:
    job = _job_of(run)
    if job is None or job.is_final:
        st.rerun()
        return
    watched = watch(RunFolder(Path(run.path)))
    with st.container(border=True):
        st.markdown(_stages_line(watched))
        share = watched.share if watched.stage == "train" else (job.share or 0.0)
        st.progress(share, text=_progress_words(watched, job))
        if job.waits_for_worker:
            st.warning(_waiting_words(watched))
        _stop_button(project, run, job, watched)
    draw_curves(watched, run.id)
    _log(run)


def _at_rest(project: Project, run: Run, job: JobView | None) -> None:
    watched = watch(RunFolder(Path(run.path)))
    if watched.finished:
        draw_outcome(project, run, watched)
    else:
        _unfinished(project, run, job, watched)
    draw_curves(watched, run.id)
    if not watched.finished:
        _log(run)


def _unfinished(project: Project, run: Run, job: JobView | None, watched: Watched) -> None:
    failed = job is not None and job.job.state is JobState.FAILED
    where = _("Saved at step {saved} of {steps}.").format(
        saved=number(watched.saved_step), steps=number(watched.steps) if watched.steps else "?"
    )
    if failed and job is not None:
        st.error(f"**{_('The training failed.')}** {job.job.error or ''}  \n{job.job.hint or ''}  \n{where}")
    else:
        st.warning(_("The training was stopped.") + " " + where)
    if job is not None and is_owner(project):
        label = _("Go on from step {n}").format(n=number(watched.saved_step)) if watched.saved_step else _("Try again")
        if st.button(label, type="primary", icon=":material/play_arrow:", key=f"resume-{run.id}"):
            with reported_errors():
                require(get_workspace(), current_account(), project.id, Role.OWNER)
                retry(get_workspace(), job.job.id)
                st.rerun()


def _stages_line(watched: Watched) -> str:
    """All stages in a row: done, at work, to come."""
    now = STAGES.index(watched.stage) if watched.stage else -1
    words = []
    for place, stage in enumerate(STAGE_WORDS):
        name = _(STAGE_WORDS[stage])
        if place < now:
            words.append(f":material/check: {name}")
        elif place == now:
            words.append(f":material/arrow_forward: **{name}**")
        else:
            words.append(f":gray[{name}]")
    return "  ·  ".join(words)


def _progress_words(watched: Watched, job: JobView) -> str:
    if job.job.state is JobState.QUEUED:
        return _("It waits for its turn: a project has one training at a time.")
    if job.job.state is JobState.STOPPING:
        return _("Stopping: the step under way is finished and saved.")
    if watched.stage != "train" or not watched.steps:
        stage = STAGE_WORDS.get(watched.stage or "load", mark("save"))
        done = f" ({number(job.job.done)}/{number(job.job.total)})" if job.job.total else ""
        return _("Now: {stage}").format(stage=_(stage)) + done
    words = _("Step {step} of {steps}").format(step=number(watched.step), steps=number(watched.steps))
    if watched.eta_seconds is not None:
        words += ", " + _("about {time} left").format(time=duration(watched.eta_seconds))
    if watched.tokens_per_second:
        words += ", " + _("{n} tokens a second").format(n=number(watched.tokens_per_second))
    return words


def _waiting_words(watched: Watched) -> str:
    return _(
        "Interrupted at step {step}; saved at step {saved}. It goes on by itself from there as soon as a worker runs. "
        "The app starts one; by hand: `python -m core worker`."
    ).format(step=number(watched.step), saved=number(watched.saved_step))


def _stop_button(project: Project, run: Run, job: JobView, watched: Watched) -> None:
    if not is_owner(project):
        return
    with st.popover(_("Cancel"), icon=":material/stop_circle:", disabled=not job.can_cancel):
        st.markdown(
            _("The step under way is finished and everything is saved. You can go on later, or leave it at that.")
            if watched.stage == "train"
            else _("Nothing is trained yet; you can begin again later.")
        )
        if st.button(_("Cancel and save"), key=f"cancel-{run.id}"):
            with reported_errors():
                require(get_workspace(), current_account(), project.id, Role.OWNER)
                cancel(get_workspace(), job.job.id)
                st.rerun(scope="fragment")


def _log(run: Run) -> None:
    lines = read_log(get_workspace(), run.job_id, lines=LOG_LINES) if run.job_id else []
    with st.expander(_("Log"), icon=":material/notes:"):
        st.code("\n".join(lines) or _("Nothing was said yet."), language=None, height=280)


def _job_of(run: Run) -> JobView | None:
    return view(get_workspace(), run.job_id) if run.job_id else None
