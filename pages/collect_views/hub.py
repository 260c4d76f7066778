"""The hub: a data set by name, its first rows, then collect it."""

import streamlit as st

from core.collection.sources.hub import HubChoice, PreparedHub, first_rows
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import ImportRequest
from core.records import Project
from pages.collect_views.provenance import ask_provenance
from pages.shared.feedback import explain, reported_errors
from pages.shared.job_panel import request_key
from pages.shared.texts import show_text
from pages.shared.words import _, number
from pages.shared.workspace import current_account, get_workspace

SHOWN_ROWS = 5


def draw_hub(project: Project) -> None:
    """Name, look, add."""
    with st.form("hub"):
        first, second, third, fourth = st.columns([3, 1, 1, 1])
        name = first.text_input(_("Data set"), placeholder="owner/name")
        config = second.text_input(_("Configuration"))
        split = third.text_input(_("Split"), value="train")
        revision = fourth.text_input(_("Revision"), placeholder=_("newest"))
        left, middle, right = st.columns([2, 1, 2], vertical_alignment="bottom")
        languages = left.multiselect(_("Only these languages"), list(project.languages))
        rows = middle.number_input(_("At most so many rows"), min_value=1, value=10_000, step=1_000)
        folder = right.checkbox(_("It is a folder on this machine")) if current_account().is_admin else False
        looked = st.form_submit_button(_("Look at it"), icon=":material/search:")
    explain(
        _("What is a data set of the hub?"),
        _(
            "A collection that somebody has published on huggingface.co under a name like owner/name. Its split is a"
            " part such as train or test, its revision a fixed state, which is written down with what comes in."
        ),
    )
    if looked and name.strip():
        st.session_state["hub-choice"] = HubChoice(
            name=name.strip(),
            folder=bool(folder),
            config=config.strip() or None,
            split=split.strip() or "train",
            revision=revision.strip() or None,
            languages=tuple(languages),
            rows=int(rows),
        )
    choice = st.session_state.get("hub-choice")
    if choice is not None:
        with reported_errors():
            _draw_look(project, choice)


def _draw_look(project: Project, choice: HubChoice) -> None:
    prepared, texts = _looked_at(choice)
    facts = [
        choice.shown,
        _("revision {name}").format(name=prepared.revision[:12]),
        _("licence: {name}").format(name=prepared.licence or _("not named")),
        _("{n} rows").format(n=number(prepared.total)) if prepared.total else "",
    ]
    st.caption(" · ".join(fact for fact in facts if fact))
    st.caption(_("Text: column “{name}”").format(name=prepared.mapping.text))
    for text in texts:
        show_text(text, None, small=True)
    provenance = ask_provenance(project, "hub")
    if st.button(_("Collect this data set"), type="primary", icon=":material/add:", key="add-hub"):
        request = ImportRequest(
            project_id=project.id,
            kind="hub",
            hub=[choice.model_copy(update={"revision": choice.revision or _commit(prepared)})],
            declared_language=provenance.language,
            origin=provenance.origin,
            licence=provenance.licence,
            consent=provenance.consent,
        )
        jobs = len(get_workspace().ledger.jobs.list(project.id))
        submit(
            get_workspace(),
            "import",
            request,
            key=request_key("hub", choice.model_dump_json(), jobs),
            project_id=project.id,
            account_id=current_account().id,
        )
        st.session_state.pop("hub-choice")


def _commit(prepared: PreparedHub) -> str | None:
    """What was looked at is what is collected, even if the data set changes in between."""
    return None if prepared.choice.folder else prepared.revision


@st.cache_data(max_entries=20, ttl=600, show_spinner=True)
def _looked_at(choice: HubChoice) -> tuple[PreparedHub, list[str]]:
    prepared, rows = first_rows(choice, SHOWN_ROWS)
    return prepared, [text for text in rows[prepared.mapping.text].to_pylist() if text]
