"""What waits to be identified or cleaned, the one button that does it, and the job while it runs."""

import streamlit as st
from pydantic import BaseModel

from core.cleaning.configuration import pending as pending_cleaning
from core.identification.pending import pending
from core.jobs.submitting import submit
from core.jobs.workflows.clean import CleanRequest
from core.jobs.workflows.identify import IdentifyRequest
from core.records import Project
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace

KINDS = ("identify", "clean")


def draw_work(project: Project) -> None:
    """Identify and clean with one click; clean alone where only that is left to do."""
    workspace = get_workspace()
    waiting, uncleaned = pending(workspace, project.id), pending_cleaning(workspace, project.id)
    if waiting:
        both = st.toggle(_("Clean them too"), value=True, key="clean-too")
        words = (
            many(waiting, "Identify and clean {n} segment", "Identify and clean {n} segments")
            if both
            else many(waiting, "Identify the language of {n} segment", "Identify the language of {n} segments")
        )
        if st.button(words, type="primary", icon=":material/translate:"):
            _start(project, "identify", IdentifyRequest(project_id=project.id, clean=both), waiting)
    elif uncleaned:
        words = many(uncleaned, "Clean {n} segment", "Clean {n} segments")
        if st.button(words, type="primary", icon=":material/cleaning_services:"):
            _start(project, "clean", CleanRequest(project_id=project.id), uncleaned)
    latest = next((job for job in workspace.ledger.jobs.list(project.id) if job.kind in KINDS), None)
    if latest is not None:
        job_panel(latest.id)


def _start(project: Project, kind: str, request: BaseModel, waiting: int) -> None:
    with reported_errors():
        submit(
            get_workspace(),
            kind,
            request,
            key=request_key(kind, waiting),
            project_id=project.id,
            account_id=current_account().id,
        )
