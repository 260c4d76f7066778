"""The latest import or crawl: running, or what it added, what was there already, and what was refused and why."""

import pandas as pd
import streamlit as st

from core.collection.refusals import REASONS, read_refused
from core.collection.reports import ImportReport
from core.records import Job, JobState, Project
from pages.collect_views.crawl import draw_crawl
from pages.shared.job_panel import job_panel
from pages.shared.words import _, many, number
from pages.shared.workspace import get_workspace


def draw_reports(project: Project) -> None:
    """The newest collecting job of the project."""
    jobs = get_workspace().ledger.jobs.list(project.id, limit=30)
    latest = next((job for job in jobs if job.kind in ("import", "crawl")), None)
    if latest is None:
        return
    if latest.kind == "crawl":
        draw_crawl(latest)
        return
    job_panel(latest.id)
    if latest.state is not JobState.DONE or latest.report is None:
        return
    _import(latest, ImportReport.model_validate_json(latest.report))


def _import(job: Job, report: ImportReport) -> None:
    words = many(report.added, "{n} segment added", "{n} segments added")
    words += ", " + _("{n} there already").format(n=number(report.present))
    words += ", " + many(sum(report.refused.values()), "{n} row refused", "{n} rows refused")
    with st.container(border=True):
        st.markdown(f"**{_('Last import')}: {words}.**")
        if report.nothing_new:
            st.markdown(_("Everything in these files was here already, so nothing was added."))
        if report.passed_over:
            st.markdown(
                many(
                    report.passed_over,
                    "{n} row is in another language than you asked for, and was not read.",
                    "{n} rows are in other languages than you asked for, and were not read.",
                )
            )
        if report.labels_recorded:
            st.markdown(many(report.labels_recorded, "{n} label came with them.", "{n} labels came with them."))
        refused = read_refused(get_workspace(), job.id)
        if refused:
            st.dataframe(
                pd.DataFrame(
                    {
                        _("File"): [row.file for row in refused],
                        _("Line"): [row.line for row in refused],
                        _("Reason"): [_(REASONS.get(row.reason, row.reason)) for row in refused],
                        _("Detail"): [row.detail for row in refused],
                        _("Text"): [row.text for row in refused],
                    }
                ),
                hide_index=True,
            )
