"""The statement for contributors: read and agreed to once, and withdrawn whenever one likes."""

import uuid

import streamlit as st

from core.collection.contributing import consenting, statement
from core.jobs.erasing.asking import withdraw
from core.jobs.erasing.reach import preview
from core.records import Consent, Project
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, day, interface_language, many, mark
from pages.shared.workspace import current_account, get_workspace

LICENCE_WORDS = {
    "CC0-1.0": mark("CC0: anybody may use it for anything"),
    "CC-BY-4.0": mark("CC BY: anybody may use it and must say where it is from"),
    "CC-BY-SA-4.0": mark("CC BY-SA: likewise, and what is made of it stays under this licence"),
    "CC-BY-NC-4.0": mark("CC BY-NC: likewise as CC BY, but nobody may earn money with it"),
}


def ask_consent(project: Project, place: str = "contribute") -> None:
    """The statement with its licences; nothing can be written before it is agreed to. `place` tells apart two on one
    page."""
    words = statement.current()
    shown = tuple(_(paragraph) for paragraph in words.paragraphs)
    with st.container(border=True):
        st.subheader(_(words.title))
        _paragraphs(shown)
        licence = st.selectbox(
            _("Licence of what you write"),
            words.licences,
            format_func=lambda key: _(LICENCE_WORDS[key]),
            key=f"consent-licence-{place}",
        )
        agreed = st.checkbox(_("I have read this and agree."), key=f"consent-read-{place}")
        if st.button(_("Agree and begin"), type="primary", disabled=not agreed, key=f"consent-give-{place}"):
            with reported_errors():
                consenting.give(
                    get_workspace(),
                    current_account(),
                    project.id,
                    version=words.version,
                    licence=licence,
                    shown=shown,
                    language=interface_language(),
                )
                st.rerun()


def draw_consents(project: Project) -> None:
    """What one agreed to, and withdrawing it with a preview of what would be erased."""
    if not st.toggle(_("What you agreed to, and withdrawing it"), key="consents-open"):
        return
    for consent in get_workspace().ledger.consents.of_account(project.id, current_account().id):
        with st.container(border=True):
            _draw(project, consent)


def _draw(project: Project, consent: Consent) -> None:
    when = day(consent.given_at) if consent.given_at else ""
    line = _("Statement {n}, agreed to on {day}, licence {licence}.").format(
        n=consent.statement, day=when, licence=consent.licence
    )
    if consent.withdrawn_at is not None:
        st.markdown(line + " " + _("Withdrawn on {day}.").format(day=day(consent.withdrawn_at)))
        return
    st.markdown(line)
    _paragraphs(tuple(_(paragraph) for paragraph in statement.at(consent.statement).paragraphs))
    sources = {source.id for source in get_workspace().ledger.sources.list(project.id)}
    reach = preview(get_workspace(), project.id, consent.source_id) if consent.source_id in sources else None
    if reach is not None:
        st.markdown(
            many(reach.segments, "Withdrawing erases {n} text", "Withdrawing erases {n} texts")
            + ", "
            + many(len(reach.versions), "from {n} data version too.", "from {n} data versions too.")
        )
    sure = st.checkbox(_("Erase all of them for good"), key=f"sure-{consent.id}")
    if st.button(_("Withdraw my consent"), disabled=not sure, key=f"withdraw-{consent.id}"):
        with reported_errors():
            withdraw(get_workspace(), current_account(), project.id, consent.id, key=f"withdraw-{uuid.uuid4().hex}")
            flash(_("Your consent is withdrawn. Your texts are being erased."))
            st.rerun()


def _paragraphs(shown: tuple[str, ...]) -> None:
    st.markdown("\n".join(f"- {paragraph}" for paragraph in shown))
