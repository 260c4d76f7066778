"""Segments as text to be read: escaped, in their own direction, with their language set and a face for their script."""

from html import escape

import streamlit as st

from core.languages import direction


def text_html(text: str, tag: str | None, *, small: bool = False) -> str:
    """`text` as HTML: escaped, `dir` from the language (else auto), `lang` set for fonts and screen readers."""
    side = direction(tag) if tag else "auto"
    language = f' lang="{escape(tag)}"' if tag else ""
    return f'<div class="iso-text{" small" if small else ""}" dir="{side}"{language}>{escape(text)}</div>'


def show_text(text: str, tag: str | None, meta: str = "", *, small: bool = False) -> None:
    """Draw one segment with a line of small print under it."""
    note = f'<div class="iso-meta">{escape(meta)}</div>' if meta else ""
    st.html(text_html(text, tag, small=small) + note)
