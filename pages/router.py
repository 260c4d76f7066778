"""The frame around every page: the registry of pages, the project switcher and the job tray."""

import sys
from pathlib import Path

# Streamlit puts pages/ first on the path; the project's root must come before it, so that `pages` and `core` resolve.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path[:1]:
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402

from pages.shared.frame import draw_frame  # noqa: E402
from pages.shared.registry import navigation_pages  # noqa: E402

st.set_page_config(
    page_title="Isogloss", page_icon=str(Path(__file__).parent / "static" / "isogloss.svg"), layout="wide"
)
page = st.navigation(navigation_pages(), position="hidden")
draw_frame()
page.run()
