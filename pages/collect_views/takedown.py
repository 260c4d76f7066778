"""Taking a source down: what it would touch, then erasing it for good; and what was erased before."""

import pandas as pd
import streamlit as st

from core.jobs.erasing.asking import LONGEST_NOTE, take_down
from core.jobs.erasing.reach import Reach, preview
from core.records import Project, Source
from pages.shared.feedback import flash, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, many, mark, moment, number
from pages.shared.workspace import current_account, get_workspace

REASONS = {"takedown": mark("taken down"), "consent_withdrawn": mark("consent withdrawn")}


def draw_takedown(project: Project, source: Source) -> None:
    """The preview, and the button below it."""
    if not st.toggle(_("Take this source down"), key=f"down-{source.id}"):
        return
    reach = preview(get_workspace(), project.id, source.id)
    st.warning(_reach(reach))
    note = st.text_input(
        _("Why (kept for good; do not quote the text)"), max_chars=LONGEST_NOTE, key=f"down-note-{source.id}"
    )
    typed = st.text_input(
        _("To confirm, type the number of segments: {n}").format(n=reach.segments), key=f"down-sure-{source.id}"
    )
    words = many(reach.segments, "Erase {n} segment for good", "Erase {n} segments for good")
    if st.button(words, type="primary", disabled=typed.strip() != str(reach.segments), key=f"down-go-{source.id}"):
        with reported_errors():
            key = request_key("takedown", source.id)
            take_down(get_workspace(), current_account(), project.id, source.id, note=note, key=key)
            flash(_("The source is being erased."))
            st.rerun()


def draw_erasures(project: Project) -> None:
    """The erasure at work, and what was erased: when, why and how much."""
    workspace = get_workspace()
    jobs = workspace.ledger.jobs.list(project.id, limit=50)
    latest = next((job for job in jobs if job.kind == "takedown"), None)
    if latest is not None:
        job_panel(latest.id)
    erasures = workspace.ledger.erasures.list(project.id)
    if not erasures:
        return
    with st.expander(_("What was erased"), icon=":material/delete_forever:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("When"): [moment(one.finished_at) if one.finished_at else _("under way") for one in erasures],
                    _("Reason"): [_(REASONS.get(one.reason, one.reason)) for one in erasures],
                    _("Segments"): [one.segments for one in erasures],
                    _("Note"): [one.note for one in erasures],
                }
            ),
            hide_index=True,
        )


def _reach(reach: Reach) -> str:
    """In words: what goes, what changes, what stays."""
    lines = [many(reach.segments, "**{n} segment** is erased", "**{n} segments** are erased")]
    if reach.machine_made:
        lines.append(
            many(
                reach.machine_made,
                "of these {n} made by a machine from others",
                "of these {n} made by a machine from others",
            )
        )
    lines.append(many(reach.decisions, "{n} label loses its text", "{n} labels lose their text"))
    versions = ", ".join(f"{one.version.name} (−{number(one.rows)})" for one in reach.versions)
    lines.append(
        many(
            len(reach.versions),
            "{n} data version shrinks: {names}",
            "{n} data versions shrink: {names}",
            names=versions,
        )
        if reach.versions
        else _("no data version holds any of it")
    )
    if reach.runs:
        names = ", ".join(run.name for run in reach.runs)
        lines.append(
            many(len(reach.runs), "{n} trained model keeps what it learnt: {names}",
                 "{n} trained models keep what they learnt: {names}", names=names)
        )  # fmt: skip
    if reach.exports:
        lines.append(many(reach.exports, "{n} export is deleted", "{n} exports are deleted"))
    if reach.uploads:
        lines.append(many(reach.uploads, "{n} uploaded file is deleted", "{n} uploaded files are deleted"))
    if reach.kept_children:
        lines.append(
            many(
                reach.kept_children,
                "{n} text that people made from it stays",
                "{n} texts that people made from it stay",
            )
        )
    return "\n".join(f"- {line}." for line in lines) + "\n\n" + _("This cannot be undone.")
