"""What a page says back: errors in words, messages that survive a rerun, true and useful empty states."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import IsoglossError
from pages.shared.registry import page
from pages.shared.words import _

FLASH_KEY = "flash"


@contextmanager
def reported_errors() -> Iterator[None]:
    """Show an IsoglossError as what happened and what to do, instead of a traceback."""
    try:
        yield
    except IsoglossError as error:
        st.error(f"**{error.message}**  \n{error.hint}" if error.hint else f"**{error.message}**")


def flash(message: str) -> None:
    """Show `message` once, after the next rerun too."""
    st.session_state.setdefault(FLASH_KEY, []).append(message)


def show_flashes() -> None:
    """Show what `flash` kept."""
    for message in st.session_state.pop(FLASH_KEY, []):
        st.toast(message, icon=":material/check:")


def page_head(title: str, purpose: str, numbers: str = "") -> None:
    """The top of a page: its name, one sentence on what is done here, one line on where things stand."""
    st.title(title)
    st.markdown(purpose)
    if numbers:
        st.markdown(f"**{numbers}**")


def empty_state(message: str, button: str, page_key: str) -> None:
    """Say what would be here, and give the link that fills it."""
    with st.container(border=True):
        st.markdown(message)
        st.page_link(page(page_key), label=button, icon=":material/arrow_forward:")


def way_on(message: str, page_key: str) -> None:
    """The end of a page: the next useful step."""
    st.divider()
    st.page_link(page(page_key), label=message, icon=":material/arrow_forward:")


def explain(term: str, text: str) -> None:
    """A glossary popover: two plain sentences on a technical term."""
    with st.popover(term, icon=":material/help:"):
        st.markdown(text)


def nothing_here() -> str:
    """The words for an empty table."""
    return _("Nothing here.")
