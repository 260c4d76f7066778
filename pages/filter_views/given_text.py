"""Which text leaves the project: normalised or as stored, with personal data or without; shown before it is chosen."""

import streamlit as st

from core.cleaning import limits
from core.corpus.snapshot import Snapshot
from core.limits import PersonalData
from core.records import Project
from pages.filter_views.marking import block, personal_html
from pages.filter_views.normalised_rows import draw_normalised
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, many, mark
from pages.shared.workspace import current_account, get_workspace, is_owner

SHOWN = 10
CHOICES = {
    PersonalData.REVIEW: mark("Send to review"),
    PersonalData.REDACT: mark("Keep, with placeholders such as <EMAIL> in what is frozen and exported"),
    PersonalData.KEEP: mark("Keep as it is"),
}
COUNTS = """select count(*) filter (normalised is not null) as normalised,
    count(*) filter (personal_data is not null) as personal from segments"""


@st.fragment
def draw_given_text(project: Project) -> None:
    """Two choices, each with what it is about; one button that applies."""
    workspace = get_workspace()
    policy = workspace.ledger.policies.current(project.id)
    with workspace.snapshot(project.id) as snapshot:
        (counts,) = snapshot.sql(COUNTS).to_pylist()
        personal = snapshot.rows(_ids(snapshot, "personal_data"))
    st.markdown(_("The stored text never changes, so each choice can be taken back; a data version keeps its own."))
    key = f"{project.id}-{policy.version}"
    use = st.toggle(
        _("Use the normalised text")
        + " · "
        + many(counts["normalised"], "{n} segment would read otherwise", "{n} segments would read otherwise"),
        policy.use_normalised,
        key=f"use-normalised-{key}",
    )
    if counts["normalised"]:
        with st.expander(_("What normalisation would change, text by text"), icon=":material/difference:"):
            draw_normalised(project)
    choice = st.radio(
        many(counts["personal"], "Personal data, found in {n} segment", "Personal data, found in {n} segments"),
        list(CHOICES),
        index=list(CHOICES).index(policy.personal_data),
        format_func=lambda one: _(CHOICES[one]).replace("<", r"\<"),
        key=f"personal-data-{key}",
    )
    if personal:
        with st.expander(_("What was found"), icon=":material/person_search:"):
            for row in personal:
                st.html(block(personal_html(row.segment.text, row.personal_data), row.segment.text, row.tag))
    is_same = (use, choice) == (policy.use_normalised, policy.personal_data)
    if st.button(_("Apply these choices"), disabled=is_same or not is_owner(project), key="apply-given"):
        with reported_errors():
            made = limits.apply(
                workspace,
                project.id,
                use_normalised=use,
                personal_data=PersonalData(choice),
                account_id=current_account().id,
            )
            flash(_("Version {n} of the filter is in force. No text was touched.").format(n=made.version))
            st.rerun()


def _ids(snapshot: Snapshot, column: str) -> list[str]:
    found = snapshot.sql(f"select id from segments where {column} is not null limit {SHOWN}")  # noqa: S608
    return [str(name) for name in found["id"].to_pylist()]
