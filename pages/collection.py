"""Collect: text from files, a folder, the clipboard or the web; what came in, from where, and what did not."""

import streamlit as st

from pages.collect_views.contribute import draw_contribute, is_prompted
from pages.collect_views.files import draw_files
from pages.collect_views.paste import draw_paste
from pages.collect_views.reports import draw_reports
from pages.collect_views.sources import draw_sources
from pages.collect_views.translating import draw_translating, is_asked_for
from pages.collect_views.web import draw_web
from pages.shared.feedback import page_head, way_on
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace, needed_project

project = needed_project()
workspace = get_workspace()
with workspace.snapshot(project.id) as snapshot:
    count = snapshot.count()
sources = workspace.ledger.sources.list(project.id)
page_head(
    _("Collect"),
    _("Bring text in. You see what would be read before anything is added; a broken row never costs the good ones."),
    many(count, "{n} segment", "{n} segments") + ", " + many(len(sources), "{n} source", "{n} sources"),
)
files, paste, contribute, web, translate, known = st.tabs(
    [_("Files or a folder"), _("Type or paste"), _("Contribute"), _("Web pages"), _("Translate"), _("Sources")],
    default=_("Translate") if is_asked_for() else _("Contribute") if is_prompted() else None,
)
with files:
    draw_files(project)
with paste:
    draw_paste(project)
with contribute:
    draw_contribute(project)
with web:
    draw_web(project)
with translate:
    draw_translating(project)
with known:
    draw_sources(project)
draw_reports(project)
way_on(_("Identify languages and filter"), "filtering")
