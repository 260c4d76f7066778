"""Settings: your languages, the language of the interface, keys for programs, models, jobs."""

import streamlit as st

from core.jobs.history import views
from core.words import interface_languages
from pages.overview.tour import TOUR_KEY
from pages.shared.feedback import flash, page_head, reported_errors
from pages.shared.job_panel import STATE_WORDS
from pages.shared.pickers import language_label, languages_picker
from pages.shared.words import LANGUAGE_KEY, _, interface_language, moment, number
from pages.shared.workspace import current_account, get_workspace

workspace = get_workspace()
account = workspace.ledger.accounts.get(current_account().id)
page_head(_("Settings"), _("What this app should know about you, and what is at work on this machine."))

with st.form("own-settings"):
    known = languages_picker(
        _("Languages you know"), account.languages, "own-languages", _("You are given segments in these first.")
    )
    shown = st.selectbox(
        _("Language of the interface"),
        interface_languages(),
        index=interface_languages().index(interface_language()),
        format_func=language_label,
    )
    if st.form_submit_button(_("Save"), type="primary"):
        with reported_errors():
            workspace.ledger.accounts.update(account.id, languages=tuple(known), interface_language=shown)
            st.session_state[LANGUAGE_KEY] = shown
            flash(_("Saved."))
            st.rerun()

if st.session_state.get(TOUR_KEY) and st.button(_("Show the tour of the sample again")):
    st.session_state.pop(TOUR_KEY)

st.header(_("Models"))
for card in workspace.models.describe():
    state = (
        _("here")
        if card.present
        else _("It is fetched when first needed ({n} MB).").format(n=number(card.download_bytes / 1e6))
    )
    st.markdown(f"**{card.title}** · `{card.name}`  \n{_('Licence')}: {card.licence}. {card.languages_note} {state}")

st.header(_("Jobs"))
jobs = views(workspace, limit=30)
if not jobs:
    st.markdown(_("No job has run yet."))
for found in jobs:
    words = _("waits for a worker") if found.waits_for_worker else _(STATE_WORDS[found.job.state])
    when = found.job.created_at
    st.markdown(f"{_(found.job.title)}: {words}" + (f", {moment(when)}" if when else ""))
