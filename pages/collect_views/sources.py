"""Sources: where each body of text came from, by whom and under which licence, and what it comes to."""

import pandas as pd
import streamlit as st

from core.collection.reports import UNKNOWN_LANGUAGE
from core.collection.standing import Standing, shared_with, standings
from core.languages import name
from core.records import Project
from pages.collect_views.takedown import draw_erasures, draw_takedown
from pages.shared.feedback import flash, reported_errors
from pages.shared.job_panel import request_key
from pages.shared.words import _, day, interface_language, many, mark, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner

KINDS = {
    "file": mark("file"),
    "folder": mark("file of a folder"),
    "paste": mark("typed or pasted"),
    "web": mark("web site"),
    "hub": mark("open corpus"),
    "sample": mark("sample"),
    "translation": mark("translations by machine"),
    "contribution": mark("contributions"),
}
WITHOUT_PLACE = ("paste", "contribution")  # their locator is who wrote it


def draw_sources(project: Project) -> None:
    """One row a source, newest first; below, all about the one that is chosen."""
    found = standings(get_workspace(), project.id)
    if not found:
        st.info(_("Nothing has been collected yet. Each file, page or text you add is listed here with its licence."))
        return
    _table(found)
    chosen = st.selectbox(
        _("Look at one source"),
        found,
        index=None,
        format_func=lambda one: f"{one.source.name} ({number(one.segments)})",
        key="source-chosen",
    )
    if chosen is not None:
        names = {one.source.id: one.source.name for one in found}
        _one(project, chosen, names)
    draw_erasures(project)


def _table(found: list[Standing]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                _("Source"): [one.source.name for one in found],
                _("Kind"): [_kind(one) for one in found],
                _("Segments"): [one.segments for one in found],
                _("Kept"): [percent(one.kept_share) if one.kept_share is not None else "–" for one in found],
                _("In other sources too"): [one.shared for one in found],
                _("Languages"): [_languages(one, 3) for one in found],
                _("Licence"): [one.source.licence or _("not said") for one in found],
                _("Consent"): [_consent(one) for one in found],
                _("Brought in by"): [one.by or "–" for one in found],
                _("Added"): [day(one.source.created_at) if one.source.created_at else "" for one in found],
            }
        ),
        hide_index=True,
        column_config={_("Source"): st.column_config.TextColumn(width="medium")},
    )


def _one(project: Project, one: Standing, names: dict[str, str]) -> None:
    source = one.source
    with st.container(border=True):
        st.subheader(source.name)
        if source.taken_down_at:
            st.markdown(_("Taken down on {day}. Its text was erased.").format(day=day(source.taken_down_at)))
            return
        facts = {
            _("Where from"): f"{_kind(one)} {source.locator if source.kind not in WITHOUT_PLACE else ''}".strip(),
            _("When"): day(source.created_at) if source.created_at else "–",
            _("By"): one.by or "–",
            _("Licence"): source.licence or _("not said"),
            _("Consent"): _consent(one),
            _("Languages"): _languages(one, 12),
            _("Kept"): f"{number(one.kept)} / {number(one.segments)}",
        }
        for label, value in facts.items():
            left, right = st.columns([1, 4])
            left.markdown(f"**{label}**")
            right.text(value)
        if one.shared:
            others = shared_with(get_workspace(), project.id, source.id)
            said = ", ".join(f"{names.get(other, other)} ({number(n)})" for other, n in others.items())
            st.text(many(one.shared, "{n} segment is", "{n} segments are") + " " + _("in other sources too: ") + said)
        if is_owner(project):
            _again(project, one)
            draw_takedown(project, source)


def _again(project: Project, one: Standing) -> None:
    from core.jobs.recollecting import can_recollect, recollect

    if not can_recollect(get_workspace(), project.id, one.source):
        return
    if st.button(_("Collect it again"), icon=":material/refresh:", key=f"again-{one.source.id}"):
        with reported_errors():
            jobs = len(get_workspace().ledger.jobs.list(project.id))
            key = request_key("again", one.source.id, jobs)
            recollect(get_workspace(), current_account(), project.id, one.source.id, key=key)
            flash(_("It is being collected again. What is here already is not added twice."))
            st.rerun()


def _kind(one: Standing) -> str:
    return _(KINDS.get(one.source.kind, one.source.kind))


def _consent(one: Standing) -> str:
    if one.consent is None:
        return one.source.consent or _("not said")
    if one.consent.withdrawn_at:
        return _("withdrawn on {day}").format(day=day(one.consent.withdrawn_at))
    given = day(one.consent.given_at) if one.consent.given_at else ""
    return _("statement {n}, {day}").format(n=one.consent.statement, day=given)


def _languages(one: Standing, most: int) -> str:
    said = [
        f"{_('unknown') if tag == UNKNOWN_LANGUAGE else name(tag, interface_language())} {number(n)}"
        for tag, n in list(one.languages.items())[:most]
    ]
    more = len(one.languages) - most
    return ", ".join(said) + (", " + _("{n} more").format(n=more) if more > 0 else "")
