"""A crawl: live while it goes on, with pause and stop; afterwards what it gave and what it refused, and why."""

import pandas as pd
import streamlit as st

from core.collection.web.refusals import REASONS
from core.collection.web.refused import refused_pages, repeated_paragraphs
from core.collection.web.stopping import stop
from core.collection.web.watching import CrawlView, watch
from core.jobs.submitting import cancel, retry
from core.jobs.workflows.crawl import CrawlReport
from core.records import FINAL_STATES, Job, JobState
from pages.collect_views.crawl_pictures import growth, languages_table
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import job_panel, progress_words, share_done
from pages.shared.words import _, many, number
from pages.shared.workspace import get_workspace

WORDS: dict[str, str] = {str(reason): words for reason, words in REASONS.items()}
SHOWN_REFUSALS = 500


def draw_crawl(job: Job) -> None:
    """The crawl as it stands, or as it ended."""
    if job.state not in FINAL_STATES:
        _live(job.id)
    elif job.state is JobState.CANCELLED:
        _paused(job)
    elif job.state is JobState.DONE and job.report is not None:
        _ended(job, CrawlReport.model_validate_json(job.report))
    else:
        job_panel(job.id)
        with reported_errors():
            if st.button(_("Try to go on"), key=f"again-{job.id}", icon=":material/play_arrow:"):
                retry(get_workspace(), job.id)
                st.rerun()


@st.fragment(run_every="1s")
def _live(job_id: str) -> None:
    workspace = get_workspace()
    job = workspace.ledger.jobs.get(job_id)
    if job.state in FINAL_STATES:
        st.rerun()
    view = watch(workspace, job_id)
    with st.container(border=True):
        st.progress(share_done(job), text=f"**{_(job.title)}**: {_(job.phase)} {progress_words(job)}")
        if job.state is JobState.QUEUED and not workspace.ledger.heartbeat.alive():
            st.caption(_("It waits for a worker. One is started by the app, or by: python -m core worker"))
        _buttons(job, view)
        if view is not None:
            _numbers(view)
            _details(view, job_id)


def _buttons(job: Job, view: CrawlView | None) -> None:
    pause, end, _rest = st.columns([1, 1, 3])
    is_busy = job.state is JobState.STOPPING or (view is not None and view.is_stopping)
    if pause.button(
        _("Pause"),
        key=f"pause-{job.id}",
        icon=":material/pause:",
        disabled=is_busy,
        help=_("What was fetched is added. You can go on later where it stopped."),
    ):
        cancel(get_workspace(), job.id)
        st.rerun(scope="fragment")
    if end.button(
        _("Stop"),
        key=f"stop-{job.id}",
        icon=":material/stop:",
        disabled=is_busy,
        help=_("No further page is fetched; what was fetched is added and reported."),
    ):
        stop(get_workspace(), job.id)
        st.rerun(scope="fragment")


def _paused(job: Job) -> None:
    view = watch(get_workspace(), job.id)
    with st.container(border=True):
        st.markdown(f"**{_('The crawl is paused. What it fetched until then was added.')}**")
        go_on, end, _rest = st.columns([1, 1, 3])
        with reported_errors():
            if go_on.button(_("Go on"), key=f"go-{job.id}", icon=":material/play_arrow:", type="primary"):
                retry(get_workspace(), job.id)
                st.rerun()
            if end.button(_("End it here"), key=f"end-{job.id}", icon=":material/stop:"):
                stop(get_workspace(), job.id)
                retry(get_workspace(), job.id)
                st.rerun()
        if view is not None:
            _numbers(view)
            _details(view, job.id)


def _numbers(view: CrawlView) -> None:
    columns = st.columns(4)
    columns[0].metric(_("Pages fetched"), number(view.fetched))
    columns[1].metric(_("Pages waiting"), number(view.queued))
    columns[2].metric(_("Pages refused"), number(sum(view.refused.values())))
    columns[3].metric(_("Paragraphs found"), number(sum(one.paragraphs for one in view.languages)))


def _details(view: CrawlView, key: str) -> None:
    if view.refused:
        words = [f"{number(n)} × {_(WORDS.get(reason, reason))}" for reason, n in view.refused.items()]
        st.markdown(_("Refused: {reasons}").format(reasons=" · ".join(words)))
    if len(view.hosts) > 1:
        lines = [
            _("{host}: {done} dealt with, {waiting} waiting").format(
                host=host.host, done=number(host.done), waiting=number(host.waiting)
            )
            for host in view.hosts
        ]
        st.caption(" · ".join(lines))
    growth(view, f"growth-{key}")


def _ended(job: Job, report: CrawlReport) -> None:
    words = many(report.added, "{n} segment added", "{n} segments added")
    words += " " + many(report.pages, "from {n} page", "from {n} pages")
    words += ", " + many(sum(report.refused.values()), "{n} page refused", "{n} pages refused")
    with st.container(border=True):
        st.markdown(f"**{_('Last crawl')}: {words}.**")
        for line in _facts(report):
            st.markdown(line)
        for note in report.notes:
            st.caption(note)
        view = watch(get_workspace(), job.id)
        if view is not None:
            languages_table(view)
        _refused(job.id)


def _facts(report: CrawlReport) -> list[str]:
    """What is worth knowing beside the counts."""
    lines = [
        (report.pairs, _("{n} segments are aligned with the same paragraph in another language.")),
        (report.unchanged, _("{n} pages have not changed since they were collected before.")),
        (report.repeated, _("{n} paragraphs were left out since they repeat all over their site.")),
    ]
    return [words.format(n=number(n)) for n, words in lines if n]


def _refused(job_id: str) -> None:
    refused = refused_pages(get_workspace(), job_id)
    repeated = repeated_paragraphs(get_workspace(), job_id)
    if refused:
        gone = [row for row in refused if row.reason == "vanished"]
        if gone:
            st.markdown(many(len(gone), "{n} page has vanished since then.", "{n} pages have vanished since then."))
        st.dataframe(
            pd.DataFrame(
                {
                    _("Address"): [row.url for row in (*gone, *refused)[:SHOWN_REFUSALS]],
                    _("Reason"): [_(WORDS.get(row.reason, row.reason)) for row in (*gone, *refused)[:SHOWN_REFUSALS]],
                    _("What happened"): [row.message for row in (*gone, *refused)[:SHOWN_REFUSALS]],
                }
            ),
            hide_index=True,
        )
    if repeated:
        with st.expander(_("Paragraphs that repeat"), icon=":material/repeat:"):
            st.dataframe(
                pd.DataFrame(
                    {
                        _("Site"): [row.site for row in repeated],
                        _("Language"): [row.language for row in repeated],
                        _("Pages"): [row.pages for row in repeated],
                        _("For example on"): [row.example for row in repeated],
                    }
                ),
                hide_index=True,
            )
