"""The frame around every page: project switcher above the menu, job tray below it, the small print of the theme."""

import streamlit as st

from core.records import FINAL_STATES
from pages.shared.feedback import show_flashes
from pages.shared.job_panel import job_line
from pages.shared.registry import draw_menu
from pages.shared.words import _, many
from pages.shared.workspace import PROJECT_KEY, current_account, current_project, get_workspace, visible_projects

STYLE = """<style>
.iso-text {font-family: var(--iso-face, 'Noto Serif'), 'Noto Naskh Arabic', 'Noto Serif Devanagari', 'Noto Serif Thai',
  'Noto Serif Ethiopic', 'Noto Serif Hebrew', 'Noto Serif CJK SC', 'Noto Serif CJK JP', serif; font-size: 1.2rem;
  line-height: 1.7; unicode-bidi: isolate; text-align: start; overflow-wrap: anywhere;}
.iso-text.small {font-size: 1.05rem;}
.iso-meta {color: color-mix(in srgb, currentColor 72%, transparent); font-size: .875rem;}
[data-testid="stSidebarHeader"] {min-height: 1rem;}
[data-testid="stMainBlockContainer"] {padding-top: 3rem;}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {opacity: 1; color: inherit;}
[data-testid="stSliderThumbValue"] p {color: var(--st-text-color);}
[data-testid="stCaptionContainer"] p {color: color-mix(in srgb, currentColor 78%, transparent);}
[class*="st-key-wide-"] [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]) {overflow-x: auto;}
[class*="st-key-wide-"] [data-testid="stPlotlyChart"] {min-width: 46rem;}
[class*="st-key-station-"][class*="-next"] {outline: 2px solid var(--st-primary-color, #0b6784);}
[class*="st-key-station-"] a p {font-weight: 600; font-size: 1.05rem;}
@media (prefers-reduced-motion: reduce) {* {animation: none !important; transition: none !important;}}
</style>"""


def draw_frame() -> None:
    """Draw what stands on every page; called by the router before the page itself."""
    st.html(STYLE)
    account = current_account()
    with st.sidebar:
        _project_switcher()
        draw_menu()
        _job_tray()
        if account.id != "local":
            st.caption(_("Signed in as {name}").format(name=account.name))
            st.link_button(_("Sign out"), "/sign-out", type="tertiary")
    show_flashes()


def _project_switcher() -> None:
    projects = {project.id: project.name for project in visible_projects()}
    chosen = current_project()
    if chosen is None:
        return
    picked = st.selectbox(
        _("Project"), list(projects), index=list(projects).index(chosen.id), format_func=lambda key: projects[key]
    )
    if picked != chosen.id:
        st.session_state[PROJECT_KEY] = picked
        st.query_params.pop(PROJECT_KEY, None)
        st.rerun()


@st.fragment(run_every="2s")
def _job_tray() -> None:
    project = current_project()
    if project is None:
        return
    running = [job for job in get_workspace().ledger.jobs.list(project.id, limit=20) if job.state not in FINAL_STATES]
    if not running:
        return
    st.caption(many(len(running), "{n} job at work", "{n} jobs at work"))
    for job in running:
        job_line(job)
